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

/* Append what is left of an area on one side of a hole. */
static void
keep(struct pci_region *region, uint64_t start, uint64_t end)
{
	if (start < end && region->nb_areas < PCI_MAX_AREAS)
		region->areas[region->nb_areas++] =
			(struct pci_area){ start, end - start };
}

void
pci_region_punch(struct pci_region *region, uint64_t offset, uint64_t len,
	uint64_t page_size)
{
	const struct pci_region old = *region;
	const struct pci_area *area;
	uint64_t hole, hole_end;

	if (len == 0 || offset >= region->size)
		return;
	len = RTE_MIN(len, region->size - offset);
	hole = RTE_ALIGN_FLOOR(offset, page_size);
	/* No overflow: the region's own end was rounded up like this. */
	hole_end = RTE_ALIGN_CEIL(offset + len, page_size);
	region->nb_areas = 0;
	for (area = old.areas; area < &old.areas[old.nb_areas]; area++) {
		uint64_t end = area->offset + area->size;

		keep(region, area->offset, RTE_MIN(end, hole));
		keep(region, RTE_MAX(area->offset, hole_end), end);
	}
}
