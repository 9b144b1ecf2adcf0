/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A device in this process: attached and detached. EAL is started with the
 * arguments behind the device's name.
 */

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_dev.h>
#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "perf.h"

#define CYCLES 20

/* ---- a driver for it ---- */

static struct rte_pci_device *taken;

static int
take(struct rte_pci_driver *driver __rte_unused, struct rte_pci_device *dev)
{
	taken = dev;
	return 0;
}

static int
leave(struct rte_pci_device *dev __rte_unused)
{
	taken = NULL;
	return 0;
}

static const struct rte_pci_id any_device[] = {
	{ RTE_PCI_DEVICE(RTE_PCI_ANY_ID, RTE_PCI_ANY_ID) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver driver = {
	.driver = { .name = "perf" },
	.id_table = any_device,
	.probe = take,
	.remove = leave,
	.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
};

static void
start_eal(struct perf_bus *bus, const char *lib, char **args)
{
	void (*add)(struct rte_pci_driver *driver);
	int argc = 0;

	bus_load_for_eal(bus, lib);
	add = bus_symbol(bus, "rte_pci_register");
	add(&driver);
	while (args[argc] != NULL)
		argc++;
	/* Its first argument is the program's name: the device's will do. */
	if (rte_eal_init(argc, args) < 0)
		die("EAL does not start: %s", rte_strerror(rte_errno));
	if (taken == NULL)
		die("%s is not attached", args[0]);
}

const struct rte_pci_device *
device_attach(struct perf_bus *bus, const char *lib, char **args)
{
	start_eal(bus, lib, args);
	return taken;
}

/* ---- attach and detach, as EAL does ---- */

static void
detach(struct perf_bus *bus __rte_unused)
{
	if (rte_dev_remove(&taken->device) < 0 || taken != NULL)
		die("the device cannot be detached");
}

static void
attach(struct perf_bus *bus __rte_unused, const char *name)
{
	if (rte_dev_probe(name) < 0 || taken == NULL)
		die("%s cannot be attached", name);
}

/* ---- the bus's part of it alone: without a word to other processes ---- */

static void
unplug(struct perf_bus *bus)
{
	if (bus->bus->unplug(&taken->device) < 0 || taken != NULL)
		die("the device cannot be unplugged");
}

static void
plug(struct perf_bus *bus, const char *name)
{
	struct rte_device *dev;

	if (rte_devargs_add(RTE_DEVTYPE_ALLOWED, name) < 0)
		die("EAL refuses %s", name);
	bus_scan(bus);
	dev = bus_find(bus, name);
	if (dev == NULL || bus->bus->plug(dev) != 0 || taken == NULL)
		die("%s cannot be plugged in", name);
}

/* ---- cycles ---- */

/* The first cycle does what is done once. */
static double
cycle(struct perf_bus *bus, const char *name,
	void (*in)(struct perf_bus *bus, const char *name),
	void (*out)(struct perf_bus *bus), void (*start)(void))
{
	unsigned int i, cycles = getenv(PERF_TRACE) != NULL ? 1 : CYCLES;
	double time;

	out(bus);
	in(bus, name);
	out(bus);
	start();
	for (i = 0; i < cycles; i++) {
		in(bus, name);
		out(bus);
	}
	time = clock_stop() / cycles;
	rte_eal_cleanup();
	return time;
}

/* args: the device, and the rest of EAL's */
double
action_attach(const char *lib, char **args)
{
	struct perf_bus bus;

	start_eal(&bus, lib, args);
	return cycle(&bus, args[0], attach, detach, clock_start);
}

double
action_plug(const char *lib, char **args)
{
	struct perf_bus bus;

	start_eal(&bus, lib, args);
	return cycle(&bus, args[0], plug, unplug, clock_start);
}

/* Without the time in which the kernel waits for a function that it resets. */
double
action_plug_cpu(const char *lib, char **args)
{
	struct perf_bus bus;

	start_eal(&bus, lib, args);
	return cycle(&bus, args[0], plug, unplug, clock_start_cpu);
}

/* ---- beside a primary process that has it ---- */

/* Until the other end of the pipe is closed. */
static void
be_primary(const char *lib, char **args, int ready, int done)
{
	struct perf_bus bus;
	char byte = 0;

	start_eal(&bus, lib, args);
	if (write(ready, &byte, 1) != 1 || read(done, &byte, 1) < 0)
		die("a pipe: %s", strerror(errno));
	rte_eal_cleanup();
	_exit(0);
}

static pid_t
start_primary(const char *lib, char **args, int *done)
{
	int ready[2], ends[2];
	pid_t pid;
	char byte;

	if (pipe(ready) < 0 || pipe(ends) < 0)
		die("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0) {
		close(ends[1]);
		dup2(STDERR_FILENO, STDOUT_FILENO);
		be_primary(lib, args, ready[1], ends[0]);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		die("the primary process does not start");
	*done = ends[1];
	return pid;
}

#define EAL_ARGS_MAX 32

/* both: what the primary computes counts, too */
static double
run_beside_primary(action_t *run, bool both, const char *lib, char **args)
{
	char type[] = "--proc-type=secondary", *mine[EAL_ARGS_MAX];
	unsigned int n = 0;
	double time;
	pid_t pid;
	int done;

	pid = start_primary(lib, args, &done);
	if (both)
		clock_add_process(pid);
	while (args[n] != NULL && n < EAL_ARGS_MAX - 2) {
		mine[n] = args[n];
		n++;
	}
	mine[n++] = type;
	mine[n] = NULL;
	time = run(lib, mine);
	close(done);
	waitpid(pid, NULL, 0);
	return time;
}

double
action_secondary(const char *lib, char **args)
{
	return run_beside_primary(action_plug, false, lib, args);
}

double
action_secondary_cpu(const char *lib, char **args)
{
	return run_beside_primary(action_plug_cpu, true, lib, args);
}
