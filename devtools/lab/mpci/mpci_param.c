/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The module's parameters: the shape of the devices that are created from now on. */

#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mpci_shape.h"

static struct mpci_shape next = {
	.intx = true,
	.msi = true,
	.msix = true,
	.reset = true,
};

module_param_named(intx, next.intx, bool, 0644);
MODULE_PARM_DESC(intx, "new devices have INTx, if the function has (default 1)");

module_param_named(msi, next.msi, bool, 0644);
MODULE_PARM_DESC(msi, "new devices have MSI, if the function has (default 1)");

module_param_named(msix, next.msix, bool, 0644);
MODULE_PARM_DESC(msix, "new devices have MSI-X, if the function has (default 1)");

module_param_named(msix_table, next.table, uint, 0644);
MODULE_PARM_DESC(msix_table, "page of the MSI-X table: 0 not mapped (default), 1 mapped, 2 untold");

module_param_named(req, next.req, bool, 0644);
MODULE_PARM_DESC(req, "new devices have the interrupt that requests their release (default 0)");

module_param_named(reset, next.reset, bool, 0644);
MODULE_PARM_DESC(reset, "new devices can be reset (default 1)");

/* --- texts, checked when they are written --- */

struct text_param {
	int (*parse)(const char *text, struct mpci_shape *shape);
	char text[2048];
};

static int
parse_faults(const char *text, struct mpci_shape *shape)
{
	return mpci_fault_parse(text, &shape->faults);
}

/* The kernel serialises those that set, get or copy parameters. */
static int
set_text(const char *text, const struct kernel_param *kp)
{
	struct text_param *param = kp->arg;
	size_t len = strcspn(text, "\n");
	struct mpci_shape *shape;
	char *copy;
	int ret = -ENOMEM;

	if (len >= sizeof(param->text))
		return -E2BIG;
	copy = kstrndup(text, len, GFP_KERNEL);
	shape = kmemdup(&next, sizeof(next), GFP_KERNEL);
	if (copy && shape)
		ret = param->parse(copy, shape);
	if (!ret) {
		next = *shape;
		strscpy(param->text, copy, sizeof(param->text));
	}
	kfree(shape);
	kfree(copy);
	return ret;
}

static int
get_text(char *buf, const struct kernel_param *kp)
{
	const struct text_param *param = kp->arg;

	return sprintf(buf, "%s\n", param->text);
}

static const struct kernel_param_ops text_ops = {
	.set = set_text,
	.get = get_text,
};

static struct text_param layout = { .parse = mpci_shape_layout, .text = "shifted" };
module_param_cb(layout, &text_ops, &layout, 0644);
MODULE_PARM_DESC(layout, "offsets of regions: shifted (default), packed, reversed");

static struct text_param areas = { .parse = mpci_shape_areas };
module_param_cb(areas, &text_ops, &areas, 0644);
MODULE_PARM_DESC(areas, "what can be mapped: INDEX:all|none|empty|OFFSET+SIZE,...;...");

static struct text_param vendor = { .parse = mpci_shape_vendor };
module_param_cb(vendor, &text_ops, &vendor, 0644);
MODULE_PARM_DESC(vendor, "regions behind those of PCI: SIZE:[r][w][m],...");

static struct text_param faults = { .parse = parse_faults };
module_param_cb(faults, &text_ops, &faults, 0644);
MODULE_PARM_DESC(faults, "what goes wrong: WORD[:N],...");

/* A copy for one device. */
struct mpci_shape *
mpci_param_shape(void)
{
	struct mpci_shape *shape;

	kernel_param_lock(THIS_MODULE);
	shape = kmemdup(&next, sizeof(next), GFP_KERNEL);
	kernel_param_unlock(THIS_MODULE);
	return shape;
}
