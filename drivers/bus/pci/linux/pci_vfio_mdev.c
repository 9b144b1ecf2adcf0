/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mediated devices: opened here, in the bus's own DMA domain, and identified
 * by their config space, for sysfs does not know what they are.
 */

#include <errno.h>
#include <unistd.h>

#include "pci_linux.h"
#include "pci_vfio.h"
#include "pci_vfio_dma.h"
#include "pci_vfio_info.h"
#include "pci_vfio_mp.h"

/* PCI Local Bus Specification, type 0 header. */
#define PCI_CLASS_REG 0x09
#define PCI_SUBSYSTEM_REG 0x2c
#define PCI_HEADER_SIZE 0x40

/* ---- open ---- */

static int
open_own(const struct rte_pci_device_internal *dev)
{
	const char *step;
	int ret = pci_mdev_group(&dev->id, &step);

	if (ret >= 0)
		ret = pci_vfio_dma_join((unsigned int)ret, dev->name, &step);
	return ret < 0 ? pci_dev_fail(dev, step, ret) : ret;
}

/* The kernel opens it for one process. */
static int
open_shared(const struct rte_pci_device_internal *dev)
{
	int fd = pci_vfio_mp_open(dev->name);

	if (fd == -ENODEV)
		return pci_dev_fail(dev, "the primary process has not opened it (attach it there)",
			fd);
	return fd < 0 ? pci_dev_fail(dev, "asking the primary process for it",
		fd) : fd;
}

static void
close_any(int fd)
{
	if (pci_is_primary())
		pci_vfio_dma_leave(fd);
	else
		close(fd);
}

static int
mdev_attach(struct rte_pci_device_internal *dev, int fd)
{
	struct vfio_device_info info;
	int ret = pci_vfio_device_info(fd, &info);

	if (ret < 0)
		return pci_dev_fail(dev, "asking VFIO what it is", ret);
	return pci_vfio_attach(dev, fd, &info);
}

/* There is no file with an mdev's BAR lengths, but drivers look at them. */
static void
mdev_publish_bars(struct rte_pci_device_internal *dev)
{
	unsigned int i;

	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		dev->device.mem_resource[i].len = dev->regions[i].size;
}

static int
mdev_open(struct rte_pci_device_internal *dev)
{
	int ret, fd = pci_is_primary() ? open_own(dev) : open_shared(dev);

	if (fd < 0)
		return fd;
	ret = mdev_attach(dev, fd);
	if (ret < 0) {
		close_any(fd);
		return ret;
	}
	mdev_publish_bars(dev);
	return 0;
}

static void
mdev_close(struct rte_pci_device_internal *dev)
{
	const struct pci_vfio *vfio = dev->backend;
	int fd = vfio->fd;

	pci_vfio_detach(dev);
	close_any(fd);
}

/* ---- identify ---- */

static uint16_t
get_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static int
parse_ids(const uint8_t *header, struct rte_pci_id *id)
{
	*id = (struct rte_pci_id){
		.vendor_id = get_le16(header),
		.device_id = get_le16(header + RTE_PCI_DEVICE_ID),
		.subsystem_vendor_id = get_le16(header + PCI_SUBSYSTEM_REG),
		.subsystem_device_id = get_le16(header + PCI_SUBSYSTEM_REG + 2),
		.class_id = get_le16(header + PCI_CLASS_REG) |
			(uint32_t)header[PCI_CLASS_REG + 2] << 16,
	};
	return id->vendor_id == 0 || id->vendor_id == UINT16_MAX ? -ENODEV : 0;
}

static int
mdev_identify(struct rte_pci_device_internal *dev)
{
	uint8_t header[PCI_HEADER_SIZE];
	int ret = dev->backend != NULL ? 0 : mdev_open(dev);
	ssize_t n;

	if (ret < 0)
		return ret;
	n = pci_region_read(dev, PCI_REGION_CONFIG, header, sizeof(header), 0);
	if (n < 0)
		return pci_dev_fail(dev, "reading its config space", (int)n);
	ret = parse_ids(header, &dev->device.id);
	return ret < 0 ? pci_dev_fail(dev, "its config space holds no vendor ID", ret) :
		0;
}

/* ---- map ---- */

/* As it was opened, a parent may have left it as the last user did. vfio-pci
 * resets a function then (vfio_pci_core_enable()), and takes long: so that is not
 * done twice.
 */
static int
reset_if_offered(struct rte_pci_device_internal *dev)
{
	const struct pci_vfio *vfio = dev->backend;
	int ret;

	if (!(vfio->flags & VFIO_DEVICE_FLAGS_RESET))
		return 0;
	ret = pci_vfio_reset(vfio->fd);
	/* A parent of a function that has no means of reset may offer it. */
	if (ret == -EINVAL)
		return 0;
	return ret < 0 ? pci_dev_fail(dev, "resetting it", ret) : 0;
}

/* Before the device can start, it must find the memory, which is what the
 * primary process has and follows.
 */
static int
map_primary(struct rte_pci_device_internal *dev)
{
	int ret = pci_vfio_dma_start();

	if (ret < 0)
		return pci_dev_fail(dev, "mapping memory for its DMA", ret);
	ret = reset_if_offered(dev);
	return ret < 0 ? ret : pci_vfio_map(dev);
}

static int
mdev_map(struct rte_pci_device_internal *dev)
{
	int ret = pci_is_primary() ? map_primary(dev) : pci_vfio_map(dev);

	if (ret == 0)
		pci_mdev_watch_start(dev);
	return ret;
}

static void
mdev_unmap(struct rte_pci_device_internal *dev)
{
	pci_mdev_watch_stop(dev);
	pci_vfio_unmap(dev);
}

/* ---- memory of the application ---- */

static int
mdev_dma_map(void *addr, uint64_t iova, size_t len)
{
	return pci_is_primary() ? pci_vfio_dma_map(addr, iova, len) :
		pci_vfio_mp_map(addr, iova, len);
}

static int
mdev_dma_unmap(void *addr, uint64_t iova, size_t len)
{
	return pci_is_primary() ? pci_vfio_dma_unmap(addr, iova, len) :
		pci_vfio_mp_unmap(addr, iova, len);
}

const struct pci_backend_ops pci_vfio_mdev_ops = {
	.name = "vfio-mdev",
	.open = mdev_open,
	.close = mdev_close,
	.identify = mdev_identify,
	.map = mdev_map,
	.unmap = mdev_unmap,
	.not_shared = -ENOENT,
	.dma_map = mdev_dma_map,
	.dma_unmap = mdev_dma_unmap,
	.iova_mode = pci_driver_iova_mode,
	.hot_unplug = pci_vfio_hot_unplug,
};
