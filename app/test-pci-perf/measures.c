/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What is measured, of whom, and how often. Samples of the same thing alternate
 * between those that are compared, so that a machine that slows down does so
 * for all of them.
 */

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_string_fns.h>

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
#define ARGS_MAX 32

struct measure {
	const char *what;	/* of times */
	const char *calls;	/* of system calls */
	const char *instructions;
	const char *action;
	char **args;
	unsigned int size;
	unsigned int devices;	/* that share the cost */
	bool stock_can;
	bool list_calls;	/* of each kind, too */
	bool (*take_bare)(const struct measure *measure, double *value);
	const void *more;	/* for take_bare */
	const char *bare_lib;	/* what it loads, if it does */
};

static bool
can(const struct options *options, const struct measure *measure, enum who who)
{
	return options->libs[who] != NULL &&
		(who != WHO_STOCK || measure->stock_can);
}

typedef void (take_t)(const struct options *options,
	const struct measure *measure, enum who who);

static void
of_each_library(const struct options *options, const struct measure *measure,
	take_t *take)
{
	enum who who;

	for (who = WHO_STOCK; who < NB_WHO; who++)
		if (can(options, measure, who))
			take(options, measure, who);
}

static void
take_time(const struct options *options, const struct measure *measure,
	enum who who)
{
	sample_add(measure->what, measure->size, who, "ns",
		child_run(options->libs[who], measure->action, measure->args) /
			measure->devices);
}

static void
take_times(const struct options *options, const struct measure *measure)
{
	double value;

	if (measure->take_bare != NULL && measure->take_bare(measure, &value))
		sample_add(measure->what, measure->size, WHO_BARE, "ns",
			value / measure->devices);
	of_each_library(options, measure, take_time);
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

#define KINDS_MAX 64

struct kinds {
	unsigned int nb;
	struct {
		char name[24];
		unsigned int count;
	} of[KINDS_MAX];
};

static void
add_kind(const char *name, void *arg)
{
	struct kinds *kinds = arg;
	unsigned int i = 0;

	while (i < kinds->nb && strcmp(kinds->of[i].name, name) != 0)
		i++;
	if (i == KINDS_MAX)
		die("more than %d kinds of system calls", KINDS_MAX);
	if (i == kinds->nb) {
		kinds->nb++;
		rte_strscpy(kinds->of[i].name, name, sizeof(kinds->of[i].name));
	}
	kinds->of[i].count++;
}

static void
list_calls(const struct measure *measure, enum who who, const char *file)
{
	struct kinds kinds = { 0 };
	char what[64];
	unsigned int i;

	trace_each(file, add_kind, &kinds);
	for (i = 0; i < kinds.nb; i++) {
		snprintf(what, sizeof(what), "%s:%s", measure->calls,
			kinds.of[i].name);
		sample_add(what, measure->size, who, "calls", kinds.of[i].count);
	}
}

static void
count_calls(const struct options *options, const struct measure *measure,
	enum who who)
{
	char file[PATH_MAX];

	trace_file(options, measure, who, file, sizeof(file));
	child_trace(options->libs[who], measure->action, measure->args, file);
	sample_add(measure->calls, measure->size, who, "calls",
		(double)trace_count(file) / measure->devices);
	if (measure->list_calls)
		list_calls(measure, who, file);
	if (options->traces == NULL)
		unlink(file);
}

static void
count_instructions(const struct options *options, const struct measure *measure,
	enum who who)
{
	sample_add(measure->instructions, measure->size, who, "instr",
		child_instructions(options->libs[who], measure->action,
			measure->args) / measure->devices);
}

static void
run(const struct options *options, const struct measure *measure)
{
	unsigned int i;

	for (i = 0; i < options->rounds; i++)
		take_times(options, measure);
	if (measure->calls != NULL && measure->size <= COUNTED_MAX)
		of_each_library(options, measure, count_calls);
	if (measure->instructions != NULL && measure->size <= COUNTED_MAX &&
			child_can_count())
		of_each_library(options, measure, count_instructions);
}

/* ---- scans ---- */

struct scan {
	const char *what;
	const char *calls;
	const char *instructions;
	const char *action;
	const char *driver;		/* NULL: mdevs */
	const char *reads[6];
	unsigned int sizes[4];		/* up to a 0 */
};

/* Listing a device reads one file of it, and looking at it the others. */
static const struct scan scans[] = {
	{ "scan", "calls-scan", "instructions-scan", "scan", "vfio-pci",
		{ "driver", "modalias", NULL }, { 100, 1000, 10000, 0 } },
	{ "scan-other", "calls-scan-other", NULL, "scan", "e1000e",
		{ "driver", "modalias", NULL }, { 1000, 0, 0, 0 } },
	{ "rescan", "calls-rescan", NULL, "rescan", "vfio-pci",
		{ "driver", "modalias", NULL }, { 1000, 0, 0, 0 } },
	{ "list", "calls-list", NULL, "list", "vfio-pci",
		{ "driver", "modalias", "sriov_numvfs", "resource", "numa_node",
			NULL },
		{ 1000, 0, 0, 0 } },
	{ "scan-mdev", "calls-scan-mdev", "instructions-scan-mdev", "scan", NULL,
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

/* args: where the functions and the mdevs are, of which size are to be scanned */
static void
run_scan(const struct options *options, const struct scan *scan, char **args,
	unsigned int size)
{
	const struct measure measure = {
		.what = scan->what, .calls = scan->calls,
		.instructions = scan->instructions, .action = scan->action,
		.args = args, .size = size, .devices = size,
		.stock_can = scan->driver != NULL,
		.take_bare = scan_bare, .more = scan,
	};

	run(options, &measure);
}

static void
measure_scan(const struct options *options, const struct scan *scan,
	unsigned int size)
{
	struct tree tree;
	char *args[] = { tree.pci, tree.mdev, NULL };

	tree_make(&tree);
	if (scan->driver != NULL)
		tree_add_functions(&tree, size, scan->driver);
	else
		tree_add_mdevs(&tree, size);
	run_scan(options, scan, args, size);
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

static unsigned int
count_entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int nb = 0;
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		nb += e->d_name[0] != '.';
	if (dir != NULL)
		closedir(dir);
	return nb;
}

/* What the kernel has of this machine. Where it has no functions, nothing. */
static void
measure_machine(const struct options *options, const struct scan *scan)
{
	char *args[] = { text("/sys/bus/pci/devices"),
		text("/sys/bus/mdev/devices"), NULL };
	const unsigned int nb = count_entries(args[0]);

	if (nb > 0)
		run_scan(options, scan, args, nb);
}

static void
measure_machine_twice(const struct options *options)
{
	static const struct scan once = {
		"scan-machine", "calls-scan-machine", NULL, "scan", "any",
		{ "driver", "modalias", NULL }, { 0 },
	}, again = {
		"rescan-machine", "calls-rescan-machine", NULL, "rescan", "any",
		{ "driver", "modalias", NULL }, { 0 },
	};

	measure_machine(options, &once);
	measure_machine(options, &again);
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

static const struct plug {
	const char *action;
	const char *of_function;
	const char *of_mdev;
	bool counted;
} plugs[] = {
	{ "plug", "plug-vfio-pci", "plug-mdev", true },
	{ "plug-cpu", "plug-cpu-vfio-pci", "plug-cpu-mdev", false },
	{ "attach", "attach-vfio-pci", "attach-mdev", false },
	{ "secondary", "secondary-vfio-pci", "secondary-mdev", false },
	{ "secondary-cpu", "secondary-cpu-vfio-pci", "secondary-cpu-mdev", false },
};

/* What the kernel takes for it: it resets a function when it is opened, and when
 * it is closed.
 */
static bool
open_bare(const struct measure *measure, double *value)
{
	*value = child_run("none", "open-bare", measure->args);
	return true;
}

static void
measure_device(const struct options *options, const char *name, bool is_mdev)
{
	const char *eal[] = { name, "-a", name, EAL_ARGS };
	char *args[RTE_DIM(eal) + 1] = { NULL };
	struct measure measure = {
		.args = args, .size = 1, .devices = 1, .stock_can = !is_mdev,
		.list_calls = true,
	};
	const struct plug *plug;
	unsigned int i;

	for (i = 0; i < RTE_DIM(eal); i++)
		args[i] = text(eal[i]);
	for (plug = plugs; plug < &plugs[RTE_DIM(plugs)]; plug++) {
		measure.action = plug->action;
		measure.what = is_mdev ? plug->of_mdev : plug->of_function;
		measure.calls = NULL;
		measure.take_bare = plug->counted && !is_mdev ? open_bare : NULL;
		if (plug->counted)
			measure.calls = is_mdev ? "calls-plug-mdev" :
				"calls-plug-vfio-pci";
		run(options, &measure);
	}
}

/* ---- accesses ---- */

static const struct access {
	const char *what;
	const char *in_memory;
	const char *calls;	/* in memory */
	const char *ours;
	const char *bare;
	const char *how;
} accesses[] = {
	{ "read-mapped", "memory-read-mapped", NULL,
		"read", "load", "mapped" },
	{ "write-mapped", "memory-write-mapped", NULL,
		"write", "store", "mapped" },
	{ "read-unmapped", "memory-read-unmapped", "calls-read-unmapped",
		"read", "pread", "unmapped" },
	{ "write-unmapped", "memory-write-unmapped", "calls-write-unmapped",
		"write", "pwrite", "unmapped" },
	{ "load-emulated", "memory-load-emulated", "calls-load-emulated",
		"load", "pread", "emulated" },
	{ "store-emulated", "memory-store-emulated", "calls-store-emulated",
		"store", "pwrite", "emulated" },
};

/* The first argument says which access. */
static bool
access_bare(const struct measure *measure, double *value)
{
	char *args[ARGS_MAX] = { text(measure->more) };
	unsigned int i;

	for (i = 1; measure->args[i] != NULL; i++)
		args[i] = measure->args[i];
	*value = child_run(measure->bare_lib, measure->action, args);
	return true;
}

static void
measure_access(const struct options *options, const struct access *access,
	const char *what, const char *calls, const char *action, char **args)
{
	const struct measure measure = {
		.what = what, .calls = calls, .action = action, .args = args,
		.size = 1, .devices = 1, .take_bare = access_bare,
		.more = access->bare, .bare_lib = options->libs[WHO_OURS],
	};

	args[0] = text(access->ours);
	run(options, &measure);
}

/* place: BAR:OFFSET of the mdev; NULL: not to be measured */
static void
measure_access_of_mdev(const struct options *options,
	const struct access *access, const char *place)
{
	const char *eal[] = { options->mdev, "-a", options->mdev, EAL_ARGS };
	char *args[3 + RTE_DIM(eal) + 1] = { NULL };
	char bar[2] = { place == NULL ? '0' : place[0], '\0' };
	unsigned int i;

	if (place == NULL)
		return;
	args[1] = bar;
	args[2] = text(place + 2);
	for (i = 0; i < RTE_DIM(eal); i++)
		args[3 + i] = text(eal[i]);
	measure_access(options, access, access->what, NULL, "access", args);
}

static void
measure_accesses(const struct options *options)
{
	const struct access *access;
	char *args[3] = { NULL };
	bool mapped;

	for (access = accesses; access < &accesses[RTE_DIM(accesses)]; access++) {
		if (strcmp(access->how, "emulated") == 0 && !emulated_is_possible())
			continue;
		args[1] = text(access->how);
		mapped = strcmp(access->how, "mapped") == 0;
		if (options->largest > 0)
			measure_access(options, access, access->in_memory,
				access->calls, "access-memory", args);
		measure_access_of_mdev(options, access, mapped ?
			options->mapped : options->unmapped);
	}
}

void
measure_all(const struct options *options)
{
	measure_accesses(options);
	if (options->largest > 0)
		measure_trees(options);
	measure_machine_twice(options);
	if (options->function != NULL)
		measure_device(options, options->function, false);
	if (options->mdev != NULL)
		measure_device(options, options->mdev, true);
}
