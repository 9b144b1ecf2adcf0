/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_TEXT_H
#define PCI_TEXT_H

/**
 * @file
 * What programs call the parts of a PCI device, for people to read.
 */

#include <stddef.h>
#include <stdint.h>

#define PCI_TEXT_SIZE_MAX 32

/** A number of bytes, in the largest unit that leaves it a whole number. */
void pci_text_size(uint64_t size, char text[PCI_TEXT_SIZE_MAX]);

/** The name of a capability of config space; NULL: not one that has a name here. */
const char *pci_text_capability(uint8_t id);

#endif /* PCI_TEXT_H */
