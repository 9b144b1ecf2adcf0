/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The MSI-X table of a device, which the kernel programs. Kernels before 4.16
 * refuse to map its pages; later ones say that they do not mind.
 */

#include <unistd.h>

#include "pci_linux.h"
#include "pci_vfio.h"
#include "pci_vfio_msix.h"

/* PCI Local Bus Specification, MSI-X capability and table structure. */
#define MSIX_CAP_ID 0x11
#define MSIX_CONTROL_REG 2
#define MSIX_CONTROL_LAST_ENTRY 0x7ff
#define MSIX_TABLE_REG 4
#define MSIX_TABLE_BAR 0x7
#define MSIX_ENTRY_SIZE 16

struct msix_table {
	unsigned int bar;
	uint32_t offset;
	uint32_t size;
};

static bool
find_table(const struct rte_pci_device *dev, struct msix_table *table)
{
	off_t cap = rte_pci_find_capability(dev, MSIX_CAP_ID);
	uint16_t control;
	uint32_t where;

	if (cap <= 0 ||
			rte_pci_read_config(dev, &control, sizeof(control),
				cap + MSIX_CONTROL_REG) < 0 ||
			rte_pci_read_config(dev, &where, sizeof(where),
				cap + MSIX_TABLE_REG) < 0)
		return false;
	table->bar = where & MSIX_TABLE_BAR;
	table->offset = where & ~MSIX_TABLE_BAR;
	table->size = ((control & MSIX_CONTROL_LAST_ENTRY) + 1) *
		MSIX_ENTRY_SIZE;
	return table->bar < PCI_MAX_RESOURCE;
}

void
pci_vfio_msix_protect(struct rte_pci_device_internal *dev)
{
	struct msix_table table;
	struct pci_region *bar;

	if (!find_table(&dev->device, &table))
		return;
	bar = &dev->regions[table.bar];
	if (bar->flags & PCI_REGION_MSIX_MAPS)
		return;
	pci_vfio_warn_of_region(dev, table.bar, pci_region_punch(bar,
		table.offset, table.size, (uint64_t)sysconf(_SC_PAGESIZE)));
}
