/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>
#include <stdlib.h>

#include <rte_byteorder.h>
#include <rte_interrupts.h>

#include "parity.h"
#include "test_mdev.h"

#define LINE_SIZE 4096

/* The file that an address is mapped from, as the kernel tells. */
static void
print_source(const void *addr)
{
	unsigned long long start, end;
	char line[LINE_SIZE], file[LINE_SIZE];
	FILE *maps = fopen("/proc/self/maps", "r");

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%llx-%llx %*s %*s %*s %*s %4095[^\n]", &start,
				&end, file) == 3 && (uintptr_t)addr >= start &&
				(uintptr_t)addr < end)
			printf(" %s", file);
	}
	if (maps != NULL)
		fclose(maps);
}

static void
print_bars(const struct rte_pci_device *dev)
{
	const struct rte_mem_resource *bar = dev->mem_resource;
	int i;

	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		if (bar[i].addr == NULL)
			continue;
		printf("  BAR %d: %ju bytes from", i, (uintmax_t)bar[i].len);
		print_source(bar[i].addr);
		printf("\n");
	}
}

/* The kind is a number of DPDK's ABI. */
static void
print_interrupt(const struct rte_pci_device *dev)
{
	const struct rte_intr_handle *handle = dev->intr_handle;

	printf("  interrupt: type %d, %s, %s\n", rte_intr_type_get(handle),
		rte_intr_fd_get(handle) >= 0 ? "event" : "no event",
		rte_intr_dev_fd_get(handle) >= 0 ? "device" : "no device");
}

static uint32_t
ids_of(const struct rte_pci_device *dev)
{
	rte_le32_t ids = 0;

	rte_pci_read_config(dev, &ids, sizeof(ids), 0);
	return rte_le_to_cpu_32(ids);
}

int
parity_probed(char **args __rte_unused)
{
	struct rte_pci_device *dev;

	for (dev = test_pmd_next(NULL); dev != NULL; dev = test_pmd_next(dev)) {
		printf("%s: IDs %08x in config space, driver kind %d\n",
			dev->device.name, ids_of(dev), dev->kdrv);
		print_bars(dev);
		print_interrupt(dev);
	}
	return EXIT_SUCCESS;
}
