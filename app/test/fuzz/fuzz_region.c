/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The input is a region, and what is done to the parts of it that can be
 * mapped. What must come of that is asked for one page at a time: the whole
 * history tells whether that page can be mapped in the end.
 */

#include <errno.h>

#include "fuzz.h"
#include "fuzz_pages.h"
#include "private.h"

#define MAX_STEPS 80
/* Of the region's reservation, which nobody touches. */
#define BASE ((uintptr_t)0x10000)

enum step_kind {
	SET_WHOLE,
	PUNCH,
	ADD_AREA,
	NOTHING,	/* it was refused */
	STEP_KINDS = NOTHING
};

struct step {
	enum step_kind kind;
	uint64_t offset;
	uint64_t len;
};

struct history {
	struct pci_region region;
	unsigned int shift;	/* a page is 1 << shift bytes */
	struct step steps[MAX_STEPS];
	unsigned int nb_steps;
	bool is_exact;
};

/* ---- what is expected ---- */

/* The part of the last page that is behind the region belongs to it. */
static bool
is_added(const struct history *h, const struct step *step, fuzz_wide_t page)
{
	fuzz_wide_t end = (fuzz_wide_t)step->offset + step->len;

	return page << h->shift >= step->offset && (end == h->region.size ?
		page << h->shift < end : (page + 1) << h->shift <= end);
}

static bool
is_hit(const struct history *h, const struct step *step, fuzz_wide_t page)
{
	fuzz_wide_t end = (fuzz_wide_t)step->offset + step->len;

	end = RTE_MIN(end, (fuzz_wide_t)h->region.size);
	return step->offset < end && step->offset < (page + 1) << h->shift &&
		page << h->shift < end;
}

/* The last page of 64 bits has no end in them. */
static bool
can_be_mapped(const struct history *h, fuzz_wide_t page)
{
	return h->region.offset % (1ull << h->shift) == 0 &&
		(page + 1) << h->shift <= UINT64_MAX;
}

static bool
is_expected(const void *arg, fuzz_wide_t page)
{
	const struct history *h = arg;
	const struct step *step;
	bool mapped = false;

	if (!can_be_mapped(h, page))
		return false;
	for (step = h->steps; step < &h->steps[h->nb_steps]; step++) {
		if (step->kind == SET_WHOLE)
			mapped = page << h->shift < h->region.size;
		else if (step->kind == ADD_AREA)
			mapped |= is_added(h, step, page);
		else if (step->kind == PUNCH && is_hit(h, step, page))
			mapped = false;
	}
	return mapped;
}

/* ---- what is there ---- */

static void
check(const struct history *h)
{
	const struct fuzz_pages pages = { &h->region, h->shift, h->is_exact,
		is_expected, h };
	const struct step *step;

	fuzz_pages_check(&pages);
	fuzz_pages_check_around(&pages, 0);
	fuzz_pages_check_around(&pages, h->region.size);
	for (step = h->steps; step < &h->steps[h->nb_steps]; step++) {
		fuzz_pages_check_around(&pages, step->offset);
		fuzz_pages_check_around(&pages,
			(fuzz_wide_t)step->offset + step->len);
	}
}

/* The piece is of one kind, and what is behind it, in the range, of the other. */
static void
check_span(struct history *h, const struct step *step)
{
	struct pci_span span;
	bool mapped = fuzz_pages_has(&h->region, step->offset);
	uint64_t end;

	h->region.addr = (void *)BASE;
	span = pci_region_span(&h->region, step->offset, step->len);
	h->region.addr = NULL;
	end = step->offset + span.len;
	CHECK(span.len > 0 && span.len <= step->len, "a piece of %#jx bytes",
		(uintmax_t)span.len);
	CHECK((uintptr_t)span.addr == (mapped ? BASE + step->offset : 0),
		"a piece at %p", span.addr);
	CHECK(fuzz_pages_has(&h->region, end - 1) == mapped, "a piece of both kinds");
	CHECK(span.len == step->len || fuzz_pages_has(&h->region, end) != mapped,
		"half a piece");
}

static bool
holds(const struct history *h, const struct step *step)
{
	return (fuzz_wide_t)step->offset + step->len <= h->region.size;
}

/* ---- what is done ---- */

/* Numbers of any size, most of them near what matters. */
static uint64_t
take_number(struct fuzz_input *in, const struct history *h)
{
	switch (fuzz_number(in, 1) % 6) {
	case 0:
		return fuzz_number(in, 1) << h->shift;
	case 1:
		return (fuzz_number(in, 1) << h->shift) + fuzz_number(in, 2);
	case 2:
		return h->region.size - fuzz_number(in, 2);
	case 3:
		return fuzz_number(in, 2);
	case 4:
		return UINT64_MAX - fuzz_number(in, 3);
	default:
		return fuzz_number(in, 8);
	}
}

static void
set_whole(struct history *h, struct step *step)
{
	pci_region_set_whole(&h->region, 1ull << h->shift);
	step->offset = step->len = 0;
	h->is_exact = true;
}

static void
punch(struct history *h, struct step *step)
{
	int ret = pci_region_punch(&h->region, step->offset, step->len,
		1ull << h->shift);

	CHECK(ret == 0 || (ret == -ENOSPC &&
		h->region.nb_areas == PCI_MAX_AREAS), "punched: %d, %u areas",
		ret, h->region.nb_areas);
	h->is_exact = h->is_exact && ret == 0;
}

static void
add_area(struct history *h, struct step *step)
{
	uint16_t before = h->region.nb_areas;
	int ret = pci_region_add_area(&h->region, step->offset, step->len,
		1ull << h->shift);

	CHECK((ret == -EINVAL) == !holds(h, step), "added: %d", ret);
	CHECK(ret == 0 || ret == -EINVAL || (ret == -ENOSPC &&
		before == PCI_MAX_AREAS && h->region.nb_areas == before),
		"added: %d, %u areas", ret, before);
	if (ret < 0)
		step->kind = NOTHING;
}

static void (* const steps[STEP_KINDS])(struct history *h, struct step *step) = {
	[SET_WHOLE] = set_whole,
	[PUNCH] = punch,
	[ADD_AREA] = add_area,
};

static void
take_step(struct fuzz_input *in, struct history *h)
{
	struct step *step = &h->steps[h->nb_steps++];

	step->kind = fuzz_number(in, 1) % STEP_KINDS;
	if (step->kind != SET_WHOLE) {
		step->offset = take_number(in, h);
		step->len = take_number(in, h);
	}
	steps[step->kind](h, step);
	CHECK(pci_region_holds(&h->region, step->offset, step->len) ==
		holds(h, step), "%#jx bytes at %#jx of %#jx",
		(uintmax_t)step->len, (uintmax_t)step->offset,
		(uintmax_t)h->region.size);
	if (step->len > 0 && holds(h, step))
		check_span(h, step);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct history h = { .is_exact = true };

	h.shift = fuzz_number(&in, 1) % 4 == 3 ? 16 : 12;
	h.region.size = take_number(&in, &h);
	h.region.offset = take_number(&in, &h);
	while (in.left > 0 && h.nb_steps < MAX_STEPS)
		take_step(&in, &h);
	check(&h);
	return 0;
}
