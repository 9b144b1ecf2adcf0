/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <string.h>

#include <rte_common.h>

#include "region_map.h"

static void
add(struct region_piece *pieces, unsigned int *nb, uint64_t from, uint64_t to,
	bool mapped)
{
	if (from < to)
		pieces[(*nb)++] = (struct region_piece){ from, to - from, mapped };
}

/* The last page of an area may reach behind the region's end. */
unsigned int
region_map_pieces(const struct pci_region *region,
	struct region_piece pieces[REGION_PIECES_MAX])
{
	uint64_t start, end, done = 0;
	unsigned int i, nb = 0;

	for (i = 0; i < region->nb_areas; i++) {
		start = region->areas[i].offset;
		end = RTE_MIN(start + region->areas[i].size, region->size);
		add(pieces, &nb, done, start, false);
		add(pieces, &nb, start, end, true);
		done = end;
	}
	add(pieces, &nb, done, region->size, false);
	return nb;
}

/* Where a cell begins: size * cell / width, without overflow. */
static uint64_t
cell_start(uint64_t size, unsigned int cell)
{
	return size / REGION_MAP_WIDTH * cell +
		size % REGION_MAP_WIDTH * cell / REGION_MAP_WIDTH;
}

static uint64_t
mapped_within(const struct region_piece *pieces, unsigned int nb, uint64_t from,
	uint64_t to)
{
	uint64_t start, end, sum = 0;
	unsigned int i;

	for (i = 0; i < nb; i++) {
		start = RTE_MAX(from, pieces[i].offset);
		end = RTE_MIN(to, pieces[i].offset + pieces[i].size);
		if (pieces[i].mapped && start < end)
			sum += end - start;
	}
	return sum;
}

void
region_map_draw(const struct pci_region *region,
	char picture[REGION_MAP_WIDTH + 1])
{
	struct region_piece pieces[REGION_PIECES_MAX];
	unsigned int cell, nb = region_map_pieces(region, pieces);
	uint64_t from, to, mapped;

	for (cell = 0; cell < REGION_MAP_WIDTH; cell++) {
		from = cell_start(region->size, cell);
		/* A region of a few bytes has the same one in several cells. */
		to = RTE_MAX(cell_start(region->size, cell + 1), from + 1);
		mapped = mapped_within(pieces, nb, from, to);
		picture[cell] = mapped == 0 ? '.' :
			mapped == to - from ? '#' : '+';
	}
	picture[REGION_MAP_WIDTH] = '\0';
}

const char *
region_map_word(const struct pci_region *region)
{
	struct region_piece pieces[REGION_PIECES_MAX];
	unsigned int i, nb = region_map_pieces(region, pieces);
	bool all = true, any = false;

	for (i = 0; i < nb; i++) {
		all &= pieces[i].mapped;
		any |= pieces[i].mapped;
	}
	return !any ? "none" : all ? "whole" : "part";
}
