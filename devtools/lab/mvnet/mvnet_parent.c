/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The virtual parent devices: a class, an mdev driver and a device, all of one name. */

#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/sysfs.h>

#include "mvnet_parent.h"

/* As a PCI parent has it: consumers place their memory by it. */
static ssize_t
numa_node_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", dev_to_node(dev));
}
static DEVICE_ATTR_RO(numa_node);

static struct attribute *parent_attrs[] = {
	&dev_attr_numa_node.attr,
	NULL,
};
ATTRIBUTE_GROUPS(parent);

static int
create_device(struct mvnet_parent *parent)
{
	parent->dev = device_create_with_groups(&parent->class, NULL, MKDEV(0, 0), NULL,
						parent_groups, "%s", parent->class.name);
	if (IS_ERR(parent->dev))
		return PTR_ERR(parent->dev);
	set_dev_node(parent->dev, first_online_node);
	return 0;
}

int
mvnet_parent_register(struct mvnet_parent *parent)
{
	int ret;

	ret = class_register(&parent->class);
	if (ret)
		return ret;
	ret = mdev_register_driver(&parent->driver);
	if (ret)
		goto err_class;
	ret = create_device(parent);
	if (ret)
		goto err_driver;

	ret = mdev_register_parent(&parent->mdev, parent->dev, &parent->driver,
				   parent->types, parent->nr_types);
	if (ret)
		goto err_device;
	return 0;

err_device:
	device_unregister(parent->dev);
err_driver:
	mdev_unregister_driver(&parent->driver);
err_class:
	class_unregister(&parent->class);
	return ret;
}

void
mvnet_parent_unregister(struct mvnet_parent *parent)
{
	mdev_unregister_parent(&parent->mdev);
	device_unregister(parent->dev);
	mdev_unregister_driver(&parent->driver);
	class_unregister(&parent->class);
}
