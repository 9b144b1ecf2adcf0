/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>

#include "fake_fault.h"
#include "fake_mp.h"
#include "fake_vfio.h"
#include "testing.h"

WRAP(void *, malloc, size_t size);
WRAP(int, rte_mp_action_register, const char *name, rte_mp_t action);
WRAP(int, rte_mp_request_sync, struct rte_mp_msg *req,
	struct rte_mp_reply *reply, const struct timespec *ts);
WRAP(int, rte_mp_reply, struct rte_mp_msg *msg, const char *peer);

static struct fake_mp mp;
static rte_mp_t action;
static char action_name[RTE_MP_MAX_NAME_LEN];
static const char peer[] = "the other end";

void
fake_mp_setup(void)
{
	memset(&mp, 0, sizeof(mp));
	action = NULL;
}

struct fake_mp *
fake_mp(void)
{
	return &mp;
}

static int
fail_with(int err)
{
	rte_errno = err;
	return -1;
}

int
__wrap_rte_mp_action_register(const char *name, rte_mp_t new_action)
{
	if (mp.register_errno != 0)
		return fail_with(mp.register_errno);
	if (fake_fault("rte_mp_action_register"))
		return fail_with(errno);
	if (action != NULL)
		return fail_with(EEXIST);
	snprintf(action_name, sizeof(action_name), "%s", name);
	action = new_action;
	return 0;
}

static void
copy_message(struct rte_mp_msg *to, const struct rte_mp_msg *from)
{
	int i;

	*to = *from;
	for (i = 0; i < from->num_fds; i++) {
		to->fds[i] = fake_vfio_copy_fd(from->fds[i]);
		CHECK(to->fds[i] >= 0, "sent descriptor %d, which is not open",
			from->fds[i]);
	}
}

int
__wrap_rte_mp_reply(struct rte_mp_msg *msg, const char *to)
{
	assert_ptr_equal(to, peer);
	assert_string_equal(msg->name, action_name);
	if (fake_fault("rte_mp_reply"))
		return fail_with(errno);
	copy_message(&mp.reply, msg);
	mp.replies++;
	return 0;
}

void
fake_mp_deliver(const struct rte_mp_msg *msg)
{
	struct rte_mp_msg received;

	CHECK(action != NULL, "nobody listens");
	copy_message(&received, msg);
	snprintf(received.name, sizeof(received.name), "%s", action_name);
	mp.replies = 0;
	action(&received, peer);
	CHECK(mp.replies == 1 || fake_fault_hit() != NULL, "%u replies",
		mp.replies);
}

void
fake_mp_drop_reply(void)
{
	int i;

	for (i = 0; i < mp.reply.num_fds; i++)
		close(mp.reply.fds[i]);
	mp.reply.num_fds = 0;
}

int
__wrap_rte_mp_request_sync(struct rte_mp_msg *req, struct rte_mp_reply *reply,
	const struct timespec *ts)
{
	(void)ts;
	mp.requests++;
	mp.request = *req;
	*reply = (struct rte_mp_reply){ .nb_sent = 1 };
	if (fake_fault("rte_mp_request_sync") || mp.request_errno != 0)
		return fail_with(mp.request_errno != 0 ? mp.request_errno :
			errno);
	if (!mp.answers)
		return 0;
	reply->msgs = __real_malloc(sizeof(*reply->msgs));
	assert_non_null(reply->msgs);
	reply->nb_received = 1;
	copy_message(&reply->msgs[0], &mp.answer);
	memcpy(reply->msgs[0].param, req->param, sizeof(uint64_t));
	reply->msgs[0].param[0] -= mp.late;
	return 0;
}
