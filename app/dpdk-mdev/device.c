/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <unistd.h>

#include <pci_linux.h>
#include <pci_vfio.h>
#include <pci_vfio_container.h>
#include <pci_vfio_info.h>

#include "device.h"

static int
keep(int *fd, int ret)
{
	if (ret < 0)
		return ret;
	*fd = ret;
	return 0;
}

int
device_open_container(struct device *device, const char **what)
{
	return keep(&device->container, pci_vfio_container_open(what));
}

int
device_open_group(struct device *device, const struct mdev *mdev,
	const char **what)
{
	return keep(&device->group,
		pci_vfio_group_open((unsigned int)mdev->group, what));
}

int
device_set_iommu(struct device *device, const char **what)
{
	return pci_vfio_group_attach(device->group, device->container, true,
		what);
}

int
device_get(struct device *device, const struct mdev *mdev, const char **what)
{
	return keep(&device->fd,
		pci_vfio_group_device(device->group, mdev->uuid, what));
}

static int
attach(struct device *device, const struct mdev *mdev)
{
	device->dev = pci_mdev_new(&mdev->id);
	if (device->dev == NULL)
		return -ENOMEM;
	return pci_vfio_attach(device->dev, device->fd, &device->info);
}

int
device_identify(struct device *device, struct mdev *mdev, const char **what)
{
	int ret = pci_vfio_device_info(device->fd, &device->info);

	*what = "asking VFIO what it is";
	if (ret == 0)
		ret = pci_vfio_check_info(&device->info, what);
	if (ret < 0)
		return ret;
	*what = "reading its regions";
	ret = attach(device, mdev);
	if (ret < 0)
		return ret;
	*what = "reading the PCI IDs in its config space";
	ret = device->dev->ops->identify(device->dev);
	mdev->ids = device->dev->device.id;
	mdev->has_ids = ret == 0;
	return ret;
}

static int
open_all(struct device *device, struct mdev *mdev, const char **what)
{
	int ret = device_open_container(device, what);

	if (ret == 0)
		ret = device_open_group(device, mdev, what);
	if (ret == 0)
		ret = device_set_iommu(device, what);
	if (ret == 0)
		ret = device_get(device, mdev, what);
	if (ret == 0)
		ret = device_identify(device, mdev, what);
	return ret;
}

int
device_open(struct device *device, struct mdev *mdev, const char **what)
{
	int ret;

	*device = (struct device)DEVICE_CLOSED;
	*what = "it has no IOMMU group";
	if (mdev->group < 0)
		return -ENOENT;
	ret = open_all(device, mdev, what);
	if (ret < 0)
		device_close(device);
	return ret;
}

static void
close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The group is taken out first, or a container that closes would have to. */
void
device_close(struct device *device)
{
	if (device->dev != NULL && device->dev->backend != NULL)
		pci_vfio_detach(device->dev);
	pci_dev_free(device->dev);
	device->dev = NULL;
	close_one(&device->fd);
	if (device->group >= 0 && device->container >= 0)
		pci_vfio_group_detach(device->group);
	close_one(&device->group);
	close_one(&device->container);
}
