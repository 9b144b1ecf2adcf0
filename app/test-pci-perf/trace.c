/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What strace has written: one system call a line, of which those between two
 * marks count.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "perf.h"

#define LINE_MAX_LEN 4096
#define MARK_TEXT "getpgid(-12345)"

static bool
is_mark(const char *line)
{
	return strncmp(line, MARK_TEXT, strlen(MARK_TEXT)) == 0;
}

void
trace_each(const char *file, trace_call_t *call, void *arg)
{
	FILE *trace = fopen(file, "r");
	char line[LINE_MAX_LEN];
	unsigned int marks = 0;

	if (trace == NULL)
		die("%s: %s", file, strerror(errno));
	while (marks < 2 && fgets(line, sizeof(line), trace) != NULL) {
		if (is_mark(line))
			marks++;
		else if (marks == 1) {
			line[strcspn(line, "(")] = '\0';
			call(line, arg);
		}
	}
	fclose(trace);
	if (marks < 2)
		die("%s: the trace is not whole", file);
}

static void
count_one(const char *name __rte_unused, void *arg)
{
	*(unsigned int *)arg += 1;
}

unsigned int
trace_count(const char *file)
{
	unsigned int count = 0;

	trace_each(file, count_one, &count);
	return count;
}
