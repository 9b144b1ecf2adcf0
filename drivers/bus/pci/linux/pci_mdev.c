/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mediated devices: which of the kernel's are the bus's. Reads sysfs only;
 * what the kernel documents of it is in
 * Documentation/driver-api/vfio-mediated-device.rst.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pci_linux.h"
#include "pci_scan.h"
#include "pci_sysfs.h"

#define SYSFS_MDEV_DEVICES "/sys/bus/mdev/devices"
#define SYSFS_VMBUS "/sys/bus/vmbus"
#define DEVICE_API_MAX 32

/* Like the override for PCI functions, which all releases have. */
const char *
pci_mdev_sysfs_path(void)
{
	const char *path = getenv("SYSFS_MDEV_DEVICES");

	return path != NULL ? path : SYSFS_MDEV_DEVICES;
}

bool
pci_mdev_takes_api(const char *device_api)
{
	return strcmp(device_api, "vfio-pci") == 0;
}

/*
 * A driver's name says nothing: mdevs were bound to vfio_mdev up to 5.15, and
 * to their vendor's driver since.
 */
static int
check_device_api(int list, const char *name)
{
	char path[PCI_SYSFS_PATH_MAX], api[DEVICE_API_MAX];
	int ret = pci_sysfs_path(name, "mdev_type/device_api", path);

	if (ret == 0)
		ret = pci_sysfs_read_str(list, path, api, sizeof(api));
	if (ret == 0 && !pci_mdev_takes_api(api))
		ret = -ENOTSUP;
	return ret;
}

int
pci_mdev_open(const struct pci_dev_id *id)
{
	char name[PCI_ID_STRLEN];

	pci_id_format(id, name);
	return pci_sysfs_open_device(pci_mdev_sysfs_path(), name);
}

/* @return 0, or -errno: -ENOENT it is not there. */
static int
look_up(const struct pci_dev_id *id)
{
	int fd = pci_mdev_open(id);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

bool
pci_mdev_is_present(const struct pci_dev_id *id)
{
	return look_up(id) != -ENOENT;
}

int
pci_mdev_check(const struct pci_dev_id *id)
{
	int ret, fd = pci_mdev_open(id);

	if (fd < 0)
		return fd;
	ret = check_device_api(fd, ".");
	close(fd);
	return ret == -ENOENT ? -EAGAIN : ret;
}

int
pci_mdev_group(const struct pci_dev_id *id, const char **step)
{
	int ret, fd = pci_mdev_open(id);

	*step = "it is gone from sysfs";
	if (fd < 0)
		return fd;
	ret = pci_sysfs_read_group(fd);
	close(fd);
	if (ret != -ERANGE) {
		*step = "it has no IOMMU group (is its kernel driver bound?)";
		return ret;
	}
	*step = "its IOMMU group is no number";
	return -EINVAL;
}

bool
pci_mdev_host_has_vmbus(void)
{
	return pci_sysfs_exists(SYSFS_VMBUS);
}

/* What cannot be looked up may be an mdev, if it can be nothing else. */
bool
pci_mdev_known(const struct pci_dev_id *id)
{
	int ret = look_up(id);

	return ret == 0 || (ret != -ENOENT && !pci_mdev_host_has_vmbus()) ||
		pci_list_find(id) != NULL;
}

const char *
pci_mdev_why_not(const struct pci_dev_id *id)
{
	int ret = pci_mdev_check(id);

	if (ret == 0)
		return "it appeared after the scan, or is blocked";
	if (ret == -ENOENT)
		return "no mediated device has this UUID (see /sys/bus/mdev/devices)";
	if (ret == -ENOTSUP)
		return "its mdev_type/device_api is not vfio-pci";
	if (ret == -EAGAIN || ret == -ENODEV)
		return "its mdev_type/device_api cannot be read, it is being created or removed";
	return strerror(-ret);
}

/* Between scans a UUID may have been given to a device of another kind. */
static void
refresh(struct rte_pci_device_internal *old, struct rte_devargs *devargs)
{
	old->device.device.devargs = devargs;
	if (pci_dev_is_in_use(old))
		return;
	pci_dev_release(old);
	old->identified = false;
	old->detailed = false;
}

struct rte_pci_device_internal *
pci_mdev_new(const struct pci_dev_id *id)
{
	struct rte_pci_device_internal *dev = pci_dev_new(id);

	if (dev == NULL)
		return NULL;
	dev->ops = &pci_vfio_mdev_ops;
	dev->device.kdrv = RTE_PCI_KDRV_VFIO;
	return dev;
}

static int
list_mdev(const struct pci_found *found, struct rte_pci_device_internal **new)
{
	struct rte_pci_device_internal *dev = pci_mdev_new(&found->id);

	if (dev == NULL)
		return -ENOMEM;
	dev->device.device.devargs = found->devargs;
	*new = dev;
	return 0;
}

/*
 * Each attach scans. What is listed, and is in use or not asked for, has nothing
 * to say then: it is read when somebody asks for it.
 */
static int
visit_mdev(int list, const char *name, const struct pci_found *found,
	struct rte_pci_device_internal *old,
	struct rte_pci_device_internal **new)
{
	int ret = 0;

	if (old == NULL || (found->devargs != NULL && !pci_dev_is_in_use(old)))
		ret = check_device_api(list, name);
	if (ret < 0)
		return ret;
	if (old == NULL)
		return list_mdev(found, new);
	refresh(old, found->devargs);
	return 0;
}

/* Few hosts have mdevs: that there is no such directory is no news. */
void
pci_mdev_scan(void)
{
	const char *path = pci_mdev_sysfs_path();
	int ret = pci_scan_kind(path, PCI_ID_UUID, visit_mdev);

	if (ret < 0 && ret != -ENOENT)
		PCI_LOG(ERR, "cannot scan %s: %s", path, strerror(-ret));
}

/* An mdev's directory is inside its parent's, which may be a function. */
int
pci_mdev_detail(struct rte_pci_device_internal *dev)
{
	int fd = pci_mdev_open(&dev->id);

	if (fd < 0)
		return fd;
	dev->device.device.numa_node =
		pci_sysfs_read_numa_node(fd, "../numa_node");
	close(fd);
	return 0;
}
