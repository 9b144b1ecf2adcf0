/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What is aimed at. A goal of which something was not measured is left out.
 */

#include <stdio.h>
#include <string.h>

#include "perf.h"

struct term {
	const char *what;
	unsigned int size;
	enum who who;
};

static const struct goal {
	const char *text;
	struct term of;
	struct term against;	/* what NULL: of itself */
	double max;		/* 0: least counts */
	double least;
	bool beyond;		/* the difference counts, not the ratio */
} goals[] = {
	{ "scan of 1,000 functions, against stock",
		{ "scan", 1000, WHO_OURS },
		{ "scan", 1000, WHO_STOCK }, 0.25 },
	{ "scan of 1,000 functions, against a bare reader",
		{ "scan", 1000, WHO_OURS },
		{ "scan", 1000, WHO_BARE }, 1.25 },
	{ "scan of 10,000 functions, against stock",
		{ "scan", 10000, WHO_OURS },
		{ "scan", 10000, WHO_STOCK }, 0.12 },
	{ "a function among 10,000, against one among 100",
		{ "scan", 10000, WHO_OURS },
		{ "scan", 100, WHO_OURS }, 1.2 },
	{ "a function among 10,000, against one among 1,000",
		{ "scan", 10000, WHO_OURS },
		{ "scan", 1000, WHO_OURS }, 1.2 },
	{ "an mdev among 10,000, against one among 1,000",
		{ "scan-mdev", 10000, WHO_OURS },
		{ "scan-mdev", 1000, WHO_OURS }, 1.2 },
	{ "an mdev among 10,000, against one among 100",
		{ "scan-mdev", 10000, WHO_OURS },
		{ "scan-mdev", 100, WHO_OURS }, 1.2 },
	{ "scan of 1,000 functions and a look at each, against stock",
		{ "list", 1000, WHO_OURS }, { "list", 1000, WHO_STOCK }, 0.5 },
	{ "system calls of a function that a driver of DPDK's has",
		{ "calls-scan", 1000, WHO_OURS }, { NULL }, 12 },
	{ "system calls of such a function, looked at, against stock",
		{ "calls-list", 1000, WHO_OURS },
		{ "calls-list", 1000, WHO_STOCK }, 0.5 },
	{ "system calls of another function",
		{ "calls-scan-other", 1000, WHO_OURS }, { NULL }, 5 },
	{ "system calls of an mdev",
		{ "calls-scan-mdev", 1000, WHO_OURS }, { NULL }, 4 },
	{ "instructions of a function among 1,000, against one among 100",
		{ "instructions-scan", 1000, WHO_OURS },
		{ "instructions-scan", 100, WHO_OURS }, 1.2 },
	{ "instructions of an mdev among 1,000, against one among 100",
		{ "instructions-scan-mdev", 1000, WHO_OURS },
		{ "instructions-scan-mdev", 100, WHO_OURS }, 1.2 },
	{ "hot-add beside 10,000 others, against 10",
		{ "hot-add", 10000, WHO_OURS },
		{ "hot-add", 10, WHO_OURS }, 1.2 },
	{ "system calls of a hot-add beside 1,000 others, against 10",
		{ "calls-hot-add", 1000, WHO_OURS },
		{ "calls-hot-add", 10, WHO_OURS }, 1 },
	{ "bytes of a listed function",
		{ "heap-function", 1000, WHO_OURS }, { NULL }, 600 },
	{ "bytes of a listed mdev",
		{ "heap-mdev", 1000, WHO_OURS }, { NULL }, 600 },
	{ "second scan of the machine, against stock",
		{ "rescan-machine", SAMPLE_ANY_SIZE, WHO_OURS },
		{ "rescan-machine", SAMPLE_ANY_SIZE, WHO_STOCK }, 0.5 },
	{ "second scan of 1,000 functions, against stock",
		{ "rescan", 1000, WHO_OURS },
		{ "rescan", 1000, WHO_STOCK }, 0.5 },
	{ "nanoseconds of a mapped read, beyond a load",
		{ "memory-read-mapped", 1, WHO_OURS },
		{ "memory-read-mapped", 1, WHO_BARE }, 5, .beyond = true },
	{ "nanoseconds of a mapped write, beyond a store",
		{ "memory-write-mapped", 1, WHO_OURS },
		{ "memory-write-mapped", 1, WHO_BARE }, 5, .beyond = true },
	{ "a mapped read, against pread()",
		{ "memory-read-mapped", 1, WHO_OURS },
		{ "memory-read-unmapped", 1, WHO_BARE }, 0.01 },
	{ "a mapped write, against pwrite()",
		{ "memory-write-mapped", 1, WHO_OURS },
		{ "memory-write-unmapped", 1, WHO_BARE }, 0.01 },
	{ "a read that is not mapped, against pread()",
		{ "memory-read-unmapped", 1, WHO_OURS },
		{ "memory-read-unmapped", 1, WHO_BARE }, 1.05 },
	{ "a write that is not mapped, against pwrite()",
		{ "memory-write-unmapped", 1, WHO_OURS },
		{ "memory-write-unmapped", 1, WHO_BARE }, 1.05 },
	{ "system calls of a read that is not mapped",
		{ "calls-read-unmapped", 1, WHO_OURS }, { NULL }, 1 },
	{ "system calls of an emulated load: pread(), and back from the signal",
		{ "calls-load-emulated", 1, WHO_OURS }, { NULL }, 2 },
	{ "system calls of an emulated store",
		{ "calls-store-emulated", 1, WHO_OURS }, { NULL }, 2 },
	{ "an mdev in and out, against stock's vfio-pci",
		{ "plug-mdev", 1, WHO_OURS },
		{ "plug-vfio-pci", 1, WHO_STOCK }, 0.8 },
	{ "a vfio-pci function in and out, against stock's",
		{ "plug-vfio-pci", 1, WHO_OURS },
		{ "plug-vfio-pci", 1, WHO_STOCK }, 0.8 },
	{ "the processor's time of that, against stock's",
		{ "plug-cpu-vfio-pci", 1, WHO_OURS },
		{ "plug-cpu-vfio-pci", 1, WHO_STOCK }, 1 },
	{ "system calls of an mdev in and out, against stock's vfio-pci",
		{ "calls-plug-mdev", 1, WHO_OURS },
		{ "calls-plug-vfio-pci", 1, WHO_STOCK }, 0.999 },
	{ "system calls of a vfio-pci function in and out, against stock's",
		{ "calls-plug-vfio-pci", 1, WHO_OURS },
		{ "calls-plug-vfio-pci", 1, WHO_STOCK }, 0.999 },
	{ "an mdev in and out in a secondary process, against the primary",
		{ "secondary-mdev", 1, WHO_OURS },
		{ "plug-mdev", 1, WHO_OURS }, 2 },
	{ "the processor's time of that, of both processes",
		{ "secondary-cpu-mdev", 1, WHO_OURS },
		{ "plug-cpu-mdev", 1, WHO_OURS }, 2 },
	{ "instructions of a forwarded packet on e1000e, against stock",
		{ "loop-e1000e", 64, WHO_OURS },
		{ "loop-e1000e", 64, WHO_STOCK }, 1.01 },
};

struct result {
	double median;
	double least;
	double most;
	bool met;
};

static double
relative(const struct goal *goal, double value, double reference)
{
	return goal->beyond ? value - reference : value / reference;
}

static bool
is_met(const struct goal *goal, double value)
{
	return goal->max > 0 ? value <= goal->max : value >= goal->least;
}

static const struct sample *
find(const struct term *term)
{
	return sample_find(term->what, term->size, term->who);
}

/* Of one thing, the libraries' samples alternate: each has its own counterpart,
 * which the machine was as fast for.
 */
static bool
is_paired(const struct sample *sample, const struct sample *other)
{
	return strcmp(sample->what, other->what) == 0 &&
		sample->size == other->size && sample->nb == other->nb;
}

/* Each sample, relative to what it is compared with. */
static void
compare(const struct goal *goal, const struct sample *other,
	struct sample *sample)
{
	bool paired = is_paired(sample, other);
	double median = sample_median(other);
	unsigned int i;

	for (i = 0; i < sample->nb; i++)
		sample->values[i] = relative(goal, sample->values[i],
			paired ? other->values[i] : median);
}

static bool
evaluate(const struct goal *goal, struct result *result)
{
	const struct sample *other = NULL, *found = find(&goal->of);
	struct sample sample;

	if (goal->against.what != NULL) {
		other = find(&goal->against);
		if (other == NULL)
			return false;
	}
	if (found == NULL)
		return false;
	sample = *found;
	if (other != NULL)
		compare(goal, other, &sample);
	result->median = sample_median(&sample);
	result->least = sample_min(&sample);
	result->most = sample_max(&sample);
	result->met = is_met(goal, result->median);
	return true;
}

static const char *
verdict(const struct result *result)
{
	return result->met ? "ok" : "MISSED";
}

static void
print(const struct goal *goal, const struct result *result)
{
	bool is_max = goal->max > 0;

	printf("%-6s %8.3f, at %-5s %7.3f: %s\n", verdict(result),
		result->median, is_max ? "most" : "least",
		is_max ? goal->max : goal->least, goal->text);
}

/* result: NULL: it was not measured */
static void
write_row(FILE *f, const struct goal *goal, const struct result *result)
{
	bool is_max = goal->max > 0;

	fprintf(f, "\"%s\",%s %g,", goal->text, is_max ? "≤" : "≥",
		is_max ? goal->max : goal->least);
	if (result == NULL)
		fprintf(f, "not measured,,\n");
	else
		fprintf(f, "%.3f,%.3f to %.3f,%s\n", result->median,
			result->least, result->most, verdict(result));
}

bool
goals_check(const char *file)
{
	FILE *f = file != NULL ? report_create(file) : NULL;
	bool measured, all = true;
	struct result result;
	unsigned int i;

	for (i = 0; i < RTE_DIM(goals); i++) {
		measured = evaluate(&goals[i], &result);
		if (f != NULL)
			write_row(f, &goals[i], measured ? &result : NULL);
		if (!measured)
			continue;
		print(&goals[i], &result);
		all = all && result.met;
	}
	if (f != NULL)
		report_finish(f, file);
	return all;
}
