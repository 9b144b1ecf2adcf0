/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Memory of the process that has the device open, reached through VFIO: copied by
 * vfio_dma_rw(), or through pages pinned one by one and kept until they are unmapped.
 *
 * Runs in a kernel worker only: vfio_dma_rw() borrows the address space of the process that
 * made the mapping if its caller has none, and fails in the context of another process.
 */

#include <linux/highmem.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/mm.h>

#include "mvnet.h"

/* The memory that one device may keep pinned: 32 MB. */
#define MAX_PINS 8192

/*
 * The kernel drops a mapping only if dma_unmap left no page of it pinned, tries ten times and
 * then hits BUG(). So a ring that points into memory being unmapped must not get its pages
 * back at once: for this long no new page is pinned, and the worker comes back later.
 */
#define HOLD_MS 20

unsigned long
mvnet_dma_hold(void)
{
	return msecs_to_jiffies(HOLD_MS);
}

static int
copied_rw(struct mvnet *mv, u64 iova, void *buf, size_t len, bool write)
{
	return vfio_dma_rw(&mv->vdev, iova, buf, len, write);
}

static const struct mvnet_dma_ops copied_ops = { .rw = copied_rw };

static unsigned int
unpin_range(struct mvnet *mv, unsigned long first, unsigned long last)
{
	unsigned int nr = 0;
	unsigned long index;
	struct page *page;

	lockdep_assert_held(&mv->pins.lock);
	xa_for_each_range(&mv->pins.pages, index, page, first, last) {
		xa_erase(&mv->pins.pages, index);
		vfio_unpin_pages(&mv->vdev, (dma_addr_t)index << PAGE_SHIFT, 1);
		nr++;
	}
	mv->pins.nr -= nr;
	return nr;
}

static struct page *
pin_page(struct mvnet *mv, unsigned long index)
{
	struct page *page;
	int ret;

	if (time_before(jiffies, mv->pins.hold_until))
		return ERR_PTR(-EAGAIN);
	if (mv->pins.nr >= MAX_PINS)
		unpin_range(mv, 0, ULONG_MAX);

	ret = vfio_pin_pages(&mv->vdev, (dma_addr_t)index << PAGE_SHIFT, 1,
			     IOMMU_READ | IOMMU_WRITE, &page);
	if (ret != 1)
		return ERR_PTR(ret < 0 ? ret : -EFAULT);

	ret = xa_err(xa_store(&mv->pins.pages, index, page, GFP_KERNEL));
	if (ret) {
		vfio_unpin_pages(&mv->vdev, (dma_addr_t)index << PAGE_SHIFT, 1);
		return ERR_PTR(ret);
	}
	mv->pins.nr++;
	return page;
}

/* An aligned word, which may hold a ring index, is moved by one access. */
static void
copy_bytes(void *dst, const void *src, size_t len)
{
	if (len == sizeof(u64) && IS_ALIGNED((uintptr_t)dst | (uintptr_t)src, sizeof(u64)))
		WRITE_ONCE(*(u64 *)dst, READ_ONCE(*(const u64 *)src));
	else
		memcpy(dst, src, len);
}

static int
rw_in_page(struct mvnet *mv, u64 iova, void *buf, size_t len, bool write)
{
	unsigned long index = iova >> PAGE_SHIFT;
	struct page *page;
	void *mem;

	page = xa_load(&mv->pins.pages, index);
	if (!page)
		page = pin_page(mv, index);
	if (IS_ERR(page))
		return PTR_ERR(page);

	mem = kmap_local_page(page);
	if (write)
		copy_bytes(mem + offset_in_page(iova), buf, len);
	else
		copy_bytes(buf, mem + offset_in_page(iova), len);
	kunmap_local(mem);
	return 0;
}

static int
pinned_rw(struct mvnet *mv, u64 iova, void *buf, size_t len, bool write)
{
	int ret = 0;

	mutex_lock(&mv->pins.lock);
	while (len && !ret) {
		size_t part = min_t(size_t, len, PAGE_SIZE - offset_in_page(iova));

		ret = rw_in_page(mv, iova, buf, part, write);
		iova += part;
		buf += part;
		len -= part;
	}
	mutex_unlock(&mv->pins.lock);
	return ret;
}

static const struct mvnet_dma_ops pinned_ops = { .rw = pinned_rw };

void
mvnet_dma_init(struct mvnet *mv)
{
	mv->dma = mv->opt.pin ? &pinned_ops : &copied_ops;
	mutex_init(&mv->pins.lock);
	xa_init(&mv->pins.pages);
	mv->pins.hold_until = jiffies;
}

void
mvnet_dma_destroy(struct mvnet *mv)
{
	xa_destroy(&mv->pins.pages);
	mutex_destroy(&mv->pins.lock);
}

void
mvnet_dma_release(struct mvnet *mv)
{
	mutex_lock(&mv->pins.lock);
	unpin_range(mv, 0, ULONG_MAX);
	mutex_unlock(&mv->pins.lock);
}

/* Called by VFIO for its mappings, of which len is a multiple of the page size. */
void
mvnet_dma_unmap(struct mvnet *mv, u64 iova, u64 len)
{
	mutex_lock(&mv->pins.lock);
	if (unpin_range(mv, iova >> PAGE_SHIFT, (iova + len - 1) >> PAGE_SHIFT))
		mv->pins.hold_until = jiffies + mvnet_dma_hold();
	mutex_unlock(&mv->pins.lock);
}
