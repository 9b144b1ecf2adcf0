/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_string_fns.h>

#include "perf.h"

#define SAMPLES_MAX 512

static struct sample samples[SAMPLES_MAX];
static unsigned int nb_samples;

unsigned int
sample_count(void)
{
	return nb_samples;
}

const struct sample *
sample_next(const struct sample *prev)
{
	const struct sample *next = prev == NULL ? samples : prev + 1;

	return next < samples + nb_samples ? next : NULL;
}

/* unit: NULL: any */
static struct sample *
find(const char *what, unsigned int size, enum who who, const char *unit)
{
	struct sample *sample;

	for (sample = samples; sample < samples + nb_samples; sample++) {
		if (strcmp(sample->what, what) == 0 && sample->who == who &&
				(sample->size == size ||
				size == SAMPLE_ANY_SIZE) &&
				(unit == NULL || strcmp(sample->unit, unit) == 0))
			return sample;
	}
	return NULL;
}

const struct sample *
sample_find(const char *what, unsigned int size, enum who who)
{
	return find(what, size, who, NULL);
}

static struct sample *
append(const struct sample *sample)
{
	if (nb_samples == SAMPLES_MAX)
		die("more than %d samples", SAMPLES_MAX);
	samples[nb_samples] = *sample;
	return &samples[nb_samples++];
}

void
sample_add(const char *what, unsigned int size, enum who who, const char *unit,
	double value)
{
	struct sample *sample = find(what, size, who, unit);

	if (sample == NULL) {
		sample = append(&(struct sample){ .size = size, .who = who });
		rte_strscpy(sample->what, what, sizeof(sample->what));
		rte_strscpy(sample->unit, unit, sizeof(sample->unit));
	}
	if (sample->nb < ROUNDS_MAX)
		sample->values[sample->nb++] = value;
}

static int
compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return (first > second) - (first < second);
}

/* The value of this rank, of all in order. */
static double
ranked(const struct sample *sample, unsigned int rank)
{
	double sorted[ROUNDS_MAX];

	memcpy(sorted, sample->values, sizeof(sorted));
	qsort(sorted, sample->nb, sizeof(*sorted), compare);
	return sorted[rank];
}

double
sample_median(const struct sample *sample)
{
	return ranked(sample, sample->nb / 2);
}

double
sample_min(const struct sample *sample)
{
	return ranked(sample, 0);
}

double
sample_max(const struct sample *sample)
{
	return ranked(sample, sample->nb - 1);
}
