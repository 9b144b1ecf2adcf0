/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What a driver may ask about the regions of its device.
 */

#include <errno.h>

#include <rte_errno.h>

#include "private.h"

/* NULL, and rte_errno: there are no regions to ask about. */
static const struct rte_pci_device_internal *
open_device(const struct rte_pci_device *pdev)
{
	const struct rte_pci_device_internal *dev = pci_dev_internal(pdev);

	if (dev != NULL && dev->backend != NULL)
		return dev;
	rte_errno = dev == NULL ? ENOTSUP : ENODEV;
	return NULL;
}

static const struct pci_region *
find_region(const struct rte_pci_device *pdev, int idx)
{
	const struct rte_pci_device_internal *dev = open_device(pdev);

	if (dev == NULL)
		return NULL;
	if (idx >= 0 && idx < dev->nb_regions)
		return &dev->regions[idx];
	rte_errno = ENXIO;
	return NULL;
}

static uint32_t
public_flags(const struct pci_region *region)
{
	return (region->flags & PCI_REGION_READ ? RTE_PCI_REGION_READ : 0) |
		(region->flags & PCI_REGION_WRITE ? RTE_PCI_REGION_WRITE : 0) |
		(pci_region_is_mapped(region) ? RTE_PCI_REGION_MAPPED : 0);
}

int
rte_pci_region_count(const struct rte_pci_device *dev)
{
	const struct rte_pci_device_internal *idev = open_device(dev);

	return idev != NULL ? idev->nb_regions : -1;
}

int
rte_pci_region_info(const struct rte_pci_device *dev, int idx,
	struct rte_pci_region_info *info)
{
	const struct pci_region *region = find_region(dev, idx);

	if (region == NULL)
		return -1;
	*info = (struct rte_pci_region_info){
		.size = region->size,
		.flags = region->size > 0 ? public_flags(region) : 0,
		.type = region->type,
		.subtype = region->subtype,
	};
	return 0;
}

void *
rte_pci_region_addr(const struct rte_pci_device *dev, int idx, size_t len,
	off_t offset)
{
	const struct pci_region *region = find_region(dev, idx);
	struct pci_span span;

	if (region == NULL)
		return NULL;
	if (region->size > 0 &&
			!pci_region_holds(region, (uint64_t)offset, len)) {
		rte_errno = EINVAL;
		return NULL;
	}
	span = pci_region_span(region, (uint64_t)offset, len);
	if (span.addr != NULL && span.len == len)
		return span.addr;
	rte_errno = ENXIO;
	return NULL;
}
