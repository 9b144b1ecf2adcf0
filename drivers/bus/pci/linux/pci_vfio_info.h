/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_INFO_H
#define PCI_VFIO_INFO_H

/**
 * @file
 * The ioctls of a VFIO device descriptor, as linux/vfio.h defines them. What
 * the kernel answers is checked here before anyone relies on it.
 * All functions return 0 or -errno, and log nothing.
 */

#include <stdint.h>

#include <linux/vfio.h>

struct pci_region;

/** Ask for flags and for the number of regions and interrupt indexes. */
int pci_vfio_device_info(int fd, struct vfio_device_info *info);

/**
 * Ask for a region, and for the capabilities behind the answer's fixed part.
 *
 * @param info
 *   The answer, to be given to free(); NULL on error.
 * @param len
 *   Bytes of it that are valid, as of pci_vfio_caps_to_region().
 * @return
 *   0; or the -errno of the kernel, or -ENOMEM.
 */
int pci_vfio_region_answer(int fd, uint32_t index,
	struct vfio_region_info **info, size_t *len);

/**
 * Fill in one region. One that the device does not implement has size 0.
 *
 * @return
 *   As pci_vfio_caps_to_region(); or the -errno of the kernel, or -ENOMEM, and
 *   the region has size 0.
 */
int pci_vfio_region_info(int fd, uint32_t index, struct pci_region *region);

struct pci_vfio_irq {
	uint32_t count;	/* vectors; 0: not implemented */
	uint32_t flags;	/* VFIO_IRQ_INFO_* */
};

int pci_vfio_irq_info(int fd, uint32_t index, struct pci_vfio_irq *irq);

/** Let the first vector of an index signal an eventfd. */
int pci_vfio_irq_enable(int fd, uint32_t index, int event_fd);
/** Stop all vectors of an index. */
int pci_vfio_irq_disable(int fd, uint32_t index);

/** Reset the device. The caller has seen VFIO_DEVICE_FLAGS_RESET. */
int pci_vfio_reset(int fd);

#endif /* PCI_VFIO_INFO_H */
