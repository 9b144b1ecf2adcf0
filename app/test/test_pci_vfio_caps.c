/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Chains of capabilities, in answers of exactly their length: the sanitizer
 * sees a read behind them.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vfio.h>

#include "pci_vfio_caps.h"
#include "private.h"
#include "testing.h"

#define FIXED 32
#define PAGE 4096ull
#define WANTED 3

struct link {
	uint32_t at;
	uint16_t id;
	uint32_t next;
};

/* @return where the wanted one is, or negative. */
static int
find(size_t len, uint32_t first, const struct link *links, unsigned int nb)
{
	const struct vfio_info_cap_header *cap;
	uint8_t *info = calloc(1, len);
	unsigned int i;
	int ret;

	assert_non_null(info);
	for (i = 0; i < nb; i++) {
		struct vfio_info_cap_header header = { .id = links[i].id,
			.version = 1, .next = links[i].next };

		memcpy(info + links[i].at, &header, sizeof(header));
	}
	ret = pci_vfio_caps_find(info, len, FIXED, first, WANTED, &cap);
	if (ret == 0)
		ret = (int)((const uint8_t *)cap - info);
	free(info);
	return ret;
}

static void
test_chains(void **state)
{
	static const struct {
		size_t len;
		uint32_t first;
		struct link links[3];
		unsigned int nb;
		int found;
	} rows[] = {
		{ 32, 0, { { 0 } }, 0, -ENOENT },
		{ 40, 32, { { 32, WANTED, 0 } }, 1, 32 },
		{ 40, 32, { { 32, 1, 0 } }, 1, -ENOENT },
		{ 64, 32, { { 32, 1, 56 }, { 56, WANTED, 0 } }, 2, 56 },
		/* The rest of the chain is of no interest. */
		{ 64, 32, { { 32, WANTED, 32 } }, 1, 32 },
		/* cycles */
		{ 64, 32, { { 32, 1, 32 } }, 1, -EBADMSG },
		{ 64, 32, { { 32, 1, 48 }, { 48, 2, 32 } }, 2, -EBADMSG },
		{ 64, 48, { { 48, 1, 32 }, { 32, WANTED, 0 } }, 2, -EBADMSG },
		/* overlapping, misaligned */
		{ 64, 32, { { 32, 1, 36 } }, 1, -EBADMSG },
		{ 64, 33, { { 33, WANTED, 0 } }, 1, -EBADMSG },
		{ 64, 32, { { 32, 1, 42 }, { 42, WANTED, 0 } }, 2, -EBADMSG },
		/* into the fixed part */
		{ 64, 8, { { 8, WANTED, 0 } }, 1, -EBADMSG },
		{ 64, 32, { { 32, 1, 16 }, { 16, WANTED, 0 } }, 2, -EBADMSG },
		/* beyond the end, or only partly before it */
		{ 36, 32, { { 0 } }, 0, -EBADMSG },
		{ 39, 32, { { 0 } }, 0, -EBADMSG },
		{ 40, 36, { { 0 } }, 0, -EBADMSG },
		{ 40, 40, { { 0 } }, 0, -EBADMSG },
		{ 40, 44, { { 0 } }, 0, -EBADMSG },
		{ 40, UINT32_MAX - 3, { { 0 } }, 0, -EBADMSG },
		{ 40, 32, { { 32, 1, UINT32_MAX - 3 } }, 1, -EBADMSG },
		{ 8, 32, { { 0 } }, 0, -EBADMSG },
	};
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		ret = find(rows[i].len, rows[i].first, rows[i].links,
			rows[i].nb);
		CHECK(ret == rows[i].found, "row %u: %d", i, ret);
	}
}

struct seen {
	unsigned int count;
	unsigned int stop_at;	/* 0: visit all */
	uint16_t ids[4];
	size_t offsets[4];
};

static int
see(const struct vfio_info_cap_header *cap, size_t offset, void *arg)
{
	struct seen *seen = arg;

	assert_in_range(seen->count, 0, RTE_DIM(seen->ids) - 1);
	seen->ids[seen->count] = cap->id;
	seen->offsets[seen->count] = offset;
	return ++seen->count == seen->stop_at ? 42 : 0;
}

/* What comes before the fault is visited. */
static void
test_walk(void **state)
{
	static union {
		struct vfio_info_cap_header header;
		uint8_t bytes[64];
	} info;
	struct vfio_info_cap_header first = { .id = 7, .next = 56 };
	struct vfio_info_cap_header last = { .id = 9, .next = 0 };
	struct seen seen = { .count = 0 };

	(void)state;
	memcpy(info.bytes + 32, &first, sizeof(first));
	memcpy(info.bytes + 56, &last, sizeof(last));
	assert_int_equal(pci_vfio_caps_walk(&info, 64, FIXED, 32, see, &seen), 0);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.ids[0], 7);
	assert_int_equal(seen.ids[1], 9);
	assert_int_equal(seen.offsets[1], 56);
	seen = (struct seen){ .stop_at = 1 };
	assert_int_equal(pci_vfio_caps_walk(&info, 64, FIXED, 32, see, &seen),
		42);
	assert_int_equal(seen.count, 1);
	seen = (struct seen){ .stop_at = 0 };
	assert_int_equal(pci_vfio_caps_walk(&info, 60, FIXED, 32, see, &seen),
		-EBADMSG);
	assert_int_equal(seen.count, 1);
	assert_int_equal(pci_vfio_caps_walk(&info, 64, FIXED, 0, see, &seen), 0);
	assert_int_equal(seen.count, 1);
}

/* ---- answers, made into regions ---- */

#define RW (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)
#define MMAP VFIO_REGION_INFO_FLAG_MMAP
#define CAPS VFIO_REGION_INFO_FLAG_CAPS
#define SPARSE VFIO_REGION_INFO_CAP_SPARSE_MMAP
#define MSIX VFIO_REGION_INFO_CAP_MSIX_MAPPABLE
#define TYPE VFIO_REGION_INFO_CAP_TYPE
#define PAGES 16
#define END UINT64_MAX

struct area {
	uint64_t offset;
	uint64_t size;
};

/* A capability: its header, then eight bytes of numbers, then areas. */
struct cap {
	uint16_t id;
	uint16_t version;
	uint32_t numbers[2];
	struct area areas[4];
	unsigned int nb_areas;
};

/* What is made of a chain of these, in a region of 16 pages. */
static int
parse(const struct cap *caps, unsigned int nb, struct pci_region *region)
{
	size_t len = FIXED, at = FIXED;
	struct vfio_region_info *info;
	struct vfio_info_cap_header header;
	unsigned int i;
	uint8_t *to;
	int ret;

	for (i = 0; i < nb; i++)
		len += 16 + caps[i].nb_areas * 16;
	info = calloc(1, len);
	assert_non_null(info);
	*info = (struct vfio_region_info){ .argsz = len,
		.flags = RW | MMAP | CAPS, .cap_offset = nb > 0 ? FIXED : 0,
		.size = PAGES * PAGE };
	for (i = 0; i < nb; i++) {
		to = (uint8_t *)info + at;
		at += 16 + caps[i].nb_areas * 16;
		header = (struct vfio_info_cap_header){ caps[i].id,
			caps[i].version, i + 1 < nb ? at : 0 };
		memcpy(to, &header, 8);
		memcpy(to + 8, caps[i].numbers, 8);
		memcpy(to + 16, caps[i].areas, caps[i].nb_areas * 16);
	}
	memset(region, 0xff, sizeof(*region));
	ret = pci_vfio_caps_to_region(info, len, PAGE, region);
	free(info);
	return ret;
}

/* One letter for each page, in capitals where the next area begins. */
static void
check_areas(const struct pci_region *region, const char *pages, unsigned int row)
{
	char seen[PAGES + 1] = "................";
	unsigned int i;

	for (i = 0; i < region->nb_areas; i++) {
		CHECK(pci_region_holds(region, region->areas[i].offset,
			region->areas[i].size), "row %u: area %u", row, i);
		memset(seen + region->areas[i].offset / PAGE, 'x',
			region->areas[i].size / PAGE);
		seen[region->areas[i].offset / PAGE] = 'X';
	}
	CHECK(strcmp(seen, pages) == 0, "row %u: %s", row, seen);
}

#define SPARSE_CAP(n) SPARSE, 1, { n, 0 }
#define AT(page, count) { (page) * PAGE, (count) * PAGE }

static const struct {
	struct cap cap;
	int ret;
	const char *pages;
} sparse_rows[] = {
	{ { SPARSE_CAP(1), { AT(0, 16) }, 1 }, 0, "Xxxxxxxxxxxxxxxx" },
	{ { SPARSE_CAP(1), { AT(3, 2) }, 1 }, 0, "...Xx..........." },
	{ { SPARSE_CAP(2), { AT(0, 1), AT(15, 1) }, 2 }, 0,
		"X..............X" },
	/* None of it, though it can be mapped. */
	{ { SPARSE_CAP(0), { { 0 } }, 0 }, 0, "................" },
	/* In any order, meeting, overlapping, one in another, twice */
	{ { SPARSE_CAP(3), { AT(9, 1), AT(1, 1), AT(5, 2) }, 3 }, 0,
		".X...Xx..X......" },
	{ { SPARSE_CAP(2), { AT(4, 2), AT(3, 1) }, 2 }, 0,
		"...XXx.........." },
	{ { SPARSE_CAP(2), { AT(2, 4), AT(4, 4) }, 2 }, 0,
		"..Xxxxxx........" },
	{ { SPARSE_CAP(2), { AT(2, 8), AT(4, 1) }, 2 }, 0,
		"..Xxxxxxxx......" },
	{ { SPARSE_CAP(4), { AT(1, 1), AT(3, 1), AT(5, 1), AT(0, 9) },
		4 }, 0, "Xxxxxxxxx......." },
	/* Only whole pages: of 1.5 pages, one or none */
	{ { SPARSE_CAP(1), { { PAGE, PAGE + 2048 } }, 1 }, 0,
		".X.............." },
	{ { SPARSE_CAP(1), { { PAGE + 1, 2 * PAGE } }, 1 }, 0,
		"..X............." },
	{ { SPARSE_CAP(2), { { PAGE + 16, 64 }, { 0, 0 } }, 2 }, 0,
		"................" },
	/* Not in the region: nothing of the list is believed. */
	{ { SPARSE_CAP(2), { AT(0, 1), AT(16, 1) }, 2 }, -EBADMSG,
		"................" },
	{ { SPARSE_CAP(2), { AT(0, 1), AT(15, 2) }, 2 }, -EBADMSG,
		"................" },
	{ { SPARSE_CAP(1), { { END - PAGE + 1, PAGE } }, 1 }, -EBADMSG,
		"................" },
	{ { SPARSE_CAP(1), { { PAGE, END } }, 1 }, -EBADMSG,
		"................" },
	{ { SPARSE_CAP(1), { { END, END } }, 1 }, -EBADMSG,
		"................" },
	/* More areas than there is room for in the answer */
	{ { SPARSE_CAP(2), { AT(0, 1) }, 1 }, -EBADMSG,
		"................" },
	{ { SPARSE_CAP(UINT32_MAX), { AT(0, 1) }, 1 }, -EBADMSG,
		"................" },
	{ { SPARSE_CAP(1u << 28), { AT(0, 1) }, 1 }, -EBADMSG,
		"................" },
	/* A layout that is not known */
	{ { SPARSE, 2, { 1, 0 }, { AT(0, 1) }, 1 }, -EBADMSG,
		"................" },
	{ { SPARSE, 0, { 1, 0 }, { AT(0, 1) }, 1 }, -EBADMSG,
		"................" },
	/* Not a list of areas: all of it can be mapped. */
	{ { 77, 9, { 1, 0 }, { AT(0, 1) }, 1 }, 0, "Xxxxxxxxxxxxxxxx" },
};

static void
test_sparse_areas(void **state)
{
	struct pci_region region;
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(sparse_rows); i++) {
		ret = parse(&sparse_rows[i].cap, 1, &region);
		CHECK(ret == sparse_rows[i].ret, "row %u: %d", i, ret);
		CHECK(region.size == PAGES * PAGE && region.addr == NULL &&
			region.flags == (PCI_REGION_READ | PCI_REGION_WRITE),
			"row %u: size %#jx, flags %#x", i,
			(uintmax_t)region.size, region.flags);
		check_areas(&region, sparse_rows[i].pages, i);
	}
}

static void
test_all_capabilities(void **state)
{
	static const struct cap caps[] = {
		{ TYPE, 1, { 0x80008086, 7 }, { { 0 } }, 0 },
		{ 42, 1, { 0 }, { { 0 } }, 2 },
		{ MSIX, 1, { 0 }, { { 0 } }, 0 },
		{ SPARSE, 1, { 1, 0 }, { AT(2, 1) }, 1 },
	};
	struct pci_region region;

	(void)state;
	assert_int_equal(parse(caps, RTE_DIM(caps), &region), 0);
	assert_int_equal(region.type, 0x80008086);
	assert_int_equal(region.subtype, 7);
	assert_int_equal(region.flags, PCI_REGION_READ | PCI_REGION_WRITE |
		PCI_REGION_MSIX_MAPS);
	check_areas(&region, "..X.............", 0);
	assert_int_equal(parse(NULL, 0, &region), 0);
	assert_int_equal(region.type, 0);
	check_areas(&region, "Xxxxxxxxxxxxxxxx", 0);
}

/* Capabilities that end with the answer, before their own end */
static void
test_cut_off_capabilities(void **state)
{
	static const uint16_t ids[] = { SPARSE, TYPE };
	struct {
		struct vfio_region_info info;
		struct vfio_info_cap_header cap;
		uint32_t numbers[2];
	} answer = { {
		.argsz = sizeof(answer),
		.flags = RW | MMAP | CAPS,
		.cap_offset = sizeof(answer.info),
		.size = PAGES * PAGE,
	}, { .version = 1 }, { 0xffff, 0xffff } };
	struct pci_region region;
	size_t len;
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(ids); i++) {
		answer.cap.id = ids[i];
		for (len = FIXED; len < sizeof(answer); len++) {
			answer.info.argsz = len;
			ret = pci_vfio_caps_to_region(&answer.info, len, PAGE,
				&region);
			CHECK(ret == (len < 40 || ids[i] == SPARSE ?
				-EBADMSG : 0), "%zu bytes: %d", len, ret);
			assert_int_equal(region.type, 0);
			if (ret < 0)
				assert_int_equal(region.nb_areas, 0);
		}
	}
	/* Flagged, counted, and not there */
	answer.info.cap_offset = 0;
	answer.info.argsz = sizeof(answer);
	assert_int_equal(pci_vfio_caps_to_region(&answer.info, FIXED, PAGE,
		&region), -EBADMSG);
	assert_int_equal(region.size, PAGES * PAGE);
	assert_int_equal(region.nb_areas, 0);
	/* Of no matter where nothing can be mapped anyway */
	answer.info.flags &= ~MMAP;
	assert_int_equal(pci_vfio_caps_to_region(&answer.info, FIXED, PAGE,
		&region), 0);
}

/* A list that would take areas from the capability behind it */
static void
test_list_that_ends_at_the_next(void **state)
{
	static const struct cap caps[] = {
		{ SPARSE, 1, { 2, 0 }, { AT(2, 1) }, 1 },
		{ 42, 1, { 0, 0 }, { { 0 } }, 0 },
	};
	struct pci_region region;

	(void)state;
	assert_int_equal(parse(caps, RTE_DIM(caps), &region), -EBADMSG);
	assert_int_equal(region.nb_areas, 0);
}

static void
test_flags(void **state)
{
	static const struct {
		uint32_t flags;
		uint32_t argsz;
		int ret;
		unsigned int nb_areas;
	} rows[] = {
		{ RW | MMAP | CAPS, 48, 0, 0 },
		/* Without the flag the list is none. */
		{ RW | MMAP, 48, 0, 1 }, { RW | CAPS, 48, 0, 0 },
		/* There is more, whatever it is. */
		{ RW | MMAP, 49, -EBADMSG, 0 }, { RW | MMAP | CAPS, 49, -EBADMSG, 0 },
		{ RW, 49, 0, 0 },
		/* Memory that nobody may read or write is not worth an address. */
		{ MMAP, 48, 0, 0 }, { MMAP | CAPS, 48, 0, 0 },
		{ VFIO_REGION_INFO_FLAG_READ | MMAP, 48, 0, 1 },
		{ VFIO_REGION_INFO_FLAG_WRITE | MMAP, 48, 0, 1 },
	};
	struct {
		struct vfio_region_info info;
		struct vfio_region_info_cap_sparse_mmap cap;
	} answer = { { .cap_offset = sizeof(answer.info), .size = 4 * PAGE },
		{ { SPARSE, 1, 0 }, 0, 0 } };
	struct pci_region region;
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		answer.info.flags = rows[i].flags;
		answer.info.argsz = rows[i].argsz;
		ret = pci_vfio_caps_to_region(&answer.info, sizeof(answer),
			PAGE, &region);
		CHECK(ret == rows[i].ret && region.nb_areas == rows[i].nb_areas,
			"row %u: %d, %u areas", i, ret, region.nb_areas);
	}
}

/* The list is not aligned to its numbers of eight bytes. */
static void
test_unaligned_areas(void **state)
{
	struct {
		struct vfio_region_info info;
		uint32_t filler;
		uint32_t words[8];
	} answer = { {
		.argsz = sizeof(answer),
		.flags = RW | MMAP | CAPS,
		.cap_offset = sizeof(answer.info) + 4,
		.size = PAGES * PAGE,
	}, 0, { SPARSE | 1 << 16, 0, 1, 0, 2 * PAGE, 0, PAGE, 0 } };
	struct pci_region region;

	(void)state;
	assert_int_equal(pci_vfio_caps_to_region(&answer.info, sizeof(answer),
		PAGE, &region), 0);
	check_areas(&region, "..X.............", 0);
}

/* All that there is room for is used. */
static void
test_too_many_areas(void **state)
{
	enum { NB = PCI_MAX_AREAS + 6 };
	struct {
		struct vfio_region_info info;
		struct vfio_region_info_cap_sparse_mmap cap;
		struct vfio_region_sparse_mmap_area areas[NB];
	} answer = { {
		.argsz = sizeof(answer),
		.flags = RW | MMAP | CAPS,
		.cap_offset = sizeof(answer.info),
		.size = 2 * NB * PAGE,
	}, { { SPARSE, 1, 0 }, NB, 0 }, { { 0 } } };
	struct pci_region region;
	unsigned int i;

	(void)state;
	for (i = 0; i < NB; i++)
		answer.areas[i] = (struct vfio_region_sparse_mmap_area){
			2 * i * PAGE, PAGE };
	assert_int_equal(pci_vfio_caps_to_region(&answer.info, sizeof(answer),
		PAGE, &region), -ENOSPC);
	assert_int_equal(region.nb_areas, PCI_MAX_AREAS);
	for (i = 0; i < PCI_MAX_AREAS; i++)
		assert_int_equal(region.areas[i].offset, 2 * i * PAGE);
	/* The last one joins all. */
	answer.areas[NB - 1] = (struct vfio_region_sparse_mmap_area){
		0, 2 * NB * PAGE };
	assert_int_equal(pci_vfio_caps_to_region(&answer.info, sizeof(answer),
		PAGE, &region), -ENOSPC);
	assert_int_equal(region.nb_areas, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_sparse_areas),
		cmocka_unit_test(test_all_capabilities),
		cmocka_unit_test(test_cut_off_capabilities),
		cmocka_unit_test(test_list_that_ends_at_the_next),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_unaligned_areas),
		cmocka_unit_test(test_too_many_areas),
	};

	return cmocka_run_group_tests_name("VFIO capabilities", tests, NULL,
		NULL);
}
