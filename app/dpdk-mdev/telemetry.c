/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <rte_common.h>

#include <pci_sysfs.h>

#include "telemetry.h"

/* EAL's answers end at 16 KB. */
#define ROOM 65536
#define REQUEST_MAX 128

/* Of a process that shares its prefix with others, :NUMBER follows. */
#define SOCKET_NAME "dpdk_telemetry.v2"

struct telemetry {
	int fd;
	pid_t pid;
	int64_t deadline;	/* ms */
	char *buf;
};

/* As rte_eal_get_runtime_dir() does, but for a variable that is empty. */
void
telemetry_folder(char path[HOST_PATH_MAX])
{
	const char *dir = getenv("RUNTIME_DIRECTORY");

	if (dir == NULL || *dir == '\0')
		dir = getuid() == 0 ? "/var/run" : getenv("XDG_RUNTIME_DIR");
	if (dir == NULL || *dir == '\0')
		dir = "/tmp";
	if (snprintf(path, HOST_PATH_MAX, "%s/dpdk", dir) >= HOST_PATH_MAX)
		path[0] = '\0';
}

pid_t
telemetry_pid(const struct telemetry *process)
{
	return process->pid;
}

/* ---- messages ---- */

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
wait_for_message(const struct telemetry *process)
{
	struct pollfd ready = { .fd = process->fd, .events = POLLIN };
	int64_t left;
	int ret;

	do {
		left = process->deadline - now_ms();
		ret = left <= 0 ? 0 : poll(&ready, 1, (int)left);
	} while (ret < 0 && errno == EINTR);
	return ret > 0;
}

/* Each message is a value of its own. */
static json_t *
receive(const struct telemetry *process)
{
	ssize_t len = 0;

	if (wait_for_message(process))
		len = recv(process->fd, process->buf, ROOM,
			MSG_DONTWAIT | MSG_TRUNC);
	if (len <= 0 || len > ROOM)
		return NULL;
	return json_loadb(process->buf, (size_t)len, JSON_REJECT_DUPLICATES,
		NULL);
}

static bool
send_text(const struct telemetry *process, const char *text)
{
	size_t len = strlen(text);

	return send(process->fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
		(ssize_t)len;
}

/* 22.11 puts the answer below the command. */
json_t *
telemetry_ask(struct telemetry *process, const char *command, const char *params)
{
	char request[REQUEST_MAX];
	json_t *reply, *answer;
	int len = snprintf(request, sizeof(request), "%s,%s", command, params);

	if ((size_t)len >= sizeof(request) || !send_text(process, request))
		return NULL;
	reply = receive(process);
	answer = json_object_get(reply, command);
	if (json_is_object(answer))
		json_incref(answer);
	else
		answer = NULL;
	json_decref(reply);
	return answer;
}

/* ---- connections ---- */

/* The kernel knows who listens, in the numbers of this PID namespace. */
static pid_t
pid_of(int fd)
{
	struct ucred cred = { .pid = 0 };
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
		return 0;
	return cred.pid;
}

/* By the folder's descriptor: a path may be longer than an address. Without
 * waiting, for a process that is stopped does not accept.
 */
static int
connect_to(int dir, const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, len = snprintf(addr.sun_path, sizeof(addr.sun_path),
		"/proc/self/fd/%d/%s", dir, name);

	if ((size_t)len >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	close(fd);
	return -ECONNREFUSED;
}

static bool
is_greeting(const json_t *greeting)
{
	return json_is_string(json_object_get(greeting, "version")) &&
		json_integer_value(json_object_get(greeting, "pid")) > 0 &&
		json_integer_value(json_object_get(greeting,
			"max_output_len")) > 0;
}

struct walk {
	const struct host *host;
	telemetry_process_t *each;
	void *arg;
};

static int
talk(struct telemetry *process, const struct walk *walk)
{
	json_t *greeting = receive(process);
	bool is_telemetry = is_greeting(greeting);

	json_decref(greeting);
	return is_telemetry ? walk->each(process, walk->arg) : 0;
}

static bool
is_socket_name(const char *name)
{
	size_t len = strlen(SOCKET_NAME);

	return strncmp(name, SOCKET_NAME, len) == 0 &&
		(name[len] == '\0' || name[len] == ':');
}

static int
look_at_socket(int dir, const char *name, void *arg)
{
	const struct walk *walk = arg;
	struct telemetry process;
	int ret = 0;

	process.fd = is_socket_name(name) ? connect_to(dir, name) : -1;
	if (process.fd < 0)
		return 0;
	process.pid = pid_of(process.fd);
	process.deadline = now_ms() + walk->host->answer_ms;
	process.buf = malloc(ROOM);
	if (process.buf != NULL)
		ret = talk(&process, arg);
	free(process.buf);
	close(process.fd);
	return ret;
}

/* Of each prefix a folder. What cannot be looked into says nothing. */
static int
look_at_prefix(int dir, const char *name, void *arg)
{
	return RTE_MAX(pci_sysfs_walk(dir, name, look_at_socket, arg), 0);
}

int
telemetry_walk(const struct host *host, telemetry_process_t *each, void *arg)
{
	struct walk walk = { host, each, arg };

	return RTE_MAX(pci_sysfs_walk(AT_FDCWD, host->runtime, look_at_prefix,
		&walk), 0);
}
