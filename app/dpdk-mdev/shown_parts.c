/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <inttypes.h>
#include <string.h>

#include <pci_text.h>

#include "region_map.h"
#include "shown.h"
#include "shown_parts.h"

void
part_title(FILE *out, const char *title)
{
	text_put(out, TEXT_HEAD, 0, title);
	fputc('\n', out);
}

void
part_head(FILE *out, const char *head)
{
	fputc('\n', out);
	part_title(out, head);
}

void
part_table(struct text_table *table, FILE *out)
{
	if (table->rows.nb == 0)
		fprintf(out, "%*snone\n", PART_INDENT, "");
	text_table_print(table, out, PART_INDENT);
}

/* ---- an mdev ---- */

void
part_pair(struct text_table *table, const char *name, const char *value)
{
	struct text_row *row = text_table_add(table);

	text_cell(row, 0, TEXT_PLAIN, "%s", name);
	text_cell(row, 1, TEXT_PLAIN, "%s", text_or_dash(value));
}

static void
add_type(struct text_table *table, const struct mdev *mdev)
{
	struct text_row *row = text_table_add(table);
	const char *type = text_or_dash(mdev->type);

	text_cell(row, 0, TEXT_PLAIN, "type");
	if (mdev->type_name[0] == '\0' || strcmp(mdev->type_name, type) == 0)
		text_cell(row, 1, TEXT_PLAIN, "%s", type);
	else
		text_cell(row, 1, TEXT_PLAIN, "%s (%s)", type, mdev->type_name);
}

static void
add_ids(struct text_table *table, const struct mdev *mdev)
{
	const struct rte_pci_id *ids = &mdev->ids;
	char text[TEXT_CELL_MAX];

	snprintf(text, sizeof(text), "%04x:%04x, subsystem %04x:%04x, class %06x",
		ids->vendor_id, ids->device_id, ids->subsystem_vendor_id,
		ids->subsystem_device_id, ids->class_id);
	part_pair(table, "PCI IDs", mdev->has_ids ? text : "");
}

void
part_mdev(struct text_table *table, const struct mdev *mdev)
{
	char text[TEXT_CELL_MAX];

	add_type(table, mdev);
	part_pair(table, "parent", mdev->parent);
	part_pair(table, "driver", mdev->driver);
	add_ids(table, mdev);
	snprintf(text, sizeof(text), "%d", mdev->numa_node);
	part_pair(table, "NUMA node", mdev->numa_node < 0 ? "" : text);
	snprintf(text, sizeof(text), "%d", mdev->group);
	part_pair(table, "IOMMU group", mdev->group < 0 ? "" : text);
	if (mdev->cdev[0] != '\0')
		part_pair(table, "cdev", mdev->cdev);
}

/* ---- a region ---- */

struct text_row *
part_region_row(struct text_table *table, unsigned int region)
{
	struct text_row *row = text_table_add(table);
	char name[SHOWN_NAME_MAX];

	shown_region_name(region, name);
	text_cell(row, 0, TEXT_PLAIN, "%s", name);
	return row;
}

static void
add_pieces(struct text_table *table, const struct pci_region *region)
{
	const char *hole = region->flags & PCI_REGION_EMULATED ? "emulated" :
		"accessor";
	struct region_piece pieces[REGION_PIECES_MAX];
	unsigned int i, nb = region_map_pieces(region, pieces);
	struct text_row *row;

	for (i = 0; i < nb; i++) {
		row = text_table_add(table);
		text_cell(row, PART_REGION_TEXT,
			pieces[i].mapped ? TEXT_PLAIN : TEXT_DIM,
			"0x%" PRIx64 "-0x%" PRIx64 " %s", pieces[i].offset,
			pieces[i].offset + pieces[i].size - 1,
			pieces[i].mapped ? "mapped" : hole);
	}
}

static void
put_picture(struct text_row *row, const struct pci_region *region)
{
	char picture[REGION_MAP_WIDTH + 1];

	region_map_draw(region, picture);
	if (region->nb_areas == 0 && !(region->flags & PCI_REGION_EMULATED))
		text_cell(row, PART_REGION_TEXT, TEXT_DIM, "accessor only");
	else
		text_cell(row, PART_REGION_TEXT, TEXT_PLAIN, "[%s]", picture);
}

void
part_region(struct text_table *table, unsigned int index,
	const struct pci_region *region)
{
	struct text_row *row = part_region_row(table, index);
	char size[PCI_TEXT_SIZE_MAX];

	pci_text_size(region->size, size);
	text_cell(row, 1, TEXT_PLAIN, "%9s", size);
	text_cell(row, 2, TEXT_PLAIN, "%c%c",
		region->flags & PCI_REGION_READ ? 'r' : '-',
		region->flags & PCI_REGION_WRITE ? 'w' : '-');
	put_picture(row, region);
	if (strcmp(region_map_word(region), "part") == 0)
		add_pieces(table, region);
}
