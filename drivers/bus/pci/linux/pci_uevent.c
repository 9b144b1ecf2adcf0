/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rte_common.h>

#include "pci_uevent.h"

/* The kernel sends to group 1, udev to group 2. */
#define KERNEL_GROUP 1u
/* How messages of the action "bind" begin, which Linux has since 4.14. */
#define BIND_AT_FRONT 0x62696e64

/*
 * A host has uevents of all kinds, by the thousand when it boots containers.
 * None of them but those about drivers shall wake the process.
 */
static void
drop_other_actions(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BIND_AT_FRONT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = { RTE_DIM(code), code };

	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

/*
 * By default there is room for some 160 messages, which is few where mdevs are
 * made by the hundred and a callback attaches each. It is memory only while
 * messages wait. Without CAP_NET_ADMIN net.core.rmem_max is the limit; whatever
 * is had is enough to begin with.
 */
static void
make_room(int fd)
{
	static const int bytes = 4 << 20;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
			sizeof(bytes)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

int
pci_uevent_open(void)
{
	const struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK,
		.nl_groups = KERNEL_GROUP,
	};
	int ret, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	drop_other_actions(fd);
	make_room(fd);
	if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0)
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

/*
 * The kernel has port 0, and no process can have it. Root of the network
 * namespace may have it send a message all the same (since 4.18), so that what
 * is said is checked in sysfs before it is believed.
 */
static bool
is_kernels(const struct msghdr *hdr)
{
	const struct sockaddr_nl *from = hdr->msg_name;

	return hdr->msg_namelen == sizeof(*from) &&
		from->nl_family == AF_NETLINK && from->nl_pid == 0;
}

ssize_t
pci_uevent_read(int fd, char msg[PCI_UEVENT_MAX])
{
	struct iovec iov = { msg, PCI_UEVENT_MAX };
	struct sockaddr_nl from = { 0 };
	struct msghdr hdr = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t len = recvmsg(fd, &hdr, MSG_DONTWAIT);

	if (len < 0)
		return -errno;
	return (hdr.msg_flags & MSG_TRUNC) || !is_kernels(&hdr) ? 0 : len;
}

/* ---- what a message says ---- */

/* Of several that have the key, the first: the kernel's own come before those
 * that drivers add. msg ends in a zero byte.
 */
static const char *
find_value(const char *msg, size_t len, const char *key)
{
	const char *end = msg + len;
	size_t key_len = strlen(key);

	for (; msg < end; msg += strlen(msg) + 1)
		if (strncmp(msg, key, key_len) == 0 && msg[key_len] == '=')
			return msg + key_len + 1;
	return NULL;
}

static bool
is_value(const char *msg, size_t len, const char *key, const char *value)
{
	const char *found = find_value(msg, len, key);

	return found != NULL && strcmp(found, value) == 0;
}

bool
pci_uevent_is_bound_mdev(const char *msg, size_t len, struct pci_dev_id *id)
{
	const char *path, *name;

	if (len == 0 || msg[len - 1] != '\0' ||
			!is_value(msg, len, "ACTION", "bind") ||
			!is_value(msg, len, "SUBSYSTEM", "mdev"))
		return false;
	path = find_value(msg, len, "DEVPATH");
	name = path == NULL ? NULL : strrchr(path, '/');
	return name != NULL && pci_id_parse(name + 1, id) == 0 &&
		id->kind == PCI_ID_UUID;
}
