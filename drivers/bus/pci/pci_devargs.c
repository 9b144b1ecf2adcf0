/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the user asked for: the devargs of this bus, and the policy that
 * follows from them.
 */

#include <string.h>

#include <rte_string_fns.h>

#include "private.h"

/* A devargs without an address, "bus=pci", names no device. */
static bool
names_device(const struct rte_devargs *devargs, struct pci_dev_id *id)
{
	return pci_id_parse(devargs->name, id) == 0;
}

struct rte_devargs *
pci_devargs_find(const struct pci_dev_id *id)
{
	struct rte_devargs *devargs;
	struct pci_dev_id named;

	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (names_device(devargs, &named) &&
				pci_id_cmp(&named, id) == 0)
			return devargs;
	}
	return NULL;
}

bool
pci_devargs_allows(const struct rte_devargs *devargs)
{
	return devargs != NULL && devargs->policy == RTE_DEV_ALLOWED;
}

bool
pci_devargs_ignores(const struct rte_devargs *devargs)
{
	if (rte_pci_bus.conf.scan_mode == RTE_BUS_SCAN_ALLOWLIST)
		return !pci_devargs_allows(devargs);
	return devargs != NULL && devargs->policy == RTE_DEV_BLOCKED;
}

/* The same device, asked for twice: the first and the last in the list. */
static void
find_twins(const char *name, struct rte_devargs **first,
	struct rte_devargs **last)
{
	struct rte_devargs *devargs;

	*first = *last = NULL;
	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (strcmp(devargs->name, name) != 0)
			continue;
		if (*first == NULL)
			*first = devargs;
		*last = devargs;
	}
}

/* EAL removes the first of a name; the last one is what the user wants now. */
static void
replace(struct rte_devargs *older, struct rte_devargs *newer,
	const struct pci_dev_id *id)
{
	struct rte_pci_device_internal *dev = pci_list_find(id);

	if (dev != NULL && dev->device.device.devargs == older)
		dev->device.device.devargs = newer;
	rte_devargs_remove(older);
}

/*
 * EAL finds the device to plug by comparing names letter by letter after the
 * scan, whatever spelling the user chose. One devargs a call: the list may
 * change under it.
 */
static bool
canonicalise_one(void)
{
	struct rte_devargs *devargs, *older, *newer;
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;

	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (!names_device(devargs, &id))
			continue;
		pci_id_format(&id, name);
		if (strcmp(devargs->name, name) == 0)
			continue;
		rte_strscpy(devargs->name, name, sizeof(devargs->name));
		find_twins(name, &older, &newer);
		if (older != newer)
			replace(older, newer, &id);
		return true;
	}
	return false;
}

void
pci_devargs_canonicalise(void)
{
	while (canonicalise_one())
		;
}
