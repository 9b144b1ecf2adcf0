/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef TEXT_H
#define TEXT_H

/**
 * @file
 * What people see: colours, columns, and no byte that a terminal obeys.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <rte_common.h>

#include "array.h"

enum text_style {
	TEXT_PLAIN,
	TEXT_HEAD,
	TEXT_GOOD,
	TEXT_BAD,
	TEXT_DOUBT,
	TEXT_DIM,
};

/** Use colours from now on if the stream is a terminal that wants them. */
void text_use_colour(FILE *out);

/** Write a text, followed by blanks up to that width. */
void text_put(FILE *out, enum text_style style, int width, const char *text);

/** Put '?' in the place of each byte that is not printable ASCII: what others
 * wrote is neither to move the cursor nor to break JSON.
 */
void text_clean(char *text);

/** The text, or "-" for an empty one. */
const char *text_or_dash(const char *text);

/* ---- columns, as wide as what is in them ---- */

#define TEXT_COLUMNS_MAX 8
#define TEXT_CELL_MAX 80

struct text_row {
	char cells[TEXT_COLUMNS_MAX][TEXT_CELL_MAX];
	enum text_style styles[TEXT_COLUMNS_MAX];
};

struct text_table {
	struct array rows;
	unsigned int columns;
	bool failed;		/* there was no memory for a row */
};

void text_table_init(struct text_table *table, unsigned int columns);
/** A new row of empty cells, to be filled in before the next one. */
struct text_row *text_table_add(struct text_table *table);
/** Write one cell; what is too long ends in "...". */
void text_cell(struct text_row *row, unsigned int column, enum text_style style,
	const char *format, ...) __rte_format_printf(4, 5);
/** Write all rows, each behind the indentation, and free them. */
void text_table_print(struct text_table *table, FILE *out, int indent);

#endif /* TEXT_H */
