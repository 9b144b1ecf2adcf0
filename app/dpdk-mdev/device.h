/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef DEVICE_H
#define DEVICE_H

/**
 * @file
 * An mdev opened as the bus opens it, in a container of its own, without EAL.
 * It is neither reset nor mapped, and nothing is written to it. Functions
 * return 0 or -errno; where they fail, what names what was tried.
 */

#include <linux/vfio.h>

#include "mdev.h"

struct device {
	int container;			/* -1: not open, as the others */
	int group;
	int fd;
	struct vfio_device_info info;
	struct rte_pci_device_internal *dev;	/* NULL: not attached */
};

#define DEVICE_CLOSED { .container = -1, .group = -1, .fd = -1 }

/* One step each, in this order. */
int device_open_container(struct device *device, const char **what);
int device_open_group(struct device *device, const struct mdev *mdev,
	const char **what);
int device_set_iommu(struct device *device, const char **what);
int device_get(struct device *device, const struct mdev *mdev,
	const char **what);
/** Learn what it is: regions, and the PCI IDs in its config space. */
int device_identify(struct device *device, struct mdev *mdev,
	const char **what);

/** All of them. On error it is closed again. */
int device_open(struct device *device, struct mdev *mdev, const char **what);
/** Whatever is open. */
void device_close(struct device *device);

#endif /* DEVICE_H */
