/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Every call that opening, identifying, mapping and unplugging a device make
 * fails once, in turn, with each errno that is plausible. Either the device
 * works with less, or it fails with one line that names it; and nothing is
 * left behind.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_memory.h"
#include "fake_mp.h"
#include "fake_shared.h"
#include "fake_uio.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define MB (1ull << 20)
/* No device takes more calls than this to open. */
#define CALLS_MAX 300

/* What else than EIO each may say; those without a row, all of the last one. */
static const struct plausible {
	const char *call;
	int errnos[9];
} plausible[] = {
	{ "malloc", { ENOMEM } },
	{ "calloc", { ENOMEM } },
	{ "asprintf", { ENOMEM } },
	{ "rte_zmalloc", { ENOMEM } },
	{ "openat", { ENOENT, EACCES, EMFILE, ENODEV } },
	{ "read", { ENODEV, EINVAL, EACCES } },
	{ "readlinkat", { ENOENT, EINVAL, EACCES } },
	{ "pread", { EINVAL, EAGAIN, ENODEV } },
	{ "pwrite", { EINVAL, EAGAIN, ENODEV } },
	{ "mmap of a region", { ENOMEM, EACCES, EINVAL, EAGAIN, ENODEV } },
	{ "mmap of a reservation", { ENOMEM, EEXIST, EPERM } },
	{ NULL, { EINVAL, ENODEV, EBUSY, EACCES, ENOMEM, EMFILE, ENOENT,
		EEXIST, ENXIO } },
};

static const struct subject {
	const char *name;
	enum fake_profile profile;
	const char *uio;	/* its driver; NULL: VFIO */
	bool secondary;		/* the primary has it already */
} subjects[] = {
	{ UUID_1, FAKE_MTTY, NULL }, { UUID_1, FAKE_MDPY, NULL },
	{ UUID_1, FAKE_MBOCHS, NULL }, { UUID_1, FAKE_VFIO_PCI, NULL },
	{ BDF, FAKE_VFIO_PCI, NULL }, { BDF, FAKE_VFIO_PCI, "igb_uio" },
	{ BDF, FAKE_VFIO_PCI, "uio_pci_generic" },
	{ BDF, FAKE_VFIO_PCI, NULL, true },
	{ BDF, FAKE_VFIO_PCI, "igb_uio", true },
	{ BDF, FAKE_VFIO_PCI, "uio_pci_generic", true },
	{ UUID_1, FAKE_VFIO_PCI, NULL, true },
};

/* All that is wrong is shown, not the first of it only. */
static unsigned int complaints;

#define EXPECT(condition, call, err, text) \
	do { \
		if (!(condition)) { \
			print_error("%s fails with %s: %s\n", call, \
				strerror(err), text); \
			fake_log_print(); \
			complaints++; \
		} \
	} while (0)

/* Those without which a device works as well as it can. */
static const char * const degrading[] = {
	"VFIO_DEVICE_GET_REGION_INFO", "VFIO_DEVICE_GET_IRQ_INFO",
	"VFIO_DEVICE_SET_IRQS", "eventfd", "mmap of a region",
	"mmap of a reservation", "mremap", "pread", "pwrite",
	"rte_eal_alarm_set",
};

/* Where the primary has a BAR there must be one; the rest is its business. */
static const char * const degrading_secondary[] = {
	"VFIO_DEVICE_GET_REGION_INFO", "pread", "rte_eal_alarm_set",
};

static const char * const allocations[] = {
	"malloc", "calloc", "asprintf", "rte_zmalloc",
	"rte_intr_instance_alloc", "rte_intr_event_list_update",
};

static bool
is_one_of(const char *call, const char * const *calls, unsigned int nb)
{
	unsigned int i;

	for (i = 0; i < nb; i++)
		if (strcmp(call, calls[i]) == 0)
			return true;
	return false;
}

static bool
is_degrading(const struct subject *subject, const char *call, int err)
{
	if (subject->secondary)
		return is_one_of(call, degrading_secondary,
			RTE_DIM(degrading_secondary));
	if (is_one_of(call, degrading, RTE_DIM(degrading)))
		return true;
	/* A function without means of reset; memory that is mapped already. */
	return (strcmp(call, "VFIO_DEVICE_RESET") == 0 && err == EINVAL) ||
		((strcmp(call, "VFIO_IOMMU_MAP_DMA") == 0 ||
		strcmp(call, "rte_mem_event_callback_register") == 0) &&
		err == EEXIST);
}

/* Drivers keep pointers, which all processes use. */
static void
check_places(const struct rte_pci_device_internal *dev, const char *call,
	int err)
{
	struct pci_shared *record;
	struct pci_region region;
	unsigned int i;
	void *at;

	assert_int_equal(pci_shared_copy(&dev->id, &record), 0);
	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		region = dev->regions[i];
		assert_int_equal(pci_shared_apply(record, i, &region, &at), 0);
		EXPECT(dev->device.mem_resource[i].addr == at, call, err,
			"a BAR is not where the primary has it");
	}
	free(record);
}

static void
check_success(const struct subject *subject,
	const struct rte_pci_device_internal *dev, const char *call, int err)
{
	check_places(dev, call, err);
	EXPECT(call == NULL || is_degrading(subject, call, err), call, err,
		"and nobody minds");
	EXPECT(fake_log_count(RTE_LOG_ERR, NULL) == 0, call, err,
		"all is well, but there is an error in the log");
}

/* An allocation knows one reason only. What a device could have done without
 * has been told by a warning, before that turned out to be too little.
 */
static bool
is_named(const char *name, int err)
{
	return fake_log_count_both(RTE_LOG_ERR, name, strerror(err)) +
		fake_log_count_both(RTE_LOG_WARNING, name, strerror(err)) > 0;
}

typedef void (arm_t)(unsigned int nth, int err);

static void
arm_half(unsigned int nth, int err)
{
	(void)err;
	fake_fault_arm_short(nth, true);
}

static void
arm_nothing(unsigned int nth, int err)
{
	(void)err;
	fake_fault_arm_short(nth, false);
}

static bool
says_why(const char *name, const char *call, int err, arm_t *arm)
{
	bool is_short = arm == arm_half || arm == arm_nothing;

	/* A region that there is not: nothing is said of that. */
	if (strcmp(call, "VFIO_DEVICE_GET_REGION_INFO") == 0 && err == EINVAL)
		return true;
	if (is_one_of(call, allocations, RTE_DIM(allocations)))
		err = ENOMEM;
	/* What is taken has another name; a file that ends early holds no number;
	 * where all fails from one call on, it may be for lack of memory in the
	 * end.
	 */
	return is_named(name, err) ||
		(is_short && strcmp(call, "read") == 0 &&
			is_named(name, EINVAL)) ||
		(err == EEXIST && is_named(name, EADDRINUSE)) ||
		(err == EEXIST && is_named(name, EBUSY)) ||
		(arm == fake_fault_arm_from && is_named(name, ENOMEM));
}

/* Of an mdev of another process its answer is left, to be given again. */
static void
check_idle(const struct subject *subject)
{
	fake_eal_check_idle();
	if (fake_mp()->answers)
		assert_int_equal(fake_vfio_find(subject->name)->opened, 1);
	else
		fake_vfio_check_idle();
}

static void
check_failure(const struct subject *subject,
	const struct rte_pci_device_internal *dev, const char *call, int err,
	arm_t *arm)
{
	/* EAL explains its own failures. */
	unsigned int lines = strcmp(call, "rte_vfio_setup_device") != 0;

	EXPECT(fake_log_count(RTE_LOG_ERR, subject->name) == lines, call, err,
		"not exactly one line names the device");
	EXPECT(says_why(subject->name, call, err, arm) || lines == 0, call, err,
		"the line does not say why");
	EXPECT(dev->backend == NULL && dev->regions == NULL && !dev->mapped,
		call, err, "the device is open");
	EXPECT(dev->device.intr_handle == NULL &&
		dev->device.vfio_req_intr_handle == NULL, call, err,
		"it has interrupt handles");
	EXPECT(dev->device.driver == NULL && !pci_dev_is_probed(dev), call,
		err, "it has a driver");
	if (dev->backend == NULL)
		check_idle(subject);
}

/* A function whose UIO device cannot be found is left to others. */
static void
check_skipped(const struct subject *subject,
	const struct rte_pci_device_internal *dev, const char *call, int err)
{
	EXPECT(subject->uio != NULL && strcmp(call, "openat") == 0 &&
		err == ENOENT, call, err, "and the device is skipped");
	EXPECT(fake_log_count(RTE_LOG_WARNING, subject->name) == 1, call, err,
		"not exactly one warning names the device");
	EXPECT(dev->backend == NULL && !dev->mapped, call, err,
		"the device is open");
}

static struct rte_pci_device_internal *
scan_for(const struct subject *subject)
{
	assert_int_equal(fixture_allow(subject->name), 0);
	assert_int_equal(rte_pci_scan(), 0);
	return fixture_device(subject->name);
}

static struct rte_pci_device_internal *
make_primary(const struct subject *subject)
{
	if (subject->uio != NULL) {
		fake_uio_add(subject->name, subject->uio);
		fake_eal()->iova_mode = RTE_IOVA_PA;
		return scan_for(subject);
	}
	fake_memory_add(2 * MB, 3);
	fake_memory_add(4096, 8);
	fake_vfio_add(subject->name, 1, subject->profile);
	return fixture_scanned(subject->name, 1);
}

/* The primary answers with a copy of the device's descriptor: no more than a
 * number, which the fake fills in, and 0 for the result.
 */
static void
answer_with(int fd)
{
	struct rte_mp_msg answer = { .len_param = 16, .num_fds = 1 };

	answer.fds[0] = fake_vfio_copy_fd(fd);
	fake_mp()->answer = answer;
	fake_mp()->reply = answer;
	fake_mp()->answers = true;
}

/* This process goes on as another: what was published stays. */
static struct rte_pci_device_internal *
make(const struct subject *subject)
{
	struct rte_pci_device_internal *dev = make_primary(subject);

	if (!subject->secondary)
		return dev;
	assert_int_equal(fixture_plug(dev), 0);
	if (pci_dev_is_mdev(dev))
		answer_with(rte_intr_dev_fd_get(dev->device.intr_handle));
	fake_eal()->process = RTE_PROC_SECONDARY;
	dev->ops->unmap(dev);
	dev->mapped = false;
	fake_eal()->process = RTE_PROC_PRIMARY;
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
	fake_eal()->process = RTE_PROC_SECONDARY;
	fake_log_reset();
	return scan_for(subject);
}

/* A secondary process leaves, and the primary lives on and ends. */
static void
finish(const struct subject *subject)
{
	struct pci_dev_id id;

	if (subject->secondary) {
		rte_pci_bus.cleanup();
		fake_mp_drop_reply();
		assert_int_equal(fake_shared_blocks(), 1);
		fake_eal()->process = RTE_PROC_PRIMARY;
		assert_int_equal(pci_id_parse(subject->name, &id), 0);
		pci_shared_withdraw(&id);
	}
	fixture_end();
}

/* The device is usable again as soon as the failure is over. */
static void
check_recovery(struct rte_pci_device_internal *dev, const char *call, int err)
{
	fake_log_reset();
	EXPECT(fixture_plug(dev) == 0 && fake_log_count(RTE_LOG_ERR, NULL) == 0,
		call, err, "once, and the device for ever");
}

/* @return the call that failed; NULL: there are not so many. */
static const char *
plug_with_fault(const struct subject *subject, arm_t *arm, unsigned int nth,
	int err)
{
	struct rte_pci_device_internal *dev;
	const char *call;
	int ret;

	fixture_begin();
	dev = make(subject);
	arm(nth, err);
	ret = fixture_plug(dev);
	fake_fault_disarm();
	call = fake_fault_hit();
	if (ret == 0) {
		check_success(subject, dev, call, err);
	} else {
		if (ret > 0 && subject->uio != NULL)
			check_skipped(subject, dev, call, err);
		else
			check_failure(subject, dev, call, err, arm);
		check_recovery(dev, call, err);
	}
	finish(subject);
	return call;
}

static const char *
unplug_with_fault(const struct subject *subject, arm_t *arm, unsigned int nth,
	int err)
{
	struct rte_pci_device_internal *dev;
	const char *call;

	fixture_begin();
	dev = make(subject);
	assert_int_equal(fixture_plug(dev), 0);
	arm(nth, err);
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
	fake_fault_disarm();
	call = fake_fault_hit();
	assert_int_equal(fixture_count(), 0);
	check_idle(subject);
	finish(subject);
	return call;
}

typedef const char *(attempt_t)(const struct subject *subject, arm_t *arm,
	unsigned int nth, int err);

static const struct plausible *
plausible_of(const char *call)
{
	const struct plausible *row = plausible;

	while (row->call != NULL && strcmp(row->call, call) != 0)
		row++;
	return row;
}

static void
fail_variously(const struct subject *subject, attempt_t *attempt)
{
	const struct plausible *row;
	unsigned int i, nth = 0;
	const char *call;

	while ((call = attempt(subject, fake_fault_arm, ++nth, EIO)) != NULL) {
		CHECK(nth < CALLS_MAX, "there is no end to it");
		row = plausible_of(call);
		for (i = 0; i < RTE_DIM(row->errnos) && row->errnos[i] != 0;
				i++)
			attempt(subject, fake_fault_arm, nth, row->errnos[i]);
	}
}

static void
fail_each(const struct subject *subject, attempt_t *attempt, arm_t *arm,
	int err)
{
	unsigned int nth = 1;

	while (attempt(subject, arm, nth, err) != NULL) {
		nth++;
		CHECK(nth < CALLS_MAX, "there is no end to it");
	}
}

/* The last attempt is the one in which nothing failed: its calls are all. */
static void
fail_all(attempt_t *attempt)
{
	static const char * const profiles[] = { "mtty", "mdpy", "mbochs",
		"vfio-pci" };
	const struct subject *subject;
	char label[128];
	unsigned int i;

	for (i = 0; i < RTE_DIM(subjects); i++) {
		subject = &subjects[i];
		fail_variously(subject, attempt);
		snprintf(label, sizeof(label), "%s like %s%s", subject->name,
			subject->uio != NULL ? subject->uio :
				profiles[subject->profile],
			subject->secondary ? ", secondary" : "");
		fake_fault_print(label);
	}
}

static int
no_complaints(void **state)
{
	(void)state;
	complaints = 0;
	return 0;
}

static void
test_plug_with_one_failure(void **state)
{
	(void)state;
	fail_all(plug_with_fault);
	assert_int_equal(complaints, 0);
}

static void
test_unplug_with_one_failure(void **state)
{
	(void)state;
	fail_all(unplug_with_fault);
	assert_int_equal(complaints, 0);
}

/* The bus takes a transfer of another length for an I/O error. */
static void
test_short_transfers(void **state)
{
	static arm_t * const arms[] = { arm_half, arm_nothing };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(subjects); i++)
		for (j = 0; j < RTE_DIM(arms); j++) {
			fail_each(&subjects[i], plug_with_fault, arms[j], EIO);
			fail_each(&subjects[i], unplug_with_fault, arms[j],
				EIO);
		}
	assert_int_equal(complaints, 0);
}

/* From one call on nothing works any more: the device has gone. */
static void
test_device_goes_in_plug(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(subjects); i++)
		fail_each(&subjects[i], plug_with_fault, fake_fault_arm_from,
			ENODEV);
	assert_int_equal(complaints, 0);
}

static void
test_device_goes_before_unplug(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(subjects); i++)
		fail_each(&subjects[i], unplug_with_fault, fake_fault_arm_from,
			ENODEV);
	assert_int_equal(complaints, 0);
}

/* The IDs are asked for before any driver is, to find the IOVA mode. */
static void
test_identify_with_one_failure(void **state)
{
	struct rte_pci_device_internal *dev;
	unsigned int nth = 0;
	int ret;

	(void)state;
	do {
		fixture_begin();
		dev = make(&subjects[0]);
		fake_fault_arm(++nth, EIO);
		ret = pci_dev_identify(dev);
		fake_fault_disarm();
		assert_int_equal(dev->identified, ret == 0);
		if (ret < 0)
			check_failure(&subjects[0], dev, fake_fault_hit(), EIO,
				fake_fault_arm);
		fixture_end();
	} while (fake_fault_hit() != NULL && nth < CALLS_MAX);
	assert_in_range(nth, 10, CALLS_MAX - 1);
	assert_int_equal(complaints, 0);
}

#define FAULT_TEST(function) \
	cmocka_unit_test_setup(function, no_complaints)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FAULT_TEST(test_plug_with_one_failure),
		FAULT_TEST(test_unplug_with_one_failure),
		FAULT_TEST(test_short_transfers),
		FAULT_TEST(test_device_goes_in_plug),
		FAULT_TEST(test_device_goes_before_unplug),
		FAULT_TEST(test_identify_with_one_failure),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
