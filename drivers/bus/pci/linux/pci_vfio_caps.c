/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdbool.h>

#include <linux/vfio.h>

#include "pci_vfio_caps.h"

static bool
is_header_at(size_t len, uint32_t offset)
{
	return offset % sizeof(uint32_t) == 0 && offset <= len &&
		sizeof(struct vfio_info_cap_header) <= len - offset;
}

/* The kernel appends them one by one, so that a cycle must lead backwards. */
const struct vfio_info_cap_header *
pci_vfio_caps_find(const void *info, size_t len, size_t fixed, uint32_t offset,
	uint16_t id)
{
	const struct vfio_info_cap_header *cap;
	size_t least = fixed;

	while (offset >= least && is_header_at(len, offset)) {
		cap = (const void *)((const uint8_t *)info + offset);
		if (cap->id == id)
			return cap;
		least = offset + sizeof(*cap);
		offset = cap->next;
	}
	return NULL;
}
