/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* What the VFIO devices of the lab's modules have in common, whatever is behind them. */

#ifndef LAB_VFIO_H
#define LAB_VFIO_H

#include <linux/eventfd.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/vfio.h>

/* --- ioctls --- */

long lab_vfio_info(void __user *arg, u32 nr_regions, bool has_reset);

/* VFIO_DEVICE_GET_IRQ_INFO: the question, whose index is checked; then its answer. */
int lab_irq_info_get(struct vfio_irq_info *info, void __user *arg);
int lab_irq_info_put(struct vfio_irq_info *info, u32 count, void __user *arg);

/* VFIO_DEVICE_SET_IRQS: the head; then the data behind it, checked against the number of vectors
 * of that index. Data is for kfree(), NULL where there is none, or an error.
 */
int lab_irq_set_get(struct vfio_irq_set *set, void __user *arg);
void *lab_irq_data_get(const struct vfio_irq_set *set, u32 count, void __user *arg);

enum lab_irq_action { LAB_IRQ_MASK, LAB_IRQ_UNMASK, LAB_IRQ_TRIGGER, LAB_NR_IRQ_ACTIONS };

/* Which one is asked for; negative: more or less than one. */
int lab_irq_action(const struct vfio_irq_set *set);

/* Without data: all in the range; with booleans: those that are set. */
bool lab_irq_chosen(const struct vfio_irq_set *set, const void *data, u32 i);

/* --- eventfds --- */

/* What a user means by a number: NULL if it is negative; or an error. */
struct eventfd_ctx *lab_eventfd_get(s32 fd);
/* NULL: nobody is told. */
void lab_signal(struct eventfd_ctx *ctx);
/* A place for one, or for none. */
void lab_slot_drop(struct eventfd_ctx **slot);
int lab_slot_assign(struct eventfd_ctx **slot, s32 fd);
/* All that SET_IRQS can ask of an interrupt of one vector that is never masked. */
int lab_slot_trigger(struct eventfd_ctx **slot, const struct vfio_irq_set *set, const void *data);

/* --- access --- */

/* To one region, by naturally aligned pieces of 4, 2 and 1 bytes, as on a bus. */
struct lab_access {
	struct mutex *lock;	/* held for each piece, but not for the user's memory */
	void *device;
	const void *region;
	void (*load)(void *device, const void *region, u32 off, u8 *buf, u32 len);
	void (*store)(void *device, const void *region, u32 off, const u8 *buf, u32 len);
};

/* The range is in the region. Returns count, or an error. */
ssize_t lab_access_read(const struct lab_access *access, u32 off, char __user *user,
			size_t count);
ssize_t lab_access_write(const struct lab_access *access, u32 off, const char __user *user,
			 size_t count);

#endif /* LAB_VFIO_H */
