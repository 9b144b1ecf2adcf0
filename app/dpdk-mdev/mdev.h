/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef MDEV_H
#define MDEV_H

/**
 * @file
 * What sysfs says of mdevs, and of the types that their parents offer. Opens no
 * device. A text that is missing, too long or unreadable is empty.
 */

#include <stdbool.h>
#include <stdint.h>

#include <private.h>

#include "host.h"

#define MDEV_TEXT_MAX 64

/** Take a name of sysfs, for a path or for a line of the shell: what does not fit
 * or has other characters than those that the kernel's names are made of is
 * empty.
 */
void mdev_copy_name(char text[MDEV_TEXT_MAX], const char *name);

struct mdev {
	struct pci_dev_id id;
	char uuid[PCI_ID_STRLEN];
	char type[MDEV_TEXT_MAX];
	char type_name[MDEV_TEXT_MAX];
	char parent[MDEV_TEXT_MAX];
	char device_api[MDEV_TEXT_MAX];
	char driver[MDEV_TEXT_MAX];
	char cdev[MDEV_TEXT_MAX];
	int numa_node;		/* -1: none */
	int group;		/* -1: none */
	bool has_ids;		/* somebody has opened it, and read: */
	struct rte_pci_id ids;
};

/** @return 0, or -errno: -ENOENT it is not there. */
int mdev_read(const struct pci_dev_id *id, struct mdev *mdev);

/** All that there are, by UUID; to be given to free().
 * @return how many, or -errno: -ENOENT the kernel has no mdevs.
 */
int mdev_read_all(struct mdev **mdevs);

struct mdev_type {
	char name[MDEV_TEXT_MAX];	/* of its directory */
	char text[MDEV_TEXT_MAX];	/* its attribute "name" */
	char parent[MDEV_TEXT_MAX];
	char device_api[MDEV_TEXT_MAX];
	int available;		/* -1: unknown */
	int numa_node;		/* of the parent; -1: none */
};

/** All that there are, by parent and name; to be given to free().
 * @return how many, or -errno.
 */
int mdev_types_read_all(const struct host *host, struct mdev_type **types);

typedef bool (mdev_type_test_t)(const struct mdev_type *type, const void *arg);

/** Of those that can be created, for their name and their parent's are known, and
 * that are wanted: the first that has an instance left, else any.
 * @return 0, or -errno: -ENOENT there is none.
 */
int mdev_type_find(const struct host *host, mdev_type_test_t *is_wanted,
	const void *arg, struct mdev_type *found);

#endif /* MDEV_H */
