/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_mdev.h"

#define SYSFS_MDEVS "/sys/bus/mdev/devices"
#define SYSFS_FUNCTIONS "/sys/bus/pci/devices"

static const char *
last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* Where the last link of the path leads to: its last component, or "-". */
static void
read_link(const char *path, char *name, size_t len)
{
	char target[PATH_MAX];

	if (realpath(path, target) == NULL)
		strcpy(target, "-");
	snprintf(name, len, "%s", last_component(target));
}

/* An attribute of one line; empty if there is none. */
static void
read_line(const char *path, char *line, size_t len)
{
	FILE *f = fopen(path, "r");

	line[0] = '\0';
	if (f == NULL)
		return;
	if (fgets(line, len, f) != NULL)
		line[strcspn(line, "\n")] = '\0';
	fclose(f);
}

/* A type may have a text beside its identifier. */
static void
read_type(const char *device, char *type, size_t len)
{
	char path[PATH_MAX], id[64], text[64];

	snprintf(path, sizeof(path), SYSFS_MDEVS "/%s/mdev_type", device);
	read_link(path, id, sizeof(id));
	snprintf(path, sizeof(path), SYSFS_MDEVS "/%s/mdev_type/name", device);
	read_line(path, text, sizeof(text));
	if (text[0] != '\0' && strcmp(text, id) != 0)
		snprintf(type, len, "%s (%s)", id, text);
	else
		snprintf(type, len, "%s", id);
}

void
kernel_info_read(const char *device, struct kernel_info *info)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), SYSFS_MDEVS "/%s", device);
	if (access(path, F_OK) == 0) {
		read_type(device, info->type, sizeof(info->type));
		/* sysfs resolves the link first: ".." is the parent device. */
		snprintf(path, sizeof(path), SYSFS_MDEVS "/%s/..", device);
		read_link(path, info->parent, sizeof(info->parent));
		return;
	}
	snprintf(info->type, sizeof(info->type), "PCI function");
	snprintf(path, sizeof(path), SYSFS_FUNCTIONS "/%s/driver", device);
	read_link(path, info->parent, sizeof(info->parent));
}
