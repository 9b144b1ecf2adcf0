/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef MVNET_REGION_H
#define MVNET_REGION_H

#include <linux/types.h>

struct mvnet;

/*
 * A region of the VFIO device; an array of them is indexed by VFIO's numbers, and a size of 0
 * stands for none. Their offsets are packed, in an order of our own: only region info tells
 * where a region is, and a consumer that assumes vfio-pci's layout finds nothing.
 */
struct mvnet_region {
	u64 offset;
	u32 size;
	void (*load)(struct mvnet *mv, u32 off, u8 *buf, u32 len);
	void (*store)(struct mvnet *mv, u32 off, const u8 *buf, u32 len);
	/* The one page of it that can be mapped, if the device has a page for it. */
	u32 page_off;
	bool has_page;
};

/* Where all kinds have the same. */
#define MVNET_CONFIG_OFFSET 0x1000
#define MVNET_MSIX_REGION \
	{ 0x3000, MVNET_MSIX_BAR_SIZE, mvnet_irq_table_load, mvnet_irq_table_store }

#endif /* MVNET_REGION_H */
