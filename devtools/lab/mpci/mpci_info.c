/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* VFIO_DEVICE_GET_REGION_INFO: what a region is, with a chain of capabilities. */

#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mpci.h"

#define MIN_SIZE offsetofend(struct vfio_region_info, offset)

/* Fixed part, three capabilities, the areas, and one that a fault adds. */
#define ANSWER_ROOM (256 + (MPCI_MAX_AREAS + 1) * sizeof(struct vfio_region_sparse_mmap_area))

/* No consumer knows it. */
#define CAP_DECOY 0x7fff

/* What argsz grows by when it never suffices. */
#define GROWTH 16

static void *
add_cap(struct mpci_answer *answer, u16 id, u32 size)
{
	struct vfio_info_cap_header *cap = (void *)answer->info + answer->len;
	struct vfio_info_cap_header *last = (void *)answer->info + answer->last;

	cap->id = id;
	cap->version = 1;
	if (answer->last)
		last->next = answer->len;
	else
		answer->info->cap_offset = answer->len;
	answer->info->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	answer->last = answer->len;
	answer->len += size;
	return cap;
}

/* The vendor's regions are of a type that is this vendor's own. */
static void
add_type(struct mpci *mp, const struct mpci_region *region, struct mpci_answer *answer)
{
	struct vfio_region_info_cap_type *cap;

	if (region->index < VFIO_PCI_NUM_REGIONS)
		return;
	cap = add_cap(answer, VFIO_REGION_INFO_CAP_TYPE, sizeof(*cap));
	cap->type = VFIO_REGION_TYPE_PCI_VENDOR_TYPE | mp->fn->pdev->vendor;
	cap->subtype = region->index - VFIO_PCI_NUM_REGIONS + 1;
}

static void
add_mappable(struct mpci *mp, const struct mpci_region *region, struct mpci_answer *answer)
{
	if (region->index == mp->fn->table_bar && mp->shape->table == MPCI_TABLE_OFFERED)
		add_cap(answer, VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
			sizeof(struct vfio_info_cap_header));
}

static void
add_sparse(struct mpci *mp, const struct mpci_region *region, bool forced,
	   struct mpci_answer *answer)
{
	struct vfio_region_info_cap_sparse_mmap *cap;
	const struct mpci_areas *areas = region->areas;
	struct mpci_area whole = { 0, region->size };
	const struct mpci_area *area = &whole;
	u32 i, nr = 1;

	if (!(region->flags & VFIO_REGION_INFO_FLAG_MMAP))
		return;
	if (areas->map == MPCI_MAP_AREAS) {
		area = areas->area;
		nr = areas->nr;
	} else if (!forced) {
		return;
	}
	cap = add_cap(answer, VFIO_REGION_INFO_CAP_SPARSE_MMAP, struct_size(cap, areas, nr));
	cap->nr_areas = nr;
	answer->sparse = cap;
	for (i = 0; i < nr; i++) {
		cap->areas[i].offset = area[i].offset;
		cap->areas[i].size = area[i].size;
	}
}

static void
fill(struct mpci *mp, u32 index, const struct mpci_faults *faults, struct mpci_answer *answer)
{
	const struct mpci_region *region;

	answer->info->index = index;
	answer->len = sizeof(*answer->info);
	/* Those that a fault adds are empty. */
	if (index >= mp->nr_regions)
		return;
	region = &mp->region[index];
	answer->info->flags = region->flags;
	answer->info->size = region->size;
	answer->info->offset = region->offset;
	if (mpci_chain_has_decoy(faults, index) && (region->flags & VFIO_REGION_INFO_FLAG_MMAP))
		add_cap(answer, CAP_DECOY, sizeof(struct vfio_info_cap_header));
	add_type(mp, region, answer);
	add_mappable(mp, region, answer);
	add_sparse(mp, region, mpci_chain_is_wanted(faults, index), answer);
	mpci_chain_spoil(faults, answer);
}

/* As the kernel does it: a chain that does not fit is left out, and argsz says what it takes. */
static long
deliver(const struct mpci_faults *faults, struct mpci_answer *answer, u32 argsz,
	void __user *arg)
{
	struct vfio_region_info *info = answer->info;
	u32 index = info->index, len = min(argsz, answer->len);

	if (mpci_fault_on(faults, MPCI_FAULT_STRICT, index) && argsz > answer->len)
		return -EINVAL;
	info->argsz = max(argsz, answer->len);
	if (mpci_fault_on(faults, MPCI_FAULT_GROW, index) && answer->last)
		info->argsz += GROWTH;
	if (argsz < info->argsz) {
		info->cap_offset = 0;
		len = MIN_SIZE;
		if (mpci_fault_on(faults, MPCI_FAULT_UNDERFILL, index))
			info->size = info->offset = 0;
	}
	return copy_to_user(arg, info, len) ? -EFAULT : 0;
}

static u32
nr_reported(const struct mpci *mp, const struct mpci_faults *faults)
{
	if (!(faults->set & BIT(MPCI_FAULT_REGIONS)))
		return mp->nr_regions;
	return max(mp->nr_regions, faults->arg[MPCI_FAULT_REGIONS]);
}

u32
mpci_info_nr_regions(struct mpci *mp)
{
	struct mpci_faults faults = mpci_fault_copy(mp);

	return nr_reported(mp, &faults);
}

long
mpci_info_region(struct mpci *mp, void __user *arg)
{
	struct mpci_faults faults = mpci_fault_copy(mp);
	struct mpci_answer answer = { 0 };
	struct vfio_region_info info;
	long ret;

	if (copy_from_user(&info, arg, MIN_SIZE))
		return -EFAULT;
	if (info.argsz < MIN_SIZE || info.index >= nr_reported(mp, &faults))
		return -EINVAL;
	/* As vfio-pci answers for what is no VGA device. */
	if (info.index == VFIO_PCI_VGA_REGION_INDEX)
		return -EINVAL;
	if (mpci_fault_on(&faults, MPCI_FAULT_INFO, info.index))
		return -EIO;
	answer.info = kzalloc(ANSWER_ROOM, GFP_KERNEL);
	if (!answer.info)
		return -ENOMEM;
	fill(mp, info.index, &faults, &answer);
	ret = deliver(&faults, &answer, info.argsz, arg);
	kfree(answer.info);
	return ret;
}
