/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_VFIO_MEMORY_H
#define PCI_VFIO_MEMORY_H

/**
 * @file
 * The memory of EAL in pieces that TYPE1v2 can map, and unmap again. Looks at
 * EAL's lists only; the caller holds their lock.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_memory.h>

/** Contiguous for the process and for devices. */
struct pci_vfio_run {
	uintptr_t addr;
	uint64_t iova;
	uint64_t len;
};

/** @return 0 or -errno. */
typedef int (pci_vfio_run_op_t)(const struct pci_vfio_run *run);

/** Whether the memory of a list that is there is mapped by itself. What is
 * neither EAL's nor a heap is the application's to map.
 */
bool pci_vfio_memory_is_followed(const struct rte_memseg_list *msl);

/** Cut a range of a list into runs: the same range, the same runs.
 * @return 0, or the first -errno; the others are done all the same.
 */
int pci_vfio_memory_for_each(const struct rte_memseg_list *msl,
	const void *addr, size_t len, pci_vfio_run_op_t *op);

#endif /* PCI_VFIO_MEMORY_H */
