/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_MODALIAS_H
#define PCI_MODALIAS_H

/**
 * @file
 * The attribute "modalias" of a PCI function, which says in one file what five
 * others do: pci:v...d...sv...sd...bc..sc..i.. (modalias_show() of the kernel).
 * Pure.
 */

#include <rte_pci.h>

/** @return 0; -EINVAL it is not a function's, or says what cannot be. */
int pci_modalias_parse(const char *text, struct rte_pci_id *id);

#endif /* PCI_MODALIAS_H */
