/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef STATUS_H
#define STATUS_H

/* Exit statuses of the program, and results of commands: an interface, as
 * documented.
 */
enum {
	STATUS_OK,
	STATUS_FAILED,		/* for a reason that has no number here */
	STATUS_USAGE,
	STATUS_NOT_FOUND,	/* no such mdev, type or parent */
	STATUS_DENIED,		/* this user may not */
	STATUS_BUSY,		/* a process holds the device */
	STATUS_UNUSABLE,	/* explain has found a step that fails */
};

/** What a -errno means for the program. */
int status_of(int err);
/** The same where the mdev is known to be there, or none was asked for: what is
 * missing is something else.
 */
int status_of_use(int err);

#endif /* STATUS_H */
