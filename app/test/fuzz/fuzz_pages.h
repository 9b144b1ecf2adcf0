/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FUZZ_PAGES_H
#define FUZZ_PAGES_H

/**
 * @file
 * The areas of a region, checked against what a target says of single pages.
 * The region may be of any size: areas can differ from what they should be
 * only around an edge.
 */

#include <stdbool.h>

#include "private.h"

/* Sums of two numbers of 64 bits. */
typedef unsigned __int128 fuzz_wide_t;

struct fuzz_pages {
	const struct pci_region *region;
	unsigned int shift;	/* a page is 1 << shift bytes */
	bool is_exact;		/* or areas were dropped for want of room */
	/** Whether this page of the region can be mapped. */
	bool (*is_expected)(const void *arg, fuzz_wide_t page);
	const void *arg;
};

/** Whether an area of the region holds this byte. */
bool fuzz_pages_has(const struct pci_region *region, fuzz_wide_t offset);
/** Check the form of all areas, and the pages around their edges. */
void fuzz_pages_check(const struct fuzz_pages *pages);
/** Check the pages around another edge. */
void fuzz_pages_check_around(const struct fuzz_pages *pages, fuzz_wide_t offset);

#endif /* FUZZ_PAGES_H */
