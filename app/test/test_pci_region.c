/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Arithmetic on regions, at the edges of 64 bits.
 */

#include <errno.h>
#include <string.h>

#include "private.h"
#include "testing.h"

#define MAX UINT64_MAX
#define PAGE 4096

static void
test_holds(void **state)
{
	static const struct {
		uint64_t size;
		uint64_t offset;
		uint64_t len;
		bool holds;
	} rows[] = {
		{ 256, 0, 0, true }, { 256, 0, 1, true }, { 256, 0, 256, true },
		{ 256, 0, 257, false }, { 256, 255, 1, true },
		{ 256, 255, 2, false }, { 256, 256, 0, true },
		{ 256, 256, 1, false }, { 256, 257, 0, false },
		{ 255, 254, 1, true }, { 255, 252, 4, false },
		{ 256, MAX, 0, false }, { 256, MAX, 1, false },
		{ 256, MAX - 1, 4, false }, { 256, 4, MAX, false },
		{ 256, 4, MAX - 3, false }, { 256, 0, MAX, false },
		{ 256, (uint64_t)INT64_MAX, 1, false },
		{ 256, (uint64_t)INT64_MIN, (uint64_t)INT64_MIN, false },
		{ 0, 0, 0, true }, { 0, 0, 1, false }, { 0, 1, 0, false },
		{ MAX, 0, MAX, true }, { MAX, 1, MAX, false },
		{ MAX, MAX, 0, true }, { MAX, MAX, 1, false },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		struct pci_region region = { .size = rows[i].size };

		CHECK(pci_region_holds(&region, rows[i].offset, rows[i].len) ==
			rows[i].holds, "row %u", i);
	}
}

static void
test_set_whole(void **state)
{
	static const struct {
		uint64_t size;
		uint64_t offset;
		uint64_t mappable;	/* 0: nothing */
	} rows[] = {
		{ 0, 0, 0 }, { 1, 0, PAGE }, { PAGE - 1, 0, PAGE },
		{ PAGE, 0, PAGE }, { PAGE + 1, 0, 2 * PAGE },
		{ 2 * PAGE - 1, 0, 2 * PAGE },
		{ 2 * PAGE, PAGE, 2 * PAGE }, { PAGE, 1, 0 },
		{ PAGE, PAGE / 2, 0 }, { 16 * PAGE, PAGE + 8, 0 },
		{ PAGE, 7ull << 40, PAGE },
		{ (uint64_t)INT64_MAX, 0, (uint64_t)INT64_MAX + 1 },
		{ MAX, 0, MAX - PAGE + 1 }, { MAX - PAGE + 1, 0, MAX - PAGE + 1 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		struct pci_region region = { .size = rows[i].size,
			.offset = rows[i].offset, .nb_areas = 3 };

		pci_region_set_whole(&region, PAGE);
		CHECK(region.nb_areas == (rows[i].mappable != 0), "row %u: %u",
			i, region.nb_areas);
		if (region.nb_areas == 0)
			continue;
		assert_int_equal(region.areas[0].offset, 0);
		assert_int_equal(region.areas[0].size, rows[i].mappable);
	}
}

/* What is mappable is whole pages of this machine, not of another. */
static void
test_set_whole_with_large_pages(void **state)
{
	struct pci_region region = { .size = 0x18000, .offset = 0x10000 };

	(void)state;
	pci_region_set_whole(&region, 0x10000);
	assert_int_equal(region.nb_areas, 1);
	assert_int_equal(region.areas[0].size, 0x20000);
	region.offset = 0x1000;
	pci_region_set_whole(&region, 0x10000);
	assert_int_equal(region.nb_areas, 0);
}

/* Pages of a region of 8 pages that can still be mapped, as a text. */
static void
check_punched(uint64_t offset, uint64_t len, const char *pages)
{
	struct pci_region region = { .size = 8 * PAGE };
	char seen[] = "........";
	unsigned int i;

	pci_region_set_whole(&region, PAGE);
	assert_int_equal(pci_region_punch(&region, offset, len, PAGE), 0);
	for (i = 0; i < region.nb_areas; i++)
		memset(seen + region.areas[i].offset / PAGE, 'x',
			region.areas[i].size / PAGE);
	assert_string_equal(seen, pages);
}

static void
test_punch(void **state)
{
	(void)state;
	check_punched(0, 1, ".xxxxxxx");
	check_punched(16, 64, ".xxxxxxx");
	check_punched(3 * PAGE, PAGE, "xxx.xxxx");
	check_punched(3 * PAGE + 8, PAGE, "xxx..xxx");
	check_punched(8 * PAGE - 16, 16, "xxxxxxx.");
	check_punched(0, 8 * PAGE, "........");
	/* The part that is in the region. */
	check_punched(8 * PAGE - 16, 32, "xxxxxxx.");
	check_punched(16, MAX, "........");
	/* Nothing, or not in the region: nothing to protect. */
	check_punched(PAGE, 0, "xxxxxxxx");
	check_punched(8 * PAGE, 16, "xxxxxxxx");
	check_punched(MAX - 15, 32, "xxxxxxxx");
}

/* At the end of 64 bits, where the end of a hole is not to be zero. */
static void
test_punch_at_the_end(void **state)
{
	struct pci_region region = { .size = MAX };

	(void)state;
	pci_region_set_whole(&region, PAGE);
	pci_region_punch(&region, MAX - 16, 16, PAGE);
	assert_int_equal(region.nb_areas, 1);
	assert_int_equal(region.areas[0].offset, 0);
	assert_int_equal(region.areas[0].size, MAX - PAGE + 1);
	pci_region_punch(&region, MAX - PAGE - 16, 16, PAGE);
	assert_int_equal(region.nb_areas, 1);
	assert_int_equal(region.areas[0].size, MAX - 2 * PAGE + 1);
}

static void
test_punch_beyond_room(void **state)
{
	struct pci_region region = { .size = 512 * PAGE };
	unsigned int i;
	int ret;

	(void)state;
	pci_region_set_whole(&region, PAGE);
	for (i = 1; i < 512; i += 2) {
		ret = pci_region_punch(&region, i * PAGE, 1, PAGE);
		CHECK(ret == (i == 2 * PCI_MAX_AREAS - 1 ? -ENOSPC : 0),
			"hole %u: %d", i, ret);
	}
	assert_int_equal(region.nb_areas, PCI_MAX_AREAS);
	/* What is left are pages between the holes, however many. */
	for (i = 0; i < region.nb_areas; i++) {
		assert_int_equal(region.areas[i].size, PAGE);
		assert_int_equal(region.areas[i].offset % (2 * PAGE), 0);
	}
}

/* ---- areas, one by one; what of them is mapped is in test_pci_vfio_caps.c ---- */

static void
test_add_area_of_a_region_that_ends_in_a_page(void **state)
{
	static const struct {
		uint64_t offset;
		uint64_t size;
		int ret;
		uint64_t mappable;	/* bytes, from offset on */
	} rows[] = {
		{ 0, PAGE + 100, 0, 2 * PAGE }, { PAGE, 100, 0, PAGE },
		/* The region does not end there. */
		{ PAGE, 99, 0, 0 }, { 0, PAGE + 99, 0, PAGE },
		{ PAGE + 8, 92, 0, 0 }, { PAGE + 100, 0, 0, 0 },
		{ PAGE, 101, -EINVAL, 0 }, { PAGE, PAGE, -EINVAL, 0 },
	};
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		struct pci_region region = { .size = PAGE + 100 };

		ret = pci_region_add_area(&region, rows[i].offset,
			rows[i].size, PAGE);
		CHECK(ret == rows[i].ret, "row %u: %d", i, ret);
		CHECK(region.nb_areas == (rows[i].mappable != 0), "row %u", i);
		if (region.nb_areas > 0)
			CHECK(region.areas[0].offset == rows[i].offset &&
				region.areas[0].size == rows[i].mappable,
				"row %u", i);
	}
}

static void
test_add_area_to_an_unaligned_region(void **state)
{
	struct pci_region region = { .size = 4 * PAGE, .offset = 2048 };

	(void)state;
	assert_int_equal(pci_region_add_area(&region, 0, PAGE, PAGE), 0);
	assert_int_equal(region.nb_areas, 0);
	assert_int_equal(pci_region_add_area(&region, 0, 5 * PAGE, PAGE),
		-EINVAL);
}

/* A full list takes what joins others, and nothing else, and is unharmed. */
static void
test_add_area_to_a_full_list(void **state)
{
	struct pci_region region = { .size = 1024 * PAGE }, before;
	unsigned int i;

	(void)state;
	for (i = 0; i < PCI_MAX_AREAS; i++)
		assert_int_equal(pci_region_add_area(&region,
			(PCI_MAX_AREAS - i) * 2 * PAGE, PAGE, PAGE), 0);
	before = region;
	assert_int_equal(pci_region_add_area(&region, 0, PAGE, PAGE), -ENOSPC);
	assert_int_equal(pci_region_add_area(&region, 1000 * PAGE, PAGE, PAGE),
		-ENOSPC);
	assert_memory_equal(&region, &before, sizeof(region));
	/* One that only meets others is one more. */
	assert_int_equal(pci_region_add_area(&region, 3 * PAGE, PAGE, PAGE),
		-ENOSPC);
	assert_int_equal(pci_region_add_area(&region, 2 * PAGE, 3 * PAGE, PAGE),
		0);
	assert_int_equal(region.nb_areas, PCI_MAX_AREAS - 1);
	assert_int_equal(region.areas[0].offset, 2 * PAGE);
	assert_int_equal(region.areas[0].size, 3 * PAGE);
	assert_int_equal(region.areas[1].offset, 6 * PAGE);
	assert_int_equal(pci_region_add_area(&region, 0, PAGE, PAGE), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_add_area_of_a_region_that_ends_in_a_page),
		cmocka_unit_test(test_add_area_to_an_unaligned_region),
		cmocka_unit_test(test_add_area_to_a_full_list),
		cmocka_unit_test(test_punch),
		cmocka_unit_test(test_punch_at_the_end),
		cmocka_unit_test(test_punch_beyond_room),
		cmocka_unit_test(test_set_whole),
		cmocka_unit_test(test_set_whole_with_large_pages),
	};

	return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
