/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * An application may bind a group to a container of its own before it plugs
 * the group's device in (rte_vfio.h). The device's DMA then goes there.
 */

#include <stdio.h>
#include <stdlib.h>

#include <rte_bus_pci.h>
#include <rte_dev.h>
#include <rte_malloc.h>
#include <rte_vfio.h>

#include "parity.h"
#include "test_mdev.h"

#define PAGE 4096
#define SOME_IOVA 0x100000

static const char *
result(int ret)
{
	return ret < 0 ? "fails" : "works";
}

/* Only a container with a device has an IOMMU that maps. */
static void
say_mapping(int container, void *page)
{
	int ret = rte_vfio_container_dma_map(container, (uintptr_t)page,
		SOME_IOVA, PAGE);

	printf("mapping for DMA %s\n", result(ret));
	if (ret == 0)
		printf("unmapping %s\n", result(rte_vfio_container_dma_unmap(
			container, (uintptr_t)page, SOME_IOVA, PAGE)));
}

static void
plug_and_unplug(const char *name, int container, void *page)
{
	say_mapping(container, page);
	printf("add %s\n", result(rte_eal_hotplug_add("pci", name, "")));
	parity_probed(NULL);
	say_mapping(container, page);
	printf("remove %s\n", result(rte_eal_hotplug_remove("pci", name)));
}

static int
with_group(const char *name, int container, void *page)
{
	int group;

	if (rte_vfio_get_group_num(rte_pci_get_sysfs_path(), name, &group) <= 0 ||
			rte_vfio_container_group_bind(container, group) < 0)
		return EXIT_FAILURE;
	plug_and_unplug(name, container, page);
	plug_and_unplug(name, container, page);
	printf("unbind %s\n",
		result(rte_vfio_container_group_unbind(container, group)));
	return EXIT_SUCCESS;
}

int
parity_container(char **args)
{
	void *page = rte_malloc(NULL, PAGE, PAGE);
	int container = rte_vfio_container_create();
	int status = EXIT_FAILURE;

	if (page != NULL && container >= 0)
		status = with_group(args[0], container, page);
	if (container >= 0)
		printf("destroy %s\n",
			result(rte_vfio_container_destroy(container)));
	rte_free(page);
	return status;
}
