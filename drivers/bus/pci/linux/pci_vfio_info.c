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

/* Room for thousands of sparse areas; a device that wants more is broken. */
#define REGION_INFO_MAX 65536

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

static uint32_t
access_flags(uint32_t flags)
{
	return (flags & VFIO_REGION_INFO_FLAG_READ ? PCI_REGION_READ : 0) |
		(flags & VFIO_REGION_INFO_FLAG_WRITE ? PCI_REGION_WRITE : 0);
}

/* pread() and mmap() take signed offsets. */
static bool
is_addressable(uint64_t offset, uint64_t size)
{
	return offset <= INT64_MAX && size <= INT64_MAX - offset;
}

static uint32_t
capability_flags(const struct vfio_region_info *info)
{
	return pci_vfio_caps_find(info, info->argsz, sizeof(*info),
			info->cap_offset, VFIO_REGION_INFO_CAP_MSIX_MAPPABLE) ?
		PCI_REGION_MSIX_MAPS : 0;
}

/*
 * The answer again, with its capabilities this time: what does not fit the
 * first time has been counted in argsz.
 */
static int
ask_capabilities(int fd, const struct vfio_region_info *first, uint32_t *flags)
{
	struct vfio_region_info *info;

	if (!(first->flags & VFIO_REGION_INFO_FLAG_CAPS) ||
			first->argsz <= sizeof(*first) ||
			first->argsz > REGION_INFO_MAX)
		return 0;
	info = calloc(1, first->argsz);
	if (info == NULL)
		return -ENOMEM;
	info->argsz = first->argsz;
	info->index = first->index;
	if (do_ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, info) == 0 &&
			info->argsz <= first->argsz)
		*flags |= capability_flags(info);
	free(info);
	return 0;
}

/* Not every device takes a larger argsz than it expects: mbochs does not. */
int
pci_vfio_region_info(int fd, uint32_t index, struct pci_region *region)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = index,
	};
	int ret = do_ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &info);

	memset(region, 0, sizeof(*region));
	if (ret < 0)
		return ret;
	if (!is_addressable(info.offset, info.size))
		return -EOVERFLOW;
	ret = ask_capabilities(fd, &info, &region->flags);
	if (ret < 0)
		return ret;
	region->size = info.size;
	region->offset = info.offset;
	region->flags |= access_flags(info.flags);
	if (info.flags & VFIO_REGION_INFO_FLAG_MMAP)
		pci_region_set_whole(region,
			(uint64_t)sysconf(_SC_PAGESIZE));
	return 0;
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
