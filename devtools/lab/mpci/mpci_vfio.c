/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The VFIO device: what the process that opens the mdev sees. */

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mpci.h"
#include "mpci_compat.h"

static long
get_info(struct mpci *mp, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	info.flags = VFIO_DEVICE_FLAGS_PCI;
	if (mp->shape->reset)
		info.flags |= VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = mpci_info_nr_regions(mp);
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long
get_irq_info(struct mpci *mp, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;

	info.count = mpci_irq_count(mp, info.index);
	/* What a driver does not know at all is an error, what this device lacks is a zero. */
	if (!info.count && info.index >= VFIO_PCI_ERR_IRQ_INDEX)
		return -EINVAL;
	info.flags = info.count ? mpci_irq_flags(info.index) : 0;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long
set_irqs(struct mpci *mp, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_set, count);
	struct vfio_irq_set set;
	void *data = NULL;
	size_t size = 0;
	int ret;

	if (copy_from_user(&set, arg, minsz))
		return -EFAULT;
	ret = vfio_set_irqs_validate_and_prepare(&set, mpci_irq_count(mp, set.index),
						 VFIO_PCI_NUM_IRQS, &size);
	if (ret)
		return ret;
	if (size)
		data = memdup_user(arg + minsz, size);
	if (IS_ERR(data))
		return PTR_ERR(data);

	mutex_lock(&mp->lock);
	ret = mpci_irq_set(mp, &set, data);
	mutex_unlock(&mp->lock);
	kfree(data);
	return ret;
}

static long
reset(struct mpci *mp, void __user *arg)
{
	if (!mp->shape->reset)
		return -ENOTTY;
	mutex_lock(&mp->lock);
	mpci_function_quiesce(mp->fn);
	mpci_config_init(mp);
	mpci_irq_disable_line(mp, false);
	mutex_unlock(&mp->lock);
	return 0;
}

static const struct {
	unsigned int cmd;
	long (*run)(struct mpci *mp, void __user *arg);
} ioctls[] = {
	{ VFIO_DEVICE_GET_INFO, get_info },
	{ VFIO_DEVICE_GET_REGION_INFO, mpci_info_region },
	{ VFIO_DEVICE_GET_IRQ_INFO, get_irq_info },
	{ VFIO_DEVICE_SET_IRQS, set_irqs },
	{ VFIO_DEVICE_RESET, reset },
};

static long
mpci_vfio_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg)
{
	struct mpci *mp = mpci_from_vfio(vdev);
	size_t i;

	if (mpci_fault_hit(mp, MPCI_FAULT_VANISH))
		return -ENODEV;
	for (i = 0; i < ARRAY_SIZE(ioctls); i++)
		if (ioctls[i].cmd == cmd)
			return ioctls[i].run(mp, (void __user *)arg);
	return -ENOTTY;
}

/* --- access --- */

/* Registers are accessed by naturally aligned pieces of 4, 2 and 1 bytes, as on a bus. */
static u32
piece(u64 pos, size_t len)
{
	u32 size = sizeof(u32);

	while (size > len || pos % size)
		size /= 2;
	return size;
}

static int
load_piece(struct mpci *mp, const struct mpci_region *region, u32 off, char __user *user,
	   u32 len)
{
	u8 buf[sizeof(u32)];

	mutex_lock(&mp->lock);
	region->ops->load(mp, region, off, buf, len);
	mutex_unlock(&mp->lock);
	return copy_to_user(user, buf, len) ? -EFAULT : 0;
}

static int
store_piece(struct mpci *mp, const struct mpci_region *region, u32 off, char __user *user,
	    u32 len)
{
	u8 buf[sizeof(u32)];

	if (copy_from_user(buf, user, len))
		return -EFAULT;
	mutex_lock(&mp->lock);
	region->ops->store(mp, region, off, buf, len);
	mutex_unlock(&mp->lock);
	return 0;
}

/* One direction of access, and what can go wrong with it. */
struct direction {
	enum mpci_fault fault;
	u32 flag;
	int (*move)(struct mpci *mp, const struct mpci_region *region, u32 off,
		    char __user *user, u32 len);
};

static const struct direction reading = {
	MPCI_FAULT_READ, VFIO_REGION_INFO_FLAG_READ, load_piece,
};

static const struct direction writing = {
	MPCI_FAULT_WRITE, VFIO_REGION_INFO_FLAG_WRITE, store_piece,
};

static int
fail_access(struct mpci *mp, const struct direction *direction)
{
	if (mpci_fault_hit(mp, MPCI_FAULT_VANISH))
		return -ENODEV;
	if (mpci_fault_hit(mp, direction->fault) || mpci_fault_hit(mp, MPCI_FAULT_NTH))
		return -EIO;
	return 0;
}

static ssize_t
access_region(struct mpci *mp, char __user *user, size_t count, loff_t *ppos,
	      const struct direction *direction)
{
	const struct mpci_region *region = mpci_region_find(mp, *ppos);
	size_t done;
	u32 off, part;
	int ret = fail_access(mp, direction);

	if (ret)
		return ret;
	if (!region || !(region->flags & direction->flag))
		return -EINVAL;
	off = *ppos - region->offset;
	count = min_t(u64, count, region->size - off);
	if (direction == &reading && mpci_fault_hit(mp, MPCI_FAULT_SHORT))
		count = (count + 1) / 2;
	for (done = 0; done < count; done += part) {
		part = piece(off + done, count - done);
		ret = direction->move(mp, region, off + done, user + done, part);
		if (ret)
			return ret;
	}
	*ppos += done;
	return done;
}

static ssize_t
mpci_vfio_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos)
{
	return access_region(mpci_from_vfio(vdev), buf, count, ppos, &reading);
}

static ssize_t
mpci_vfio_write(struct vfio_device *vdev, const char __user *buf, size_t count, loff_t *ppos)
{
	return access_region(mpci_from_vfio(vdev), (char __user *)buf, count, ppos, &writing);
}

/* Without mp->lock: whoever holds that may wait for the caller's address space. */
static int
mpci_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	struct mpci *mp = mpci_from_vfio(vdev);
	u64 pos = (u64)vma->vm_pgoff << PAGE_SHIFT;
	const struct mpci_region *region = mpci_region_find(mp, pos);

	if (mpci_fault_hit(mp, MPCI_FAULT_VANISH))
		return -ENODEV;
	if (mpci_fault_hit(mp, MPCI_FAULT_MMAP))
		return -EPERM;
	if (!region || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (!mpci_region_can_map(region, pos - region->offset, vma->vm_end - vma->vm_start))
		return -EINVAL;
	return region->ops->mmap(mp, region, pos - region->offset, vma);
}

/* --- its life --- */

static int
mpci_vfio_open(struct vfio_device *vdev)
{
	struct mpci *mp = mpci_from_vfio(vdev);

	mutex_lock(&mp->lock);
	mpci_function_quiesce(mp->fn);
	mpci_config_init(mp);
	mpci_irq_init(mp);
	mutex_unlock(&mp->lock);
	return 0;
}

static void
mpci_vfio_close(struct vfio_device *vdev)
{
	struct mpci *mp = mpci_from_vfio(vdev);

	mutex_lock(&mp->lock);
	mpci_function_quiesce(mp->fn);
	mpci_irq_release(mp);
	mutex_unlock(&mp->lock);
}

/* Called at removal, and again every ten seconds, until the user has closed the device. */
static void
mpci_vfio_request(struct vfio_device *vdev, unsigned int count)
{
	struct mpci *mp = mpci_from_vfio(vdev);
	bool asked;

	mutex_lock(&mp->lock);
	asked = mpci_irq_request(mp);
	mutex_unlock(&mp->lock);
	if (!asked && !count)
		dev_notice(vdev->dev, "removal waits until the device is closed\n");
}

static int
mpci_vfio_init(struct vfio_device *vdev)
{
	struct mpci *mp = mpci_from_vfio(vdev);

	mutex_init(&mp->lock);
	spin_lock_init(&mp->fault_lock);
	mpci_irq_init(mp);
	return 0;
}

static void
mpci_vfio_release(struct vfio_device *vdev)
{
	struct mpci *mp = mpci_from_vfio(vdev);

	mpci_region_destroy(mp);
	kfree(mp->shape);
	mutex_destroy(&mp->lock);
	mpci_vfio_free(vdev);
}

const struct vfio_device_ops mpci_vfio_ops = {
	.name = "mpci",
	.init = mpci_vfio_init,
	.release = mpci_vfio_release,
	.open_device = mpci_vfio_open,
	.close_device = mpci_vfio_close,
	.read = mpci_vfio_read,
	.write = mpci_vfio_write,
	.ioctl = mpci_vfio_ioctl,
	.mmap = mpci_vfio_mmap,
	.request = mpci_vfio_request,
	MPCI_IOMMUFD_OPS
	MPCI_CDEV_OPS
};
