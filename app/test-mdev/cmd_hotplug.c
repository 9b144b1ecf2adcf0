/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <rte_dev.h>

#include "test_mdev.h"

#define NAME_SIZE 64

/* The bus knows a device by its canonical name, which EAL wants here. */
static void
check_remove(const struct rte_pci_device *dev)
{
	char name[NAME_SIZE];
	int ret;

	snprintf(name, sizeof(name), "%s", dev->device.name);
	ret = rte_eal_hotplug_remove("pci", name);
	check(ret == 0 && test_pmd_find(name) == NULL,
		"remove %s: returns %d", name, ret);
}

static void
check_plug(const char *name)
{
	const struct rte_pci_device *dev;
	int ret = rte_eal_hotplug_add("pci", name, "");

	dev = test_pmd_find(name);
	check(ret == 0 && dev != NULL, "add %s: returns %d, %s", name, ret,
		dev != NULL ? "probed" : "not probed");
	if (dev != NULL)
		check_remove(dev);
}

static void
check_refused(const char *name, const char *why)
{
	int ret = rte_eal_hotplug_add("pci", name, "");

	check(ret < 0 && test_pmd_find(name) == NULL,
		"add %s (%s) is refused: returns %d", name, why, ret);
}

static void
to_upper(const char *name, char *upper, size_t len)
{
	size_t i;

	snprintf(upper, len, "%s", name);
	for (i = 0; upper[i] != '\0'; i++)
		upper[i] = toupper((unsigned char)upper[i]);
}

int
cmd_hotplug(struct rte_pci_device *none __rte_unused, char **args)
{
	const char *name = args[0];
	char upper[NAME_SIZE];

	if (!check(test_pmd_find(name) == NULL, "%s is not probed at start",
			name))
		return check_status();
	check_plug(name);
	check_plug(name);
	to_upper(name, upper, sizeof(upper));
	check_plug(upper);
	check_refused("00000000-dead-4bad-8bad-00000000dead", "does not exist");
	check_refused("00000000-dead-4bad-8bad-00000000dea", "malformed");
	check_refused("no-device", "no name of a device");
	check_plug(name);
	return check_status();
}
