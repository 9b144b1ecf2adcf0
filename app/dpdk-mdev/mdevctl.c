/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mdevctl.h"

#define ARGS_MAX 15

extern char **environ;

/* Some releases have it where few users look. */
static const char * const names[] = { "mdevctl", "/usr/sbin/mdevctl" };

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
		MDEVCTL_SIGNAL + WTERMSIG(status);
}

static int
spawn(pid_t *pid, char **args)
{
	posix_spawn_file_actions_t actions;
	int ret = posix_spawn_file_actions_init(&actions);
	unsigned int i;

	if (ret != 0)
		return ret;
	ret = posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO,
		STDOUT_FILENO);
	if (ret == 0)
		ret = ENOENT;
	for (i = 0; ret == ENOENT && i < sizeof(names) / sizeof(*names); i++)
		ret = posix_spawnp(pid, names[i], &actions, NULL, args, environ);
	posix_spawn_file_actions_destroy(&actions);
	return ret;
}

int
mdevctl_run(const char * const *args)
{
	char *copy[ARGS_MAX + 2] = { NULL };
	unsigned int i;
	pid_t pid;
	int ret;

	/* It takes them as constants, but does not say so. */
	memcpy(&copy[0], &names[0], sizeof(copy[0]));
	for (i = 0; i < ARGS_MAX && args[i] != NULL; i++)
		memcpy(&copy[i + 1], &args[i], sizeof(copy[0]));
	ret = spawn(&pid, copy);
	return ret != 0 ? -ret : wait_for(pid);
}
