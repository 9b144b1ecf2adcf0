/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Begin and end of what a process measures: a time, or its system calls, which
 * strace writes down meanwhile. To trace all that EAL does before would take
 * long.
 */

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "perf.h"

#define WAIT_MS 20000

static struct timespec started;
static clockid_t clock_id;
static pid_t tracer;

/* ---- the tracer ---- */

static void
be_tracer(const char *file, pid_t pid)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)pid);
	execlp("strace", "strace", "-qq", "-s", "0", "-o", file, "-p", number,
		NULL);
	fprintf(stderr, "strace: %s\n", strerror(errno));
	_exit(STATUS_FAILED);
}

/* From its first line on, strace misses nothing; to be attached is not enough. */
static bool
is_written(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 && st.st_size > 0;
}

/* Yama lets a process be traced by its children if it says so. */
static void
start_tracer(const char *file)
{
	pid_t pid = getpid();
	unsigned int i;

	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	if (truncate(file, 0) < 0 && errno != ENOENT)
		die("%s: %s", file, strerror(errno));
	tracer = fork();
	if (tracer < 0)
		die("fork: %s", strerror(errno));
	if (tracer == 0)
		be_tracer(file, pid);
	for (i = 0; i < WAIT_MS && !is_written(file); i++)
		usleep(1000);
	if (!is_written(file))
		die("strace does not come");
}

static void
stop_tracer(void)
{
	kill(tracer, SIGINT);
	waitpid(tracer, NULL, 0);
}

/* ---- the clock ---- */

static void
start(clockid_t id)
{
	const char *file = getenv(PERF_TRACE);

	if (file != NULL)
		start_tracer(file);
	clock_id = id;
	getpgid(PERF_MARK);
	/* Traced, it would be a call of the bus's. */
	if (file == NULL)
		clock_gettime(id, &started);
}

void
clock_start(void)
{
	start(CLOCK_MONOTONIC);
}

void
clock_start_cpu(void)
{
	start(CLOCK_PROCESS_CPUTIME_ID);
}

double
clock_stop(void)
{
	struct timespec now;

	if (tracer != 0) {
		getpgid(PERF_MARK);
		stop_tracer();
		return 0;
	}
	clock_gettime(clock_id, &now);
	return (now.tv_sec - started.tv_sec) * 1e9 +
		(now.tv_nsec - started.tv_nsec);
}
