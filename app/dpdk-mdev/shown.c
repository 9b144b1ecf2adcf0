/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pci_vfio_caps.h>

#include "shown.h"

static const char * const irq_names[SHOWN_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = "INTx",
	[VFIO_PCI_MSI_IRQ_INDEX] = "MSI",
	[VFIO_PCI_MSIX_IRQ_INDEX] = "MSI-X",
	[VFIO_PCI_ERR_IRQ_INDEX] = "error",
	[VFIO_PCI_REQ_IRQ_INDEX] = "release request",
};

/* As VFIO_IRQ_INFO_* of linux/vfio.h */
const struct shown_irq_flag shown_irq_flags[SHOWN_IRQ_FLAGS] = {
	{ VFIO_IRQ_INFO_EVENTFD, "eventfd" },
	{ VFIO_IRQ_INFO_MASKABLE, "maskable" },
	{ VFIO_IRQ_INFO_AUTOMASKED, "automasked" },
	{ VFIO_IRQ_INFO_NORESIZE, "noresize" },
};

static const char * const link_names[] = {
	[VFIO_REGION_INFO_CAP_SPARSE_MMAP] = "sparse-mmap",
	[VFIO_REGION_INFO_CAP_TYPE] = "type",
	[VFIO_REGION_INFO_CAP_MSIX_MAPPABLE] = "msix-mappable",
};

const char *
shown_irq_name(unsigned int index)
{
	return irq_names[index];
}

const char *
shown_link_name(uint16_t id)
{
	return id < RTE_DIM(link_names) ? link_names[id] : NULL;
}

void
shown_region_name(unsigned int index, char name[SHOWN_NAME_MAX])
{
	static const char * const names[] = {
		[PCI_REGION_ROM] = "ROM",
		[PCI_REGION_CONFIG] = "config",
		[PCI_REGION_VGA] = "VGA",
	};

	if (index < PCI_REGION_ROM)
		snprintf(name, SHOWN_NAME_MAX, "BAR %u", index);
	else if (index < RTE_DIM(names))
		snprintf(name, SHOWN_NAME_MAX, "%s", names[index]);
	else
		snprintf(name, SHOWN_NAME_MAX, "region %u", index);
}

/* As pci_vfio_region_info() has it. */
bool
shown_problem(const struct shown *shown, unsigned int region,
	char text[SHOWN_PROBLEM_MAX])
{
	int err = shown->errors[region];

	if (err == -EBADMSG)
		snprintf(text, SHOWN_PROBLEM_MAX,
			"not mapped: its VFIO capabilities are wrong");
	else if (err == -ENOSPC)
		snprintf(text, SHOWN_PROBLEM_MAX,
			"only the first %u of its areas are mapped",
			PCI_MAX_AREAS);
	else
		snprintf(text, SHOWN_PROBLEM_MAX, "left alone: %s",
			strerror(-err));
	return err != 0;
}

/* ---- collect ---- */

static int
note_link(const struct vfio_info_cap_header *cap, size_t offset, void *arg)
{
	struct shown_chain *chain = arg;

	if (chain->nb == SHOWN_CHAIN_MAX)
		return 1;
	chain->links[chain->nb++] = (struct shown_link){ cap->id, cap->version,
		offset };
	return 0;
}

static void
collect_chain(const struct vfio_region_info *info, size_t len,
	struct shown_chain *chain)
{
	int ret = 0;

	if (len >= sizeof(*info) && info->flags & VFIO_REGION_INFO_FLAG_CAPS)
		ret = pci_vfio_caps_walk(info, len, sizeof(*info),
			info->cap_offset, note_link, chain);
	chain->broken = ret < 0;
	chain->cut = ret > 0;
}

/* @return what the bus makes of the answer, as pci_vfio_region_info(). */
static int
collect_region(int fd, unsigned int index, struct shown_chain *chain)
{
	struct vfio_region_info *info;
	struct pci_region region;
	size_t len;
	int ret = pci_vfio_region_answer(fd, index, &info, &len);

	*chain = (struct shown_chain){ .nb = 0 };
	if (ret < 0)
		return ret;
	collect_chain(info, len, chain);
	ret = pci_vfio_caps_to_region(info, len, (uint64_t)sysconf(_SC_PAGESIZE),
		&region);
	free(info);
	return ret;
}

/* EINVAL: one that the device does not know is one that it does not have. */
static void
collect_regions(struct shown *shown)
{
	const struct device *device = &shown->device;
	unsigned int i, nb = device->dev->nb_regions;
	int ret;

	for (i = 0; i < nb; i++) {
		ret = collect_region(device->fd, i, &shown->chains[i]);
		shown->errors[i] = ret == -EINVAL ? 0 : ret;
	}
	shown->more_regions = device->info.num_regions - nb;
}

static int
note_cap(uint8_t id, uint8_t offset, void *arg)
{
	struct shown *shown = arg;

	shown->caps[shown->nb_caps++] = (struct shown_cap){ id, offset };
	return 0;
}

static void
collect_irqs(struct shown *shown)
{
	const struct device *device = &shown->device;
	unsigned int i, nb = device->info.num_irqs;

	for (i = 0; i < SHOWN_IRQS; i++) {
		shown->irqs[i] = (struct pci_vfio_irq){ 0, 0 };
		if (i < nb)
			pci_vfio_irq_info(device->fd, i, &shown->irqs[i]);
	}
	shown->more_irqs = nb > SHOWN_IRQS ? nb - SHOWN_IRQS : 0;
}

void
shown_collect(struct shown *shown)
{
	const struct device *device = &shown->device;

	collect_regions(shown);
	collect_irqs(shown);
	shown->nb_caps = 0;
	shown->caps_error = RTE_MIN(pci_cap_walk(&device->dev->device, note_cap,
		shown), 0);
}
