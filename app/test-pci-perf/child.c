/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Processes that measure. Each is this program once more, and what it prints
 * is the sample.
 */

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "perf.h"

#define SELF "/proc/self/exe"
#define ARGS_MAX 32
#define LINE_MAX_LEN 4096

static const struct {
	const char *name;
	action_t *run;
} actions[] = {
	{ "scan", action_scan },
	{ "rescan", action_rescan },
	{ "list", action_list },
	{ "scan-bare", action_scan_bare },
	{ "hot-add", action_hot_add },
	{ "device-size", action_device_size },
	{ "attach", action_attach },
	{ "plug", action_plug },
	{ "plug-cpu", action_plug_cpu },
	{ "open-bare", action_open_bare },
	{ "secondary", action_secondary },
	{ "secondary-cpu", action_secondary_cpu },
	{ "access", action_access },
	{ "access-memory", action_access_memory },
};

int
child_main(const char *lib, const char *action, char **args)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(actions); i++) {
		if (strcmp(actions[i].name, action) != 0)
			continue;
		printf("%.17g\n", actions[i].run(lib, args));
		return STATUS_OK;
	}
	return STATUS_USAGE;
}

/* ---- one process ---- */

/* Processors of a virtual machine are not as fast as each other at all times. */
static void
stay_on_one_processor(void)
{
	int cpu = CPU_SETSIZE - 1;
	cpu_set_t all, one;

	if (sched_getaffinity(0, sizeof(all), &all) < 0)
		die("sched_getaffinity: %s", strerror(errno));
	while (!CPU_ISSET(cpu, &all))
		cpu--;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) < 0)
		die("sched_setaffinity: %s", strerror(errno));
}

static pid_t
start(char **argv, int *out)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) < 0)
		die("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		stay_on_one_processor();
		execvp(argv[0], argv);
		die("%s: %s", argv[0], strerror(errno));
	}
	close(ends[1]);
	*out = ends[0];
	return pid;
}

/* EAL prints there, too: the number is the last line. */
static bool
read_number(int fd, double *value)
{
	FILE *out = fdopen(fd, "r");
	char line[LINE_MAX_LEN];
	bool found = false;
	char *end;

	if (out == NULL)
		die("fdopen: %s", strerror(errno));
	while (fgets(line, sizeof(line), out) != NULL) {
		*value = strtod(line, &end);
		found = end != line && *end == '\n';
	}
	fclose(out);
	return found;
}

static double
run(char **argv, const char *action)
{
	double value = 0;
	int out, status;
	pid_t pid = start(argv, &out);
	bool found = read_number(out, &value);

	if (waitpid(pid, &status, 0) < 0 || status != 0 || !found)
		die("%s: the process that measures has failed", action);
	return value;
}

/* argv: this program, as a child; room for ARGS_MAX */
static void
put_self(char **argv, const char *self, const char *lib, const char *action,
	char **args)
{
	unsigned int n = 0;

	argv[n++] = (char *)(uintptr_t)self;
	argv[n++] = (char *)(uintptr_t)"--once";
	argv[n++] = (char *)(uintptr_t)lib;
	argv[n++] = (char *)(uintptr_t)action;
	while (*args != NULL && n < ARGS_MAX - 1)
		argv[n++] = *args++;
	argv[n] = NULL;
}

double
child_run(const char *lib, const char *action, char **args)
{
	char *argv[ARGS_MAX];

	put_self(argv, SELF, lib, action, args);
	return run(argv, action);
}

void
child_trace(const char *lib, const char *action, char **args, const char *file)
{
	setenv(PERF_TRACE, file, 1);
	child_run(lib, action, args);
	unsetenv(PERF_TRACE);
}

/* ---- instructions ---- */

#define COLLECTED "Collected : "

bool
child_can_count(void)
{
	static int status = -1;

	if (status < 0)
		status = system("valgrind --version >/dev/null 2>&1");
	return status == 0;
}

/* Of the summary that callgrind ends with. */
static double
read_collected(int fd)
{
	FILE *log = fdopen(fd, "r");
	char line[LINE_MAX_LEN];
	const char *number;
	double value = 0;

	if (log == NULL)
		die("fdopen: %s", strerror(errno));
	rewind(log);
	while (fgets(line, sizeof(line), log) != NULL) {
		number = strstr(line, COLLECTED);
		if (number != NULL)
			value = strtod(number + strlen(COLLECTED), NULL);
	}
	fclose(log);
	if (value == 0)
		die("callgrind has counted nothing");
	return value;
}

double
child_instructions(const char *lib, const char *action, char **args)
{
	char option[32], self[PATH_MAX];
	char *argv[ARGS_MAX + 5] = {
		(char *)(uintptr_t)"valgrind",
		(char *)(uintptr_t)"--tool=callgrind",
		(char *)(uintptr_t)"--callgrind-out-file=/dev/null",
		(char *)(uintptr_t)"--toggle-collect=bus_scan",
		option,
	};
	int log = memfd_create("callgrind", 0);

	if (log < 0 || realpath(SELF, self) == NULL)
		die(SELF ": %s", strerror(errno));
	snprintf(option, sizeof(option), "--log-fd=%d", log);
	put_self(argv + 5, self, lib, action, args);
	run(argv, action);
	return read_collected(log);
}
