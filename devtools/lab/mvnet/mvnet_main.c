/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The module, its parameters, and the creation and removal of mvnet mdevs. */

#include <linux/etherdevice.h>
#include <linux/module.h>

#include "mvnet.h"
#include "mvnet_parent.h"

static bool msix = true;
module_param(msix, bool, 0644);
MODULE_PARM_DESC(msix, "new devices have MSI-X (default 1)");

static bool intx = true;
module_param(intx, bool, 0644);
MODULE_PARM_DESC(intx, "new devices have INTx (default 1)");

static bool req;
module_param(req, bool, 0644);
MODULE_PARM_DESC(req, "new devices have the interrupt that requests their release (default 0)");

static bool reset = true;
module_param(reset, bool, 0644);
MODULE_PARM_DESC(reset, "new devices can be reset (default 1)");

static bool pin;
module_param(pin, bool, 0644);
MODULE_PARM_DESC(pin, "new devices do DMA through pinned pages, not vfio_dma_rw (default 0)");

static const char *const map_names[] = {
	[MVNET_MAP_NOTIFY] = "notify",
	[MVNET_MAP_NONE] = "none",
};

static int
set_map(const char *value, const struct kernel_param *param)
{
	int map = sysfs_match_string(map_names, value);

	if (map < 0)
		return map;
	*(enum mvnet_map *)param->arg = map;
	return 0;
}

static int
get_map(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%s\n", map_names[*(enum mvnet_map *)param->arg]);
}

static const struct kernel_param_ops map_ops = { .set = set_map, .get = get_map };

static enum mvnet_map map = MVNET_MAP_NOTIFY;
module_param_cb(map, &map_ops, &map, 0644);
MODULE_PARM_DESC(map, "what new modern devices let be mapped: notify (default) or none");

static int
set_queues(const char *value, const struct kernel_param *param)
{
	return param_set_uint_minmax(value, param, 1, MVNET_MAX_PAIRS);
}

static const struct kernel_param_ops queues_ops = {
	.set = set_queues,
	.get = param_get_uint,
};

static unsigned int queues = 1;
module_param_cb(queues, &queues_ops, &queues, 0644);
MODULE_PARM_DESC(queues, "how many pairs of queues new devices have: 1 (default) to 4");

static unsigned int max = 64;
module_param(max, uint, 0444);
MODULE_PARM_DESC(max, "how many devices there may be (default 64)");

static void
take_options(struct mvnet_options *opt)
{
	opt->msix = msix;
	opt->intx = intx;
	opt->req = req;
	opt->reset = reset;
	opt->pin = pin;
	opt->map = map;
	opt->pairs = queues;
}

struct mvnet_type {
	struct mdev_type mdev;
	const char *description;
	const struct mvnet_transport *transport;
};

static const struct mvnet_type *
type_from_mdev(struct mdev_type *type)
{
	return container_of(type, struct mvnet_type, mdev);
}

static struct mvnet *
mvnet_alloc(struct device *dev, const struct mvnet_transport *transport)
{
	struct mvnet *mv = vfio_alloc_device(mvnet, vdev, dev, &mvnet_vfio_ops);
	int ret;

	if (IS_ERR(mv))
		return mv;
	mv->transport = transport;
	take_options(&mv->opt);
	eth_random_addr(mv->mac);
	mvnet_dma_init(mv);
	ret = transport->create ? transport->create(mv) : 0;
	if (ret) {
		vfio_put_device(&mv->vdev);
		return ERR_PTR(ret);
	}
	return mv;
}

static int
mvnet_probe(struct mdev_device *mdev)
{
	struct device *dev = mdev_dev(mdev);
	struct mvnet *mv;
	int ret;

	mv = mvnet_alloc(dev, type_from_mdev(mdev->type)->transport);
	if (IS_ERR(mv))
		return PTR_ERR(mv);
	dev_set_drvdata(dev, mv);
	ret = mvnet_netdev_create(mv, dev);
	if (ret)
		goto err_put;
	ret = vfio_register_emulated_iommu_dev(&mv->vdev);
	if (ret)
		goto err_netdev;
	return 0;

err_netdev:
	mvnet_netdev_destroy(mv);
err_put:
	vfio_put_device(&mv->vdev);
	return ret;
}

static void
mvnet_remove(struct mdev_device *mdev)
{
	struct mvnet *mv = dev_get_drvdata(mdev_dev(mdev));

	/* Returns when the last user has closed the device. */
	vfio_unregister_group_dev(&mv->vdev);
	mvnet_netdev_destroy(mv);
	vfio_put_device(&mv->vdev);
}

static ssize_t
mvnet_show_description(struct mdev_type *type, char *buf)
{
	return sysfs_emit(buf, "%s, wired to a kernel network interface\n",
			  type_from_mdev(type)->description);
}

static struct mvnet_type legacy_type = {
	.mdev = { .sysfs_name = "legacy", .pretty_name = "virtio-net 0.9.5" },
	.description = "legacy virtio-net function",
	.transport = &mvnet_legacy,
};

static struct mvnet_type modern_type = {
	.mdev = { .sysfs_name = "modern", .pretty_name = "virtio-net 1" },
	.description = "modern virtio-net function",
	.transport = &mvnet_modern,
};

static struct mdev_type *mvnet_types[] = { &legacy_type.mdev, &modern_type.mdev };

static struct mvnet_parent mvnet_parent = {
	.class = { .name = "mvnet" },
	.types = mvnet_types,
	.nr_types = ARRAY_SIZE(mvnet_types),
	.driver = {
		.device_api = VFIO_DEVICE_API_PCI_STRING,
		.probe = mvnet_probe,
		.remove = mvnet_remove,
		.show_description = mvnet_show_description,
		.driver = {
			.name = "mvnet",
			.owner = THIS_MODULE,
			.mod_name = KBUILD_MODNAME,
		},
	},
};

static int __init
mvnet_module_init(void)
{
	int ret;

	ret = mvnet_path_setup();
	if (ret)
		return ret;
	mvnet_parent.driver.max_instances = max;
	ret = mvnet_parent_register(&mvnet_parent);
	if (ret)
		goto err_path;
	ret = mvnet_parent_register(&mvnet_plat_parent);
	if (ret)
		goto err_parent;
	return 0;

err_parent:
	mvnet_parent_unregister(&mvnet_parent);
err_path:
	mvnet_path_teardown();
	return ret;
}

static void __exit
mvnet_module_exit(void)
{
	mvnet_parent_unregister(&mvnet_plat_parent);
	mvnet_parent_unregister(&mvnet_parent);
	mvnet_path_teardown();
}

module_init(mvnet_module_init);
module_exit(mvnet_module_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The dpdk-mdev authors");
MODULE_DESCRIPTION("mediated virtio-net devices, each wired to a kernel network interface");
