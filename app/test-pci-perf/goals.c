/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What is aimed at. A goal of which something was not measured is left out.
 */

#include <stdio.h>

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
	double max;
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
	{ "an mdev in and out, against stock's vfio-pci",
		{ "plug-mdev", 1, WHO_OURS },
		{ "plug-vfio-pci", 1, WHO_STOCK }, 0.8 },
	{ "a vfio-pci function in and out, against stock's",
		{ "plug-vfio-pci", 1, WHO_OURS },
		{ "plug-vfio-pci", 1, WHO_STOCK }, 0.8 },
	{ "system calls of an mdev in and out, against stock's vfio-pci",
		{ "calls-plug-mdev", 1, WHO_OURS },
		{ "calls-plug-vfio-pci", 1, WHO_STOCK }, 0.999 },
	{ "system calls of a vfio-pci function in and out, against stock's",
		{ "calls-plug-vfio-pci", 1, WHO_OURS },
		{ "calls-plug-vfio-pci", 1, WHO_STOCK }, 0.999 },
	{ "an mdev in and out in a secondary process, against the primary",
		{ "secondary-mdev", 1, WHO_OURS },
		{ "plug-mdev", 1, WHO_OURS }, 2 },
	{ "a read that is not mapped, against pread()",
		{ "read-unmapped", 1, WHO_OURS },
		{ "read-unmapped", 1, WHO_BARE }, 1.05 },
	{ "a read that is mapped, against pread()",
		{ "read-mapped", 1, WHO_OURS },
		{ "read-unmapped", 1, WHO_BARE }, 0.01 },
};

static bool
value_of(const struct term *term, double *value)
{
	const struct sample *sample = sample_find(term->what, term->size,
		term->who);

	if (sample == NULL)
		return false;
	*value = sample_median(sample);
	return true;
}

static bool
is_measured(const struct goal *goal, double *value)
{
	double reference = 1;

	if (!value_of(&goal->of, value))
		return false;
	if (goal->against.what != NULL && !value_of(&goal->against, &reference))
		return false;
	*value /= reference;
	return true;
}

bool
goals_check(void)
{
	bool all = true, met;
	double value;
	unsigned int i;

	for (i = 0; i < RTE_DIM(goals); i++) {
		if (!is_measured(&goals[i], &value))
			continue;
		met = value <= goals[i].max;
		printf("%-6s %8.3f, at most %7.3f: %s\n", met ? "ok" : "MISSED",
			value, goals[i].max, goals[i].text);
		all = all && met;
	}
	return all;
}
