/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the scan makes of sysfs, as it should be and as it should not.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF_1 "0000:01:00.0"
#define BDF_2 "0000:02:00.0"
#define BDF_3 "0000:03:00.0"

static void
scan(void)
{
	assert_int_equal(rte_pci_scan(), 0);
}

/* ---- as it should be ---- */

static void
test_function(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	scan();
	assert_int_equal(fixture_count(), 1);
	pdev = &fixture_device(BDF_1)->device;
	assert_string_equal(pdev->device.name, BDF_1);
	assert_string_equal(pdev->name, BDF_1);
	assert_ptr_equal(pdev->device.bus, &rte_pci_bus);
	assert_int_equal(pdev->id.vendor_id, 0x8086);
	assert_int_equal(pdev->id.device_id, 0x100e);
	assert_int_equal(pdev->id.subsystem_vendor_id, 0x1af4);
	assert_int_equal(pdev->id.subsystem_device_id, 0x1100);
	assert_int_equal(pdev->id.class_id, 0x020000);
	assert_int_equal(pdev->kdrv, RTE_PCI_KDRV_VFIO);
	assert_int_equal(pdev->max_vfs, 0);
	assert_int_equal(pdev->device.numa_node, -1);
	assert_string_equal(pdev->device.bus_info,
		"vendor_id=8086, device_id=100e");
	assert_null(pdev->device.driver);
	CHECK_LOG(ERR, NULL, 0);
	CHECK_LOG(WARNING, NULL, 0);
}

/* Only memory counts, and the seventh line is the ROM's. */
static void
test_function_resources(void **state)
{
	const struct rte_mem_resource *bar;
	unsigned int i;

	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	scan();
	bar = fixture_device(BDF_1)->device.mem_resource;
	assert_int_equal(bar[0].phys_addr, 0xfebc0000);
	assert_int_equal(bar[0].len, 0x20000);
	assert_int_equal(bar[3].phys_addr, 0xfe000000);
	assert_int_equal(bar[3].len, 0x4000);
	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		assert_null(bar[i].addr);
		if (i != 0 && i != 3)
			assert_int_equal(bar[i].len, 0);
	}
}

static void
test_mdev(void **state)
{
	struct rte_pci_device_internal *dev;

	(void)state;
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	scan();
	assert_int_equal(fixture_count(), 1);
	dev = fixture_device(UUID_1);
	assert_string_equal(dev->device.device.name, UUID_1);
	assert_in_range(dev->device.addr.domain, 0xd0000, 0xdffff);
	assert_int_equal(dev->device.kdrv, RTE_PCI_KDRV_VFIO);
	assert_false(dev->identified);
	assert_true(pci_dev_is_mdev(dev));
	assert_null(dev->device.device.bus_info);
	/* A scan opens nothing. */
	assert_int_equal(fake_vfio_node_opens(), 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_kernel_drivers(void **state)
{
	static const struct {
		const char *driver;
		enum rte_pci_kernel_driver kdrv;
	} rows[] = {
		{ "vfio-pci", RTE_PCI_KDRV_VFIO },
		{ "igb_uio", RTE_PCI_KDRV_IGB_UIO },
		{ "uio_pci_generic", RTE_PCI_KDRV_UIO_GENERIC },
		{ "e1000", RTE_PCI_KDRV_UNKNOWN },
		{ "mlx5_vfio_pci", RTE_PCI_KDRV_UNKNOWN },
		{ "vfio-pci2", RTE_PCI_KDRV_UNKNOWN },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		fixture_begin();
		fake_sysfs_add_function(BDF_1, rows[i].driver);
		scan();
		CHECK(fixture_device(BDF_1)->device.kdrv == rows[i].kdrv,
			"%s", rows[i].driver);
		fixture_end();
	}
}

static void
test_order_of_devices(void **state)
{
	static const char * const order[] = {
		"0000:00:02.0", "0000:00:02.1", "0000:00:10.0", "0000:10:00.0",
		"0001:00:00.0", "10000:00:00.0", UUID_1, UUID_2, UUID_3,
	};
	struct rte_pci_device_internal *dev;
	unsigned int i = 0;

	(void)state;
	fake_sysfs_add_mdev("mvnet", UUID_3, 3);
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	for (i = 6; i-- > 0;)
		fake_sysfs_add_function(order[i], "vfio-pci");
	fake_sysfs_add_mdev("mvnet", UUID_2, 2);
	scan();
	assert_int_equal(fixture_count(), RTE_DIM(order));
	i = 0;
	FOREACH_PCI_DEVICE(dev)
		assert_string_equal(dev->name, order[i++]);
}

static void
test_numa_nodes(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_function(BDF_2, "nvidia");
	fake_sysfs_add_function(BDF_3, "vfio-pci");
	fake_sysfs_set(BDF_1, "numa_node", "1\n");
	fake_sysfs_set(BDF_2, "numa_node", "2\n");
	fake_sysfs_drop(BDF_3, "numa_node");
	fake_sysfs_add_mdev(BDF_2, UUID_1, 1);
	fake_sysfs_add_mdev("mvnet", UUID_2, 2);
	scan();
	assert_int_equal(fixture_device(BDF_1)->device.device.numa_node, 1);
	assert_int_equal(fixture_device(BDF_3)->device.device.numa_node, -1);
	assert_int_equal(fixture_device(UUID_1)->device.device.numa_node, 2);
	assert_int_equal(fixture_device(UUID_2)->device.device.numa_node, -1);
}

static void
test_virtual_functions(void **state)
{
	static const struct {
		const char *max_vfs;
		const char *sriov_numvfs;
		uint16_t count;
	} rows[] = {
		{ NULL, NULL, 0 }, { NULL, "0\n", 0 }, { NULL, "7\n", 7 },
		{ "5\n", NULL, 5 }, { "5\n", "7\n", 5 }, { "0\n", "7\n", 0 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		fixture_begin();
		fake_sysfs_add_function(BDF_1, "igb_uio");
		if (rows[i].max_vfs != NULL)
			fake_sysfs_set(BDF_1, "max_vfs", rows[i].max_vfs);
		if (rows[i].sriov_numvfs != NULL)
			fake_sysfs_set(BDF_1, "sriov_numvfs",
				rows[i].sriov_numvfs);
		scan();
		CHECK(fixture_device(BDF_1)->device.max_vfs == rows[i].count,
			"row %u", i);
		fixture_end();
	}
}

/* ---- modalias: one file in the place of five ---- */

#define MODALIAS "pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02\n"

static void
test_modalias(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_set(BDF_1, "modalias", MODALIAS);
	scan();
	pdev = &fixture_device(BDF_1)->device;
	assert_int_equal(pdev->id.class_id, 0x010802);
	assert_int_equal(pdev->id.vendor_id, 0x144d);
	assert_int_equal(pdev->id.device_id, 0xa808);
	assert_int_equal(pdev->id.subsystem_vendor_id, 0x144d);
	assert_int_equal(pdev->id.subsystem_device_id, 0xa801);
	assert_string_equal(pdev->device.bus_info,
		"vendor_id=144d, device_id=a808");
	CHECK_LOG(WARNING, NULL, 0);
}

static void
test_modalias_without_a_driver(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, NULL);
	fake_sysfs_set(BDF_1, "modalias", MODALIAS);
	scan();
	assert_int_equal(fixture_count(), 0);
	CHECK_LOG(WARNING, NULL, 0);
}

/* A tree that is not the kernel's may have none that says it all. */
static void
test_modalias_is_no_use(void **state)
{
	static const char * const texts[] = { "", "\n", "pci:v0000144D\n" };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(texts); i++) {
		fixture_begin();
		fake_sysfs_add_function(BDF_1, "igb_uio");
		fake_sysfs_set(BDF_1, "modalias", texts[i]);
		scan();
		CHECK(fixture_device(BDF_1)->device.id.device_id == 0x100e,
			"row %u", i);
		CHECK_LOG(WARNING, NULL, 0);
		fixture_end();
	}
}

#define ZEROS "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
#define FIVE_LINES ZEROS ZEROS ZEROS ZEROS ZEROS

/* ---- details: read when somebody looks ---- */

static int
is_bdf_1(const struct rte_device *device, const void *data)
{
	(void)data;
	return strcmp(device->name, BDF_1);
}

static struct rte_device *
found(void)
{
	return rte_pci_bus.find_device(NULL, is_bdf_1, NULL);
}

static struct rte_device *
iterated(void)
{
	return rte_pci_bus.dev_iterate(NULL, NULL, NULL);
}

static struct rte_device *
dumped(void)
{
	FILE *f = fopen("/dev/null", "w");

	rte_pci_dump(f);
	fclose(f);
	return &pci_list_next(NULL)->device.device;
}

static void
test_details_when_looked_at(void **state)
{
	static struct rte_device *(*const looks[])(void) = {
		found, iterated, dumped,
	};
	const struct rte_pci_device_internal *dev;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(looks); i++) {
		fixture_begin();
		fake_sysfs_add_function(BDF_1, "e1000");
		fake_sysfs_set(BDF_1, "sriov_numvfs", "2\n");
		fake_sysfs_set(BDF_1, "numa_node", "1\n");
		scan();
		dev = pci_list_next(NULL);
		assert_false(dev->detailed);
		assert_int_equal(dev->device.device.numa_node, -1);
		assert_ptr_equal(looks[i](), &dev->device.device);
		assert_true(dev->detailed);
		assert_int_equal(dev->device.max_vfs, 2);
		assert_int_equal(dev->device.mem_resource[3].len, 0x4000);
		assert_int_equal(dev->device.device.numa_node, 1);
		fixture_end();
	}
}

/* Only those that come before the wanted one are listed, not looked at. */
static void
test_details_of_others(void **state)
{
	(void)state;
	fake_sysfs_add_function("0000:00:01.0", "e1000");
	fake_sysfs_add_function(BDF_1, "e1000");
	scan();
	found();
	assert_false(pci_list_next(NULL)->detailed);
}

static void
test_details_for_a_driver(void **state)
{
	struct rte_pci_device_internal *dev;
	static struct test_driver driver;

	(void)state;
	test_driver_add(&driver, 0, NULL);
	fake_sysfs_add_function(BDF_1, "mlx5_core");
	fake_sysfs_set(BDF_1, "sriov_numvfs", "2\n");
	scan();
	dev = pci_list_next(NULL);
	assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	assert_int_equal(dev->device.max_vfs, 2);
	scan();
	CHECK_LOG(ERR, NULL, 0);
	fake_sysfs_set(BDF_1, "sriov_numvfs", "3\n");
	scan();
	CHECK_LOG(ERR, ": changed while in use", 1);
}

static void
test_details_that_are_gone(void **state)
{
	struct rte_pci_device_internal *dev;
	static struct test_driver driver;

	(void)state;
	test_driver_add(&driver, 0, NULL);
	fake_sysfs_add_function(BDF_1, "mlx5_core");
	scan();
	fake_sysfs_dangle(BDF_1);
	dev = pci_list_next(NULL);
	assert_ptr_equal(found(), &dev->device.device);
	CHECK_LOG(WARNING, NULL, 0);
	assert_true(rte_pci_bus.plug(&dev->device.device) < 0);
	CHECK_LOG(ERR, BDF_1, 1);
	assert_false(pci_dev_is_probed(dev));
}

static const struct rte_pci_device *
held(void)
{
	return &pci_list_next(NULL)->device;
}

/* Whoever has looked may keep the device: a later scan takes nothing away. */
static void
test_details_that_are_held(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "e1000");
	fake_sysfs_set(BDF_1, "numa_node", "1\n");
	fake_sysfs_set(BDF_1, "sriov_numvfs", "2\n");
	scan();
	found();
	fake_sysfs_set(BDF_1, "numa_node", "0\n");
	fake_sysfs_set(BDF_1, "sriov_numvfs", "3\n");
	fake_sysfs_set(BDF_1, "resource", "0x1000 0x1fff 0x200\n" FIVE_LINES);
	scan();
	assert_int_equal(held()->device.numa_node, 1);
	assert_int_equal(held()->max_vfs, 2);
	assert_int_equal(held()->mem_resource[0].len, 0x20000);
	assert_non_null(held()->device.bus_info);
	found();
	assert_int_equal(held()->device.numa_node, 0);
	assert_int_equal(held()->max_vfs, 3);
	assert_int_equal(held()->mem_resource[0].len, 0x1000);
	assert_int_equal(held()->mem_resource[3].len, 0);
}

/* The first look fails, and the second finds all. */
static void
test_details_at_second_sight(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "e1000");
	fake_sysfs_set(BDF_1, "sriov_numvfs", "many\n");
	scan();
	found();
	CHECK_LOG(WARNING, BDF_1, 1);
	assert_int_equal(held()->mem_resource[0].len, 0);
	fake_sysfs_set(BDF_1, "sriov_numvfs", "2\n");
	fake_sysfs_set(BDF_1, "resource", "many\n");
	found();
	assert_int_equal(held()->max_vfs, 0);
	fake_sysfs_set(BDF_1, "resource",
		"0xfebc0000 0xfebdffff 0x200\n" FIVE_LINES);
	found();
	assert_int_equal(held()->max_vfs, 2);
	assert_int_equal(held()->mem_resource[0].len, 0x20000);
}

/* A scan of a function that devargs have come for meanwhile. @return the call
 * that failed in it.
 */
static const char *
rescan_with_fault(unsigned int nth)
{
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	scan();
	assert_int_equal(fixture_block(BDF_2), 0);
	assert_int_equal(fixture_allow(BDF_1), 0);
	fake_fault_arm(nth, ENOMEM);
	if (rte_pci_scan() == 0)
		return "";
	return fake_fault_hit();
}

/* EAL takes the devargs away again if the scan fails. */
static void
test_failure_leaves_devargs_alone(void **state)
{
	const char *call = "";
	unsigned int nth;

	(void)state;
	for (nth = 1; strcmp(call, "realloc") != 0; nth++) {
		assert_true(nth < 30);
		fixture_begin();
		call = rescan_with_fault(nth);
		fake_fault_disarm();
		CHECK(strcmp(call, "") == 0 || held()->device.devargs == NULL,
			"call %u, %s", nth, call);
		fixture_end();
	}
}

/* ---- many, in any order ---- */

/* 211 is a prime, so that all numbers below it are met. */
#define MANY 211

static void
add_many(unsigned int first)
{
	char bdf[PCI_PRI_STR_SIZE];
	unsigned int i, n;

	for (i = 0; i < MANY; i++) {
		n = i * 89 % MANY;
		if (n % 2 != first)
			continue;
		snprintf(bdf, sizeof(bdf), "0000:%02x:%02x.0", n / 32, n % 32);
		fake_sysfs_add_function(bdf, "vfio-pci");
	}
}

static void
check_order(unsigned int count)
{
	const struct rte_pci_device_internal *dev, *last = NULL;
	unsigned int n = 0;

	FOREACH_PCI_DEVICE(dev) {
		CHECK(last == NULL || pci_id_cmp(&last->id, &dev->id) < 0,
			"%s comes after %s", dev->name, last->name);
		last = dev;
		n++;
	}
	assert_int_equal(n, count);
}

static void
test_many(void **state)
{
	(void)state;
	add_many(0);
	scan();
	check_order(MANY / 2 + 1);
	add_many(1);
	scan();
	check_order(MANY);
	scan();
	check_order(MANY);
}

static void
test_two_names_of_one(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_function("01:00.0", "vfio-pci");
	scan();
	check_order(1);
	scan();
	check_order(1);
}

/* ---- as it should not be ---- */

enum damage {
	DROP,		/* the attribute is missing */
	SPOIL,		/* a directory is in its place */
	TEXT,		/* it holds something else */
	LINK,		/* it is a link to somewhere else */
};

struct bad_entry {
	const char *attr;
	enum damage damage;
	const char *text;
	unsigned int warnings;	/* none where it may be coming or going */
};

static void
damage(const char *device, const struct bad_entry *bad)
{
	switch (bad->damage) {
	case DROP:
		fake_sysfs_drop(device, bad->attr);
		break;
	case SPOIL:
		fake_sysfs_spoil(device, bad->attr);
		break;
	case TEXT:
		fake_sysfs_set(device, bad->attr, bad->text);
		break;
	case LINK:
		fake_sysfs_drop(device, bad->attr);
		fake_sysfs_link(device, bad->attr, bad->text);
		break;
	}
}

static void
begin_with_six(void)
{
	fixture_begin();
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_function(BDF_2, "igb_uio");
	fake_sysfs_add_function(BDF_3, "vfio-pci");
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_sysfs_add_mdev("mvnet", UUID_2, 2);
	fake_sysfs_add_mdev("mvnet", UUID_3, 3);
}

/* The damaged one is left out, and its neighbours are there. */
static void
check_only_it_is_skipped(const char *device, const struct bad_entry *bad,
	unsigned int row)
{
	struct rte_pci_device_internal *dev;

	begin_with_six();
	damage(device, bad);
	CHECK(rte_pci_scan() == 0, "row %u: the scan fails", row);
	CHECK(fixture_count() == 5, "row %u: %s: %u devices", row, bad->attr,
		fixture_count());
	FOREACH_PCI_DEVICE(dev)
		assert_string_not_equal(dev->name, device);
	CHECK_LOG(ERR, NULL, 0);
	CHECK_LOG(WARNING, device, bad->warnings);
	fixture_end();
}

/* What is damaged is not read before a driver wants it: it gets none. */
static void
check_only_it_is_refused(const struct bad_entry *bad, unsigned int row)
{
	struct rte_pci_device_internal *dev;
	static struct test_driver driver;

	begin_with_six();
	test_driver_add(&driver, 0, NULL);
	damage(BDF_2, bad);
	scan();
	assert_int_equal(fixture_count(), 6);
	dev = fixture_device(BDF_2);
	CHECK(rte_pci_bus.plug(&dev->device.device) < 0,
		"row %u: a driver takes it", row);
	CHECK_LOG(ERR, BDF_2, 1);
	dev = fixture_device(BDF_1);
	assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	fixture_end();
}


static void
test_half_present_functions(void **state)
{
	static const struct bad_entry rows[] = {
		{ "vendor", DROP, NULL, 0 },
		{ "device", DROP, NULL, 0 },
		{ "subsystem_vendor", DROP, NULL, 0 },
		{ "subsystem_device", DROP, NULL, 0 },
		{ "class", DROP, NULL, 0 },
		{ "driver", DROP, NULL, 0 },
		{ "vendor", SPOIL, NULL, 1 },
		{ "class", SPOIL, NULL, 1 },
		{ "driver", SPOIL, NULL, 1 },
		{ "driver", LINK, "no-slash", 1 },
		{ "driver", LINK, "ends-with-a-slash/", 1 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_only_it_is_skipped(BDF_2, &rows[i], i);
}

static void
test_hostile_numbers(void **state)
{
	static const struct bad_entry rows[] = {
		{ "vendor", TEXT, "", 1 },
		{ "vendor", TEXT, "\n", 1 },
		{ "vendor", TEXT, " 0x8086\n", 1 },
		{ "vendor", TEXT, "-1\n", 1 },
		{ "vendor", TEXT, "+1\n", 1 },
		{ "vendor", TEXT, "0x10000\n", 1 },
		{ "vendor", TEXT, "0xffffffffffffffffff\n", 1 },
		{ "vendor", TEXT, "0x8086 0x8086\n", 1 },
		{ "vendor", TEXT, "0x80g6\n", 1 },
		{ "vendor", TEXT, "\x01\x02\xff", 1 },
		{ "class", TEXT, "0x100000000\n", 1 },
		{ "class", TEXT, "class\n", 1 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_only_it_is_skipped(BDF_2, &rows[i], i);
}

static void
test_hostile_details(void **state)
{
	static const struct bad_entry rows[] = {
		{ "sriov_numvfs", TEXT, "65536\n" },
		{ "sriov_numvfs", TEXT, "many\n" },
		{ "max_vfs", TEXT, "-2\n" },
		{ "resource", DROP, NULL },
		{ "resource", SPOIL, NULL },
		{ "resource", TEXT, "" },
		{ "resource", TEXT, "\n" },
		{ "resource", TEXT, FIVE_LINES },
		{ "resource", TEXT, FIVE_LINES "0x0 0x0 0x0" },
		{ "resource", TEXT, FIVE_LINES "0x0 0x0\n" },
		{ "resource", TEXT, FIVE_LINES "0x0 0x0 0x0 0x0\n" },
		{ "resource", TEXT, "0x2000 0x1fff 0x200\n" FIVE_LINES },
		{ "resource", TEXT,
			"0x0 0x10000000000000000 0x200\n" FIVE_LINES },
		{ "resource", TEXT, "0x0 -1 0x200\n" FIVE_LINES },
		{ "resource", TEXT, "0x0\t0x0\t0x0\n" FIVE_LINES },
		{ "resource", TEXT, "\x7f" "ELF\x02\x01\x01" },
		{ "resource", TEXT, "0x0,0x0,0x0\n" FIVE_LINES },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_only_it_is_refused(&rows[i], i);
}

/* More than any kernel writes into such a file. */
static void
test_overlong_attributes(void **state)
{
	static const char * const attrs[] = { "vendor", "class" };
	char text[5000];
	unsigned int i;

	(void)state;
	memset(text, '0', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (i = 0; i < RTE_DIM(attrs); i++)
		check_only_it_is_skipped(BDF_2, &(const struct bad_entry){
			attrs[i], TEXT, text, 1 }, i);
	check_only_it_is_refused(&(const struct bad_entry){
		"resource", TEXT, text }, i);
	check_only_it_is_skipped(UUID_2, &(const struct bad_entry){
		"mdev_type/device_api", TEXT, text, 1 }, i);
	memset(text, 'd', 3000);
	text[0] = '/';
	text[3000] = '\0';
	check_only_it_is_skipped(BDF_2, &(const struct bad_entry){
		"driver", LINK, text, 1 }, i);
}

static void
test_good_but_unusual_resources(void **state)
{
	const struct rte_mem_resource *bar;

	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_set(BDF_1, "resource", "0x0 0xfff 0x200\n"
		"0xfffffffffffff000 0xffffffffffffffff 0x200\n"
		"0x1000 0x1000 0x200\n"
		"0x0 0xffffffffffffffff 0x200\n" ZEROS ZEROS "junk\n");
	scan();
	bar = fixture_device(BDF_1)->device.mem_resource;
	assert_int_equal(bar[0].len, 0x1000);
	assert_int_equal(bar[1].len, 0x1000);
	assert_int_equal(bar[2].len, 1);
	/* A length that does not fit is none. */
	assert_int_equal(bar[3].len, 0);
}

static void
test_half_present_mdevs(void **state)
{
	static const struct bad_entry rows[] = {
		{ "mdev_type", DROP, NULL, 0 },
		{ "mdev_type/device_api", DROP, NULL, 0 },
		{ "mdev_type/device_api", SPOIL, NULL, 1 },
		{ "mdev_type/device_api", TEXT, "", 0 },
		{ "mdev_type/device_api", TEXT, "vfio-ccw\n", 0 },
		{ "mdev_type/device_api", TEXT, "vfio-ap\n", 0 },
		{ "mdev_type/device_api", TEXT, "vfio-pci2\n", 0 },
		{ "mdev_type/device_api", TEXT, "vfio-pc\n", 0 },
		{ "mdev_type/device_api", TEXT, " vfio-pci\n", 0 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_only_it_is_skipped(UUID_2, &rows[i], i);
}

static void
test_vanishing_devices(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_function(BDF_2, "vfio-pci");
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_sysfs_add_mdev("mvnet", UUID_2, 2);
	fake_sysfs_dangle(BDF_1);
	fake_sysfs_dangle(UUID_1);
	scan();
	assert_int_equal(fixture_count(), 2);
	fixture_device(BDF_2);
	fixture_device(UUID_2);
	CHECK_LOG(ERR, NULL, 0);
	CHECK_LOG(WARNING, NULL, 0);
}

static void
test_hostile_names(void **state)
{
	static const char * const names[] = {
		"junk", "0000:01:00", "0000:01:00.0.1", "0000:01:00.0 ",
		"%s%n", "\xff\xfe", "0000:zz:00.0", "100000000:00:00.0",
		"83b8f4f2509f382f3c1ee6bfe0fa1001", "..0000:01:00.0",
		"11111111-aaaa-4bbb-8ccc-00000000000g",
	};
	char name[201];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(names); i++)
		fake_sysfs_add_function(names[i], "vfio-pci");
	memset(name, '0', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	fake_sysfs_add_function(name, "vfio-pci");
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	scan();
	assert_int_equal(fixture_count(), 1);
	fixture_device(BDF_1);
	CHECK_LOG(ERR, NULL, 0);
}

/* ---- the directories ---- */

static void
test_no_pci(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_eal()->has_pci = false;
	scan();
	assert_int_equal(fixture_count(), 0);
}

static void
test_no_mdev_bus(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_remove_bus("mdev");
	scan();
	assert_int_equal(fixture_count(), 1);
	assert_int_equal(fake_log_count(RTE_LOG_ERR, NULL), 0);
	assert_int_equal(fake_log_count(RTE_LOG_WARNING, NULL), 0);
}

/* Without functions there may still be mdevs; but the scan has failed. */
static void
test_no_pci_bus(void **state)
{
	(void)state;
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_sysfs_remove_bus("pci");
	assert_int_equal(rte_pci_scan(), -1);
	fixture_device(UUID_1);
	CHECK_LOG(ERR, "cannot scan", 1);
}

/* Whatever fails, the scan ends, and gives back what it took. */
static void
test_every_call_fails_once(void **state)
{
	static const int errnos[] = { EIO, ENOENT, ENODEV, EACCES, EMFILE };
	unsigned int i, nth;

	(void)state;
	for (i = 0; i < RTE_DIM(errnos); i++) {
		for (nth = 1; nth == 1 || fake_fault_hit() != NULL; nth++) {
			fixture_begin();
			fake_sysfs_add_function(BDF_1, "vfio-pci");
			fake_sysfs_add_mdev("mvnet", UUID_1, 1);
			fake_fault_arm(nth, errnos[i]);
			rte_pci_scan();
			fixture_end();
			assert_true(nth < 100);
		}
	}
}

/* ---- again ---- */

static void
test_rescan_refreshes(void **state)
{
	struct rte_pci_device_internal *dev;

	(void)state;
	fake_sysfs_add_function(BDF_1, "e1000");
	scan();
	dev = fixture_device(BDF_1);
	fake_sysfs_link(BDF_1, "driver", "../../bus/pci/drivers/vfio-pci");
	fake_sysfs_set(BDF_1, "device", "0x1234\n");
	fake_sysfs_set(BDF_1, "sriov_numvfs", "3\n");
	fake_sysfs_set(BDF_1, "resource", "0x1000 0x1fff 0x200\n" FIVE_LINES);
	scan();
	assert_int_equal(fixture_count(), 1);
	assert_ptr_equal(dev, fixture_device(BDF_1));
	assert_int_equal(dev->device.kdrv, RTE_PCI_KDRV_VFIO);
	assert_non_null(dev->ops);
	assert_int_equal(dev->device.id.device_id, 0x1234);
	assert_int_equal(dev->device.max_vfs, 3);
	assert_int_equal(dev->device.mem_resource[0].len, 0x1000);
	assert_int_equal(dev->device.mem_resource[3].len, 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_rescan_of_a_probed_function(void **state)
{
	struct rte_pci_device_internal *dev;
	static struct test_driver driver;

	(void)state;
	test_driver_add(&driver, 0, NULL);
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	scan();
	dev = fixture_device(BDF_1);
	assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	scan();
	CHECK_LOG(ERR, NULL, 0);
	fake_sysfs_set(BDF_1, "sriov_numvfs", "3\n");
	scan();
	CHECK_LOG(ERR, ": changed while in use", 1);
	fake_sysfs_set(BDF_1, "sriov_numvfs", "many\n");
	scan();
	CHECK_LOG(ERR, NULL, 1);
	CHECK_LOG(WARNING, BDF_1 ": in use, and its number of VFs cannot be read", 1);
	assert_int_equal(dev->device.max_vfs, 0);
	assert_true(pci_dev_is_probed(dev));
}

/* Between scans a UUID may be given to a device of another kind. */
static void
test_rescan_of_an_mdev(void **state)
{
	struct rte_pci_device_internal *dev;
	const uint16_t other = 0x4321;
	struct fake_device *fake;

	(void)state;
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake = fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	scan();
	dev = fixture_device(UUID_1);
	assert_int_equal(pci_dev_identify(dev), 0);
	assert_int_equal(dev->device.id.device_id, 0x10d3);
	assert_int_equal(fake->opened, 1);
	scan();
	assert_false(dev->identified);
	assert_int_equal(fake->opened, 0);
	fake_vfio_poke(fake, VFIO_PCI_CONFIG_REGION_INDEX, 2, &other, 2);
	assert_int_equal(pci_dev_identify(dev), 0);
	assert_int_equal(dev->device.id.device_id, other);
	assert_string_equal(dev->device.device.bus_info,
		"vendor_id=8086, device_id=4321");
}

/* What a scan opens, when that many mdevs are listed that nobody asks for. */
static unsigned int
count_opens(unsigned int others)
{
	char uuid[PCI_ID_STRLEN];
	unsigned int i, before;

	for (i = 0; i < others; i++) {
		snprintf(uuid, sizeof(uuid), "44444444-aaaa-4bbb-8ccc-%012x", i);
		fake_sysfs_add_mdev("mtty", uuid, 10 + i);
	}
	scan();
	assert_int_equal(fixture_count(), others);
	fake_sysfs_add_mdev("mtty", UUID_1, 1);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_bus.conf.scan_mode = RTE_BUS_SCAN_UNDEFINED;
	before = fake_sysfs_opens();
	scan();
	assert_int_equal(fixture_count(), others + 1);
	return fake_sysfs_opens() - before;
}

static void
test_rescan_costs_what_is_asked_for(void **state)
{
	unsigned int alone;

	(void)state;
	alone = count_opens(0);
	fixture_end();
	fixture_begin();
	assert_int_equal(count_opens(40), alone);
}

/* Nor does one that a driver has, also if it was named. */
static void
test_rescan_of_what_is_in_use(void **state)
{
	unsigned int before, idle, in_use;

	(void)state;
	fixture_scanned(UUID_1, 1);
	before = fake_sysfs_opens();
	scan();
	idle = fake_sysfs_opens() - before;
	fixture_device(UUID_1)->mapped = true;
	before = fake_sysfs_opens();
	scan();
	in_use = fake_sysfs_opens() - before;
	fixture_device(UUID_1)->mapped = false;
	assert_true(in_use < idle);
}

static void
test_rescan_of_a_probed_mdev(void **state)
{
	struct rte_pci_device_internal *dev;
	static struct test_driver driver;

	(void)state;
	test_driver_add(&driver, RTE_PCI_DRV_NEED_MAPPING, NULL);
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	assert_int_equal(fixture_allow(UUID_1), 0);
	scan();
	dev = fixture_device(UUID_1);
	assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	scan();
	assert_true(dev->identified);
	assert_true(dev->mapped);
	CHECK_LOG(ERR, NULL, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_function),
		FIXTURE_TEST(test_function_resources),
		FIXTURE_TEST(test_mdev),
		cmocka_unit_test(test_kernel_drivers),
		FIXTURE_TEST(test_order_of_devices),
		FIXTURE_TEST(test_numa_nodes),
		cmocka_unit_test(test_virtual_functions),
		FIXTURE_TEST(test_modalias),
		FIXTURE_TEST(test_modalias_without_a_driver),
		cmocka_unit_test(test_modalias_is_no_use),
		cmocka_unit_test(test_details_when_looked_at),
		FIXTURE_TEST(test_details_of_others),
		FIXTURE_TEST(test_details_for_a_driver),
		FIXTURE_TEST(test_details_that_are_gone),
		FIXTURE_TEST(test_details_that_are_held),
		FIXTURE_TEST(test_details_at_second_sight),
		cmocka_unit_test(test_failure_leaves_devargs_alone),
		FIXTURE_TEST(test_many),
		FIXTURE_TEST(test_two_names_of_one),
		cmocka_unit_test(test_half_present_functions),
		cmocka_unit_test(test_hostile_numbers),
		cmocka_unit_test(test_hostile_details),
		cmocka_unit_test(test_overlong_attributes),
		FIXTURE_TEST(test_good_but_unusual_resources),
		cmocka_unit_test(test_half_present_mdevs),
		FIXTURE_TEST(test_vanishing_devices),
		FIXTURE_TEST(test_hostile_names),
		FIXTURE_TEST(test_no_pci),
		FIXTURE_TEST(test_no_mdev_bus),
		FIXTURE_TEST(test_no_pci_bus),
		cmocka_unit_test(test_every_call_fails_once),
		FIXTURE_TEST(test_rescan_refreshes),
		FIXTURE_TEST(test_rescan_of_a_probed_function),
		FIXTURE_TEST(test_rescan_of_an_mdev),
		FIXTURE_TEST(test_rescan_costs_what_is_asked_for),
		FIXTURE_TEST(test_rescan_of_what_is_in_use),
		FIXTURE_TEST(test_rescan_of_a_probed_mdev),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
