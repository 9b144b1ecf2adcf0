/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <rte_common.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_uevent.h"
#include "pci_uevent.h"
#include "testing.h"

WRAP(int, socket, int domain, int type, int protocol);
WRAP(int, bind, int fd, const struct sockaddr *addr, socklen_t len);
WRAP(int, setsockopt, int fd, int level, int name, const void *value,
	socklen_t len);
WRAP(ssize_t, recvmsg, int fd, struct msghdr *hdr, int flags);
int __real_open64(const char *path, int flags, ...);

static struct fake_uevent uevent;
static char message[PCI_UEVENT_MAX];
static size_t message_len;
static unsigned int nb_messages;
static struct sock_filter filter[16];
static unsigned short filter_len;

void
fake_uevent_setup(void)
{
	nb_messages = 0;
	uevent = (struct fake_uevent){ .socket_errno = EPERM };
}

struct fake_uevent *
fake_uevent(void)
{
	return &uevent;
}

static int
result(int err)
{
	errno = err;
	return err == 0 ? 0 : -1;
}

int
__wrap_socket(int domain, int type, int protocol)
{
	if (domain == AF_UNIX)
		return fake_fault("socket") ? -1 :
			__real_socket(domain, type, protocol);
	assert_int_equal(domain, AF_NETLINK);
	assert_int_equal(protocol, NETLINK_KOBJECT_UEVENT);
	CHECK(type & SOCK_CLOEXEC, "a socket that a child would inherit");
	uevent.sockets++;
	if (uevent.socket_errno != 0)
		return result(uevent.socket_errno);
	if (fake_fault("socket"))
		return -1;
	return __real_open64("/dev/null", O_RDWR | O_CLOEXEC);
}

/* The kernel's group and no other: udev's messages are not for the bus. */
int
__wrap_bind(int fd, const struct sockaddr *addr, socklen_t len)
{
	const struct sockaddr_nl *nl = (const void *)addr;

	if (addr->sa_family == AF_UNIX)
		return __real_bind(fd, addr, len);
	assert_int_equal(len, sizeof(*nl));
	assert_int_equal(nl->nl_family, AF_NETLINK);
	assert_int_equal(nl->nl_pid, 0);
	assert_int_equal(nl->nl_groups, 1);
	return fake_fault("bind") ? -1 : result(uevent.bind_errno);
}

static int
set_room(const void *value, socklen_t len, int err)
{
	assert_int_equal(len, sizeof(uevent.room));
	if (err == 0)
		memcpy(&uevent.room, value, len);
	return result(err);
}

static int
set_filter(const void *value, socklen_t len)
{
	const struct sock_fprog *fprog = value;

	assert_int_equal(len, sizeof(*fprog));
	assert_in_range(fprog->len, 1, RTE_DIM(filter));
	memcpy(filter, fprog->filter, fprog->len * sizeof(filter[0]));
	filter_len = fprog->len;
	return result(uevent.filter_errno);
}

int
__wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	(void)fd;
	assert_int_equal(level, SOL_SOCKET);
	if (fake_fault("setsockopt"))
		return -1;
	if (name == SO_RCVBUFFORCE)
		return set_room(value, len, uevent.force_errno);
	if (name == SO_RCVBUF)
		return set_room(value, len, uevent.room_errno);
	assert_int_equal(name, SO_ATTACH_FILTER);
	return set_filter(value, len);
}

void
fake_uevent_filter(int fd)
{
	const struct sock_fprog fprog = { filter_len, filter };

	assert_int_equal(__real_setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER,
		&fprog, sizeof(fprog)), 0);
}

ssize_t
__wrap_recvmsg(int fd, struct msghdr *hdr, int flags)
{
	struct sockaddr_nl *from = hdr->msg_name;
	struct iovec *iov = hdr->msg_iov;
	int err = uevent.read_errno;

	(void)fd;
	CHECK(flags & MSG_DONTWAIT, "it would hold up the interrupt thread");
	uevent.reads++;
	uevent.read_errno = 0;
	if (err != 0)
		return result(err);
	if (fake_fault("recvmsg"))
		return -1;
	if (nb_messages == 0)
		return result(EAGAIN);
	nb_messages--;
	assert_in_range(message_len, 0, iov->iov_len);
	memcpy(iov->iov_base, message, message_len);
	hdr->msg_namelen = sizeof(*from);
	*from = (struct sockaddr_nl){ .nl_family = AF_NETLINK,
		.nl_pid = uevent.port };
	hdr->msg_flags = uevent.truncated ? MSG_TRUNC : 0;
	return (ssize_t)message_len;
}

void
fake_uevent_send_many(const char *msg, size_t len, unsigned int nb)
{
	assert_in_range(len, 0, sizeof(message));
	memcpy(message, msg, len);
	message_len = len;
	nb_messages = nb;
	fake_eal_device_event();
}

void
fake_uevent_send(const char *msg, size_t len)
{
	fake_uevent_send_many(msg, len, 1);
}

void
fake_uevent_bind_many(const char *uuid, unsigned int nb)
{
	char msg[256];
	int len = snprintf(msg, sizeof(msg),
		"bind@/devices/virtual/mtty/mtty/%s%cACTION=bind%c"
		"DEVPATH=/devices/virtual/mtty/mtty/%s%cSUBSYSTEM=mdev%c"
		"DRIVER=mtty%cSEQNUM=1234", uuid, 0, 0, uuid, 0, 0, 0);

	fake_uevent_send_many(msg, (size_t)len + 1, nb);
}

void
fake_uevent_bind(const char *uuid)
{
	fake_uevent_bind_many(uuid, 1);
}
