/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The regions of a device, mapped at the same addresses in all processes.
 * Drivers keep pointers into them in memory that the processes share.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* PCI Local Bus Specification, type 0 header. */
#define PCI_BAR0_REG 0x10

/* Expansion ROM and config space are read rarely, and never by a pointer. */
static bool
is_for_mapping(unsigned int idx)
{
	return idx < PCI_MAX_RESOURCE || idx >= PCI_REGION_VENDOR;
}

/* ---- what drivers may load and store, though it is not mapped ---- */

static bool
has_holes(const struct pci_region *region)
{
	struct pci_span span = pci_region_span(region, 0, region->size);

	return region->size > 0 && (span.addr == NULL || span.len < region->size);
}

/* PCI Local Bus Specification: bit 0 of a BAR. Ports are no memory, and a driver
 * does not take them for it.
 */
static bool
is_memory_bar(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	uint8_t bar;

	return idx < PCI_MAX_RESOURCE && pci_region_read(dev, PCI_REGION_CONFIG,
		&bar, sizeof(bar), PCI_BAR0_REG + 4 * idx) == 1 && !(bar & 1);
}

/* Not what has no accessor, nor what drivers do not take for memory. */
static bool
is_for_emulation(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	const struct pci_region *region = &dev->regions[idx];
	uint32_t without = PCI_REGION_PORTS | PCI_REGION_MAP_ONLY;

	return has_holes(region) && !(region->flags & without) &&
		is_memory_bar(dev, idx) &&
		pci_devargs_emulates(dev->device.device.devargs);
}

/* Drivers that use accessors need no address. */
static int
without_room(struct rte_pci_device_internal *dev, unsigned int idx, int err)
{
	dev->regions[idx].flags &= ~PCI_REGION_EMULATED;
	PCI_LOG(WARNING, "%s: only accessors reach BAR %u, there is no room to reserve it: %s",
		dev->name, idx, strerror(-err));
	return 0;
}

/* What could not be mapped is reserved all the same; in a secondary process it is
 * already.
 */
static int
emulate(struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_region *region = &dev->regions[idx];
	const char *lacks = pci_emulate_lacks();
	int ret = 0;

	if (lacks != NULL) {
		PCI_LOG(NOTICE, "%s: only accessors reach what is not mapped of BAR %u: %s",
			dev->name, idx, lacks);
		return 0;
	}
	region->flags |= PCI_REGION_EMULATED;
	if (region->addr == NULL)
		ret = pci_map_region(region, NULL);
	if (ret < 0)
		return without_room(dev, idx, ret);
	ret = pci_emulate_start(dev, idx);
	return ret < 0 ? pci_dev_fail(dev,
		"taking a driver's loads and stores where it is not mapped", ret) : 0;
}

/* ---- one region, and all ---- */

/* What is behind mapping it; drivers look at the address. */
static int
finish_region(struct rte_pci_device_internal *dev, unsigned int idx)
{
	int ret = is_for_emulation(dev, idx) ? emulate(dev, idx) : 0;

	if (idx < PCI_MAX_RESOURCE)
		dev->device.mem_resource[idx].addr = dev->regions[idx].addr;
	return ret;
}

static void
unmap_region(struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_region *region = &dev->regions[idx];

	if (region->flags & PCI_REGION_EMULATED)
		pci_emulate_stop(dev, idx);
	region->flags &= ~PCI_REGION_EMULATED;
	pci_unmap_region(region);
}

static void
unmap_all(struct rte_pci_device_internal *dev)
{
	unsigned int i;

	for (i = 0; i < dev->nb_regions; i++)
		unmap_region(dev, i);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		dev->device.mem_resource[i].addr = NULL;
}

/* What is not mapped is reached by accessors, where there are any. */
static int
degrade(const struct rte_pci_device_internal *dev, unsigned int idx, int err)
{
	const struct pci_region *region = &dev->regions[idx];

	if (region->flags & PCI_REGION_MAP_ONLY) {
		PCI_LOG(ERR, "%s: cannot map region %u: %s", dev->name, idx,
			strerror(-err));
		return err;
	}
	if (!pci_region_is_mapped(region))
		PCI_LOG(WARNING, "%s: region %u is not mapped: %s",
			dev->name, idx, strerror(-err));
	else
		PCI_LOG(WARNING, "%s: region %u is mapped in part: %s",
			dev->name, idx, strerror(-err));
	return 0;
}

static int
map_anywhere(struct rte_pci_device_internal *dev)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; ret == 0 && i < dev->nb_regions; i++) {
		if (!is_for_mapping(i))
			continue;
		ret = pci_map_region(&dev->regions[i], NULL);
		if (ret < 0)
			ret = degrade(dev, i, ret);
		if (ret == 0)
			ret = finish_region(dev, i);
	}
	return ret;
}

/* Exactly as there: drivers have asked the primary process what is mapped. */
static int
map_as_primary(struct rte_pci_device_internal *dev, unsigned int idx,
	const struct pci_shared *record)
{
	void *at;
	int ret = pci_shared_apply(record, idx, &dev->regions[idx], &at);

	if (ret == 0 && at != NULL)
		ret = pci_map_region(&dev->regions[idx], at);
	if (ret < 0)
		PCI_LOG(ERR, "%s: cannot map region %u as the primary process does: %s",
			dev->name, idx, strerror(-ret));
	return ret < 0 || at == NULL ? ret : finish_region(dev, idx);
}

static int
map_where_primary_has(struct rte_pci_device_internal *dev)
{
	struct pci_shared *record;
	unsigned int i;
	int ret = pci_shared_copy(&dev->id, &record);

	if (ret == -ENOENT)
		return pci_dev_fail(dev, "the primary process has just unmapped it",
			ret);
	if (ret < 0)
		return pci_dev_fail(dev, "reading where the primary process has it",
			ret);
	for (i = 0; ret == 0 && i < dev->nb_regions; i++)
		if (is_for_mapping(i))
			ret = map_as_primary(dev, i, record);
	free(record);
	return ret;
}

static int
publish(struct rte_pci_device_internal *dev)
{
	int ret = pci_shared_publish(dev);

	if (ret < 0)
		PCI_LOG(ERR, "%s: cannot tell other processes where its BARs are: %s",
			dev->name, strerror(-ret));
	return ret;
}

int
pci_mapping_create(struct rte_pci_device_internal *dev)
{
	bool primary = pci_is_primary();
	int ret = primary ? map_anywhere(dev) : map_where_primary_has(dev);

	if (ret == 0 && primary)
		ret = publish(dev);
	if (ret < 0)
		unmap_all(dev);
	return ret;
}

/* Withdrawn first, or a secondary could still find what is gone. */
void
pci_mapping_destroy(struct rte_pci_device_internal *dev)
{
	if (pci_is_primary())
		pci_shared_withdraw(&dev->id);
	unmap_all(dev);
}
