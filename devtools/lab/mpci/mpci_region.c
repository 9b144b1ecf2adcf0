/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The regions of a device: where they are, what is in them, what of them can be mapped. */

#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "mpci.h"
#include "lab_compat.h"

#define REGION_RW (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)
#define SHIFT 40

/* --- what is in them --- */

static void
config_load(struct mpci *mp, const struct mpci_region *region, u32 off, u8 *buf, u32 len)
{
	mpci_config_load(mp, off, buf, len);
}

static void
config_store(struct mpci *mp, const struct mpci_region *region, u32 off, const u8 *buf, u32 len)
{
	mpci_config_store(mp, off, buf, len);
}

static const struct mpci_region_ops config_ops = { config_load, config_store };

static void
bar_load(struct mpci *mp, const struct mpci_region *region, u32 off, u8 *buf, u32 len)
{
	void __iomem *reg = mp->fn->bar[region->index] + off;

	if (len == sizeof(u32))
		put_unaligned_le32(ioread32(reg), buf);
	else if (len == sizeof(u16))
		put_unaligned_le16(ioread16(reg), buf);
	else
		*buf = ioread8(reg);
}

/* The kernel has filled the MSI-X table in; the user's vectors are those of SET_IRQS. */
static bool
is_table(const struct mpci_function *fn, const struct mpci_region *region, u32 off)
{
	return region->index == fn->table_bar && off >= fn->table_offset &&
	       off - fn->table_offset < fn->table_size;
}

static void
bar_store(struct mpci *mp, const struct mpci_region *region, u32 off, const u8 *buf, u32 len)
{
	void __iomem *reg = mp->fn->bar[region->index] + off;

	if (is_table(mp->fn, region, off))
		return;
	if (len == sizeof(u32))
		iowrite32(get_unaligned_le32(buf), reg);
	else if (len == sizeof(u16))
		iowrite16(get_unaligned_le16(buf), reg);
	else
		iowrite8(*buf, reg);
}

static int
bar_mmap(struct mpci *mp, const struct mpci_region *region, u32 off, struct vm_area_struct *vma)
{
	u64 address = pci_resource_start(mp->fn->pdev, region->index) + off;

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return io_remap_pfn_range(vma, vma->vm_start, address >> PAGE_SHIFT,
				  vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct mpci_region_ops bar_ops = { bar_load, bar_store, bar_mmap };

static void
vendor_load(struct mpci *mp, const struct mpci_region *region, u32 off, u8 *buf, u32 len)
{
	memcpy(buf, region->mem + off, len);
}

static void
vendor_store(struct mpci *mp, const struct mpci_region *region, u32 off, const u8 *buf, u32 len)
{
	memcpy(region->mem + off, buf, len);
}

static int
vendor_mmap(struct mpci *mp, const struct mpci_region *region, u32 off,
	    struct vm_area_struct *vma)
{
	return remap_vmalloc_range(vma, region->mem, off >> PAGE_SHIFT);
}

static const struct mpci_region_ops vendor_ops = { vendor_load, vendor_store, vendor_mmap };

/* --- what can be mapped --- */

static bool
is_in_area(const struct mpci_areas *areas, u64 off)
{
	const struct mpci_area *area;

	for (area = areas->area; area < areas->area + areas->nr; area++)
		if (off >= area->offset && area->size >= PAGE_SIZE &&
		    off - area->offset <= area->size - PAGE_SIZE)
			return true;
	return false;
}

/* Whole pages only, each of them in an area. */
bool
mpci_region_can_map(const struct mpci_region *region, u64 off, u64 len)
{
	u64 page;

	if (!(region->flags & VFIO_REGION_INFO_FLAG_MMAP) || !region->areas)
		return false;
	if (off > region->size || len > region->size - off)
		return false;
	if (region->areas->map == MPCI_MAP_ALL)
		return true;
	for (page = off; page - off < len; page += PAGE_SIZE)
		if (!is_in_area(region->areas, page))
			return false;
	return true;
}

static void
add_area(struct mpci_areas *areas, u64 start, u64 end)
{
	if (start < end)
		areas->area[areas->nr++] = (struct mpci_area){ start, end - start };
}

/* All but the pages that the MSI-X table is in; a shape that lists areas says it itself. */
static void
carve_table(const struct mpci *mp, struct mpci_region *region)
{
	const struct mpci_function *fn = mp->fn;
	u64 end = fn->table_offset + fn->table_size;

	if (region->index != fn->table_bar || mp->shape->table != MPCI_TABLE_CARVED ||
	    region->areas->map != MPCI_MAP_ALL)
		return;
	region->areas->map = MPCI_MAP_AREAS;
	region->areas->nr = 0;
	add_area(region->areas, 0, round_down(fn->table_offset, PAGE_SIZE));
	add_area(region->areas, round_up(end, PAGE_SIZE), region->size);
}

/* --- all of them --- */

static void
init_bar(struct mpci *mp, struct mpci_region *region)
{
	struct pci_dev *pdev = mp->fn->pdev;

	region->size = pci_resource_len(pdev, region->index);
	if (!region->size)
		return;
	region->flags = REGION_RW;
	region->ops = &bar_ops;
	if (!(pci_resource_flags(pdev, region->index) & IORESOURCE_MEM) ||
	    region->size < PAGE_SIZE)
		return;
	region->areas = mpci_shape_areas_of(mp->shape, region->index);
	if (region->areas->map != MPCI_MAP_NONE)
		region->flags |= VFIO_REGION_INFO_FLAG_MMAP;
	carve_table(mp, region);
}

static int
init_vendor(struct mpci *mp, struct mpci_region *region)
{
	const struct mpci_vendor *vendor =
		&mp->shape->vendor[region->index - VFIO_PCI_NUM_REGIONS];

	region->mem = vmalloc_user(vendor->size);
	if (!region->mem)
		return -ENOMEM;
	region->size = vendor->size;
	region->flags = vendor->flags;
	region->ops = &vendor_ops;
	region->areas = mpci_shape_areas_of(mp->shape, region->index);
	if (region->areas->map == MPCI_MAP_NONE)
		region->flags &= ~VFIO_REGION_INFO_FLAG_MMAP;
	return 0;
}

static void
place_one(struct mpci *mp, u32 index, u64 *end)
{
	struct mpci_region *region = &mp->region[index];

	if (mp->shape->layout == MPCI_SHIFTED) {
		region->offset = (u64)index << SHIFT;
		return;
	}
	region->offset = *end;
	*end += PAGE_ALIGN(region->size);
}

static void
place(struct mpci *mp)
{
	u64 end = 0;
	u32 i;

	for (i = 0; i < mp->nr_regions; i++)
		place_one(mp, mp->shape->layout == MPCI_REVERSED ? mp->nr_regions - 1 - i : i,
			  &end);
}

int
mpci_region_init(struct mpci *mp)
{
	struct mpci_region *config = &mp->region[VFIO_PCI_CONFIG_REGION_INDEX];
	u32 i;
	int ret;

	mp->nr_regions = VFIO_PCI_NUM_REGIONS + mp->shape->nr_vendor;
	for (i = 0; i < mp->nr_regions; i++)
		mp->region[i].index = i;
	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		init_bar(mp, &mp->region[i]);
	config->size = mpci_config_size(mp);
	config->flags = REGION_RW;
	config->ops = &config_ops;
	for (i = VFIO_PCI_NUM_REGIONS; i < mp->nr_regions; i++) {
		ret = init_vendor(mp, &mp->region[i]);
		if (ret)
			return ret;
	}
	place(mp);
	return 0;
}

void
mpci_region_destroy(struct mpci *mp)
{
	u32 i;

	for (i = VFIO_PCI_NUM_REGIONS; i < mp->nr_regions; i++)
		vfree(mp->region[i].mem);
}

const struct mpci_region *
mpci_region_find(const struct mpci *mp, u64 pos)
{
	const struct mpci_region *region;

	for (region = mp->region; region < mp->region + mp->nr_regions; region++)
		if (pos >= region->offset && pos - region->offset < region->size)
			return region;
	return NULL;
}
