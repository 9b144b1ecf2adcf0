/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The scan: PCI functions from sysfs, then mdevs. It reads, opens no device,
 * and one entry that cannot be read never stops it.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>

#include "pci_linux.h"
#include "pci_sysfs.h"
#include "pci_vfio_mp.h"

#define SYSFS_PCI_DEVICES "/sys/bus/pci/devices"
#define DRIVER_NAME_MAX 64

/*
 * The kernel drivers that DPDK works with. A device bound to another one is
 * listed, for some PMDs need none of these.
 */
static const struct kernel_driver {
	const char *name;
	enum rte_pci_kernel_driver kdrv;
	const struct pci_backend_ops *ops;
} kernel_drivers[] = {
	{ "vfio-pci", RTE_PCI_KDRV_VFIO, &pci_vfio_ops },
	{ "igb_uio", RTE_PCI_KDRV_IGB_UIO, &pci_igb_uio_ops },
	{ "uio_pci_generic", RTE_PCI_KDRV_UIO_GENERIC, &pci_uio_generic_ops },
	{ NULL, RTE_PCI_KDRV_UNKNOWN, NULL },
};

const char *
rte_pci_get_sysfs_path(void)
{
	const char *path = getenv("SYSFS_PCI_DEVICES");

	return path != NULL ? path : SYSFS_PCI_DEVICES;
}

static const struct kernel_driver *
find_kernel_driver(const char *name)
{
	const struct kernel_driver *driver = kernel_drivers;

	while (driver->name != NULL && strcmp(driver->name, name) != 0)
		driver++;
	return driver;
}

static int
read_u16(int dirfd, const char *attr, uint16_t *value)
{
	uint64_t v = 0;
	int ret = pci_sysfs_read_u64(dirfd, attr, UINT16_MAX, &v);

	*value = (uint16_t)v;
	return ret;
}

static int
read_ids(int dirfd, struct rte_pci_id *id)
{
	uint64_t class_id = 0;
	int ret = read_u16(dirfd, "vendor", &id->vendor_id);

	if (ret == 0)
		ret = read_u16(dirfd, "device", &id->device_id);
	if (ret == 0)
		ret = read_u16(dirfd, "subsystem_vendor",
			&id->subsystem_vendor_id);
	if (ret == 0)
		ret = read_u16(dirfd, "subsystem_device",
			&id->subsystem_device_id);
	if (ret == 0)
		ret = pci_sysfs_read_u64(dirfd, "class", UINT32_MAX, &class_id);
	id->class_id = class_id & RTE_CLASS_ANY_ID;
	return ret;
}

/* igb_uio's own attribute counts before the kernel's. */
static int
read_max_vfs(int dirfd, uint16_t *max_vfs)
{
	int ret = read_u16(dirfd, "max_vfs", max_vfs);

	if (ret == -ENOENT)
		ret = read_u16(dirfd, "sriov_numvfs", max_vfs);
	return ret == -ENOENT ? 0 : ret;
}

static int
read_bars(int dirfd, struct rte_mem_resource *bars)
{
	struct pci_sysfs_resource res[PCI_MAX_RESOURCE];
	unsigned int i;
	int ret = pci_sysfs_read_resources(dirfd, res, PCI_MAX_RESOURCE);

	if (ret < 0)
		return ret;
	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		if (!(res[i].flags & PCI_SYSFS_RESOURCE_MEM))
			continue;
		bars[i].phys_addr = res[i].start;
		bars[i].len = res[i].len;
	}
	return 0;
}

static int
read_driver(int dirfd, struct rte_pci_device_internal *dev)
{
	const struct kernel_driver *driver;
	char name[DRIVER_NAME_MAX];
	int ret = pci_sysfs_read_link(dirfd, "driver", name, sizeof(name));

	if (ret < 0)
		return ret;
	driver = find_kernel_driver(name);
	dev->device.kdrv = driver->kdrv;
	dev->ops = driver->ops;
	return 0;
}

/* The driver first: most functions of a machine have none of DPDK's. */
static int
read_function(int dirfd, struct rte_pci_device_internal *dev)
{
	struct rte_pci_device *pdev = &dev->device;
	int ret = read_driver(dirfd, dev);

	if (ret == 0)
		ret = read_ids(dirfd, &pdev->id);
	if (ret == 0)
		ret = read_max_vfs(dirfd, &pdev->max_vfs);
	if (ret == 0)
		ret = read_bars(dirfd, pdev->mem_resource);
	if (ret == 0)
		ret = pci_dev_set_bus_info(dev);
	pdev->device.numa_node = pci_sysfs_read_numa_node(dirfd, "numa_node");
	dev->identified = ret == 0;
	return ret;
}

static bool
differs_while_probed(const struct rte_pci_device *old,
	const struct rte_pci_device *new)
{
	return old->kdrv != new->kdrv || old->max_vfs != new->max_vfs ||
		memcmp(&old->id, &new->id, sizeof(old->id)) != 0;
}

/* A device in use keeps what its driver relies on. */
static void
refresh(struct rte_pci_device_internal *old,
	struct rte_pci_device_internal *new)
{
	old->device.device.devargs = new->device.device.devargs;
	if (pci_dev_is_probed(old) &&
			differs_while_probed(&old->device, &new->device))
		PCI_LOG(ERR, "Unexpected device scan at %s/%s/driver!",
			rte_pci_get_sysfs_path(), old->name);
	if (pci_dev_is_in_use(old))
		return;
	pci_dev_release(old);
	old->device.kdrv = new->device.kdrv;
	old->device.max_vfs = new->device.max_vfs;
	old->device.id = new->device.id;
	memcpy(old->device.mem_resource, new->device.mem_resource,
		sizeof(old->device.mem_resource));
	old->ops = new->ops;
	pci_dev_set_bus_info(old);
}

static void
add_or_refresh(struct rte_pci_device_internal *dev)
{
	struct rte_pci_device_internal *old = pci_list_find(&dev->id);

	if (old == NULL) {
		pci_list_insert(dev);
		return;
	}
	refresh(old, dev);
	pci_dev_free(dev);
}

static int
read_new_function(int dirfd, const char *name,
	struct rte_pci_device_internal *dev)
{
	int ret, fd = pci_sysfs_open(dirfd, name);

	if (fd < 0)
		return fd;
	ret = read_function(fd, dev);
	close(fd);
	return ret;
}

/* A function without a driver, or gone since the directory was read. */
static bool
is_absent(int err)
{
	return err == -ENOENT || err == -ENODEV;
}

static int
scan_function(int dirfd, const char *name, void *arg __rte_unused)
{
	struct rte_pci_device_internal *dev;
	struct rte_devargs *devargs;
	struct pci_dev_id id;
	int ret;

	if (pci_id_parse(name, &id) < 0 || id.kind != PCI_ID_BDF)
		return 0;
	devargs = pci_devargs_find(&id);
	if (pci_devargs_ignores(devargs))
		return 0;
	dev = pci_dev_new(&id);
	if (dev == NULL) {
		PCI_LOG(WARNING, "%s: skipped, it cannot be listed: %s", name,
			strerror(ENOMEM));
		return 0;
	}
	dev->device.device.devargs = devargs;
	ret = read_new_function(dirfd, name, dev);
	if (ret == 0) {
		add_or_refresh(dev);
		return 0;
	}
	if (!is_absent(ret))
		PCI_LOG(WARNING, "%s: skipped, sysfs attributes cannot be read: %s",
			name, strerror(-ret));
	pci_dev_free(dev);
	return 0;
}

int
rte_pci_scan(void)
{
	const char *path = rte_pci_get_sysfs_path();
	int ret;

	if (!rte_eal_has_pci())
		return 0;
	/* Once there are mdevs a secondary may ask, whenever they were made. */
	if (pci_is_primary()) {
		pci_vfio_mp_serve();
		pci_mdev_arrival_start();
	}
	pci_devargs_canonicalise();
	pci_stray_adopt();
	ret = pci_sysfs_walk(AT_FDCWD, path, scan_function, NULL);
	if (ret < 0)
		PCI_LOG(ERR, "cannot scan %s: %s", path, strerror(-ret));
	pci_mdev_scan();
	pci_stray_report();
	return ret < 0 ? -1 : 0;
}
