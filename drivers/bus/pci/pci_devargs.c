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
pci_devargs_are_a_list(void)
{
	return rte_pci_bus.conf.scan_mode == RTE_BUS_SCAN_ALLOWLIST;
}

struct rte_devargs *
pci_devargs_next_allowed(struct rte_devargs *prev, struct pci_dev_id *id)
{
	struct rte_devargs *devargs = prev;

	do
		devargs = rte_devargs_next(rte_pci_bus.name, devargs);
	while (devargs != NULL && (!pci_devargs_allows(devargs) ||
			!names_device(devargs, id)));
	return devargs;
}

bool
pci_devargs_ignores(const struct rte_devargs *devargs)
{
	if (pci_devargs_are_a_list())
		return !pci_devargs_allows(devargs);
	return devargs != NULL && devargs->policy == RTE_DEV_BLOCKED;
}

/*
 * EAL finds the device to plug by comparing names letter by letter after the
 * scan, whatever spelling the user chose.
 */
static void
spell_canonically(void)
{
	struct rte_devargs *devargs;
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;

	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (!names_device(devargs, &id))
			continue;
		pci_id_format(&id, name);
		rte_strscpy(devargs->name, name, sizeof(devargs->name));
	}
}

/* The last of this name, which is what the user wants now. */
static struct rte_devargs *
find_newest(const char *name)
{
	struct rte_devargs *devargs, *newest = NULL;

	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (strcmp(devargs->name, name) == 0)
			newest = devargs;
	}
	return newest;
}

/* EAL removes the first of a name. */
static void
replace(struct rte_devargs *older, struct rte_devargs *newer,
	const struct pci_dev_id *id)
{
	struct rte_pci_device_internal *dev = pci_list_find(id);

	if (dev != NULL && dev->device.device.devargs == older)
		dev->device.device.devargs = newer;
	rte_devargs_remove(older);
}

/* One a call: the list changes under it. */
static bool
drop_one_older(void)
{
	struct rte_devargs *devargs, *newest;
	struct pci_dev_id id;

	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (!names_device(devargs, &id))
			continue;
		newest = find_newest(devargs->name);
		if (newest == devargs)
			continue;
		replace(devargs, newest, &id);
		return true;
	}
	return false;
}

void
pci_devargs_canonicalise(void)
{
	spell_canonically();
	while (drop_one_older())
		;
}
