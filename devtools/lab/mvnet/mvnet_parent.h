/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef MVNET_PARENT_H
#define MVNET_PARENT_H

#include <linux/device.h>
#include <linux/mdev.h>

/* A virtual device that offers mdev types, each named <class name>-<its sysfs_name>. */
struct mvnet_parent {
	struct class class;
	struct mdev_driver driver;
	struct mdev_type **types;
	unsigned int nr_types;
	/* The rest is filled by mvnet_parent_register(). */
	struct mdev_parent mdev;
	struct device *dev;
};

int mvnet_parent_register(struct mvnet_parent *parent);
void mvnet_parent_unregister(struct mvnet_parent *parent);

extern struct mvnet_parent mvnet_plat_parent;

#endif /* MVNET_PARENT_H */
