/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perf.h"

#define SAMPLES_MAX 128

static struct sample samples[SAMPLES_MAX];
static unsigned int nb_samples;

const struct sample *
sample_next(const struct sample *prev)
{
	const struct sample *next = prev == NULL ? samples : prev + 1;

	return next < samples + nb_samples ? next : NULL;
}

static struct sample *
find(const char *what, unsigned int size, enum who who)
{
	unsigned int i;

	for (i = 0; i < nb_samples; i++) {
		if (strcmp(samples[i].what, what) == 0 &&
				samples[i].size == size && samples[i].who == who)
			return &samples[i];
	}
	return NULL;
}

const struct sample *
sample_find(const char *what, unsigned int size, enum who who)
{
	return find(what, size, who);
}

void
sample_add(const char *what, unsigned int size, enum who who, const char *unit,
	double value)
{
	struct sample *sample = find(what, size, who);

	if (sample == NULL) {
		if (nb_samples == SAMPLES_MAX)
			die("more than %d samples", SAMPLES_MAX);
		sample = &samples[nb_samples++];
		*sample = (struct sample){ what, size, who, unit, 0, { 0 } };
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
