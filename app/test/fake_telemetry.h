/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_TELEMETRY_H
#define FAKE_TELEMETRY_H

/**
 * @file
 * EAL's telemetry without its socket: what is registered is called here, with
 * the limits of 22.11, and the answer becomes the same JSON.
 */

#include <stdbool.h>
#include <stddef.h>

/** What EAL has room for; what is beyond that it drops in silence. */
#define FAKE_TELEMETRY_ROOM (16 * 1024)

/**
 * Ask, from any thread. The test fails if the answer is not one that EAL would
 * give in full.
 *
 * @param json
 *   Room for the answer; "null" if there is none.
 * @return what the callback has returned.
 */
int fake_telemetry_ask(const char *cmd, const char *params,
	char json[FAKE_TELEMETRY_ROOM]);

/** Whether a command was registered. */
bool fake_telemetry_has(const char *cmd);

/** How many parts of answers are allocated: none, when nobody is asking. */
unsigned int fake_telemetry_allocated(void);

#endif /* FAKE_TELEMETRY_H */
