/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_MSIX_H
#define PCI_VFIO_MSIX_H

struct rte_pci_device_internal;

/**
 * Before its BARs are mapped: leave out the pages of an open device's MSI-X
 * table, which VFIO may keep for itself.
 */
void pci_vfio_msix_protect(struct rte_pci_device_internal *dev);

#endif /* PCI_VFIO_MSIX_H */
