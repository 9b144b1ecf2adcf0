/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A PMD that is compiled with what is installed, and loaded by -d. It takes the
 * serial ports that the kernel's sample driver mtty offers, and no other.
 */

#include <inttypes.h>
#include <stdio.h>

#include <bus_pci_driver.h>
#include <rte_errno.h>

static int
outside_probe(struct rte_pci_driver *driver, struct rte_pci_device *dev)
{
	uint16_t vendor = 0;

	if (rte_pci_read_config(dev, &vendor, sizeof(vendor), 0) != sizeof(vendor))
		return -EIO;
	/* Of both the installed bus knows nothing: a name that is no BDF, and regions. */
	printf("%s: %s, vendor %04" PRIx16 ", %d regions\n", driver->driver.name,
		dev->device.name, vendor, rte_pci_region_count(dev));
	return 0;
}

static int
outside_remove(struct rte_pci_device *dev)
{
	printf("%s: released\n", dev->device.name);
	return 0;
}

static const struct rte_pci_id outside_ids[] = {
	{ RTE_PCI_DEVICE(0x4348, 0x3253) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver outside_driver = {
	.id_table = outside_ids,
	.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
	.probe = outside_probe,
	.remove = outside_remove,
};

RTE_PMD_REGISTER_PCI(outside, outside_driver);
