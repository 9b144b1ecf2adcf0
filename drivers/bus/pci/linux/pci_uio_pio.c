/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <string.h>

#include <rte_config.h>
#if defined(RTE_ARCH_X86)
#include <sys/io.h>
#endif

#include <rte_eal.h>

#include "pci_linux.h"
#include "pci_uio_pio.h"

#if defined(RTE_ARCH_X86)

int
pci_uio_pio_enable(void)
{
	return rte_eal_iopl_init() == 0 ? 0 : -EPERM;
}

static void
read_ports(uint16_t port, void *buf, size_t width)
{
	uint16_t u16;
	uint32_t u32;

	switch (width) {
	case 4:
		u32 = inl(port);
		memcpy(buf, &u32, sizeof(u32));
		break;
	case 2:
		u16 = inw(port);
		memcpy(buf, &u16, sizeof(u16));
		break;
	default:
		*(uint8_t *)buf = inb(port);
	}
}

static void
write_ports(uint16_t port, const void *buf, size_t width)
{
	uint16_t u16;
	uint32_t u32;

	switch (width) {
	case 4:
		memcpy(&u32, buf, sizeof(u32));
		outl(u32, port);
		break;
	case 2:
		memcpy(&u16, buf, sizeof(u16));
		outw(u16, port);
		break;
	default:
		outb(*(const uint8_t *)buf, port);
	}
}

#else

int
pci_uio_pio_enable(void)
{
	return -ENOTSUP;
}

static void
read_ports(uint16_t port __rte_unused, void *buf, size_t width)
{
	memset(buf, 0xff, width);
}

static void
write_ports(uint16_t port __rte_unused, const void *buf __rte_unused,
	size_t width __rte_unused)
{
}

#endif

void
pci_uio_pio_read(uint16_t port, void *buf, size_t len)
{
	uint8_t *to = buf;
	size_t width;

	for (; len > 0; len -= width, port += width, to += width) {
		width = pci_io_width(port, len, sizeof(uint32_t));
		read_ports(port, to, width);
	}
}

void
pci_uio_pio_write(uint16_t port, const void *buf, size_t len)
{
	const uint8_t *from = buf;
	size_t width;

	for (; len > 0; len -= width, port += width, from += width) {
		width = pci_io_width(port, len, sizeof(uint32_t));
		write_ports(port, from, width);
	}
}
