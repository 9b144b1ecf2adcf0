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

/* What is measured is the sum. */
static struct {
	clockid_t id;
	struct timespec started;
} clocks[2];
static unsigned int nb_clocks;
static pid_t tracer;

/* ---- the tracer ---- */

static void
be_tracer(const char *file, pid_t pid)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)pid);
	execlp("strace", "strace", "-qq", "-s", "0", "-e", "signal=none",
		"-o", file, "-p", number, NULL);
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
add_clock(clockid_t id)
{
	clocks[nb_clocks++].id = id;
}

static void
start(clockid_t id)
{
	const char *file = getenv(PERF_TRACE);
	unsigned int i;

	if (file != NULL)
		start_tracer(file);
	add_clock(id);
	getpgid(PERF_MARK);
	/* Traced, it would be a call of the bus's. */
	for (i = 0; file == NULL && i < nb_clocks; i++)
		clock_gettime(clocks[i].id, &clocks[i].started);
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

void
clock_add_process(pid_t pid)
{
	clockid_t id;
	int err = clock_getcpuclockid(pid, &id);

	if (err != 0)
		die("the clock of process %d: %s", (int)pid, strerror(err));
	add_clock(id);
}

static double
since_start(unsigned int i)
{
	const struct timespec *started = &clocks[i].started;
	struct timespec now;

	clock_gettime(clocks[i].id, &now);
	return (double)(now.tv_sec - started->tv_sec) * 1e9 +
		(double)(now.tv_nsec - started->tv_nsec);
}

double
clock_stop(void)
{
	double sum = 0;
	unsigned int i;

	if (tracer != 0) {
		getpgid(PERF_MARK);
		stop_tracer();
		return 0;
	}
	for (i = 0; i < nb_clocks; i++)
		sum += since_start(i);
	return sum;
}
