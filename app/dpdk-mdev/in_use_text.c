/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <inttypes.h>
#include <string.h>

#include "in_use.h"
#include "shown_parts.h"

static void
print_properties(const struct in_use *in_use, FILE *out)
{
	struct text_table table;
	char who[TEXT_CELL_MAX];

	holders_text(&in_use->holders, &in_use->mdev, who, sizeof(who));
	text_table_init(&table, 2);
	part_mdev(&table, &in_use->mdev);
	part_pair(&table, "held by", who);
	part_pair(&table, "PMD", in_use->pmd);
	text_table_print(&table, out, PART_INDENT);
}

/* As many as there is room for. */
static void
add_places(const struct in_use_region *region, char text[TEXT_CELL_MAX])
{
	const struct in_use_place *place = region->places;
	size_t len = strlen(text);
	char more[TEXT_CELL_MAX];
	unsigned int i;

	for (i = 0; i < region->nb_places; i++, place++) {
		snprintf(more, sizeof(more), "%s0x%" PRIx64 " (%" PRIu64 ")",
			i == 0 ? ", most at " : ", ", place->offset,
			place->count);
		if (len + strlen(more) >= TEXT_CELL_MAX)
			return;
		strcpy(text + len, more);
		len += strlen(more);
	}
}

static void
add_emulated(struct text_table *table, const struct in_use_region *region)
{
	char text[TEXT_CELL_MAX];

	snprintf(text, sizeof(text),
		"%" PRIu64 " loads and %" PRIu64 " stores emulated",
		region->loads, region->stores);
	add_places(region, text);
	text_cell(text_table_add(table), PART_REGION_TEXT, TEXT_PLAIN, "%s",
		text);
	if (region->failed > 0)
		text_cell(text_table_add(table), PART_REGION_TEXT, TEXT_BAD,
			"%" PRIu64 " of them failed", region->failed);
}

static void
print_head(const struct in_use *in_use, FILE *out)
{
	char head[TEXT_CELL_MAX + MDEV_TEXT_MAX];

	if (in_use->pid > 0)
		snprintf(head, sizeof(head), "Regions, as %s (%d) has them",
			in_use->command, (int)in_use->pid);
	else
		snprintf(head, sizeof(head),
			"Regions, as a process of another PID namespace has them");
	part_head(out, head);
}

static void
print_regions(const struct in_use *in_use, FILE *out)
{
	const struct in_use_region *region;
	struct text_table table;
	unsigned int i;

	print_head(in_use, out);
	text_table_init(&table, PART_REGION_COLUMNS);
	for (i = 0; i < PCI_MAX_REGIONS; i++) {
		region = &in_use->regions[i];
		if (region->region.size > 0)
			part_region(&table, i, &region->region);
		if (region->region.flags & PCI_REGION_EMULATED)
			add_emulated(&table, region);
	}
	text_table_print(&table, out, PART_INDENT);
}

void
in_use_print(const struct in_use *in_use, FILE *out)
{
	part_title(out, in_use->mdev.uuid);
	print_properties(in_use, out);
	print_regions(in_use, out);
}
