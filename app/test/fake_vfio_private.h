/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_VFIO_PRIVATE_H
#define FAKE_VFIO_PRIVATE_H

/**
 * @file
 * How the files of the fake VFIO share its descriptors.
 */

#include "fake_vfio.h"

enum fake_kind {
	FAKE_OTHER,
	FAKE_CONTAINER,
	FAKE_GROUP,
	FAKE_DEVICE,
	FAKE_KINDS
};

struct fake_group {
	unsigned int number;
	bool attached;
	bool open;
};

/* What a descriptor is. */
struct fake_handle {
	enum fake_kind kind;
	struct fake_group *group;
	struct fake_device *device;
	bool copy;	/* may outlive the one that it is of, in another process */
};

/** Never NULL; FAKE_OTHER is a descriptor of no concern to VFIO. */
struct fake_handle *fake_handle_of(int fd);

/** A program that does this is wrong, even if the kernel forgives it. */
void fake_vfio_violation(const char *text);

/* ---- fake_vfio_node.c: containers and groups ---- */

void fake_node_setup(void);
void fake_node_check_idle(void);

/* ---- fake_vfio_ioctl.c ---- */

void fake_container_reset(void);
/** With its last group a container loses its model, and what is mapped. */
void fake_group_leave(struct fake_group *group);

/* ---- fake_vfio_memory.c ---- */

void fake_mappings_reset(void);

/** The region that these bytes of a device's descriptor belong to; -1: none. */
int fake_region_at(const struct fake_device *dev, uint64_t offset, size_t len);

#endif /* FAKE_VFIO_PRIVATE_H */
