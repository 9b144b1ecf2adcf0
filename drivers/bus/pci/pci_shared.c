/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The list, in shared memory, of the devices that the primary process has
 * mapped. Its name is not the one that DPDK's own bus uses: a process with
 * that bus then ends with an error, where it would misread the records.
 */

#include <errno.h>

#include <rte_eal_memconfig.h>
#include <rte_malloc.h>
#include <rte_tailq.h>

#include "private.h"

TAILQ_HEAD(pci_shared_list, pci_shared);

static struct rte_tailq_elem shared_tailq = {
	.name = "PCI_MAPPED_DEVICES",
};
EAL_REGISTER_TAILQ(shared_tailq)

static struct pci_shared_list *
shared_list(void)
{
	return RTE_TAILQ_CAST(shared_tailq.head, pci_shared_list);
}

/* Under the lock. */
static struct pci_shared *
find(const struct pci_dev_id *id)
{
	struct pci_shared *shared;

	TAILQ_FOREACH(shared, shared_list(), next) {
		if (pci_id_cmp(&shared->id, id) == 0)
			return shared;
	}
	return NULL;
}

int
pci_shared_publish(const struct rte_pci_device_internal *dev)
{
	struct pci_shared *shared = rte_zmalloc(NULL, sizeof(*shared), 0);
	unsigned int i;

	if (shared == NULL)
		return -ENOMEM;
	shared->id = dev->id;
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		shared->bar_addr[i] = dev->regions[i].addr;
	rte_mcfg_tailq_write_lock();
	TAILQ_INSERT_TAIL(shared_list(), shared, next);
	rte_mcfg_tailq_write_unlock();
	return 0;
}

void
pci_shared_withdraw(const struct pci_dev_id *id)
{
	struct pci_shared *shared;

	rte_mcfg_tailq_write_lock();
	shared = find(id);
	if (shared != NULL)
		TAILQ_REMOVE(shared_list(), shared, next);
	rte_mcfg_tailq_write_unlock();
	rte_free(shared);
}

int
pci_shared_lookup(const struct pci_dev_id *id, struct pci_shared *found)
{
	const struct pci_shared *shared;

	rte_mcfg_tailq_read_lock();
	shared = find(id);
	if (shared != NULL)
		*found = *shared;
	rte_mcfg_tailq_read_unlock();
	return shared != NULL ? 0 : -ENOENT;
}
