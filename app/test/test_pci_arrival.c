/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * New mdevs: who is told of which, when, and who is left in peace.
 */

#include <errno.h>
#include <string.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_uevent.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

/* More than a look takes. */
#define LOOKS_LIMIT 10000

static void
scan(void)
{
	assert_int_equal(rte_pci_scan(), 0);
}

/* A process that listens. */
static int
setup(void **state)
{
	fixture_setup(state);
	fake_uevent()->socket_errno = 0;
	scan();
	assert_true(fake_eal_is_listening());
	return 0;
}

static void
create(const char *uuid)
{
	fake_sysfs_add_mdev("mtty", uuid, 1);
}

/* What the kernel makes last */
static void
create_in_part(const char *uuid)
{
	create(uuid);
	fake_sysfs_drop(uuid, "mdev_type");
}

static void
complete(const char *uuid)
{
	fake_sysfs_add_dir(uuid, "mdev_type");
	fake_sysfs_set(uuid, "mdev_type/device_api", "vfio-pci\n");
}

static void
check_added(unsigned int count, const char *uuid)
{
	assert_int_equal(fake_eal()->additions, count);
	assert_string_equal(fake_eal()->added, uuid);
	assert_int_equal(fake_eal()->removals, 0);
}

/* ---- what is reported ---- */

static void
test_new(void **state)
{
	(void)state;
	create(UUID_1);
	fake_uevent_bind(UUID_1);
	check_added(1, UUID_1);
	create(UUID_2);
	fake_uevent_bind(UUID_2);
	check_added(2, UUID_2);
	/* Nothing is opened, or listed, before the application asks. */
	assert_int_equal(fake_vfio_node_opens(), 0);
	assert_int_equal(fixture_count(), 0);
	assert_int_equal(fake_eal()->alarms, 0);
	CHECK_LOG(WARNING, NULL, 0);
	CHECK_LOG(ERR, NULL, 0);
}

/* The name is the one that EAL compares, and attaches by. */
static void
test_upper_case(void **state)
{
	(void)state;
	create(UUID_1);
	fake_uevent_bind(UUID_1_UPPER);
	check_added(1, UUID_1);
}

/* EAL reports all PCI functions, whatever the user wants of them. */
static void
check_unwanted(void)
{
	scan();
	fake_uevent_bind(UUID_1);
	check_added(1, UUID_1);
	assert_int_equal(fixture_count(), 0);
}

static void
test_blocked(void **state)
{
	(void)state;
	create(UUID_1);
	assert_int_equal(fixture_block(UUID_1), 0);
	check_unwanted();
}

static void
test_not_allowed(void **state)
{
	(void)state;
	create(UUID_1);
	assert_int_equal(fixture_allow("0000:01:00.0"), 0);
	rte_pci_bus.conf.scan_mode = RTE_BUS_SCAN_ALLOWLIST;
	check_unwanted();
}

static void
test_known(void **state)
{
	(void)state;
	create(UUID_1);
	scan();
	assert_int_equal(fixture_count(), 1);
	fake_uevent_bind(UUID_1);
	check_added(1, UUID_1);
}

static void
test_other_kind(void **state)
{
	(void)state;
	create(UUID_1);
	fake_sysfs_set(UUID_1, "mdev_type/device_api", "vfio-ccw\n");
	fake_uevent_bind(UUID_1);
	check_added(0, "");
	assert_int_equal(fake_eal()->alarms, 0);
}

/* Gone again, or never there: who says so need not be the kernel. */
static void
test_not_there(void **state)
{
	(void)state;
	fake_uevent_bind(UUID_1);
	check_added(0, "");
	assert_int_equal(fake_eal()->alarms, 0);
}

static void
test_not_the_kernel(void **state)
{
	(void)state;
	create(UUID_1);
	fake_uevent()->port = 4321;
	fake_uevent_bind(UUID_1);
	fake_uevent()->port = 0;
	fake_uevent()->truncated = true;
	fake_uevent_bind(UUID_1);
	fake_uevent()->truncated = false;
	fake_uevent_send("", 0);
	check_added(0, "");
}

static void
test_reading_fails(void **state)
{
	static const int errnos[] = { EAGAIN, EINTR, ENOMEM };
	unsigned int i;

	(void)state;
	create(UUID_1);
	for (i = 0; i < RTE_DIM(errnos); i++) {
		fake_uevent()->read_errno = errnos[i];
		fake_uevent_bind(UUID_1);
		check_added(i, i == 0 ? "" : UUID_1);
		/* It is still there, and so the process is woken again. */
		fake_eal_device_event();
		check_added(i + 1, UUID_1);
	}
	CHECK_LOG(WARNING, NULL, 0);
}

/* Something was lost, but not what could be kept. */
static void
test_no_room(void **state)
{
	(void)state;
	create(UUID_1);
	fake_uevent()->read_errno = ENOBUFS;
	fake_uevent_bind(UUID_1);
	CHECK_LOG(WARNING, NULL, 1);
	CHECK_LOG(WARNING, "new mdevs may not be reported", 1);
	check_added(1, UUID_1);
}

/* All that is there, but other interrupts have their turn. */
static void
test_many_at_a_time(void **state)
{
	unsigned int wakes = 1;

	(void)state;
	create(UUID_1);
	fake_uevent_bind_many(UUID_1, 20);
	check_added(20, UUID_1);
	fake_uevent_bind_many(UUID_1, 300);
	assert_in_range(fake_eal()->additions, 21, 20 + 100);
	for (; fake_eal()->additions < 320 && wakes < 100; wakes++)
		fake_eal_device_event();
	check_added(320, UUID_1);
	assert_in_range(wakes, 3, 30);
}

/* Who may not have what it asks for gets what there is. */
static void
test_room(void **state)
{
	(void)state;
	fake_uevent()->socket_errno = 0;
	scan();
	assert_in_range(fake_uevent()->room, 1 << 20, 64 << 20);
	pci_mdev_arrival_stop();
	fake_uevent()->room = 0;
	fake_uevent()->force_errno = EPERM;
	scan();
	assert_in_range(fake_uevent()->room, 1 << 20, 64 << 20);
	pci_mdev_arrival_stop();
	fake_uevent()->room_errno = ENOBUFS;
	scan();
	assert_true(fake_eal_is_listening());
	CHECK_LOG(WARNING, NULL, 0);
}

/* A new one arrives, and the bus's first look at it fails. */
static void
bind_with_fault(const char *uuid, int err)
{
	unsigned int nth = 0;

	do {
		fake_fault_arm(++nth, err);
		fake_uevent_bind(uuid);
		assert_non_null(fake_fault_hit());
	} while (strcmp(fake_fault_hit(), "openat") != 0);
	fake_fault_disarm();
}

/* It is the process that lacks something, and may get it. */
static void
test_look_fails_for_now(void **state)
{
	static const int errnos[] = { EMFILE, ENFILE, ENOMEM };
	unsigned int i;

	(void)state;
	create(UUID_1);
	for (i = 0; i < RTE_DIM(errnos); i++) {
		bind_with_fault(UUID_1, errnos[i]);
		assert_int_equal(fake_eal()->additions, i);
		assert_int_equal(fake_eal()->alarms, 1);
		fake_eal_alarms();
		check_added(i + 1, UUID_1);
	}
	assert_int_equal(fake_eal()->alarms, 0);
	CHECK_LOG(WARNING, NULL, 0);
}

static void
test_look_fails_all_the_time(void **state)
{
	unsigned int looks = 0;

	(void)state;
	create(UUID_1);
	bind_with_fault(UUID_1, EMFILE);
	while (fake_eal()->alarms > 0 && looks++ < LOOKS_LIMIT) {
		fake_fault_arm(1, EMFILE);
		fake_eal_alarms();
	}
	fake_fault_disarm();
	assert_in_range(looks, 100, LOOKS_LIMIT - 1);
	check_added(0, "");
	CHECK_LOG(WARNING, "mdev " UUID_1
		": is new, and is not reported: Too many open files", 1);
}

static void
test_look_fails_for_good(void **state)
{
	static const int absent[] = { ENOENT, ENODEV };
	static const int errnos[] = { EACCES, EIO, ELOOP };
	unsigned int i;

	(void)state;
	create(UUID_1);
	for (i = 0; i < RTE_DIM(absent); i++)
		bind_with_fault(UUID_1, absent[i]);
	CHECK_LOG(WARNING, NULL, 0);
	for (i = 0; i < RTE_DIM(errnos); i++) {
		bind_with_fault(UUID_1, errnos[i]);
		assert_int_equal(fake_log_count_both(RTE_LOG_WARNING,
			"mdev " UUID_1 ": is new, and is not reported",
			strerror(errnos[i])), 1);
	}
	check_added(0, "");
	assert_int_equal(fake_eal()->alarms, 0);
}

/* ---- the kernel is not done with it ---- */

static void
test_being_made(void **state)
{
	(void)state;
	create_in_part(UUID_1);
	fake_uevent_bind(UUID_1);
	/* A second message does not make it two. */
	fake_uevent_bind(UUID_1);
	assert_int_equal(fake_eal()->alarms, 1);
	fake_eal_alarms();
	check_added(0, "");
	assert_int_equal(fake_eal()->alarms, 1);
	complete(UUID_1);
	fake_eal_alarms();
	check_added(1, UUID_1);
	assert_int_equal(fake_eal()->alarms, 0);
}

/* The second message is about what is complete by then: that is said once. */
static void
test_made_between_messages(void **state)
{
	(void)state;
	create_in_part(UUID_1);
	create_in_part(UUID_2);
	fake_uevent_bind(UUID_1);
	fake_uevent_bind(UUID_2);
	complete(UUID_1);
	fake_uevent_bind(UUID_1);
	check_added(1, UUID_1);
	assert_int_equal(fake_eal()->alarms, 1);
	fake_eal_alarms();
	check_added(1, UUID_1);
	/* Or gone by then. */
	fake_sysfs_remove(UUID_2);
	fake_uevent_bind(UUID_2);
	assert_int_equal(fake_eal()->alarms, 0);
	check_added(1, UUID_1);
}

static void
test_several_being_made(void **state)
{
	(void)state;
	create_in_part(UUID_1);
	create_in_part(UUID_2);
	create_in_part(UUID_3);
	fake_uevent_bind(UUID_1);
	fake_uevent_bind(UUID_2);
	fake_uevent_bind(UUID_3);
	complete(UUID_2);
	fake_eal_alarms();
	check_added(1, UUID_2);
	fake_sysfs_remove(UUID_1);
	fake_eal_alarms();
	check_added(1, UUID_2);
	complete(UUID_3);
	fake_eal_alarms();
	check_added(2, UUID_3);
	assert_int_equal(fake_eal()->alarms, 0);
}

static void
test_never_made(void **state)
{
	unsigned int looks = 0;

	(void)state;
	create_in_part(UUID_1);
	fake_uevent_bind(UUID_1);
	while (fake_eal()->alarms > 0 && looks++ < LOOKS_LIMIT)
		fake_eal_alarms();
	assert_in_range(looks, 100, LOOKS_LIMIT - 1);
	check_added(0, "");
	CHECK_LOG(WARNING, "mdev " UUID_1 ": is new, and is not reported: "
		"its mdev_type/device_api did not appear within 5 s", 1);
	/* And the next one is a new one. */
	fake_uevent_bind(UUID_1);
	complete(UUID_1);
	fake_eal_alarms();
	check_added(1, UUID_1);
}

static void
test_no_alarm(void **state)
{
	(void)state;
	create_in_part(UUID_1);
	fake_eal()->alarm_errno = ENOMEM;
	fake_uevent_bind(UUID_1);
	CHECK_LOG(WARNING, "mdev " UUID_1 ": is new, and is not reported", 1);
	fake_eal()->alarm_errno = 0;
	fake_uevent_bind(UUID_1);
	assert_int_equal(fake_eal()->alarms, 1);
	fake_eal()->alarm_errno = ENOMEM;
	fake_eal_alarms();
	CHECK_LOG(WARNING, "mdev " UUID_1 ": is new, and is not reported", 2);
	fake_eal()->alarm_errno = 0;
}

static void
test_no_memory(void **state)
{
	unsigned int nth = 0;

	(void)state;
	create_in_part(UUID_1);
	/* What reads the socket and sysfs comes first. */
	do {
		fake_fault_arm(++nth, EIO);
		fake_uevent_bind(UUID_1);
		assert_non_null(fake_fault_hit());
	} while (strcmp(fake_fault_hit(), "calloc") != 0);
	fake_fault_disarm();
	check_added(0, "");
	CHECK_LOG(WARNING, "mdev " UUID_1
		": is new, and is not reported: Cannot allocate memory", 1);
}

/* The application ends while one is waited for: the teardown checks the rest. */
static void
test_ended_while_waiting(void **state)
{
	(void)state;
	create_in_part(UUID_1);
	create_in_part(UUID_2);
	fake_uevent_bind(UUID_1);
	fake_uevent_bind(UUID_2);
	rte_pci_bus.cleanup();
	assert_int_equal(fake_eal()->alarms, 0);
	assert_false(fake_eal_is_listening());
}

/* ---- who listens ---- */

static void
test_once(void **state)
{
	(void)state;
	scan();
	scan();
	assert_int_equal(fake_uevent()->sockets, 1);
	rte_pci_bus.cleanup();
	assert_false(fake_eal_is_listening());
	scan();
	assert_true(fake_eal_is_listening());
}

/* A kernel that lacks filters sends more, and that is all. */
static void
test_no_filter(void **state)
{
	static const char other[] = "add@/devices/virtual/net/veth0\0ACTION=add";

	(void)state;
	fake_uevent()->socket_errno = 0;
	fake_uevent()->filter_errno = ENOPROTOOPT;
	scan();
	fake_uevent_send(other, sizeof(other));
	create(UUID_1);
	fake_uevent_bind(UUID_1);
	check_added(1, UUID_1);
}

/* The module comes after the only scan, and brings the first one with it. */
static void
test_no_mdev_bus_yet(void **state)
{
	(void)state;
	fake_uevent()->socket_errno = 0;
	fake_sysfs_remove_bus("mdev");
	scan();
	assert_true(fake_eal_is_listening());
	fake_sysfs_add_bus("mdev");
	create(UUID_1);
	fake_uevent_bind(UUID_1);
	check_added(1, UUID_1);
}

static void
test_not_in_secondary(void **state)
{
	(void)state;
	fake_uevent()->socket_errno = 0;
	fake_eal()->process = RTE_PROC_SECONDARY;
	scan();
	assert_int_equal(fake_uevent()->sockets, 0);
	fake_eal()->process = RTE_PROC_PRIMARY;
}

static void
test_no_pci(void **state)
{
	(void)state;
	fake_uevent()->socket_errno = 0;
	fake_eal()->has_pci = false;
	scan();
	assert_int_equal(fake_uevent()->sockets, 0);
}

/* Not an error, not a warning, and not again with each scan. */
static void
test_not_permitted(void **state)
{
	(void)state;
	scan();
	scan();
	assert_int_equal(fake_uevent()->sockets, 1);
	assert_false(fake_eal_is_listening());
	CHECK_LOG(DEBUG, "new mdevs will not be reported: Operation not permitted",
		1);
	CHECK_LOG(WARNING, NULL, 0);
	CHECK_LOG(ERR, NULL, 0);
}

/* Of the process, and of now: each scan is a new attempt. */
static void
test_start_fails_for_now(void **state)
{
	static const int errnos[] = { EMFILE, ENFILE, ENOMEM, ENOBUFS };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(errnos); i++) {
		fake_uevent()->socket_errno = errnos[i];
		scan();
		assert_int_equal(fake_uevent()->sockets, i + 1);
		assert_int_equal(fake_log_count_both(RTE_LOG_WARNING,
			"new mdevs are not reported", strerror(errnos[i])), 1);
	}
	fake_uevent()->socket_errno = 0;
	scan();
	assert_true(fake_eal_is_listening());
}

/* As the host is made. */
static void
test_start_is_refused(void **state)
{
	static const int errnos[] = { EPERM, EACCES, EAFNOSUPPORT,
		EPROTONOSUPPORT };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(errnos); i++) {
		fake_uevent()->socket_errno = errnos[i];
		scan();
		scan();
		assert_int_equal(fake_uevent()->sockets, i + 1);
		CHECK_LOG(DEBUG, "new mdevs will not be reported", 1);
		CHECK_LOG(WARNING, NULL, 0);
		pci_mdev_arrival_stop();
		fake_log_reset();
	}
	fake_uevent()->socket_errno = 0;
	fake_uevent()->bind_errno = EPERM;
	scan();
	CHECK_LOG(DEBUG, "new mdevs will not be reported", 1);
	assert_false(fake_eal_is_listening());
}

static void
start_fails(const char *call, int err)
{
	unsigned int nth = 0;

	do {
		pci_mdev_arrival_stop();
		fake_log_reset();
		fake_fault_arm(++nth, err);
		scan();
		assert_non_null(fake_fault_hit());
	} while (strcmp(fake_fault_hit(), call) != 0);
	fake_fault_disarm();
	assert_false(fake_eal_is_listening());
	CHECK_LOG(WARNING, "new mdevs are not reported", 1);
	fake_log_reset();
}

/* Each leaves nothing behind: the teardown looks at descriptors. */
static void
test_start_fails(void **state)
{
	(void)state;
	fake_uevent()->socket_errno = 0;
	start_fails("socket", EMFILE);
	start_fails("bind", ENOMEM);
	start_fails("rte_intr_instance_alloc", ENOMEM);
	start_fails("rte_intr_callback_register", ENOMEM);
	scan();
	assert_true(fake_eal_is_listening());
}

#define ARRIVAL_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		ARRIVAL_TEST(test_new),
		ARRIVAL_TEST(test_upper_case),
		ARRIVAL_TEST(test_blocked),
		ARRIVAL_TEST(test_not_allowed),
		ARRIVAL_TEST(test_known),
		ARRIVAL_TEST(test_other_kind),
		ARRIVAL_TEST(test_not_there),
		ARRIVAL_TEST(test_not_the_kernel),
		ARRIVAL_TEST(test_reading_fails),
		ARRIVAL_TEST(test_no_room),
		ARRIVAL_TEST(test_many_at_a_time),
		ARRIVAL_TEST(test_look_fails_for_now),
		ARRIVAL_TEST(test_look_fails_all_the_time),
		ARRIVAL_TEST(test_look_fails_for_good),
		ARRIVAL_TEST(test_being_made),
		ARRIVAL_TEST(test_made_between_messages),
		ARRIVAL_TEST(test_several_being_made),
		ARRIVAL_TEST(test_never_made),
		ARRIVAL_TEST(test_no_alarm),
		ARRIVAL_TEST(test_no_memory),
		ARRIVAL_TEST(test_ended_while_waiting),
		ARRIVAL_TEST(test_once),
		FIXTURE_TEST(test_no_filter),
		FIXTURE_TEST(test_room),
		FIXTURE_TEST(test_no_mdev_bus_yet),
		FIXTURE_TEST(test_not_in_secondary),
		FIXTURE_TEST(test_no_pci),
		FIXTURE_TEST(test_not_permitted),
		FIXTURE_TEST(test_start_fails_for_now),
		FIXTURE_TEST(test_start_is_refused),
		FIXTURE_TEST(test_start_fails),
	};

	return cmocka_run_group_tests_name("arrival", tests, NULL, NULL);
}
