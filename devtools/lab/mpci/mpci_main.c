/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The module, and the creation and removal of mpci mdevs. */

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mpci.h"

static struct mpci *
mpci_alloc(struct mdev_device *mdev)
{
	struct mpci *mp = vfio_alloc_device(mpci, vdev, mdev_dev(mdev), &mpci_vfio_ops);
	int ret = -ENOMEM;

	if (IS_ERR(mp))
		return mp;
	mp->fn = container_of(mdev->type->parent, struct mpci_function, parent);
	mp->shape = mpci_param_shape();
	if (mp->shape)
		ret = mpci_region_init(mp);
	if (!ret)
		return mp;
	vfio_put_device(&mp->vdev);
	return ERR_PTR(ret);
}

static int
mpci_probe(struct mdev_device *mdev)
{
	struct mpci *mp = mpci_alloc(mdev);
	int ret;

	if (IS_ERR(mp))
		return PTR_ERR(mp);
	dev_set_drvdata(mdev_dev(mdev), mp);
	ret = vfio_register_emulated_iommu_dev(&mp->vdev);
	if (ret)
		vfio_put_device(&mp->vdev);
	return ret;
}

static void
mpci_remove(struct mdev_device *mdev)
{
	struct mpci *mp = dev_get_drvdata(mdev_dev(mdev));

	/* Returns when the last user has closed the device. */
	vfio_unregister_group_dev(&mp->vdev);
	vfio_put_device(&mp->vdev);
}

static ssize_t
mpci_show_description(struct mdev_type *type, char *buf)
{
	return sysfs_emit(buf, "a PCI function as it is, in the shape that the parameters say\n");
}

/* --- faults, which may also come while the device is in use --- */

bool
mpci_fault_hit(struct mpci *mp, enum mpci_fault fault)
{
	bool hit;

	spin_lock(&mp->fault_lock);
	hit = mpci_fault_now(&mp->shape->faults, fault);
	spin_unlock(&mp->fault_lock);
	return hit;
}

struct mpci_faults
mpci_fault_copy(struct mpci *mp)
{
	struct mpci_faults faults;

	spin_lock(&mp->fault_lock);
	faults = mp->shape->faults;
	spin_unlock(&mp->fault_lock);
	return faults;
}

static ssize_t
faults_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct mpci_faults faults = mpci_fault_copy(dev_get_drvdata(dev));

	return mpci_fault_print(&faults, buf);
}

static ssize_t
faults_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	char *text = kstrndup(buf, strcspn(buf, "\n"), GFP_KERNEL);
	struct mpci *mp = dev_get_drvdata(dev);
	struct mpci_faults faults;
	int ret;

	if (!text)
		return -ENOMEM;
	ret = mpci_fault_parse(text, &faults);
	kfree(text);
	if (ret)
		return ret;
	spin_lock(&mp->fault_lock);
	mp->shape->faults = faults;
	spin_unlock(&mp->fault_lock);
	return count;
}
static DEVICE_ATTR_RW(faults);

static struct attribute *mpci_attrs[] = {
	&dev_attr_faults.attr,
	NULL,
};
ATTRIBUTE_GROUPS(mpci);

struct mdev_driver mpci_mdev_driver = {
	.device_api = VFIO_DEVICE_API_PCI_STRING,
	.max_instances = 1,
	.probe = mpci_probe,
	.remove = mpci_remove,
	.show_description = mpci_show_description,
	.driver = {
		.name = "mpci",
		.owner = THIS_MODULE,
		.mod_name = KBUILD_MODNAME,
		.dev_groups = mpci_groups,
	},
};

static int __init
mpci_module_init(void)
{
	int ret;

	ret = mdev_register_driver(&mpci_mdev_driver);
	if (ret)
		return ret;
	ret = pci_register_driver(&mpci_pci_driver);
	if (ret)
		mdev_unregister_driver(&mpci_mdev_driver);
	return ret;
}

static void __exit
mpci_module_exit(void)
{
	pci_unregister_driver(&mpci_pci_driver);
	mdev_unregister_driver(&mpci_mdev_driver);
}

module_init(mpci_module_init);
module_exit(mpci_module_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The dpdk-mdev authors");
MODULE_DESCRIPTION("mediated devices that are PCI functions, in a shape of one's choice");
