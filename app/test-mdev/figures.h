/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FIGURES_H
#define FIGURES_H

/**
 * @file
 * What grows where something is not given back.
 */

#include <stdbool.h>
#include <stdint.h>

enum figure {
	FIGURE_DESCRIPTORS,	/* open ones */
	FIGURE_MAPPINGS,	/* lines of /proc/self/maps */
	FIGURE_MAPPED,		/* KiB, their sum */
	FIGURE_ALLOCATED,	/* bytes, of the heap of the C library */
	FIGURE_RESIDENT,	/* KiB, of the process */
	FIGURE_SLAB,		/* KiB, of the kernel, all of it */
	FIGURE_UNRECLAIMABLE,	/* KiB, of that what is in use */
	NB_FIGURES
};

struct figures {
	uint64_t value[NB_FIGURES];
};

/** How many descriptors this process has open; 0: it cannot be told. */
unsigned int count_descriptors(void);

/** Read them, and have the kernel drop its caches before. Needs root. */
bool figures_read(struct figures *figures);

#endif /* FIGURES_H */
