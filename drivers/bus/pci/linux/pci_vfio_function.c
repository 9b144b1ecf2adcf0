/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * PCI functions bound to vfio-pci: EAL opens them, in a container of its own,
 * or in one that the application has bound their group to.
 */

#include <errno.h>

#include <rte_errno.h>
#include <rte_vfio.h>

#include "pci_linux.h"
#include "pci_vfio.h"

/*
 * The module may have come after EAL started. EAL forgets all containers and
 * groups when it is told of VFIO: so that is done only where it had found
 * none, and before a driver is asked, which may make a container of its own.
 * One that the application made before it plugs a device in is lost.
 */
static void
function_prepare(void)
{
	if (!rte_vfio_is_enabled("vfio"))
		rte_vfio_enable("vfio");
}

static int
function_open(struct rte_pci_device_internal *dev)
{
	const char *base = rte_pci_get_sysfs_path();
	struct vfio_device_info info = { .argsz = sizeof(info) };
	int fd, ret;

	if (!rte_vfio_is_enabled("vfio_pci"))
		return pci_dev_fail(dev, "VFIO is off (is the module vfio_pci loaded?)",
			-ENODEV);
	ret = rte_vfio_setup_device(base, dev->name, &fd, &info);
	if (ret != 0) /* EAL has said why */
		return ret > 0 ? ret : -ENODEV;
	ret = pci_vfio_attach(dev, fd, &info);
	if (ret < 0)
		rte_vfio_release_device(base, dev->name, fd);
	return ret;
}

static void
function_close(struct rte_pci_device_internal *dev)
{
	const struct pci_vfio *vfio = dev->backend;
	int fd = vfio->fd;

	pci_vfio_detach(dev);
	if (rte_vfio_release_device(rte_pci_get_sysfs_path(), dev->name, fd) < 0)
		PCI_LOG(WARNING, "%s: EAL did not release it: its VFIO group stays busy",
			dev->name);
}

/* EAL of 22.11 does not say why when the kernel refuses. */
static int
eal_result(int ret)
{
	if (ret >= 0)
		return 0;
	return rte_errno != 0 ? -rte_errno : -EIO;
}

static int
function_dma_map(void *addr, uint64_t iova, size_t len)
{
	rte_errno = 0;
	return eal_result(rte_vfio_container_dma_map(
		RTE_VFIO_DEFAULT_CONTAINER_FD, (uintptr_t)addr, iova, len));
}

static int
function_dma_unmap(void *addr, uint64_t iova, size_t len)
{
	rte_errno = 0;
	return eal_result(rte_vfio_container_dma_unmap(
		RTE_VFIO_DEFAULT_CONTAINER_FD, (uintptr_t)addr, iova, len));
}

static enum rte_iova_mode
function_iova_mode(const struct rte_pci_driver *driver)
{
	return rte_vfio_noiommu_is_enabled() == 1 ? RTE_IOVA_PA :
		pci_driver_iova_mode(driver);
}

const struct pci_backend_ops pci_vfio_ops = {
	.name = "vfio-pci",
	.prepare = function_prepare,
	.open = function_open,
	.close = function_close,
	.map = pci_vfio_map,
	.unmap = pci_vfio_unmap,
	.not_shared = -ENOENT,
	.dma_map = function_dma_map,
	.dma_unmap = function_dma_unmap,
	.iova_mode = function_iova_mode,
	.hot_unplug = pci_vfio_hot_unplug,
};
