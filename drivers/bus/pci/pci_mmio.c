/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Device memory that is mapped, accessed in words: a device may take no other
 * width, which memcpy() does not promise.
 */

#include "pci_word.h"
#include "private.h"

/* A mask, for a division takes longer than all else of an access. */
size_t
pci_io_width(uint64_t pos, size_t len, size_t max)
{
	size_t width = max;

	while (width > len || (pos & (width - 1)) != 0)
		width /= 2;
	return width;
}

void
pci_mmio_read(const volatile void *addr, void *buf, size_t len)
{
	const volatile uint8_t *from = addr;
	uint8_t *to = buf;
	size_t width;

	for (; len > 0; len -= width, from += width, to += width) {
		width = pci_io_width((uintptr_t)from, len, sizeof(uint64_t));
		pci_word_read(from, to, width);
	}
}

void
pci_mmio_write(volatile void *addr, const void *buf, size_t len)
{
	volatile uint8_t *to = addr;
	const uint8_t *from = buf;
	size_t width;

	for (; len > 0; len -= width, from += width, to += width) {
		width = pci_io_width((uintptr_t)to, len, sizeof(uint64_t));
		pci_word_write(to, from, width);
	}
}
