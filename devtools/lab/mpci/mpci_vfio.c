/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The VFIO device: what the process that opens the mdev sees. */

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mpci.h"
#include "lab_compat.h"
#include "lab_vfio.h"

static long
get_info(struct mpci *mp, void __user *arg)
{
	return lab_vfio_info(arg, mpci_info_nr_regions(mp), mp->shape->reset);
}

static long
get_irq_info(struct mpci *mp, void __user *arg)
{
	struct vfio_irq_info info;
	int ret = lab_irq_info_get(&info, arg);

	return ret ? ret : lab_irq_info_put(&info, mpci_irq_count(mp, info.index), arg);
}

static long
set_irqs(struct mpci *mp, void __user *arg)
{
	struct vfio_irq_set set;
	void *data;
	int ret = lab_irq_set_get(&set, arg);

	if (ret)
		return ret;
	data = lab_irq_data_get(&set, mpci_irq_count(mp, set.index), arg);
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

static void
load(void *device, const void *region, u32 off, u8 *buf, u32 len)
{
	((const struct mpci_region *)region)->ops->load(device, region, off, buf, len);
}

static void
store(void *device, const void *region, u32 off, const u8 *buf, u32 len)
{
	((const struct mpci_region *)region)->ops->store(device, region, off, buf, len);
}

static int
fail_access(struct mpci *mp, enum mpci_fault fault)
{
	if (mpci_fault_hit(mp, MPCI_FAULT_VANISH))
		return -ENODEV;
	if (mpci_fault_hit(mp, fault) || mpci_fault_hit(mp, MPCI_FAULT_NTH))
		return -EIO;
	return 0;
}

/* What is at this position, as far as there is something; its length, or an error. */
static ssize_t
begin_access(struct mpci *mp, loff_t pos, size_t count, u32 flag, struct lab_access *access,
	     u32 *off)
{
	const struct mpci_region *region = mpci_region_find(mp, pos);

	if (!region || !(region->flags & flag))
		return -EINVAL;
	*access = (struct lab_access){ &mp->lock, mp, region, load, store };
	*off = pos - region->offset;
	return min_t(u64, count, region->size - *off);
}

static ssize_t
mpci_vfio_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos)
{
	struct mpci *mp = mpci_from_vfio(vdev);
	struct lab_access access;
	ssize_t ret = fail_access(mp, MPCI_FAULT_READ);
	u32 off;

	if (!ret)
		ret = begin_access(mp, *ppos, count, VFIO_REGION_INFO_FLAG_READ, &access, &off);
	if (ret < 0)
		return ret;
	if (mpci_fault_hit(mp, MPCI_FAULT_SHORT))
		ret = (ret + 1) / 2;
	ret = lab_access_read(&access, off, buf, ret);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

static ssize_t
mpci_vfio_write(struct vfio_device *vdev, const char __user *buf, size_t count, loff_t *ppos)
{
	struct mpci *mp = mpci_from_vfio(vdev);
	struct lab_access access;
	ssize_t ret = fail_access(mp, MPCI_FAULT_WRITE);
	u32 off;

	if (!ret)
		ret = begin_access(mp, *ppos, count, VFIO_REGION_INFO_FLAG_WRITE, &access, &off);
	if (ret < 0)
		return ret;
	ret = lab_access_write(&access, off, buf, ret);
	if (ret > 0)
		*ppos += ret;
	return ret;
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
	lab_vfio_free(vdev);
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
	LAB_IOMMUFD_OPS
	LAB_CDEV_OPS
};
