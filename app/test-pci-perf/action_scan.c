/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Scans of a tree. EAL is not started, which would take longer than a scan: that
 * needs no more of it than the list of what the user asked for.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_dev.h>
#include <rte_devargs.h>
#include <rte_log.h>

#include "perf.h"

#define HOT_ADDS 8

/* ---- by a bus ---- */

static void
point_at(char **args)
{
	setenv("SYSFS_PCI_DEVICES", args[0], 1);
	setenv("SYSFS_MDEV_DEVICES", args[1], 1);
	rte_log_set_global_level(RTE_LOG_ERR);
}

/* args: where the functions and the mdevs are */
double
action_scan(const char *lib, char **args)
{
	struct perf_bus bus;

	point_at(args);
	bus_load(&bus, lib);
	clock_start_cpu();
	bus_scan(&bus);
	return clock_stop();
}

/* Once more, when nothing has changed. */
double
action_rescan(const char *lib, char **args)
{
	struct perf_bus bus;

	point_at(args);
	bus_load(&bus, lib);
	bus_scan(&bus);
	clock_start_cpu();
	bus_scan(&bus);
	return clock_stop();
}

/* The first, and somebody looks at each device. */
double
action_list(const char *lib, char **args)
{
	struct rte_device *dev = NULL;
	struct perf_bus bus;

	point_at(args);
	bus_load(&bus, lib);
	clock_start_cpu();
	bus_scan(&bus);
	while ((dev = bus.bus->dev_iterate(dev, NULL, NULL)) != NULL)
		;
	return clock_stop();
}

static void
allow(unsigned int idx)
{
	char name[PCI_PRI_STR_SIZE];

	tree_function_name(idx, name);
	if (rte_devargs_add(RTE_DEVTYPE_ALLOWED, name) < 0)
		die("EAL refuses %s", name);
}

/* What EAL has the bus do before a driver is asked. */
static void
hot_add(const struct perf_bus *bus, unsigned int idx)
{
	char name[PCI_PRI_STR_SIZE];

	tree_function_name(idx, name);
	allow(idx);
	bus_scan(bus);
	if (bus_find(bus, name) == NULL)
		die("%s is not found", name);
}

/* With an allowlist, devices that were not listed, one after the other. The
 * smallest tree has all of them, and more.
 */
double
action_hot_add(const char *lib, char **args)
{
	unsigned int i, adds = getenv(PERF_TRACE) != NULL ? 1 : HOT_ADDS;
	struct perf_bus bus;

	point_at(args);
	bus_load(&bus, lib);
	allow(0);
	bus_scan(&bus);
	clock_start_cpu();
	for (i = 1; i <= adds; i++)
		hot_add(&bus, i);
	return clock_stop() / adds;
}

/* Bytes of heap that a scan leaves. */
double
action_device_size(const char *lib, char **args)
{
	struct perf_bus bus;
	size_t before;

	point_at(args);
	bus_load(&bus, lib);
	before = mallinfo2().uordblks;
	bus_scan(&bus);
	return mallinfo2().uordblks - before;
}

/* ---- by the kernel calls alone ---- */

/* @return whether there is more to read: of a function without a driver, not. */
static bool
read_bare(int list, const char *name, const char *attr)
{
	char path[NAME_MAX + 32], text[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", name, attr);
	if (strcmp(attr, "driver") == 0) {
		if (readlinkat(list, path, text, sizeof(text)) > 0)
			return true;
		if (errno != ENOENT)
			die("%s: %s", path, strerror(errno));
		return false;
	}
	fd = openat(list, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true;
	if (read(fd, text, sizeof(text)) < 0)
		die("%s: %s", path, strerror(errno));
	close(fd);
	return true;
}

static void
walk_bare(const char *path, char **attrs)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	unsigned int i;

	if (dir == NULL)
		die("%s: %s", path, strerror(errno));
	while ((e = readdir(dir)) != NULL) {
		i = 0;
		while (e->d_name[0] != '.' && attrs[i] != NULL &&
				read_bare(dirfd(dir), e->d_name, attrs[i]))
			i++;
	}
	closedir(dir);
}

/* args: a directory, and what to read of each entry */
double
action_scan_bare(const char *lib __rte_unused, char **args)
{
	clock_start_cpu();
	walk_bare(args[0], args + 1);
	return clock_stop();
}
