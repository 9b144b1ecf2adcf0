/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_CONTAINER_H
#define PCI_VFIO_CONTAINER_H

/**
 * @file
 * /dev/vfio: a container with the TYPE1v2 IOMMU model, and groups in it, as
 * the kernel's Documentation/driver-api/vfio.rst defines them. Mechanism only.
 * All functions return 0 or -errno, and log nothing; where they fail, step
 * names what was tried, in words for the user.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Open a container. @return a descriptor, or -errno. */
int pci_vfio_container_open(const char **step);

/** Open a group. @return a descriptor, or -errno. */
int pci_vfio_group_open(unsigned int group, const char **step);

/** Put a group into a container. first: it has none yet, and takes its IOMMU
 * model with this one.
 */
int pci_vfio_group_attach(int group_fd, int container_fd, bool first,
	const char **step);
/** Take a group out. None of its devices is open any more. */
void pci_vfio_group_detach(int group_fd);

/** Open a device of an attached group. @return a descriptor, or -errno. */
int pci_vfio_group_device(int group_fd, const char *name, const char **step);

/** Let devices of the container reach len bytes at addr under iova. */
int pci_vfio_container_map(int container_fd, const void *addr, uint64_t iova,
	uint64_t len);

/** Undo a map of exactly this range. */
int pci_vfio_container_unmap(int container_fd, uint64_t iova, uint64_t len);

#endif /* PCI_VFIO_CONTAINER_H */
