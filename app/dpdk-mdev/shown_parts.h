/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef SHOWN_PARTS_H
#define SHOWN_PARTS_H

/**
 * @file
 * What the texts about a device have in common, be it opened here or in use.
 */

#include <stdio.h>

#include <private.h>

#include "mdev.h"
#include "text.h"

#define PART_INDENT 2

/** The first line. */
void part_title(FILE *out, const char *title);
/** A line above a table, and an empty one above that. */
void part_head(FILE *out, const char *head);
/** A table of which "none" is said if it is empty. */
void part_table(struct text_table *table, FILE *out);

/** A row of two cells. */
void part_pair(struct text_table *table, const char *name, const char *value);
/** What sysfs says of an mdev, and its IDs if they are known, as such rows. */
void part_mdev(struct text_table *table, const struct mdev *mdev);

/* Columns of a table of regions. */
#define PART_REGION_COLUMNS 4
#define PART_REGION_TEXT 3

/** A row that begins with the region's name. */
struct text_row *part_region_row(struct text_table *table, unsigned int region);
/** A region with its picture, and its pieces if there are several. */
void part_region(struct text_table *table, unsigned int index,
	const struct pci_region *region);

#endif /* SHOWN_PARTS_H */
