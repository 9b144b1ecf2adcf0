/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "perf.h"

const char * const who_names[NB_WHO] = {
	[WHO_BARE] = "bare",
	[WHO_STOCK] = "stock",
	[WHO_OURS] = "ours",
};

/* ---- table ---- */

static void
print_row(const struct sample *sample)
{
	const struct sample *stock = sample_find(sample->what, sample->size,
		WHO_STOCK);

	printf("%-22s %6u  %-5s  %-5s %12.1f %12.1f %12.1f", sample->what,
		sample->size, who_names[sample->who], sample->unit,
		sample_median(sample), sample_min(sample), sample_max(sample));
	if (stock != NULL)
		printf("  %7.3f", sample_median(sample) / sample_median(stock));
	putchar('\n');
}

void
report_table(void)
{
	const struct sample *sample = NULL;

	printf("%-22s %6s  %-5s  %-5s %12s %12s %12s  %7s\n", "what", "size",
		"who", "unit", "median", "least", "most", "/stock");
	while ((sample = sample_next(sample)) != NULL)
		print_row(sample);
}

/* ---- files ---- */

FILE *
report_create(const char *file)
{
	FILE *f = fopen(file, "w");

	if (f == NULL)
		die("%s: %s", file, strerror(errno));
	return f;
}

void
report_finish(FILE *f, const char *file)
{
	if (ferror(f) | fclose(f))
		die("%s: it cannot be written", file);
}

/* ---- plot ---- */

static const struct {
	const char *what;
	enum who who;
	const char *title;
} lines[] = {
	{ "scan", WHO_STOCK, "functions, stock" },
	{ "scan", WHO_OURS, "functions, this bus" },
	{ "scan", WHO_BARE, "functions, bare reader" },
	{ "scan-mdev", WHO_OURS, "mdevs, this bus" },
};

static bool
is_of(const struct sample *sample, unsigned int line)
{
	return strcmp(sample->what, lines[line].what) == 0 &&
		sample->who == lines[line].who;
}

static void
write_points(FILE *f, unsigned int line)
{
	const struct sample *sample = NULL;

	fprintf(f, "$line%u << END\n", line);
	while ((sample = sample_next(sample)) != NULL)
		if (is_of(sample, line))
			fprintf(f, "%u %.1f %.1f %.1f\n", sample->size,
				sample_median(sample) / 1000,
				sample_min(sample) / 1000,
				sample_max(sample) / 1000);
	fprintf(f, "END\n");
}

/* A program for gnuplot, which holds its data. */
static void
write_plot(FILE *f, const char *file)
{
	unsigned int i;

	fprintf(f, "set terminal svg size 720,440 font 'sans,13'\n"
		"set output '%s'\n"
		"set title 'First scan: time of one device'\n"
		"set xlabel 'devices listed'\nset ylabel 'microseconds'\n"
		"set logscale xy\nset grid\nset key left top\n"
		"set xrange [80:12500]\n", file);
	for (i = 0; i < RTE_DIM(lines); i++)
		write_points(f, i);
	fprintf(f, "plot ");
	for (i = 0; i < RTE_DIM(lines); i++)
		fprintf(f, "%s$line%u with yerrorlines lw 2 title '%s'",
			i == 0 ? "" : ", ", i, lines[i].title);
	fprintf(f, "\n");
}

void
report_plot(const char *file)
{
	FILE *f = popen("gnuplot", "w");

	if (f == NULL)
		die("gnuplot: %s", strerror(errno));
	write_plot(f, file);
	if (pclose(f) != 0)
		die("gnuplot has not written %s", file);
}
