/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A function on vfio-pci opened and closed by the kernel calls alone.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "perf.h"

#define CYCLES 20

static int
must(int ret, const char *step)
{
	if (ret < 0)
		die("%s: %s", step, strerror(errno));
	return ret;
}

static int
open_group(const char *bdf)
{
	char link[PATH_MAX], target[PATH_MAX], node[PATH_MAX];
	const char *number;

	snprintf(link, sizeof(link), "/sys/bus/pci/devices/%s/iommu_group", bdf);
	if (realpath(link, target) == NULL)
		die("%s: %s", link, strerror(errno));
	number = strrchr(target, '/') + 1;
	snprintf(node, sizeof(node), "/dev/vfio/%s", number);
	return must(open(node, O_RDWR | O_CLOEXEC), node);
}

static void
open_and_close(const char *bdf)
{
	int container = must(open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC),
		"/dev/vfio/vfio");
	int device, group = open_group(bdf);

	must(ioctl(group, VFIO_GROUP_SET_CONTAINER, &container),
		"VFIO_GROUP_SET_CONTAINER");
	must(ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU),
		"VFIO_SET_IOMMU");
	device = must(ioctl(group, VFIO_GROUP_GET_DEVICE_FD, bdf),
		"VFIO_GROUP_GET_DEVICE_FD");
	close(device);
	close(group);
	close(container);
}

/* args: the function */
double
action_open_bare(const char *lib __rte_unused, char **args)
{
	unsigned int i;

	open_and_close(args[0]);
	clock_start();
	for (i = 0; i < CYCLES; i++)
		open_and_close(args[0]);
	return clock_stop() / CYCLES;
}
