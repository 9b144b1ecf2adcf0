/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A virtio function of which only the notifications can be mapped, as
 * mvnet-modern is: all else of its BAR is reached by the file descriptor.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_errno.h>
#include <rte_io.h>

#include "test_mdev.h"

/* PCI Local Bus Specification: the list of capabilities. */
#define CAPABILITY_LIST 0x34
#define VENDOR_SPECIFIC 0x09
#define MAX_CAPABILITIES 48

/* VIRTIO 1.2, section 4.1.4: what a structure is, and where it is. */
#define COMMON_STRUCTURE 1
#define NOTIFY_STRUCTURE 2
#define ISR_STRUCTURE 3
#define DEVICE_STRUCTURE 4
#define CAP_BAR 0x4
#define CAP_OFFSET 0x8
#define CAP_LENGTH 0xc

/* The same, section 4.1.4.3: common configuration, without what is optional. */
#define COMMON_LENGTH 56
#define DEVICE_FEATURE_SELECT 0
#define DEVICE_FEATURE 4
/* Among the second 32 features. */
#define VERSION_1 0x1u

struct structure {
	int bar;
	uint32_t offset;
	uint32_t length;
};

static bool
find_structure(const struct rte_pci_device *dev, uint8_t type,
	struct structure *found)
{
	uint8_t at = read_config32(dev, CAPABILITY_LIST) & 0xfc;
	uint32_t header;
	int i;

	for (i = 0; at != 0 && i < MAX_CAPABILITIES; i++) {
		header = read_config32(dev, at);
		if ((header & 0xff) == VENDOR_SPECIFIC && header >> 24 == type) {
			found->bar = read_config32(dev, at + CAP_BAR) & 0xff;
			found->offset = read_config32(dev, at + CAP_OFFSET);
			found->length = read_config32(dev, at + CAP_LENGTH);
			return true;
		}
		at = header >> 8 & 0xfc;
	}
	return check(false, "structure %u is in config space", type);
}

static void
check_in_hole(const struct rte_pci_device *dev, uint8_t type)
{
	struct structure at;
	void *addr;

	if (!find_structure(dev, type, &at))
		return;
	rte_errno = 0;
	addr = rte_pci_region_addr(dev, at.bar, at.length, at.offset);
	check(addr == NULL && rte_errno == ENXIO,
		"structure %u, %u bytes at %#x of BAR %d, is not mapped", type,
		at.length, at.offset, at.bar);
}

/* ---- common configuration, by accessors ---- */

static void
print_bytes(const uint8_t *bytes, size_t len)
{
	size_t i;

	printf("common configuration ");
	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	printf("\n");
}

/* For who knows from elsewhere what must be there. */
static void
show_common(const struct rte_pci_device *dev, const struct structure *common)
{
	uint8_t bytes[COMMON_LENGTH] = { 0 };
	int ret = rte_pci_region_read(dev, common->bar, bytes, sizeof(bytes),
		common->offset);

	if (check(ret == sizeof(bytes), "common configuration is read: %d", ret))
		print_bytes(bytes, sizeof(bytes));
}

static void
check_feature_select(const struct rte_pci_device *dev,
	const struct structure *common)
{
	rte_le32_t select = rte_cpu_to_le_32(1), feature = 0;
	int wrote, read;

	wrote = rte_pci_region_write(dev, common->bar, &select, sizeof(select),
		common->offset + DEVICE_FEATURE_SELECT);
	read = rte_pci_region_read(dev, common->bar, &feature, sizeof(feature),
		common->offset + DEVICE_FEATURE);
	check(wrote == 4 && read == 4 && rte_le_to_cpu_32(feature) & VERSION_1,
		"what is written selects what is read: %#x",
		rte_le_to_cpu_32(feature));
}

static void
check_common(const struct rte_pci_device *dev)
{
	struct structure common;

	if (!find_structure(dev, COMMON_STRUCTURE, &common))
		return;
	show_common(dev, &common);
	check_feature_select(dev, &common);
}

/* ---- notifications, by loads and stores ---- */

/*
 * A write by the file descriptor would be a notification, and would leave
 * memory as it is. No one looks at the memory before the device runs.
 */
static void
check_store(const struct rte_pci_device *dev, const struct structure *notify,
	uint8_t *addr)
{
	uint16_t before = rte_read16(addr), queue = 0, idle = UINT16_MAX;
	int ret = rte_pci_region_write(dev, notify->bar, &queue, sizeof(queue),
		notify->offset);

	check(ret == sizeof(queue) && before == idle && rte_read16(addr) == queue,
		"a write there is a store: %#x before, %#x behind it", before,
		rte_read16(addr));
	rte_write16(idle, addr);
}

/* Of eight bytes four are before the mapped part, and four in it. */
static void
check_across_edge(const struct rte_pci_device *dev,
	const struct structure *notify, uint8_t *addr)
{
	static const uint8_t stored[4] = { 0x12, 0x34, 0x56, 0x78 };
	uint8_t bytes[8] = { 0 }, before[4];
	int len, part;

	/* By the kernel the page reads all ones, whatever is in it. */
	memcpy(addr, stored, sizeof(stored));
	len = rte_pci_region_read(dev, notify->bar, bytes, sizeof(bytes),
		notify->offset - sizeof(before));
	part = rte_pci_region_read(dev, notify->bar, before, sizeof(before),
		notify->offset - sizeof(before));

	check(len == sizeof(bytes) && part == sizeof(before) &&
		memcmp(bytes, before, sizeof(before)) == 0 &&
		memcmp(bytes + sizeof(before), stored, sizeof(stored)) == 0,
		"a read across the edge has both parts: %d, %d", len, part);
	memset(addr, 0xff, sizeof(stored));
	check(rte_pci_region_addr(dev, notify->bar, 2, notify->offset - 1) == NULL,
		"there is no address across the edge");
}

static void
check_notify(const struct rte_pci_device *dev)
{
	struct structure notify;
	uint8_t *addr;

	if (!find_structure(dev, NOTIFY_STRUCTURE, &notify))
		return;
	addr = rte_pci_region_addr(dev, notify.bar, notify.length, notify.offset);
	if (!check(addr != NULL, "structure %u, %u bytes at %#x of BAR %d, is mapped",
			NOTIFY_STRUCTURE, notify.length, notify.offset, notify.bar))
		return;
	check_store(dev, &notify, addr);
	check_across_edge(dev, &notify, addr);
}

int
cmd_virtio_config(struct rte_pci_device *dev, char **args __rte_unused)
{
	check_in_hole(dev, COMMON_STRUCTURE);
	check_in_hole(dev, ISR_STRUCTURE);
	check_in_hole(dev, DEVICE_STRUCTURE);
	check_common(dev);
	check_notify(dev);
	return check_status();
}
