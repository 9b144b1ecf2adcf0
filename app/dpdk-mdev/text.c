/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define GAP 2

static bool coloured;

/* ECMA-48, "Select graphic rendition" */
static const char * const renditions[] = {
	[TEXT_PLAIN] = "",
	[TEXT_HEAD] = "\033[1m",
	[TEXT_GOOD] = "\033[32m",
	[TEXT_BAD] = "\033[1;31m",
	[TEXT_DOUBT] = "\033[33m",
	[TEXT_DIM] = "\033[2m",
};

/* no-color.org: set, and not empty. */
void
text_use_colour(FILE *out)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	coloured = isatty(fileno(out)) && (no == NULL || *no == '\0') &&
		term != NULL && strcmp(term, "dumb") != 0;
}

void
text_put(FILE *out, enum text_style style, int width, const char *text)
{
	bool dressed = coloured && style != TEXT_PLAIN;
	int blanks = width - (int)strlen(text);

	fprintf(out, "%s%s%s", dressed ? renditions[style] : "", text,
		dressed ? "\033[0m" : "");
	if (blanks > 0)
		fprintf(out, "%*s", blanks, "");
}

void
text_clean(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

const char *
text_or_dash(const char *text)
{
	return *text == '\0' ? "-" : text;
}

/* ---- columns ---- */

void
text_table_init(struct text_table *table, unsigned int columns)
{
	*table = (struct text_table){ .rows = ARRAY_OF(struct text_row),
		.columns = columns };
}

/* Without memory one row serves for all, and none is printed. */
static struct text_row *
spare_row(struct text_table *table)
{
	static struct text_row spare;

	table->failed = true;
	return &spare;
}

struct text_row *
text_table_add(struct text_table *table)
{
	struct text_row *row = array_add(&table->rows);

	return row != NULL ? row : spare_row(table);
}

void
text_cell(struct text_row *row, unsigned int column, enum text_style style,
	const char *format, ...)
{
	char *cell = row->cells[column];
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(cell, TEXT_CELL_MAX, format, ap);
	va_end(ap);
	if (len >= TEXT_CELL_MAX)
		memcpy(cell + TEXT_CELL_MAX - 4, "...", 4);
	row->styles[column] = style;
}

static int
width_of(const struct text_table *table, unsigned int column)
{
	const struct text_row *rows = table->rows.items;
	size_t len, width = 0;
	unsigned int i;

	for (i = 0; i < table->rows.nb; i++) {
		len = strlen(rows[i].cells[column]);
		width = RTE_MAX(width, len);
	}
	return (int)width;
}

/* No blanks behind the last cell that has a text. */
static unsigned int
used_columns(const struct text_table *table, const struct text_row *row)
{
	unsigned int used = table->columns;

	while (used > 0 && row->cells[used - 1][0] == '\0')
		used--;
	return used;
}

static void
print_row(const struct text_table *table, const struct text_row *row,
	const int *widths, FILE *out)
{
	unsigned int i, used = used_columns(table, row);

	for (i = 0; i < used; i++)
		text_put(out, row->styles[i], i + 1 < used ? widths[i] + GAP : 0,
			row->cells[i]);
	fputc('\n', out);
}

void
text_table_print(struct text_table *table, FILE *out, int indent)
{
	const struct text_row *rows = table->rows.items;
	int widths[TEXT_COLUMNS_MAX];
	unsigned int i;

	for (i = 0; i < table->columns; i++)
		widths[i] = width_of(table, i);
	for (i = 0; i < table->rows.nb; i++) {
		fprintf(out, "%*s", indent, "");
		print_row(table, &rows[i], widths, out);
	}
	if (table->failed)
		fputs("(out of memory: rows are missing)\n", out);
	free(table->rows.items);
	text_table_init(table, table->columns);
}
