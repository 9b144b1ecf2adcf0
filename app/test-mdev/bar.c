/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What is behind a BAR. mem_resource[] leaves out the I/O ports of a PCI
 * function, and the MSI-X table is not for everyone.
 */

#include <rte_byteorder.h>

#include "test_mdev.h"

/* PCI Local Bus Specification: BARs, and the MSI-X capability. */
#define BAR_REGISTER(bar) (0x10 + 4 * (bar))
#define BAR_IS_PORTS 0x1
#define BAR_TYPE 0x7
#define BAR_IS_64_BIT 0x4
#define MSIX_CAPABILITY 0x11
#define MSIX_TABLE 0x4
#define MSIX_TABLE_BAR 0x7

uint32_t
read_config32(const struct rte_pci_device *dev, off_t offset)
{
	rte_le32_t value = 0;
	int ret = rte_pci_read_config(dev, &value, sizeof(value), offset);

	return ret == sizeof(value) ? rte_le_to_cpu_32(value) : 0;
}

/* The register behind one of 64 bits is its upper half. */
static bool
is_upper_half(const struct rte_pci_device *dev, int bar)
{
	return bar > 0 && (read_config32(dev, BAR_REGISTER(bar - 1)) &
		BAR_TYPE) == BAR_IS_64_BIT;
}

static bool
has_ports(const struct rte_pci_device *dev, int bar)
{
	return !is_upper_half(dev, bar) &&
		(read_config32(dev, BAR_REGISTER(bar)) & BAR_IS_PORTS);
}

uint64_t
bar_size(struct rte_pci_device *dev, int bar)
{
	struct rte_pci_ioport ports;
	uint64_t size = dev->mem_resource[bar].len;

	if (size > 0 || !has_ports(dev, bar) ||
			rte_pci_ioport_map(dev, bar, &ports) < 0)
		return size;
	size = ports.len;
	rte_pci_ioport_unmap(&ports);
	return size;
}

bool
bar_has_msix_table(const struct rte_pci_device *dev, int bar)
{
	off_t cap = rte_pci_find_capability(dev, MSIX_CAPABILITY);

	return cap > 0 && (read_config32(dev, cap + MSIX_TABLE) &
		MSIX_TABLE_BAR) == (uint32_t)bar;
}
