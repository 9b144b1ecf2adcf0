/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The scan: PCI functions from sysfs, then mdevs. It reads, opens no device,
 * and one entry that cannot be read never stops it.
 */

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <rte_eal.h>

#include "pci_function.h"
#include "pci_linux.h"
#include "pci_scan.h"
#include "pci_vfio_mp.h"

/* Not known is not changed. */
static bool
has_other_vfs(const struct rte_pci_device *pdev, int list, const char *name)
{
	uint16_t max_vfs;
	int ret = pci_function_read_max_vfs(list, name, pdev->kdrv, &max_vfs);

	if (ret == 0)
		return max_vfs != pdev->max_vfs;
	PCI_LOG(WARNING, "%s: in use, and its number of VFs cannot be read: %s",
		name, strerror(-ret));
	return false;
}

/* Its driver was probed for what it was. */
static void
check_unchanged(const struct rte_pci_device *pdev, int list, const char *name,
	const struct pci_function *now)
{
	if (now->kdrv != pdev->kdrv ||
			memcmp(&now->id, &pdev->id, sizeof(now->id)) != 0 ||
			has_other_vfs(pdev, list, name))
		PCI_LOG(ERR, "%s: changed while in use: kernel driver, IDs or VFs (detach it)",
			name);
}

static void
become(struct rte_pci_device_internal *dev, const struct pci_function *function)
{
	dev->device.id = function->id;
	dev->device.kdrv = function->kdrv;
	dev->ops = function->ops;
	dev->identified = true;
	dev->detailed = false;
}

/* A device in use keeps what its driver relies on; any other one, what somebody
 * has seen of it, until somebody looks again.
 */
static void
refresh(struct rte_pci_device_internal *dev, int list,
	const struct pci_found *found, const struct pci_function *function)
{
	dev->device.device.devargs = found->devargs;
	if (pci_dev_is_probed(dev))
		check_unchanged(&dev->device, list, dev->name, function);
	if (pci_dev_is_in_use(dev))
		return;
	pci_dev_release(dev);
	become(dev, function);
}

static int
visit_function(int list, const char *name, const struct pci_found *found,
	struct rte_pci_device_internal *old,
	struct rte_pci_device_internal **new)
{
	struct pci_function function;
	int ret = pci_function_read(list, name, &function);

	if (ret < 0)
		return ret;
	if (old != NULL) {
		refresh(old, list, found, &function);
		return 0;
	}
	*new = pci_dev_new(&found->id);
	if (*new == NULL)
		return -ENOMEM;
	(*new)->device.device.devargs = found->devargs;
	become(*new, &function);
	return 0;
}

static int
scan_functions(void)
{
	const char *path = rte_pci_get_sysfs_path();
	int ret = pci_scan_kind(path, PCI_ID_BDF, visit_function);

	if (ret < 0)
		PCI_LOG(ERR, "cannot scan %s: %s", path, strerror(-ret));
	return ret;
}

static int
scan(void)
{
	int ret;

	/* Once there are mdevs a secondary may ask, whenever they were made. */
	if (pci_is_primary()) {
		pci_vfio_mp_serve();
		pci_mdev_arrival_start();
	}
	pci_devargs_canonicalise();
	pci_stray_adopt();
	ret = scan_functions();
	pci_mdev_scan();
	pci_stray_report();
	return ret < 0 ? -1 : 0;
}

int
rte_pci_scan(void)
{
	int ret;

	if (!rte_eal_has_pci())
		return 0;
	pci_change_begin();
	ret = scan();
	pci_change_end();
	return ret;
}

int
pci_dev_read_details(struct rte_pci_device_internal *dev)
{
	return pci_dev_is_mdev(dev) ? pci_mdev_detail(dev) :
		pci_function_detail(dev);
}

static int
learn_details(struct rte_pci_device_internal *dev)
{
	int ret;

	pci_change_begin();
	ret = pci_dev_read_details(dev);
	if (ret == 0 && dev->identified)
		ret = pci_dev_set_bus_info(dev);
	dev->detailed = ret == 0;
	pci_change_end();
	return ret;
}

/* Threads that only look at devices do not exclude each other. */
int
pci_dev_detail(struct rte_pci_device_internal *dev)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	int ret;

	pthread_mutex_lock(&lock);
	ret = dev->detailed ? 0 : learn_details(dev);
	pthread_mutex_unlock(&lock);
	return ret;
}

struct rte_device *
pci_dev_show(struct rte_pci_device_internal *dev)
{
	int ret = pci_dev_detail(dev);

	if (ret < 0 && !pci_scan_is_absent(ret))
		PCI_LOG(WARNING, "%s: its sysfs attributes cannot be read: %s",
			dev->name, strerror(-ret));
	return &dev->device.device;
}
