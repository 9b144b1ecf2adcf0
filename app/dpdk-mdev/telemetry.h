/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef TELEMETRY_H
#define TELEMETRY_H

/**
 * @file
 * DPDK processes of this host, asked by the sockets of their telemetry. What they
 * send may be anything: only that it is JSON of a limited size is certain.
 */

#include <sys/types.h>

#include <jansson.h>

#include "host.h"

struct telemetry;

/** The folder that EAL of a program of this user and environment has its own in. */
void telemetry_folder(char path[HOST_PATH_MAX]);

/** Called for a process, while it is connected. Nonzero ends the walk. */
typedef int (telemetry_process_t)(struct telemetry *process, void *arg);

/** Go through those that have a socket on this host, and greet as telemetry
 * does.
 * @return the callback's nonzero result, or 0.
 */
int telemetry_walk(const struct host *host, telemetry_process_t *each, void *arg);

/** @return 0: it is not in this PID namespace. */
pid_t telemetry_pid(const struct telemetry *process);

/** What it answers to a command: an object, the caller's. NULL: it does not, or not
 * within the host's answer_ms, which is for all that is asked of it.
 */
json_t *telemetry_ask(struct telemetry *process, const char *command,
	const char *params);

#endif /* TELEMETRY_H */
