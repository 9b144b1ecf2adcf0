/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_H
#define PCI_VFIO_H

/**
 * @file
 * Operations that the VFIO back ends share: from an open descriptor on, a PCI
 * function and an mdev are the same. All return 0, a count or -errno, and log.
 */

#include <stdint.h>

#include <linux/vfio.h>

#include "../private.h"

/** The state of an open device: rte_pci_device_internal.backend. */
struct pci_vfio {
	int fd;
	uint32_t flags;		/* VFIO_DEVICE_FLAGS_* */
	uint32_t nb_irqs;	/* interrupt indexes */
};

/** Whether the bus takes what VFIO describes so.
 * @return 0, or -ENODEV; then step says why not.
 */
int pci_vfio_check_info(const struct vfio_device_info *info, const char **step);

/** Make a device of its descriptor, which stays the caller's to close. */
int pci_vfio_attach(struct rte_pci_device_internal *dev, int fd,
	const struct vfio_device_info *info);
/** Undo it. The caller has saved the descriptor. */
void pci_vfio_detach(struct rte_pci_device_internal *dev);

/** Tell of a region that is used with less than VFIO has of it. err: 0, or as
 * pci_vfio_region_info().
 */
void pci_vfio_warn_of_region(const struct rte_pci_device_internal *dev,
	unsigned int idx, int err);

/* Operations of struct pci_backend_ops. */
int pci_vfio_map(struct rte_pci_device_internal *dev);
void pci_vfio_unmap(struct rte_pci_device_internal *dev);
int pci_vfio_hot_unplug(struct rte_pci_device_internal *dev);

#endif /* PCI_VFIO_H */
