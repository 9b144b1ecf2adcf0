/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Notifications by mapped memory. A driver that has the page mapped notifies by a store that
 * no one traps, so a timer looks at the page while the device runs: once a jiffy it puts
 * back what says "nothing here", and whatever it finds instead starts the ring work. Which
 * queue it was does not matter, since that work looks at all of them.
 */

#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/mm.h>

#include "mvnet.h"

/* The number of no queue, and of no store that a driver makes here. */
#define NOTHING 0xffff

static bool
take(struct mvnet *mv)
{
	u8 *mem = page_address(mv->notify.page);
	bool found = false;
	u32 i;

	for (i = 0; i < mvnet_nr_queues(mv); i++)
		found |= xchg((u16 *)(mem + i * MVNET_NOTIFY_STEP), NOTHING) != NOTHING;
	return found;
}

/* In softirq context, so without mvnet.lock, which is a mutex. */
static void
look(struct timer_list *timer)
{
	struct mvnet *mv = container_of(timer, struct mvnet, notify.timer);

	if (!READ_ONCE(mv->live))
		return;
	if (take(mv))
		mvnet_path_kick(mv);
	mod_timer(timer, jiffies + 1);
}

int
mvnet_notify_create(struct mvnet *mv)
{
	if (mv->opt.map == MVNET_MAP_NONE)
		return 0;
	mv->notify.page = alloc_page(GFP_KERNEL);
	if (!mv->notify.page)
		return -ENOMEM;
	timer_setup(&mv->notify.timer, look, 0);
	return 0;
}

void
mvnet_notify_destroy(struct mvnet *mv)
{
	if (mv->notify.page)
		put_page(mv->notify.page);
}

/* What a user wrote is not the next one's to read. */
void
mvnet_notify_open(struct mvnet *mv)
{
	if (mv->notify.page)
		memset(page_address(mv->notify.page), 0xff, PAGE_SIZE);
}

/* When the device becomes live; the timer ends by itself when it no longer is. */
void
mvnet_notify_start(struct mvnet *mv)
{
	if (mv->notify.page && mv->live)
		mod_timer(&mv->notify.timer, jiffies + 1);
}

/* When it cannot become live again. */
void
mvnet_notify_stop(struct mvnet *mv)
{
	if (mv->notify.page)
		del_timer_sync(&mv->notify.timer);
}

/*
 * Under the process's mmap_lock, which DMA takes below mvnet.lock: so without the latter. A
 * private mapping would keep the notifications to itself.
 */
int
mvnet_notify_map(struct mvnet *mv, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	return vm_insert_page(vma, vma->vm_start, mv->notify.page);
}
