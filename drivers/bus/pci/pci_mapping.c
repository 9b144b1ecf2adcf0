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

/* Expansion ROM and config space are read rarely, and never by a pointer. */
static bool
is_for_mapping(unsigned int idx)
{
	return idx < PCI_MAX_RESOURCE || idx >= PCI_REGION_VENDOR;
}

static int
map_region(struct rte_pci_device_internal *dev, unsigned int idx, void *at)
{
	struct pci_region *region = &dev->regions[idx];
	int ret = pci_map_region(region, at);

	if (idx < PCI_MAX_RESOURCE)
		dev->device.mem_resource[idx].addr = region->addr;
	return ret;
}

static void
unmap_all(struct rte_pci_device_internal *dev)
{
	unsigned int i;

	for (i = 0; i < dev->nb_regions; i++)
		pci_unmap_region(&dev->regions[i]);
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
	if (region->addr == NULL)
		PCI_LOG(WARNING, "%s: region %u is not mapped, only accessors reach it: %s",
			dev->name, idx, strerror(-err));
	else
		PCI_LOG(WARNING, "%s: region %u is mapped in part, accessors reach the rest: %s",
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
		ret = map_region(dev, i, NULL);
		if (ret < 0)
			ret = degrade(dev, i, ret);
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
		ret = map_region(dev, idx, at);
	if (ret < 0)
		PCI_LOG(ERR, "%s: cannot map region %u as the primary process does: %s",
			dev->name, idx, strerror(-ret));
	return ret;
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
