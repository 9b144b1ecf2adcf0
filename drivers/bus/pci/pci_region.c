/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Arithmetic on regions. Pure: no device, no mapping, no log.
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "private.h"

static uint64_t
area_end(const struct pci_area *area)
{
	return area->offset + area->size;
}

/* The last page of 64 bits has no end; it is left out. */
static uint64_t
page_end(uint64_t offset, uint64_t page_size)
{
	uint64_t last = RTE_ALIGN_FLOOR(UINT64_MAX, page_size);

	return offset > last ? last : RTE_ALIGN_CEIL(offset, page_size);
}

void
pci_region_set_whole(struct pci_region *region, uint64_t page_size)
{
	region->nb_areas = 0;
	pci_region_add_area(region, 0, region->size, page_size);
}

/* The first area that ends behind offset, or where it would be. */
static uint16_t
first_behind(const struct pci_region *region, uint64_t offset)
{
	uint16_t mid, low = 0, high = region->nb_areas;

	while (low < high) {
		mid = (low + high) / 2;
		if (area_end(&region->areas[mid]) <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* In the place of all areas that it overlaps. Those that only meet stay apart,
 * for the kernel's driver may map each in its own way.
 */
static int
merge(struct pci_region *region, uint64_t start, uint64_t end)
{
	uint16_t first = first_behind(region, start), last = first;
	struct pci_area *areas = region->areas;

	while (last < region->nb_areas && areas[last].offset < end) {
		start = RTE_MIN(start, areas[last].offset);
		end = RTE_MAX(end, area_end(&areas[last]));
		last++;
	}
	if (first == last && region->nb_areas == PCI_MAX_AREAS)
		return -ENOSPC;
	memmove(&areas[first + 1], &areas[last],
		(region->nb_areas - last) * sizeof(*areas));
	areas[first] = (struct pci_area){ start, end - start };
	region->nb_areas += 1 + first - last;
	return 0;
}

/*
 * Of a region that ends within a page the kernel maps that page whole:
 * vfio-pci offers small BARs only where nothing else is in it.
 */
int
pci_region_add_area(struct pci_region *region, uint64_t offset, uint64_t size,
	uint64_t page_size)
{
	uint64_t start, end = offset + size;

	if (!pci_region_holds(region, offset, size))
		return -EINVAL;
	if (region->offset % page_size != 0)
		return 0;
	start = page_end(offset, page_size);
	end = end == region->size ? page_end(end, page_size) :
		RTE_ALIGN_FLOOR(end, page_size);
	return start < end ? merge(region, start, end) : 0;
}

/* Append what is left of an area on one side of a hole. @return 0, or -ENOSPC */
static int
keep(struct pci_region *region, uint64_t start, uint64_t end)
{
	if (start >= end)
		return 0;
	if (region->nb_areas == PCI_MAX_AREAS)
		return -ENOSPC;
	region->areas[region->nb_areas++] =
		(struct pci_area){ start, end - start };
	return 0;
}

int
pci_region_punch(struct pci_region *region, uint64_t offset, uint64_t len,
	uint64_t page_size)
{
	const struct pci_region old = *region;
	const struct pci_area *area;
	uint64_t hole, hole_end;
	int ret = 0;

	if (len == 0 || offset >= region->size)
		return 0;
	len = RTE_MIN(len, region->size - offset);
	hole = RTE_ALIGN_FLOOR(offset, page_size);
	hole_end = page_end(offset + len, page_size);
	region->nb_areas = 0;
	for (area = old.areas; area < &old.areas[old.nb_areas]; area++) {
		ret |= keep(region, area->offset,
			RTE_MIN(area_end(area), hole));
		ret |= keep(region, RTE_MAX(area->offset, hole_end),
			area_end(area));
	}
	return ret;
}

/* Areas that meet are one piece of memory. */
static uint64_t
mapped_end(const struct pci_region *region, uint16_t idx, uint64_t enough)
{
	uint64_t end = area_end(&region->areas[idx]);

	while (end < enough && ++idx < region->nb_areas &&
			region->areas[idx].offset == end)
		end = area_end(&region->areas[idx]);
	return RTE_MIN(end, enough);
}

struct pci_span
pci_region_span(const struct pci_region *region, uint64_t offset, uint64_t len)
{
	const struct pci_area *area;
	uint16_t i;

	if (region->addr == NULL)
		return (struct pci_span){ NULL, len };
	i = first_behind(region, offset);
	area = &region->areas[i];
	if (i == region->nb_areas)
		return (struct pci_span){ NULL, len };
	if (area->offset > offset)
		return (struct pci_span){ NULL,
			RTE_MIN(len, area->offset - offset) };
	return (struct pci_span){ RTE_PTR_ADD(region->addr, offset),
		mapped_end(region, i, offset + len) - offset };
}
