/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Descriptors: files in /dev/vfio, and what is opened through them.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_uio.h"
#include "fake_vfio_private.h"
#include "testing.h"

#define MAX_FDS 1024
#define MAX_GROUPS 64
#define NODES "/dev/vfio/"

WRAP(int, open64, const char *path, int flags, ...);
WRAP(int, close, int fd);
WRAP(int, eventfd, unsigned int value, int flags);
WRAP(int, fcntl64, int fd, int cmd, ...);

static struct fake_handle handles[MAX_FDS];
static struct fake_group groups[MAX_GROUPS];
static unsigned int node_opens;
static unsigned int containers;

void
fake_node_setup(void)
{
	memset(handles, 0, sizeof(handles));
	memset(groups, 0, sizeof(groups));
	node_opens = 0;
	containers = 0;
}

struct fake_handle *
fake_handle_of(int fd)
{
	static struct fake_handle none;

	return fd >= 0 && fd < MAX_FDS ? &handles[fd] : &none;
}

unsigned int
fake_vfio_node_opens(void)
{
	return node_opens;
}

void
fake_node_check_idle(void)
{
	unsigned int i;

	CHECK(containers == 0, "a container is open");
	for (i = 0; i < MAX_GROUPS; i++)
		CHECK(!groups[i].open && !groups[i].attached,
			"group %u is in use", i);
}

static int
fail_with(int err)
{
	errno = err;
	return -1;
}

static int
new_node(enum fake_kind kind, struct fake_group *group)
{
	int fd = __real_open64("/dev/null", O_RDWR | O_CLOEXEC);

	*fake_handle_of(fd) = (struct fake_handle){ kind, group, NULL };
	return fd;
}

static int
open_container(void)
{
	int err = fake_vfio_host()->container_errno;

	if (err != 0)
		return fail_with(err);
	if (containers++ > 0)
		fake_vfio_violation("a second container");
	return new_node(FAKE_CONTAINER, NULL);
}

static int
open_group(const char *number)
{
	int err = fake_vfio_host()->group_errno;
	unsigned int n;

	if (sscanf(number, "%u", &n) != 1 || n >= MAX_GROUPS)
		return fail_with(ENOENT);
	if (err != 0 || groups[n].open)
		return fail_with(err != 0 ? err : EBUSY);
	groups[n] = (struct fake_group){ .number = n, .open = true };
	return new_node(FAKE_GROUP, &groups[n]);
}

int
__wrap_open64(const char *path, int flags, ...)
{
	FAKE_GUARD();
	bool is_container = strcmp(path, NODES "vfio") == 0;

	if (strncmp(path, "/dev/uio", 8) == 0)
		return fake_uio_open(path, flags);
	if (strncmp(path, NODES, strlen(NODES)) != 0)
		return __real_open64(path, flags);
	if ((flags & (O_RDWR | O_CLOEXEC)) != (O_RDWR | O_CLOEXEC))
		fake_vfio_violation("a node that a child would inherit");
	if (fake_fault(is_container ? "open of the container" :
			"open of the group"))
		return -1;
	node_opens++;
	return is_container ? open_container() :
		open_group(path + strlen(NODES));
}

static void
close_container(struct fake_handle *handle)
{
	unsigned int i;

	(void)handle;
	if (--containers > 0)
		return;
	for (i = 0; i < MAX_GROUPS; i++)
		if (groups[i].attached)
			fake_vfio_violation("closed a container with groups");
	fake_container_reset();
}

/* The kernel takes a group out that could not be taken out before. */
static void
close_group(struct fake_handle *handle)
{
	handle->group->open = false;
	fake_group_leave(handle->group);
}

static void
close_device(struct fake_handle *handle)
{
	unsigned int i;

	if (--handle->device->opened > 0)
		return;
	for (i = 0; i < FAKE_MAX_IRQS; i++)
		handle->device->irqs[i].event_fd = -1;
}

static void (* const closers[FAKE_KINDS])(struct fake_handle *) = {
	[FAKE_CONTAINER] = close_container,
	[FAKE_GROUP] = close_group,
	[FAKE_DEVICE] = close_device,
};

int
__wrap_close(int fd)
{
	FAKE_GUARD();
	struct fake_handle *handle = fake_handle_of(fd);
	int ret = __real_close(fd);

	if (ret < 0)
		fake_vfio_violation("closed what is not open");
	if (closers[handle->kind] != NULL)
		closers[handle->kind](handle);
	*handle = (struct fake_handle){ 0 };
	return ret;
}

int
fake_vfio_copy_fd(int fd)
{
	FAKE_GUARD();
	const struct fake_handle *handle = fake_handle_of(fd);
	int copy = __real_fcntl64(fd, F_DUPFD_CLOEXEC, 0);

	if (copy < 0 || handle->kind == FAKE_OTHER)
		return copy;
	*fake_handle_of(copy) = *handle;
	fake_handle_of(copy)->copy = true;
	if (handle->kind == FAKE_CONTAINER)
		containers++;
	if (handle->kind == FAKE_DEVICE)
		handle->device->opened++;
	return copy;
}

int
__wrap_fcntl64(int fd, int cmd, ...)
{
	FAKE_GUARD();
	struct fake_handle *handle = fake_handle_of(fd);
	va_list ap;
	int arg;

	va_start(ap, cmd);
	arg = va_arg(ap, int);
	va_end(ap);
	if (handle->kind == FAKE_OTHER)
		return __real_fcntl64(fd, cmd, arg);
	if (fake_fault("fcntl"))
		return -1;
	return cmd == F_DUPFD_CLOEXEC ? fake_vfio_copy_fd(fd) :
		__real_fcntl64(fd, cmd, arg);
}

int
__wrap_eventfd(unsigned int value, int flags)
{
	return fake_fault("eventfd") ? -1 : __real_eventfd(value, flags);
}
