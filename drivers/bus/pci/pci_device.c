/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The states of a device: listed, identified, open, mapped, and back.
 */

#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "private.h"

int
pci_dev_fail(const struct rte_pci_device_internal *dev, const char *step,
	int err)
{
	PCI_LOG(ERR, "%s: %s: %s", dev->name, step, strerror(-err));
	return err;
}

/* Another mdev that drivers would take for this one. */
static bool
address_is_taken(const struct rte_pci_device_internal *dev)
{
	const struct rte_pci_device_internal *other;

	FOREACH_PCI_DEVICE(other) {
		if (other != dev && other->identified &&
				rte_pci_addr_cmp(&other->id.addr,
					&dev->id.addr) == 0)
			return true;
	}
	return false;
}

int
pci_dev_identify(struct rte_pci_device_internal *dev)
{
	int ret;

	if (dev->identified || dev->ops == NULL || dev->ops->identify == NULL)
		return 0;
	if (address_is_taken(dev)) {
		PCI_LOG(ERR, "%s: its address %s is another mdev's (create it with another UUID)",
			dev->name, dev->device.name);
		return -EADDRINUSE;
	}
	ret = dev->ops->identify(dev);
	if (ret == 0 && pci_dev_set_bus_info(dev) < 0)
		ret = pci_dev_fail(dev, "noting its PCI IDs", -ENOMEM);
	if (ret < 0) {
		pci_dev_release(dev);
		return ret;
	}
	dev->identified = true;
	return 0;
}

void
pci_dev_release(struct rte_pci_device_internal *dev)
{
	pci_change_begin();
	if (dev->mapped)
		dev->ops->unmap(dev);
	dev->mapped = false;
	if (dev->backend != NULL)
		dev->ops->close(dev);
	pci_change_end();
}

int
pci_dev_open(struct rte_pci_device_internal *dev)
{
	int ret;

	if (dev->backend != NULL)
		return 0;
	pci_change_begin();
	ret = dev->ops->open(dev);
	pci_change_end();
	return ret;
}

/*
 * Before anything is opened: EAL would have the primary process open the
 * device's group, and whoever closes /dev/uioN stops the device's DMA.
 */
static int
check_shared(const struct rte_pci_device_internal *dev)
{
	if (pci_is_primary() || pci_shared_exists(&dev->id))
		return 0;
	PCI_LOG(ERR, "%s: the primary process has not mapped it (attach it there)",
		dev->name);
	return dev->ops->not_shared;
}

static int
open_and_map(struct rte_pci_device_internal *dev)
{
	int ret = check_shared(dev);

	if (ret == 0)
		ret = pci_dev_open(dev);
	if (ret != 0)
		return ret;
	ret = dev->ops->map(dev);
	if (ret != 0) {
		dev->ops->close(dev);
		return ret;
	}
	dev->mapped = true;
	return 0;
}

int
pci_dev_map(struct rte_pci_device_internal *dev)
{
	int ret;

	if (dev->ops == NULL) {
		PCI_LOG(DEBUG, "%s: not managed by a supported kernel driver, skipped",
			dev->name);
		return 1;
	}
	if (dev->mapped)
		return 0;
	pci_change_begin();
	ret = open_and_map(dev);
	pci_change_end();
	return ret;
}

int
rte_pci_map_device(struct rte_pci_device *dev)
{
	struct rte_pci_device_internal *idev = pci_dev_internal(dev);
	int ret = idev == NULL ? 1 : pci_dev_map(idev);

	if (ret >= 0)
		return ret;
	rte_errno = -ret;
	return -1;
}

void
rte_pci_unmap_device(struct rte_pci_device *dev)
{
	struct rte_pci_device_internal *idev = pci_dev_internal(dev);

	if (idev != NULL)
		pci_dev_release(idev);
}
