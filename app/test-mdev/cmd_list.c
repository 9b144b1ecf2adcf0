/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>

#include <rte_dev.h>
#include <dev_driver.h>

#include "test_mdev.h"

/* IDs of an mdev are known once it was opened. */
static void
list_device(const struct rte_pci_device *dev)
{
	const struct rte_driver *driver = dev->device.driver;
	char ids[16] = "-";

	if (dev->id.vendor_id != 0)
		snprintf(ids, sizeof(ids), "%04x:%04x", dev->id.vendor_id,
			dev->id.device_id);
	printf("%-36s  %-9s  %-12s  %s\n", dev->device.name, ids,
		driver == NULL ? "-" : driver->name,
		driver == NULL ? "listed" : "opened");
}

int
cmd_list(struct rte_pci_device *none __rte_unused, char **args __rte_unused)
{
	struct rte_dev_iterator it;
	struct rte_device *device;
	unsigned int count = 0;

	RTE_DEV_FOREACH(device, "bus=pci", &it) {
		list_device(RTE_DEV_TO_PCI_CONST(device));
		count++;
	}
	printf("%u devices\n", count);
	return STATUS_OK;
}
