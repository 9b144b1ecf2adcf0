/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The ioctls, by the kind of descriptor that takes them.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include <rte_common.h>

#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_vfio_private.h"
#include "testing.h"

#define MAX_DMA_MAPS 256
#define PAGE 4096

WRAP(int, ioctl, int fd, unsigned long request, ...);

/* The container: there is never more than one. */
static struct {
	bool has_model;
	unsigned int groups;
	unsigned int nb_maps;
	struct vfio_iommu_type1_dma_map maps[MAX_DMA_MAPS];
} container;

void
fake_container_reset(void)
{
	memset(&container, 0, sizeof(container));
}

unsigned int
fake_vfio_dma_maps(void)
{
	return container.nb_maps;
}

bool
fake_vfio_dma_has(uint64_t vaddr, uint64_t iova, uint64_t size)
{
	unsigned int i;

	for (i = 0; i < container.nb_maps; i++)
		if (container.maps[i].vaddr == vaddr &&
				container.maps[i].iova == iova &&
				container.maps[i].size == size)
			return true;
	return false;
}

/* ---- container ---- */

static int
get_api_version(struct fake_handle *handle, void *arg)
{
	(void)handle;
	(void)arg;
	return fake_vfio_host()->api_version;
}

static int
check_extension(struct fake_handle *handle, void *arg)
{
	(void)handle;
	return (uintptr_t)arg == VFIO_TYPE1v2_IOMMU &&
		fake_vfio_host()->has_type1v2;
}

static int
set_iommu(struct fake_handle *handle, void *arg)
{
	(void)handle;
	if (container.groups == 0 || container.has_model)
		return -EINVAL;
	if ((uintptr_t)arg != VFIO_TYPE1v2_IOMMU)
		return -ENODEV;
	container.has_model = true;
	return 0;
}

static bool
overlaps(const struct vfio_iommu_type1_dma_map *map, uint64_t iova,
	uint64_t size)
{
	return iova - map->iova < map->size || map->iova - iova < size;
}

static int
map_dma(struct fake_handle *handle, void *arg)
{
	const struct vfio_iommu_type1_dma_map *map = arg;
	unsigned int i;

	(void)handle;
	if (!container.has_model || map->argsz < sizeof(*map) ||
			map->size == 0 ||
			(map->iova | map->vaddr | map->size) % PAGE != 0 ||
			map->size - 1 > UINT64_MAX - map->iova ||
			map->size - 1 > UINT64_MAX - map->vaddr)
		return -EINVAL;
	for (i = 0; i < container.nb_maps; i++)
		if (overlaps(&container.maps[i], map->iova, map->size))
			return -EEXIST;
	if (container.nb_maps == MAX_DMA_MAPS)
		return -ENOSPC;
	container.maps[container.nb_maps++] = *map;
	return 0;
}

/* TYPE1v2 splits no mapping. */
static bool
would_split(uint64_t iova, uint64_t size)
{
	const struct vfio_iommu_type1_dma_map *map;
	unsigned int i;

	for (i = 0; i < container.nb_maps; i++) {
		map = &container.maps[i];
		if (overlaps(map, iova, size) && (map->iova < iova ||
				map->iova + map->size > iova + size))
			return true;
	}
	return false;
}

static int
unmap_dma(struct fake_handle *handle, void *arg)
{
	struct vfio_iommu_type1_dma_unmap *unmap = arg;
	uint64_t iova = unmap->iova, size = unmap->size;
	unsigned int i = 0;

	(void)handle;
	if (would_split(iova, size))
		return -EINVAL;
	unmap->size = 0;
	while (i < container.nb_maps) {
		if (!overlaps(&container.maps[i], iova, size)) {
			i++;
			continue;
		}
		unmap->size += container.maps[i].size;
		container.maps[i] = container.maps[--container.nb_maps];
	}
	return 0;
}

/* ---- group ---- */

static int
get_status(struct fake_handle *handle, void *arg)
{
	struct vfio_group_status *status = arg;

	(void)handle;
	if (status->argsz < sizeof(*status))
		return -EINVAL;
	status->flags = fake_vfio_host()->not_viable ? 0 :
		VFIO_GROUP_FLAGS_VIABLE;
	return 0;
}

static int
set_container(struct fake_handle *handle, void *arg)
{
	const int *fd = arg;

	if (fake_handle_of(*fd)->kind != FAKE_CONTAINER ||
			handle->group->attached)
		return -EINVAL;
	handle->group->attached = true;
	container.groups++;
	return 0;
}

static bool
has_open_device(const struct fake_group *group)
{
	int fd;

	for (fd = 0; fd < 1024; fd++)
		if (fake_handle_of(fd)->kind == FAKE_DEVICE &&
				!fake_handle_of(fd)->copy &&
				fake_handle_of(fd)->group == group)
			return true;
	return false;
}

void
fake_group_leave(struct fake_group *group)
{
	if (!group->attached)
		return;
	group->attached = false;
	if (--container.groups == 0)
		fake_container_reset();
}

static int
unset_container(struct fake_handle *handle, void *arg)
{
	(void)arg;
	if (!handle->group->attached)
		return -EINVAL;
	if (has_open_device(handle->group)) {
		fake_vfio_violation("took a group out that is in use");
		return -EBUSY;
	}
	fake_group_leave(handle->group);
	return 0;
}

/* ---- device ---- */

static int
get_info(struct fake_handle *handle, void *arg)
{
	struct vfio_device_info *info = arg;

	if (info->argsz < offsetof(struct vfio_device_info, num_irqs) + 4)
		return -EINVAL;
	info->flags = handle->device->flags;
	info->num_regions = handle->device->num_regions;
	info->num_irqs = handle->device->num_irqs;
	return 0;
}

static int
get_device_fd(struct fake_handle *handle, void *arg)
{
	struct fake_device *dev = fake_vfio_find(arg);
	int fd;

	if (!handle->group->attached || !container.has_model)
		return -EINVAL;
	if (dev == NULL || dev->group != handle->group->number)
		return -ENODEV;
	fd = fcntl(dev->memory, F_DUPFD_CLOEXEC, 0);
	*fake_handle_of(fd) = (struct fake_handle){ FAKE_DEVICE, handle->group,
		dev, false };
	dev->opened++;
	dev->opens++;
	return fd;
}

int
fake_vfio_open_device(const char *name, struct vfio_device_info *info)
{
	struct fake_device *dev = fake_vfio_find(name);
	int fd;

	if (dev == NULL)
		return -1;
	fd = fcntl(dev->memory, F_DUPFD_CLOEXEC, 0);
	*fake_handle_of(fd) = (struct fake_handle){ FAKE_DEVICE, NULL, dev, false };
	dev->opened++;
	dev->opens++;
	get_info(fake_handle_of(fd), info);
	return fd;
}

/* Without room for its capabilities a device says how much it needs. */
static int
get_region_info(struct fake_handle *handle, void *arg)
{
	struct vfio_region_info *info = arg;
	struct fake_region *region;

	if (info->argsz < sizeof(*info) ||
			info->index >= handle->device->num_regions)
		return -EINVAL;
	region = &handle->device->regions[info->index];
	if (region->info_errno != 0)
		return -region->info_errno;
	if (region->argsz_max != 0 && info->argsz > region->argsz_max)
		return -EINVAL;
	handle->device->region_infos++;
	if (region->grows != 0)
		region->argsz = RTE_MIN(region->argsz + region->grows,
			region->argsz_max);
	if (region->underfills && info->argsz < region->argsz) {
		info->flags = region->unflagged ? 0 :
			VFIO_REGION_INFO_FLAG_CAPS;
		info->argsz = region->argsz;
		return 0;
	}
	info->flags = region->flags;
	info->size = region->size;
	info->offset = region->offset;
	info->cap_offset = 0;
	if (region->caps != NULL && info->argsz >= region->argsz) {
		if (!region->forgets)
			memcpy(info + 1, region->caps,
				region->argsz - sizeof(*info));
		info->cap_offset = sizeof(*info);
	}
	if (region->argsz != 0)
		info->argsz = region->argsz;
	return 0;
}

static int
get_irq_info(struct fake_handle *handle, void *arg)
{
	struct vfio_irq_info *info = arg;
	const struct fake_irq *irq;

	if (info->index <= FAKE_MAX_IRQS)
		handle->device->irqs_asked |= 1u << info->index;
	if (info->argsz < sizeof(*info) ||
			info->index >= handle->device->num_irqs)
		return -EINVAL;
	irq = &handle->device->irqs[info->index];
	info->flags = irq->flags;
	info->count = irq->count;
	return -irq->info_errno;
}

static int
set_irqs(struct fake_handle *handle, void *arg)
{
	const struct vfio_irq_set *set = arg;
	struct fake_irq *irq;
	bool with_fds = set->flags & VFIO_IRQ_SET_DATA_EVENTFD;

	if (set->index >= handle->device->num_irqs || set->argsz <
			sizeof(*set) + (with_fds ? 4 * set->count : 0))
		return -EINVAL;
	irq = &handle->device->irqs[set->index];
	if (irq->set_errno != 0)
		return -irq->set_errno;
	if (set->start + set->count > irq->count)
		return -EINVAL;
	irq->event_fd = -1;
	if (with_fds)
		memcpy(&irq->event_fd, set->data, sizeof(irq->event_fd));
	return 0;
}

static int
reset(struct fake_handle *handle, void *arg)
{
	(void)arg;
	handle->device->resets++;
	return -handle->device->reset_errno;
}

/* ---- all of them ---- */

static const struct request {
	enum fake_kind kind;
	unsigned long number;
	const char *name;
	int (*serve)(struct fake_handle *handle, void *arg);
} requests[] = {
#define REQUEST(kind, name, serve) { kind, name, #name, serve }
	REQUEST(FAKE_CONTAINER, VFIO_GET_API_VERSION, get_api_version),
	REQUEST(FAKE_CONTAINER, VFIO_CHECK_EXTENSION, check_extension),
	REQUEST(FAKE_CONTAINER, VFIO_SET_IOMMU, set_iommu),
	REQUEST(FAKE_CONTAINER, VFIO_IOMMU_MAP_DMA, map_dma),
	REQUEST(FAKE_CONTAINER, VFIO_IOMMU_UNMAP_DMA, unmap_dma),
	REQUEST(FAKE_GROUP, VFIO_GROUP_GET_STATUS, get_status),
	REQUEST(FAKE_GROUP, VFIO_GROUP_SET_CONTAINER, set_container),
	REQUEST(FAKE_GROUP, VFIO_GROUP_UNSET_CONTAINER, unset_container),
	REQUEST(FAKE_GROUP, VFIO_GROUP_GET_DEVICE_FD, get_device_fd),
	REQUEST(FAKE_DEVICE, VFIO_DEVICE_GET_INFO, get_info),
	REQUEST(FAKE_DEVICE, VFIO_DEVICE_GET_REGION_INFO, get_region_info),
	REQUEST(FAKE_DEVICE, VFIO_DEVICE_GET_IRQ_INFO, get_irq_info),
	REQUEST(FAKE_DEVICE, VFIO_DEVICE_SET_IRQS, set_irqs),
	REQUEST(FAKE_DEVICE, VFIO_DEVICE_RESET, reset),
#undef REQUEST
};

static const struct request *
find_request(enum fake_kind kind, unsigned long number)
{
	const struct request *request = requests;

	for (; request < requests + sizeof(requests) / sizeof(*requests);
			request++)
		if (request->kind == kind && request->number == number)
			return request;
	return NULL;
}

static int
serve(struct fake_handle *handle, unsigned long number, void *arg)
{
	const struct request *request = find_request(handle->kind, number);
	int ret;

	if (request == NULL) {
		fake_vfio_violation("an ioctl that its descriptor has not");
		errno = ENOTTY;
		return -1;
	}
	if (fake_fault(request->name))
		return -1;
	ret = request->serve(handle, arg);
	if (ret >= 0)
		return ret;
	errno = -ret;
	return -1;
}

int
__wrap_ioctl(int fd, unsigned long number, ...)
{
	FAKE_GUARD();
	struct fake_handle *handle = fake_handle_of(fd);
	va_list ap;
	void *arg;

	va_start(ap, number);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (handle->kind == FAKE_OTHER)
		return __real_ioctl(fd, number, arg);
	return serve(handle, number, arg);
}
