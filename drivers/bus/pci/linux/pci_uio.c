/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * PCI functions bound to igb_uio or uio_pci_generic: sysfs maps their BARs and
 * holds their config space, the UIO node gives INTx, and the I/O ports are the
 * processor's own. No IOMMU: DMA needs physical addresses.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_interrupts.h>
#include <rte_memory.h>

#include "pci_linux.h"
#include "pci_sysfs.h"
#include "pci_uio_node.h"
#include "pci_uio_pio.h"

#define NB_REGIONS (PCI_REGION_CONFIG + 1)

/* The state of an open device: rte_pci_device_internal.backend. */
struct pci_uio {
	int fd;				/* /dev/uioN */
	bool ports;			/* the process may use I/O ports */
};

static void
close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* ---- open ---- */

/* Write combining, where driver and kernel know of it; else the plain file. */
static int
open_bar(const struct rte_pci_device_internal *dev, int dirfd, unsigned int idx)
{
	const struct rte_pci_driver *driver = dev->device.driver;
	char name[32];
	int fd;

	if (driver != NULL && driver->drv_flags & RTE_PCI_DRV_WC_ACTIVATE) {
		snprintf(name, sizeof(name), "resource%u_wc", idx);
		fd = pci_sysfs_open_file(dirfd, name);
		if (fd >= 0)
			return fd;
		if (fd != -ENOENT)
			PCI_LOG(INFO, "%s: cannot open %s, BAR %u goes without write combining: %s",
				dev->name, name, idx, strerror(-fd));
	}
	snprintf(name, sizeof(name), "resource%u", idx);
	return pci_sysfs_open_file(dirfd, name);
}

static int
load_bar(struct rte_pci_device_internal *dev, int dirfd, unsigned int idx,
	const struct pci_sysfs_resource *res)
{
	struct pci_region *region = &dev->regions[idx];

	region->flags = PCI_REGION_READ | PCI_REGION_WRITE;
	if (res->flags & PCI_SYSFS_RESOURCE_IO) {
		region->flags |= PCI_REGION_PORTS;
		region->offset = res->start;
		region->size = res->len;
	} else if (res->flags & PCI_SYSFS_RESOURCE_MEM && res->start != 0) {
		region->flags |= PCI_REGION_MAP_ONLY;
		region->size = res->len;
		pci_region_set_whole(region, (uint64_t)sysconf(_SC_PAGESIZE));
		region->fd = open_bar(dev, dirfd, idx);
		if (region->fd < 0)
			return pci_dev_fail(dev, "opening a BAR in sysfs",
				region->fd);
	}
	return 0;
}

static int
load_bars(struct rte_pci_device_internal *dev, int dirfd)
{
	struct pci_sysfs_resource res[PCI_MAX_RESOURCE];
	int ret = pci_sysfs_read_resources(dirfd, "resource", res, PCI_MAX_RESOURCE);
	unsigned int i;

	if (ret < 0)
		return pci_dev_fail(dev, "reading its resources", ret);
	for (i = 0; ret == 0 && i < PCI_MAX_RESOURCE; i++)
		ret = load_bar(dev, dirfd, i, &res[i]);
	return ret;
}

static int
load_config(struct rte_pci_device_internal *dev, int dirfd)
{
	struct pci_region *region = &dev->regions[PCI_REGION_CONFIG];
	struct stat st;

	region->fd = pci_sysfs_open_file(dirfd, "config");
	if (region->fd < 0)
		return pci_dev_fail(dev, "opening its config space", region->fd);
	if (fstat(region->fd, &st) < 0)
		return pci_dev_fail(dev, "asking how long its config space is", -errno);
	region->size = (uint64_t)st.st_size;
	region->flags = PCI_REGION_READ | PCI_REGION_WRITE;
	return 0;
}

static int
open_node(struct rte_pci_device_internal *dev, int dirfd)
{
	struct pci_uio *uio = dev->backend;
	int ret, number;

	ret = pci_uio_node_open(dev->name, dirfd, &number, &uio->fd);
	if (ret == 0)
		return 0;
	if (ret > 0)
		PCI_LOG(WARNING, "%s: has no UIO device, skipping (bind it again)",
			dev->name);
	else if (number < 0)
		pci_dev_fail(dev, "looking for its UIO device", ret);
	else
		PCI_LOG(ERR, "%s: cannot open /dev/uio%d: %s", dev->name,
			number, strerror(-ret));
	return ret;
}

/* The handle has the descriptors of the open device. */
static void
take_back_interrupt(struct rte_pci_device_internal *dev)
{
	struct rte_intr_handle *handle = dev->device.intr_handle;
	const struct pci_uio *uio = dev->backend;

	/* There may be none, and EAL would complain. */
	if (uio->fd < 0 || handle == NULL ||
			rte_intr_fd_get(handle) != uio->fd)
		return;
	rte_intr_type_set(handle, RTE_INTR_HANDLE_UNKNOWN);
	rte_intr_dev_fd_set(handle, -1);
	rte_intr_fd_set(handle, -1);
}

static void
uio_close(struct rte_pci_device_internal *dev)
{
	struct pci_uio *uio = dev->backend;
	unsigned int i;

	take_back_interrupt(dev);
	for (i = 0; i < NB_REGIONS; i++)
		close_if_open(dev->regions[i].fd);
	close_if_open(uio->fd);
	free(uio);
	dev->backend = NULL;
	free(dev->regions);
	dev->regions = NULL;
	dev->nb_regions = 0;
}

static int
alloc_state(struct rte_pci_device_internal *dev)
{
	struct pci_uio *uio = calloc(1, sizeof(*uio));
	unsigned int i;

	dev->regions = calloc(NB_REGIONS, sizeof(*dev->regions));
	if (uio == NULL || dev->regions == NULL) {
		free(uio);
		free(dev->regions);
		dev->regions = NULL;
		return pci_dev_fail(dev, "opening it", -ENOMEM);
	}
	uio->fd = -1;
	for (i = 0; i < NB_REGIONS; i++)
		dev->regions[i].fd = -1;
	dev->backend = uio;
	dev->nb_regions = NB_REGIONS;
	return 0;
}

static int
uio_open(struct rte_pci_device_internal *dev)
{
	int ret, dirfd = pci_sysfs_open_device(rte_pci_get_sysfs_path(),
		dev->name);

	if (dirfd < 0)
		return pci_dev_fail(dev, "it is gone from sysfs", dirfd);
	ret = alloc_state(dev);
	if (ret < 0) {
		close(dirfd);
		return ret;
	}
	ret = open_node(dev, dirfd);
	if (ret == 0)
		ret = load_config(dev, dirfd);
	if (ret == 0)
		ret = load_bars(dev, dirfd);
	close(dirfd);
	if (ret != 0)
		uio_close(dev);
	return ret;
}

/* ---- map ---- */

static int
lend_interrupt(struct rte_pci_device_internal *dev,
	enum rte_intr_handle_type type)
{
	struct rte_intr_handle *handle = dev->device.intr_handle;
	const struct pci_uio *uio = dev->backend;
	int ret = rte_intr_fd_set(handle, uio->fd);

	if (ret < 0)
		return pci_dev_fail(dev, "no interrupt handle (map it in a driver's probe)",
			ret);
	rte_intr_dev_fd_set(handle, dev->regions[PCI_REGION_CONFIG].fd);
	rte_intr_type_set(handle, type);
	return 0;
}

static void
uio_unmap(struct rte_pci_device_internal *dev)
{
	take_back_interrupt(dev);
	pci_mapping_destroy(dev);
}

static int
map_with(struct rte_pci_device_internal *dev, enum rte_intr_handle_type type)
{
	int ret;

	if (!rte_eal_using_phys_addrs()) {
		PCI_LOG(ERR, "%s: UIO needs physical addresses (use hugepages, as root)",
			dev->name);
		return -ENOTSUP;
	}
	ret = lend_interrupt(dev, type);
	if (ret < 0)
		return ret;
	ret = pci_mapping_create(dev);
	if (ret < 0)
		take_back_interrupt(dev);
	return ret;
}

static int
igb_uio_map(struct rte_pci_device_internal *dev)
{
	return map_with(dev, RTE_INTR_HANDLE_UIO);
}

/* Bus mastering is what igb_uio does in the kernel, and this one does not. */
static int
uio_generic_map(struct rte_pci_device_internal *dev)
{
	int ret = map_with(dev, RTE_INTR_HANDLE_UIO_INTX);

	if (ret < 0)
		return ret;
	ret = pci_command_update(&dev->device, RTE_PCI_COMMAND_MASTER, 0);
	if (ret < 0) {
		pci_dev_fail(dev, "cannot set up bus mastering", ret);
		uio_unmap(dev);
	}
	return ret;
}

/* ---- ports ---- */

/* A driver that uses nothing but ports may not have mapped the device. */
static int
lend_to_unmapped(struct rte_pci_device_internal *dev)
{
	const struct rte_intr_handle *handle = dev->device.intr_handle;

	if (dev->mapped || handle == NULL ||
			rte_intr_type_get(handle) != RTE_INTR_HANDLE_UNKNOWN)
		return 0;
	return lend_interrupt(dev, RTE_INTR_HANDLE_UIO);
}

static int
uio_ports_open(struct rte_pci_device_internal *dev, unsigned int idx)
{
	const struct pci_region *region = &dev->regions[idx];
	struct pci_uio *uio = dev->backend;
	int ret;

	if (!(region->flags & PCI_REGION_PORTS))
		return region->addr != NULL ? 0 :
			pci_dev_fail(dev, "a memory BAR is used as ports, but not mapped",
				-ENXIO);
	if (region->offset >= PCI_UIO_NB_PORTS ||
			region->size > PCI_UIO_NB_PORTS - region->offset)
		return pci_dev_fail(dev, "its I/O ports are none of the processor's",
			-ERANGE);
	ret = pci_uio_pio_enable();
	if (ret < 0)
		return pci_dev_fail(dev, "getting the right to use I/O ports (iopl)",
			ret);
	uio->ports = true;
	return lend_to_unmapped(dev);
}

/* Without the right to it a port access kills the process. */
static bool
may_use_ports(const struct rte_pci_device_internal *dev)
{
	const struct pci_uio *uio = dev->backend;

	return uio->ports;
}

static ssize_t
uio_ports_read(const struct rte_pci_device_internal *dev, unsigned int idx,
	void *buf, size_t len, uint64_t offset)
{
	if (!may_use_ports(dev))
		return -ENXIO;
	pci_uio_pio_read((uint16_t)(dev->regions[idx].offset + offset), buf,
		len);
	return (ssize_t)len;
}

static ssize_t
uio_ports_write(const struct rte_pci_device_internal *dev, unsigned int idx,
	const void *buf, size_t len, uint64_t offset)
{
	if (!may_use_ports(dev))
		return -ENXIO;
	pci_uio_pio_write((uint16_t)(dev->regions[idx].offset + offset), buf,
		len);
	return (ssize_t)len;
}

/* ---- the rest ---- */

static enum rte_iova_mode
uio_iova_mode(const struct rte_pci_driver *driver __rte_unused)
{
	return RTE_IOVA_PA;
}

/* Drivers go on reading a device that is gone until someone stops them. */
static int
uio_hot_unplug(struct rte_pci_device_internal *dev)
{
	unsigned int i;
	int ret;

	for (i = 0; i < dev->nb_regions; i++) {
		if (dev->regions[i].addr == NULL)
			continue;
		ret = pci_blank_region(&dev->regions[i]);
		if (ret < 0) {
			pci_dev_fail(dev, "putting memory in the place of a BAR", ret);
			return -1;
		}
		PCI_LOG(INFO, "%s: BAR %u is memory now, at %p", dev->name, i,
			dev->regions[i].addr);
	}
	return 0;
}

const struct pci_backend_ops pci_igb_uio_ops = {
	.name = "igb_uio",
	.open = uio_open,
	.close = uio_close,
	.map = igb_uio_map,
	.unmap = uio_unmap,
	.not_shared = 1,
	.ports_open = uio_ports_open,
	.ports_read = uio_ports_read,
	.ports_write = uio_ports_write,
	.iova_mode = uio_iova_mode,
	.hot_unplug = uio_hot_unplug,
};

const struct pci_backend_ops pci_uio_generic_ops = {
	.name = "uio_pci_generic",
	.open = uio_open,
	.close = uio_close,
	.map = uio_generic_map,
	.unmap = uio_unmap,
	.not_shared = 1,
	.ports_open = uio_ports_open,
	.ports_read = uio_ports_read,
	.ports_write = uio_ports_write,
	.iova_mode = uio_iova_mode,
	.hot_unplug = uio_hot_unplug,
};
