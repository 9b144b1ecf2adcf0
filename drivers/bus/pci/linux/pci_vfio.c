/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What all devices have in common that the kernel's VFIO serves, from an open
 * descriptor on: regions, mapping, interrupts, access.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_dev.h>
#include <rte_string_fns.h>

#include "pci_linux.h"
#include "pci_vfio.h"
#include "pci_vfio_info.h"
#include "pci_vfio_intr.h"
#include "pci_vfio_msix.h"

/* PCI Local Bus Specification: memory space enable. */
#define PCI_COMMAND_MEMORY 0x2

int
pci_vfio_check_info(const struct vfio_device_info *info, const char **step)
{
	*step = "VFIO does not offer it as a PCI device";
	if (!(info->flags & VFIO_DEVICE_FLAGS_PCI))
		return -ENODEV;
	*step = "VFIO offers no config space for it";
	return info->num_regions <= VFIO_PCI_CONFIG_REGION_INDEX ? -ENODEV : 0;
}

static int
check_info(const struct rte_pci_device_internal *dev,
	const struct vfio_device_info *info)
{
	const char *step;
	int ret = pci_vfio_check_info(info, &step);

	if (ret < 0)
		return pci_dev_fail(dev, step, ret);
	if (info->num_regions > PCI_MAX_REGIONS)
		PCI_LOG(WARNING, "%s: uses the first %u of its %u regions",
			dev->name, PCI_MAX_REGIONS, info->num_regions);
	return 0;
}

static void
unload_regions(struct rte_pci_device_internal *dev)
{
	free(dev->regions);
	dev->regions = NULL;
	dev->nb_regions = 0;
}

/* EINVAL: a region that the device does not know is one that it does not have. */
void
pci_vfio_warn_of_region(const struct rte_pci_device_internal *dev,
	unsigned int idx, int err)
{
	if (err == 0 || err == -EINVAL)
		return;
	if (err == -EBADMSG)
		PCI_LOG(WARNING, "%s: region %u not mapped: VFIO's list of its parts is broken",
			dev->name, idx);
	else if (err == -ENOSPC)
		PCI_LOG(WARNING, "%s: region %u has more than %u parts, not all are mapped",
			dev->name, idx, PCI_MAX_AREAS);
	else
		PCI_LOG(WARNING, "%s: region %u left alone: %s", dev->name, idx,
			strerror(-err));
}

static int
load_regions(struct rte_pci_device_internal *dev, int fd, uint32_t count)
{
	uint16_t i, nb = RTE_MIN(count, (uint32_t)PCI_MAX_REGIONS);
	int ret;

	dev->regions = calloc(nb, sizeof(*dev->regions));
	if (dev->regions == NULL)
		return pci_dev_fail(dev, "reading its regions", -ENOMEM);
	for (i = 0; i < nb; i++) {
		ret = pci_vfio_region_info(fd, i, &dev->regions[i]);
		if (ret == -ENOMEM) {
			unload_regions(dev);
			return pci_dev_fail(dev, "reading its regions", ret);
		}
		dev->regions[i].fd = fd;
		pci_vfio_warn_of_region(dev, i, ret);
	}
	dev->nb_regions = nb;
	return 0;
}

int
pci_vfio_attach(struct rte_pci_device_internal *dev, int fd,
	const struct vfio_device_info *info)
{
	struct pci_vfio *vfio;
	int ret = check_info(dev, info);

	if (ret < 0)
		return ret;
	vfio = calloc(1, sizeof(*vfio));
	if (vfio == NULL)
		return pci_dev_fail(dev, "opening it", -ENOMEM);
	ret = load_regions(dev, fd, info->num_regions);
	if (ret < 0) {
		free(vfio);
		return ret;
	}
	*vfio = (struct pci_vfio){ fd, info->flags, info->num_irqs };
	dev->backend = vfio;
	return 0;
}

void
pci_vfio_detach(struct rte_pci_device_internal *dev)
{
	unload_regions(dev);
	free(dev->backend);
	dev->backend = NULL;
}

/* ---- mapping ---- */

/* A device without a command register of its own works all the same. */
static void
enable(struct rte_pci_device_internal *dev)
{
	int ret = pci_command_update(&dev->device,
		PCI_COMMAND_MEMORY | RTE_PCI_COMMAND_MASTER, 0);

	if (ret < 0)
		PCI_LOG(WARNING, "%s: cannot enable bus mastering in its command register: %s",
			dev->name, strerror(-ret));
}

/* The device runs, and its interrupts are the primary's. */
static int
map_secondary(struct rte_pci_device_internal *dev, const struct pci_vfio *vfio)
{
	int ret = pci_mapping_create(dev);

	if (ret == 0)
		pci_vfio_intr_lend(dev, vfio->fd);
	return ret;
}

static int
map_primary(struct rte_pci_device_internal *dev, const struct pci_vfio *vfio)
{
	int ret;

	enable(dev);
	ret = pci_mapping_create(dev);
	if (ret < 0)
		goto disable;
	ret = pci_vfio_intr_open(dev, vfio->fd, vfio->nb_irqs);
	if (ret < 0)
		goto unmap;
	ret = pci_vfio_req_open(dev, vfio->fd, vfio->nb_irqs);
	if (ret < 0)
		goto close_intr;
	return 0;

close_intr:
	pci_vfio_intr_close(dev);
unmap:
	pci_mapping_destroy(dev);
disable:
	pci_command_update(&dev->device, 0, RTE_PCI_COMMAND_MASTER);
	return ret;
}

int
pci_vfio_map(struct rte_pci_device_internal *dev)
{
	pci_vfio_msix_protect(dev);
	return pci_is_primary() ? map_primary(dev, dev->backend) :
		map_secondary(dev, dev->backend);
}

void
pci_vfio_unmap(struct rte_pci_device_internal *dev)
{
	pci_vfio_req_close(dev);
	pci_vfio_intr_close(dev);
	pci_mapping_destroy(dev);
	if (pci_is_primary())
		pci_command_update(&dev->device, 0, RTE_PCI_COMMAND_MASTER);
}

/* EAL reads the name for each callback, and the first one may detach. */
int
pci_vfio_hot_unplug(struct rte_pci_device_internal *dev)
{
	char name[PCI_ID_STRLEN];

	strlcpy(name, dev->name, sizeof(name));
	rte_dev_event_callback_process(name, RTE_DEV_EVENT_REMOVE);
	return 0;
}
