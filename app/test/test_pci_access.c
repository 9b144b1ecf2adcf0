/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Reads and writes of regions by the public functions.
 */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>

#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

static struct rte_pci_device *device;
static struct fake_device *fake;

/* 4096 bytes of config space; BAR0 mapped, BAR2 of 32 bytes, no BAR1. */
static int
setup(void **state)
{
	fixture_setup(state);
	device = fixture_probed(UUID_1, FAKE_VFIO_PCI, &fake);
	fake_log_reset();
	fake->accesses = 0;
	rte_errno = 0;
	return 0;
}

static void
check_last(unsigned int region, uint64_t offset, size_t len, bool write)
{
	assert_int_equal(fake->accesses, 1);
	assert_int_equal(fake->last.region, region);
	assert_int_equal(fake->last.offset, offset);
	assert_int_equal(fake->last.len, len);
	assert_int_equal(fake->last.write, write);
	fake->accesses = 0;
}

static void
check_error(int ret, int err, const char *what)
{
	CHECK(ret == -1 && rte_errno == err, "%s: %d, rte_errno %d", what, ret,
		rte_errno);
	CHECK(fake->accesses == 0, "%s: the kernel was asked", what);
	rte_errno = 0;
}

/* ---- exact width, in one access ---- */

static void
test_config_width(void **state)
{
	static const size_t widths[] = { 1, 2, 3, 4, 8, 64, 256, 4096 };
	uint8_t out[4096], in[4096];
	unsigned int i;

	(void)state;
	memset(out, 0xa5, sizeof(out));
	for (i = 0; i < RTE_DIM(widths); i++) {
		size_t len = widths[i], at = (4096 - len) / 2;

		assert_int_equal(rte_pci_write_config(device, out, len, at),
			len);
		check_last(CONFIG, at, len, true);
		memset(in, 0, sizeof(in));
		assert_int_equal(rte_pci_read_config(device, in, len, at), len);
		check_last(CONFIG, at, len, false);
		assert_memory_equal(in, out, len);
	}
}

static void
test_mmio_width(void **state)
{
	static const size_t widths[] = { 1, 2, 4, 8 };
	const uint64_t value = 0x1122334455667788;
	uint64_t seen;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(widths); i++) {
		seen = 0;
		assert_int_equal(rte_pci_mmio_write(device, 2, &value,
			widths[i], 8), widths[i]);
		check_last(2, 8, widths[i], true);
		assert_int_equal(rte_pci_mmio_read(device, 2, &seen, widths[i],
			8), widths[i]);
		check_last(2, 8, widths[i], false);
		assert_memory_equal(&seen, &value, widths[i]);
	}
}

/* A mapped BAR shows the same bytes to both. */
static void
test_mapped_bar_by_accessor(void **state)
{
	uint32_t value = 0xcafe1234, seen = 0;

	(void)state;
	memcpy((char *)device->mem_resource[0].addr + 0x100, &value,
		sizeof(value));
	assert_int_equal(rte_pci_mmio_read(device, 0, &seen, 4, 0x100), 4);
	assert_int_equal(seen, value);
}

/* ---- bounds ---- */

struct range {
	size_t len;
	off_t offset;
};

static const struct range bad_ranges[] = {
	{ 1, 4096 }, { 2, 4095 }, { 4097, 0 }, { 4, -2 }, { 1, -1 }, { 4, -4 },
	{ 0, 4097 }, { 1, INT64_MAX }, { 1, INT64_MIN }, { SIZE_MAX, 0 },
	{ SIZE_MAX, 1 }, { SIZE_MAX - 1, 4 }, { (size_t)INT_MAX + 1, 0 },
	{ (size_t)1 << 32, 0 }, { ((size_t)1 << 32) + 4, 0 }, { INT_MAX, 0 },
};

static void
test_config_bounds(void **state)
{
	uint8_t byte = 0;
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(bad_ranges); i++) {
		ret = rte_pci_read_config(device, &byte, bad_ranges[i].len,
			bad_ranges[i].offset);
		check_error(ret, EINVAL, "read_config");
		ret = rte_pci_write_config(device, &byte, bad_ranges[i].len,
			bad_ranges[i].offset);
		check_error(ret, EINVAL, "write_config");
	}
}

static void
test_mmio_bounds(void **state)
{
	uint8_t byte = 0;
	unsigned int i;
	int ret;

	(void)state;
	for (i = 0; i < RTE_DIM(bad_ranges); i++) {
		ret = rte_pci_mmio_read(device, 2, &byte, bad_ranges[i].len,
			bad_ranges[i].offset);
		check_error(ret, EINVAL, "mmio_read");
		ret = rte_pci_mmio_write(device, 2, &byte, bad_ranges[i].len,
			bad_ranges[i].offset);
		check_error(ret, EINVAL, "mmio_write");
	}
}

/* The result is an int: what it cannot say is not done. */
static void
test_more_than_an_int(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_2, 2);
	const size_t len = (size_t)INT_MAX + 1;
	uint8_t byte = 0;

	(void)state;
	fake = fake_vfio_add(UUID_2, 2, FAKE_VFIO_PCI);
	fake->regions[2].size = 1ull << 33;
	assert_int_equal(fixture_plug(dev), 0);
	fake->accesses = 0;
	check_error(rte_pci_mmio_read(&dev->device, 2, &byte, len, 0), EINVAL,
		"read");
	check_error(rte_pci_mmio_write(&dev->device, 2, &byte, len, 0), EINVAL,
		"write");
	assert_int_equal(rte_pci_mmio_read(&dev->device, 2, &byte, 1,
		(1ll << 33) - 1), 1);
}

static void
test_bad_bars(void **state)
{
	static const int bars[] = { -1, 6, 7, 8, 100, INT_MAX, INT_MIN };
	uint8_t byte = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bars); i++) {
		check_error(rte_pci_mmio_read(device, bars[i], &byte, 1, 0),
			EINVAL, "mmio_read");
		check_error(rte_pci_mmio_write(device, bars[i], &byte, 1, 0),
			EINVAL, "mmio_write");
	}
	check_error(rte_pci_mmio_read(device, 1, &byte, 1, 0), ENXIO, "BAR1");
	check_error(rte_pci_mmio_write(device, 5, &byte, 1, 0), ENXIO, "BAR5");
}

/* ---- what the device refuses ---- */

static void
test_access_rights(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_2, 2);
	uint8_t byte = 0;

	(void)state;
	fake = fake_vfio_add(UUID_2, 2, FAKE_VFIO_PCI);
	fake->regions[2].flags = VFIO_REGION_INFO_FLAG_READ;
	fake->regions[3].flags = VFIO_REGION_INFO_FLAG_WRITE;
	fake->regions[4] = (struct fake_region){ 64, 4ull << 40, 0 };
	assert_int_equal(fixture_plug(dev), 0);
	fake->accesses = 0;
	device = &dev->device;
	assert_int_equal(rte_pci_mmio_read(device, 2, &byte, 1, 0), 1);
	check_last(2, 0, 1, false);
	check_error(rte_pci_mmio_write(device, 2, &byte, 1, 0), EACCES, "2");
	assert_int_equal(rte_pci_mmio_write(device, 3, &byte, 1, 0), 1);
	check_last(3, 0, 1, true);
	check_error(rte_pci_mmio_read(device, 3, &byte, 1, 0), EACCES, "3");
	check_error(rte_pci_mmio_read(device, 4, &byte, 1, 0), EACCES, "4");
}

static void
test_short_transfers(void **state)
{
	uint32_t value = 0;

	(void)state;
	for (fake->short_by = 1; fake->short_by <= 4; fake->short_by++) {
		rte_errno = 0;
		assert_int_equal(rte_pci_read_config(device, &value, 4, 0), -1);
		assert_int_equal(rte_errno, EIO);
		rte_errno = 0;
		assert_int_equal(rte_pci_mmio_write(device, 2, &value, 4, 0),
			-1);
		assert_int_equal(rte_errno, EIO);
	}
}

static void
test_errno_of_the_kernel(void **state)
{
	uint32_t value = 0;

	(void)state;
	fake->regions[CONFIG].read_errno = EFAULT;
	fake->regions[CONFIG].write_errno = EPERM;
	check_error(rte_pci_read_config(device, &value, 4, 0), EFAULT, "read");
	check_error(rte_pci_write_config(device, &value, 4, 0), EPERM, "write");
	/* The caller knows better than the bus what that means. */
	CHECK_LOG(ERR, NULL, 0);
}

/* ---- I/O ports ---- */

static void
test_ioport(void **state)
{
	struct rte_pci_ioport p;
	uint16_t value = 0xbeef, seen = 0;

	(void)state;
	memset(&p, 0xff, sizeof(p));
	assert_int_equal(rte_pci_ioport_map(device, 2, &p), 0);
	assert_ptr_equal(p.dev, device);
	assert_int_equal(p.len, 32);
	rte_pci_ioport_write(&p, &value, 2, 30);
	check_last(2, 30, 2, true);
	rte_pci_ioport_read(&p, &seen, 2, 30);
	check_last(2, 30, 2, false);
	assert_int_equal(seen, value);
	CHECK_LOG(ERR, NULL, 0);
	assert_int_equal(rte_pci_ioport_unmap(&p), 0);
	/* Nothing is lost for a handler that has not heard of it. */
	rte_pci_ioport_read(&p, &seen, 2, 30);
	assert_int_equal(seen, value);
}

static void
test_ioport_bounds(void **state)
{
	struct rte_pci_ioport p;
	uint32_t seen = 0;

	(void)state;
	assert_int_equal(rte_pci_ioport_map(device, 2, &p), 0);
	rte_pci_ioport_read(&p, &seen, 4, 30);
	assert_int_equal(seen, 0xffffffff);
	seen = 0;
	rte_pci_ioport_read(&p, &seen, 1, -1);
	assert_int_equal(seen, 0xff);
	rte_pci_ioport_write(&p, &seen, 4, 30);
	assert_int_equal(fake->accesses, 0);
	CHECK_LOG(ERR, UUID_1 ": cannot read", 2);
	CHECK_LOG(ERR, UUID_1 ": cannot write", 1);
}

static void
test_ioport_bad_bars(void **state)
{
	static const int bars[] = { -1, 1, 6, 7, INT_MAX, INT_MIN };
	struct rte_pci_ioport p;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bars); i++) {
		rte_errno = 0;
		assert_int_equal(rte_pci_ioport_map(device, bars[i], &p), -1);
		CHECK(rte_errno != 0, "rte_errno is not set for %d", bars[i]);
	}
	CHECK_LOG(ERR, "no I/O ports", RTE_DIM(bars));
}

/* ---- devices that are not open, or not the bus's ---- */

static void
test_closed_device(void **state)
{
	struct rte_pci_ioport p;
	uint8_t byte = 0;

	(void)state;
	assert_int_equal(rte_pci_ioport_map(device, 2, &p), 0);
	rte_pci_unmap_device(device);
	assert_int_equal(fake->opened, 0);
	fake->accesses = 0;
	check_error(rte_pci_read_config(device, &byte, 1, 0), ENODEV, "read");
	check_error(rte_pci_write_config(device, &byte, 1, 0), ENODEV, "write");
	check_error(rte_pci_mmio_read(device, 0, &byte, 1, 0), ENODEV, "mmio");
	rte_pci_ioport_read(&p, &byte, 1, 0);
	assert_int_equal(byte, 0xff);
	/* net_virtio asks in secondary processes before it maps. */
	assert_int_equal(rte_pci_ioport_map(device, 2, &p), 0);
	assert_int_equal(fake->opened, 1);
	rte_pci_unmap_device(device);
	assert_int_equal(fake->opened, 0);
}

static void
check_unreachable(struct rte_pci_device *pdev)
{
	struct rte_pci_ioport p = { .dev = pdev };
	uint8_t byte = 0;

	fake_log_reset();
	fake->accesses = 0;
	check_error(rte_pci_read_config(pdev, &byte, 1, 0), ENOTSUP, "read");
	check_error(rte_pci_write_config(pdev, &byte, 1, 0), ENOTSUP, "write");
	CHECK_LOG(ERR, NULL, 2);
	check_error(rte_pci_mmio_read(pdev, 0, &byte, 1, 0), ENOTSUP, "mmio");
	check_error(rte_pci_mmio_write(pdev, 0, &byte, 1, 0), ENOTSUP, "mmio");
	rte_pci_ioport_read(&p, &byte, 1, 0);
	assert_int_equal(byte, 0xff);
	assert_int_equal(rte_pci_ioport_map(pdev, 0, &p), -1);
	assert_int_equal(rte_pci_map_device(pdev), 1);
	rte_pci_unmap_device(pdev);
	assert_false(rte_pci_has_capability_list(pdev));
}

/* Tests of applications make their own: there is nothing behind it. */
static void
test_device_without_a_tail(void **state)
{
	static const enum rte_pci_kernel_driver kdrvs[] = {
		RTE_PCI_KDRV_UNKNOWN, RTE_PCI_KDRV_NONE };
	struct rte_pci_device *pdev = calloc(1, sizeof(*pdev));
	unsigned int i;

	(void)state;
	assert_non_null(pdev);
	pdev->device.name = "virtual";
	for (i = 0; i < RTE_DIM(kdrvs); i++) {
		pdev->kdrv = kdrvs[i];
		check_unreachable(pdev);
	}
	free(pdev);
}

static void
test_device_without_a_back_end(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF, "e1000e");
	assert_int_equal(fixture_allow(BDF), 0);
	assert_int_equal(rte_pci_scan(), 0);
	check_unreachable(&fixture_device(BDF)->device);
}

#define ACCESS_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		ACCESS_TEST(test_config_width),
		ACCESS_TEST(test_mmio_width),
		ACCESS_TEST(test_mapped_bar_by_accessor),
		ACCESS_TEST(test_config_bounds),
		ACCESS_TEST(test_mmio_bounds),
		ACCESS_TEST(test_more_than_an_int),
		ACCESS_TEST(test_bad_bars),
		ACCESS_TEST(test_access_rights),
		ACCESS_TEST(test_short_transfers),
		ACCESS_TEST(test_errno_of_the_kernel),
		ACCESS_TEST(test_ioport),
		ACCESS_TEST(test_ioport_bounds),
		ACCESS_TEST(test_ioport_bad_bars),
		ACCESS_TEST(test_closed_device),
		ACCESS_TEST(test_device_without_a_tail),
		ACCESS_TEST(test_device_without_a_back_end),
	};

	return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
