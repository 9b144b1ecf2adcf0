/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Device memory in the address space of the process.
 */

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "private.h"

/* Where the next reservation is asked for; written by reserve() only. */
static uintptr_t map_hint;

static int
raise_to_list_end(const struct rte_memseg_list *msl, void *arg)
{
	uintptr_t *end = arg;

	*end = RTE_MAX(*end, (uintptr_t)msl->base_va + msl->len);
	return 0;
}

/*
 * A secondary process must find the same addresses free. EAL reserves the
 * same memory in all processes, so that what is behind it tends to be.
 */
static void *
reserve(size_t size)
{
	void *addr;

	if (map_hint == 0)
		rte_memseg_list_walk(raise_to_list_end, &map_hint);
	addr = mmap((void *)map_hint, size, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (addr == MAP_FAILED)
		return addr;
	map_hint = RTE_ALIGN_CEIL((uintptr_t)addr + size,
		(uintptr_t)sysconf(_SC_PAGESIZE));
	return addr;
}

/* Kernels before 4.17 do not know the flag, and take the address for a hint. */
static void *
reserve_at(void *at, size_t size)
{
	void *addr = mmap(at, size, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (addr == at)
		return addr;
	if (addr != MAP_FAILED)
		munmap(addr, size);
	if (addr != MAP_FAILED || errno == EEXIST)
		errno = EADDRINUSE;
	return MAP_FAILED;
}

static int
protection(const struct pci_region *region)
{
	return (region->flags & PCI_REGION_READ ? PROT_READ : 0) |
		(region->flags & PCI_REGION_WRITE ? PROT_WRITE : 0);
}

/*
 * Mapped elsewhere first, then moved: a device that refuses must not cost the
 * reservation its place, and MAP_FIXED gives that up before it asks.
 */
static int
overlay(const struct pci_region *region, const struct pci_area *area)
{
	void *at = RTE_PTR_ADD(region->addr, area->offset);
	void *tmp;
	int err;

	tmp = mmap(NULL, area->size, protection(region), MAP_SHARED, region->fd,
		region->offset + area->offset);
	if (tmp == MAP_FAILED)
		return -errno;
	if (mremap(tmp, area->size, area->size, MREMAP_MAYMOVE | MREMAP_FIXED,
			at) == MAP_FAILED) {
		err = errno;
		munmap(tmp, area->size);
		return -err;
	}
	return 0;
}

/* Whatever came before: nothing is mapped over what is not the region's. */
static bool
is_in_reservation(const struct pci_region *region, const struct pci_area *area)
{
	uint64_t size = RTE_ALIGN_CEIL(region->size,
		(uint64_t)sysconf(_SC_PAGESIZE));

	return area->offset <= size && area->size <= size - area->offset;
}

static int
overlay_areas(struct pci_region *region)
{
	uint16_t i, kept = 0;
	int ret, first = 0;

	for (i = 0; i < region->nb_areas; i++) {
		ret = is_in_reservation(region, &region->areas[i]) ?
			overlay(region, &region->areas[i]) : -EINVAL;
		if (ret == 0)
			region->areas[kept++] = region->areas[i];
		else if (first == 0)
			first = ret;
	}
	region->nb_areas = kept;
	return first;
}

static int
drop_areas(struct pci_region *region, int err)
{
	region->addr = NULL;
	region->nb_areas = 0;
	return err;
}

int
pci_map_region(struct pci_region *region, void *at)
{
	bool is_reserved = at != NULL || (region->flags & PCI_REGION_EMULATED);
	int ret;

	if (region->nb_areas == 0 && !is_reserved)
		return 0;
	if ((size_t)region->size != region->size)
		return drop_areas(region, -ENOMEM);
	region->addr = at == NULL ? reserve(region->size) :
		reserve_at(at, region->size);
	if (region->addr == MAP_FAILED)
		return drop_areas(region, -errno);
	ret = overlay_areas(region);
	if (region->nb_areas == 0 && !is_reserved)
		pci_unmap_region(region);
	return ret;
}

void
pci_unmap_region(struct pci_region *region)
{
	if (region->addr == NULL)
		return;
	munmap(region->addr, region->size);
	region->addr = NULL;
}

int
pci_blank_region(struct pci_region *region)
{
	void *addr = mmap(region->addr, region->size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return addr == MAP_FAILED ? -errno : 0;
}
