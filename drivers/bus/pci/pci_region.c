/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Arithmetic on regions. Pure: no device, no mapping, no log.
 */

#include <rte_common.h>

#include "private.h"

bool
pci_region_holds(const struct pci_region *region, uint64_t offset, uint64_t len)
{
	return offset <= region->size && len <= region->size - offset;
}

/*
 * Of a region that ends within a page the kernel maps that page whole:
 * vfio-pci offers small BARs only where nothing else is in it.
 */
void
pci_region_set_whole(struct pci_region *region, uint64_t page_size)
{
	uint64_t size = RTE_ALIGN_CEIL(region->size, page_size);

	region->nb_areas = 0;
	if (size < region->size || size == 0 ||
			region->offset % page_size != 0)
		return;
	region->areas[region->nb_areas++] = (struct pci_area){ .size = size };
}
