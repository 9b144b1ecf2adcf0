/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Device memory that is mapped, accessed in words: a device may take no other
 * width, which memcpy() does not promise.
 */

#include <string.h>

#include "private.h"

size_t
pci_io_width(uint64_t pos, size_t len, size_t max)
{
	size_t width = max;

	while (width > len || pos % width != 0)
		width /= 2;
	return width;
}

/* The buffer is aligned as its owner likes; unaligned_uint32_t is not, on x86. */
static void
read_word(const volatile void *addr, void *buf, size_t width)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (width) {
	case 8:
		u64 = *(const volatile uint64_t *)addr;
		memcpy(buf, &u64, sizeof(u64));
		break;
	case 4:
		u32 = *(const volatile uint32_t *)addr;
		memcpy(buf, &u32, sizeof(u32));
		break;
	case 2:
		u16 = *(const volatile uint16_t *)addr;
		memcpy(buf, &u16, sizeof(u16));
		break;
	default:
		*(uint8_t *)buf = *(const volatile uint8_t *)addr;
	}
}

static void
write_word(volatile void *addr, const void *buf, size_t width)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (width) {
	case 8:
		memcpy(&u64, buf, sizeof(u64));
		*(volatile uint64_t *)addr = u64;
		break;
	case 4:
		memcpy(&u32, buf, sizeof(u32));
		*(volatile uint32_t *)addr = u32;
		break;
	case 2:
		memcpy(&u16, buf, sizeof(u16));
		*(volatile uint16_t *)addr = u16;
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
