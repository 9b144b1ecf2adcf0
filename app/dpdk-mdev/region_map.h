/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef REGION_MAP_H
#define REGION_MAP_H

/**
 * @file
 * Which parts of a region can be mapped, and what is between them. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include <private.h>

/* A part that can be mapped, or a hole that only accessors reach. */
struct region_piece {
	uint64_t offset;
	uint64_t size;
	bool mapped;
};

/* Before each area a hole, and one behind the last. */
#define REGION_PIECES_MAX (2 * PCI_MAX_AREAS + 1)

/** Cut a region into pieces, in order and without gaps. @return how many. */
unsigned int region_map_pieces(const struct pci_region *region,
	struct region_piece pieces[REGION_PIECES_MAX]);

#define REGION_MAP_WIDTH 32

/** Draw it: '#' mapped, '.' a hole, '+' some of both. */
void region_map_draw(const struct pci_region *region,
	char picture[REGION_MAP_WIDTH + 1]);

/** All, some, or none of it. */
const char *region_map_word(const struct pci_region *region);

#endif /* REGION_MAP_H */
