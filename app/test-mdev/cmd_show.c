/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_interrupts.h>

#include "pci_text.h"
#include "test_mdev.h"

static const char *
interrupt_name(const struct rte_intr_handle *handle)
{
	switch (rte_intr_type_get(handle)) {
	case RTE_INTR_HANDLE_VFIO_LEGACY:
		return "INTx";
	case RTE_INTR_HANDLE_VFIO_MSI:
		return "MSI";
	case RTE_INTR_HANDLE_VFIO_MSIX:
		return "MSI-X";
	case RTE_INTR_HANDLE_UIO:
	case RTE_INTR_HANDLE_UIO_INTX:
		return "UIO";
	default:
		return "none";
	}
}

static const char *
iova_mode_name(void)
{
	return rte_eal_iova_mode() == RTE_IOVA_VA ? "VA" : "PA";
}

/* The kernel tells by it that it wants the device back. */
static bool
has_notifier(const struct rte_pci_device *dev)
{
	return dev->vfio_req_intr_handle != NULL &&
		rte_intr_fd_get(dev->vfio_req_intr_handle) >= 0;
}

static void
show_kernel_side(const struct rte_pci_device *dev)
{
	struct kernel_info info;

	kernel_info_read(dev->device.name, &info);
	printf("  type          %s\n", info.type);
	printf("  parent        %s\n", info.parent);
}

static void
show_numa_node(const struct rte_pci_device *dev)
{
	if (dev->device.numa_node < 0)
		printf("  NUMA node     none\n");
	else
		printf("  NUMA node     %d\n", dev->device.numa_node);
}

static void
show_properties(const struct rte_pci_device *dev)
{
	const struct rte_pci_id *id = &dev->id;

	printf("  PCI IDs       %04x:%04x subsystem %04x:%04x class %06x\n",
		id->vendor_id, id->device_id, id->subsystem_vendor_id,
		id->subsystem_device_id, id->class_id);
	printf("  address       %s\n", dev->name);
	show_numa_node(dev);
	printf("  IOVA mode     %s\n", iova_mode_name());
	printf("  interrupts    %s\n", interrupt_name(dev->intr_handle));
	printf("  REQ notifier  %s\n", has_notifier(dev) ? "yes" : "no");
}

/* ---- BARs ---- */

/* The end of what is mapped from there on; the same offset if nothing is. */
static uint64_t
mapped_until(const struct rte_pci_device *dev, int idx, uint64_t offset,
	uint64_t size)
{
	uint64_t len, page = (uint64_t)sysconf(_SC_PAGESIZE);

	for (; offset < size; offset += len) {
		len = RTE_MIN(page - offset % page, size - offset);
		if (rte_pci_region_addr(dev, idx, len, (off_t)offset) == NULL)
			break;
	}
	return offset;
}

static void
show_areas(const struct rte_pci_device *dev, int idx, uint64_t size)
{
	uint64_t end, offset, page = (uint64_t)sysconf(_SC_PAGESIZE);

	for (offset = 0; offset < size; offset = end + page) {
		end = mapped_until(dev, idx, offset, size);
		if (end > offset)
			printf("                mapped       %#" PRIx64 " to %#" PRIx64 "\n",
				offset, end - 1);
	}
}

/* Mapped, or in part, or not: as all of it, one byte of it, or none. */
static const char *
mapping_name(const struct rte_pci_device *dev, int idx, uint64_t size)
{
	struct rte_pci_region_info info;

	if (rte_pci_region_info(dev, idx, &info) < 0 ||
			!(info.flags & RTE_PCI_REGION_MAPPED))
		return "accessor";
	return mapped_until(dev, idx, 0, size) == size ? "mapped" : "in part";
}

static void
show_region(const struct rte_pci_device *dev, const char *name, int idx,
	uint64_t size)
{
	const char *mapping = mapping_name(dev, idx, size);
	int width = 13 - (int)strlen(name);
	char text[PCI_TEXT_SIZE_MAX];

	pci_text_size(size, text);
	printf("  %s %-*d%-8s  %8s  %#" PRIx64 "\n", name, width, idx, mapping,
		text, size);
	if (strcmp(mapping, "in part") == 0)
		show_areas(dev, idx, size);
}

static void
show_bar(struct rte_pci_device *dev, int bar)
{
	uint64_t size = bar_size(dev, bar);

	if (size == 0)
		printf("  BAR %d         absent\n", bar);
	else
		show_region(dev, "BAR", bar, size);
}

/* linux/vfio.h: those behind VFIO_PCI_VGA_REGION_INDEX. */
#define FIRST_OWN_REGION 9

static void
show_own_regions(const struct rte_pci_device *dev)
{
	struct rte_pci_region_info info;
	int idx, count = rte_pci_region_count(dev);

	for (idx = FIRST_OWN_REGION; idx < count; idx++) {
		if (rte_pci_region_info(dev, idx, &info) == 0 && info.size > 0)
			show_region(dev, "region", idx, info.size);
	}
}

/* ---- capabilities ---- */

static unsigned int
show_capability(const struct rte_pci_device *dev, uint8_t id)
{
	const char *name = pci_text_capability(id);
	off_t offset = name == NULL ? 0 : rte_pci_find_capability(dev, id);
	unsigned int count = 0;

	while (offset > 0) {
		printf(" %s@%#jx", name, (uintmax_t)offset);
		count++;
		offset = rte_pci_find_next_capability(dev, id, offset);
	}
	return count;
}

static void
show_capabilities(const struct rte_pci_device *dev)
{
	unsigned int count = 0;
	int id;

	printf("  capabilities ");
	for (id = 0; id <= UINT8_MAX; id++)
		count += show_capability(dev, (uint8_t)id);
	printf("%s\n", count == 0 ? " none" : "");
}

/* ---- the command ---- */

static void
show_device(struct rte_pci_device *dev)
{
	int bar;

	printf("device %s\n", dev->device.name);
	show_kernel_side(dev);
	show_properties(dev);
	for (bar = 0; bar < PCI_MAX_RESOURCE; bar++)
		show_bar(dev, bar);
	show_own_regions(dev);
	show_capabilities(dev);
}

static int
show_named(char **names)
{
	struct rte_pci_device *dev;

	for (; *names != NULL; names++) {
		dev = test_pmd_get(*names);
		if (dev == NULL)
			return STATUS_NO_DEVICE;
		show_device(dev);
	}
	return STATUS_OK;
}

static int
show_all(void)
{
	struct rte_pci_device *dev = test_pmd_next(NULL);

	if (dev == NULL) {
		fprintf(stderr, "test-mdev: no device was probed\n");
		return STATUS_NO_DEVICE;
	}
	for (; dev != NULL; dev = test_pmd_next(dev))
		show_device(dev);
	return STATUS_OK;
}

int
cmd_show(struct rte_pci_device *none __rte_unused, char **names)
{
	return names[0] != NULL ? show_named(names) : show_all();
}
