/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include "fuzz.h"
#include "fuzz_pages.h"

bool
fuzz_pages_has(const struct pci_region *region, fuzz_wide_t offset)
{
	unsigned int i;

	for (i = 0; i < region->nb_areas; i++)
		if (offset >= region->areas[i].offset &&
				offset - region->areas[i].offset <
				region->areas[i].size)
			return true;
	return false;
}

static void
check_page(const struct fuzz_pages *pages, fuzz_wide_t page)
{
	bool mapped = fuzz_pages_has(pages->region, page << pages->shift);
	bool expected = pages->is_expected(pages->arg, page);

	CHECK(mapped == expected || (expected && !pages->is_exact),
		"page %#jx is %smapped", (uintmax_t)page, mapped ? "" : "not ");
}

void
fuzz_pages_check_around(const struct fuzz_pages *pages, fuzz_wide_t offset)
{
	fuzz_wide_t page = offset >> pages->shift;

	if (page > 0)
		check_page(pages, page - 1);
	check_page(pages, page);
	check_page(pages, page + 1);
}

static void
check_form(const struct fuzz_pages *pages, const struct pci_area *area)
{
	fuzz_wide_t page = (fuzz_wide_t)1 << pages->shift;
	fuzz_wide_t end = (fuzz_wide_t)area->offset + area->size;

	CHECK(area->offset % page == 0 && area->size % page == 0,
		"an area of no whole pages");
	CHECK(area->size != 0, "an empty area");
	CHECK(end < pages->region->size + page, "an area behind the region");
}

void
fuzz_pages_check(const struct fuzz_pages *pages)
{
	const struct pci_region *region = pages->region;
	const struct pci_area *area = region->areas;
	fuzz_wide_t end, last = 0;

	CHECK(region->nb_areas <= PCI_MAX_AREAS, "more areas than there is room");
	for (; area < &region->areas[region->nb_areas]; area++) {
		end = (fuzz_wide_t)area->offset + area->size;
		CHECK(area->offset >= last, "areas that overlap");
		check_form(pages, area);
		fuzz_pages_check_around(pages, area->offset);
		fuzz_pages_check_around(pages, end);
		last = end;
	}
}
