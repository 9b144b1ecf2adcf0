/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What is told of emulated loads and stores, how they may fail, who can do without
 * them, and the same in secondary processes.
 */

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_shared.h"
#include "fake_vfio.h"
#include "faulting.h"
#include "fixture.h"
#include "pci_window.h"
#include "testing.h"

#define PAGE FAULTING_PAGE
#define WHOLE FAULTING_WHOLE
#define PART FAULTING_PART
#define PORTS 2
#define BDF "0000:01:00.0"

WRAP(void *, mmap64, void *addr, size_t len, int prot, int flags, int fd,
	off_t offset);
WRAP(int, munmap, void *addr, size_t len);

static bool
is_emulated(unsigned int idx)
{
	struct pci_emulated done;

	return pci_emulate_count(faulting_dev, idx, &done);
}

/* ---- what is counted, and told ---- */

static void
check_count(uint64_t loads, uint64_t stores, uint64_t failed)
{
	struct pci_emulated done;

	assert_true(pci_emulate_count(faulting_dev, WHOLE, &done));
	assert_int_equal(done.loads, loads);
	assert_int_equal(done.stores, stores);
	assert_int_equal(done.failed, failed);
}

static void
load_times(unsigned int idx, uint64_t offset, unsigned int times)
{
	while (times-- > 0)
		faulting_load(faulting_bar(idx) + offset, 4);
}

static void
test_count(void **state)
{
	struct pci_emulated done;

	(void)state;
	assert_false(is_emulated(WHOLE));
	faulting_plug_caught();
	check_count(0, 0, 0);
	load_times(WHOLE, 0x10, 2);
	load_times(WHOLE, 0, 3);
	faulting_store(faulting_bar(WHOLE) + 0x20, 4, 1);
	check_count(5, 1, 0);
	assert_true(pci_emulate_count(faulting_dev, WHOLE, &done));
	assert_int_equal(done.places[0].key, 0 + 1);
	assert_int_equal(done.places[0].count, 3);
	assert_int_equal(done.places[1].key, 0x10 + 1);
	assert_int_equal(done.places[1].count, 2);
	assert_int_equal(done.places[2].key, 0x20 + 1);
	assert_int_equal(done.places[2].count, 1);
	assert_int_equal(done.places[3].key, 0);
	/* Those that an accessor makes are not the driver's. */
	assert_int_equal(rte_pci_mmio_read(&faulting_dev->device, WHOLE, &done, 4, 0), 4);
	check_count(5, 1, 0);
	faulting_unplug_caught();
	assert_false(is_emulated(WHOLE));
}

/* A driver's start goes over many registers, and then it uses few. */
static void
test_many_offsets(void **state)
{
	struct pci_emulated done;
	unsigned int i;

	(void)state;
	faulting_plug_caught();
	for (i = 0; i < 3 * PCI_EMULATED_PLACES; i++)
		load_times(WHOLE, 4 * i, 1);
	load_times(WHOLE, 0xf18, 50);
	load_times(WHOLE, 0xf14, 20);
	check_count(3 * PCI_EMULATED_PLACES + 70, 0, 0);
	assert_true(pci_emulate_count(faulting_dev, WHOLE, &done));
	assert_int_equal(done.places[0].key, 0xf18 + 1);
	assert_in_range(done.places[0].count, 50, 53);
	assert_int_equal(done.places[1].key, 0xf14 + 1);
	assert_in_range(done.places[1].count, 20, 23);
	assert_in_range(done.places[PCI_EMULATED_PLACES - 1].count, 2, 4);
	faulting_unplug_caught();
}

static void
test_report(void **state)
{
	(void)state;
	faulting_plug_caught();
	fake_eal_alarms();
	CHECK_LOG(NOTICE, "emulated so far", 0);
	load_times(WHOLE, 0x18, 2);
	faulting_store(faulting_bar(WHOLE) + 0x1004, 4, 1);
	fake_eal_alarms();
	CHECK_LOG(NOTICE, UUID_1 ": 2 loads and 1 stores of BAR 0 emulated", 1);
	CHECK_LOG(NOTICE, "0x18 (2), 0x1004 (1)", 1);
	CHECK_LOG(NOTICE, "of BAR 3 emulated", 0);
	load_times(PART, 0, 1);
	load_times(WHOLE, 0x18, 2);
	fake_eal_alarms();
	fake_eal_alarms();
	CHECK_LOG(NOTICE, "of BAR 0 emulated", 1);
	CHECK_LOG(NOTICE, UUID_1 ": 1 loads and 0 stores of BAR 3 emulated", 1);
	CHECK_LOG(WARNING, NULL, 0);
	faulting_unplug_caught();
	CHECK_LOG(NOTICE, "emulated so far", 2);
}

static void
test_report_at_the_end(void **state)
{
	(void)state;
	faulting_plug_caught();
	load_times(WHOLE, 0x18, 2);
	faulting_unplug_caught();
	CHECK_LOG(NOTICE, UUID_1 ": 2 loads and 0 stores of BAR 0 emulated", 1);
	CHECK_LOG(NOTICE, "0x18 (2)", 1);
	CHECK_LOG(NOTICE, "of BAR 3 emulated", 0);
	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
	faulting_unplug_caught();
	CHECK_LOG(NOTICE, "emulated so far", 1);
}

/* It works all the same. */
static void
test_no_alarm(void **state)
{
	(void)state;
	fake_eal()->alarm_errno = ENOMEM;
	faulting_plug_caught();
	load_times(WHOLE, 0x18, 2);
	faulting_check_accesses(2);
	faulting_unplug_caught();
	/* For each of the BARs. */
	CHECK_LOG(WARNING, "emulated loads and stores will not be reported", 2);
	CHECK_LOG(NOTICE, "2 loads and 0 stores of BAR 0 emulated", 1);
}

/* ---- what the device does not do ---- */

static void
test_failed_load(void **state)
{
	(void)state;
	faulting_plug_caught();
	faulting_fake->regions[WHOLE].read_errno = EIO;
	assert_int_equal(faulting_load(faulting_bar(WHOLE) + 8, 4), UINT32_MAX);
	assert_int_equal(faulting_load(faulting_bar(WHOLE) + 8, 8), UINT64_MAX);
	assert_int_equal(faulting_load(faulting_bar(WHOLE), 1), UINT8_MAX);
	check_count(3, 0, 3);
	fake_eal_alarms();
	CHECK_LOG(WARNING, UUID_1 ": 3 of the loads and stores of BAR 0 failed",
		1);
	CHECK_LOG(WARNING, "Input/output error", 1);
	faulting_fake->regions[WHOLE].read_errno = 0;
	faulting_load_8(faulting_bar(WHOLE));
	faulting_check_access(WHOLE, 0, 8, false);
	faulting_unplug_caught();
	CHECK_LOG(WARNING, NULL, 1);
}

static void
test_failed_store(void **state)
{
	const uint32_t word = 0xcafe;
	uint32_t seen;

	(void)state;
	faulting_plug_caught();
	fake_vfio_poke(faulting_fake, WHOLE, 0, &word, sizeof(word));
	faulting_fake->regions[WHOLE].write_errno = EPERM;
	faulting_store(faulting_bar(WHOLE), 4, 7);
	check_count(0, 1, 1);
	fake_vfio_peek(faulting_fake, WHOLE, 0, &seen, sizeof(seen));
	assert_int_equal(seen, word);
	faulting_unplug_caught();
	CHECK_LOG(WARNING, "1 of the loads and stores of BAR 0 failed", 1);
}

static void
test_short_load(void **state)
{
	(void)state;
	faulting_plug_caught();
	faulting_fake->short_by = 1;
	assert_int_equal(faulting_load(faulting_bar(WHOLE), 4), UINT32_MAX);
	check_count(1, 0, 1);
	faulting_fake->short_by = 0;
	faulting_unplug_caught();
}

/* A device that goes away does so long after the first second. */
static void
test_failure_after_the_report(void **state)
{
	(void)state;
	faulting_plug_caught();
	faulting_load_8(faulting_bar(WHOLE));
	fake_eal_alarms();
	CHECK_LOG(NOTICE, "of BAR 0 emulated", 1);
	CHECK_LOG(WARNING, NULL, 0);
	faulting_fake->regions[WHOLE].read_errno = EIO;
	faulting_load_8(faulting_bar(WHOLE));
	fake_eal_alarms();
	CHECK_LOG(WARNING, "1 of the loads and stores of BAR 0 failed", 1);
	faulting_load_8(faulting_bar(WHOLE));
	fake_eal_alarms();
	faulting_unplug_caught();
	CHECK_LOG(WARNING, NULL, 1);
	CHECK_LOG(NOTICE, "of BAR 0 emulated", 1);
}

/* @return whether it was for emulation that the device could not be mapped. */
static bool
map_with_a_failure(unsigned int nth)
{
	bool is_refused;
	int ret;

	fake_log_reset();
	fake_fault_arm(nth, ENOMEM);
	ret = rte_pci_map_device(&faulting_dev->device);
	fake_fault_disarm();
	is_refused = fake_log_count(RTE_LOG_ERR, "taking a driver's loads") > 0;
	if (is_refused)
		CHECK_LOG(ERR, NULL, 1);
	assert_int_equal(is_refused && ret == 0, 0);
	if (ret == 0)
		rte_pci_unmap_device(&faulting_dev->device);
	assert_true(faulting_is_caught());
	assert_int_equal(fake_vfio_mappings(), 0);
	assert_int_equal(fake_eal()->alarms, 0);
	assert_false(is_emulated(WHOLE));
	return is_refused;
}

/* A window for each of two BARs. */
static void
test_no_memory(void **state)
{
	unsigned int nth = 0, refused = 0;

	(void)state;
	faulting_plug_caught();
	faulting_unplug_caught();
	do
		refused += map_with_a_failure(++nth);
	while (fake_fault_hit() != NULL);
	assert_int_equal(refused, 2);
}

/* @return whether the nth call that failed was one for room. */
static bool
map_without_room(unsigned int nth)
{
	int ret;

	fake_log_reset();
	fake_fault_arm(nth, ENOMEM);
	ret = rte_pci_map_device(&faulting_dev->device);
	fake_fault_disarm();
	if (fake_log_count(RTE_LOG_WARNING, "no room to reserve it") > 0)
		return true;
	if (ret == 0)
		rte_pci_unmap_device(&faulting_dev->device);
	assert_non_null(fake_fault_hit());
	return false;
}

static bool is_unmapped;

static void *
unmap(void *arg)
{
	(void)arg;
	rte_pci_unmap_device(&faulting_dev->device);
	__atomic_store_n(&is_unmapped, true, __ATOMIC_SEQ_CST);
	return NULL;
}

/* No handler enters any more, and the one that is in it is waited for. */
static void
test_unmapped_under_a_handler(void **state)
{
	struct pci_window *window, *entered;
	pthread_t thread;

	(void)state;
	faulting_plug_caught();
	window = pci_window_enter((uintptr_t)faulting_bar(WHOLE));
	assert_non_null(window);
	__atomic_store_n(&is_unmapped, false, __ATOMIC_SEQ_CST);
	assert_int_equal(pthread_create(&thread, NULL, unmap, NULL), 0);
	while ((entered = pci_window_enter((uintptr_t)window->start)) != NULL)
		pci_window_leave(entered);
	/* That nothing happens can only be waited for. */
	poll(NULL, 0, 50);
	assert_false(__atomic_load_n(&is_unmapped, __ATOMIC_SEQ_CST));
	assert_true(window->dev == faulting_dev);
	pci_window_leave(window);
	pthread_join(thread, NULL);
	assert_true(is_unmapped);
	assert_true(faulting_is_caught());
}

/* As ever, then: accessors need no address. */
static void
test_no_room(void **state)
{
	unsigned int nth = 1;
	uint32_t value;

	(void)state;
	faulting_plug_caught();
	faulting_unplug_caught();
	while (!map_without_room(nth))
		nth++;
	CHECK_LOG(WARNING, UUID_1 ": only accessors reach BAR 0, there is no room", 1);
	assert_null(faulting_bar(WHOLE));
	assert_false(is_emulated(WHOLE));
	assert_true(is_emulated(PART));
	faulting_fake->accesses = 0;
	assert_int_equal(rte_pci_mmio_read(&faulting_dev->device, WHOLE, &value, 4, 0), 4);
	faulting_check_accesses(1);
	rte_pci_unmap_device(&faulting_dev->device);
}

/* ---- what the user says ---- */

static void
replug_as(const char *devargs)
{
	struct rte_devargs *found;

	while ((found = rte_devargs_next("pci", NULL)) != NULL)
		rte_devargs_remove(found);
	assert_int_equal(fixture_allow(devargs), 0);
	assert_int_equal(rte_pci_scan(), 0);
	faulting_take(fixture_device(UUID_1));
	faulting_plug_caught();
}

static void
test_emulate_0(void **state)
{
	uint32_t value;

	(void)state;
	replug_as("bus=pci,addr=" UUID_1 ",emulate=0");
	assert_true(faulting_is_caught());
	assert_null(faulting_bar(WHOLE));
	assert_false(is_emulated(WHOLE));
	assert_non_null(faulting_bar(PART));
	assert_false(is_emulated(PART));
	faulting_check_faults(faulting_load_8, faulting_bar(PART), faulting_bar(PART));
	assert_int_equal(rte_pci_mmio_read(&faulting_dev->device, WHOLE, &value, 4, 0), 4);
	faulting_check_accesses(1);
	faulting_unplug_caught();
}

static void
test_emulate_1(void **state)
{
	(void)state;
	replug_as("bus=pci,addr=" UUID_1 ",emulate=1");
	assert_true(is_emulated(WHOLE));
	faulting_load_8(faulting_bar(WHOLE));
	faulting_check_accesses(1);
	faulting_unplug_caught();
}

static void
test_emulate_2(void **state)
{
	static const char *const values[] = { "2", "", "yes", "00" };
	char text[128];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(values); i++) {
		fake_log_reset();
		snprintf(text, sizeof(text), "bus=pci,addr=" UUID_2 ",emulate=%s",
			values[i]);
		CHECK(fixture_allow(text) < 0, "%s", text);
		snprintf(text, sizeof(text), "\"emulate=%s\" is neither 0 nor 1",
			values[i]);
		CHECK_LOG(ERR, text, 1);
	}
}

/* ---- a secondary process, which is this one after a change of roles ---- */

static void
become_secondary(void)
{
	faulting_begin(BDF, 2);
	faulting_plug_caught();
	fake_eal()->process = RTE_PROC_SECONDARY;
	faulting_unplug_caught();
	assert_int_equal(fake_vfio_mappings(), 0);
	fake_log_reset();
}

static struct pci_shared_region *
record_of(unsigned int idx)
{
	struct pci_shared *record = fake_shared_newest();

	return &record->regions[idx];
}

static void
test_secondary(void **state)
{
	(void)state;
	become_secondary();
	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
	assert_non_null(faulting_bar(WHOLE));
	assert_ptr_equal(faulting_bar(WHOLE), record_of(WHOLE)->addr);
	assert_ptr_equal(faulting_bar(PART), record_of(PART)->addr);
	assert_int_equal(record_of(WHOLE)->nb_areas, 0);
	faulting_fake->accesses = 0;
	faulting_load_8(faulting_bar(WHOLE) + 0x100);
	faulting_check_access(WHOLE, 0x100, 8, false);
	faulting_load_8(faulting_bar(PART) + FAULTING_MAPPED * PAGE);
	faulting_check_accesses(0);
	faulting_store_8(faulting_bar(PART));
	faulting_check_access(PART, 0, 8, true);
	CHECK_LOG(WARNING, NULL, 0);
	fixture_leave_secondary(faulting_dev);
	assert_true(faulting_is_caught());
}

/* Where it says no, drivers fault in what is reserved, as in the primary process. */
static void
test_secondary_without(void **state)
{
	struct rte_devargs *devargs = faulting_dev->device.device.devargs;
	struct rte_devargs no = { .bus_str = "bus=pci,addr=" BDF ",emulate=0" };

	(void)state;
	become_secondary();
	faulting_dev->device.device.devargs = &no;
	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
	assert_ptr_equal(faulting_bar(WHOLE), record_of(WHOLE)->addr);
	assert_false(is_emulated(WHOLE));
	assert_true(faulting_is_caught());
	faulting_fake->accesses = 0;
	faulting_check_faults(faulting_load_8, faulting_bar(WHOLE), faulting_bar(WHOLE));
	faulting_check_faults(faulting_store_8, faulting_bar(PART), faulting_bar(PART));
	fixture_leave_secondary(faulting_dev);
	faulting_dev->device.device.devargs = devargs;
}

/* What the primary process says is no reason to take ports for memory. */
static void
test_secondary_and_an_address_of_ports(void **state)
{
	void *room = __real_mmap64(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);

	(void)state;
	become_secondary();
	__real_munmap(room, PAGE);
	record_of(PORTS)->addr = room;
	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
	assert_false(is_emulated(PORTS));
	assert_true(is_emulated(PART));
	fixture_leave_secondary(faulting_dev);
}

/* The address of a BAR without areas is one that is not free, or no page's. */
static void
test_secondary_and_a_bad_address(void **state)
{
	static char taken[2 * PAGE] __attribute__((aligned(PAGE)));
	void *addr[] = { taken, NULL };
	unsigned int i;

	(void)state;
	become_secondary();
	addr[1] = RTE_PTR_ADD(record_of(WHOLE)->addr, 1);
	for (i = 0; i < RTE_DIM(addr); i++) {
		fake_log_reset();
		record_of(WHOLE)->addr = addr[i];
		assert_int_equal(rte_pci_map_device(&faulting_dev->device), -1);
		CHECK_LOG(ERR, NULL, 1);
		CHECK_LOG(ERR, BDF, 1);
		assert_true(faulting_is_caught());
		assert_int_equal(fake_vfio_mappings(), 0);
	}
	fixture_leave_secondary(faulting_dev);
}

/* What begins in memory is not the bus's: here it is known what is ahead. */
static void
test_over_the_start(void **state)
{
	uint8_t *room, *start;

	(void)state;
	room = __real_mmap64(NULL, PAGE + FAULTING_SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(room, MAP_FAILED);
	start = room + PAGE;
	become_secondary();
	__real_munmap(start, FAULTING_SIZE);
	record_of(WHOLE)->addr = start;
	assert_int_equal(rte_pci_map_device(&faulting_dev->device), 0);
	assert_ptr_equal(faulting_bar(WHOLE), start);
	faulting_fake->accesses = 0;
	faulting_check_faults(faulting_load_8, start - 4, start);
	faulting_check_faults(faulting_store_8, start - 4, start);
	faulting_load_8(start);
	faulting_check_accesses(1);
	fixture_leave_secondary(faulting_dev);
	__real_munmap(room, PAGE);
}

#define EMULATE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, faulting_setup, fixture_teardown)

static void *
do_nothing(void *arg)
{
	return arg;
}

/* The C library keeps the memory of a thread for the next one. */
static int
warm_up(void **state)
{
	pthread_t thread;

	(void)state;
	return pthread_create(&thread, NULL, do_nothing, NULL) != 0 ||
		pthread_join(thread, NULL) != 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		EMULATE_TEST(test_count),
		EMULATE_TEST(test_many_offsets),
		EMULATE_TEST(test_report),
		EMULATE_TEST(test_report_at_the_end),
		EMULATE_TEST(test_no_alarm),
		EMULATE_TEST(test_failed_load),
		EMULATE_TEST(test_failed_store),
		EMULATE_TEST(test_short_load),
		EMULATE_TEST(test_failure_after_the_report),
		EMULATE_TEST(test_no_memory),
		EMULATE_TEST(test_unmapped_under_a_handler),
		EMULATE_TEST(test_no_room),
		EMULATE_TEST(test_emulate_0),
		EMULATE_TEST(test_emulate_1),
		EMULATE_TEST(test_emulate_2),
		EMULATE_TEST(test_secondary),
		EMULATE_TEST(test_secondary_without),
		EMULATE_TEST(test_secondary_and_an_address_of_ports),
		EMULATE_TEST(test_secondary_and_a_bad_address),
		EMULATE_TEST(test_over_the_start),
	};

	return cmocka_run_group_tests_name("emulated", tests, warm_up, NULL);
}
