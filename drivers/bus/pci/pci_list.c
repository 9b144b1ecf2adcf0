/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The devices and the drivers that the bus knows, and a device's memory.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

RTE_TAILQ_HEAD(pci_device_head, rte_pci_device);
RTE_TAILQ_HEAD(pci_driver_head, rte_pci_driver);

static struct pci_device_head devices = TAILQ_HEAD_INITIALIZER(devices);
static struct pci_driver_head drivers = TAILQ_HEAD_INITIALIZER(drivers);

static struct rte_pci_device_internal *
listed(struct rte_pci_device *dev)
{
	if (dev == NULL)
		return NULL;
	return container_of(dev, struct rte_pci_device_internal, device);
}

struct rte_pci_device_internal *
pci_list_next(const struct rte_pci_device_internal *prev)
{
	return listed(prev == NULL ? TAILQ_FIRST(&devices) :
		TAILQ_NEXT(&prev->device, next));
}

struct rte_pci_device_internal *
pci_list_after(const struct rte_device *device)
{
	const struct rte_pci_device *pdev;

	if (device == NULL)
		return pci_list_next(NULL);
	pdev = RTE_DEV_TO_PCI_CONST(device);
	return pci_list_next(container_of(pdev,
		const struct rte_pci_device_internal, device));
}

struct rte_pci_device_internal *
pci_list_find(const struct pci_dev_id *id)
{
	struct rte_pci_device_internal *dev;

	FOREACH_PCI_DEVICE(dev) {
		if (pci_id_cmp(&dev->id, id) == 0)
			return dev;
	}
	return NULL;
}

void
pci_list_insert(struct rte_pci_device_internal *dev,
	struct rte_pci_device_internal *before)
{
	if (before == NULL)
		TAILQ_INSERT_TAIL(&devices, &dev->device, next);
	else
		TAILQ_INSERT_BEFORE(&before->device, &dev->device, next);
}

void
pci_list_remove(struct rte_pci_device_internal *dev)
{
	TAILQ_REMOVE(&devices, &dev->device, next);
}

/* The ABI has room for the text of a BDF. That of a UUID lies behind the device. */
static const char *
format_name(struct rte_pci_device_internal *dev)
{
	char *uuid = (char *)(dev + 1);

	pci_id_format_addr(&dev->id.addr, dev->device.name);
	if (dev->id.kind != PCI_ID_UUID)
		return dev->device.name;
	pci_id_format(&dev->id, uuid);
	return uuid;
}

struct rte_pci_device_internal *
pci_dev_new(const struct pci_dev_id *id)
{
	size_t behind = id->kind == PCI_ID_UUID ? PCI_ID_STRLEN : 0;
	struct rte_pci_device_internal *dev = calloc(1, sizeof(*dev) + behind);
	struct rte_pci_device *pdev;

	if (dev == NULL)
		return NULL;
	pdev = &dev->device;
	dev->id = *id;
	dev->name = format_name(dev);
	pdev->addr = id->addr;
	pdev->device.bus = &rte_pci_bus;
	pdev->device.name = dev->name;
	pdev->device.numa_node = -1; /* unknown */
	return dev;
}

void
pci_dev_free(struct rte_pci_device_internal *dev)
{
	if (dev == NULL)
		return;
	free(dev->device.bus_info);
	free(dev);
}

/* Others may have the text: it is not made anew where it would be the same. */
int
pci_dev_set_bus_info(struct rte_pci_device_internal *dev)
{
	struct rte_pci_device *pdev = &dev->device;
	char *text;

	if (asprintf(&text, "vendor_id=%x, device_id=%x", pdev->id.vendor_id,
			pdev->id.device_id) < 0)
		return -ENOMEM;
	if (pdev->bus_info != NULL && strcmp(pdev->bus_info, text) == 0) {
		free(text);
		return 0;
	}
	free(pdev->bus_info);
	pdev->bus_info = text;
	pdev->device.bus_info = text;
	return 0;
}

struct rte_pci_driver *
pci_driver_next(const struct rte_pci_driver *prev)
{
	return prev == NULL ? TAILQ_FIRST(&drivers) : TAILQ_NEXT(prev, next);
}

void
rte_pci_register(struct rte_pci_driver *driver)
{
	TAILQ_INSERT_TAIL(&drivers, driver, next);
}

void
rte_pci_unregister(struct rte_pci_driver *driver)
{
	TAILQ_REMOVE(&drivers, driver, next);
}
