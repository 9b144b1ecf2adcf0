/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_WORD_H
#define PCI_WORD_H

/**
 * @file
 * One access of a processor to device memory. Inline, for that is what drivers
 * do over and over.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Whether len bytes at pos are one access, aligned. */
static inline bool
pci_is_word(uint64_t pos, size_t len)
{
	return (len == 4 || len == 8 || len == 2 || len == 1) &&
		(pos & (len - 1)) == 0;
}

/* The buffer is aligned as its owner likes; unaligned_uint32_t is not, on x86. */
static inline void
pci_word_read(const volatile void *addr, void *buf, size_t len)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (len) {
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

static inline void
pci_word_write(volatile void *addr, const void *buf, size_t len)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (len) {
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

#endif /* PCI_WORD_H */
