/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A driver for whatever comes. EAL loads the PMDs of the system after the
 * program's constructors have run, and the bus asks drivers in order of
 * registration: this one is asked first.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/queue.h>

#include <rte_errno.h>

#include "test_mdev.h"

struct probed {
	TAILQ_ENTRY(probed) next;
	struct rte_pci_device *dev;
};

static TAILQ_HEAD(, probed) probed_devices =
	TAILQ_HEAD_INITIALIZER(probed_devices);

static struct probed *
find_probed(const struct rte_pci_device *dev)
{
	struct probed *probed;

	TAILQ_FOREACH(probed, &probed_devices, next) {
		if (probed->dev == dev)
			return probed;
	}
	return NULL;
}

static bool
maps_in_probe(const struct rte_pci_driver *driver)
{
	return (driver->drv_flags & RTE_PCI_DRV_NEED_MAPPING) == 0;
}

static int
remember(struct rte_pci_device *dev)
{
	struct probed *probed = calloc(1, sizeof(*probed));

	if (probed == NULL)
		return -ENOMEM;
	probed->dev = dev;
	TAILQ_INSERT_TAIL(&probed_devices, probed, next);
	return 0;
}

static int
test_pmd_probe(struct rte_pci_driver *driver, struct rte_pci_device *dev)
{
	int ret = 0;

	if (maps_in_probe(driver))
		ret = rte_pci_map_device(dev);
	if (ret < 0)
		return -rte_errno;
	return ret > 0 ? ret : remember(dev);
}

static int
test_pmd_remove(struct rte_pci_device *dev)
{
	struct probed *probed = find_probed(dev);

	if (probed == NULL)
		return -ENODEV;
	TAILQ_REMOVE(&probed_devices, probed, next);
	free(probed);
	if (maps_in_probe(dev->driver))
		rte_pci_unmap_device(dev);
	return 0;
}

static const struct rte_pci_id any_id[] = {
	{ RTE_PCI_DEVICE(RTE_PCI_ANY_ID, RTE_PCI_ANY_ID) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver test_pmd = {
	.id_table = any_id,
	.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
	.probe = test_pmd_probe,
	.remove = test_pmd_remove,
};

RTE_PMD_REGISTER_PCI(test_mdev, test_pmd);

void
test_pmd_map_in_probe(void)
{
	test_pmd.drv_flags &= ~RTE_PCI_DRV_NEED_MAPPING;
}

void
test_pmd_write_combining(void)
{
	test_pmd.drv_flags |= RTE_PCI_DRV_WC_ACTIVATE;
}

struct rte_pci_device *
test_pmd_next(const struct rte_pci_device *prev)
{
	struct probed *probed = prev == NULL ? TAILQ_FIRST(&probed_devices) :
		TAILQ_NEXT(find_probed(prev), next);

	return probed == NULL ? NULL : probed->dev;
}

struct rte_pci_device *
test_pmd_find(const char *name)
{
	struct rte_pci_device *dev;

	for (dev = test_pmd_next(NULL); dev != NULL; dev = test_pmd_next(dev)) {
		if (strcasecmp(dev->device.name, name) == 0)
			return dev;
	}
	return NULL;
}

struct rte_pci_device *
test_pmd_get(const char *name)
{
	struct rte_pci_device *dev = test_pmd_find(name);

	if (dev == NULL)
		fprintf(stderr, "test-mdev: %s was not probed\n", name);
	return dev;
}
