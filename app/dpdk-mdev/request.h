/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef REQUEST_H
#define REQUEST_H

/**
 * @file
 * What the user asks for, and how a command answers.
 */

#include <stdbool.h>
#include <stdio.h>

#include <rte_common.h>

#include "host.h"
#include "mdev.h"

struct request {
	const struct host *host;
	const char *command;	/* its name; NULL: none */
	char **args;		/* behind the last one NULL */
	FILE *out;
	bool json;
	bool ids;		/* list: open devices to read their PCI IDs */
	bool no_open;		/* explain: open nothing */
	bool no_mdevctl;	/* create, remove: write to sysfs */
	const char *parent;	/* create; NULL: any */
};

/** @return STATUS_*. */
typedef int (command_t)(const struct request *request);

command_t cmd_list;
command_t cmd_show;
command_t cmd_explain;
command_t cmd_create;
command_t cmd_remove;

/** Tell the user why not: as JSON, or on the standard error. @return status. */
int request_fail(const struct request *request, int status,
	const char *format, ...) __rte_format_printf(3, 4);

/** Find the mdev that the first argument names, or tell why not. @return STATUS_*. */
int request_mdev(const struct request *request, struct mdev *mdev);

#endif /* REQUEST_H */
