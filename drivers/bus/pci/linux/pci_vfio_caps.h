/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_CAPS_H
#define PCI_VFIO_CAPS_H

/**
 * @file
 * What VFIO answers about a region, with the chain of capabilities behind the
 * fixed part (linux/vfio.h, struct vfio_region_info and struct
 * vfio_info_cap_header), made into a region of the bus. Pure, and sceptical: of
 * an answer that is wrong nothing is believed that could be harmful.
 */

#include <stddef.h>
#include <stdint.h>

struct pci_region;
struct vfio_info_cap_header;
struct vfio_region_info;

/**
 * Find the first capability with this ID.
 *
 * @param info
 *   The whole answer, len bytes.
 * @param fixed
 *   The length of its fixed part.
 * @param offset
 *   Of the first capability from info; 0: there is none.
 * @param cap
 *   The capability, whose header lies in the answer. What follows the header
 *   is the caller's to check.
 * @return
 *   0; -ENOENT there is none; -EBADMSG the chain leads out of the answer, into
 *   its fixed part, or backwards, and until there it has none.
 */
int pci_vfio_caps_find(const void *info, size_t len, size_t fixed,
	uint32_t offset, uint16_t id, const struct vfio_info_cap_header **cap);

/** Called for a capability, offset from info. Nonzero ends the walk. */
typedef int (pci_vfio_cap_visit_t)(const struct vfio_info_cap_header *cap,
	size_t offset, void *arg);

/**
 * Visit the capabilities in the order of their chain; parameters and -EBADMSG as
 * of pci_vfio_caps_find().
 *
 * @return
 *   The visitor's nonzero result, 0 at the end, or -EBADMSG.
 */
int pci_vfio_caps_walk(const void *info, size_t len, size_t fixed,
	uint32_t offset, pci_vfio_cap_visit_t *visit, void *arg);

/**
 * Make a region of an answer.
 *
 * @param info
 *   The answer, at least its fixed part. Where argsz says that there is more
 *   than len, the capabilities are not in it.
 * @param len
 *   Bytes of it that are valid.
 * @param page_size
 *   What can be mapped is whole pages.
 * @param region
 *   Filled in wholly in each case; it is not mapped.
 * @return
 *   0; -EOVERFLOW no file has such a size at such an offset, and the region has
 *   size 0; -EBADMSG the capabilities are missing or wrong, so that no part of
 *   it is for mapping; -ENOSPC some are not, for there are too many.
 */
int pci_vfio_caps_to_region(const struct vfio_region_info *info, size_t len,
	uint64_t page_size, struct pci_region *region);

#endif /* PCI_VFIO_CAPS_H */
