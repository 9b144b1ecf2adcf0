/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The bus as EAL sees it: its operations and its place among the buses.
 */

#include <errno.h>
#include <stdio.h>

#include <rte_bus.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "private.h"

static int
pci_bus_parse(const char *name, void *addr)
{
	struct pci_dev_id id;

	if (pci_id_parse(name, &id) < 0)
		return 1;
	if (id.kind == PCI_ID_UUID && !pci_mdev_known(&id)) {
		if (!pci_mdev_host_has_vmbus())
			PCI_LOG(ERR, "mdev %s: %s", name,
				pci_mdev_why_not(&id));
		return 1;
	}
	if (addr != NULL)
		*(struct rte_pci_addr *)addr = id.addr;
	return 0;
}

/* EAL compares names and pointers: details of those that do not fit would be
 * read for nothing.
 */
static struct rte_device *
pci_bus_find_device(const struct rte_device *start, rte_dev_cmp_t cmp,
	const void *data)
{
	struct rte_pci_device_internal *dev = pci_list_after(start);

	while (dev != NULL && cmp(&dev->device.device, data) != 0)
		dev = pci_list_next(dev);
	return dev == NULL ? NULL : pci_dev_show(dev);
}

/* What a driver does itself comes first, as in all releases. */
static int
dma_update(struct rte_device *device, bool map, void *addr, uint64_t iova,
	size_t len)
{
	struct rte_pci_device *pdev = RTE_DEV_TO_PCI(device);
	struct rte_pci_device_internal *dev = pci_dev_internal(pdev);
	pci_dma_map_t *by_driver;
	pci_dma_op_t *by_backend = NULL;
	int ret;

	if (pdev->driver == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	by_driver = map ? pdev->driver->dma_map : pdev->driver->dma_unmap;
	if (by_driver != NULL)
		return by_driver(pdev, addr, iova, len);
	if (dev != NULL)
		by_backend = map ? dev->ops->dma_map : dev->ops->dma_unmap;
	ret = by_backend == NULL ? -ENOTSUP : by_backend(addr, iova, len);
	if (ret == 0)
		return 0;
	rte_errno = -ret;
	return -1;
}

static int
pci_bus_dma_map(struct rte_device *device, void *addr, uint64_t iova, size_t len)
{
	return dma_update(device, true, addr, iova, len);
}

static int
pci_bus_dma_unmap(struct rte_device *device, void *addr, uint64_t iova, size_t len)
{
	return dma_update(device, false, addr, iova, len);
}

static int
pci_bus_hot_unplug(struct rte_device *device)
{
	struct rte_pci_device_internal *dev =
		pci_dev_internal(RTE_DEV_TO_PCI(device));

	if (dev == NULL || dev->ops->hot_unplug == NULL) {
		PCI_LOG(DEBUG, "%s: no hot-unplug by its kernel driver",
			device->name);
		return -1;
	}
	return dev->ops->hot_unplug(dev);
}

/* What is not mapped has a length, but no address. */
static bool
is_inside(const void *addr, const void *start, uint64_t len)
{
	return start != NULL && addr >= start &&
		(uintptr_t)addr - (uintptr_t)start < len;
}

/* BARs may also have been mapped by a driver that needs no back end. */
static bool
owns_address(const struct rte_pci_device_internal *dev, const void *addr)
{
	const struct rte_mem_resource *bar = dev->device.mem_resource;
	unsigned int i;

	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		if (is_inside(addr, bar[i].addr, bar[i].len))
			return true;
	for (i = PCI_REGION_VENDOR; i < dev->nb_regions; i++)
		if (is_inside(addr, dev->regions[i].addr, dev->regions[i].size))
			return true;
	return false;
}

static int
pci_bus_sigbus(const void *failure_addr)
{
	struct rte_pci_device_internal *dev;

	FOREACH_PCI_DEVICE(dev) {
		if (!owns_address(dev, failure_addr))
			continue;
		if (pci_bus_hot_unplug(&dev->device.device) == 0)
			return 0;
		PCI_LOG(ERR, "Failed to handle hot-unplug for device %s",
			dev->name);
		return -1;
	}
	return 1;
}

static void
dump_device(FILE *f, const struct rte_pci_device_internal *dev)
{
	const struct rte_pci_device *pdev = &dev->device;
	unsigned int i;

	fprintf(f, "%s - vendor:%x device:%x\n", dev->name,
		pdev->id.vendor_id, pdev->id.device_id);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		fprintf(f, "   %16.16" PRIx64 " %16.16" PRIx64 "\n",
			pdev->mem_resource[i].phys_addr,
			pdev->mem_resource[i].len);
}

void
rte_pci_dump(FILE *f)
{
	struct rte_pci_device_internal *dev;

	FOREACH_PCI_DEVICE(dev) {
		pci_dev_show(dev);
		dump_device(f, dev);
	}
}

struct iova_wishes {
	bool pa;
	bool va;
};

static void
collect_wishes(const struct rte_pci_device_internal *dev,
	struct iova_wishes *wishes)
{
	const struct rte_pci_driver *driver;
	enum rte_iova_mode mode;

	if (dev->ops == NULL)
		return;
	FOREACH_PCI_DRIVER(driver) {
		if (!pci_driver_matches(driver, dev))
			continue;
		mode = dev->ops->iova_mode(driver);
		wishes->pa |= mode == RTE_IOVA_PA;
		wishes->va |= mode == RTE_IOVA_VA;
	}
}

static enum rte_iova_mode
weigh_wishes(struct iova_wishes wishes, bool iommu_no_va)
{
	if (iommu_no_va) {
		if (wishes.va)
			PCI_LOG(WARNING, "Some devices want 'VA' but IOMMU does not support 'VA'.");
		return RTE_IOVA_PA;
	}
	if (wishes.va && !wishes.pa)
		return RTE_IOVA_VA;
	if (wishes.pa && !wishes.va)
		return RTE_IOVA_PA;
	if (wishes.va)
		PCI_LOG(WARNING, "Some devices want 'VA' but forcing 'DC' because "
			"other devices want 'PA'.");
	return RTE_IOVA_DC;
}

/* The first function speaks for the host's IOMMU; an mdev has none. */
static bool
host_iommu_lacks_va(void)
{
	const struct rte_pci_device_internal *first = pci_list_next(NULL);

	return first != NULL && !pci_dev_is_mdev(first) &&
		!pci_iommu_supports_va(first);
}

/*
 * The mode depends on the drivers, and these on the PCI IDs: the mdevs that
 * the user named are opened here. One that fails has no say.
 */
static enum rte_iova_mode
pci_bus_get_iommu_class(void)
{
	struct iova_wishes wishes = { false, false };
	struct rte_pci_device_internal *dev;

	pci_change_begin();
	FOREACH_PCI_DEVICE(dev) {
		if (pci_devargs_allows(dev->device.device.devargs))
			dev->refused = pci_dev_identify(dev);
		collect_wishes(dev, &wishes);
	}
	pci_change_end();
	return weigh_wishes(wishes, host_iommu_lacks_va());
}

struct rte_bus rte_pci_bus = {
	/* names */
	.parse = pci_bus_parse,
	.devargs_parse = rte_pci_devargs_parse,
	.dev_iterate = rte_pci_dev_iterate,
	.find_device = pci_bus_find_device,
	/* start and end */
	.scan = rte_pci_scan,
	.get_iommu_class = pci_bus_get_iommu_class,
	.probe = pci_probe,
	.cleanup = pci_cleanup,
	/* one device */
	.plug = pci_plug,
	.unplug = pci_unplug,
	.dma_map = pci_bus_dma_map,
	.dma_unmap = pci_bus_dma_unmap,
	.hot_unplug_handler = pci_bus_hot_unplug,
	.sigbus_handler = pci_bus_sigbus,
};

/*
 * EAL gives a name to the first bus that can parse it, and vmbus parses any
 * UUID. The list has no head that a bus could see, and needs none here.
 */
static void
go_ahead_of(const char *name)
{
	struct rte_bus *other = rte_bus_find_by_name(name);

	if (other == NULL)
		return;
	rte_bus_unregister(&rte_pci_bus);
	TAILQ_INSERT_BEFORE(other, &rte_pci_bus, next);
}

RTE_INIT_PRIO(pci_bus_register, BUS)
{
	rte_pci_bus.name = "pci";
	rte_bus_register(&rte_pci_bus);
	go_ahead_of("vmbus");
}
