/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Processes that measure. Each is this program once more, and what it prints
 * is the sample.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "perf.h"

#define SELF "/proc/self/exe"
#define ARGS_MAX 32
#define LINE_MAX_LEN 4096
#define MARK_TEXT "getpgid(-12345)"

static const struct {
	const char *name;
	action_t *run;
} actions[] = {
	{ "scan", action_scan },
	{ "list", action_list },
	{ "scan-bare", action_scan_bare },
	{ "hot-add", action_hot_add },
	{ "device-size", action_device_size },
	{ "attach", action_attach },
	{ "plug", action_plug },
	{ "secondary", action_secondary },
	{ "load", action_load },
	{ "read", action_read },
	{ "pread", action_pread },
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
put_self(char **argv, const char *lib, const char *action, char **args)
{
	unsigned int n = 0;

	argv[n++] = (char *)(uintptr_t)SELF;
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

	put_self(argv, lib, action, args);
	return run(argv, action);
}

/* ---- counting ---- */

/* One a line, between the marks. */
static double
count_lines(const char *file)
{
	FILE *trace = fopen(file, "r");
	unsigned int marks = 0, lines = 0;
	char line[LINE_MAX_LEN];

	if (trace == NULL)
		die("%s: %s", file, strerror(errno));
	while (marks < 2 && fgets(line, sizeof(line), trace) != NULL) {
		if (strstr(line, MARK_TEXT) != NULL)
			marks++;
		else if (marks == 1)
			lines++;
	}
	fclose(trace);
	if (marks < 2)
		die("%s: the trace is not whole", file);
	return lines;
}

double
child_count(const char *lib, const char *action, char **args, const char *file)
{
	setenv(PERF_TRACE, file, 1);
	child_run(lib, action, args);
	unsetenv(PERF_TRACE);
	return count_lines(file);
}
