/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mediated devices: which of the kernel's are the bus's. Reads sysfs only;
 * what the kernel documents of it is in
 * Documentation/driver-api/vfio-mediated-device.rst.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pci_linux.h"
#include "pci_sysfs.h"

#define SYSFS_MDEV_DEVICES "/sys/bus/mdev/devices"
#define SYSFS_VMBUS "/sys/bus/vmbus"
#define DEVICE_API_MAX 32

/* Like the override for PCI functions, which all releases have. */
static const char *
mdev_sysfs_path(void)
{
	const char *path = getenv("SYSFS_MDEV_DEVICES");

	return path != NULL ? path : SYSFS_MDEV_DEVICES;
}

/*
 * A driver's name says nothing: mdevs were bound to vfio_mdev up to 5.15, and
 * to their vendor's driver since.
 */
static int
check_device_api(int fd)
{
	char api[DEVICE_API_MAX];
	int ret = pci_sysfs_read_str(fd, "mdev_type/device_api", api,
		sizeof(api));

	if (ret == 0 && strcmp(api, "vfio-pci") != 0)
		ret = -ENOTSUP;
	return ret;
}

/* It is being created, or removed. */
static bool
is_absent(int err)
{
	return err == -ENOENT || err == -ENODEV;
}

int
pci_mdev_open(const struct pci_dev_id *id)
{
	char name[PCI_ID_STRLEN];

	pci_id_format(id, name);
	return pci_sysfs_open_device(mdev_sysfs_path(), name);
}

bool
pci_mdev_is_present(const struct pci_dev_id *id)
{
	int fd = pci_mdev_open(id);

	if (fd < 0)
		return fd != -ENOENT;
	close(fd);
	return true;
}

int
pci_mdev_check(const struct pci_dev_id *id)
{
	int ret, fd = pci_mdev_open(id);

	if (fd < 0)
		return fd;
	ret = check_device_api(fd);
	close(fd);
	return ret == -ENOENT ? -EAGAIN : ret;
}

bool
pci_mdev_bus_exists(void)
{
	return pci_sysfs_exists(mdev_sysfs_path());
}

bool
pci_mdev_known(const struct pci_dev_id *id)
{
	return pci_mdev_is_present(id) || pci_list_find(id) != NULL;
}

bool
pci_mdev_host_has_vmbus(void)
{
	return pci_sysfs_exists(SYSFS_VMBUS);
}

const char *
pci_mdev_why_not(const struct pci_dev_id *id)
{
	int ret, fd = pci_mdev_open(id);

	if (fd == -ENOENT)
		return "no mediated device has this UUID (see /sys/bus/mdev/devices)";
	if (fd < 0)
		return strerror(-fd);
	ret = check_device_api(fd);
	close(fd);
	if (ret == -ENOTSUP)
		return "its mdev_type/device_api is not vfio-pci";
	if (is_absent(ret))
		return "its mdev_type/device_api cannot be read, it is being created or removed";
	return ret < 0 ? strerror(-ret) :
		"it appeared after the scan, or is blocked";
}

static int
add(const struct pci_dev_id *id, struct rte_devargs *devargs, int fd)
{
	struct rte_pci_device_internal *dev = pci_dev_new(id);

	if (dev == NULL)
		return -ENOMEM;
	dev->ops = &pci_vfio_mdev_ops;
	dev->device.kdrv = RTE_PCI_KDRV_VFIO;
	dev->device.device.devargs = devargs;
	/* The directory is inside its parent's, which may be a function. */
	dev->device.device.numa_node =
		pci_sysfs_read_numa_node(fd, "../numa_node");
	pci_list_insert(dev);
	return 0;
}

/* Between scans a UUID may have been given to a device of another kind. */
static void
refresh(struct rte_pci_device_internal *dev, struct rte_devargs *devargs)
{
	dev->device.device.devargs = devargs;
	if (pci_dev_is_in_use(dev))
		return;
	pci_dev_release(dev);
	dev->identified = false;
}

static int
read_mdev(int dirfd, const char *name, const struct pci_dev_id *id,
	struct rte_pci_device_internal *dev, struct rte_devargs *devargs)
{
	int ret, fd = pci_sysfs_open(dirfd, name);

	if (fd < 0)
		return fd;
	ret = check_device_api(fd);
	if (ret == 0 && dev != NULL)
		refresh(dev, devargs);
	else if (ret == 0)
		ret = add(id, devargs, fd);
	close(fd);
	return ret;
}

/*
 * Each attach scans. What is listed, and is in use or not asked for, has nothing
 * to say then: it is read when somebody asks for it.
 */
static int
scan_mdev(int dirfd, const char *name, void *arg __rte_unused)
{
	struct rte_pci_device_internal *dev;
	struct rte_devargs *devargs;
	struct pci_dev_id id;
	int ret = 0;

	if (pci_id_parse(name, &id) < 0 || id.kind != PCI_ID_UUID)
		return 0;
	devargs = pci_devargs_find(&id);
	if (pci_devargs_ignores(devargs))
		return 0;
	dev = pci_list_find(&id);
	if (dev != NULL && (devargs == NULL || pci_dev_is_in_use(dev)))
		refresh(dev, devargs);
	else
		ret = read_mdev(dirfd, name, &id, dev, devargs);
	if (ret < 0 && ret != -ENOTSUP && !is_absent(ret))
		PCI_LOG(WARNING, "%s: skipped, it cannot be listed: %s", name,
			strerror(-ret));
	return 0;
}

/* Few hosts have mdevs: that there is no such directory is no news. */
void
pci_mdev_scan(void)
{
	const char *path = mdev_sysfs_path();
	int ret = pci_sysfs_walk(AT_FDCWD, path, scan_mdev, NULL);

	if (ret < 0 && ret != -ENOENT)
		PCI_LOG(ERR, "cannot scan %s: %s", path, strerror(-ret));
}
