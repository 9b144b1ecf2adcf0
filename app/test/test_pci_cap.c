/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Capability lists of devices that say what the test makes them say.
 */

#include <errno.h>

#include <rte_errno.h>

#include "fake_log.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX
#define STATUS 0x06
#define POINTER 0x34
#define HAS_LIST 0x0010

#define CAP_PM 0x01
#define CAP_MSI 0x05
#define CAP_MSIX 0x11
#define CAP_EXPRESS 0x10

/* No walk needs more reads than there is room for capabilities. */
#define READS_MAX 1000

static struct rte_pci_device *device;
static struct fake_device *fake;

static int
setup(void **state)
{
	fixture_setup(state);
	device = fixture_probed(UUID_1, FAKE_VFIO_PCI, &fake);
	fake_log_reset();
	fake->accesses = 0;
	return 0;
}

static int
teardown(void **state)
{
	CHECK(fake->accesses < READS_MAX, "%u reads", fake->accesses);
	return fixture_teardown(state);
}

static void
poke8(off_t offset, uint8_t value)
{
	fake_vfio_poke(fake, CONFIG, offset, &value, sizeof(value));
}

static void
poke16(off_t offset, uint16_t value)
{
	fake_vfio_poke(fake, CONFIG, offset, &value, sizeof(value));
}

static void
poke32(off_t offset, uint32_t value)
{
	fake_vfio_poke(fake, CONFIG, offset, &value, sizeof(value));
}

/* A capability: ID, and where the next one is. */
static void
put_cap(uint8_t at, uint8_t id, uint8_t next)
{
	poke8(at, id);
	poke8(at + 1, next);
}

static void
put_ext_cap(uint16_t at, uint16_t id, uint16_t next)
{
	poke32(at, (uint32_t)next << 20 | 1u << 16 | id);
}

/* PM, MSI, MSI-X, and PM again. */
static void
put_good_list(void)
{
	poke8(POINTER, 0x40);
	put_cap(0x40, CAP_PM, 0xd0);
	put_cap(0xd0, CAP_MSI, 0xa0);
	put_cap(0xa0, CAP_MSIX, 0xfc);
	put_cap(0xfc, CAP_PM, 0);
}

/* ---- the first 256 bytes ---- */

static void
test_good_list(void **state)
{
	(void)state;
	put_good_list();
	assert_true(rte_pci_has_capability_list(device));
	assert_int_equal(rte_pci_find_capability(device, CAP_PM), 0x40);
	assert_int_equal(rte_pci_find_capability(device, CAP_MSI), 0xd0);
	assert_int_equal(rte_pci_find_capability(device, CAP_MSIX), 0xa0);
	assert_int_equal(rte_pci_find_capability(device, CAP_EXPRESS), 0);
}

static void
test_next_capability(void **state)
{
	(void)state;
	put_good_list();
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0), 0x40);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0x40),
		0xfc);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0xfc), 0);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_MSIX, 0x40),
		0xa0);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_MSI, 0xd0),
		0);
}

static void
test_next_of_a_bad_offset(void **state)
{
	(void)state;
	put_good_list();
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 4096),
		-1);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, -8), -1);
	/* Inside config space, but no capability of the list */
	rte_errno = 0;
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0x44), -1);
	assert_int_equal(rte_errno, EINVAL);
}

static void
test_status_without_list(void **state)
{
	(void)state;
	put_good_list();
	poke16(STATUS, (uint16_t)~HAS_LIST);
	assert_false(rte_pci_has_capability_list(device));
	assert_int_equal(rte_pci_find_capability(device, CAP_PM), 0);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0), 0);
}

static void
test_hostile_lists(void **state)
{
	static const struct {
		uint8_t pointer;
		uint8_t id;		/* at 0x40 */
		uint8_t next;
		off_t msi;		/* that the walk finds */
	} rows[] = {
		{ 0x00, CAP_MSI, 0, 0 },	/* no list */
		{ 0x3c, CAP_MSI, 0, 0 },	/* inside the header */
		{ 0x04, CAP_MSI, 0, 0 },
		{ 0x43, CAP_MSI, 0, 0x40 },	/* reserved bits */
		{ 0x40, 0xff, 0x80, 0 },	/* no capability */
		{ 0x40, CAP_PM, 0x40, 0 },	/* the list ends in itself */
		{ 0x40, CAP_PM, 0x43, 0 },
		{ 0x40, CAP_PM, 0x3f, 0 },	/* back into the header */
		{ 0x40, CAP_PM, 0x80, 0x80 },
		{ 0x40, CAP_PM, 0x82, 0x80 },
		{ 0x40, CAP_PM, 0xff, 0 },	/* the last four bytes */
		{ 0x40, 0x00, 0x80, 0x80 },	/* the null capability */
	};
	unsigned int i;
	off_t pos;

	(void)state;
	put_cap(0x80, CAP_MSI, 0x40);
	for (i = 0; i < RTE_DIM(rows); i++) {
		poke8(POINTER, rows[i].pointer);
		put_cap(0x40, rows[i].id, rows[i].next);
		pos = rte_pci_find_capability(device, CAP_MSI);
		CHECK(pos == rows[i].msi, "row %u: %#jx", i, (uintmax_t)pos);
	}
}

static void
test_cycle_of_two(void **state)
{
	(void)state;
	poke8(POINTER, 0x40);
	put_cap(0x40, CAP_PM, 0x80);
	put_cap(0x80, CAP_MSI, 0x40);
	assert_int_equal(rte_pci_find_capability(device, CAP_MSIX), 0);
	assert_int_equal(rte_pci_find_capability(device, CAP_MSI), 0x80);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_MSIX, 0x80),
		0);
}

/* A driver that asks on from what it was told comes to an end. */
static void
test_next_in_a_cycle(void **state)
{
	(void)state;
	poke8(POINTER, 0x40);
	put_cap(0x40, CAP_PM, 0x80);
	put_cap(0x80, CAP_PM, 0x40);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0x40),
		0x80);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0x80), 0);
	put_cap(0x40, CAP_PM, 0x40);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0x40), 0);
}

struct seen {
	unsigned int count;
	uint8_t ids[64];
	uint8_t offsets[64];
	unsigned int stop_at;	/* 0: visit all */
};

static int
see(uint8_t id, uint8_t offset, void *arg)
{
	struct seen *seen = arg;

	assert_in_range(seen->count, 0, RTE_DIM(seen->ids) - 1);
	seen->ids[seen->count] = id;
	seen->offsets[seen->count] = offset;
	return ++seen->count == seen->stop_at ? 42 : 0;
}

static void
test_walk(void **state)
{
	struct seen seen = { .stop_at = 0 };

	(void)state;
	put_good_list();
	assert_int_equal(pci_cap_walk(device, see, &seen), 0);
	assert_int_equal(seen.count, 4);
	assert_memory_equal(seen.ids, ((uint8_t []){ CAP_PM, CAP_MSI, CAP_MSIX,
		CAP_PM }), 4);
	assert_memory_equal(seen.offsets, ((uint8_t []){ 0x40, 0xd0, 0xa0,
		0xfc }), 4);
	seen = (struct seen){ .stop_at = 2 };
	assert_int_equal(pci_cap_walk(device, see, &seen), 42);
	assert_int_equal(seen.count, 2);
	poke16(STATUS, 0);
	assert_int_equal(pci_cap_walk(device, see, &seen), 0);
	assert_int_equal(seen.count, 2);
}

/* Each is visited once, wherever the list leads back to. */
static void
test_walk_of_a_cycle(void **state)
{
	static const uint8_t backs[] = { 0x40, 0x80, 0xfc, 0x43, 0xff };
	struct seen seen;
	unsigned int i;

	(void)state;
	poke8(POINTER, 0x40);
	put_cap(0x40, CAP_PM, 0x80);
	put_cap(0x80, CAP_PM, 0xfc);
	for (i = 0; i < RTE_DIM(backs); i++) {
		put_cap(0xfc, CAP_MSI, backs[i]);
		seen = (struct seen){ .stop_at = 0 };
		assert_int_equal(pci_cap_walk(device, see, &seen), -ELOOP);
		assert_int_equal(seen.count, 3);
	}
	fake->regions[CONFIG].read_errno = EIO;
	assert_int_equal(pci_cap_walk(device, see, &seen), -EIO);
}

/* All bits set: what a device that has gone answers. */
static void
test_device_that_has_gone(void **state)
{
	off_t at;

	(void)state;
	for (at = 0; at < 4096; at += 4)
		poke32(at, UINT32_MAX);
	assert_int_equal(rte_pci_find_capability(device, CAP_MSI), 0);
	assert_int_equal(rte_pci_find_ext_capability(device, 1), 0);
}

static void
test_unreadable(void **state)
{
	(void)state;
	put_good_list();
	fake->regions[CONFIG].read_errno = EIO;
	assert_false(rte_pci_has_capability_list(device));
	assert_int_equal(rte_pci_find_capability(device, CAP_PM), -1);
	assert_int_equal(rte_pci_find_next_capability(device, CAP_PM, 0x40),
		-1);
	CHECK_LOG(ERR, NULL, 0);
	assert_int_equal(rte_pci_find_ext_capability(device, 1), -1);
	CHECK_LOG(ERR, UUID_1 ": cannot read extended capabilities: ", 1);
}

/* ---- extended capabilities ---- */

static void
test_ext_list(void **state)
{
	(void)state;
	put_ext_cap(0x100, 1, 0x140);
	put_ext_cap(0x140, 3, 0xffc);
	put_ext_cap(0xffc, 0x1b, 0);
	assert_int_equal(rte_pci_find_ext_capability(device, 1), 0x100);
	assert_int_equal(rte_pci_find_ext_capability(device, 3), 0x140);
	assert_int_equal(rte_pci_find_ext_capability(device, 0x1b), 0xffc);
	assert_int_equal(rte_pci_find_ext_capability(device, 2), 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_ext_list_is_empty(void **state)
{
	(void)state;
	assert_int_equal(rte_pci_find_ext_capability(device, 1), 0);
	assert_int_equal(rte_pci_find_ext_capability(device, 0), 0);
	assert_int_equal(fake->accesses, 2);
}

static void
test_ext_hostile_lists(void **state)
{
	static const uint16_t nexts[] = { 0x100, 0x140, 0x0fc, 0x001, 0x040 };
	unsigned int i;

	(void)state;
	put_ext_cap(0x140, 2, 0x100);
	for (i = 0; i < RTE_DIM(nexts); i++) {
		put_ext_cap(0x100, 1, nexts[i]);
		fake->accesses = 0;
		assert_int_equal(rte_pci_find_ext_capability(device, 3), 0);
		CHECK(fake->accesses < READS_MAX, "row %u", i);
	}
	fake->accesses = 0;
}

/* ---- small config spaces ---- */

static void
test_no_room_for_ext_capabilities(void **state)
{
	static const enum fake_profile profiles[] = {
		FAKE_MTTY, FAKE_MDPY, FAKE_MBOCHS };
	struct rte_pci_device *small;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(profiles); i++) {
		fixture_begin();
		small = fixture_probed(UUID_1, profiles[i], NULL);
		assert_int_equal(rte_pci_find_ext_capability(small, 1), 0);
		assert_int_equal(rte_pci_find_capability(small, CAP_MSI), 0);
		CHECK_LOG(ERR, NULL, 0);
		fixture_end();
	}
}

/* Of mdpy's 255 bytes the last is missing. */
static void
test_capability_at_the_end(void **state)
{
	struct rte_pci_device *small;

	(void)state;
	small = fixture_probed(UUID_1, FAKE_MDPY, &fake);
	poke8(POINTER, 0xfc);
	put_cap(0xfc, CAP_MSI, 0);
	assert_int_equal(rte_pci_find_capability(small, CAP_MSI), 0xfc);
}

/* ---- the command register ---- */

static uint16_t
command(void)
{
	uint16_t value;

	fake_vfio_peek(fake, CONFIG, 4, &value, sizeof(value));
	return value;
}

static void
test_bus_master(void **state)
{
	(void)state;
	poke16(4, 0x0403);
	assert_int_equal(rte_pci_set_bus_master(device, true), 0);
	assert_int_equal(command(), 0x0407);
	assert_int_equal(fake->accesses, 2);
	/* Nothing to change, nothing to write. */
	assert_int_equal(rte_pci_set_bus_master(device, true), 0);
	assert_int_equal(fake->accesses, 3);
	assert_false(fake->last.write);
	assert_int_equal(rte_pci_set_bus_master(device, false), 0);
	assert_int_equal(command(), 0x0403);
}

static void
test_bus_master_refused(void **state)
{
	(void)state;
	poke16(4, 0);
	fake->regions[CONFIG].write_errno = EIO;
	assert_int_equal(rte_pci_set_bus_master(device, true), -1);
	assert_int_equal(rte_pci_set_bus_master(device, false), 0);
	fake->regions[CONFIG].read_errno = EIO;
	assert_int_equal(rte_pci_set_bus_master(device, false), -1);
}

/* In 22.11 the caller knows where the control register is. */
static void
test_pasid(void **state)
{
	uint16_t value;

	(void)state;
	poke32(0x204, 0xffffffff);
	assert_int_equal(rte_pci_pasid_set_state(device, 0x204, true), 0);
	fake_vfio_peek(fake, CONFIG, 0x204, &value, 2);
	assert_int_equal(value, 1);
	assert_int_equal(rte_pci_pasid_set_state(device, 0x204, false), 0);
	fake_vfio_peek(fake, CONFIG, 0x204, &value, 2);
	assert_int_equal(value, 0);
	fake_vfio_peek(fake, CONFIG, 0x206, &value, 2);
	assert_int_equal(value, 0xffff);
	assert_int_equal(rte_pci_pasid_set_state(device, 4095, true), -1);
}

#define CAP_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		CAP_TEST(test_good_list),
		CAP_TEST(test_next_capability),
		CAP_TEST(test_next_of_a_bad_offset),
		CAP_TEST(test_status_without_list),
		CAP_TEST(test_hostile_lists),
		CAP_TEST(test_cycle_of_two),
		CAP_TEST(test_next_in_a_cycle),
		CAP_TEST(test_walk),
		CAP_TEST(test_walk_of_a_cycle),
		CAP_TEST(test_device_that_has_gone),
		CAP_TEST(test_unreadable),
		CAP_TEST(test_ext_list),
		CAP_TEST(test_ext_list_is_empty),
		CAP_TEST(test_ext_hostile_lists),
		cmocka_unit_test(test_no_room_for_ext_capabilities),
		FIXTURE_TEST(test_capability_at_the_end),
		CAP_TEST(test_bus_master),
		CAP_TEST(test_bus_master_refused),
		CAP_TEST(test_pasid),
	};

	return cmocka_run_group_tests_name("capabilities", tests, NULL, NULL);
}
