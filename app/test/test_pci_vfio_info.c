/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the kernel says of a device, checked before anyone relies on it.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fake_fault.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "linux/pci_vfio_info.h"
#include "testing.h"

#define R VFIO_REGION_INFO_FLAG_READ
#define W VFIO_REGION_INFO_FLAG_WRITE
#define M VFIO_REGION_INFO_FLAG_MMAP
#define C VFIO_REGION_INFO_FLAG_CAPS
#define PAGE 4096
#define TOP ((uint64_t)INT64_MAX)

static struct fake_device *fake;
static int fd;

static int
setup(void **state)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	fixture_setup(state);
	fake = fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	fd = fake_vfio_open_device(UUID_1, &info);
	assert_true(fd >= 0);
	return 0;
}

static int
teardown(void **state)
{
	close(fd);
	return fixture_teardown(state);
}

static void
test_device_info(void **state)
{
	struct vfio_device_info info;

	(void)state;
	memset(&info, 0xff, sizeof(info));
	assert_int_equal(pci_vfio_device_info(fd, &info), 0);
	assert_int_equal(info.flags, fake->flags);
	assert_int_equal(info.num_regions, 9);
	assert_int_equal(info.num_irqs, 5);
	fake_fault_arm(1, EIO);
	assert_int_equal(pci_vfio_device_info(fd, &info), -EIO);
}

struct region_row {
	struct fake_region said;
	int ret;
	struct pci_region made;	/* areas: of size areas[0].size */
};

static void
check_region(const struct region_row *row, unsigned int i)
{
	struct pci_region region;
	int ret;

	memset(&region, 0xff, sizeof(region));
	fake->regions[2] = row->said;
	ret = pci_vfio_region_info(fd, 2, &region);
	CHECK(ret == row->ret, "row %u: %d", i, ret);
	CHECK(region.size == row->made.size &&
		region.offset == row->made.offset &&
		region.flags == row->made.flags && region.addr == NULL,
		"row %u: size %#jx, offset %#jx, flags %u", i,
		(uintmax_t)region.size, (uintmax_t)region.offset, region.flags);
	CHECK(region.nb_areas == (row->made.areas[0].size != 0),
		"row %u: %u areas", i, region.nb_areas);
	if (region.nb_areas > 0)
		CHECK(region.areas[0].size == row->made.areas[0].size &&
			region.areas[0].offset == 0, "row %u", i);
}

#define AREA(n) .areas = { { 0, n } }
#define RW (PCI_REGION_READ | PCI_REGION_WRITE)

static void
test_region_info(void **state)
{
	static const struct region_row rows[] = {
		{ { 256, 7ull << 40, R | W }, 0, { 256, 7ull << 40, RW } },
		{ { 256, 0, R }, 0, { 256, 0, PCI_REGION_READ } },
		{ { 256, 0, W }, 0, { 256, 0, PCI_REGION_WRITE } },
		{ { 256, 0, 0 }, 0, { 256, 0, 0 } },
		{ { 256, 0, 0xfffffff0 }, 0, { 256, 0, 0 } },
		{ { 0, 8ull << 40, R | W }, 0, { 0, 8ull << 40, RW } },
		{ { PAGE, 0x1000, R | W | M }, 0,
			{ PAGE, 0x1000, RW, AREA(PAGE) } },
		{ { 3 * PAGE + 1, 0, R | M }, 0,
			{ 3 * PAGE + 1, 0, PCI_REGION_READ, AREA(4 * PAGE) } },
		{ { PAGE, 0x800, R | W | M }, 0, { PAGE, 0x800, RW } },
		{ { 64, 0x1000, R | W | M }, 0, { 64, 0x1000, RW, AREA(PAGE) } },
		{ { 0, 0, R | W | M }, 0, { 0, 0, RW } },
		{ { PAGE, 0, R | W | C, .argsz = 48 }, 0, { PAGE, 0, RW } },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_region(&rows[i], i);
}

/* Refused, and nothing of it is left in the region. */
static void
test_region_info_out_of_bounds(void **state)
{
	static const struct region_row rows[] = {
		{ { 1, TOP, R | W | M }, -EOVERFLOW, { 0 } },
		{ { 0, TOP + 1, R | W }, -EOVERFLOW, { 0 } },
		{ { TOP + 1, 0, R | W | M }, -EOVERFLOW, { 0 } },
		{ { UINT64_MAX, 0, R | W }, -EOVERFLOW, { 0 } },
		{ { 2, UINT64_MAX, R | W }, -EOVERFLOW, { 0 } },
		{ { PAGE, UINT64_MAX - PAGE + 1, R | W | M }, -EOVERFLOW,
			{ 0 } },
		{ { TOP, 1, R | W }, -EOVERFLOW, { 0 } },
		{ { TOP, 0, R | W }, 0, { TOP, 0, RW } },
		{ { 0, TOP, R }, 0, { 0, TOP, PCI_REGION_READ } },
		{ { .info_errno = EINVAL }, -EINVAL, { 0 } },
		{ { .info_errno = EIO }, -EIO, { 0 } },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_region(&rows[i], i);
}

static void
test_region_index_out_of_range(void **state)
{
	struct pci_region region;

	(void)state;
	assert_int_equal(pci_vfio_region_info(fd, fake->num_regions, &region),
		-EINVAL);
	assert_int_equal(region.size, 0);
}

/* ---- answers that do not fit the first time ---- */

/* A list of one area: pages 2 and 3 of four. */
static const struct {
	struct vfio_region_info_cap_sparse_mmap cap;
	struct vfio_region_sparse_mmap_area area;
	char spare[16];
} sparse = { { { 1, 1, 0 }, 1, 0 }, { 2 * PAGE, 2 * PAGE }, "" };

#define WHOLE 64	/* bytes of the answer with that list */

struct long_row {
	struct fake_region said;
	int ret;
	uint16_t nb_areas;
	unsigned int infos;	/* how often the device answered */
};

static void
check_long_answer(const struct long_row *row, unsigned int i)
{
	struct pci_region region;
	int ret;

	fake->regions[2] = row->said;
	fake->regions[2].size = 4 * PAGE;
	fake->regions[2].flags = R | W | M | C;
	fake->regions[2].caps = &sparse;
	fake->region_infos = 0;
	ret = pci_vfio_region_info(fd, 2, &region);
	CHECK(ret == row->ret, "row %u: %d", i, ret);
	CHECK(region.size == 4 * PAGE && region.flags == RW,
		"row %u: size %#jx, flags %#x", i, (uintmax_t)region.size,
		region.flags);
	CHECK(region.nb_areas == row->nb_areas, "row %u: %u areas", i,
		region.nb_areas);
	CHECK(fake->region_infos == row->infos, "row %u: %u answers", i,
		fake->region_infos);
	if (region.nb_areas > 0 && !row->said.forgets)
		CHECK(region.areas[0].offset == 2 * PAGE &&
			region.areas[0].size == 2 * PAGE, "row %u", i);
}

/* As much as is asked for at most */
static void
test_longest_answer(void **state)
{
	static char caps[65536 - sizeof(struct vfio_region_info)];
	struct pci_region region;

	(void)state;
	memcpy(caps, &sparse, sizeof(sparse));
	fake->regions[2] = (struct fake_region){ 4 * PAGE, 0, R | W | M | C,
		.argsz = 65536, .caps = caps };
	assert_int_equal(pci_vfio_region_info(fd, 2, &region), 0);
	assert_int_equal(region.nb_areas, 1);
	assert_int_equal(region.areas[0].offset, 2 * PAGE);
}

static void
test_long_answers(void **state)
{
	static const struct long_row rows[] = {
		{ { .argsz = WHOLE }, 0, 1, 2 },
		{ { .argsz = WHOLE, .argsz_max = WHOLE }, 0, 1, 2 },
		/* What it says at first is not even the size. */
		{ { .argsz = WHOLE, .underfills = true }, 0, 1, 2 },
		{ { .argsz = WHOLE, .underfills = true, .unflagged = true }, 0,
			1, 2 },
		/* Zeros, not what was in memory: all of it, by no list. */
		{ { .argsz = WHOLE, .forgets = true }, 0, 1, 2 },
		/* It grows once meanwhile; it grows all the time. */
		{ { .argsz = WHOLE - 8, .grows = 8, .argsz_max = WHOLE + 8 }, 0,
			1, 3 },
		{ { .argsz = 32, .grows = 8, .argsz_max = WHOLE }, -EBADMSG, 0,
			3 },
		/* It refuses what it asked for. */
		{ { .argsz = WHOLE, .argsz_max = WHOLE - 1 }, -EBADMSG, 0, 1 },
		/* Nobody needs that much; it is not even tried. */
		{ { .argsz = 65537 }, -EBADMSG, 0, 1 },
		{ { .argsz = UINT32_MAX }, -EBADMSG, 0, 1 },
		/* Cut off in the list, and in the area */
		{ { .argsz = 44 }, -EBADMSG, 0, 2 },
		{ { .argsz = 60 }, -EBADMSG, 0, 2 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_long_answer(&rows[i], i);
}

static void
test_irq_info(void **state)
{
	struct pci_vfio_irq irq = { 99, 99 };

	(void)state;
	assert_int_equal(pci_vfio_irq_info(fd, VFIO_PCI_MSIX_IRQ_INDEX, &irq),
		0);
	assert_int_equal(irq.count, 5);
	assert_int_equal(irq.flags, 9);
	fake->irqs[1] = (struct fake_irq){ .count = 3,
		.info_errno = EINVAL };
	assert_int_equal(pci_vfio_irq_info(fd, VFIO_PCI_MSI_IRQ_INDEX, &irq),
		-EINVAL);
	assert_int_equal(irq.count, 0);
	assert_int_equal(irq.flags, 0);
	assert_int_equal(pci_vfio_irq_info(fd, 77, &irq), -EINVAL);
}

static void
test_irq_enable(void **state)
{
	struct fake_irq *irq = &fake->irqs[VFIO_PCI_REQ_IRQ_INDEX];

	(void)state;
	assert_int_equal(pci_vfio_irq_enable(fd, VFIO_PCI_REQ_IRQ_INDEX, 42), 0);
	assert_int_equal(irq->event_fd, 42);
	assert_int_equal(pci_vfio_irq_disable(fd, VFIO_PCI_REQ_IRQ_INDEX), 0);
	assert_int_equal(irq->event_fd, -1);
	irq->set_errno = EINVAL;
	assert_int_equal(pci_vfio_irq_enable(fd, VFIO_PCI_REQ_IRQ_INDEX, 42),
		-EINVAL);
}

static void
test_reset(void **state)
{
	(void)state;
	assert_int_equal(pci_vfio_reset(fd), 0);
	assert_int_equal(fake->resets, 1);
	fake->reset_errno = ENODEV;
	assert_int_equal(pci_vfio_reset(fd), -ENODEV);
}

#define INFO_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		INFO_TEST(test_device_info),
		INFO_TEST(test_region_info),
		INFO_TEST(test_region_info_out_of_bounds),
		INFO_TEST(test_region_index_out_of_range),
		INFO_TEST(test_long_answers),
		INFO_TEST(test_longest_answer),
		INFO_TEST(test_irq_info),
		INFO_TEST(test_irq_enable),
		INFO_TEST(test_reset),
	};

	return cmocka_run_group_tests_name("VFIO info", tests, NULL, NULL);
}
