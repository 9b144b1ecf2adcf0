/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A BAR that is mapped in part: every byte is reached, and each in its way.
 */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_shared.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define PAGE 4096
#define PAGES 8
#define BAR 3

static struct rte_pci_device_internal *dev;
static struct rte_pci_device *device;
static struct fake_device *fake;

/* Pages 1 and 2, 4, and 6 and 7 of eight can be mapped. */
static const char whole_map[] = ".xx.x.xx";
static const struct {
	struct vfio_region_info_cap_sparse_mmap cap;
	struct vfio_region_sparse_mmap_area areas[3];
} sparse = { { { VFIO_REGION_INFO_CAP_SPARSE_MMAP, 1, 0 }, 3, 0 }, {
	{ 6 * PAGE, 2 * PAGE }, { PAGE, 2 * PAGE }, { 4 * PAGE, PAGE },
} };

static void
make_sparse(struct fake_region *region)
{
	region->size = PAGES * PAGE;
	region->flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE |
		VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS;
	region->caps = &sparse;
	region->argsz = sizeof(struct vfio_region_info) + sizeof(sparse);
}

static int
setup(void **state)
{
	fixture_setup(state);
	dev = fixture_scanned(UUID_1, 1);
	device = &dev->device;
	fake = fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	make_sparse(&fake->regions[BAR]);
	return 0;
}

/* Every word of the device's memory is a number of its own. */
static void
plug(void)
{
	uint32_t word;

	assert_int_equal(fixture_plug(dev), 0);
	for (word = 0; word < PAGES * PAGE / sizeof(word); word++)
		fake_vfio_poke(fake, BAR, word * sizeof(word), &word,
			sizeof(word));
	fake->accesses = 0;
	rte_errno = 0;
}

static unsigned int
take_accesses(void)
{
	unsigned int accesses = fake->accesses;

	fake->accesses = 0;
	return accesses;
}

static void
check_accessible(const char *pages)
{
	const char *bar = device->mem_resource[BAR].addr;
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		CHECK(fixture_is_accessible(bar + i * PAGE) == (pages[i] == 'x'),
			"page %u", i);
}

/* ---- the mapping ---- */

static void
test_mapping(void **state)
{
	uint32_t word;

	(void)state;
	plug();
	assert_non_null(device->mem_resource[BAR].addr);
	assert_int_equal(device->mem_resource[BAR].len, PAGES * PAGE);
	check_accessible(whole_map);
	memcpy(&word, RTE_PTR_ADD(device->mem_resource[BAR].addr, 4 * PAGE + 8),
		sizeof(word));
	assert_int_equal(word, (4 * PAGE + 8) / 4);
	assert_int_equal(fake->accesses, 0);
	CHECK_LOG(WARNING, NULL, 0);
}

/* The table lies in pages that the list offers, and in one that it does not. */
static void
test_msix_table(void **state)
{
	(void)state;
	fixture_add_msix(fake, 0x100, (2 * PAGE + 0x10) | BAR);
	plug();
	check_accessible(".x..x.xx");
}

/* One entry, in the last bytes of a page: the BAR's number is not its place. */
static void
test_msix_table_at_a_page_end(void **state)
{
	(void)state;
	fixture_add_msix(fake, 0, (2 * PAGE - 0x10) | BAR);
	plug();
	check_accessible("..x.x.xx");
}

/* A full list, and a table in the middle of an area: one more would be needed. */
static void
test_msix_table_and_a_full_list(void **state)
{
	static struct {
		struct vfio_region_info_cap_sparse_mmap cap;
		struct vfio_region_sparse_mmap_area areas[PCI_MAX_AREAS];
	} full;
	unsigned int i;

	(void)state;
	full.cap = sparse.cap;
	full.cap.nr_areas = PCI_MAX_AREAS;
	for (i = 0; i < PCI_MAX_AREAS; i++)
		full.areas[i] = (struct vfio_region_sparse_mmap_area){
			4 * i * PAGE, 3 * PAGE };
	fake->regions[BAR].size = 4 * PCI_MAX_AREAS * PAGE;
	fake->regions[BAR].caps = &full;
	fake->regions[BAR].argsz = sizeof(struct vfio_region_info) + sizeof(full);
	fixture_add_msix(fake, 0, PAGE | BAR);
	plug();
	CHECK_LOG(WARNING, "region 3 has more than 64 parts", 1);
	check_accessible("x.x.xxx.");
}

static void
test_part_refused(void **state)
{
	uint32_t word = 0;

	(void)state;
	fake->regions[BAR].mmap_errno = EAGAIN;
	fake->regions[BAR].mmap_errno_from = 4 * PAGE;
	plug();
	check_accessible(".xx.....");
	CHECK_LOG(WARNING, "region 3 is mapped in part", 1);
	assert_int_equal(rte_pci_mmio_read(device, BAR, &word, 4, 6 * PAGE), 4);
	assert_int_equal(word, 6 * PAGE / 4);
	assert_int_equal(take_accesses(), 1);
}

static void
test_all_refused(void **state)
{
	uint32_t word = 0;

	(void)state;
	fake->regions[BAR].mmap_errno = EPERM;
	plug();
	assert_null(rte_pci_region_addr(device, BAR, 1, 0));
	assert_int_equal(device->mem_resource[BAR].len, PAGES * PAGE);
	CHECK_LOG(WARNING, "region 3 is not mapped", 1);
	assert_int_equal(rte_pci_mmio_read(device, BAR, &word, 4, PAGE), 4);
	assert_int_equal(word, PAGE / 4);
	assert_int_equal(take_accesses(), 1);
}

static void
test_read_only(void **state)
{
	uint32_t word = 0;

	(void)state;
	fake->regions[BAR].flags &= ~VFIO_REGION_INFO_FLAG_WRITE;
	plug();
	check_accessible(whole_map);
	assert_int_equal(rte_pci_mmio_read(device, BAR, &word, 4, PAGE), 4);
	assert_int_equal(rte_pci_mmio_read(device, BAR, &word, 4, 0), 4);
	assert_int_equal(take_accesses(), 1);
	assert_int_equal(rte_pci_mmio_write(device, BAR, &word, 4, PAGE), -1);
	assert_int_equal(rte_errno, EACCES);
	assert_int_equal(rte_pci_mmio_write(device, BAR, &word, 4, 0), -1);
	assert_int_equal(take_accesses(), 0);
}

static void
test_write_only(void **state)
{
	uint32_t word = 0xcafe, seen = 0;

	(void)state;
	fake->regions[BAR].flags &= ~VFIO_REGION_INFO_FLAG_READ;
	plug();
	assert_int_equal(rte_pci_mmio_write(device, BAR, &word, 4, PAGE), 4);
	assert_int_equal(take_accesses(), 0);
	fake_vfio_peek(fake, BAR, PAGE, &seen, 4);
	assert_int_equal(seen, word);
	assert_int_equal(rte_pci_mmio_read(device, BAR, &word, 4, PAGE), -1);
	assert_int_equal(rte_errno, EACCES);
}

/* ---- accessors: bytes, and how many requests to the kernel they take ---- */

static const struct range {
	off_t offset;
	size_t len;
	unsigned int requests;
} ranges[] = {
	/* all mapped: none */
	{ PAGE, 1, 0 }, { PAGE + 2, 2, 0 }, { PAGE, 4, 0 }, { PAGE + 8, 8, 0 },
	{ PAGE, 2 * PAGE, 0 }, { 3 * PAGE - 1, 1, 0 }, { 4 * PAGE, PAGE, 0 },
	{ 8 * PAGE - 8, 8, 0 }, { PAGE + 1, 7, 0 }, { 2 * PAGE - 3, 6, 0 },
	/* all in one hole: one, of this very length */
	{ 0, 1, 1 }, { 2, 2, 1 }, { 4, 4, 1 }, { 8, 8, 1 }, { 1, 7, 1 },
	{ 0, PAGE, 1 }, { PAGE - 1, 1, 1 }, { 3 * PAGE, PAGE, 1 },
	{ 5 * PAGE, 4, 1 },
	/* over one edge, or more: one for each hole */
	{ PAGE - 4, 8, 1 }, { PAGE - 1, 2, 1 }, { 3 * PAGE - 4, 8, 1 },
	{ 3 * PAGE - 1, 2, 1 }, { 3 * PAGE - 3, PAGE + 6, 1 },
	{ 4 * PAGE - 4, PAGE + 8, 2 }, { 0, 8 * PAGE, 3 },
	{ PAGE / 2, 6 * PAGE, 3 },
};

static void
test_read(void **state)
{
	uint8_t seen[PAGES * PAGE], expected[PAGES * PAGE];
	unsigned int i, requests;
	int ret;

	(void)state;
	plug();
	for (i = 0; i < RTE_DIM(ranges); i++) {
		const struct range *r = &ranges[i];

		memset(seen, 0x5a, sizeof(seen));
		ret = rte_pci_mmio_read(device, BAR, seen, r->len, r->offset);
		CHECK(ret == (int)r->len, "row %u: %d", i, ret);
		requests = take_accesses();
		CHECK(requests == r->requests, "row %u: %u requests", i,
			requests);
		fake_vfio_peek(fake, BAR, r->offset, expected, r->len);
		CHECK(memcmp(seen, expected, r->len) == 0, "row %u: bytes", i);
	}
}

static void
test_write(void **state)
{
	uint8_t before[PAGES * PAGE], after[PAGES * PAGE];
	uint8_t bytes[PAGES * PAGE];
	unsigned int i, requests;
	int ret;

	(void)state;
	plug();
	for (i = 0; i < RTE_DIM(ranges); i++) {
		const struct range *r = &ranges[i];

		memset(bytes, 0x80 + i, r->len);
		fake_vfio_peek(fake, BAR, 0, before, sizeof(before));
		ret = rte_pci_mmio_write(device, BAR, bytes, r->len, r->offset);
		CHECK(ret == (int)r->len, "row %u: %d", i, ret);
		requests = take_accesses();
		CHECK(requests == r->requests, "row %u: %u requests", i,
			requests);
		memcpy(before + r->offset, bytes, r->len);
		fake_vfio_peek(fake, BAR, 0, after, sizeof(after));
		CHECK(memcmp(before, after, sizeof(after)) == 0,
			"row %u: bytes", i);
	}
}

static void
test_exact_requests(void **state)
{
	uint8_t bytes[PAGE] = { 0 };

	(void)state;
	plug();
	assert_int_equal(rte_pci_mmio_read(device, BAR, bytes, 11, PAGE - 4),
		11);
	assert_int_equal(fake->last.offset, PAGE - 4);
	assert_int_equal(fake->last.len, 4);
	assert_false(fake->last.write);
	assert_int_equal(rte_pci_mmio_write(device, BAR, bytes, 11,
		3 * PAGE - 4), 11);
	assert_int_equal(fake->last.offset, 3 * PAGE);
	assert_int_equal(fake->last.len, 7);
	assert_true(fake->last.write);
}

/* ---- what is mapped, and where ---- */

static void
test_address(void **state)
{
	static const struct range mapped[] = {
		{ PAGE, 4, 0 }, { PAGE, 2 * PAGE, 0 }, { 3 * PAGE - 1, 1, 0 },
		{ 4 * PAGE + 12, 100, 0 }, { 6 * PAGE, 2 * PAGE, 0 },
		{ PAGE, 0, 0 },
	}, unmapped[] = {
		{ 0, 4, 0 }, { 0, 0, 0 }, { PAGE - 1, 2, 0 }, { 3 * PAGE - 1, 2, 0 },
		{ PAGE, 4 * PAGE, 0 }, { 0, 8 * PAGE, 0 }, { 5 * PAGE, 1, 0 },
	}, outside[] = {
		{ 8 * PAGE, 1, 0 }, { -1, 1, 0 }, { PAGE, SIZE_MAX, 0 },
		{ 7 * PAGE, PAGE + 1, 0 }, { INT64_MIN, 1, 0 },
	};
	const struct range *r;

	(void)state;
	plug();
	for (r = mapped; r < mapped + RTE_DIM(mapped); r++)
		assert_ptr_equal(rte_pci_region_addr(device, BAR, r->len,
			r->offset), RTE_PTR_ADD(device->mem_resource[BAR].addr,
			r->offset));
	for (r = unmapped; r < unmapped + RTE_DIM(unmapped); r++) {
		rte_errno = 0;
		assert_null(rte_pci_region_addr(device, BAR, r->len, r->offset));
		assert_int_equal(rte_errno, ENXIO);
	}
	for (r = outside; r < outside + RTE_DIM(outside); r++) {
		rte_errno = 0;
		assert_null(rte_pci_region_addr(device, BAR, r->len, r->offset));
		assert_int_equal(rte_errno, EINVAL);
	}
}

static void
check_info(int idx, uint64_t size, uint32_t flags)
{
	struct rte_pci_region_info info;

	memset(&info, 0xff, sizeof(info));
	assert_int_equal(rte_pci_region_info(device, idx, &info), 0);
	assert_int_equal(info.size, size);
	assert_int_equal(info.flags, flags);
	assert_int_equal(info.type, 0);
	assert_int_equal(info.subtype, 0);
}

#define READ_WRITE (RTE_PCI_REGION_READ | RTE_PCI_REGION_WRITE)

static void
test_info(void **state)
{
	struct rte_pci_region_info info;

	(void)state;
	fake->regions[1] = (struct fake_region){ 0, 1ull << 40, 3 };
	plug();
	assert_int_equal(rte_pci_region_count(device), 9);
	check_info(0, 0x20000, READ_WRITE | RTE_PCI_REGION_MAPPED);
	check_info(1, 0, 0);
	check_info(2, 32, READ_WRITE);
	check_info(BAR, PAGES * PAGE, READ_WRITE | RTE_PCI_REGION_MAPPED);
	check_info(6, 0x40000, RTE_PCI_REGION_READ);
	check_info(7, 4096, READ_WRITE);
	check_info(8, 0, 0);
	assert_int_equal(rte_pci_region_info(device, 9, &info), -1);
	assert_int_equal(rte_errno, ENXIO);
	assert_int_equal(rte_pci_region_info(device, -1, &info), -1);
	assert_int_equal(rte_pci_region_info(device, INT_MIN, &info), -1);
	rte_errno = 0;
	assert_null(rte_pci_region_addr(device, 1, 1, 0));
	assert_int_equal(rte_errno, ENXIO);
	assert_null(rte_pci_region_addr(device, 9, 1, 0));
	assert_null(rte_pci_region_addr(device, -1, 1, 0));
}

static void
check_no_answers(struct rte_pci_device *pdev, int err)
{
	struct rte_pci_region_info info;
	uint8_t byte = 0;

	rte_errno = 0;
	assert_int_equal(rte_pci_region_count(pdev), -1);
	assert_int_equal(rte_errno, err);
	rte_errno = 0;
	assert_int_equal(rte_pci_region_info(pdev, 0, &info), -1);
	assert_int_equal(rte_errno, err);
	rte_errno = 0;
	assert_null(rte_pci_region_addr(pdev, 0, 1, 0));
	assert_int_equal(rte_errno, err);
	rte_errno = 0;
	assert_int_equal(rte_pci_region_read(pdev, 0, &byte, 1, 0), -1);
	assert_int_equal(rte_errno, err);
	rte_errno = 0;
	assert_int_equal(rte_pci_region_write(pdev, 0, &byte, 1, 0), -1);
	assert_int_equal(rte_errno, err);
}

static void
test_no_regions(void **state)
{
	struct rte_pci_device other = { .kdrv = RTE_PCI_KDRV_NONE };

	(void)state;
	plug();
	check_no_answers(&other, ENOTSUP);
	rte_pci_unmap_device(device);
	check_no_answers(device, ENODEV);
}

/* ---- regions of the device's own ---- */

static void
test_any_region(void **state)
{
	uint32_t word = 0xcafe, seen = 0;

	(void)state;
	make_sparse(&fake->regions[9]);
	fake->regions[9].offset = 9ull << 40;
	fake->num_regions = 10;
	plug();
	/* 9: in a hole, then mapped */
	assert_int_equal(rte_pci_region_write(device, 9, &word, 4, 0), 4);
	assert_int_equal(take_accesses(), 1);
	assert_int_equal(rte_pci_region_write(device, 9, &word, 4, PAGE), 4);
	assert_int_equal(take_accesses(), 0);
	fake_vfio_peek(fake, 9, PAGE, &seen, 4);
	assert_int_equal(seen, word);
	assert_int_equal(rte_pci_region_read(device, 9, &seen, 4, 0), 4);
	assert_int_equal(seen, word);
	/* Config space, the ROM, which is read only, and none at all */
	assert_int_equal(rte_pci_region_read(device, 7, &seen, 2, 0), 2);
	assert_int_equal(rte_pci_region_read(device, 6, &seen, 2, 0), 2);
	assert_int_equal(rte_pci_region_write(device, 6, &seen, 2, 0), -1);
	assert_int_equal(rte_errno, EACCES);
	assert_int_equal(rte_pci_region_read(device, 10, &seen, 2, 0), -1);
	assert_int_equal(rte_errno, ENXIO);
	assert_int_equal(rte_pci_region_read(device, -1, &seen, 2, 0), -1);
	assert_int_equal(rte_errno, ENXIO);
	/* No BARs */
	assert_int_equal(rte_pci_mmio_read(device, 9, &seen, 4, 0), -1);
	assert_int_equal(rte_errno, EINVAL);
}

/* By its type a driver knows which of the device's own it is. */
static void
test_type(void **state)
{
	static const struct vfio_region_info_cap_type type = {
		{ VFIO_REGION_INFO_CAP_TYPE, 1, 0 },
		VFIO_REGION_TYPE_PCI_VENDOR_TYPE | 0x8086, 3 };
	struct rte_pci_region_info info;

	(void)state;
	fake->regions[9] = (struct fake_region){ 64, 9ull << 40,
		VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_CAPS,
		.argsz = sizeof(struct vfio_region_info) + sizeof(type),
		.caps = &type };
	fake->num_regions = 10;
	plug();
	assert_int_equal(rte_pci_region_info(device, 9, &info), 0);
	assert_int_equal(info.size, 64);
	assert_int_equal(info.flags, RTE_PCI_REGION_READ);
	assert_int_equal(info.type, 0x80008086);
	assert_int_equal(info.subtype, 3);
}

static void
test_vendor_region(void **state)
{
	const struct pci_region *region;
	int word;

	(void)state;
	make_sparse(&fake->regions[6]);
	fake->regions[6].offset = 6ull << 40;
	make_sparse(&fake->regions[8]);
	make_sparse(&fake->regions[9]);
	fake->regions[8].offset = 8ull << 40;
	fake->regions[9].offset = 9ull << 40;
	fake->num_regions = 10;
	plug();
	region = &dev->regions[9];
	assert_non_null(region->addr);
	assert_int_equal(region->nb_areas, 3);
	/* The ROM and VGA are not the device's own, and config space never is. */
	assert_null(dev->regions[6].addr);
	assert_null(dev->regions[8].addr);
	assert_null(dev->regions[7].addr);
	assert_true(pci_region_span(region, PAGE, 1).addr != NULL);
	/* A driver that loads from it may meet a device that is gone. */
	assert_int_equal(rte_pci_bus.sigbus_handler(RTE_PTR_ADD(region->addr,
		PAGES * PAGE - 1)), 0);
	assert_int_equal(fake_eal()->removals, 1);
	assert_int_equal(rte_pci_bus.sigbus_handler(&word), 1);
	rte_pci_unmap_device(device);
	assert_int_equal(fake_vfio_mappings(), 0);
}

/* ---- a secondary process, which is this one after a change of roles ---- */

static void
become_secondary(void)
{
	fake_eal()->process = RTE_PROC_SECONDARY;
	rte_pci_unmap_device(device);
	assert_int_equal(fake_vfio_mappings(), 0);
	fake_log_reset();
}

/* A function, for this release has mdevs in primary processes only. */
static void
use_function(void)
{
	dev = fixture_scanned("0000:01:00.0", 2);
	device = &dev->device;
	fake = fake_vfio_add("0000:01:00.0", 2, FAKE_VFIO_PCI);
	make_sparse(&fake->regions[BAR]);
}

static void
test_secondary(void **state)
{
	void *addr;

	(void)state;
	use_function();
	fake->regions[BAR].mmap_errno = EAGAIN;
	fake->regions[BAR].mmap_errno_from = 4 * PAGE;
	plug();
	addr = device->mem_resource[BAR].addr;
	become_secondary();
	/* What the primary could not have is not mapped here, either. */
	fake->regions[BAR].mmap_errno = 0;
	assert_int_equal(rte_pci_map_device(device), 0);
	assert_ptr_equal(device->mem_resource[BAR].addr, addr);
	check_accessible(".xx.....");
	CHECK_LOG(WARNING, NULL, 0);
	fixture_leave_secondary(dev);
}

/* Not only BARs */
static void
test_secondary_and_a_vendor_region(void **state)
{
	struct pci_shared *shared;
	uint16_t nb_areas;
	void *addr;

	(void)state;
	use_function();
	make_sparse(&fake->regions[6]);
	fake->regions[6].offset = 6ull << 40;
	make_sparse(&fake->regions[9]);
	fake->regions[9].offset = 9ull << 40;
	fake->num_regions = 10;
	plug();
	addr = rte_pci_region_addr(device, 9, PAGE, 4 * PAGE);
	assert_non_null(addr);
	become_secondary();
	/* An address without areas is for BARs. */
	shared = fake_shared_newest();
	nb_areas = shared->regions[9].nb_areas;
	shared->regions[9].nb_areas = 0;
	assert_int_equal(rte_pci_map_device(device), -1);
	assert_int_equal(rte_errno, EPROTO);
	shared->regions[9].nb_areas = nb_areas;
	assert_int_equal(rte_pci_map_device(device), 0);
	assert_ptr_equal(rte_pci_region_addr(device, 9, PAGE, 4 * PAGE), addr);
	assert_null(rte_pci_region_addr(device, 9, PAGE, 3 * PAGE));
	fixture_leave_secondary(dev);
}

/* What was copied stays as it was. */
static void
test_record_that_changes(void **state)
{
	struct pci_shared *shared, *copy;
	struct pci_region region;
	void *at;

	(void)state;
	use_function();
	plug();
	region = dev->regions[BAR];
	shared = fake_shared_newest();
	assert_int_equal(pci_shared_copy(&dev->id, &copy), 0);
	memset(shared->areas, 0xff, shared->nb_areas * sizeof(*shared->areas));
	memset(shared->regions, 0xff, sizeof(shared->regions));
	assert_int_equal(pci_shared_apply(copy, BAR, &region, &at), 0);
	assert_ptr_equal(at, device->mem_resource[BAR].addr);
	assert_int_equal(region.nb_areas, 3);
	free(copy);
	shared->nb_areas = UINT16_MAX;
	assert_int_equal(pci_shared_copy(&dev->id, &copy), -EPROTO);
	rte_pci_unmap_device(device);
}

static void
check_forged(struct pci_shared *record, uint16_t nb_regions, uint16_t nb_areas,
	uint16_t of_region, unsigned int idx)
{
	struct pci_region region = dev->regions[BAR];
	void *at;

	record->nb_regions = nb_regions;
	record->nb_areas = nb_areas;
	record->regions[BAR].first_area = 0;
	record->regions[BAR].nb_areas = of_region;
	assert_int_equal(pci_shared_apply(record, idx, &region, &at), -EPROTO);
	assert_int_equal(region.nb_areas, 3);
}

static void
test_forged_numbers(void **state)
{
	struct pci_shared *record = calloc(1, sizeof(*record) +
		(PCI_MAX_AREAS + 1) * sizeof(struct pci_area));
	unsigned int i;

	(void)state;
	assert_non_null(record);
	plug();
	/* All of them would do, but for their number. */
	for (i = 0; i <= PCI_MAX_AREAS; i++)
		record->areas[i] = (struct pci_area){ PAGE + i * 8, 8 };
	record->regions[BAR].addr = device->mem_resource[BAR].addr;
	check_forged(record, 9, PCI_MAX_AREAS + 1, PCI_MAX_AREAS + 1, BAR);
	check_forged(record, UINT16_MAX, 1, 1, PCI_MAX_REGIONS);
	check_forged(record, BAR, 1, 1, BAR);
	free(record);
}

/* What it says is believed as far as the kernel says the same. */
static void
test_secondary_and_a_bad_record(void **state)
{
	static const struct {
		struct pci_area areas[3];
		uint16_t first_area;
		uint16_t nb_areas;
	} rows[] = {
		/* not offered, in part or at all */
		{ { { 0, PAGE } }, 1, 1 }, { { { PAGE, 3 * PAGE } }, 1, 1 },
		{ { { 6 * PAGE, 3 * PAGE } }, 1, 1 },
		{ { { 3 * PAGE, 2 * PAGE } }, 1, 1 },
		{ { { 8 * PAGE, PAGE } }, 1, 1 },
		/* with no end, or none at all */
		{ { { PAGE, UINT64_MAX } }, 1, 1 },
		{ { { UINT64_MAX - PAGE + 1, PAGE } }, 1, 1 },
		{ { { PAGE, 0 } }, 1, 1 },
		/* twice, out of order */
		{ { { PAGE, PAGE }, { PAGE, PAGE } }, 1, 2 },
		{ { { 4 * PAGE, PAGE }, { PAGE, PAGE } }, 1, 2 },
		/* beyond the record */
		{ { { PAGE, PAGE } }, 1, 4 }, { { { PAGE, PAGE } }, 5, 1 },
		{ { { PAGE, PAGE } }, UINT16_MAX, 1 },
		{ { { PAGE, PAGE } }, 1, UINT16_MAX },
	};
	struct pci_shared *shared;
	unsigned int i;

	(void)state;
	use_function();
	plug();
	shared = fake_shared_newest();
	become_secondary();
	assert_int_equal(shared->regions[BAR].first_area, 1);
	for (i = 0; i < RTE_DIM(rows); i++) {
		memcpy(&shared->areas[1], rows[i].areas, sizeof(rows[i].areas));
		shared->regions[BAR].first_area = rows[i].first_area;
		shared->regions[BAR].nb_areas = rows[i].nb_areas;
		rte_errno = 0;
		CHECK(rte_pci_map_device(device) == -1 && rte_errno == EPROTO,
			"row %u: rte_errno %d", i, rte_errno);
		assert_int_equal(fake_vfio_mappings(), 0);
	}
	CHECK_LOG(ERR, "cannot map region 3 as the primary process does",
		RTE_DIM(rows));
	shared->nb_regions = BAR;
	assert_int_equal(rte_pci_map_device(device), -1);
	fixture_leave_secondary(dev);
}

/* Opened for its ports only: nothing of it has an address yet. */
static void
test_not_mapped_yet(void **state)
{
	struct rte_pci_ioport p;
	uint32_t word = 0;

	(void)state;
	plug();
	rte_pci_unmap_device(device);
	assert_int_equal(rte_pci_ioport_map(device, 2, &p), 0);
	take_accesses();
	assert_int_equal(rte_pci_mmio_read(device, BAR, &word, 4, PAGE), 4);
	assert_int_equal(word, PAGE / 4);
	assert_int_equal(take_accesses(), 1);
}

/* ---- errors ---- */

/* A part that was read is no success. */
static void
test_errors_behind_an_edge(void **state)
{
	uint8_t bytes[2 * PAGE] = { 0 };

	(void)state;
	plug();
	fake->regions[BAR].read_errno = ENODEV;
	fake->regions[BAR].write_errno = EFAULT;
	assert_int_equal(rte_pci_mmio_read(device, BAR, bytes, 8, 3 * PAGE - 4),
		-1);
	assert_int_equal(rte_errno, ENODEV);
	assert_int_equal(rte_pci_mmio_write(device, BAR, bytes, 8, PAGE - 4),
		-1);
	assert_int_equal(rte_errno, EFAULT);
	/* What the fault is of is the first of two holes; the second one is fine. */
	take_accesses();
	fake->regions[BAR].read_errno = 0;
	fake->regions[BAR].write_errno = 0;
	fake_fault_arm(1, EIO);
	assert_int_equal(rte_pci_mmio_read(device, BAR, bytes, PAGE + 16,
		4 * PAGE - 8), -1);
	assert_int_equal(rte_errno, EIO);
	fake_fault_arm(1, EFAULT);
	assert_int_equal(rte_pci_mmio_write(device, BAR, bytes, PAGE + 16,
		4 * PAGE - 8), -1);
	assert_int_equal(rte_errno, EFAULT);
	fake_fault_disarm();
	assert_int_equal(take_accesses(), 0);
	/* What is mapped needs no kernel. */
	assert_int_equal(rte_pci_mmio_read(device, BAR, bytes, 8, PAGE), 8);
}

static void
test_short_transfer_behind_an_edge(void **state)
{
	uint8_t bytes[8] = { 0 };

	(void)state;
	plug();
	fake->short_by = 1;
	assert_int_equal(rte_pci_mmio_read(device, BAR, bytes, 8, 3 * PAGE - 4),
		-1);
	assert_int_equal(rte_errno, EIO);
	rte_errno = 0;
	assert_int_equal(rte_pci_mmio_write(device, BAR, bytes, 8,
		3 * PAGE - 4), -1);
	assert_int_equal(rte_errno, EIO);
}

static void
test_bounds(void **state)
{
	static const struct range bad[] = {
		{ PAGES * PAGE, 1, 0 }, { PAGES * PAGE - 1, 2, 0 },
		{ -1, 1, 0 }, { -PAGE, 2 * PAGE, 0 }, { 0, SIZE_MAX, 0 },
		{ PAGE, SIZE_MAX - PAGE + 1, 0 }, { INT64_MAX, 1, 0 },
		{ INT64_MIN, 1, 0 }, { 0, PAGES * PAGE + 1, 0 },
	};
	uint8_t byte = 0;
	unsigned int i;

	(void)state;
	plug();
	for (i = 0; i < RTE_DIM(bad); i++) {
		rte_errno = 0;
		CHECK(rte_pci_mmio_read(device, BAR, &byte, bad[i].len,
			bad[i].offset) == -1 && rte_errno == EINVAL,
			"read, row %u", i);
		rte_errno = 0;
		CHECK(rte_pci_mmio_write(device, BAR, &byte, bad[i].len,
			bad[i].offset) == -1 && rte_errno == EINVAL,
			"write, row %u", i);
	}
	assert_int_equal(take_accesses(), 0);
}

#define SPARSE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		SPARSE_TEST(test_mapping),
		SPARSE_TEST(test_msix_table),
		SPARSE_TEST(test_msix_table_at_a_page_end),
		SPARSE_TEST(test_msix_table_and_a_full_list),
		SPARSE_TEST(test_part_refused),
		SPARSE_TEST(test_all_refused),
		SPARSE_TEST(test_read_only),
		SPARSE_TEST(test_write_only),
		SPARSE_TEST(test_read),
		SPARSE_TEST(test_write),
		SPARSE_TEST(test_exact_requests),
		SPARSE_TEST(test_address),
		SPARSE_TEST(test_info),
		SPARSE_TEST(test_no_regions),
		SPARSE_TEST(test_any_region),
		SPARSE_TEST(test_type),
		SPARSE_TEST(test_vendor_region),
		SPARSE_TEST(test_secondary),
		SPARSE_TEST(test_secondary_and_a_vendor_region),
		SPARSE_TEST(test_record_that_changes),
		SPARSE_TEST(test_forged_numbers),
		SPARSE_TEST(test_secondary_and_a_bad_record),
		SPARSE_TEST(test_not_mapped_yet),
		SPARSE_TEST(test_errors_behind_an_edge),
		SPARSE_TEST(test_short_transfer_behind_an_edge),
		SPARSE_TEST(test_bounds),
	};

	return cmocka_run_group_tests_name("sparse", tests, NULL, NULL);
}
