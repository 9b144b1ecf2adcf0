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

/** A device in the domain: the descriptors of its group and its own. */
struct pci_vfio_member {
	int group_fd;
	int fd;
};

/** Bring a device and its group into the domain, which comes to be with its
 * first.
 *
 * @param name
 *   What the kernel calls the device in its group: the UUID.
 * @param member
 *   To be given to pci_vfio_dma_leave().
 * @param step
 *   Where it fails: what was tried.
 */
int pci_vfio_dma_join(unsigned int group, const char *name,
	struct pci_vfio_member *member, const char **step);

/** Close a device, and take its group out. */
void pci_vfio_dma_leave(const struct pci_vfio_member *member);

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
