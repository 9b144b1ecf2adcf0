/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include <rte_config.h>
#include <rte_interrupts.h>

#include "perf.h"

#define INSTALLED RTE_EAL_PMD_PATH "/librte_bus_pci.so"

void *
bus_symbol(const struct perf_bus *bus, const char *name)
{
	return dlsym(bus->lib, name);
}

static int
has_name(const struct rte_device *dev, const void *name)
{
	return strcmp(dev->name, name);
}

struct rte_device *
bus_find(const struct perf_bus *bus, const char *name)
{
	return bus->bus->find_device(NULL, has_name, name);
}

/* By this name callgrind knows what to count. */
__rte_noinline void
bus_scan(const struct perf_bus *bus)
{
	if (bus->bus->scan() < 0)
		die("the scan fails");
}

/* ---- without EAL ---- */

static bool eal_runs;

/*
 * In the place of EAL's, which crashes if EAL has not been started: the first
 * scan then believes that it listens, and later ones need not try again.
 */
int
rte_intr_callback_register(const struct rte_intr_handle *handle,
	rte_intr_callback_fn cb, void *arg)
{
	int (*of_eal)(const struct rte_intr_handle *handle,
		rte_intr_callback_fn cb, void *arg);

	if (!eal_runs)
		return 0;
	*(void **)&of_eal = dlsym(RTLD_NEXT, "rte_intr_callback_register");
	return of_eal(handle, cb, arg);
}

/* Its constructor registers it with EAL. */
void
bus_load(struct perf_bus *bus, const char *file)
{
	bus->lib = dlopen(file, RTLD_NOW | RTLD_GLOBAL);
	if (bus->lib == NULL)
		die("%s", dlerror());
	bus->bus = rte_bus_find_by_name("pci");
	if (bus->bus == NULL)
		die("%s: has no bus named pci", file);
}

/* ---- with EAL ---- */

/* EAL opens its own path, and a second copy of a bus ends the process. */
void
bus_load_for_eal(struct perf_bus *bus, const char *file)
{
	char installed[PATH_MAX];

	if (realpath(INSTALLED, installed) == NULL)
		die(INSTALLED ": %s", strerror(errno));
	if (unshare(CLONE_NEWNS) < 0 ||
			mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
			mount(file, installed, NULL, MS_BIND, NULL) < 0)
		die("cannot put %s in the place of %s: %s", file, installed,
			strerror(errno));
	bus_load(bus, installed);
	eal_runs = true;
}
