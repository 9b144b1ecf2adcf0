/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_UEVENT_H
#define FAKE_UEVENT_H

/**
 * @file
 * A netlink socket, and what the kernel or somebody else sends to it. As in many
 * containers, none can be had until a test allows it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fake_uevent {
	/* What the kernel answers; 0: it does as it is asked. */
	int socket_errno;
	int bind_errno;
	int filter_errno;
	int force_errno;	/* SO_RCVBUFFORCE */
	int room_errno;		/* SO_RCVBUF */
	int read_errno;		/* of the next message only */
	/* Who sends, and how it arrives. */
	uint32_t port;
	bool truncated;
	/* What was done. */
	unsigned int sockets;	/* that were asked for */
	unsigned int reads;
	int room;		/* that was had for messages; 0: the default */
};

void fake_uevent_setup(void);
/** Never NULL. */
struct fake_uevent *fake_uevent(void);

/** A message arrives, and the process is woken. What it has not read by then is
 * forgotten with the next one.
 */
void fake_uevent_send(const char *msg, size_t len);
/** The same one so many times, before it is woken once. */
void fake_uevent_send_many(const char *msg, size_t len, unsigned int nb);
/** The kernel's message that a driver was bound to an mdev. */
void fake_uevent_bind(const char *uuid);
void fake_uevent_bind_many(const char *uuid, unsigned int nb);

/** Give a real socket the filter that was given to the last fake one. */
void fake_uevent_filter(int fd);

#endif /* FAKE_UEVENT_H */
