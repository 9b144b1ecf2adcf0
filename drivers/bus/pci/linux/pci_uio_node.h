/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_UIO_NODE_H
#define PCI_UIO_NODE_H

/**
 * @file
 * The kernel's UIO device of a PCI function: which one it is, and its node.
 */

/**
 * Open the node, /dev/uioN, of the function whose directory in sysfs dirfd is;
 * with --create-uio-dev, make it first.
 *
 * @param name
 *   The function's, for messages.
 * @param number
 *   Filled with N, for messages; -1 as long as it is not known.
 * @param fd
 *   Filled with a descriptor that the caller closes.
 * @return
 *   0; -errno; 1: the function has no UIO device.
 */
int pci_uio_node_open(const char *name, int dirfd, int *number, int *fd);

#endif /* PCI_UIO_NODE_H */
