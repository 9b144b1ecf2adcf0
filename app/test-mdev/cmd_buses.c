/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>

#include <bus_driver.h>

#include "test_mdev.h"

static int
print_name(const struct rte_bus *bus, const void *none __rte_unused)
{
	printf("%s\n", bus->name);
	return 1; /* go on to the next */
}

/* EAL gives a name to the first bus in this order that can parse it. */
int
cmd_buses(struct rte_pci_device *none __rte_unused, char **args __rte_unused)
{
	rte_bus_find(NULL, print_name, NULL);
	return STATUS_OK;
}
