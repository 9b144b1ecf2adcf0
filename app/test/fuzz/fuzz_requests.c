/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The input is what another process sends over EAL's channel. The first byte
 * says who this one is: the primary, which is asked for mdevs and to map memory,
 * or a secondary, which gets an answer to what it asks.
 *
 * EAL has checked that a message has no more descriptors, and no more bytes,
 * than there is room for.
 */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_memory.h"
#include "fake_mp.h"
#include "fake_vfio.h"
#include "fuzz.h"
#include "fuzz_pages.h"
#include "pci_vfio_dma.h"
#include "pci_vfio_mp.h"
#include "private.h"

#define PAGE 4096
#define NB_DEVICES 2
#define MAX_STEPS 24
/* linux/err.h: no error has a larger number. */
#define MAX_ERRNO 4095

static const char * const names[] = {
	"11111111-aaaa-4bbb-8ccc-000000000001",
	"22222222-aaaa-4bbb-8ccc-000000000002",
	"11111111-AAAA-4BBB-8CCC-000000000001",
	"0000:01:00.0",
	"",
};

static struct fake_device *devices[NB_DEVICES];
static const struct fake_memory *heap;
static uint64_t elsewhere;	/* memory that is not EAL's */

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	unsigned int i;

	(void)argc;
	(void)argv;
	fake_eal_setup();
	fake_vfio_setup();
	fake_memory_setup();
	fake_mp_setup();
	for (i = 0; i < NB_DEVICES; i++)
		devices[i] = fake_vfio_add(names[i], i + 1, FAKE_VFIO_PCI);
	heap = fake_memory_add(PAGE, 8);
	elsewhere = heap->list.addr_64 + (1ull << 36);
	pci_vfio_mp_serve();
	return 0;
}

/* ---- the input: numbers, most of them near what matters ---- */

static uint64_t
take_address(struct fuzz_input *in)
{
	return fuzz_near(in, fuzz_number(in, 1) & 1 ? heap->list.addr_64 :
		elsewhere, PAGE);
}

static void
take_name(struct fuzz_input *in, char name[PCI_ID_STRLEN])
{
	uint8_t kind = (uint8_t)fuzz_number(in, 1);

	if (kind & 0x80)
		fuzz_bytes(in, name, PCI_ID_STRLEN);
	else
		snprintf(name, PCI_ID_STRLEN, "%s",
			names[kind % RTE_DIM(names)]);
}

/* Most have the length that they are to have. */
static int
take_length(struct fuzz_input *in, size_t expected)
{
	return fuzz_number(in, 1) & 1 ?
		(int)(fuzz_number(in, 2) % (RTE_MP_MAX_PARAM_LEN + 1)) :
		(int)expected;
}

static void
take_descriptors(struct fuzz_input *in, struct rte_mp_msg *msg)
{
	int i;

	msg->num_fds = (int)(fuzz_number(in, 1) % (RTE_MP_MAX_FD_NUM + 1));
	for (i = 0; i < msg->num_fds; i++)
		msg->fds[i] = STDERR_FILENO;
}

/* ---- what the primary has ---- */

static bool is_open[NB_DEVICES];
static bool started;

static struct range {
	uint64_t addr;
	uint64_t iova;
	uint64_t len;
	unsigned int count;
} ranges[MAX_STEPS];
static unsigned int nb_ranges;

static struct range *
find_range(const struct fake_mp_question *question)
{
	unsigned int i;

	for (i = 0; i < nb_ranges; i++)
		if (ranges[i].count > 0 && ranges[i].addr == question->addr &&
				ranges[i].iova == question->iova &&
				ranges[i].len == question->len)
			return &ranges[i];
	return NULL;
}

static bool
is_of_heap(const struct fake_mp_question *question)
{
	return question->addr >= heap->list.addr_64 &&
		question->addr - heap->list.addr_64 < heap->list.len;
}

static bool
meets(const struct fake_mp_question *question, uint64_t iova, uint64_t len)
{
	return (fuzz_wide_t)question->iova < (fuzz_wide_t)iova + len &&
		(fuzz_wide_t)iova < (fuzz_wide_t)question->iova + question->len;
}

static bool
meets_any(const struct fake_mp_question *question)
{
	unsigned int i;

	for (i = 0; i < nb_ranges; i++)
		if (ranges[i].count > 0 &&
				meets(question, ranges[i].iova, ranges[i].len))
			return true;
	return meets(question, heap->list.addr_64, heap->list.len);
}

/* As the kernel wants it. */
static bool
is_mappable(const struct fake_mp_question *question)
{
	const fuzz_wide_t end = (fuzz_wide_t)UINT64_MAX + 1;

	return (question->addr | question->iova | question->len) % PAGE == 0 &&
		(fuzz_wide_t)question->iova + question->len <= end &&
		(fuzz_wide_t)question->addr + question->len <= end;
}

/* ---- what it is to answer ---- */

static int
expect_open(const struct fake_mp_question *question)
{
	unsigned int i;

	if (strnlen(question->name, PCI_ID_STRLEN) == PCI_ID_STRLEN)
		return -EPROTO;
	for (i = 0; i < NB_DEVICES; i++)
		if (is_open[i] && strcmp(names[i], question->name) == 0)
			return 1;
	return -ENODEV;
}

static int
expect_map(const struct fake_mp_question *question)
{
	struct range *range = find_range(question);

	if (question->len == 0)
		return -EINVAL;
	if (is_of_heap(question))
		return 0;
	if (!started)
		return -ENODEV;
	if (range == NULL && !is_mappable(question))
		return -EINVAL;
	if (range == NULL && meets_any(question))
		return -EEXIST;
	if (range == NULL) {
		range = &ranges[nb_ranges++];
		*range = (struct range){ question->addr, question->iova,
			question->len, 0 };
	}
	range->count++;
	return 0;
}

static int
expect_unmap(const struct fake_mp_question *question)
{
	struct range *range = find_range(question);

	if (is_of_heap(question))
		return 0;
	if (range == NULL)
		return -EINVAL;
	range->count--;
	return 0;
}

static int (* const expectations[])(const struct fake_mp_question *question) = {
	expect_open, expect_map, expect_unmap,
};

/* 1: with a descriptor */
static int
expected_answer(const struct rte_mp_msg *msg,
	const struct fake_mp_question *question)
{
	if (msg->len_param != sizeof(*question) ||
			question->request >= RTE_DIM(expectations))
		return -EPROTO;
	return expectations[question->request](question);
}

/* ---- the primary is asked ---- */

static void
take_question(struct fuzz_input *in, struct fake_mp_question *question)
{
	memset(question, 0, sizeof(*question));
	question->number = fuzz_number(in, 1);
	question->request = (uint32_t)fuzz_number(in, 1);
	if (question->request & 0x80)
		question->request = (uint32_t)fuzz_number(in, 4);
	take_name(in, question->name);
	question->addr = take_address(in);
	question->iova = fuzz_near(in, 0, PAGE);
	question->len = fuzz_near(in, 0, PAGE);
}

static unsigned int
nb_mapped(void)
{
	unsigned int i, nb = started ? 1 : 0;

	for (i = 0; i < nb_ranges; i++)
		nb += ranges[i].count > 0;
	return nb;
}

static void
check_answer(const struct fake_mp_question *question, bool whole, int expected)
{
	const struct rte_mp_msg *reply = &fake_mp()->reply;
	struct fake_mp_answer answer;
	int result = expected > 0 ? 0 : expected;

	CHECK(reply->len_param == sizeof(answer), "%d bytes", reply->len_param);
	memcpy(&answer, reply->param, sizeof(answer));
	CHECK(answer.result == result, "request %u: %d, not %d",
		question->request, answer.result, result);
	CHECK(answer.number == (whole ? question->number : 0),
		"the answer to another question");
	CHECK(reply->num_fds == (expected > 0), "%d descriptors",
		reply->num_fds);
}

static void
ask(struct fuzz_input *in)
{
	struct rte_mp_msg msg = { .num_fds = 0 };
	struct fake_mp_question question;
	int expected;

	take_question(in, &question);
	memcpy(msg.param, &question, sizeof(question));
	msg.len_param = take_length(in, sizeof(question));
	take_descriptors(in, &msg);
	expected = expected_answer(&msg, &question);
	fake_mp_deliver(&msg);
	check_answer(&question, msg.len_param == sizeof(question), expected);
	fake_mp_drop_reply();
	CHECK(fake_vfio_dma_maps() == nb_mapped(), "%u ranges mapped, not %u",
		fake_vfio_dma_maps(), nb_mapped());
}

static void
be_asked(struct fuzz_input *in)
{
	uint8_t state = (uint8_t)fuzz_number(in, 1);
	const char *step;
	int fds[NB_DEVICES];
	unsigned int i;

	nb_ranges = 0;
	for (i = 0; i < NB_DEVICES; i++) {
		is_open[i] = state >> i & 1;
		if (is_open[i])
			fds[i] = pci_vfio_dma_join(i + 1, names[i], &step);
	}
	started = (state & 4) && (is_open[0] || is_open[1]);
	CHECK(!started || pci_vfio_dma_start() == 0, "no domain");
	for (i = 0; i < MAX_STEPS && in->left > 0; i++)
		ask(in);
	for (i = 0; i < NB_DEVICES; i++) {
		if (is_open[i])
			pci_vfio_dma_leave(fds[i]);
		CHECK(devices[i]->opened == 0, "device %u is open", i);
	}
}

/* ---- a secondary is answered ---- */

/* The bus means a device that a driver has by -EEXIST. */
static int
as_error(int err)
{
	return err == EEXIST ? -EBUSY : -err;
}

/* 1: a descriptor */
static int
expected_result(const struct rte_mp_msg *msg, bool for_device)
{
	const struct fake_mp *mp = fake_mp();
	struct fake_mp_answer answer;

	if (mp->request_errno != 0)
		return as_error(mp->request_errno);
	if (!mp->answers)
		return -ETIMEDOUT;
	if (msg->len_param != sizeof(answer))
		return -EPROTO;
	if (mp->late)
		return -ETIMEDOUT;
	memcpy(&answer, msg->param, sizeof(answer));
	if (answer.result > 0 || answer.result < -MAX_ERRNO)
		return -EPROTO;
	if (answer.result < 0)
		return as_error(-answer.result);
	return msg->num_fds == for_device ? for_device : -EPROTO;
}

static void
take_answer(struct fuzz_input *in)
{
	struct fake_mp *mp = fake_mp();
	struct fake_mp_answer answer = { .number = 0 };
	uint8_t kind = (uint8_t)fuzz_number(in, 1);

	mp->answers = !(kind & 1);
	mp->late = kind & 2;
	mp->request_errno = kind & 4 ? (int)(1 + fuzz_number(in, 1)) : 0;
	if (kind & 8)
		answer.result = (int32_t)fuzz_number(in, 4);
	else if (kind & 16)
		answer.result = -(int32_t)fuzz_number(in, 1);
	memset(&mp->answer, 0, sizeof(mp->answer));
	memcpy(mp->answer.param, &answer, sizeof(answer));
	mp->answer.len_param = take_length(in, sizeof(answer));
	take_descriptors(in, &mp->answer);
}

static int
call(unsigned int request)
{
	if (request == FAKE_MP_OPEN)
		return pci_vfio_mp_open(names[0]);
	return request == FAKE_MP_MAP ? pci_vfio_mp_map((void *)PAGE, 0, PAGE) :
		pci_vfio_mp_unmap((void *)PAGE, 0, PAGE);
}

static void
be_answered(struct fuzz_input *in)
{
	unsigned int request = fuzz_number(in, 1) % (FAKE_MP_UNMAP + 1);
	int expected, result;

	take_answer(in);
	expected = expected_result(&fake_mp()->answer, request == FAKE_MP_OPEN);
	result = call(request);
	CHECK(expected > 0 ? result > STDERR_FILENO : result == expected,
		"request %u: %d, not %d", request, result, expected);
	if (expected <= 0)
		return;
	CHECK(fcntl(result, F_GETFD) & FD_CLOEXEC, "programs would keep it");
	close(result);
}

static void
be_answered_often(struct fuzz_input *in)
{
	unsigned int i;

	fake_eal()->process = RTE_PROC_SECONDARY;
	for (i = 0; i < MAX_STEPS && in->left > 0; i++)
		be_answered(in);
	fake_eal()->process = RTE_PROC_PRIMARY;
}

/* ---- channels ---- */

static void (* const channels[])(struct fuzz_input *in) = {
	be_asked,
	be_answered_often,
};

/* The number of the next descriptor: the same again if none is left open. */
static int
next_descriptor(void)
{
	int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

	close(fd);
	return fd;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	int before = next_descriptor();

	fake_log_reset();
	channels[fuzz_number(&in, 1) % RTE_DIM(channels)](&in);
	CHECK(next_descriptor() == before, "a descriptor is left open");
	return 0;
}
