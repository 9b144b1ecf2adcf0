/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_MP_H
#define FAKE_MP_H

/**
 * @file
 * EAL's channel between processes, of which this one is the only real one: a
 * test is the other end. Descriptors are copied, as the kernel does.
 */

#include <stdbool.h>

#include <rte_eal.h>
#include <rte_uuid.h>

/* What goes over the channel, as both ends have it. */
enum { FAKE_MP_OPEN, FAKE_MP_MAP, FAKE_MP_UNMAP };

struct fake_mp_question {
	uint64_t number;
	uint64_t addr;
	uint64_t iova;
	uint64_t len;
	uint32_t request;
	char name[RTE_UUID_STRLEN];
};

struct fake_mp_answer {
	uint64_t number;
	int32_t result;
};

struct fake_mp {
	int register_errno;	/* 0: actions are taken */
	int request_errno;	/* 0: requests are sent */
	bool answers;		/* someone is there */
	bool late;		/* and answers an earlier request */
	/* What: its first eight bytes are put there, the request's number. Its
	 * descriptors go with it.
	 */
	struct rte_mp_msg answer;
	/* What was done. */
	unsigned int requests;
	struct rte_mp_msg request;	/* the last one */
	unsigned int replies;
	struct rte_mp_msg reply;	/* the last one; its copies are open */
};

void fake_mp_setup(void);
/** Never NULL. */
struct fake_mp *fake_mp(void);
/** Another process sends this; what is replied is in fake_mp(). */
void fake_mp_deliver(const struct rte_mp_msg *msg);
/** Close the copies of the last reply. */
void fake_mp_drop_reply(void);

#endif /* FAKE_MP_H */
