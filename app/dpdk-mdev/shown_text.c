/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <pci_text.h>

#include "shown.h"
#include "shown_parts.h"
#include "text.h"

/* What is behind the last one that is shown. */
static void
print_more(FILE *out, unsigned int nb, const char *things)
{
	if (nb > 0)
		fprintf(out, "%*sand %u more %s\n", PART_INDENT, "", nb, things);
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

/* ---- what it is ---- */

static void
print_properties(const struct shown *shown, FILE *out)
{
	struct text_table table;

	text_table_init(&table, 2);
	part_mdev(&table, &shown->mdev);
	part_pair(&table, "reset", shown->device.info.flags &
		VFIO_DEVICE_FLAGS_RESET ? "yes" : "no");
	text_table_print(&table, out, PART_INDENT);
}

/* ---- regions ---- */

static void
add_problem(struct text_table *table, const struct shown *shown,
	unsigned int index)
{
	char problem[SHOWN_PROBLEM_MAX];

	if (shown_problem(shown, index, problem))
		text_cell(part_region_row(table, index), PART_REGION_TEXT,
			TEXT_BAD, "%s", problem);
}

static void
print_regions(const struct shown *shown, FILE *out)
{
	const struct rte_pci_device_internal *dev = shown->device.dev;
	struct text_table table;
	unsigned int i;

	part_head(out, "Regions");
	text_table_init(&table, PART_REGION_COLUMNS);
	for (i = 0; i < dev->nb_regions; i++) {
		if (dev->regions[i].size > 0)
			part_region(&table, i, &dev->regions[i]);
		add_problem(&table, shown, i);
	}
	text_table_print(&table, out, PART_INDENT);
	print_more(out, shown->more_regions, "regions, which the bus does not take");
}

/* ---- VFIO's capabilities of regions ---- */

static void
add_link(struct text_table *table, unsigned int region,
	const struct shown_link *link)
{
	struct text_row *row = part_region_row(table, region);

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
		text_cell(part_region_row(table, region), 2, TEXT_BAD,
			"the chain is broken");
	else if (chain->cut)
		text_cell(part_region_row(table, region), 2, TEXT_DOUBT,
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
		part_head(out, "VFIO capabilities of regions");
	text_table_print(&table, out, PART_INDENT);
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

	part_head(out, "Interrupts");
	text_table_init(&table, 3);
	for (i = 0; i < SHOWN_IRQS; i++)
		if (shown->irqs[i].count > 0)
			add_irq(&table, i, &shown->irqs[i]);
	part_table(&table, out);
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

	part_head(out, "Capabilities");
	text_table_init(&table, 2);
	for (i = 0; i < shown->nb_caps; i++)
		add_cap(&table, &shown->caps[i]);
	if (shown->caps_error < 0)
		add_caps_error(&table, shown->caps_error);
	part_table(&table, out);
}

void
shown_print(const struct shown *shown, FILE *out)
{
	part_title(out, shown->mdev.uuid);
	print_properties(shown, out);
	print_regions(shown, out);
	print_chains(shown, out);
	print_irqs(shown, out);
	print_caps(shown, out);
}
