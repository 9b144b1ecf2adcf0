/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* Answers to region info whose chain of capabilities breaks a rule, one rule each. */

#include <linux/kernel.h>

#include "mpci.h"

static struct vfio_info_cap_header *
first_cap(struct mpci_answer *answer)
{
	return (void *)answer->info + answer->info->cap_offset;
}

static void
spoil_cycle(struct mpci_answer *answer)
{
	first_cap(answer)->next = answer->info->cap_offset;
}

static void
spoil_next(struct mpci_answer *answer)
{
	first_cap(answer)->next = 0x100000;
}

static void
spoil_straddle(struct mpci_answer *answer)
{
	first_cap(answer)->next = answer->len - 4;
}

static void
spoil_misaligned(struct mpci_answer *answer)
{
	answer->info->cap_offset += 2;
}

static void
spoil_version(struct mpci_answer *answer)
{
	answer->sparse->header.version = 99;
}

static void
spoil_areas(struct mpci_answer *answer)
{
	answer->sparse->nr_areas = 0x10000000;
}

/* The last area once more; the builder has this capability last, and has left room. */
static void
spoil_overlap(struct mpci_answer *answer)
{
	struct vfio_region_info_cap_sparse_mmap *cap = answer->sparse;
	u32 nr = cap->nr_areas;

	if (!nr)
		return;
	cap->areas[nr] = cap->areas[nr - 1];
	cap->nr_areas++;
	answer->len += sizeof(cap->areas[0]);
}

static void
spoil_beyond(struct mpci_answer *answer)
{
	struct vfio_region_info_cap_sparse_mmap *cap = answer->sparse;

	if (cap->nr_areas)
		cap->areas[cap->nr_areas - 1].size += answer->info->size;
}

/* In this order: the number of areas counts until it is spoilt itself. */
static const struct {
	int fault;
	void (*spoil)(struct mpci_answer *answer);
} spoilers[] = {
	{ MPCI_FAULT_OVERLAP, spoil_overlap },
	{ MPCI_FAULT_BEYOND, spoil_beyond },
	{ MPCI_FAULT_AREAS, spoil_areas },
	{ MPCI_FAULT_VERSION, spoil_version },
	{ MPCI_FAULT_CYCLE, spoil_cycle },
	{ MPCI_FAULT_NEXT, spoil_next },
	{ MPCI_FAULT_STRADDLE, spoil_straddle },
	{ MPCI_FAULT_MISALIGNED, spoil_misaligned },
};

/* What is read before the rest, so that the rest is lost with it. */
bool
mpci_chain_has_decoy(const struct mpci_faults *faults, u32 index)
{
	return mpci_fault_on(faults, MPCI_FAULT_CYCLE, index) ||
	       mpci_fault_on(faults, MPCI_FAULT_NEXT, index) ||
	       mpci_fault_on(faults, MPCI_FAULT_STRADDLE, index);
}

/* There must be a chain for it to be spoilt, or to be short of room. */
bool
mpci_chain_is_wanted(const struct mpci_faults *faults, u32 index)
{
	int fault;

	for (fault = MPCI_FAULT_CYCLE; fault < MPCI_NR_FAULTS; fault++)
		if (mpci_fault_on(faults, fault, index))
			return true;
	return false;
}

void
mpci_chain_spoil(const struct mpci_faults *faults, struct mpci_answer *answer)
{
	u32 i;

	if (!answer->sparse)
		return;
	for (i = 0; i < ARRAY_SIZE(spoilers); i++)
		if (mpci_fault_on(faults, spoilers[i].fault, answer->info->index))
			spoilers[i].spoil(answer);
}
