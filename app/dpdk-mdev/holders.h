/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef HOLDERS_H
#define HOLDERS_H

/**
 * @file
 * Processes that have VFIO devices open, as /proc shows them.
 */

#include <stdbool.h>
#include <sys/types.h>

#include "host.h"
#include "mdev.h"

enum holder_via {
	HOLDER_GROUP,	/* the node of a group */
	HOLDER_CDEV,	/* the node of a device */
	HOLDER_DEVICE,	/* a device, of which the kernel says which it is */
	HOLDER_UNKNOWN,	/* a device, of which it does not */
};

struct holder {
	pid_t pid;
	enum holder_via via;
	int group;
	char device[MDEV_TEXT_MAX];	/* name of a node, or of a device */
	char command[MDEV_TEXT_MAX];
};

struct holders {
	struct holder *all;	/* by PID; each process once for each device */
	unsigned int nb;
	unsigned int unseen;	/* processes that this user may not look into */
};

/** @return 0, or -errno. */
int holders_read(const struct host *host, struct holders *holders);
void holders_free(struct holders *holders);

/** Step through those that have this mdev; start with NULL. */
const struct holder *holders_next(const struct holders *holders,
	const struct mdev *mdev, const struct holder *prev);
/** Step through those that have a device of which nobody knows which it is. */
const struct holder *holders_next_unknown(const struct holders *holders,
	const struct holder *prev);

/** What this process is called; "?" if that is not known. */
void holders_command(const struct host *host, pid_t pid,
	char command[MDEV_TEXT_MAX]);

/** "PID (command), ...", as far as there is room. */
void holders_text(const struct holders *holders, const struct mdev *mdev,
	char *text, size_t len);

/** The same, of those that there are now; empty: none that is seen.
 * @return 0, or -errno, and the text is empty.
 */
int holders_find(const struct host *host, const struct mdev *mdev, char *text,
	size_t len);

#endif /* HOLDERS_H */
