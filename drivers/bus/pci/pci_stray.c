/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * UUIDs that the user allowed, and that no device answers to.
 */

#include <rte_eal.h>

#include "private.h"

typedef void (report_t)(const struct rte_devargs *devargs,
	const struct pci_dev_id *id);

static void
report(const struct rte_devargs *devargs, const struct pci_dev_id *id)
{
	PCI_LOG(ERR, "mdev %s: cannot be used: %s", devargs->name,
		pci_mdev_why_not(id));
}

static unsigned int
find_missing(const char *bus, report_t *found)
{
	struct rte_devargs *devargs;
	struct pci_dev_id id;
	unsigned int missing = 0;

	RTE_EAL_DEVARGS_FOREACH(bus, devargs) {
		if (!pci_devargs_allows(devargs) ||
				pci_id_parse(devargs->name, &id) < 0 ||
				id.kind != PCI_ID_UUID ||
				pci_list_find(&id) != NULL)
			continue;
		if (found != NULL)
			found(devargs, &id);
		missing++;
	}
	return missing;
}

/*
 * vmbus takes any UUID that this bus does not claim. Where there is no VMBus
 * such a UUID was meant for us, and was reported when it was parsed.
 */
static unsigned int
count_at_vmbus(void)
{
	return pci_mdev_host_has_vmbus() ? 0 : find_missing("vmbus", NULL);
}

unsigned int
pci_stray_count(void)
{
	if (!rte_eal_has_pci())
		return 0;
	return find_missing(rte_pci_bus.name, NULL) + count_at_vmbus();
}

/* The user who names one device wants no other one to be touched. */
void
pci_stray_adopt(void)
{
	if (rte_pci_bus.conf.scan_mode == RTE_BUS_SCAN_UNDEFINED &&
			count_at_vmbus() > 0)
		rte_pci_bus.conf.scan_mode = RTE_BUS_SCAN_ALLOWLIST;
}

void
pci_stray_report(void)
{
	find_missing(rte_pci_bus.name, report);
}
