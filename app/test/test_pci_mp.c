/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * An mdev that the primary process has opened, handed to a secondary. Both
 * are this process, one after the other.
 */

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_mp.h"
#include "fake_shared.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

static struct rte_pci_device_internal *dev;
static struct fake_device *fake;
static void *bar0;

/* The primary has the mdev, and a driver on it. */
static int
setup(void **state)
{
	fixture_setup(state);
	dev = (void *)fixture_probed(UUID_1, FAKE_VFIO_PCI, &fake);
	bar0 = dev->device.mem_resource[0].addr;
	assert_non_null(bar0);
	fake_log_reset();
	return 0;
}

static int
teardown(void **state)
{
	fixture_leave_secondary(dev);
	fake_mp_drop_reply();
	return fixture_teardown(state);
}

static struct rte_mp_msg
message(const struct fake_mp_question *question)
{
	struct rte_mp_msg msg = { .len_param = sizeof(*question) };

	memcpy(msg.param, question, sizeof(*question));
	return msg;
}

static struct rte_mp_msg
question(const char *name)
{
	struct fake_mp_question question = { .number = 1,
		.request = FAKE_MP_OPEN };

	snprintf(question.name, sizeof(question.name), "%s", name);
	return message(&question);
}

static int
answered(void)
{
	struct fake_mp_answer answer;

	assert_int_equal(fake_mp()->reply.len_param, sizeof(answer));
	memcpy(&answer, fake_mp()->reply.param, sizeof(answer));
	return answer.result;
}

/* ---- the primary ---- */

static void
test_lent(void **state)
{
	const struct rte_mp_msg msg = question(UUID_1);

	(void)state;
	fake_mp_deliver(&msg);
	assert_int_equal(answered(), 0);
	assert_int_equal(fake_mp()->reply.num_fds, 1);
	assert_int_equal(fake->opened, 2);
	fake_mp_drop_reply();
	/* Its own are as before. */
	assert_int_equal(fake->opened, 1);
	assert_int_equal(fake->opens, 1);
}

static void
test_not_lent(void **state)
{
	static const char * const names[] = { UUID_2, UUID_1_UPPER, "", "x",
		"0000:01:00.0" };
	const struct rte_mp_msg unmapped = question(UUID_1);
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(names); i++) {
		const struct rte_mp_msg msg = question(names[i]);

		fake_mp_deliver(&msg);
		CHECK(answered() == -ENODEV && fake_mp()->reply.num_fds == 0,
			"%s: %d", names[i], answered());
	}
	rte_pci_unmap_device(&dev->device);
	fake_mp_deliver(&unmapped);
	assert_int_equal(answered(), -ENODEV);
}

/* From whoever may write to the channel */
static void
test_bad_questions(void **state)
{
	const int len = sizeof(struct fake_mp_question);
	const int lengths[] = { 0, 1, -1, len - 1, len + 1,
		RTE_MP_MAX_PARAM_LEN };
	static const uint32_t requests[] = { FAKE_MP_UNMAP + 1, UINT32_MAX,
		1u << 31 };
	struct rte_mp_msg msg;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(lengths); i++) {
		msg = question(UUID_1);
		msg.len_param = lengths[i];
		fake_mp_deliver(&msg);
		CHECK(answered() == -EPROTO && fake_mp()->reply.num_fds == 0,
			"row %u: %d", i, answered());
	}
	for (i = 0; i < RTE_DIM(requests); i++) {
		msg = message(&(struct fake_mp_question){ .request = requests[i] });
		fake_mp_deliver(&msg);
		assert_int_equal(answered(), -EPROTO);
	}
	/* A name without an end, and descriptors that nobody asked for */
	msg = question(UUID_1);
	memset(msg.param + offsetof(struct fake_mp_question, name), 'a',
		PCI_ID_STRLEN);
	msg.num_fds = 2;
	msg.fds[0] = STDERR_FILENO;
	msg.fds[1] = STDERR_FILENO;
	fake_mp_deliver(&msg);
	assert_int_equal(answered(), -EPROTO);
}

static void
test_no_descriptors_left(void **state)
{
	const struct rte_mp_msg msg = question(UUID_1);

	(void)state;
	fake_fault_arm(1, EMFILE);
	fake_mp_deliver(&msg);
	fake_fault_disarm();
	assert_int_equal(answered(), -EMFILE);
	assert_int_equal(fake_mp()->reply.num_fds, 0);
	assert_int_equal(fake->opened, 1);
}

/* Memory of the application is mapped by the one process that has the domain. */
static void
test_memory_for_others(void **state)
{
	static char memory[4096] __rte_aligned(4096);
	struct fake_mp_question question = { 7, (uintptr_t)memory, 0x1000, 4096,
		FAKE_MP_MAP, "" };
	struct rte_mp_msg msg = message(&question);
	unsigned int before = fake_vfio_dma_maps();

	(void)state;
	fake_mp_deliver(&msg);
	assert_int_equal(answered(), 0);
	assert_true(fake_vfio_dma_has((uintptr_t)memory, 0x1000, 4096));
	question.request = FAKE_MP_UNMAP;
	msg = message(&question);
	fake_mp_deliver(&msg);
	assert_int_equal(answered(), 0);
	fake_mp_deliver(&msg);
	assert_int_equal(answered(), -EINVAL);
	assert_int_equal(fake_vfio_dma_maps(), before);
}

static void
test_no_channel(void **state)
{
	(void)state;
	fake_mp_setup();
	fake_mp()->register_errno = ENOTSUP;
	assert_int_equal(rte_pci_scan(), 0);
	CHECK_LOG(ERR, NULL, 0);
	fake_mp()->register_errno = ENOMEM;
	assert_int_equal(rte_pci_scan(), 0);
	CHECK_LOG(ERR, "mdevs stay out of secondary processes", 1);
}

/* ---- a secondary ---- */

/* What the primary answers is in the fake; what it has mapped is gone. */
static void
become_secondary(void)
{
	const struct rte_mp_msg msg = question(UUID_1);

	fake_mp_deliver(&msg);
	fake_mp()->answer = fake_mp()->reply;
	fake_mp()->answers = true;
	fake_eal()->process = RTE_PROC_SECONDARY;
	dev->ops->unmap(dev);
	dev->mapped = false;
	fake_eal()->process = RTE_PROC_PRIMARY;
	rte_pci_unmap_device(&dev->device);
	fake_eal()->process = RTE_PROC_SECONDARY;
	dev->identified = false;
	memset(&dev->device.id, 0, sizeof(dev->device.id));
	assert_int_equal(fake_vfio_mappings(), 0);
	assert_int_equal(fake->opened, 1);
	fake_log_reset();
}

static void
test_borrowed(void **state)
{
	uint32_t word = 0xcafe, seen = 0;
	unsigned int opens, resets;
	uint16_t id = 0;
	int fd;

	(void)state;
	become_secondary();
	opens = fake_vfio_node_opens();
	resets = fake->resets;
	dev->device.device.driver = NULL;
	assert_int_equal(pci_dev_identify(dev), 0);
	assert_int_equal(dev->device.id.vendor_id, 0x8086);
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	assert_string_equal((char *)fake_mp()->request.param +
		offsetof(struct fake_mp_question, name), UUID_1);
	assert_int_equal(fake_mp()->requests, 1);
	fd = rte_intr_dev_fd_get(dev->device.intr_handle);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	/* The same place, the same memory, the same config space */
	assert_ptr_equal(dev->device.mem_resource[0].addr, bar0);
	assert_int_equal(dev->device.mem_resource[0].len, 0x20000);
	fake_vfio_poke(fake, 0, 0x100, &word, sizeof(word));
	assert_int_equal(rte_pci_mmio_read(&dev->device, 0, &seen, 4, 0x100), 4);
	assert_int_equal(seen, word);
	assert_int_equal(rte_pci_mmio_read(&dev->device, 2, &seen, 4, 0), 4);
	assert_int_equal(rte_pci_read_config(&dev->device, &id, 2, 0), 2);
	assert_int_equal(id, 0x8086);
	/* The device runs for the primary, and its node is the primary's. */
	assert_int_equal(fake->resets, resets);
	assert_int_equal(fake_vfio_node_opens(), opens);
	assert_int_equal(fake_eal()->watched, 0);
	CHECK_LOG(ERR, NULL, 0);
	rte_pci_unmap_device(&dev->device);
	assert_int_equal(fake->opened, 1);
	assert_true(pci_shared_exists(&dev->id));
}

/* Given back and taken again, as when a driver refuses */
static void
test_borrowed_again(void **state)
{
	unsigned int i;

	(void)state;
	become_secondary();
	for (i = 0; i < 3; i++) {
		assert_int_equal(rte_pci_map_device(&dev->device), 0);
		assert_ptr_equal(dev->device.mem_resource[0].addr, bar0);
		rte_pci_unmap_device(&dev->device);
		assert_int_equal(fake->opened, 1);
	}
	assert_int_equal(fake_mp()->requests, 3);
}

static void
check_not_borrowed(int err, const char *text)
{
	fake_log_reset();
	rte_errno = 0;
	CHECK(rte_pci_map_device(&dev->device) == -1 && rte_errno == err,
		"%s: rte_errno %d", text, rte_errno);
	CHECK_LOG(ERR, UUID_1, 1);
	CHECK_LOG(ERR, text, 1);
	assert_null(dev->backend);
	assert_int_equal(fake->opened, 1);
	assert_int_equal(fake_vfio_mappings(), 0);
}

#define ASKING "asking the primary process"

static void
test_no_answer(void **state)
{
	(void)state;
	become_secondary();
	fake_mp()->answers = false;
	check_not_borrowed(ETIMEDOUT, ASKING);
	fake_mp()->request_errno = ENOTSUP;
	check_not_borrowed(ENOTSUP, ASKING);
}

/* An answer with that result, and so many descriptors */
static void
set_answer(int32_t result, int len, int num_fds)
{
	struct rte_mp_msg *msg = &fake_mp()->answer;
	struct fake_mp_answer answer = { .result = result };
	int i;

	memcpy(msg->param, &answer, sizeof(answer));
	msg->len_param = len;
	msg->num_fds = num_fds;
	for (i = 1; i < num_fds; i++)
		msg->fds[i] = STDERR_FILENO;
}

#define LEN (int)sizeof(struct fake_mp_answer)

static void
test_bad_answers(void **state)
{
	static const struct {
		int32_t result;
		int len;
		int num_fds;
		int err;
	} rows[] = {
		{ -ENODEV, LEN, 0, ENODEV }, { -EMFILE, LEN, 0, EMFILE },
		{ -EMFILE, LEN, 1, EMFILE }, { 1, LEN, 1, EPROTO },
		{ INT32_MAX, LEN, 0, EPROTO }, { INT32_MIN, LEN, 0, EPROTO },
		{ -4096, LEN, 1, EPROTO }, { 0, LEN, 0, EPROTO },
		{ 0, LEN, 2, EPROTO }, { 0, LEN, 8, EPROTO },
		{ 0, 0, 1, EPROTO }, { 0, LEN - 1, 1, EPROTO },
		{ 0, LEN + 4, 1, EPROTO }, { 0, -1, 1, EPROTO },
		/* That would mean that a driver has the device. */
		{ -EEXIST, LEN, 0, EBUSY },
	};
	unsigned int i;

	(void)state;
	become_secondary();
	for (i = 0; i < RTE_DIM(rows); i++) {
		set_answer(rows[i].result, rows[i].len, rows[i].num_fds);
		check_not_borrowed(rows[i].err, rows[i].err == ENODEV ?
			"the primary process has not opened it" : ASKING);
	}
	set_answer(0, LEN, 1);
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
}

/* To a question before this one: it may be of another device. */
static void
test_late_answer(void **state)
{
	(void)state;
	become_secondary();
	fake_mp()->late = true;
	check_not_borrowed(ETIMEDOUT, ASKING);
	fake_mp()->late = false;
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
}

/* A descriptor of something else is no device. */
static void
test_wrong_descriptor(void **state)
{
	int device;

	(void)state;
	become_secondary();
	device = fake_mp()->answer.fds[0];
	fake_mp()->answer.fds[0] = STDERR_FILENO;
	check_not_borrowed(ENOTTY, "asking VFIO what it is");
	fake_mp()->answer.fds[0] = device;
}

static void
check_asked(uint32_t request, const void *addr)
{
	struct fake_mp_question question;

	assert_int_equal(fake_mp()->request.len_param, sizeof(question));
	memcpy(&question, fake_mp()->request.param, sizeof(question));
	assert_int_equal(question.request, request);
	assert_int_equal(question.addr, (uintptr_t)addr);
	assert_int_equal(question.iova, 0x1000);
	assert_int_equal(question.len, 4096);
}

static void
test_memory_is_mapped_by_the_primary(void **state)
{
	struct rte_device *device = &dev->device.device;
	static char memory[4096] __rte_aligned(4096);

	(void)state;
	become_secondary();
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	set_answer(0, LEN, 0);
	assert_int_equal(rte_pci_bus.dma_map(device, memory, 0x1000, 4096), 0);
	check_asked(FAKE_MP_MAP, memory);
	assert_int_equal(rte_pci_bus.dma_unmap(device, memory, 0x1000, 4096), 0);
	check_asked(FAKE_MP_UNMAP, memory);
	set_answer(-ENOMEM, LEN, 0);
	assert_int_equal(rte_pci_bus.dma_map(device, memory, 0x1000, 4096), -1);
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(fake_vfio_dma_maps(), 0);
	set_answer(0, LEN, 1);
}

/* ---- which mdevs a secondary takes ---- */

static struct test_driver driver;

static void
test_unnamed_in_secondary(void **state)
{
	(void)state;
	become_secondary();
	dev->device.driver = NULL;
	dev->device.device.driver = NULL;
	dev->device.device.devargs = NULL;
	test_driver_add(&driver, RTE_PCI_DRV_NEED_MAPPING, NULL);
	/* The primary has it, where it was named. */
	assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	assert_ptr_equal(dev->device.mem_resource[0].addr, bar0);
	rte_pci_unmap_device(&dev->device);
	dev->device.device.driver = NULL;
	dev->device.driver = NULL;
	dev->identified = false;
	/* It has it no longer. */
	pci_shared_withdraw(&dev->id);
	assert_true(rte_pci_bus.plug(&dev->device.device) > 0);
	assert_null(dev->backend);
}

#define MP_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		MP_TEST(test_lent),
		MP_TEST(test_not_lent),
		MP_TEST(test_bad_questions),
		MP_TEST(test_no_descriptors_left),
		MP_TEST(test_memory_for_others),
		MP_TEST(test_no_channel),
		MP_TEST(test_borrowed),
		MP_TEST(test_borrowed_again),
		MP_TEST(test_no_answer),
		MP_TEST(test_bad_answers),
		MP_TEST(test_late_answer),
		MP_TEST(test_wrong_descriptor),
		MP_TEST(test_memory_is_mapped_by_the_primary),
		MP_TEST(test_unnamed_in_secondary),
	};

	return cmocka_run_group_tests_name("mdevs in secondaries", tests, NULL,
		NULL);
}
