/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef SHOWN_H
#define SHOWN_H

/**
 * @file
 * What "show" tells of an open device: collected once, and told in two ways.
 */

#include <stdio.h>

#include <jansson.h>

#include <pci_vfio_info.h>

#include "device.h"

#define SHOWN_CHAIN_MAX 16
#define SHOWN_CAPS_MAX 64	/* more than the bus finds in 256 bytes */
#define SHOWN_IRQS VFIO_PCI_NUM_IRQS

/* A capability behind VFIO's answer about a region. */
struct shown_link {
	uint16_t id;
	uint16_t version;
	size_t offset;
};

struct shown_chain {
	unsigned int nb;
	bool broken;		/* it leads nowhere */
	bool cut;		/* it is longer than that */
	struct shown_link links[SHOWN_CHAIN_MAX];
};

struct shown_cap {
	uint8_t id;
	uint8_t offset;
};

struct shown {
	struct mdev mdev;
	struct device device;
	struct shown_chain chains[PCI_MAX_REGIONS];
	int errors[PCI_MAX_REGIONS];	/* what the bus warns of, as -errno; or 0 */
	unsigned int more_regions;	/* than the bus takes */
	unsigned int more_irqs;		/* indexes of VFIO that have no name here */
	struct pci_vfio_irq irqs[SHOWN_IRQS];
	unsigned int nb_caps;
	int caps_error;			/* -errno; -ELOOP: the list is a circle */
	struct shown_cap caps[SHOWN_CAPS_MAX];
};

/** From an open device. */
void shown_collect(struct shown *shown);

const char *shown_irq_name(unsigned int index);

#define SHOWN_IRQ_FLAGS 4

struct shown_irq_flag {
	uint32_t flag;
	const char *word;
};

extern const struct shown_irq_flag shown_irq_flags[SHOWN_IRQ_FLAGS];

/** NULL: one that has no name here. */
const char *shown_link_name(uint16_t id);

#define SHOWN_NAME_MAX 24

/** "BAR 0", "config", "region 9" */
void shown_region_name(unsigned int index, char name[SHOWN_NAME_MAX]);

#define SHOWN_PROBLEM_MAX 64

/** What the bus warns of when it opens this region. @return false: nothing. */
bool shown_problem(const struct shown *shown, unsigned int region,
	char text[SHOWN_PROBLEM_MAX]);

void shown_print(const struct shown *shown, FILE *out);	/* shown_text.c */
json_t *shown_json(const struct shown *shown);		/* shown_json.c */

#endif /* SHOWN_H */
