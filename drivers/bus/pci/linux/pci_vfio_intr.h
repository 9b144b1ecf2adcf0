/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_INTR_H
#define PCI_VFIO_INTR_H

/**
 * @file
 * Interrupts of an open VFIO device: the handle that its driver uses, and the
 * notifier by which the kernel asks for the device back. All functions return
 * 0 or -errno, and log.
 */

#include <stdint.h>

struct rte_pci_device_internal;

/**
 * Give the driver's handle the best kind of interrupt that the device has and
 * the user did not rule out (--vfio-intr). None at all is a valid result,
 * unless the user asked for one.
 *
 * @param nb_irqs
 *   Number of interrupt indexes, from VFIO_DEVICE_GET_INFO.
 */
int pci_vfio_intr_open(struct rte_pci_device_internal *dev, int device_fd,
	uint32_t nb_irqs);
/** In a secondary process: let drivers find the device's descriptor. */
void pci_vfio_intr_lend(struct rte_pci_device_internal *dev, int device_fd);
/** Undo either. */
void pci_vfio_intr_close(struct rte_pci_device_internal *dev);

/** Watch for the kernel's request, where the device offers that. */
int pci_vfio_req_open(struct rte_pci_device_internal *dev, int device_fd,
	uint32_t nb_irqs);
void pci_vfio_req_close(struct rte_pci_device_internal *dev);

#endif /* PCI_VFIO_INTR_H */
