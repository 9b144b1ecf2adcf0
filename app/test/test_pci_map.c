/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mapping the areas of a region inside one reservation.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fake_fault.h"
#include "fake_memory.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define PAGE 4096
#define OFFSET 0x3000	/* of mbochs' BAR0 */

static struct fake_memory *memory;
static struct fake_device *fake;
static struct pci_region region;
static int fd;

/* Eight pages, of which 1 and 2, 4, and 6 and 7 can be mapped. */
static int
setup(void **state)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	fixture_setup(state);
	memory = fake_memory_add(2u << 20, 4);
	fake = fake_vfio_add(UUID_1, 1, FAKE_MBOCHS);
	fd = fake_vfio_open_device(UUID_1, &info);
	region = (struct pci_region){
		.size = 8 * PAGE,
		.fd = fd,
		.offset = OFFSET,
		.flags = PCI_REGION_READ | PCI_REGION_WRITE,
		.nb_areas = 3,
		.areas = { { PAGE, 2 * PAGE }, { 4 * PAGE, PAGE },
			{ 6 * PAGE, 2 * PAGE } },
	};
	return 0;
}

static int
teardown(void **state)
{
	pci_unmap_region(&region);
	close(fd);
	return fixture_teardown(state);
}

static void
check_page(unsigned int page)
{
	uint32_t value = 0x1000 + page, seen;
	char *at = (char *)region.addr + page * PAGE;

	fake_vfio_poke(fake, 0, page * PAGE, &value, sizeof(value));
	memcpy(&seen, at, sizeof(seen));
	assert_int_equal(seen, value);
	memset(at + 8, 0x5a, 4);
	fake_vfio_peek(fake, 0, page * PAGE + 8, &seen, sizeof(seen));
	assert_int_equal(seen, 0x5a5a5a5a);
}

static void
check_accessible(const char *pages)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		CHECK(fixture_is_accessible((char *)region.addr + i * PAGE) ==
			(pages[i] == 'x'), "page %u", i);
}

/* First, for the place is asked for once: behind the memory of EAL. */
static void
test_place(void **state)
{
	struct pci_region next = region;

	(void)state;
	assert_int_equal(pci_map_region(&region, NULL), 0);
	assert_ptr_equal(region.addr,
		RTE_PTR_ADD(memory->list.base_va, memory->list.len));
	assert_int_equal(pci_map_region(&next, NULL), 0);
	assert_ptr_equal(next.addr, (char *)region.addr + region.size);
	pci_unmap_region(&next);
}

static void
test_areas(void **state)
{
	static const unsigned int pages[] = { 1, 2, 4, 6, 7 };
	unsigned int i;

	(void)state;
	assert_int_equal(pci_map_region(&region, NULL), 0);
	assert_int_equal(region.nb_areas, 3);
	for (i = 0; i < RTE_DIM(pages); i++)
		check_page(pages[i]);
	check_accessible(".xx.x.xx");
	assert_int_equal(fake_vfio_mappings(), 1);
}

/* Of a failed one the reservation keeps the place, without access. */
static void
test_area_that_is_refused(void **state)
{
	static const struct {
		unsigned int call;
		const char *accessible;
		uint64_t left[2];
	} rows[] = {
		{ 2, "....x.xx", { 4 * PAGE, 6 * PAGE } },	/* mmap() */
		{ 3, "....x.xx", { 4 * PAGE, 6 * PAGE } },	/* mremap() */
		{ 4, ".xx...xx", { PAGE, 6 * PAGE } },
		{ 5, ".xx...xx", { PAGE, 6 * PAGE } },
		{ 6, ".xx.x...", { PAGE, 4 * PAGE } },
		{ 7, ".xx.x...", { PAGE, 4 * PAGE } },
	};
	const struct pci_region whole = region;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		region = whole;
		fake_fault_arm(rows[i].call, EAGAIN);
		assert_int_equal(pci_map_region(&region, NULL), -EAGAIN);
		fake_fault_disarm();
		assert_int_equal(region.nb_areas, 2);
		assert_int_equal(region.areas[0].offset, rows[i].left[0]);
		assert_int_equal(region.areas[1].offset, rows[i].left[1]);
		check_accessible(rows[i].accessible);
		assert_int_equal(fake_vfio_mappings(), 1);
		pci_unmap_region(&region);
		assert_int_equal(fake_vfio_mappings(), 0);
	}
}

static void
test_all_refused(void **state)
{
	(void)state;
	fake->regions[0].mmap_errno = EPERM;
	assert_int_equal(pci_map_region(&region, NULL), -EPERM);
	assert_null(region.addr);
	assert_int_equal(region.nb_areas, 0);
	assert_int_equal(fake_vfio_mappings(), 0);
}

static void
test_no_room(void **state)
{
	(void)state;
	fake_fault_arm(1, ENOMEM);
	assert_int_equal(pci_map_region(&region, NULL), -ENOMEM);
	assert_null(region.addr);
	assert_int_equal(region.nb_areas, 0);
}

/* More than there is of address space. */
static void
test_huge_region(void **state)
{
	(void)state;
	region.size = (uint64_t)INT64_MAX;
	assert_int_equal(pci_map_region(&region, NULL), -ENOMEM);
	assert_null(region.addr);
	assert_int_equal(region.nb_areas, 0);
}

/* Wherever it came from, it is not mapped over what is not the region's. */
static void
test_area_outside(void **state)
{
	static const struct pci_area outside[] = {
		{ 8 * PAGE, PAGE }, { 7 * PAGE, 2 * PAGE }, { 1 << 30, PAGE },
		{ UINT64_MAX - PAGE + 1, PAGE }, { PAGE, UINT64_MAX - PAGE + 1 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(outside); i++) {
		region.nb_areas = 2;
		region.areas[0] = outside[i];
		region.areas[1] = (struct pci_area){ 6 * PAGE, PAGE };
		assert_int_equal(pci_map_region(&region, NULL), -EINVAL);
		assert_int_equal(region.nb_areas, 1);
		check_accessible("......x.");
		pci_unmap_region(&region);
	}
}

static void
test_no_areas(void **state)
{
	(void)state;
	region.nb_areas = 0;
	assert_int_equal(pci_map_region(&region, NULL), 0);
	assert_null(region.addr);
	pci_unmap_region(&region);
}

static void
test_unmap_twice(void **state)
{
	(void)state;
	assert_int_equal(pci_map_region(&region, NULL), 0);
	pci_unmap_region(&region);
	assert_null(region.addr);
	pci_unmap_region(&region);
}

/* The bytes behind a region that ends inside a page are not its own. */
static void
test_region_that_ends_inside_a_page(void **state)
{
	(void)state;
	region.size = 8 * PAGE + 16;
	assert_int_equal(pci_map_region(&region, NULL), 0);
	check_accessible(".xx.x.xx");
	assert_int_equal(fake_vfio_mappings(), 1);
}

#define MAP_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		MAP_TEST(test_place),
		MAP_TEST(test_areas),
		MAP_TEST(test_area_that_is_refused),
		MAP_TEST(test_all_refused),
		MAP_TEST(test_no_room),
		MAP_TEST(test_huge_region),
		MAP_TEST(test_area_outside),
		MAP_TEST(test_no_areas),
		MAP_TEST(test_unmap_twice),
		MAP_TEST(test_region_that_ends_inside_a_page),
	};

	return cmocka_run_group_tests_name("mapping", tests, NULL, NULL);
}
