/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the user asked for, and which devices are left after that.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bus.h>
#include <rte_devargs.h>
#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF_1 "0000:01:00.0"
#define BDF_2 "0000:02:00.0"
#define UNKNOWN "99999999-aaaa-4bbb-8ccc-000000000009"

/* ---- a bus that takes every UUID, and was there first ---- */

static int
vmbus_parse(const char *name, void *addr)
{
	rte_uuid_t uuid;

	(void)addr;
	return rte_uuid_parse(name, uuid);
}

static int
vmbus_nothing(void)
{
	return 0;
}

static struct rte_device *
vmbus_find(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	(void)start;
	(void)cmp;
	(void)data;
	return NULL;
}

static struct rte_bus vmbus = {
	.name = "vmbus",
	.scan = vmbus_nothing,
	.probe = vmbus_nothing,
	.find_device = vmbus_find,
	.parse = vmbus_parse,
};

/* Before the buses, and so before the one under test. */
RTE_INIT_PRIO(vmbus_register, LOG)
{
	rte_bus_register(&vmbus);
}

static int
is_ours_or_vmbus(const struct rte_bus *bus, const void *data)
{
	(void)data;
	return bus != &vmbus && bus != &rte_pci_bus;
}

static void
check_pci_is_first(void)
{
	struct rte_bus *first = rte_bus_find(NULL, is_ours_or_vmbus, NULL);

	assert_ptr_equal(first, &rte_pci_bus);
	assert_ptr_equal(rte_bus_find(first, is_ours_or_vmbus, NULL), &vmbus);
}

static void
test_goes_ahead_of_an_older_vmbus(void **state)
{
	(void)state;
	check_pci_is_first();
}

static void
test_stays_ahead_of_a_younger_vmbus(void **state)
{
	(void)state;
	rte_bus_unregister(&vmbus);
	rte_bus_register(&vmbus);
	check_pci_is_first();
}

/* ---- allow and block ---- */

static void
add_two_of_each(void)
{
	fake_sysfs_add_function(BDF_1, "vfio-pci");
	fake_sysfs_add_function(BDF_2, "vfio-pci");
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_sysfs_add_mdev("mvnet", UUID_2, 2);
}

/* A space separates the devices that are to be there. */
static void
check_devices(const char *expected, const char *why)
{
	struct rte_pci_device_internal *dev;
	char found[256] = "";

	FOREACH_PCI_DEVICE(dev) {
		strcat(found, found[0] == '\0' ? "" : " ");
		strcat(found, dev->name);
	}
	CHECK(strcmp(found, expected) == 0, "%s: [%s] instead of [%s]", why,
		found, expected);
}

struct policy_row {
	const char *allow[3];
	const char *block[3];
	const char *left;
};

static void
check_policy(const struct policy_row *row)
{
	unsigned int i;

	fixture_begin();
	add_two_of_each();
	for (i = 0; i < 3; i++) {
		if (row->allow[i] != NULL)
			assert_int_equal(fixture_allow(row->allow[i]), 0);
		if (row->block[i] != NULL)
			assert_int_equal(fixture_block(row->block[i]), 0);
	}
	assert_int_equal(rte_pci_scan(), 0);
	check_devices(row->left, row->allow[0] != NULL ? row->allow[0] :
		row->block[0] != NULL ? row->block[0] : "undefined");
	CHECK_LOG(ERR, NULL, 0);
	fixture_end();
}

static void
test_lists(void **state)
{
	static const struct policy_row rows[] = {
		{ .left = BDF_1 " " BDF_2 " " UUID_1 " " UUID_2 },
		{ .allow = { BDF_1 }, .left = BDF_1 },
		{ .allow = { "01:00.0" }, .left = BDF_1 },
		{ .allow = { "1:0.0,key=value" }, .left = BDF_1 },
		{ .allow = { "pci:" BDF_1 }, .left = BDF_1 },
		{ .allow = { "bus=pci,addr=1:0.0" }, .left = BDF_1 },
		{ .allow = { UUID_1 }, .left = UUID_1 },
		{ .allow = { UUID_1_UPPER }, .left = UUID_1 },
		{ .allow = { "pci:" UUID_1 }, .left = UUID_1 },
		{ .allow = { "pci:" UUID_1_UPPER ",key=value" },
			.left = UUID_1 },
		{ .allow = { "bus=pci,addr=" UUID_1 }, .left = UUID_1 },
		{ .allow = { "bus=pci,addr=" UUID_1_UPPER }, .left = UUID_1 },
		{ .allow = { UUID_2, BDF_2, UUID_1_UPPER },
			.left = BDF_2 " " UUID_1 " " UUID_2 },
		{ .allow = { "0000:77:00.0" }, .left = "" },
		{ .block = { BDF_1 },
			.left = BDF_2 " " UUID_1 " " UUID_2 },
		{ .block = { "1:0.0", UUID_2 }, .left = BDF_2 " " UUID_1 },
		{ .block = { UUID_1_UPPER },
			.left = BDF_1 " " BDF_2 " " UUID_2 },
		{ .block = { "pci:" UUID_1_UPPER, "bus=pci,addr=2:0.0" },
			.left = BDF_1 " " UUID_2 },
		{ .allow = { UUID_1 }, .block = { UUID_1_UPPER },
			.left = "" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		check_policy(&rows[i]);
}

/* No address, no device: but an allowlist all the same. */
static void
test_bus_without_address(void **state)
{
	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_allow("bus=pci"), 0);
	assert_int_equal(rte_pci_scan(), 0);
	check_devices("", "bus=pci");
	assert_int_equal(pci_stray_count(), 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_bad_address(void **state)
{
	static const char * const texts[] = {
		"bus=pci,addr=", "bus=pci,addr=junk", "bus=pci,addr=0:0:0",
		"bus=pci,addr=" UUID_1 "0",
		"bus=pci,addr=11111111aaaa4bbb8ccc000000000001",
	};
	struct rte_devargs da;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(texts); i++) {
		fake_log_reset();
		CHECK(fixture_allow(texts[i]) < 0, "%s is accepted", texts[i]);
		CHECK_LOG(ERR, "PCI address invalid", 1);
	}
	da = (struct rte_devargs){ .bus_str = "bus=pci,addr=junk" };
	assert_int_equal(rte_pci_devargs_parse(&da), -EINVAL);
	assert_int_equal(rte_errno, EINVAL);
}

static void
test_bad_bus_string(void **state)
{
	struct rte_devargs da = { .bus_str = "addr" };

	(void)state;
	assert_int_equal(rte_pci_devargs_parse(NULL), 0);
	da.bus_str = NULL;
	assert_int_equal(rte_pci_devargs_parse(&da), 0);
	/* More pairs than kvargs holds. */
	da.bus_str = "a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,"
		"a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=,a=";
	assert_int_equal(rte_pci_devargs_parse(&da), -ENODEV);
	assert_int_equal(rte_errno, ENODEV);
	CHECK_LOG(ERR, "cannot parse argument list", 1);
	da.bus_str = "bus=pci,other=1";
	assert_int_equal(rte_pci_devargs_parse(&da), 0);
	assert_string_equal(da.name, "");
}

/* ---- one spelling ---- */

static void
test_names_become_canonical(void **state)
{
	struct rte_devargs *devargs;

	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_allow("1:0.0,a=b"), 0);
	assert_int_equal(fixture_allow(UUID_1_UPPER), 0);
	rte_pci_scan();
	devargs = fixture_device(BDF_1)->device.device.devargs;
	assert_string_equal(devargs->name, BDF_1);
	assert_string_equal(devargs->drv_str, "a=b");
	devargs = fixture_device(UUID_1)->device.device.devargs;
	assert_string_equal(devargs->name, UUID_1);
}

static void
check_one_devargs(const char *first, const char *second, const char *name)
{
	struct rte_pci_device_internal *dev;

	fixture_begin();
	add_two_of_each();
	assert_int_equal(fixture_allow(first), 0);
	assert_int_equal(fixture_allow(second), 0);
	rte_pci_scan();
	assert_int_equal(fixture_count_devargs("pci"), 1);
	assert_int_equal(fixture_count(), 1);
	dev = fixture_device(name);
	assert_non_null(dev->device.device.devargs);
	/* What was said last counts. */
	assert_string_equal(dev->device.device.devargs->drv_str, "n=2");
	fixture_end();
}

static void
test_two_spellings_are_one_devargs(void **state)
{
	(void)state;
	check_one_devargs(BDF_1 ",n=1", "1:0.0,n=2", BDF_1);
	check_one_devargs("1:0.0,n=1", "01:00.0,n=2", BDF_1);
	check_one_devargs("1:0.0,n=1", BDF_1 ",n=2", BDF_1);
	check_one_devargs(UUID_1 ",n=1", UUID_1_UPPER ",n=2", UUID_1);
	check_one_devargs(UUID_1_UPPER ",n=1", UUID_1 ",n=2", UUID_1);
	check_one_devargs(UUID_1_UPPER ",n=1", "pci:" UUID_1_UPPER ",n=2",
		UUID_1);
}

/* However often, and however it is spelled: what was said last counts. */
static void
test_each_device_has_one_devargs(void **state)
{
	struct rte_devargs *devargs;

	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_allow("0000:01:00.0,n=1"), 0);
	assert_int_equal(fixture_block("1:0.0"), 0);
	assert_int_equal(fixture_allow(UUID_1 ",n=1"), 0);
	assert_int_equal(fixture_allow("bus=pci"), 0);
	assert_int_equal(fixture_allow("bus=pci,addr=01:00.0/driver=x,n=2"), 0);
	assert_int_equal(fixture_allow(UUID_1 ",n=2"), 0);
	assert_int_equal(fixture_allow(UUID_1_UPPER ",n=3"), 0);
	rte_pci_scan();
	/* "bus=pci" names no device, and stays. */
	assert_int_equal(fixture_count_devargs("pci"), 3);
	devargs = fixture_device(BDF_1)->device.device.devargs;
	assert_string_equal(devargs->drv_str, "driver=x,n=2");
	devargs = fixture_device(UUID_1)->device.device.devargs;
	assert_string_equal(devargs->drv_str, "n=3");
}

/* As hotplug does: the device is listed with older devargs. */
static void
test_listed_device_gets_new_devargs(void **state)
{
	struct rte_pci_device_internal *dev;

	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_allow(UUID_1 ",n=1"), 0);
	rte_pci_scan();
	dev = fixture_device(UUID_1);
	assert_int_equal(fixture_allow(UUID_1_UPPER ",n=2"), 0);
	fake_sysfs_remove(UUID_1);
	rte_pci_scan();
	assert_ptr_equal(dev, fixture_device(UUID_1));
	assert_int_equal(fixture_count_devargs("pci"), 1);
	assert_string_equal(dev->device.device.devargs->drv_str, "n=2");
}

/* ---- who claims a UUID ---- */

static const char *
claimed_by(const char *text)
{
	struct rte_devargs da;
	const char *name = "nobody";

	if (rte_devargs_parse(&da, text) == 0)
		name = da.bus->name;
	rte_devargs_reset(&da);
	return name;
}

/* Whether it is an mdev cannot be told: then it is who else could have it. */
static const char *
claimed_by_when_unreadable(const char *text, int err)
{
	const char *name;

	fake_fault_arm(1, err);
	name = claimed_by(text);
	assert_string_equal(fake_fault_hit(), "openat");
	fake_fault_disarm();
	return name;
}

static void
test_claims_when_sysfs_cannot_be_read(void **state)
{
	static const int errnos[] = { EACCES, EMFILE, ENOMEM, EIO };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(errnos); i++) {
		fake_sysfs_set_vmbus(false);
		assert_string_equal(claimed_by_when_unreadable(UNKNOWN,
			errnos[i]), "pci");
		fake_sysfs_set_vmbus(true);
		assert_string_equal(claimed_by_when_unreadable(UNKNOWN,
			errnos[i]), "vmbus");
	}
	/* What is listed is the bus's. */
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	assert_int_equal(rte_pci_scan(), 0);
	assert_string_equal(claimed_by_when_unreadable(UUID_1, EMFILE), "pci");
}

static void
test_claims_only_mdevs(void **state)
{
	(void)state;
	fake_sysfs_set_vmbus(true);
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	assert_string_equal(claimed_by(UUID_1), "pci");
	assert_string_equal(claimed_by(UUID_1_UPPER), "pci");
	assert_string_equal(claimed_by("pci:" UUID_1), "pci");
	assert_string_equal(claimed_by("bus=pci,addr=" UUID_1), "pci");
	assert_string_equal(claimed_by(UNKNOWN), "vmbus");
	assert_string_equal(claimed_by("vmbus:" UNKNOWN), "vmbus");
	assert_string_equal(claimed_by("bus=pci,addr=" UNKNOWN), "pci");
	assert_string_equal(claimed_by("pci:" UNKNOWN), "nobody");
	CHECK_LOG(ERR, NULL, 0);
}

/* As bonding asks for the device that its argument names. */
static void
test_parse_gives_the_address(void **state)
{
	struct rte_pci_addr addr;

	(void)state;
	add_two_of_each();
	rte_pci_scan();
	assert_int_equal(rte_pci_bus.parse("1:2.3", &addr), 0);
	assert_int_equal(addr.domain, 0);
	assert_int_equal(addr.bus, 1);
	assert_int_equal(addr.devid, 2);
	assert_int_equal(addr.function, 3);
	assert_int_equal(rte_pci_bus.parse(UUID_1_UPPER, &addr), 0);
	assert_int_equal(rte_pci_addr_cmp(&addr,
		&fixture_device(UUID_1)->device.addr), 0);
	assert_int_not_equal(rte_pci_bus.parse("junk", &addr), 0);
	assert_int_not_equal(rte_pci_bus.parse("", NULL), 0);
}

static void
test_claims_what_is_listed(void **state)
{
	(void)state;
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	rte_pci_scan();
	fake_sysfs_remove(UUID_1);
	assert_string_equal(claimed_by(UUID_1), "pci");
	assert_string_equal(claimed_by("pci:" UUID_1), "pci");
}

static void
test_unknown_uuid_is_reported(void **state)
{
	(void)state;
	assert_string_equal(claimed_by("pci:" UNKNOWN), "nobody");
	assert_true(fake_log_count(RTE_LOG_ERR, UNKNOWN) >= 1);
	assert_true(fake_log_count(RTE_LOG_ERR,
		"no mediated device has this UUID") >= 1);
}

/* Where there is no VMBus, a UUID that vmbus got was meant for this bus. */
static void
test_stray_keeps_the_allowlist(void **state)
{
	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_allow(UNKNOWN), 0);
	assert_int_equal(fixture_count_devargs("vmbus"), 1);
	assert_int_equal(rte_pci_bus.conf.scan_mode, RTE_BUS_SCAN_UNDEFINED);
	rte_pci_scan();
	check_devices("", "a stray UUID");
	assert_int_equal(pci_stray_count(), 1);
	assert_int_equal(rte_pci_bus.probe(), -1);
	CHECK_LOG(ERR, UNKNOWN, 1);
}

static void
test_stray_beside_a_good_one(void **state)
{
	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_allow(UNKNOWN), 0);
	assert_int_equal(fixture_allow(UUID_1), 0);
	rte_pci_scan();
	check_devices(UUID_1, "a stray UUID and a good one");
	assert_int_equal(pci_stray_count(), 1);
}

static void
test_stray_of_a_real_vmbus(void **state)
{
	(void)state;
	fake_sysfs_set_vmbus(true);
	add_two_of_each();
	assert_int_equal(fixture_allow(UNKNOWN), 0);
	rte_pci_scan();
	assert_int_equal(fixture_count(), 4);
	assert_int_equal(pci_stray_count(), 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_blocked_stray_changes_nothing(void **state)
{
	(void)state;
	add_two_of_each();
	assert_int_equal(fixture_block(UNKNOWN), 0);
	rte_pci_scan();
	assert_int_equal(fixture_count(), 4);
	assert_int_equal(pci_stray_count(), 0);
}

/* ---- allowed, claimed, and not there ---- */

static void
test_missing_reasons(void **state)
{
	(void)state;
	fake_sysfs_add_mdev("mvnet", UUID_1, 1);
	fake_sysfs_add_mdev("ccw", UUID_2, 2);
	fake_sysfs_add_mdev("mvnet", UUID_3, 3);
	fake_sysfs_set(UUID_2, "mdev_type/device_api", "vfio-ccw\n");
	fake_sysfs_drop(UUID_3, "mdev_type");
	assert_int_equal(fixture_allow(UUID_1), 0);
	assert_int_equal(fixture_allow(UUID_2), 0);
	assert_int_equal(fixture_allow(UUID_3), 0);
	assert_int_equal(fixture_allow("bus=pci,addr=" UNKNOWN), 0);
	rte_pci_scan();
	check_devices(UUID_1, "one of four");
	assert_int_equal(pci_stray_count(), 3);
	CHECK_LOG(ERR, NULL, 3);
	CHECK_LOG(ERR, UUID_2 ": cannot be used: its mdev_type/device_api is not vfio-pci", 1);
	CHECK_LOG(ERR, UUID_3 ": cannot be used: its mdev_type/device_api cannot be read", 1);
	CHECK_LOG(ERR, UNKNOWN ": cannot be used: no mediated device", 1);
}

/* ---- iterators ---- */

static const char *
iterate(const char *text)
{
	struct rte_device *device = rte_pci_dev_iterate(NULL, text, NULL);

	return device == NULL ? "none" : device->name;
}

static void
test_iterator_addresses(void **state)
{
	static const struct {
		const char *text;
		const char *first;
	} rows[] = {
		{ NULL, BDF_1 }, { "", BDF_1 }, { "addr=" BDF_2, BDF_2 },
		{ "addr=2:0.0", BDF_2 }, { "addr=" UUID_2, UUID_2 },
		{ "addr=" UUID_1_UPPER, UUID_1 }, { "addr=junk", "none" },
		{ "addr=0000:99:00.0", "none" }, { "addr=", "none" },
		{ "addr=" UNKNOWN, "none" },
	};
	unsigned int i;

	(void)state;
	add_two_of_each();
	rte_pci_scan();
	for (i = 0; i < RTE_DIM(rows); i++)
		CHECK(strcmp(iterate(rows[i].text), rows[i].first) == 0,
			"\"%s\" finds %s", rows[i].text, iterate(rows[i].text));
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_iterator_walks_all(void **state)
{
	const struct rte_device *device = NULL;
	unsigned int count = 0;

	(void)state;
	add_two_of_each();
	rte_pci_scan();
	while ((device = rte_pci_dev_iterate(device, NULL, NULL)) != NULL)
		count++;
	assert_int_equal(count, 4);
	device = rte_pci_dev_iterate(NULL, "addr=" UUID_1, NULL);
	assert_null(rte_pci_dev_iterate(device, "addr=" UUID_1, NULL));
}

static void
test_iterator_key_without_value(void **state)
{
	(void)state;
	add_two_of_each();
	rte_pci_scan();
	assert_string_equal(iterate("addr"), "none");
}

static void
test_iterator_rejects_other_keys(void **state)
{
	(void)state;
	add_two_of_each();
	rte_pci_scan();
	rte_errno = 0;
	assert_string_equal(iterate("uuid=" UUID_1), "none");
	assert_int_equal(rte_errno, EINVAL);
	CHECK_LOG(ERR, "cannot parse argument list", 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_goes_ahead_of_an_older_vmbus),
		FIXTURE_TEST(test_stays_ahead_of_a_younger_vmbus),
		cmocka_unit_test(test_lists),
		FIXTURE_TEST(test_bus_without_address),
		FIXTURE_TEST(test_bad_address),
		FIXTURE_TEST(test_bad_bus_string),
		FIXTURE_TEST(test_names_become_canonical),
		cmocka_unit_test(test_two_spellings_are_one_devargs),
		FIXTURE_TEST(test_each_device_has_one_devargs),
		FIXTURE_TEST(test_listed_device_gets_new_devargs),
		FIXTURE_TEST(test_claims_only_mdevs),
		FIXTURE_TEST(test_claims_when_sysfs_cannot_be_read),
		FIXTURE_TEST(test_parse_gives_the_address),
		FIXTURE_TEST(test_claims_what_is_listed),
		FIXTURE_TEST(test_unknown_uuid_is_reported),
		FIXTURE_TEST(test_stray_keeps_the_allowlist),
		FIXTURE_TEST(test_stray_beside_a_good_one),
		FIXTURE_TEST(test_stray_of_a_real_vmbus),
		FIXTURE_TEST(test_blocked_stray_changes_nothing),
		FIXTURE_TEST(test_missing_reasons),
		FIXTURE_TEST(test_iterator_addresses),
		FIXTURE_TEST(test_iterator_walks_all),
		FIXTURE_TEST(test_iterator_rejects_other_keys),
		FIXTURE_TEST(test_iterator_key_without_value),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
