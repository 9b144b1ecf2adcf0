/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_dpdk.h"
#include "tool_host.h"

#define PROCESSES_MAX 4
#define REQUEST_MAX 1024

static pid_t processes[PROCESSES_MAX];
static unsigned int nb_processes;

/* ---- in the process: no cmocka, and an end by _exit() ---- */

/* @return whether to go on. */
static bool
say(int client, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);

	if (len > 0 && send(client, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		return false;
	return text != NULL;
}

static bool
answer(int client, const struct fake_dpdk_answer *answers, const char *request)
{
	char null[REQUEST_MAX + 16];

	for (; answers->request != NULL; answers++)
		if (strcmp(answers->request, request) == 0)
			return say(client, answers->text);
	snprintf(null, sizeof(null), "{\"%.*s\":null}",
		(int)strcspn(request, ","), request);
	return say(client, null);
}

static void
serve(int client, const struct fake_dpdk *fake)
{
	char request[REQUEST_MAX];
	bool go_on = say(client, fake->greeting);
	ssize_t len;

	while (go_on) {
		len = recv(client, request, sizeof(request) - 1, 0);
		if (len <= 0)
			break;
		request[len] = '\0';
		go_on = answer(client, fake->answers, request);
	}
	close(client);
}

static void
run(int server, int starting, const struct fake_dpdk *fake)
{
	int client;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (listen(server, 4) < 0)
		_exit(1);
	close(starting);
	while ((client = accept(server, NULL, NULL)) >= 0)
		serve(client, fake);
	_exit(1);
}

/* ---- in the test ---- */

static int
bind_to(const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	CHECK(server >= 0, "socket: %s", strerror(errno));
	/* Makes the folders. */
	tool_set(name, "");
	tool_drop(name);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/../%s",
		fake_host.runtime, name);
	CHECK(bind(server, (const struct sockaddr *)&addr, sizeof(addr)) == 0,
		"%s: %s", addr.sun_path, strerror(errno));
	return server;
}

/* The kernel tells a client who has called listen(): that is to be the process. */
pid_t
fake_dpdk_start(const char *socket, const struct fake_dpdk *fake)
{
	int server = bind_to(socket), ends[2];
	struct pollfd started;
	pid_t pid;

	assert_true(nb_processes < PROCESSES_MAX);
	assert_return_code(pipe(ends), errno);
	pid = fork();
	assert_return_code(pid, errno);
	if (pid == 0)
		run(server, ends[1], fake);
	processes[nb_processes++] = pid;
	close(server);
	close(ends[1]);
	/* Until its end is closed. */
	started = (struct pollfd){ .fd = ends[0] };
	assert_int_equal(poll(&started, 1, 60000), 1);
	close(ends[0]);
	return pid;
}

void
fake_dpdk_stop(void)
{
	while (nb_processes > 0) {
		kill(processes[--nb_processes], SIGKILL);
		waitpid(processes[nb_processes], NULL, 0);
	}
}
