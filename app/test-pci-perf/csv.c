/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Samples in a file, so that figures of several machines come together: trees are
 * measured where the processor is real, and devices where there are any.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "perf.h"

#define HEADER "what,size,who,unit,median,least,most,samples\n"
#define LINE_MAX_LEN 256

void
csv_write(const char *file)
{
	const struct sample *sample = NULL;
	FILE *f = report_create(file);

	fprintf(f, HEADER);
	while ((sample = sample_next(sample)) != NULL)
		fprintf(f, "%s,%u,%s,%s,%.3f,%.3f,%.3f,%u\n", sample->what,
			sample->size, who_names[sample->who], sample->unit,
			sample_median(sample), sample_min(sample),
			sample_max(sample), sample->taken);
	report_finish(f, file);
}

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

static bool
read_line(const char *line)
{
	struct sample sample = { .nb = 3 };
	double *values = sample.values;
	char name[8];

	if (sscanf(line, "%47[^,],%u,%7[^,],%23[^,],%lf,%lf,%lf,%u", sample.what,
			&sample.size, name, sample.unit, &values[0], &values[1],
			&values[2], &sample.taken) != 8 ||
			!find_who(name, &sample.who))
		return false;
	sample_import(&sample);
	return true;
}

void
csv_read(const char *file)
{
	FILE *f = fopen(file, "r");
	char line[LINE_MAX_LEN];

	if (f == NULL)
		die("%s: %s", file, strerror(errno));
	while (fgets(line, sizeof(line), f) != NULL)
		if (strcmp(line, HEADER) != 0 && !read_line(line))
			die("%s: not a line of samples: %s", file, line);
	fclose(f);
}
