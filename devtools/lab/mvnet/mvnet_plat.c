/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* mvplat: an mdev whose device_api is not vfio-pci, for consumers to refuse. */

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "lab_compat.h"
#include "mvnet_parent.h"

static int
plat_init(struct vfio_device *vdev)
{
	return 0;
}

static int
plat_open(struct vfio_device *vdev)
{
	return 0;
}

static void
plat_close(struct vfio_device *vdev)
{
}

static long
plat_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg)
{
	const size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info;

	if (cmd != VFIO_DEVICE_GET_INFO)
		return -ENOTTY;
	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	info.flags = VFIO_DEVICE_FLAGS_PLATFORM;
	info.num_regions = 0;
	info.num_irqs = 0;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}

static const struct vfio_device_ops plat_ops = {
	.name = "mvplat",
	.init = plat_init,
	.release = lab_vfio_free,
	.open_device = plat_open,
	.close_device = plat_close,
	.ioctl = plat_ioctl,
	LAB_IOMMUFD_OPS
	LAB_CDEV_OPS
};

struct mvnet_plat {
	struct vfio_device vdev;
};

static int
plat_probe(struct mdev_device *mdev)
{
	struct mvnet_plat *plat;
	int ret;

	plat = vfio_alloc_device(mvnet_plat, vdev, mdev_dev(mdev), &plat_ops);
	if (IS_ERR(plat))
		return PTR_ERR(plat);
	ret = vfio_register_emulated_iommu_dev(&plat->vdev);
	if (ret) {
		vfio_put_device(&plat->vdev);
		return ret;
	}
	dev_set_drvdata(mdev_dev(mdev), plat);
	return 0;
}

static void
plat_remove(struct mdev_device *mdev)
{
	struct mvnet_plat *plat = dev_get_drvdata(mdev_dev(mdev));

	vfio_unregister_group_dev(&plat->vdev);
	vfio_put_device(&plat->vdev);
}

static struct mdev_type plat_type = {
	.sysfs_name = "none",
	.pretty_name = "platform device without regions",
};

static struct mdev_type *plat_types[] = { &plat_type };

struct mvnet_parent mvnet_plat_parent = {
	.class = { .name = "mvplat" },
	.types = plat_types,
	.nr_types = ARRAY_SIZE(plat_types),
	.driver = {
		.device_api = VFIO_DEVICE_API_PLATFORM_STRING,
		.max_instances = 16,
		.probe = plat_probe,
		.remove = plat_remove,
		.driver = {
			.name = "mvplat",
			.owner = THIS_MODULE,
			.mod_name = KBUILD_MODNAME,
		},
	},
};
