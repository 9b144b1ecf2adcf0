/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * dpdk-test-pci-perf: what the bus costs, beside the installed one and beside
 * the bare calls of the kernel, in one run.
 */

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf.h"

#define ROUNDS 11
#define LARGEST 10000

void
die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "dpdk-test-pci-perf: ");
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(STATUS_FAILED);
}

static void
print_usage(FILE *f)
{
	fprintf(f,
"Usage: dpdk-test-pci-perf --bus FILE [OPTION...]\n"
"       dpdk-test-pci-perf --read CSV... [--csv|--goals|--plot FILE]...\n"
"Measures a PCI bus library and prints medians, and ratios to another one.\n"
"  --bus FILE            the library to measure\n"
"  --read CSV            measure nothing: take what another run has written\n"
"  --stock FILE          the one to compare it with\n"
"  --rounds N            samples of each, 1 to 101 (11)\n"
"  --counts              system calls and bytes alone, which do not vary\n"
"  --largest N           devices of the largest tree (10000); 0: no trees\n"
"  --mdev UUID           attach and detach this mdev\n"
"  --function BDF        the same, of a function bound to vfio-pci\n"
"  --mapped BAR:OFFSET   read there, in a part of the mdev that is mapped\n"
"  --unmapped BAR:OFFSET and in one that is not\n"
"  --traces FOLDER       keep the traces that the system calls are counted in\n"
"  --csv FILE            write the samples\n"
"  --goals FILE          write what was aimed at and what is reached (CSV)\n"
"  --plot FILE           draw the scans (SVG, by gnuplot)\n"
"What is done with devices needs root, and a library of this DPDK's ABI.\n"
"Exit: 0 all that was measured is as it should be, 1 it is not, 2 usage.\n");
}

static const struct option long_options[] = {
	{ "bus", required_argument, NULL, 'b' },
	{ "stock", required_argument, NULL, 's' },
	{ "rounds", required_argument, NULL, 'r' },
	{ "counts", no_argument, NULL, 'c' },
	{ "largest", required_argument, NULL, 'l' },
	{ "mdev", required_argument, NULL, 'm' },
	{ "function", required_argument, NULL, 'f' },
	{ "mapped", required_argument, NULL, 'M' },
	{ "unmapped", required_argument, NULL, 'U' },
	{ "traces", required_argument, NULL, 'T' },
	{ "read", required_argument, NULL, 'R' },
	{ "csv", required_argument, NULL, 'C' },
	{ "goals", required_argument, NULL, 'G' },
	{ "plot", required_argument, NULL, 'P' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool
parse_number(const char *text, unsigned int max, unsigned int *number)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*number = value;
	return end != text && *end == '\0' && value <= max;
}

/* Where an option's text goes; NULL: it has none, or is a number. */
static const char **
text_of(struct options *options, int opt)
{
	switch (opt) {
	case 'b': return &options->libs[WHO_OURS];
	case 's': return &options->libs[WHO_STOCK];
	case 'm': return &options->mdev;
	case 'f': return &options->function;
	case 'M': return &options->mapped;
	case 'U': return &options->unmapped;
	case 'T': return &options->traces;
	case 'C': return &options->csv;
	case 'G': return &options->goals;
	case 'P': return &options->plot;
	default: return NULL;
	}
}

/* The list keeps its NULL. */
static bool
add_read(struct options *options, const char *file)
{
	unsigned int i = 0;

	while (options->reads[i] != NULL)
		i++;
	if (i == READS_MAX - 1)
		return false;
	options->reads[i] = file;
	return true;
}

static bool
parse_option(struct options *options, int opt)
{
	const char **text = text_of(options, opt);

	if (text != NULL) {
		*text = optarg;
		return true;
	}
	if (opt == 'R')
		return add_read(options, optarg);
	if (opt == 'c')
		options->rounds = 0;
	if (opt == 'r')
		return parse_number(optarg, ROUNDS_MAX, &options->rounds) &&
			options->rounds > 0;
	if (opt == 'l')
		return parse_number(optarg, LARGEST, &options->largest);
	return opt == 'c';
}

/* BAR:OFFSET, of an mdev that is named. */
static bool
is_place(const struct options *options, const char *text)
{
	return text == NULL || (options->mdev != NULL && text[0] >= '0' &&
		text[0] < '0' + PCI_MAX_RESOURCE && text[1] == ':');
}

static bool
parse(int argc, char **argv, struct options *options)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (opt == 'h') {
			print_usage(stdout);
			exit(STATUS_OK);
		}
		if (!parse_option(options, opt))
			return false;
	}
	return optind == argc &&
		(options->libs[WHO_OURS] == NULL) == (options->reads[0] != NULL) &&
		is_place(options, options->mapped) &&
		is_place(options, options->unmapped);
}

static void
get_samples(const struct options *options)
{
	const char *const *file;

	for (file = options->reads; *file != NULL; file++)
		csv_read(*file);
	if (options->libs[WHO_OURS] != NULL)
		measure_all(options);
}

int
main(int argc, char **argv)
{
	struct options options = { .rounds = ROUNDS, .largest = LARGEST };
	bool met;

	if (argc > 4 && strcmp(argv[1], "--once") == 0)
		return child_main(argv[2], argv[3], argv + 4);
	if (!parse(argc, argv, &options)) {
		print_usage(stderr);
		return STATUS_USAGE;
	}
	get_samples(&options);
	report_table();
	met = goals_check(options.goals);
	if (options.csv != NULL)
		csv_write(options.csv);
	if (options.plot != NULL)
		report_plot(options.plot);
	return met ? STATUS_OK : STATUS_FAILED;
}
