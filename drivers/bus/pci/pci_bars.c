/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The BARs of a device, mapped at the same addresses in all processes.
 * Drivers keep pointers into them in memory that the processes share.
 */

#include <errno.h>
#include <string.h>

#include "private.h"

static int
map_bar(struct rte_pci_device_internal *dev, unsigned int idx, void *at)
{
	struct pci_region *bar = &dev->regions[idx];
	int ret = pci_map_region(bar, at);

	dev->device.mem_resource[idx].addr = bar->addr;
	return ret;
}

static void
unmap_all(struct rte_pci_device_internal *dev)
{
	unsigned int i;

	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		dev->device.mem_resource[i].addr = NULL;
		pci_unmap_region(&dev->regions[i]);
	}
}

/* What is not mapped is reached by accessors, where there are any. */
static int
degrade(const struct rte_pci_device_internal *dev, unsigned int idx, int err)
{
	const struct pci_region *bar = &dev->regions[idx];

	if (bar->flags & PCI_REGION_MAP_ONLY) {
		PCI_LOG(ERR, "%s: cannot map BAR %u: %s", dev->name, idx,
			strerror(-err));
		return err;
	}
	if (bar->addr == NULL)
		PCI_LOG(WARNING, "%s: BAR %u is not mapped, only accessors reach it: %s",
			dev->name, idx, strerror(-err));
	else
		PCI_LOG(WARNING, "%s: BAR %u is mapped in part only, accessors reach the rest: %s",
			dev->name, idx, strerror(-err));
	return 0;
}

static int
map_anywhere(struct rte_pci_device_internal *dev)
{
	unsigned int i;
	int ret;

	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		ret = map_bar(dev, i, NULL);
		if (ret < 0)
			ret = degrade(dev, i, ret);
		if (ret < 0)
			return ret;
	}
	ret = pci_shared_publish(dev);
	if (ret < 0)
		PCI_LOG(ERR, "%s: cannot tell other processes where its BARs are: %s",
			dev->name, strerror(-ret));
	return ret;
}

/* A part that is refused here was refused to the primary process, too. */
static int
map_bar_at(struct rte_pci_device_internal *dev, unsigned int idx, void *at)
{
	const struct pci_region *bar = &dev->regions[idx];
	int ret = map_bar(dev, idx, at);

	if (bar->addr == NULL)
		return ret < 0 ? ret : -ENXIO;
	return bar->flags & PCI_REGION_MAP_ONLY ? ret : 0;
}

static int
map_where_primary_has(struct rte_pci_device_internal *dev)
{
	struct pci_shared shared;
	unsigned int i;
	int ret = pci_shared_lookup(&dev->id, &shared);

	if (ret < 0)
		return pci_dev_fail(dev, "the primary process has just unmapped it",
			ret);
	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		if (shared.bar_addr[i] == NULL)
			continue;
		ret = map_bar_at(dev, i, shared.bar_addr[i]);
		if (ret < 0) {
			PCI_LOG(ERR, "%s: cannot map BAR %u at %p as the primary process does: %s",
				dev->name, i, shared.bar_addr[i],
				strerror(-ret));
			return ret;
		}
	}
	return 0;
}

int
pci_bars_map(struct rte_pci_device_internal *dev)
{
	int ret = pci_is_primary() ? map_anywhere(dev) : map_where_primary_has(dev);

	if (ret < 0)
		unmap_all(dev);
	return ret;
}

/* Withdrawn first, or a secondary could still find what is gone. */
void
pci_bars_unmap(struct rte_pci_device_internal *dev)
{
	if (pci_is_primary())
		pci_shared_withdraw(&dev->id);
	unmap_all(dev);
}
