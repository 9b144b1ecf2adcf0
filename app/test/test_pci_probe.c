/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Bringing devices and drivers together, and apart.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bus.h>
#include <rte_devargs.h>
#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF_1 "0000:01:00.0"
#define BDF_2 "0000:02:00.0"
#define MAPPED RTE_PCI_DRV_NEED_MAPPING

static struct test_driver first, second;

static int
plug(const char *name)
{
	return rte_pci_bus.plug(&fixture_device(name)->device.device);
}

/* A host with this device, and a driver that needs it mapped. */
static void
begin_with(const char *name)
{
	fixture_begin();
	fixture_scanned(name, 1);
	fake_vfio_add(name, 1, FAKE_VFIO_PCI);
	test_driver_add(&first, MAPPED, NULL);
}

/* A physical function and two mdevs, all of which VFIO knows. */
static void
make_host(void)
{
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_mdev("parent", UUID_1, 1);
	fake_sysfs_add_mdev("parent", UUID_2, 2);
	fake_vfio_add(BDF_1, 9, FAKE_VFIO_PCI);
	fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	fake_vfio_add(UUID_2, 2, FAKE_MBOCHS);
}

static bool
was_opened(const char *name)
{
	return fake_vfio_find(name)->opens > 0;
}

/* ---- who matches ---- */

static void
test_match(void **state)
{
	static const struct {
		struct rte_pci_id id;
		bool matches;
	} rows[] = {
		{ { 0x020000, 0x8086, 0x100e, 0x1af4, 0x1100 }, true },
		{ { 0x020000, 0x8086, 0x100f, 0x1af4, 0x1100 }, false },
		{ { 0x020000, 0x8087, 0x100e, 0x1af4, 0x1100 }, false },
		{ { 0x020000, 0x8086, 0x100e, 0x1af4, 0x1101 }, false },
		{ { 0x020000, 0x8086, 0x100e, 0x1af5, 0x1100 }, false },
		{ { 0x030000, 0x8086, 0x100e, 0x1af4, 0x1100 }, false },
		{ { RTE_PCI_DEVICE(0x8086, 0x100e) }, true },
		{ { RTE_PCI_DEVICE(0x8086, RTE_PCI_ANY_ID) }, true },
		{ { RTE_PCI_DEVICE(RTE_PCI_ANY_ID, 0x100e) }, true },
		{ { RTE_PCI_DEVICE(RTE_PCI_ANY_ID, 0x100f) }, false },
		{ { RTE_CLASS_ANY_ID, RTE_PCI_ANY_ID, RTE_PCI_ANY_ID,
			RTE_PCI_ANY_ID, 0x1100 }, true },
		{ { RTE_CLASS_ANY_ID, RTE_PCI_ANY_ID, RTE_PCI_ANY_ID,
			RTE_PCI_ANY_ID, 0x1101 }, false },
		{ { 0x020000, RTE_PCI_ANY_ID, RTE_PCI_ANY_ID, RTE_PCI_ANY_ID,
			RTE_PCI_ANY_ID }, true },
	};
	struct rte_pci_id table[3];
	struct rte_pci_driver driver = { .id_table = table };
	unsigned int i;

	(void)state;
	make_host();
	rte_pci_scan();
	memset(table, 0, sizeof(table));
	table[0] = (struct rte_pci_id){ RTE_PCI_DEVICE(0x1234, 0x5678) };
	for (i = 0; i < RTE_DIM(rows); i++) {
		table[1] = rows[i].id;
		CHECK(pci_driver_matches(&driver, fixture_device(BDF_1)) ==
			rows[i].matches, "row %u", i);
	}
	/* Behind the end of the table. */
	table[0].vendor_id = 0;
	assert_false(pci_driver_matches(&driver, fixture_device(BDF_1)));
}

/* Without its IDs a device is no driver's, not even one's that takes all. */
static void
test_unidentified_matches_nothing(void **state)
{
	(void)state;
	make_host();
	rte_pci_scan();
	test_driver_add(&first, 0, NULL);
	assert_false(pci_driver_matches(&first.driver, fixture_device(UUID_1)));
	assert_int_equal(pci_dev_identify(fixture_device(UUID_1)), 0);
	assert_true(pci_driver_matches(&first.driver, fixture_device(UUID_1)));
}

/* ---- which mdevs are opened ---- */

static void
check_opened(const char *allow, const char *block, const char *opened)
{
	static const char * const names[] = { UUID_1, UUID_2 };
	unsigned int i;

	fixture_begin();
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	if (allow != NULL)
		assert_int_equal(fixture_allow(allow), 0);
	if (block != NULL)
		assert_int_equal(fixture_block(block), 0);
	rte_pci_scan();
	assert_int_equal(fake_vfio_node_opens(), 0);
	rte_pci_bus.get_iommu_class();
	rte_pci_bus.probe();
	for (i = 0; i < RTE_DIM(names); i++)
		CHECK(was_opened(names[i]) == (strcmp(names[i], opened) == 0),
			"-a %s -b %s: %s", allow, block, names[i]);
	/* The container and one group, or nothing at all. */
	assert_int_equal(fake_vfio_node_opens(), *opened == '\0' ? 0 : 2);
	fixture_end();
}

static void
test_only_what_is_named_is_opened(void **state)
{
	(void)state;
	check_opened(NULL, NULL, "");
	check_opened(NULL, UUID_1, "");
	check_opened(NULL, BDF_1, "");
	check_opened(BDF_1, NULL, "");
	check_opened("bus=pci", NULL, "");
	check_opened(UUID_1, NULL, UUID_1);
	check_opened(UUID_1_UPPER, NULL, UUID_1);
	check_opened("pci:" UUID_2, NULL, UUID_2);
	check_opened("bus=pci,addr=" UUID_2, NULL, UUID_2);
}

static void
test_function_is_not_opened_for_an_mdev(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_false(was_opened(BDF_1));
	assert_int_equal(first.probes, 1);
}

static void
test_no_driver_takes_it(void **state)
{
	static const struct rte_pci_id other[] = {
		{ RTE_PCI_DEVICE(0x1111, 0x2222) }, { .vendor_id = 0 } };

	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, other);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_true(was_opened(UUID_1));
	fake_vfio_check_idle();
	CHECK_LOG(NOTICE, "mdev " UUID_1 " (8086:10d3): no driver takes it", 1);
	CHECK_LOG(ERR, NULL, 0);
}

/* It had the device mapped, and says that it is for others. */
static void
test_no_driver_wants_it(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	first.probe_result = 1;
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_int_equal(first.probes, 1);
	fake_vfio_check_idle();
	CHECK_LOG(NOTICE, "mdev " UUID_1 " (8086:10d3): no driver takes it", 1);
}

/* ---- a scan while a driver is being asked ---- */

static struct rte_pci_device_internal *seen_in_probe;

static int
probe_that_scans(struct rte_pci_driver *driver, struct rte_pci_device *pdev)
{
	(void)driver;
	seen_in_probe = pci_dev_internal(pdev);
	assert_int_equal(rte_pci_scan(), 0);
	assert_true(seen_in_probe->mapped);
	assert_non_null(seen_in_probe->backend);
	return 0;
}

/* Another thread may hotplug, or a secondary process may ask for it. */
static void
test_scan_during_probe(void **state)
{
	static const char * const names[] = { BDF_1, UUID_1 };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(names); i++) {
		begin_with(names[i]);
		first.driver.probe = probe_that_scans;
		assert_int_equal(plug(names[i]), 0);
		assert_true(seen_in_probe->mapped);
		assert_non_null(seen_in_probe->device.mem_resource[0].addr);
		fixture_end();
	}
}

/* ---- a probe that fails ---- */

struct rollback {
	uint32_t flags;
	int results[2];		/* of the two drivers */
	int ret;		/* of plug; positive: any */
	unsigned int probes[2];
	bool open;		/* the device stays open */
};

static const struct rollback rollbacks[] = {
	{ MAPPED, { 0, 0 }, 0, { 1, 0 }, true },
	{ MAPPED, { -EIO, 0 }, -EIO, { 1, 0 }, false },
	{ MAPPED, { -1, 0 }, -1, { 1, 0 }, false },
	{ MAPPED, { 1, 0 }, 0, { 1, 1 }, true },
	{ MAPPED, { 1, -ENOMEM }, -ENOMEM, { 1, 1 }, false },
	{ MAPPED, { 1, 1 }, 1, { 1, 1 }, false },
	{ MAPPED | RTE_PCI_DRV_KEEP_MAPPED_RES, { 1, 1 }, 1, { 1, 1 }, true },
	{ MAPPED | RTE_PCI_DRV_KEEP_MAPPED_RES, { -EIO, 0 }, -EIO, { 1, 0 },
		false },
	{ MAPPED | RTE_PCI_DRV_KEEP_MAPPED_RES, { 1, 0 }, 0, { 1, 1 }, true },
	{ 0, { -EIO, 0 }, -EIO, { 1, 0 }, false },
	{ 0, { 1, 1 }, 1, { 1, 1 }, false },
};

static void
check_rollback(const struct rollback *row, const char *name, unsigned int i)
{
	struct rte_pci_device *pdev = &fixture_scanned(name, 1)->device;
	int ret;

	fake_vfio_add(name, 1, FAKE_VFIO_PCI);
	test_driver_add(&first, row->flags, NULL);
	test_driver_add(&second, row->flags, NULL);
	first.probe_result = row->results[0];
	second.probe_result = row->results[1];
	ret = plug(name);
	CHECK(row->ret > 0 ? ret > 0 : ret == row->ret, "row %u: %d", i, ret);
	CHECK(first.probes == row->probes[0] && second.probes == row->probes[1],
		"row %u: %u and %u probes", i, first.probes, second.probes);
	CHECK((fake_vfio_find(name)->opened > 0) == row->open, "row %u: %s", i,
		row->open ? "closed" : "open");
	CHECK((pdev->device.driver != NULL) == (ret == 0) &&
		(pdev->driver != NULL) == (ret == 0) &&
		(pdev->intr_handle != NULL) == row->open, "row %u: %s", i,
		name);
}

static void
test_rollback(void **state)
{
	static const char * const names[] = { BDF_1, UUID_1 };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(rollbacks); i++) {
		for (j = 0; j < RTE_DIM(names); j++) {
			fixture_begin();
			check_rollback(&rollbacks[i], names[j], i);
			fixture_end();
		}
	}
}

static void
test_mapping_that_fails(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	test_driver_add(&second, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	pdev = &fixture_device(UUID_1)->device;
	fake_vfio_find(UUID_1)->reset_errno = EIO;
	assert_int_equal(plug(UUID_1), -EIO);
	assert_int_equal(first.probes + second.probes, 0);
	assert_null(pdev->driver);
	assert_null(pdev->intr_handle);
	assert_null(pdev->vfio_req_intr_handle);
	fake_vfio_check_idle();
}

/* A driver may map the device itself, and must not leave it open. */
static int
probe_by_hand(struct rte_pci_driver *driver, struct rte_pci_device *pdev)
{
	(void)driver;
	assert_int_equal(rte_pci_map_device(pdev), 0);
	assert_non_null(pdev->mem_resource[0].addr);
	return first.probe_result;
}

static void
test_driver_that_maps_itself(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, 0, NULL);
	first.driver.probe = probe_by_hand;
	first.probe_result = -EIO;
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	assert_int_equal(plug(UUID_1), -EIO);
	fake_vfio_check_idle();
	first.probe_result = 0;
	assert_int_equal(plug(UUID_1), 0);
	assert_int_equal(fake_vfio_find(UUID_1)->opened, 1);
}

static int
probe_refused_device(struct rte_pci_driver *driver, struct rte_pci_device *pdev)
{
	(void)driver;
	assert_int_equal(rte_pci_map_device(pdev), -1);
	assert_int_equal(rte_errno, EIO);
	return -rte_errno;
}

static void
test_driver_that_cannot_map(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, 0, NULL);
	first.driver.probe = probe_refused_device;
	fake_vfio_find(UUID_1)->reset_errno = EIO;
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	assert_int_equal(plug(UUID_1), -EIO);
	fake_vfio_check_idle();
}

/* Outside of a probe there are no interrupt handles to fill in. */
static void
test_map_outside_of_a_probe(void **state)
{
	static const char * const names[] = { BDF_1, UUID_1 };
	struct rte_pci_device *pdev;
	unsigned int i;

	(void)state;
	make_host();
	rte_pci_scan();
	for (i = 0; i < RTE_DIM(names); i++) {
		pdev = &fixture_device(names[i])->device;
		rte_errno = 0;
		assert_int_equal(rte_pci_map_device(pdev), -1);
		assert_int_not_equal(rte_errno, 0);
		fake_vfio_check_idle();
		fake_eal_check_idle();
		CHECK_LOG(ERR, names[i], 1);
	}
}

static void
test_probe_again(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	assert_int_equal(plug(UUID_1), 0);
	assert_int_equal(plug(UUID_1), -EEXIST);
	assert_int_equal(first.probes, 1);
	first.driver.drv_flags |= RTE_PCI_DRV_PROBE_AGAIN;
	first.probe_result = -EBUSY;
	assert_int_equal(plug(UUID_1), -EBUSY);
	assert_int_equal(first.probes, 2);
	/* That it does not want it again is no reason to take it away. */
	assert_true(pci_dev_is_probed(fixture_device(UUID_1)));
	assert_int_equal(fake_vfio_find(UUID_1)->opened, 1);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_blocked_device(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	rte_pci_scan();
	assert_int_equal(fixture_block(BDF_1), 0);
	fixture_device(BDF_1)->device.device.devargs =
		rte_devargs_next("pci", NULL);
	assert_true(plug(BDF_1) > 0);
	assert_int_equal(first.probes, 0);
	CHECK_LOG(INFO, ": blocked, not initializing", 1);
}

static void
test_numa_note(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, 0, NULL);
	rte_pci_scan();
	fake_eal()->sockets = 2;
	assert_int_equal(plug(BDF_1), 0);
	CHECK_LOG(INFO, BDF_1 ": is not NUMA-aware", 1);
	CHECK_LOG(INFO, "Probe PCI driver: test (8086:100e) device: " BDF_1 " (socket -1)", 1);
}

/* ---- IOVA modes ---- */

static void
test_iova_conflict(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED | RTE_PCI_DRV_NEED_IOVA_AS_VA, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	assert_int_equal(fixture_allow(BDF_1), 0);
	rte_pci_scan();
	fake_eal()->iova_mode = RTE_IOVA_PA;
	assert_int_equal(plug(UUID_1), -EINVAL);
	assert_int_equal(plug(BDF_1), -EINVAL);
	assert_int_equal(first.probes, 0);
	CHECK_LOG(ERR, "needs IOVA mode VA, and EAL runs in PA", 2);
	fake_vfio_check_idle();
}

struct wish {
	uint32_t flags[2];	/* of a driver of functions, and one of mdevs */
	bool noiommu;
	const char *kernel_driver;
	enum rte_iova_mode mode;
	unsigned int warnings;
};

static const struct rte_pci_id function_ids[] = {
	{ RTE_PCI_DEVICE(0x8086, 0x100e) }, { .vendor_id = 0 } };
static const struct rte_pci_id mdev_ids[] = {
	{ RTE_PCI_DEVICE(0x8086, 0x10d3) }, { .vendor_id = 0 } };

static void
check_wish(const struct wish *row, unsigned int i)
{
	enum rte_iova_mode mode;

	fixture_begin();
	fake_sysfs_add_function(BDF_1, row->kernel_driver);
	fake_sysfs_add_mdev("parent", UUID_1, 1);
	fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	fake_eal()->noiommu = row->noiommu;
	test_driver_add(&first, row->flags[0], function_ids);
	test_driver_add(&second, row->flags[1], mdev_ids);
	assert_int_equal(fixture_allow(BDF_1), 0);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	mode = rte_pci_bus.get_iommu_class();
	CHECK(mode == row->mode, "row %u: %d", i, mode);
	CHECK_LOG(WARNING, NULL, row->warnings);
	fixture_end();
}

static void
test_iova_wishes(void **state)
{
	const uint32_t va = RTE_PCI_DRV_NEED_IOVA_AS_VA;
	const struct wish rows[] = {
		{ { 0, 0 }, false, "vfio-pci", RTE_IOVA_DC, 0 },
		{ { va, 0 }, false, "vfio-pci", RTE_IOVA_VA, 0 },
		{ { 0, va }, false, "vfio-pci", RTE_IOVA_VA, 0 },
		{ { va, va }, false, "vfio-pci", RTE_IOVA_VA, 0 },
		/* The mode without IOMMU is for functions; mdevs have one. */
		{ { 0, 0 }, true, "vfio-pci", RTE_IOVA_PA, 0 },
		{ { 0, va }, true, "vfio-pci", RTE_IOVA_DC, 1 },
		/* A device that is not DPDK's has no say. */
		{ { va, 0 }, false, "e1000", RTE_IOVA_DC, 0 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_wish(&rows[i], i);
	assert_int_equal(rte_pci_bus.get_iommu_class(), RTE_IOVA_DC);
}

/* ---- VFIO's no-IOMMU mode ---- */

/* A function on VFIO without an IOMMU, and an mdev. EAL has chosen this mode. */
static void
make_host_without_iommu(uint32_t mdev_flags, enum rte_iova_mode mode)
{
	make_host();
	fake_eal()->noiommu = true;
	fake_eal()->iova_mode = mode;
	test_driver_add(&first, MAPPED, function_ids);
	test_driver_add(&second, MAPPED | mdev_flags, mdev_ids);
	assert_int_equal(fixture_allow(BDF_1), 0);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
}

/* They share no container, which the kernel would refuse. */
static void
test_no_iommu_beside_an_mdev(void **state)
{
	(void)state;
	make_host_without_iommu(0, RTE_IOVA_PA);
	assert_int_equal(rte_pci_bus.get_iommu_class(), RTE_IOVA_PA);
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_int_equal(first.probes, 1);
	assert_int_equal(second.probes, 1);
	assert_int_equal(fake_eal()->setups, 1);
	CHECK_LOG(ERR, NULL, 0);
}

/* --iova-mode=va, or the mdev's driver asked for it: the mdev works. */
static void
test_no_iommu_and_virtual_addresses(void **state)
{
	(void)state;
	make_host_without_iommu(RTE_PCI_DRV_NEED_IOVA_AS_VA, RTE_IOVA_VA);
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_int_equal(first.probes, 0);
	assert_int_equal(second.probes, 1);
	CHECK_LOG(ERR, BDF_1 ": with driver test behind vfio-pci it needs IOVA mode PA, "
		"and EAL runs in VA", 1);
	CHECK_LOG(ERR, "Requested device " BDF_1 " cannot be used", 1);
}

/* And the other way round. */
static void
test_no_iommu_and_a_driver_of_virtual_addresses(void **state)
{
	(void)state;
	make_host_without_iommu(RTE_PCI_DRV_NEED_IOVA_AS_VA, RTE_IOVA_PA);
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_int_equal(first.probes, 1);
	assert_int_equal(second.probes, 0);
	CHECK_LOG(ERR, "needs IOVA mode VA, and EAL runs in PA", 1);
	CHECK_LOG(ERR, "Requested device " UUID_1 " cannot be used", 1);
}

/* What the IOMMU of Intel's says of itself. */
static void
test_iommu_width(void **state)
{
	static const struct {
		const char *cap;
		enum rte_iova_mode mode;
		unsigned int bits;
	} rows[] = {
		{ "c0000000260462\n", RTE_IOVA_VA, 39 },
		{ "d2008c222f0686\n", RTE_IOVA_VA, 48 },
		{ "junk\n", RTE_IOVA_PA, 0 }, { "", RTE_IOVA_PA, 0 },
		{ "10000000000000000\n", RTE_IOVA_PA, 0 },
		{ " d2008c222f0686\n", RTE_IOVA_PA, 0 },
		{ "-d2008c222f0686\n", RTE_IOVA_PA, 0 },
		{ "d2008c222f0686 \n", RTE_IOVA_PA, 0 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		fixture_begin();
		fake_sysfs_add_function(BDF_1, "vfio-pci");
		fake_sysfs_set(BDF_1, "class", "0x020000\n");
		fake_sysfs_add_dir(BDF_1, "iommu");
		fake_sysfs_add_dir(BDF_1, "iommu/intel-iommu");
		fake_sysfs_set(BDF_1, "iommu/intel-iommu/cap", rows[i].cap);
		test_driver_add(&first, RTE_PCI_DRV_NEED_IOVA_AS_VA, NULL);
		rte_pci_scan();
		CHECK(rte_pci_bus.get_iommu_class() == rows[i].mode, "row %u",
			i);
		assert_int_equal(fake_eal()->dma_mask, rows[i].bits);
		fixture_end();
	}
}

/* ---- the bus as a whole ---- */

static void
test_result_of_the_bus(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(rte_pci_bus.probe(), 0); /* no device, no failure */
	assert_int_equal(fixture_allow(UUID_1), 0);
	assert_int_equal(fixture_allow(UUID_2), 0);
	rte_pci_scan();
	fake_vfio_find(UUID_1)->flags = 0;
	assert_int_equal(rte_pci_bus.probe(), 0); /* one of two */
	CHECK_LOG(ERR, "Requested device " UUID_1 " cannot be used", 1);
	assert_int_equal(rte_errno, ENODEV);
	assert_int_equal(rte_pci_bus.unplug(
		&fixture_device(UUID_2)->device.device), 0);
	assert_int_equal(rte_pci_bus.probe(), -1); /* one of one */
}

/* What failed when the IOVA mode was asked for is not said again. */
static void
test_refusal_is_reported_once(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	fake_vfio_host()->group_errno = EBUSY;
	rte_pci_scan();
	rte_pci_bus.get_iommu_class();
	CHECK_LOG(ERR, NULL, 1);
	assert_int_equal(rte_pci_bus.probe(), -1);
	CHECK_LOG(ERR, "another process holds the device", 1);
	/* Later, by hotplug, it is tried again. */
	fake_vfio_host()->group_errno = 0;
	assert_int_equal(plug(UUID_1), 0);
}

static void
test_identified_once(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	rte_pci_bus.get_iommu_class();
	assert_int_equal(rte_pci_bus.probe(), 0);
	assert_int_equal(fake_vfio_find(UUID_1)->opens, 1);
}

/* ---- apart ---- */

static void
test_unplug(void **state)
{
	static const char * const names[] = { BDF_1, UUID_1 };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(names); i++) {
		begin_with(names[i]);
		assert_int_equal(plug(names[i]), 0);
		assert_int_equal(rte_pci_bus.unplug(
			&fixture_device(names[i])->device.device), 0);
		assert_int_equal(first.removes, 1);
		assert_int_equal(fixture_count(), 0);
		assert_int_equal(fixture_count_devargs("pci"), 0);
		fake_vfio_check_idle();
		fake_eal_check_idle();
		fixture_end();
	}
}

static void
test_remove_refused(void **state)
{
	struct rte_pci_device_internal *dev;

	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	dev = fixture_device(UUID_1);
	assert_int_equal(plug(UUID_1), 0);
	first.remove_result = -EBUSY;
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), -EBUSY);
	assert_true(pci_dev_is_probed(dev));
	assert_true(dev->mapped);
	assert_non_null(dev->device.mem_resource[0].addr);
	assert_int_equal(fixture_count_devargs("pci"), 1);
	first.remove_result = 1; /* what is positive is no refusal */
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
}

static void
test_unplug_and_plug(void **state)
{
	unsigned int i;

	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	for (i = 0; i < 3; i++) {
		assert_int_equal(fixture_allow(UUID_1_UPPER), 0);
		rte_pci_scan();
		assert_int_equal(plug(UUID_1), 0);
		assert_int_equal(rte_pci_bus.unplug(
			&fixture_device(UUID_1)->device.device), 0);
	}
	assert_int_equal(first.probes, 3);
	assert_int_equal(fake_vfio_find(UUID_1)->opens, 3);
}

static void
test_cleanup(void **state)
{
	(void)state;
	make_host();
	test_driver_add(&first, MAPPED, NULL);
	assert_int_equal(fixture_allow(UUID_1), 0);
	assert_int_equal(fixture_allow(UUID_2), 0);
	assert_int_equal(fixture_allow(BDF_1), 0);
	rte_pci_scan();
	assert_int_equal(plug(UUID_1), 0);
	assert_int_equal(plug(BDF_1), 0);
	assert_int_equal(pci_dev_identify(fixture_device(UUID_2)), 0);
	first.remove_result = -EBUSY; /* nobody is left to keep it */
	assert_int_equal(rte_pci_bus.cleanup(), -1);
	assert_int_equal(first.removes, 2);
	assert_int_equal(fixture_count(), 0);
	fake_vfio_check_idle();
	fake_eal_check_idle();
	assert_int_equal(rte_pci_bus.cleanup(), 0);
}

/* ---- events ---- */

static void
test_sigbus(void **state)
{
	struct rte_pci_device *pdev;
	char *bar, *end;

	(void)state;
	pdev = fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	bar = pdev->mem_resource[3].addr;
	end = RTE_MAX(bar + 0x4000,
		(char *)pdev->mem_resource[0].addr + 0x20000);
	assert_int_equal(rte_pci_bus.sigbus_handler(NULL), 1);
	assert_int_equal(rte_pci_bus.sigbus_handler((void *)8), 1);
	assert_int_equal(rte_pci_bus.sigbus_handler(end), 1);
	assert_int_equal(fake_eal()->removals, 0);
	assert_int_equal(rte_pci_bus.sigbus_handler(bar), 0);
	assert_int_equal(rte_pci_bus.sigbus_handler(bar + 0x3fff), 0);
	assert_int_equal(fake_eal()->removals, 2);
	assert_string_equal(fake_eal()->removed, UUID_1);
}

/* A device that only looks mapped: its driver's, or a ghost's. */
static void
test_sigbus_without_a_back_end(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	fake_sysfs_add_function(BDF_2, "e1000");
	rte_pci_scan();
	pdev = &fixture_device(BDF_2)->device;
	pdev->mem_resource[0].addr = (void *)0x10000;
	assert_int_equal(rte_pci_bus.sigbus_handler((void *)0x10004), -1);
	CHECK_LOG(ERR, BDF_2, 1);
	pdev->mem_resource[0].addr = NULL;
}

static void
test_hot_unplug(void **state)
{
	(void)state;
	make_host();
	fake_sysfs_add_function(BDF_2, "e1000");
	rte_pci_scan();
	assert_int_equal(rte_pci_bus.hot_unplug_handler(
		&fixture_device(BDF_1)->device.device), 0);
	assert_string_equal(fake_eal()->removed, BDF_1);
	assert_int_equal(rte_pci_bus.hot_unplug_handler(
		&fixture_device(BDF_2)->device.device), -1);
}

static void
test_dump(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	assert_non_null(f);
	make_host();
	rte_pci_scan();
	assert_int_equal(pci_dev_identify(fixture_device(UUID_1)), 0);
	rte_pci_dump(f);
	fclose(f);
	assert_non_null(strstr(text, BDF_1 " - vendor:8086 device:100e\n"
		"   00000000febc0000 0000000000020000\n"));
	assert_non_null(strstr(text, UUID_1 " - vendor:8086 device:10d3\n"
		"   0000000000000000 0000000000020000\n"));
	free(text);
}

static int
has_name(const struct rte_device *device, const void *name)
{
	return strcmp(device->name, name);
}

static void
test_find_device(void **state)
{
	struct rte_device *device;

	(void)state;
	make_host();
	rte_pci_scan();
	device = rte_pci_bus.find_device(NULL, has_name, UUID_2);
	assert_string_equal(device->name, UUID_2);
	assert_null(rte_pci_bus.find_device(device, has_name, UUID_2));
	assert_null(rte_pci_bus.find_device(NULL, has_name, BDF_2));
}

/* ---- two mdevs with one address ---- */

struct numbered {
	uint64_t address;
	unsigned int number;
};

static void
print_uuid(char text[PCI_ID_STRLEN], unsigned int number)
{
	snprintf(text, PCI_ID_STRLEN, "%08x-aaaa-4bbb-8ccc-%012x",
		number * 2654435761u, number);
}

static int
by_address(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

/* Among so many addresses of 32 bits there are some pairs. */
static void
find_clash(char one[PCI_ID_STRLEN], char other[PCI_ID_STRLEN])
{
	static struct numbered all[200000];
	struct pci_dev_id id;
	unsigned int i;

	for (i = 0; i < RTE_DIM(all); i++) {
		print_uuid(one, i);
		assert_int_equal(pci_id_parse(one, &id), 0);
		all[i].number = i;
		all[i].address = 0;
		memcpy(&all[i].address, &id.addr, sizeof(id.addr));
	}
	qsort(all, RTE_DIM(all), sizeof(*all), by_address);
	for (i = 1; i < RTE_DIM(all); i++)
		if (all[i].address == all[i - 1].address)
			break;
	assert_true(i < RTE_DIM(all));
	print_uuid(one, all[i - 1].number);
	print_uuid(other, all[i].number);
}

static void
test_address_clash(void **state)
{
	char one[PCI_ID_STRLEN], other[PCI_ID_STRLEN];

	(void)state;
	find_clash(one, other);
	test_driver_add(&first, MAPPED, NULL);
	fixture_scanned(one, 1);
	fixture_scanned(other, 2);
	fake_vfio_add(one, 1, FAKE_VFIO_PCI);
	fake_vfio_add(other, 2, FAKE_VFIO_PCI);
	assert_int_equal(fixture_count(), 2);
	assert_int_equal(plug(one), 0);
	assert_int_equal(plug(other), -EADDRINUSE);
	assert_false(was_opened(other));
	CHECK_LOG(ERR, NULL, 1);
	CHECK_LOG(ERR, other, 1);
	/* It is free again when the first has gone. */
	assert_int_equal(rte_pci_bus.unplug(
		&fixture_device(one)->device.device), 0);
	assert_int_equal(plug(other), 0);
}

static unsigned int
lines_by_default(void)
{
	unsigned int level, count = 0;

	for (level = RTE_LOG_EMERG; level <= RTE_LOG_INFO; level++)
		count += fake_log_count(level, NULL);
	return count;
}

static void
start(void)
{
	fake_log_reset();
	assert_int_equal(rte_pci_scan(), 0);
	rte_pci_bus.get_iommu_class();
	assert_int_equal(rte_pci_bus.probe(), 0);
}

/* Whatever there is on the host, if nobody wants it. */
static void
test_start_is_quiet(void **state)
{
	static const struct rte_pci_id others[] = {
		{ RTE_PCI_DEVICE(0x1234, 0x5678) },
		{ .vendor_id = 0 },
	};
	static struct test_driver driver;

	(void)state;
	start();
	assert_int_equal(lines_by_default(), 0);
	fake_sysfs_add_function("0000:01:00.0", "vfio-pci");
	fake_sysfs_add_function("0000:02:00.0", "uio_pci_generic");
	fake_sysfs_add_function("0000:03:00.0", "e1000e");
	fake_sysfs_add_function("0000:04:00.0", NULL);
	fake_sysfs_add_mdev("parent", UUID_2, 2);
	test_driver_add(&driver, RTE_PCI_DRV_NEED_MAPPING, others);
	start();
	assert_int_equal(lines_by_default(), 0);
	fake_sysfs_remove_bus("mdev");
	start();
	assert_int_equal(lines_by_default(), 0);
}

/* That a driver is asked about a device is the one line by default. */
static void
test_start_with_a_device(void **state)
{
	static struct test_driver driver;

	(void)state;
	fixture_scanned(UUID_1, 1);
	fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	test_driver_add(&driver, RTE_PCI_DRV_NEED_MAPPING, NULL);
	start();
	assert_int_equal(driver.probes, 1);
	CHECK_LOG(INFO, "Probe PCI driver: test", 1);
	assert_int_equal(lines_by_default(), 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_match),
		FIXTURE_TEST(test_unidentified_matches_nothing),
		cmocka_unit_test(test_only_what_is_named_is_opened),
		FIXTURE_TEST(test_function_is_not_opened_for_an_mdev),
		FIXTURE_TEST(test_no_driver_takes_it),
		FIXTURE_TEST(test_no_driver_wants_it),
		cmocka_unit_test(test_scan_during_probe),
		cmocka_unit_test(test_rollback),
		FIXTURE_TEST(test_mapping_that_fails),
		FIXTURE_TEST(test_driver_that_maps_itself),
		FIXTURE_TEST(test_driver_that_cannot_map),
		FIXTURE_TEST(test_map_outside_of_a_probe),
		FIXTURE_TEST(test_probe_again),
		FIXTURE_TEST(test_blocked_device),
		FIXTURE_TEST(test_numa_note),
		FIXTURE_TEST(test_iova_conflict),
		cmocka_unit_test(test_iova_wishes),
		FIXTURE_TEST(test_no_iommu_beside_an_mdev),
		FIXTURE_TEST(test_no_iommu_and_virtual_addresses),
		FIXTURE_TEST(test_no_iommu_and_a_driver_of_virtual_addresses),
		cmocka_unit_test(test_iommu_width),
		FIXTURE_TEST(test_result_of_the_bus),
		FIXTURE_TEST(test_refusal_is_reported_once),
		FIXTURE_TEST(test_identified_once),
		cmocka_unit_test(test_unplug),
		FIXTURE_TEST(test_remove_refused),
		FIXTURE_TEST(test_unplug_and_plug),
		FIXTURE_TEST(test_cleanup),
		FIXTURE_TEST(test_sigbus),
		FIXTURE_TEST(test_sigbus_without_a_back_end),
		FIXTURE_TEST(test_hot_unplug),
		FIXTURE_TEST(test_dump),
		FIXTURE_TEST(test_find_device),
		FIXTURE_TEST(test_address_clash),
		FIXTURE_TEST(test_start_is_quiet),
		FIXTURE_TEST(test_start_with_a_device),
	};

	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
