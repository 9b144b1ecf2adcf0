/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What any device must offer and refuse. Reads only, and no more than a driver
 * of an unknown device may read without harm: a BAR's first bytes.
 */

#include <errno.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_errno.h>
#include <rte_io.h>

#include "test_mdev.h"

static void
check_refused(const struct rte_pci_device *dev, int bar, size_t len,
	off_t offset, int error)
{
	uint8_t buf[8];
	int ret;

	rte_errno = 0;
	ret = rte_pci_mmio_read(dev, bar, buf, len, offset);
	check(ret < 0 && rte_errno == error,
		"BAR %d: %zu bytes at %jd are refused: returns %d, %s",
		bar, len, (intmax_t)offset, ret, rte_strerror(rte_errno));
}

/* ---- BARs ---- */

static void
check_mapped(const struct rte_pci_device *dev, int bar, const void *addr)
{
	uint32_t by_mapping = rte_read32(addr), by_accessor = ~by_mapping;
	int ret = rte_pci_mmio_read(dev, bar, &by_accessor, 4, 0);

	check(ret == 4 && by_accessor == by_mapping,
		"BAR %d: mapping and accessor agree: %#x, %#x", bar,
		by_mapping, by_accessor);
}

/* A byte is the one width that every register can be read with. */
static void
check_accessor(const struct rte_pci_device *dev, int bar, off_t offset)
{
	uint8_t value = 0;
	int ret = rte_pci_mmio_read(dev, bar, &value, 1, offset);

	check(ret == 1, "BAR %d: byte at %#jx by the accessor: %#x", bar,
		(uintmax_t)offset, value);
}

/* vfio-pci keeps the MSI-X table from accessors: they read all bits set. */
static void
check_contents(const struct rte_pci_device *dev, int bar, uint64_t size)
{
	const void *addr = rte_pci_region_addr(dev, bar, 4, 0);

	if (addr != NULL && bar_has_msix_table(dev, bar))
		return;
	if (addr != NULL) {
		check_mapped(dev, bar, addr);
		return;
	}
	check_accessor(dev, bar, 0);
	check_accessor(dev, bar, size - 1);
}

static void
check_bar(struct rte_pci_device *dev, int bar)
{
	uint64_t size = bar_size(dev, bar);

	if (size == 0) {
		check_refused(dev, bar, 1, 0, ENXIO);
		return;
	}
	check_contents(dev, bar, size);
	check_refused(dev, bar, 1, size, EINVAL);
	check_refused(dev, bar, 2, size - 1, EINVAL);
	check_refused(dev, bar, 1, -1, EINVAL);
}

/* ---- config space: the fields of the type 0 header ---- */

static void
check_config16(const struct rte_pci_device *dev, const char *name, off_t offset,
	uint16_t expected)
{
	rte_le16_t value = 0;
	int ret = rte_pci_read_config(dev, &value, sizeof(value), offset);

	check(ret == sizeof(value) && rte_le_to_cpu_16(value) == expected,
		"config: %s is %04x, as the bus says: %04x", name,
		rte_le_to_cpu_16(value), expected);
}

static void
check_config_class(const struct rte_pci_device *dev)
{
	rte_le32_t value = 0;
	int ret = rte_pci_read_config(dev, &value, sizeof(value), 0x8);
	uint32_t class_id = rte_le_to_cpu_32(value) >> 8;

	check(ret == sizeof(value) && class_id == dev->id.class_id,
		"config: class is %06x, as the bus says: %06x", class_id,
		dev->id.class_id);
}

static void
check_config_end(const struct rte_pci_device *dev)
{
	uint32_t value;
	int ret;

	rte_errno = 0;
	ret = rte_pci_read_config(dev, &value, sizeof(value), 1 << 20);
	check(ret < 0 && rte_errno == EINVAL,
		"config: bytes beyond its end are refused: returns %d, %s", ret,
		rte_strerror(rte_errno));
}

int
cmd_check_regions(struct rte_pci_device *dev, char **args __rte_unused)
{
	const struct rte_pci_id *id = &dev->id;
	int bar;

	check_config16(dev, "vendor", 0x0, id->vendor_id);
	check_config16(dev, "device", 0x2, id->device_id);
	check_config16(dev, "subsystem vendor", 0x2c, id->subsystem_vendor_id);
	check_config16(dev, "subsystem device", 0x2e, id->subsystem_device_id);
	check_config_class(dev);
	check_config_end(dev);
	for (bar = 0; bar < PCI_MAX_RESOURCE; bar++)
		check_bar(dev, bar);
	check_refused(dev, -1, 1, 0, EINVAL);
	check_refused(dev, PCI_MAX_RESOURCE, 1, 0, EINVAL);
	return check_status();
}
