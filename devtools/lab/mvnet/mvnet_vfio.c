/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The VFIO device: what the process that opens the mdev sees. */

#include <linux/slab.h>
#include <linux/uaccess.h>

#include "mvnet.h"
#include "lab_compat.h"
#include "lab_vfio.h"
#include "mvnet_region.h"

#define REGION_RW (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)

/* NULL if this mdev has no such region. */
static const struct mvnet_region *
get_region(const struct mvnet *mv, u32 index)
{
	const struct mvnet_region *region = &mv->transport->regions[index];

	if (!region->size || (index == VFIO_PCI_BAR1_REGION_INDEX && !mv->opt.msix))
		return NULL;
	return region;
}

static const struct mvnet_region *
find_region(const struct mvnet *mv, u64 pos)
{
	u32 index;

	for (index = 0; index < VFIO_PCI_NUM_REGIONS; index++) {
		const struct mvnet_region *region = get_region(mv, index);

		if (region && pos >= region->offset && pos - region->offset < region->size)
			return region;
	}
	return NULL;
}

static bool
is_mappable(const struct mvnet *mv, const struct mvnet_region *region)
{
	return region && region->has_page && mv->notify.page;
}

static long
get_info(struct mvnet *mv, void __user *arg)
{
	return lab_vfio_info(arg, VFIO_PCI_NUM_REGIONS, mv->opt.reset);
}

/* What follows region info where the one page of a region can be mapped. */
struct sparse_cap {
	struct vfio_region_info_cap_sparse_mmap cap;
	struct vfio_region_sparse_mmap_area area;
};

static int
put_sparse_cap(const struct mvnet_region *region, void __user *at)
{
	const struct sparse_cap sparse = {
		.cap.header = { .id = VFIO_REGION_INFO_CAP_SPARSE_MMAP, .version = 1 },
		.cap.nr_areas = 1,
		.area = { .offset = region->page_off, .size = PAGE_SIZE },
	};

	/* The capability ends in an array without a length: the area is its first entry. */
	BUILD_BUG_ON(offsetof(struct sparse_cap, area) !=
		     offsetof(struct vfio_region_info_cap_sparse_mmap, areas));
	return copy_to_user(at, &sparse, sizeof(sparse)) ? -EFAULT : 0;
}

/* A caller without room for the capability learns from argsz how much it takes. */
static int
add_sparse_cap(const struct mvnet_region *region, struct vfio_region_info *info,
	       void __user *arg)
{
	const u32 needed = sizeof(*info) + sizeof(struct sparse_cap);

	info->flags |= VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS;
	if (info->argsz < needed) {
		info->argsz = needed;
		return 0;
	}
	info->cap_offset = sizeof(*info);
	return put_sparse_cap(region, arg + sizeof(*info));
}

static long
get_region_info(struct mvnet *mv, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_region_info, offset);
	const struct mvnet_region *region;
	struct vfio_region_info info;
	int ret = 0;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index >= VFIO_PCI_NUM_REGIONS)
		return -EINVAL;
	/* As vfio-pci answers for what is no VGA device. */
	if (info.index == VFIO_PCI_VGA_REGION_INDEX)
		return -EINVAL;

	region = get_region(mv, info.index);
	info.flags = region ? REGION_RW : 0;
	info.cap_offset = 0;
	info.size = region ? region->size : 0;
	info.offset = region ? region->offset : 0;
	if (is_mappable(mv, region))
		ret = add_sparse_cap(region, &info, arg);
	if (ret)
		return ret;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long
get_irq_info(struct mvnet *mv, void __user *arg)
{
	struct vfio_irq_info info;
	int ret = lab_irq_info_get(&info, arg);

	return ret ? ret : lab_irq_info_put(&info, mvnet_irq_count(mv, info.index), arg);
}

static long
set_irqs(struct mvnet *mv, void __user *arg)
{
	struct vfio_irq_set set;
	void *data;
	int ret = lab_irq_set_get(&set, arg);

	if (ret)
		return ret;
	data = lab_irq_data_get(&set, mvnet_irq_count(mv, set.index), arg);
	if (IS_ERR(data))
		return PTR_ERR(data);

	mutex_lock(&mv->lock);
	ret = mvnet_irq_set(mv, &set, data);
	mutex_unlock(&mv->lock);
	kfree(data);
	return ret;
}

static long
reset(struct mvnet *mv, void __user *arg)
{
	if (!mv->opt.reset)
		return -ENOTTY;
	mutex_lock(&mv->lock);
	mvnet_virtio_reset(mv);
	mutex_unlock(&mv->lock);
	return 0;
}

static const struct {
	unsigned int cmd;
	long (*run)(struct mvnet *mv, void __user *arg);
} ioctls[] = {
	{ VFIO_DEVICE_GET_INFO, get_info },
	{ VFIO_DEVICE_GET_REGION_INFO, get_region_info },
	{ VFIO_DEVICE_GET_IRQ_INFO, get_irq_info },
	{ VFIO_DEVICE_SET_IRQS, set_irqs },
	{ VFIO_DEVICE_RESET, reset },
};

static long
mvnet_vfio_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ioctls); i++)
		if (ioctls[i].cmd == cmd)
			return ioctls[i].run(mvnet_from_vfio(vdev), (void __user *)arg);
	return -ENOTTY;
}

static void
load(void *device, const void *region, u32 off, u8 *buf, u32 len)
{
	((const struct mvnet_region *)region)->load(device, off, buf, len);
}

static void
store(void *device, const void *region, u32 off, const u8 *buf, u32 len)
{
	((const struct mvnet_region *)region)->store(device, off, buf, len);
}

/* What is at this position, as far as there is something; its length, or an error. */
static ssize_t
begin_access(struct mvnet *mv, loff_t pos, size_t count, struct lab_access *access, u32 *off)
{
	const struct mvnet_region *region = find_region(mv, pos);

	if (!region)
		return -EINVAL;
	*access = (struct lab_access){ &mv->lock, mv, region, load, store };
	*off = pos - region->offset;
	return min_t(u64, count, region->size - *off);
}

static ssize_t
mvnet_vfio_read(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos)
{
	struct lab_access access;
	u32 off;
	ssize_t ret = begin_access(mvnet_from_vfio(vdev), *ppos, count, &access, &off);

	if (ret >= 0)
		ret = lab_access_read(&access, off, buf, ret);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

static ssize_t
mvnet_vfio_write(struct vfio_device *vdev, const char __user *buf, size_t count, loff_t *ppos)
{
	struct lab_access access;
	u32 off;
	ssize_t ret = begin_access(mvnet_from_vfio(vdev), *ppos, count, &access, &off);

	if (ret >= 0)
		ret = lab_access_write(&access, off, buf, ret);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

/* That page and no more; as everywhere, the position tells the region. */
static int
mvnet_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	struct mvnet *mv = mvnet_from_vfio(vdev);
	u64 pos = (u64)vma->vm_pgoff << PAGE_SHIFT;
	const struct mvnet_region *region = find_region(mv, pos);

	if (!is_mappable(mv, region) || pos - region->offset != region->page_off)
		return -EINVAL;
	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		return -EINVAL;
	return mvnet_notify_map(mv, vma);
}

static int
mvnet_vfio_open(struct vfio_device *vdev)
{
	struct mvnet *mv = mvnet_from_vfio(vdev);

	mutex_lock(&mv->lock);
	mvnet_config_init(mv);
	mvnet_irq_init(mv);
	mvnet_virtio_reset(mv);
	mvnet_notify_open(mv);
	mutex_unlock(&mv->lock);
	return 0;
}

static void
mvnet_vfio_close(struct vfio_device *vdev)
{
	struct mvnet *mv = mvnet_from_vfio(vdev);

	mutex_lock(&mv->lock);
	mvnet_virtio_reset(mv);
	mvnet_irq_release(mv);
	mutex_unlock(&mv->lock);
	mvnet_notify_stop(mv);
	mvnet_path_stop(mv);
}

/* Called at removal, and again every ten seconds, until the user has closed the device. */
static void
mvnet_vfio_request(struct vfio_device *vdev, unsigned int count)
{
	struct mvnet *mv = mvnet_from_vfio(vdev);
	bool asked;

	mutex_lock(&mv->lock);
	asked = mvnet_irq_request(mv);
	mutex_unlock(&mv->lock);
	if (!asked && !count)
		dev_notice(vdev->dev, "removal waits until the device is closed\n");
}

static void
mvnet_vfio_dma_unmap(struct vfio_device *vdev, u64 iova, u64 len)
{
	mvnet_dma_unmap(mvnet_from_vfio(vdev), iova, len);
}

static int
mvnet_vfio_init(struct vfio_device *vdev)
{
	struct mvnet *mv = mvnet_from_vfio(vdev);

	mutex_init(&mv->lock);
	mvnet_path_init(mv);
	return 0;
}

static void
mvnet_vfio_release(struct vfio_device *vdev)
{
	struct mvnet *mv = mvnet_from_vfio(vdev);

	mvnet_notify_destroy(mv);
	mvnet_dma_destroy(mv);
	mutex_destroy(&mv->lock);
	lab_vfio_free(vdev);
}

const struct vfio_device_ops mvnet_vfio_ops = {
	.name = "mvnet",
	.init = mvnet_vfio_init,
	.release = mvnet_vfio_release,
	.open_device = mvnet_vfio_open,
	.close_device = mvnet_vfio_close,
	.read = mvnet_vfio_read,
	.write = mvnet_vfio_write,
	.mmap = mvnet_vfio_mmap,
	.ioctl = mvnet_vfio_ioctl,
	.request = mvnet_vfio_request,
	.dma_unmap = mvnet_vfio_dma_unmap,
	LAB_IOMMUFD_OPS
	LAB_CDEV_OPS
};
