/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_MP_H
#define PCI_VFIO_MP_H

/**
 * @file
 * The kernel lets one process open an mdev's group. Secondary processes get
 * the device's descriptor of the primary, and have memory mapped by it, over
 * EAL's channel between processes (rte_mp_*() of rte_eal.h), which the file
 * system's permissions on DPDK's runtime directory protect.
 *
 * The functions for secondaries return 0 or a descriptor, or -errno: -ENODEV
 * the primary does not have the device; -ETIMEDOUT it does not answer; -EPROTO
 * it answers something else; or the -errno of EAL or the primary. They are
 * thread safe, and must not be called from an action of EAL's channel.
 */

#include <stddef.h>
#include <stdint.h>

/** Primary: answer the others. Idempotent. Logs. */
void pci_vfio_mp_serve(void);

/**
 * Secondary: get an mdev.
 *
 * @param name
 *   The UUID, as text.
 * @return
 *   The device's descriptor, the caller's to close.
 */
int pci_vfio_mp_open(const char *name);

/** Secondary: as pci_vfio_dma_map() and pci_vfio_dma_unmap(), done by the
 * primary, which must have the same memory at that address.
 */
int pci_vfio_mp_map(void *addr, uint64_t iova, size_t len);
int pci_vfio_mp_unmap(void *addr, uint64_t iova, size_t len);

#endif /* PCI_VFIO_MP_H */
