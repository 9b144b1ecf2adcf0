/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef IN_USE_H
#define IN_USE_H

/**
 * @file
 * An mdev that a DPDK process has open, as that process tells by telemetry.
 */

#include <stdio.h>

#include <jansson.h>

#include "holders.h"
#include "host.h"
#include "mdev.h"

#define IN_USE_PLACES 8

struct in_use_place {
	uint64_t offset;
	uint64_t count;		/* of loads and stores */
};

struct in_use_region {
	struct pci_region region;	/* areas: what is mapped */
	uint64_t loads;			/* of a region that is PCI_REGION_EMULATED */
	uint64_t stores;
	uint64_t failed;		/* of both */
	unsigned int nb_places;
	struct in_use_place places[IN_USE_PLACES];	/* used most */
};

struct in_use {
	struct mdev mdev;
	struct holders holders;
	pid_t pid;		/* 0: it is not in this PID namespace */
	char command[MDEV_TEXT_MAX];
	char pmd[MDEV_TEXT_MAX];
	struct in_use_region regions[PCI_MAX_REGIONS];	/* of size 0: none */
};

/** Ask all DPDK processes. What one says counts if it has the device open, and all
 * of it is as telemetry says it.
 *
 * @param in_use
 *   With mdev and holders, which stay as they are but for the PCI IDs.
 */
bool in_use_find(const struct host *host, struct in_use *in_use);

void in_use_print(const struct in_use *in_use, FILE *out);	/* in_use_text.c */
json_t *in_use_json(const struct in_use *in_use);		/* in_use_json.c */

#endif /* IN_USE_H */
