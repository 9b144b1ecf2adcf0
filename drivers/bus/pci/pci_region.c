/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Arithmetic on regions. Pure: no device, no mapping, no log.
 */

#include <errno.h>

#include <rte_common.h>

#include "private.h"

bool
pci_region_holds(const struct pci_region *region, uint64_t offset, uint64_t len)
{
	return offset <= region->size && len <= region->size - offset;
}

/* What does not fill a page could show what lies beside the region. */
void
pci_region_set_whole(struct pci_region *region, uint64_t page_size)
{
	uint64_t size = RTE_ALIGN_FLOOR(region->size, page_size);

	region->nb_areas = 0;
	if (size == 0 || region->offset % page_size != 0)
		return;
	region->areas[region->nb_areas++] = (struct pci_area){ .size = size };
}
