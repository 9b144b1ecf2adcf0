/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "pci_linux.h"
#include "pci_vfio_caps.h"
#include "pci_vfio_info.h"

/* Room for thousands of areas; a device that wants more is broken, and so is
 * one that wants more each time.
 */
#define REGION_INFO_MAX 65536
#define REGION_INFO_ROUNDS 3

static int
do_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

int
pci_vfio_device_info(int fd, struct vfio_device_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	return do_ioctl(fd, VFIO_DEVICE_GET_INFO, info);
}

/* info: room bytes of zeros, for not every device fills all that is asked. */
static int
ask_region(int fd, uint32_t index, struct vfio_region_info *info, uint32_t room)
{
	info->argsz = room;
	info->index = index;
	return do_ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, info);
}

/* Without the flag as well: some drivers fill in nothing but argsz then. */
static bool
is_cut_off(const struct vfio_region_info *info, uint32_t room)
{
	return info->argsz > room && info->argsz <= REGION_INFO_MAX;
}

/*
 * What does not fit has been counted in argsz, and is asked for again with as
 * much room, but no more: not every device takes more than it expects. One that
 * does not take this either is known by its first answer.
 */
static int
ask_for_rest(int fd, uint32_t index, struct vfio_region_info **info,
	uint32_t *room)
{
	struct vfio_region_info *more;
	unsigned int i;

	for (i = 1; i < REGION_INFO_ROUNDS && is_cut_off(*info, *room); i++) {
		more = calloc(1, (*info)->argsz);
		if (more == NULL)
			return -ENOMEM;
		*room = (*info)->argsz;
		if (ask_region(fd, index, more, *room) < 0) {
			free(more);
			*room = sizeof(*more);
			return 0;
		}
		free(*info);
		*info = more;
	}
	return 0;
}

int
pci_vfio_region_answer(int fd, uint32_t index, struct vfio_region_info **info,
	size_t *len)
{
	uint32_t room = sizeof(**info);
	int ret;

	*info = calloc(1, room);
	if (*info == NULL)
		return -ENOMEM;
	ret = ask_region(fd, index, *info, room);
	if (ret == 0)
		ret = ask_for_rest(fd, index, info, &room);
	if (ret < 0) {
		free(*info);
		*info = NULL;
		return ret;
	}
	*len = RTE_MIN(room, (*info)->argsz);
	return 0;
}

int
pci_vfio_region_info(int fd, uint32_t index, struct pci_region *region)
{
	struct vfio_region_info *info;
	size_t len;
	int ret = pci_vfio_region_answer(fd, index, &info, &len);

	*region = (struct pci_region){ .fd = -1 };
	if (ret < 0)
		return ret;
	ret = pci_vfio_caps_to_region(info, len, (uint64_t)sysconf(_SC_PAGESIZE),
		region);
	free(info);
	return ret;
}

int
pci_vfio_irq_info(int fd, uint32_t index, struct pci_vfio_irq *irq)
{
	struct vfio_irq_info info = {
		.argsz = sizeof(info),
		.index = index,
	};
	int ret = do_ioctl(fd, VFIO_DEVICE_GET_IRQ_INFO, &info);

	*irq = (struct pci_vfio_irq){ 0, 0 };
	if (ret < 0)
		return ret;
	irq->count = info.count;
	irq->flags = info.flags;
	return 0;
}

int
pci_vfio_irq_enable(int fd, uint32_t index, int event_fd)
{
	union {
		struct vfio_irq_set set;
		char room[sizeof(struct vfio_irq_set) + sizeof(int32_t)];
	} arg = { .set = {
		.argsz = sizeof(arg),
		.flags = VFIO_IRQ_SET_DATA_EVENTFD |
			VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = index,
		.count = 1,
	} };
	int32_t fd32 = event_fd;

	memcpy(arg.room + sizeof(arg.set), &fd32, sizeof(fd32));
	return do_ioctl(fd, VFIO_DEVICE_SET_IRQS, &arg);
}

int
pci_vfio_irq_disable(int fd, uint32_t index)
{
	struct vfio_irq_set set = {
		.argsz = sizeof(set),
		.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = index,
	};

	return do_ioctl(fd, VFIO_DEVICE_SET_IRQS, &set);
}

int
pci_vfio_reset(int fd)
{
	return do_ioctl(fd, VFIO_DEVICE_RESET, NULL);
}
