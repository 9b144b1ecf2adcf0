/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mdevs that the kernel removes while a driver has them.
 */

#include <errno.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

/* What EAL waits for each other process. */
#define EAL_TIMEOUT_US 5000000u

static struct rte_pci_device *device;

static int
setup(void **state)
{
	fixture_setup(state);
	device = fixture_probed(UUID_1, FAKE_MDPY, NULL);
	fake_log_reset();
	return 0;
}

static void
test_present(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_int_equal(fake_eal()->alarms, 1);
		fake_eal_alarms();
	}
	assert_int_equal(fake_eal()->removals, 0);
}

static void
test_removed(void **state)
{
	(void)state;
	fake_sysfs_remove(UUID_1);
	fake_eal_alarms();
	assert_int_equal(fake_eal()->removals, 1);
	assert_string_equal(fake_eal()->removed, UUID_1);
	/* Nobody may have listened: again, but without a line. */
	assert_int_equal(fake_eal()->alarms, 1);
	fake_eal_alarms();
	assert_int_equal(fake_eal()->removals, 2);
	CHECK_LOG(INFO, UUID_1 ": the kernel is removing the device", 1);
	rte_pci_unmap_device(device);
	assert_int_equal(fake_eal()->alarms, 0);
}

/* Who tells the primary detaches it here, too; unless nobody there listens. */
static void
test_removed_in_secondary(void **state)
{
	uint64_t look_us = fake_eal()->alarm_us;

	(void)state;
	fake_eal()->process = RTE_PROC_SECONDARY;
	fake_sysfs_remove(UUID_1);
	fake_eal_alarms();
	CHECK_LOG(INFO, UUID_1 ": the kernel is removing the device", 1);
	assert_int_equal(fake_eal()->removals, 0);
	/* The primary may have looked just before, and wait for all of EAL's. */
	assert_in_range(fake_eal()->alarm_us, look_us + EAL_TIMEOUT_US + 1,
		2 * EAL_TIMEOUT_US);
	fake_eal_alarms();
	assert_int_equal(fake_eal()->removals, 1);
	fake_eal_alarms();
	assert_int_equal(fake_eal()->removals, 2);
	fake_eal()->process = RTE_PROC_PRIMARY;
}

static void
test_removed_without_a_primary(void **state)
{
	(void)state;
	fake_eal()->process = RTE_PROC_SECONDARY;
	fake_eal()->primary_ended = true;
	fake_sysfs_remove(UUID_1);
	fake_eal_alarms();
	assert_int_equal(fake_eal()->removals, 1);
	fake_eal()->process = RTE_PROC_PRIMARY;
}

static void
detach(const char *name)
{
	struct rte_pci_device_internal *dev = fixture_device(name);

	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
}

/* The device is gone when the callback returns. */
static void
test_detached_at_once(void **state)
{
	(void)state;
	fake_eal()->on_removal = detach;
	fake_sysfs_remove(UUID_1);
	fake_eal_alarms();
	assert_int_equal(fixture_count(), 0);
	assert_int_equal(fake_eal()->alarms, 0);
}

static void
test_unmapped(void **state)
{
	(void)state;
	rte_pci_unmap_device(device);
	assert_int_equal(fake_eal()->alarms, 0);
	assert_int_equal(rte_pci_map_device(device), 0);
	assert_int_equal(fake_eal()->alarms, 1);
}

/* One that counts an interrupt for that may not mean it; a function is EAL's. */
static void
test_who_is_watched(void **state)
{
	(void)state;
	rte_pci_unmap_device(device);
	fixture_probed("0000:01:00.0", FAKE_MDPY, NULL);
	assert_int_equal(fake_eal()->alarms, 0);
	fixture_end();
	fixture_begin();
	fixture_probed(UUID_2, FAKE_VFIO_PCI, NULL);
	assert_int_equal(fake_eal()->watched, 1);
	assert_int_equal(fake_eal()->alarms, 1);
}

/* No reason to refuse the device */
static void
test_no_alarm(void **state)
{
	(void)state;
	rte_pci_unmap_device(device);
	fake_eal()->alarm_errno = ENOMEM;
	assert_int_equal(rte_pci_map_device(device), 0);
	CHECK_LOG(WARNING, UUID_1 ": its removal will not be noticed", 1);
	/* Nor when it is set again */
	rte_pci_unmap_device(device);
	fake_eal()->alarm_errno = 0;
	assert_int_equal(rte_pci_map_device(device), 0);
	fake_eal()->alarm_errno = ENOMEM;
	fake_eal_alarms();
	CHECK_LOG(WARNING, UUID_1 ": its removal will not be noticed", 2);
}

#define WATCH_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WATCH_TEST(test_present),
		WATCH_TEST(test_removed),
		WATCH_TEST(test_detached_at_once),
		WATCH_TEST(test_unmapped),
		WATCH_TEST(test_removed_in_secondary),
		WATCH_TEST(test_removed_without_a_primary),
		WATCH_TEST(test_who_is_watched),
		WATCH_TEST(test_no_alarm),
	};

	return cmocka_run_group_tests_name("removal", tests, NULL, NULL);
}
