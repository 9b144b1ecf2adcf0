/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_errno.h>
#include <rte_string_fns.h>

#include "pci_linux.h"
#include "pci_vfio_dma.h"
#include "pci_vfio_mp.h"

#define ACTION "bus_pci_mdev"
/* As long as EAL waits for the groups of PCI functions. */
#define TIMEOUT_SECONDS 5
/* The kernel's limit (linux/err.h). */
#define MAX_ERRNO 4095

enum mp_request {
	MP_OPEN,	/* the device called name: answered with a descriptor */
	MP_MAP,		/* addr, iova, len */
	MP_UNMAP,
	MP_REQUESTS
};

struct mp_question {
	uint64_t number;	/* EAL takes a late answer for that to the next */
	uint64_t addr;
	uint64_t iova;
	uint64_t len;
	uint32_t request;
	char name[PCI_ID_STRLEN];
};

struct mp_answer {
	uint64_t number;	/* the question's */
	int32_t result;		/* 0, or -errno */
};

static void
close_fds(const struct rte_mp_msg *msg)
{
	int i;

	for (i = 0; i < msg->num_fds; i++)
		close(msg->fds[i]);
}

/* ---- the primary ---- */

static int
serve_open(const struct mp_question *question)
{
	if (memchr(question->name, '\0', sizeof(question->name)) == NULL)
		return -EPROTO;
	return pci_vfio_dma_lend(question->name);
}

static int
serve_map(const struct mp_question *question)
{
	return pci_vfio_dma_map((void *)(uintptr_t)question->addr,
		question->iova, question->len);
}

static int
serve_unmap(const struct mp_question *question)
{
	return pci_vfio_dma_unmap((void *)(uintptr_t)question->addr,
		question->iova, question->len);
}

/* @return 0 or a descriptor that goes with the answer, or -errno. */
static int (* const servers[MP_REQUESTS])(const struct mp_question *) = {
	[MP_OPEN] = serve_open,
	[MP_MAP] = serve_map,
	[MP_UNMAP] = serve_unmap,
};

static int
serve(const struct rte_mp_msg *msg, struct mp_question *question)
{
	memset(question, 0, sizeof(*question));
	if (msg->len_param != sizeof(*question))
		return -EPROTO;
	memcpy(question, msg->param, sizeof(*question));
	return question->request < MP_REQUESTS ?
		servers[question->request](question) : -EPROTO;
}

static void
write_answer(struct rte_mp_msg *msg, const struct mp_question *question,
	int result)
{
	const struct mp_answer answer = { question->number,
		RTE_MIN(result, 0) };

	memset(msg, 0, sizeof(*msg));
	strlcpy(msg->name, ACTION, sizeof(msg->name));
	msg->len_param = sizeof(answer);
	memcpy(msg->param, &answer, sizeof(answer));
	if (result > 0)
		msg->fds[msg->num_fds++] = result;
}

/* In EAL's thread for messages. Without an answer the other would wait. */
static int
on_question(const struct rte_mp_msg *msg, const void *peer)
{
	struct mp_question question;
	struct rte_mp_msg reply;
	int ret = serve(msg, &question);

	close_fds(msg);
	write_answer(&reply, &question, ret);
	ret = rte_mp_reply(&reply, peer);
	close_fds(&reply);
	return ret;
}

void
pci_vfio_mp_serve(void)
{
	if (rte_mp_action_register(ACTION, on_question) < 0 &&
			rte_errno != EEXIST && rte_errno != ENOTSUP)
		PCI_LOG(ERR, "mdevs stay out of secondary processes: %s",
			rte_strerror(rte_errno));
}

/* ---- a secondary ---- */

/* EAL takes one request of a name at a time. */
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;

/* Programs that this one starts are not to keep it. */
static int
take_fd(const struct rte_mp_msg *msg)
{
	if (fcntl(msg->fds[0], F_SETFD, FD_CLOEXEC) < 0)
		return -errno;
	return msg->fds[0];
}

/* A positive result would be taken for one that EAL, or the bus, means; and
 * errors are negated.
 */
static int
read_answer(const struct rte_mp_msg *msg, const struct mp_question *question)
{
	int expected_fds = question->request == MP_OPEN ? 1 : 0;
	struct mp_answer answer;

	if (msg->len_param != sizeof(answer))
		return -EPROTO;
	memcpy(&answer, msg->param, sizeof(answer));
	if (answer.number != question->number)
		return -ETIMEDOUT;
	if (answer.result > 0 || answer.result < -MAX_ERRNO)
		return -EPROTO;
	if (answer.result < 0)
		return answer.result;
	if (msg->num_fds != expected_fds)
		return -EPROTO;
	return expected_fds == 1 ? take_fd(msg) : 0;
}

static int
take_reply(const struct rte_mp_reply *reply,
	const struct mp_question *question)
{
	int ret;

	if (reply->nb_received != 1)
		return -ETIMEDOUT;
	ret = read_answer(&reply->msgs[0], question);
	if (ret < 0)
		close_fds(&reply->msgs[0]);
	return ret;
}

static int
send_question(const struct mp_question *question)
{
	const struct timespec timeout = { .tv_sec = TIMEOUT_SECONDS };
	struct rte_mp_msg msg = { .len_param = sizeof(*question) };
	struct rte_mp_reply reply;
	int ret;

	strlcpy(msg.name, ACTION, sizeof(msg.name));
	memcpy(msg.param, question, sizeof(*question));
	rte_errno = 0;
	if (rte_mp_request_sync(&msg, &reply, &timeout) < 0)
		return rte_errno != 0 ? -rte_errno : -EIO;
	ret = take_reply(&reply, question);
	free(reply.msgs);
	return ret;
}

/* The bus means a device that a driver has by -EEXIST, and nothing else. */
static int
ask(struct mp_question *question)
{
	static uint64_t last_number;
	int ret;

	pthread_mutex_lock(&asking);
	question->number = ++last_number;
	ret = send_question(question);
	pthread_mutex_unlock(&asking);
	return ret == -EEXIST ? -EBUSY : ret;
}

int
pci_vfio_mp_open(const char *name)
{
	struct mp_question question = { .request = MP_OPEN };

	strlcpy(question.name, name, sizeof(question.name));
	return ask(&question);
}

static int
ask_about_memory(enum mp_request request, void *addr, uint64_t iova, size_t len)
{
	struct mp_question question = { .request = request,
		.addr = (uintptr_t)addr, .iova = iova, .len = len };

	return ask(&question);
}

int
pci_vfio_mp_map(void *addr, uint64_t iova, size_t len)
{
	return ask_about_memory(MP_MAP, addr, iova, len);
}

int
pci_vfio_mp_unmap(void *addr, uint64_t iova, size_t len)
{
	return ask_about_memory(MP_UNMAP, addr, iova, len);
}
