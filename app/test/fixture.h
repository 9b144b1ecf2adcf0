/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FIXTURE_H
#define FIXTURE_H

/**
 * @file
 * What all tests start from: a fake host without devices, and a bus that knows
 * none. And what they end with: a bus that has given everything back.
 */

#include <bus_pci_driver.h>

#include "fake_vfio.h"
#include "private.h"

/* For cmocka. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* The same, for tests that go through many fake hosts. */
void fixture_begin(void);
void fixture_end(void);

#define FIXTURE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, fixture_setup, \
		fixture_teardown)

/** Leave a test that cannot run here, and say why. */
void fixture_skip(const char *why);

/** Hand a -a or -b of the command line to EAL. @return 0, or negative. */
int fixture_allow(const char *text);
int fixture_block(const char *text);

/** The device of that name; the test fails if there is none. */
struct rte_pci_device_internal *fixture_device(const char *name);
/** How many devices the bus has. */
unsigned int fixture_count(void);
/** How many devargs of that bus EAL has. */
unsigned int fixture_count_devargs(const char *bus);

/* UUIDs to test with, in ascending order. */
#define UUID_1 "11111111-aaaa-4bbb-8ccc-000000000001"
#define UUID_2 "22222222-aaaa-4bbb-8ccc-000000000002"
#define UUID_3 "33333333-aaaa-4bbb-8ccc-000000000003"
#define UUID_1_UPPER "11111111-AAAA-4BBB-8CCC-000000000001"

/** A driver whose probe and remove answer what the test wants. */
struct test_driver {
	struct rte_pci_driver driver;
	int probe_result;
	int remove_result;
	unsigned int probes;
	unsigned int removes;
	struct rte_pci_device *device;	/* probed last */
};

/** A device of that profile, scanned and taken by a driver that needs it mapped:
 * a PCI function if the name is a BDF, else an mdev of group 1. fake NULL: of
 * no interest.
 */
struct rte_pci_device *fixture_probed(const char *name,
	enum fake_profile profile, struct fake_device **fake);
/** Only scanned, and allowed. */
struct rte_pci_device_internal *fixture_scanned(const char *name,
	unsigned int group);

/** Let a driver that needs its devices mapped take it. @return plug's result. */
int fixture_plug(struct rte_pci_device_internal *dev);

/** A device that this process has as a secondary, and the primary has published:
 * given back by both.
 */
void fixture_leave_secondary(struct rte_pci_device_internal *dev);

/** Whether a byte can be read: a system call is told what a load would end in. */
bool fixture_is_accessible(const void *addr);

/** Give a device an MSI-X capability: its first words. */
void fixture_add_msix(const struct fake_device *fake, uint32_t control,
	uint32_t table);

/** Register a driver with these flags for these IDs; NULL: for all. */
void test_driver_add(struct test_driver *driver, uint32_t flags,
	const struct rte_pci_id *ids);

#endif /* FIXTURE_H */
