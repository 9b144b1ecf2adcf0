/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <pci_text.h>

#include "region_map.h"
#include "shown.h"
#include "text.h"

#define INDENT 2

static void
put_head(FILE *out, const char *head)
{
	fputc('\n', out);
	text_put(out, TEXT_HEAD, 0, head);
	fputc('\n', out);
}

/* What is behind the last one that is shown. */
static void
print_more(FILE *out, unsigned int nb, const char *things)
{
	if (nb > 0)
		fprintf(out, "%*sand %u more %s\n", INDENT, "", nb, things);
}

static void
print_or_none(struct text_table *table, FILE *out)
{
	if (table->rows.nb == 0)
		fprintf(out, "%*snone\n", INDENT, "");
	text_table_print(table, out, INDENT);
}

/* name: NULL: this ID has none. */
static void
put_known(struct text_row *row, unsigned int column, const char *name,
	unsigned int id)
{
	if (name != NULL)
		text_cell(row, column, TEXT_PLAIN, "%s", name);
	else
		text_cell(row, column, TEXT_DOUBT, "unknown %#x", id);
}

/* A row that begins with the region's name. */
static struct text_row *
add_region_row(struct text_table *table, unsigned int region)
{
	struct text_row *row = text_table_add(table);
	char name[SHOWN_NAME_MAX];

	shown_region_name(region, name);
	text_cell(row, 0, TEXT_PLAIN, "%s", name);
	return row;
}

/* ---- what it is ---- */

static void
add_pair(struct text_table *table, const char *name, const char *value)
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
print_properties(const struct shown *shown, FILE *out)
{
	const struct mdev *mdev = &shown->mdev;
	const struct rte_pci_id *ids = &mdev->ids;
	struct text_table table;
	char text[TEXT_CELL_MAX];

	text_table_init(&table, 2);
	add_type(&table, mdev);
	add_pair(&table, "parent", mdev->parent);
	add_pair(&table, "driver", mdev->driver);
	snprintf(text, sizeof(text), "%04x:%04x, subsystem %04x:%04x, class %06x",
		ids->vendor_id, ids->device_id, ids->subsystem_vendor_id,
		ids->subsystem_device_id, ids->class_id);
	add_pair(&table, "PCI IDs", text);
	snprintf(text, sizeof(text), "%d", mdev->numa_node);
	add_pair(&table, "NUMA node", mdev->numa_node < 0 ? "" : text);
	snprintf(text, sizeof(text), "%d", mdev->group);
	add_pair(&table, "IOMMU group", text);
	if (mdev->cdev[0] != '\0')
		add_pair(&table, "cdev", mdev->cdev);
	add_pair(&table, "reset", shown->device.info.flags &
		VFIO_DEVICE_FLAGS_RESET ? "yes" : "no");
	text_table_print(&table, out, INDENT);
}

/* ---- regions ---- */

static void
add_pieces(struct text_table *table, const struct pci_region *region)
{
	struct region_piece pieces[REGION_PIECES_MAX];
	unsigned int i, nb = region_map_pieces(region, pieces);
	struct text_row *row;

	for (i = 0; i < nb; i++) {
		row = text_table_add(table);
		text_cell(row, 3, pieces[i].mapped ? TEXT_PLAIN : TEXT_DIM,
			"0x%" PRIx64 "-0x%" PRIx64 " %s", pieces[i].offset,
			pieces[i].offset + pieces[i].size - 1,
			pieces[i].mapped ? "mapped" : "accessor");
	}
}

static void
add_region(struct text_table *table, unsigned int index,
	const struct pci_region *region)
{
	const char *word = region_map_word(region);
	struct text_row *row = add_region_row(table, index);
	char picture[REGION_MAP_WIDTH + 1], size[PCI_TEXT_SIZE_MAX];

	pci_text_size(region->size, size);
	region_map_draw(region, picture);
	text_cell(row, 1, TEXT_PLAIN, "%9s", size);
	text_cell(row, 2, TEXT_PLAIN, "%c%c",
		region->flags & PCI_REGION_READ ? 'r' : '-',
		region->flags & PCI_REGION_WRITE ? 'w' : '-');
	if (strcmp(word, "none") == 0)
		text_cell(row, 3, TEXT_DIM, "accessor only");
	else
		text_cell(row, 3, TEXT_PLAIN, "[%s]", picture);
	if (strcmp(word, "part") == 0)
		add_pieces(table, region);
}

static void
add_problem(struct text_table *table, const struct shown *shown,
	unsigned int index)
{
	char problem[SHOWN_PROBLEM_MAX];

	if (shown_problem(shown, index, problem))
		text_cell(add_region_row(table, index), 3, TEXT_BAD, "%s",
			problem);
}

static void
print_regions(const struct shown *shown, FILE *out)
{
	const struct rte_pci_device_internal *dev = shown->device.dev;
	struct text_table table;
	unsigned int i;

	put_head(out, "Regions");
	text_table_init(&table, 4);
	for (i = 0; i < dev->nb_regions; i++) {
		if (dev->regions[i].size > 0)
			add_region(&table, i, &dev->regions[i]);
		add_problem(&table, shown, i);
	}
	text_table_print(&table, out, INDENT);
	print_more(out, shown->more_regions, "regions, which the bus does not take");
}

/* ---- VFIO's capabilities of regions ---- */

static void
add_link(struct text_table *table, unsigned int region,
	const struct shown_link *link)
{
	struct text_row *row = add_region_row(table, region);

	text_cell(row, 1, TEXT_PLAIN, "%#zx", link->offset);
	put_known(row, 2, shown_link_name(link->id), link->id);
	text_cell(row, 3, TEXT_PLAIN, "version %u", link->version);
}

static void
add_chain(struct text_table *table, unsigned int region,
	const struct shown_chain *chain)
{
	unsigned int i;

	for (i = 0; i < chain->nb; i++)
		add_link(table, region, &chain->links[i]);
	if (chain->broken)
		text_cell(add_region_row(table, region), 2, TEXT_BAD,
			"the chain is broken");
	else if (chain->cut)
		text_cell(add_region_row(table, region), 2, TEXT_DOUBT,
			"the chain is longer than shown");
}

static void
print_chains(const struct shown *shown, FILE *out)
{
	struct text_table table;
	unsigned int i;

	text_table_init(&table, 4);
	for (i = 0; i < shown->device.dev->nb_regions; i++)
		add_chain(&table, i, &shown->chains[i]);
	if (table.rows.nb > 0)
		put_head(out, "VFIO capabilities of regions");
	text_table_print(&table, out, INDENT);
}

/* ---- interrupts ---- */

static void
add_irq(struct text_table *table, unsigned int index,
	const struct pci_vfio_irq *irq)
{
	struct text_row *row = text_table_add(table);
	char flags[TEXT_CELL_MAX] = "";
	unsigned int i;
	size_t len = 0;

	for (i = 0; i < SHOWN_IRQ_FLAGS; i++)
		if (irq->flags & shown_irq_flags[i].flag)
			len += (size_t)snprintf(flags + len, sizeof(flags) - len,
				"%s%s", len == 0 ? "" : " ",
				shown_irq_flags[i].word);
	text_cell(row, 0, TEXT_PLAIN, "%s", shown_irq_name(index));
	text_cell(row, 1, TEXT_PLAIN, "%u", irq->count);
	text_cell(row, 2, TEXT_DIM, "%s", flags);
}

static void
print_irqs(const struct shown *shown, FILE *out)
{
	struct text_table table;
	unsigned int i;

	put_head(out, "Interrupts");
	text_table_init(&table, 3);
	for (i = 0; i < SHOWN_IRQS; i++)
		if (shown->irqs[i].count > 0)
			add_irq(&table, i, &shown->irqs[i]);
	print_or_none(&table, out);
	print_more(out, shown->more_irqs, "interrupt indexes, which have no name");
}

/* ---- capabilities ---- */

static void
add_cap(struct text_table *table, const struct shown_cap *cap)
{
	struct text_row *row = text_table_add(table);

	text_cell(row, 0, TEXT_PLAIN, "%#x", cap->offset);
	put_known(row, 1, pci_text_capability(cap->id), cap->id);
}

/* What has kept the list from its end. */
static void
add_caps_error(struct text_table *table, int err)
{
	struct text_row *row = text_table_add(table);

	if (err == -ELOOP)
		text_cell(row, 1, TEXT_BAD, "the list is a circle");
	else
		text_cell(row, 1, TEXT_BAD, "the list cannot be read: %s",
			strerror(-err));
}

static void
print_caps(const struct shown *shown, FILE *out)
{
	struct text_table table;
	unsigned int i;

	put_head(out, "Capabilities");
	text_table_init(&table, 2);
	for (i = 0; i < shown->nb_caps; i++)
		add_cap(&table, &shown->caps[i]);
	if (shown->caps_error < 0)
		add_caps_error(&table, shown->caps_error);
	print_or_none(&table, out);
}

void
shown_print(const struct shown *shown, FILE *out)
{
	text_put(out, TEXT_HEAD, 0, shown->mdev.uuid);
	fputc('\n', out);
	print_properties(shown, out);
	print_regions(shown, out);
	print_chains(shown, out);
	print_irqs(shown, out);
	print_caps(shown, out);
}
