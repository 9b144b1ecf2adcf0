/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef TOOL_HOST_H
#define TOOL_HOST_H

/**
 * @file
 * A host for dpdk-mdev, beside the fake kernel of the bus: types, nodes,
 * processes, hugepages. And its commands run on it.
 */

#include <stdint.h>

#include <jansson.h>

#include <host.h>
#include <request.h>

#include "fake_sysfs.h"
#include "fixture.h"
#include "testing.h"

extern struct host fake_host;

/* For cmocka: a fixture, and a host that has all that DPDK needs. */
int tool_setup(void **state);
int tool_teardown(void **state);

#define TOOL_TEST(function) \
	cmocka_unit_test_setup_teardown(function, tool_setup, tool_teardown)

/** Put a text into a file of the host, and make the directories above it. */
void tool_set(const char *path, const char *text);
void tool_link(const char *path, const char *target);
/** The limit of locked memory, without one until then. */
void tool_set_memlock(uint64_t bytes);
/** Remove a file or a directory with all that is in it. */
void tool_drop(const char *path);

/** A type that a parent offers, with two instances. */
void tool_add_type(const char *parent, const char *type,
	const char *device_api);
/** An mdev of a type, with its node, and a VFIO device behind it. */
struct fake_device *tool_add_mdev(const char *parent, const char *type,
	const char *uuid, unsigned int group);
/** A process with one descriptor, which is a link to that. */
void tool_add_process(int pid, const char *command, const char *target);

/** What a command has printed, until the next one runs; its status is checked. */
const char *tool_text(command_t *run, int status, struct request *request);
/** The same as JSON; kept in $TOOL_JSON_DIR, if there is one. The caller's. */
json_t *tool_json(command_t *run, int status, struct request *request);

/** Run a command again and again, and let another call refuse each time, until
 * all have: no crash, nothing stays open or allocated, and it ends with OK,
 * FAILED, DENIED or this status.
 */
void tool_each_fault(command_t *run, int status, struct request *request);

/** Fail unless the text has that in it. */
void tool_expect(const char *text, const char *part);

#endif /* TOOL_HOST_H */
