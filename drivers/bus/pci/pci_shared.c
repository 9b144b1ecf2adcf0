/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The list, in shared memory, of the devices that the primary process has
 * mapped. Its name is not the one that DPDK's own bus uses: a process with
 * that bus then ends with an error, where it would misread the records.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

static unsigned int
count_areas(const struct rte_pci_device_internal *dev)
{
	unsigned int i, count = 0;

	for (i = 0; i < dev->nb_regions; i++)
		count += dev->regions[i].addr != NULL ?
			dev->regions[i].nb_areas : 0;
	return count;
}

static void
add_region(struct pci_shared *shared, const struct pci_region *region)
{
	struct pci_shared_region *entry = &shared->regions[shared->nb_regions++];

	*entry = (struct pci_shared_region){ region->addr, shared->nb_areas, 0 };
	if (region->addr == NULL)
		return;
	entry->nb_areas = region->nb_areas;
	memcpy(&shared->areas[shared->nb_areas], region->areas,
		region->nb_areas * sizeof(*region->areas));
	shared->nb_areas += region->nb_areas;
}

int
pci_shared_publish(const struct rte_pci_device_internal *dev)
{
	struct pci_shared *shared = rte_zmalloc(NULL, sizeof(*shared) +
		count_areas(dev) * sizeof(*shared->areas), 0);
	unsigned int i;

	if (shared == NULL)
		return -ENOMEM;
	shared->id = dev->id;
	for (i = 0; i < dev->nb_regions; i++)
		add_region(shared, &dev->regions[i]);
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

bool
pci_shared_exists(const struct pci_dev_id *id)
{
	bool exists;

	rte_mcfg_tailq_read_lock();
	exists = find(id) != NULL;
	rte_mcfg_tailq_read_unlock();
	return exists;
}

/* ---- what another process says ---- */

/* Counted once: the record may change meanwhile. Under the lock. */
static int
copy_record(const struct pci_shared *shared, struct pci_shared **copy)
{
	uint16_t nb_areas = *(const volatile uint16_t *)&shared->nb_areas;
	size_t size = sizeof(*shared) + nb_areas * sizeof(*shared->areas);

	if (nb_areas > PCI_MAX_REGIONS * PCI_MAX_AREAS)
		return -EPROTO;
	*copy = malloc(size);
	if (*copy == NULL)
		return -ENOMEM;
	memcpy(*copy, shared, size);
	(*copy)->nb_areas = nb_areas;
	return 0;
}

int
pci_shared_copy(const struct pci_dev_id *id, struct pci_shared **copy)
{
	const struct pci_shared *shared;
	int ret;

	rte_mcfg_tailq_read_lock();
	shared = find(id);
	ret = shared == NULL ? -ENOENT : copy_record(shared, copy);
	rte_mcfg_tailq_read_unlock();
	return ret;
}

static bool
is_inside(const struct pci_area *area, const struct pci_area *around)
{
	return area->size > 0 && area->offset >= around->offset &&
		area->size <= around->size &&
		area->offset - around->offset <= around->size - area->size;
}

static bool
is_offered(const struct pci_region *region, const struct pci_area *area)
{
	uint16_t i;

	for (i = 0; i < region->nb_areas; i++)
		if (is_inside(area, &region->areas[i]))
			return true;
	return false;
}

/* The kernel offers each to this process, and they are in order. */
static bool
are_offered(const struct pci_region *region, const struct pci_area *areas,
	uint16_t nb)
{
	uint64_t end = 0;
	uint16_t i;

	for (i = 0; i < nb; i++) {
		if (areas[i].offset < end || !is_offered(region, &areas[i]))
			return false;
		end = areas[i].offset + areas[i].size;
	}
	return true;
}

/* What is reserved and not mapped is a BAR, for emulation. */
static bool
makes_sense(const struct pci_shared_region *entry, unsigned int idx)
{
	if (entry->nb_areas > 0)
		return entry->addr != NULL;
	return entry->addr == NULL || idx < PCI_MAX_RESOURCE;
}

/* NULL: there is none, or it leads out of the record. */
static const struct pci_shared_region *
find_region(const struct pci_shared *shared, unsigned int idx)
{
	const struct pci_shared_region *entry;

	if (idx >= shared->nb_regions || idx >= PCI_MAX_REGIONS)
		return NULL;
	entry = &shared->regions[idx];
	if (entry->nb_areas > PCI_MAX_AREAS ||
			entry->first_area > shared->nb_areas ||
			entry->nb_areas > shared->nb_areas - entry->first_area ||
			!makes_sense(entry, idx))
		return NULL;
	return entry;
}

int
pci_shared_apply(const struct pci_shared *copy, unsigned int idx,
	struct pci_region *region, void **at)
{
	const struct pci_shared_region *entry = find_region(copy, idx);
	const struct pci_area *areas;

	if (entry == NULL)
		return -EPROTO;
	areas = &copy->areas[entry->first_area];
	if (!are_offered(region, areas, entry->nb_areas))
		return -EPROTO;
	memcpy(region->areas, areas, entry->nb_areas * sizeof(*areas));
	region->nb_areas = entry->nb_areas;
	*at = entry->addr;
	return 0;
}
