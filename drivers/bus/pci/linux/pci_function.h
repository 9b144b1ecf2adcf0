/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_FUNCTION_H
#define PCI_FUNCTION_H

/**
 * @file
 * PCI functions in sysfs. list is the directory that lists all, and name an
 * entry of it.
 */

#include "../private.h"

/* What a function is, and what its kernel driver makes of it. */
struct pci_function {
	struct rte_pci_id id;
	enum rte_pci_kernel_driver kdrv;
	const struct pci_backend_ops *ops; /* NULL: not DPDK's to drive */
};

/** @return 0; -ENOENT no kernel driver has it, or it is gone; another -errno. */
int pci_function_read(int list, const char *name,
	struct pci_function *function);
/** How many virtual functions it has; 0 where that has no meaning. */
int pci_function_read_max_vfs(int list, const char *name,
	enum rte_pci_kernel_driver kdrv, uint16_t *max_vfs);
/** Learn the details of a listed function. */
int pci_function_detail(struct rte_pci_device_internal *dev);

#endif /* PCI_FUNCTION_H */
