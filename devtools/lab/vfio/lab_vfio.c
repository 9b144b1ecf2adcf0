/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <linux/err.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "lab_compat.h"
#include "lab_vfio.h"

/* --- ioctls --- */

long
lab_vfio_info(void __user *arg, u32 nr_regions, bool has_reset)
{
	const size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	info.flags = VFIO_DEVICE_FLAGS_PCI;
	if (has_reset)
		info.flags |= VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = nr_regions;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

#define IRQ_INFO_SIZE offsetofend(struct vfio_irq_info, count)

int
lab_irq_info_get(struct vfio_irq_info *info, void __user *arg)
{
	if (copy_from_user(info, arg, IRQ_INFO_SIZE))
		return -EFAULT;
	return info->argsz < IRQ_INFO_SIZE || info->index >= VFIO_PCI_NUM_IRQS ? -EINVAL : 0;
}

static u32
irq_flags(u32 index)
{
	if (index == VFIO_PCI_INTX_IRQ_INDEX)
		return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED;
	return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE;
}

int
lab_irq_info_put(struct vfio_irq_info *info, u32 count, void __user *arg)
{
	/* What a driver does not know at all is an error, what this device lacks is a zero. */
	if (!count && info->index >= VFIO_PCI_ERR_IRQ_INDEX)
		return -EINVAL;
	info->count = count;
	info->flags = count ? irq_flags(info->index) : 0;
	return copy_to_user(arg, info, IRQ_INFO_SIZE) ? -EFAULT : 0;
}

#define IRQ_SET_SIZE offsetofend(struct vfio_irq_set, count)

int
lab_irq_set_get(struct vfio_irq_set *set, void __user *arg)
{
	return copy_from_user(set, arg, IRQ_SET_SIZE) ? -EFAULT : 0;
}

void *
lab_irq_data_get(const struct vfio_irq_set *set, u32 count, void __user *arg)
{
	struct vfio_irq_set checked = *set;
	size_t size = 0;
	int ret = vfio_set_irqs_validate_and_prepare(&checked, count, VFIO_PCI_NUM_IRQS, &size);

	if (ret)
		return ERR_PTR(ret);
	return size ? memdup_user(arg + IRQ_SET_SIZE, size) : NULL;
}

int
lab_irq_action(const struct vfio_irq_set *set)
{
	u32 action = set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;

	return is_power_of_2(action) ? ilog2(action) - ilog2(VFIO_IRQ_SET_ACTION_MASK) : -EINVAL;
}

bool
lab_irq_chosen(const struct vfio_irq_set *set, const void *data, u32 i)
{
	return (set->flags & VFIO_IRQ_SET_DATA_NONE) || ((const u8 *)data)[i];
}

/* --- eventfds --- */

struct eventfd_ctx *
lab_eventfd_get(s32 fd)
{
	return fd < 0 ? NULL : eventfd_ctx_fdget(fd);
}

void
lab_signal(struct eventfd_ctx *ctx)
{
	if (ctx)
		lab_eventfd_signal(ctx);
}

void
lab_slot_drop(struct eventfd_ctx **slot)
{
	if (*slot)
		eventfd_ctx_put(*slot);
	*slot = NULL;
}

int
lab_slot_assign(struct eventfd_ctx **slot, s32 fd)
{
	struct eventfd_ctx *ctx = lab_eventfd_get(fd);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	lab_slot_drop(slot);
	*slot = ctx;
	return 0;
}

int
lab_slot_trigger(struct eventfd_ctx **slot, const struct vfio_irq_set *set, const void *data)
{
	if (!set->count && (set->flags & VFIO_IRQ_SET_DATA_NONE)) {
		lab_slot_drop(slot);
		return 0;
	}
	if (!set->count)
		return -EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return lab_slot_assign(slot, *(const s32 *)data);
	if (lab_irq_chosen(set, data, 0))
		lab_signal(*slot);
	return 0;
}

/* --- access --- */

static u32
piece(u32 off, size_t len)
{
	u32 size = sizeof(u32);

	while (size > len || off % size)
		size /= 2;
	return size;
}

ssize_t
lab_access_read(const struct lab_access *access, u32 off, char __user *user, size_t count)
{
	u8 buf[sizeof(u32)];
	size_t done;
	u32 len;

	for (done = 0; done < count; done += len) {
		len = piece(off + done, count - done);
		mutex_lock(access->lock);
		access->load(access->device, access->region, off + done, buf, len);
		mutex_unlock(access->lock);
		if (copy_to_user(user + done, buf, len))
			return -EFAULT;
	}
	return done;
}

ssize_t
lab_access_write(const struct lab_access *access, u32 off, const char __user *user, size_t count)
{
	u8 buf[sizeof(u32)];
	size_t done;
	u32 len;

	for (done = 0; done < count; done += len) {
		len = piece(off + done, count - done);
		if (copy_from_user(buf, user + done, len))
			return -EFAULT;
		mutex_lock(access->lock);
		access->store(access->device, access->region, off + done, buf, len);
		mutex_unlock(access->lock);
	}
	return done;
}
