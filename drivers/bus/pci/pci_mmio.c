/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Device memory that is mapped, accessed in words: a device may take no other
 * width, which memcpy() does not promise.
 */

#include "private.h"

size_t
pci_io_width(uint64_t pos, size_t len, size_t max)
{
	size_t width = max;

	while (width > len || pos % width != 0)
		width /= 2;
	return width;
}

static void
read_word(const volatile void *addr, void *buf, size_t width)
{
	switch (width) {
	case 8:
		*(unaligned_uint64_t *)buf = *(const volatile uint64_t *)addr;
		break;
	case 4:
		*(unaligned_uint32_t *)buf = *(const volatile uint32_t *)addr;
		break;
	case 2:
		*(unaligned_uint16_t *)buf = *(const volatile uint16_t *)addr;
		break;
	default:
		*(uint8_t *)buf = *(const volatile uint8_t *)addr;
	}
}

static void
write_word(volatile void *addr, const void *buf, size_t width)
{
	switch (width) {
	case 8:
		*(volatile uint64_t *)addr = *(const unaligned_uint64_t *)buf;
		break;
	case 4:
		*(volatile uint32_t *)addr = *(const unaligned_uint32_t *)buf;
		break;
	case 2:
		*(volatile uint16_t *)addr = *(const unaligned_uint16_t *)buf;
		break;
	default:
		*(volatile uint8_t *)addr = *(const uint8_t *)buf;
	}
}

void
pci_mmio_read(const volatile void *addr, void *buf, size_t len)
{
	const volatile uint8_t *from = addr;
	uint8_t *to = buf;
	size_t width;

	for (; len > 0; len -= width, from += width, to += width) {
		width = pci_io_width((uintptr_t)from, len, sizeof(uint64_t));
		read_word(from, to, width);
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
		write_word(to, from, width);
	}
}
