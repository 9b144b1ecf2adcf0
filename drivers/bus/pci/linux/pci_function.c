/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What sysfs says of one PCI function. A machine may have thousands, and DPDK
 * uses few of them: what it is and who has it is read when it is listed, and
 * the rest when somebody looks at it.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pci_function.h"
#include "pci_linux.h"
#include "pci_modalias.h"
#include "pci_sysfs.h"

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

/* An entry of the directory that lists all: its attributes are reached from
 * there, which saves opening and closing a directory for each function.
 */
struct entry {
	int list;
	const char *name;
};

const char *
rte_pci_get_sysfs_path(void)
{
	const char *path = getenv("SYSFS_PCI_DEVICES");

	return path != NULL ? path : SYSFS_PCI_DEVICES;
}

/* ---- what it is, and its kernel driver ---- */

static int
read_number(const struct entry *entry, const char *attr, uint64_t max,
	uint64_t *value)
{
	char path[PCI_SYSFS_PATH_MAX];
	int ret = pci_sysfs_path(entry->name, attr, path);

	return ret < 0 ? ret :
		pci_sysfs_read_u64(entry->list, path, max, value);
}

static int
read_u16(const struct entry *entry, const char *attr, uint16_t *value)
{
	uint64_t v;
	int ret = read_number(entry, attr, UINT16_MAX, &v);

	if (ret == 0)
		*value = (uint16_t)v;
	return ret;
}

static int
read_ids(const struct entry *entry, struct rte_pci_id *id)
{
	uint64_t class_id = 0;
	int ret = read_u16(entry, "vendor", &id->vendor_id);

	if (ret == 0)
		ret = read_u16(entry, "device", &id->device_id);
	if (ret == 0)
		ret = read_u16(entry, "subsystem_vendor",
			&id->subsystem_vendor_id);
	if (ret == 0)
		ret = read_u16(entry, "subsystem_device",
			&id->subsystem_device_id);
	if (ret == 0)
		ret = read_number(entry, "class", UINT32_MAX, &class_id);
	id->class_id = class_id & RTE_CLASS_ANY_ID;
	return ret;
}

static int
read_modalias(const struct entry *entry, struct rte_pci_id *id)
{
	char path[PCI_SYSFS_PATH_MAX], text[PCI_SYSFS_ATTR_MAX];
	int ret = pci_sysfs_path(entry->name, "modalias", path);

	if (ret == 0)
		ret = pci_sysfs_read_str(entry->list, path, text, sizeof(text));
	return ret < 0 ? ret : pci_modalias_parse(text, id);
}

static int
read_driver(const struct entry *entry, struct pci_function *function)
{
	const struct kernel_driver *driver = kernel_drivers;
	char path[PCI_SYSFS_PATH_MAX], name[DRIVER_NAME_MAX];
	int ret = pci_sysfs_path(entry->name, "driver", path);

	if (ret == 0)
		ret = pci_sysfs_read_link(entry->list, path, name,
			sizeof(name));
	if (ret < 0)
		return ret;
	while (driver->name != NULL && strcmp(driver->name, name) != 0)
		driver++;
	function->kdrv = driver->kdrv;
	function->ops = driver->ops;
	return 0;
}

/* The driver first: a function without one need not be read. And neither is
 * "uevent", which has all: to read it the kernel takes a lock that it holds as
 * long as a driver is bound or unbound (dev_uevent(), since 6.10 and in stable
 * releases), and vfio-pci is unbound when the last user has gone.
 */
static int
read_function(const struct entry *entry, struct pci_function *function)
{
	int ret = read_driver(entry, function);

	if (ret == 0 && read_modalias(entry, &function->id) < 0)
		ret = read_ids(entry, &function->id);
	return ret;
}

int
pci_function_read(int list, const char *name, struct pci_function *function)
{
	const struct entry entry = { list, name };

	return read_function(&entry, function);
}

/* ---- the rest ---- */

/* igb_uio has an attribute of its own, which counts before the kernel's. */
static int
read_max_vfs(const struct entry *entry, enum rte_pci_kernel_driver kdrv,
	uint16_t *max_vfs)
{
	int ret = -ENOENT;

	*max_vfs = 0;
	if (kdrv == RTE_PCI_KDRV_IGB_UIO)
		ret = read_u16(entry, "max_vfs", max_vfs);
	if (ret == -ENOENT)
		ret = read_u16(entry, "sriov_numvfs", max_vfs);
	return ret == -ENOENT ? 0 : ret;
}

int
pci_function_read_max_vfs(int list, const char *name,
	enum rte_pci_kernel_driver kdrv, uint16_t *max_vfs)
{
	const struct entry entry = { list, name };

	return read_max_vfs(&entry, kdrv, max_vfs);
}

static int
read_bars(const struct entry *entry, struct rte_mem_resource *bars)
{
	struct pci_sysfs_resource res[PCI_MAX_RESOURCE];
	char path[PCI_SYSFS_PATH_MAX];
	unsigned int i;
	bool is_mem;
	int ret = pci_sysfs_path(entry->name, "resource", path);

	if (ret == 0)
		ret = pci_sysfs_read_resources(entry->list, path, res,
			PCI_MAX_RESOURCE);
	if (ret < 0)
		return ret;
	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		is_mem = res[i].flags & PCI_SYSFS_RESOURCE_MEM;
		bars[i].phys_addr = is_mem ? res[i].start : 0;
		bars[i].len = is_mem ? res[i].len : 0;
	}
	return 0;
}

static void
read_numa_node(const struct entry *entry, struct rte_device *device)
{
	char path[PCI_SYSFS_PATH_MAX];

	if (pci_sysfs_path(entry->name, "numa_node", path) == 0)
		device->numa_node = pci_sysfs_read_numa_node(entry->list, path);
}

/* All of it, or what was known stays. */
static int
read_details(const struct entry *entry, struct rte_pci_device *pdev)
{
	uint16_t max_vfs;
	int ret = read_max_vfs(entry, pdev->kdrv, &max_vfs);

	if (ret == 0)
		ret = read_bars(entry, pdev->mem_resource);
	if (ret < 0)
		return ret;
	pdev->max_vfs = max_vfs;
	read_numa_node(entry, &pdev->device);
	return 0;
}

int
pci_function_detail(struct rte_pci_device_internal *dev)
{
	struct entry entry = { .name = dev->name };
	int ret;

	entry.list = pci_sysfs_open(AT_FDCWD, rte_pci_get_sysfs_path());
	if (entry.list < 0)
		return entry.list;
	ret = read_details(&entry, &dev->device);
	close(entry.list);
	return ret;
}
