/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Samples in a file, so that figures of several machines come together: trees are
 * measured where the processor is real, and devices where there are any.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf.h"

#define HEADER "what,size,who,unit,median,least,most,values\n"
#define LINE_MAX_LEN 4096

static void
write_row(FILE *f, const struct sample *sample)
{
	unsigned int i;

	fprintf(f, "%s,%u,%s,%s,%.3f,%.3f,%.3f,", sample->what, sample->size,
		who_names[sample->who], sample->unit, sample_median(sample),
		sample_min(sample), sample_max(sample));
	for (i = 0; i < sample->nb; i++)
		fprintf(f, "%s%.9g", i == 0 ? "" : " ", sample->values[i]);
	fputc('\n', f);
}

void
csv_write(const char *file)
{
	const struct sample *sample = NULL;
	FILE *f = report_create(file);

	fprintf(f, HEADER);
	while ((sample = sample_next(sample)) != NULL)
		write_row(f, sample);
	report_finish(f, file);
}

/* ---- read ---- */

static bool
find_who(const char *name, enum who *who)
{
	unsigned int i;

	for (i = 0; i < NB_WHO; i++) {
		if (strcmp(who_names[i], name) != 0)
			continue;
		*who = (enum who)i;
		return true;
	}
	return false;
}

/* Whose median, least and most are left out: they are of the values. */
struct row {
	char what[48];
	unsigned int size;
	enum who who;
	char unit[24];
	const char *values;
};

static bool
parse_row(const char *line, struct row *row)
{
	char name[8];
	int values = 0;

	if (sscanf(line, "%47[^,],%u,%7[^,],%23[^,],%*[^,],%*[^,],%*[^,],%n",
			row->what, &row->size, name, row->unit, &values) != 4 ||
			values == 0)
		return false;
	row->values = line + values;
	return find_who(name, &row->who);
}

/* @return whether there is one or more, and nothing else. */
static bool
add_values(const struct row *row)
{
	const char *at = row->values;
	char *end;
	double value;

	do {
		value = strtod(at, &end);
		if (end == at)
			return false;
		sample_add(row->what, row->size, row->who, row->unit, value);
		at = end;
	} while (*at == ' ');
	return *at == '\n';
}

/* Of which file, sample_count() at its start tells: in one, rows may repeat. */
static bool
is_in_another(const struct row *row, unsigned int before)
{
	const struct sample *sample = sample_find(row->what, row->size, row->who);

	return sample != NULL && sample < sample_next(NULL) + before;
}

static void
read_line(const char *file, const char *line, unsigned int before)
{
	struct row row;

	if (strcmp(line, HEADER) == 0)
		return;
	if (!parse_row(line, &row))
		die("%s: not a line of samples: %s", file, line);
	if (is_in_another(&row, before))
		die("%s: samples of another file: %s", file, line);
	if (!add_values(&row))
		die("%s: values that are no numbers: %s", file, line);
}

void
csv_read(const char *file)
{
	unsigned int before = sample_count();
	FILE *f = fopen(file, "r");
	char line[LINE_MAX_LEN];

	if (f == NULL)
		die("%s: %s", file, strerror(errno));
	while (fgets(line, sizeof(line), f) != NULL)
		read_line(file, line, before);
	fclose(f);
}
