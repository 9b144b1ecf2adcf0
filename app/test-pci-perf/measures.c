/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What is measured, of whom, and how often. Samples of the same thing alternate
 * between those that are compared, so that a machine that slows down does so
 * for all of them.
 */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perf.h"

/* EAL's arguments are not constant, but it does not write to them. */
static char *
text(const char *constant)
{
	return (char *)(uintptr_t)constant;
}

/* ---- one measure ---- */

/* Traced, a process is slow; and what is linear to here is so beyond. */
#define COUNTED_MAX 1000

struct measure {
	const char *what;	/* of times */
	const char *calls;	/* of system calls */
	const char *action;
	char **args;
	unsigned int size;
	unsigned int devices;	/* that share the cost */
	bool stock_can;
	bool (*take_bare)(const struct measure *measure, double *value);
	const void *more;	/* for take_bare */
};

static bool
can(const struct options *options, const struct measure *measure, enum who who)
{
	return options->libs[who] != NULL &&
		(who != WHO_STOCK || measure->stock_can);
}

static void
take_times(const struct options *options, const struct measure *measure)
{
	enum who who;
	double value;

	if (measure->take_bare != NULL && measure->take_bare(measure, &value))
		sample_add(measure->what, measure->size, WHO_BARE, "ns",
			value / measure->devices);
	for (who = WHO_STOCK; who < NB_WHO; who++) {
		if (!can(options, measure, who))
			continue;
		value = child_run(options->libs[who], measure->action,
			measure->args);
		sample_add(measure->what, measure->size, who, "ns",
			value / measure->devices);
	}
}

/* Where the trace of this count is written. */
static void
trace_file(const struct options *options, const struct measure *measure,
	enum who who, char *file, size_t len)
{
	int fd;

	if (options->traces != NULL) {
		snprintf(file, len, "%s/%s-%u-%s", options->traces,
			measure->calls, measure->size, who_names[who]);
		return;
	}
	snprintf(file, len, "/tmp/pci-perf-XXXXXX");
	fd = mkstemp(file);
	if (fd < 0)
		die("%s: no such file can be made", file);
	close(fd);
}

static void
count_calls(const struct options *options, const struct measure *measure)
{
	char file[PATH_MAX];
	enum who who;
	double value;

	for (who = WHO_STOCK; who < NB_WHO; who++) {
		if (!can(options, measure, who))
			continue;
		trace_file(options, measure, who, file, sizeof(file));
		value = child_count(options->libs[who], measure->action,
			measure->args, file);
		sample_add(measure->calls, measure->size, who, "calls",
			value / measure->devices);
		if (options->traces == NULL)
			unlink(file);
	}
}

static void
run(const struct options *options, const struct measure *measure)
{
	unsigned int i;

	for (i = 0; i < options->rounds; i++)
		take_times(options, measure);
	if (measure->calls != NULL && measure->size <= COUNTED_MAX)
		count_calls(options, measure);
}

/* ---- scans ---- */

struct scan {
	const char *what;
	const char *calls;
	const char *action;
	const char *driver;		/* NULL: mdevs */
	const char *reads[6];
	unsigned int sizes[4];		/* up to a 0 */
};

/* Listing a device reads one file of it, and looking at it the others. */
static const struct scan scans[] = {
	{ "scan", "calls-scan", "scan", "vfio-pci",
		{ "driver", "modalias", NULL }, { 100, 1000, 10000, 0 } },
	{ "scan-other", "calls-scan-other", "scan", "e1000e",
		{ "driver", "modalias", NULL }, { 1000, 0, 0, 0 } },
	{ "list", "calls-list", "list", "vfio-pci",
		{ "driver", "modalias", "sriov_numvfs", "resource", "numa_node",
			NULL },
		{ 1000, 0, 0, 0 } },
	{ "scan-mdev", "calls-scan-mdev", "scan", NULL,
		{ "mdev_type/device_api", NULL }, { 100, 1000, 10000, 0 } },
};

/* The directory, and what to read of each entry. */
static bool
scan_bare(const struct measure *measure, double *value)
{
	const struct scan *scan = measure->more;
	char *args[1 + RTE_DIM(scan->reads)];
	unsigned int i;

	args[0] = measure->args[scan->driver == NULL];
	for (i = 0; i < RTE_DIM(scan->reads); i++)
		args[1 + i] = text(scan->reads[i]);
	*value = child_run("none", "scan-bare", args);
	return true;
}

static void
measure_scan(const struct options *options, const struct scan *scan,
	unsigned int size)
{
	struct tree tree;
	char *args[] = { tree.pci, tree.mdev, NULL };
	const struct measure measure = {
		.what = scan->what, .calls = scan->calls,
		.action = scan->action,
		.args = args, .size = size, .devices = size,
		.stock_can = scan->driver != NULL,
		.take_bare = scan_bare, .more = scan,
	};

	tree_make(&tree);
	if (scan->driver != NULL)
		tree_add_functions(&tree, size, scan->driver);
	else
		tree_add_mdevs(&tree, size);
	run(options, &measure);
	sample_add(scan->driver != NULL ? "heap-function" : "heap-mdev", size,
		WHO_OURS, "bytes", child_run(options->libs[WHO_OURS],
			"device-size", args) / size);
	tree_remove();
}

/* One more device, beside that many others. */
static void
measure_hot_add(const struct options *options, unsigned int others)
{
	struct tree tree;
	char *args[] = { tree.pci, tree.mdev, NULL };
	const struct measure measure = {
		.what = "hot-add", .calls = "calls-hot-add",
		.action = "hot-add", .args = args,
		.size = others, .devices = 1, .stock_can = true,
	};

	tree_make(&tree);
	tree_add_functions(&tree, others, "vfio-pci");
	run(options, &measure);
	tree_remove();
}

static void
measure_trees(const struct options *options)
{
	static const unsigned int others[] = { 10, 1000, 10000 };
	const unsigned int *size;
	unsigned int i;

	for (i = 0; i < RTE_DIM(scans); i++)
		for (size = scans[i].sizes; *size != 0; size++)
			if (*size <= options->largest)
				measure_scan(options, &scans[i], *size);
	for (i = 0; i < RTE_DIM(others); i++)
		if (others[i] <= options->largest)
			measure_hot_add(options, others[i]);
}

/* ---- devices ---- */

#define EAL_ARGS "--no-telemetry", "--file-prefix=perf", "-m", "64", "-l", "0"

static void
measure_device(const struct options *options, const char *name, bool is_mdev)
{
	const char *eal[] = { name, "-a", name, EAL_ARGS };
	char *args[RTE_DIM(eal) + 1] = { NULL };
	struct measure measure = {
		.args = args, .size = 1, .devices = 1, .stock_can = !is_mdev,
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(eal); i++)
		args[i] = text(eal[i]);
	measure.what = is_mdev ? "plug-mdev" : "plug-vfio-pci";
	measure.calls = is_mdev ? "calls-plug-mdev" : "calls-plug-vfio-pci";
	measure.action = "plug";
	run(options, &measure);
	measure.what = is_mdev ? "attach-mdev" : "attach-vfio-pci";
	measure.calls = NULL;
	measure.action = "attach";
	run(options, &measure);
	measure.what = is_mdev ? "secondary-mdev" : "secondary-vfio-pci";
	measure.action = "secondary";
	run(options, &measure);
}

/* ---- accesses: BAR:OFFSET ---- */

static bool
pread_bare(const struct measure *measure, double *value)
{
	*value = child_run(measure->more, "pread", measure->args);
	return true;
}

static bool
load_bare(const struct measure *measure, double *value)
{
	*value = child_run(measure->more, "load", measure->args);
	return true;
}

static void
measure_access(const struct options *options, const char *what,
	const char *place, bool (*take_bare)(const struct measure *measure,
		double *value))
{
	const char *eal[] = { options->mdev, "-a", options->mdev, EAL_ARGS };
	char *args[2 + RTE_DIM(eal) + 1] = { NULL };
	const struct measure measure = {
		.what = what, .action = "read", .args = args,
		.size = 1, .devices = 1,
		.take_bare = take_bare, .more = options->libs[WHO_OURS],
	};
	char bar[2] = { place[0], '\0' };
	unsigned int i;

	args[0] = bar;
	args[1] = text(place + 2);
	for (i = 0; i < RTE_DIM(eal); i++)
		args[2 + i] = text(eal[i]);
	run(options, &measure);
}

void
measure_all(const struct options *options)
{
	if (options->largest > 0)
		measure_trees(options);
	if (options->function != NULL)
		measure_device(options, options->function, false);
	if (options->mdev != NULL)
		measure_device(options, options->mdev, true);
	if (options->mapped != NULL)
		measure_access(options, "read-mapped", options->mapped,
			load_bare);
	if (options->unmapped != NULL)
		measure_access(options, "read-unmapped", options->unmapped,
			pread_bare);
}
