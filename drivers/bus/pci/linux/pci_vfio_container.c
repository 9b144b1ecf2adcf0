/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "pci_vfio_container.h"

#define VFIO_NODE_MAX 32

static int
fail(const char **step, const char *what, int err)
{
	*step = what;
	return err;
}

static int
check_container(int fd, const char **step)
{
	int ret = ioctl(fd, VFIO_GET_API_VERSION);

	if (ret < 0)
		return fail(step, "asking VFIO for its API version", -errno);
	if (ret != VFIO_API_VERSION)
		return fail(step, "VFIO has another API version", -EPROTO);
	ret = ioctl(fd, VFIO_CHECK_EXTENSION, VFIO_TYPE1v2_IOMMU);
	if (ret < 0)
		return fail(step, "asking VFIO for its IOMMU models", -errno);
	if (ret != 1)
		return fail(step,
			"VFIO offers no TYPE1v2 IOMMU (is the module vfio_iommu_type1 loaded?)",
			-ENODEV);
	return 0;
}

int
pci_vfio_container_open(const char **step)
{
	int ret, fd = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return fail(step,
			"opening /dev/vfio/vfio (is the module vfio loaded?)",
			-errno);
	ret = check_container(fd, step);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	return fd;
}

/* The ways out differ by errno, and each is the user's to take. */
static const char *
group_open_hint(int err)
{
	switch (err) {
	case EBUSY:
		return "opening its VFIO group (another process holds the device)";
	case EACCES:
	case EPERM:
		return "opening its VFIO group (give this user access to the node in /dev/vfio)";
	default:
		return "opening its VFIO group";
	}
}

static int
check_viable(int fd, const char **step)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	if (ioctl(fd, VFIO_GROUP_GET_STATUS, &status) < 0)
		return fail(step, "reading the status of its VFIO group",
			-errno);
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return fail(step,
			"its VFIO group is not viable (bind all its devices to VFIO drivers)",
			-EBUSY);
	return 0;
}

int
pci_vfio_group_open(unsigned int group, const char **step)
{
	char node[VFIO_NODE_MAX];
	int fd, ret;

	snprintf(node, sizeof(node), "/dev/vfio/%u", group);
	fd = open(node, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		return fail(step, group_open_hint(-ret), ret);
	}
	ret = check_viable(fd, step);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	return fd;
}

/* A container takes its IOMMU model once, after its first group. */
static int
set_model(int container_fd, const char **step)
{
	if (ioctl(container_fd, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU) < 0)
		return fail(step, "setting the TYPE1v2 IOMMU of its container",
			-errno);
	return 0;
}

int
pci_vfio_group_attach(int group_fd, int container_fd, bool first,
	const char **step)
{
	int ret;

	if (ioctl(group_fd, VFIO_GROUP_SET_CONTAINER, &container_fd) < 0)
		return fail(step, "putting its VFIO group into a container",
			-errno);
	if (!first)
		return 0;
	ret = set_model(container_fd, step);
	if (ret < 0)
		pci_vfio_group_detach(group_fd);
	return ret;
}

void
pci_vfio_group_detach(int group_fd)
{
	ioctl(group_fd, VFIO_GROUP_UNSET_CONTAINER);
}

int
pci_vfio_group_device(int group_fd, const char *name, const char **step)
{
	int fd = ioctl(group_fd, VFIO_GROUP_GET_DEVICE_FD, name);

	if (fd >= 0)
		return fd;
	return fail(step, "opening the device (its kernel driver refuses)",
		-errno);
}

int
pci_vfio_container_map(int container_fd, const void *addr, uint64_t iova,
	uint64_t len)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)addr,
		.iova = iova,
		.size = len,
	};

	return ioctl(container_fd, VFIO_IOMMU_MAP_DMA, &map) < 0 ? -errno : 0;
}

int
pci_vfio_container_unmap(int container_fd, uint64_t iova, uint64_t len)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap),
		.iova = iova,
		.size = len,
	};

	if (ioctl(container_fd, VFIO_IOMMU_UNMAP_DMA, &unmap) < 0)
		return -errno;
	/* The kernel says how much it found mapped. */
	return unmap.size == len ? 0 : -ENOENT;
}
