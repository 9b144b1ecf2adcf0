/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_HEX_H
#define PCI_HEX_H

/**
 * @file
 * Digits. What the C library reads numbers with takes spaces and signs, too.
 */

/* Larger than any base. */
#define PCI_HEX_NONE 16u

/** The value of a digit, of either case, or PCI_HEX_NONE. */
static inline unsigned int
pci_hex_digit(char c)
{
	unsigned int value = (unsigned char)c - '0';

	if (value < 10)
		return value;
	value = ((unsigned char)c | 0x20) - 'a';
	return value < 6 ? value + 10 : PCI_HEX_NONE;
}

#endif /* PCI_HEX_H */
