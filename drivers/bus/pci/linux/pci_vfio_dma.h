/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_DMA_H
#define PCI_VFIO_DMA_H

/**
 * @file
 * The DMA domain of mdevs: one container for all of them, in which the memory
 * of the process is mapped, as it comes and goes. EAL's own container is of
 * the TYPE1 v1 model, in which the kernel lets no mdev driver pin a page.
 * All functions return 0 or -errno and are thread safe.
 */

#include <stddef.h>
#include <stdint.h>

/** Bring a device and its group into the domain, which comes to be with its
 * first.
 *
 * @param name
 *   What the kernel calls the device in its group: the UUID.
 * @param step
 *   Where it fails: what was tried.
 * @return
 *   The device's descriptor, to be given to pci_vfio_dma_leave(); or -errno.
 */
int pci_vfio_dma_join(unsigned int group, const char *name, const char **step);

/** Copy the descriptor of a device for another process.
 *
 * @return
 *   A descriptor, the caller's to close; -ENODEV no such device is in the
 *   domain; or the -errno of the kernel.
 */
int pci_vfio_dma_lend(const char *name);

/** Close a device, and take its group out. */
void pci_vfio_dma_leave(int fd);

/** From now on the domain's devices reach the memory of the process: all that
 * EAL has and will have. Called once the memory subsystem is up; idempotent.
 */
int pci_vfio_dma_start(void);

/** Memory of the application's own: rte_dev_dma_map(). Counted for each range,
 * for applications map it once for each device. Ends with the domain's last
 * device. -ENODEV: the domain was not started. -EEXIST: a part of the range is
 * mapped already.
 */
int pci_vfio_dma_map(void *addr, uint64_t iova, size_t len);
int pci_vfio_dma_unmap(void *addr, uint64_t iova, size_t len);

#endif /* PCI_VFIO_DMA_H */
