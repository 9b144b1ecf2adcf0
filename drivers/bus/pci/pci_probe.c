/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Bringing devices and drivers together, and apart.
 */

#include <errno.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_interrupts.h>
#include <rte_lcore.h>

#include "private.h"

static bool
id_fits(const struct rte_pci_id *want, const struct rte_pci_id *id)
{
	return (want->vendor_id == id->vendor_id ||
			want->vendor_id == RTE_PCI_ANY_ID) &&
		(want->device_id == id->device_id ||
			want->device_id == RTE_PCI_ANY_ID) &&
		(want->subsystem_vendor_id == id->subsystem_vendor_id ||
			want->subsystem_vendor_id == RTE_PCI_ANY_ID) &&
		(want->subsystem_device_id == id->subsystem_device_id ||
			want->subsystem_device_id == RTE_PCI_ANY_ID) &&
		(want->class_id == id->class_id ||
			want->class_id == RTE_CLASS_ANY_ID);
}

enum rte_iova_mode
pci_driver_iova_mode(const struct rte_pci_driver *driver)
{
	return driver->drv_flags & RTE_PCI_DRV_NEED_IOVA_AS_VA ?
		RTE_IOVA_VA : RTE_IOVA_DC;
}

/* Without its IDs a device matches nothing, not even a wildcard. */
bool
pci_driver_matches(const struct rte_pci_driver *driver,
	const struct rte_pci_device_internal *dev)
{
	const struct rte_pci_id *want;

	if (!dev->identified)
		return false;
	for (want = driver->id_table; want->vendor_id != 0; want++) {
		if (id_fits(want, &dev->device.id))
			return true;
	}
	return false;
}

/* EAL zero-fills handles, and 0 is a descriptor. */
static struct rte_intr_handle *
intr_handle_new(void)
{
	struct rte_intr_handle *handle;

	handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (handle == NULL)
		return NULL;
	if (rte_intr_fd_set(handle, -1) < 0 ||
			rte_intr_dev_fd_set(handle, -1) < 0) {
		rte_intr_instance_free(handle);
		return NULL;
	}
	return handle;
}

static void
intr_handles_free(struct rte_pci_device *pdev)
{
	rte_intr_instance_free(pdev->vfio_req_intr_handle);
	pdev->vfio_req_intr_handle = NULL;
	rte_intr_instance_free(pdev->intr_handle);
	pdev->intr_handle = NULL;
}

/* They may be there: a mapping that was kept goes on using its own. */
static int
intr_handles_new(struct rte_pci_device_internal *dev)
{
	struct rte_pci_device *pdev = &dev->device;

	if (pdev->intr_handle != NULL)
		return 0;
	pdev->intr_handle = intr_handle_new();
	pdev->vfio_req_intr_handle = intr_handle_new();
	if (pdev->intr_handle == NULL || pdev->vfio_req_intr_handle == NULL) {
		intr_handles_free(pdev);
		return pci_dev_fail(dev, "allocating interrupt handles",
			-ENOMEM);
	}
	return 0;
}

static int
check_iova_mode(const struct rte_pci_driver *driver,
	const struct rte_pci_device_internal *dev)
{
	enum rte_iova_mode need = dev->ops != NULL ?
		dev->ops->iova_mode(driver) : pci_driver_iova_mode(driver);

	if (need == RTE_IOVA_DC || need == rte_eal_iova_mode())
		return 0;
	PCI_LOG(ERR, "%s: with driver %s behind %s it needs IOVA mode %s, "
		"and EAL runs in %s (see --iova-mode)",
		dev->name, driver->driver.name,
		dev->ops == NULL ? "none" : dev->ops->name,
		need == RTE_IOVA_PA ? "PA" : "VA",
		rte_eal_iova_mode() == RTE_IOVA_PA ? "PA" : "VA");
	return -EINVAL;
}

/*
 * A driver that refused may have mapped the device itself, and one in-tree
 * driver relies on its mappings outliving a refusal (KEEP_MAPPED_RES).
 */
static void
detach(struct rte_pci_device_internal *dev, bool keep_mapping)
{
	dev->device.driver = NULL;
	dev->device.device.driver = NULL;
	if (keep_mapping)
		return;
	pci_dev_release(dev);
	intr_handles_free(&dev->device);
}

static int
attach(struct rte_pci_device_internal *dev, struct rte_pci_driver *driver)
{
	struct rte_pci_device *pdev = &dev->device;
	bool keep = false;
	int ret = 0;

	pdev->driver = driver; /* mapping looks at its flags */
	if (driver->drv_flags & RTE_PCI_DRV_NEED_MAPPING)
		ret = pci_dev_map(dev);
	if (ret == 0) {
		PCI_LOG(INFO, "Probe PCI driver: %s (%x:%04x) device: %s (socket %i)",
			driver->driver.name, pdev->id.vendor_id,
			pdev->id.device_id, pdev->device.name,
			pdev->device.numa_node);
		ret = driver->probe(driver, pdev);
		keep = ret > 0 &&
			(driver->drv_flags & RTE_PCI_DRV_KEEP_MAPPED_RES);
	}
	if (ret != 0) {
		detach(dev, keep);
		return ret;
	}
	pdev->device.driver = &driver->driver;
	return 0;
}

static int
reprobe(struct rte_pci_device_internal *dev, struct rte_pci_driver *driver)
{
	if ((driver->drv_flags & RTE_PCI_DRV_PROBE_AGAIN) == 0) {
		PCI_LOG(DEBUG, "Device %s is already probed", dev->name);
		return -EEXIST;
	}
	return driver->probe(driver, &dev->device);
}

/* A positive result: not this driver's. */
static int
probe_driver(struct rte_pci_device_internal *dev, struct rte_pci_driver *driver)
{
	struct rte_pci_device *pdev = &dev->device;
	int ret;

	if (!pci_driver_matches(driver, dev))
		return 1;
	ret = pci_dev_detail(dev);
	if (ret < 0)
		return pci_dev_fail(dev, "cannot read its sysfs attributes",
			ret);
	PCI_LOG(DEBUG, "PCI device %s on NUMA socket %i", dev->name,
		pdev->device.numa_node);
	if (pdev->device.devargs != NULL &&
			pdev->device.devargs->policy == RTE_DEV_BLOCKED) {
		PCI_LOG(INFO, "%s: blocked, not initializing",
			dev->name);
		return 1;
	}
	if (pci_dev_is_probed(dev))
		return reprobe(dev, driver);
	if (pdev->device.numa_node < 0 && rte_socket_count() > 1)
		PCI_LOG(INFO, "%s: is not NUMA-aware", dev->name);
	ret = check_iova_mode(driver, dev);
	if (ret < 0)
		return ret;
	ret = intr_handles_new(dev);
	if (ret < 0)
		return ret;
	return attach(dev, driver);
}

static int
ask_drivers(struct rte_pci_device_internal *dev)
{
	struct rte_pci_driver *driver;
	int ret = 1;

	FOREACH_PCI_DRIVER(driver) {
		ret = probe_driver(dev, driver);
		if (ret <= 0)
			break;
	}
	return ret;
}

/* An mdev was opened to learn what it is: nobody else could have it now. */
static int
probe_drivers(struct rte_pci_device_internal *dev)
{
	int ret = ask_drivers(dev);

	if (!pci_dev_is_mdev(dev) || !dev->identified || dev->mapped)
		return ret;
	if (ret > 0)
		PCI_LOG(NOTICE, "mdev %s (%04x:%04x): no driver takes it",
			dev->name, dev->device.id.vendor_id,
			dev->device.id.device_id);
	if (!pci_dev_is_probed(dev))
		pci_dev_release(dev);
	return ret;
}

/* What the primary process has was named there. */
static bool
may_identify(const struct rte_pci_device_internal *dev)
{
	return pci_devargs_allows(dev->device.device.devargs) ||
		(!pci_is_primary() && pci_shared_exists(&dev->id));
}

static int
probe_device(struct rte_pci_device_internal *dev)
{
	int ret;

	if (may_identify(dev)) {
		ret = pci_dev_identify(dev);
		if (ret < 0)
			return ret;
	}
	return probe_drivers(dev);
}

/* Already explained in the log, when the IOVA mode was asked for. */
static int
take_refusal(struct rte_pci_device_internal *dev)
{
	int refused = dev->refused;

	dev->refused = 0;
	return refused;
}

static bool
probe_fails(struct rte_pci_device_internal *dev)
{
	int ret = take_refusal(dev);

	if (ret == 0) {
		ret = probe_device(dev);
		if (ret >= 0 || ret == -EEXIST)
			return false;
		PCI_LOG(ERR, "Requested device %s cannot be used", dev->name);
	}
	rte_errno = -ret;
	return true;
}

static int
probe_all(void)
{
	struct rte_pci_device_internal *dev;
	unsigned int failed = pci_stray_count();
	unsigned int tried = failed;

	FOREACH_PCI_DEVICE(dev) {
		tried++;
		if (probe_fails(dev))
			failed++;
	}
	return tried > 0 && failed == tried ? -1 : 0;
}

int
pci_probe(void)
{
	int ret;

	pci_change_begin();
	ret = probe_all();
	pci_change_end();
	return ret;
}

int
pci_plug(struct rte_device *device)
{
	struct rte_pci_device_internal *dev = pci_dev_of(device);
	int ret;

	if (dev->ops != NULL && dev->ops->prepare != NULL)
		dev->ops->prepare();
	pci_change_begin();
	ret = probe_device(dev);
	pci_change_end();
	return ret;
}

static int
driver_remove(struct rte_pci_device *pdev)
{
	struct rte_pci_driver *driver = pdev->driver;

	if (driver == NULL || driver->remove == NULL)
		return 0;
	return driver->remove(pdev);
}

static int
unplug(struct rte_device *device)
{
	struct rte_pci_device_internal *dev = pci_dev_of(device);
	int ret = driver_remove(&dev->device);

	if (ret < 0)
		return ret;
	detach(dev, false);
	pci_list_remove(dev);
	rte_devargs_remove(device->devargs);
	pci_dev_free(dev);
	return 0;
}

int
pci_unplug(struct rte_device *device)
{
	int ret;

	pci_change_begin();
	ret = unplug(device);
	pci_change_end();
	return ret;
}

static int
unplug_all(void)
{
	struct rte_pci_device_internal *dev;
	int ret, result = 0;

	while ((dev = pci_list_next(NULL)) != NULL) {
		ret = driver_remove(&dev->device);
		if (ret < 0) {
			rte_errno = errno;
			result = -1;
		}
		detach(dev, false);
		pci_list_remove(dev);
		pci_dev_free(dev);
	}
	return result;
}

int
pci_cleanup(void)
{
	int ret;

	pci_mdev_arrival_stop();
	pci_change_begin();
	ret = unplug_all();
	pci_change_end();
	return ret;
}
