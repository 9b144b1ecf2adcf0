/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_CAPS_H
#define PCI_VFIO_CAPS_H

/**
 * @file
 * The chain of capabilities behind an answer of VFIO (linux/vfio.h, struct
 * vfio_info_cap_header). Pure; a chain that leads out of the answer, into its
 * fixed part, or backwards, ends there.
 */

#include <stddef.h>
#include <stdint.h>

/**
 * @param info
 *   The whole answer, len bytes.
 * @param fixed
 *   The length of its fixed part.
 * @param offset
 *   Of the first capability from info; 0: there is none.
 * @return
 *   The first capability with this ID, whose header lies in the answer; or
 *   NULL. What follows the header is the caller's to check.
 */
const struct vfio_info_cap_header *
pci_vfio_caps_find(const void *info, size_t len, size_t fixed, uint32_t offset,
	uint16_t id);

#endif /* PCI_VFIO_CAPS_H */
