/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The real function: bound by driver_override only, for these models have drivers of their own. */

#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "mpci.h"

/* Intel 8254x and 82574: receive and transmit control, interrupt mask; device control, reset. */
static const struct mpci_model model_e1000 = {
	.bar = 0,
	.nr_writes = 4,
	.write = { { 0x100, 0 }, { 0x400, 0 }, { 0xd8, ~0 }, { 0x0, BIT(26) } },
};

/* VMXNET3: its command register, "reset device". */
static const struct mpci_model model_vmxnet3 = {
	.bar = 1,
	.nr_writes = 1,
	.write = { { 0x20, 0xcafe0002 } },
};

#define OVERRIDE_ONLY 1

static const struct pci_device_id mpci_ids[] = {
	{
		PCI_DEVICE_DRIVER_OVERRIDE(0x8086, 0x100e, OVERRIDE_ONLY),
		.driver_data = (kernel_ulong_t)&model_e1000,
	}, {
		PCI_DEVICE_DRIVER_OVERRIDE(0x8086, 0x10d3, OVERRIDE_ONLY),
		.driver_data = (kernel_ulong_t)&model_e1000,
	}, {
		PCI_DEVICE_DRIVER_OVERRIDE(0x15ad, 0x07b0, OVERRIDE_ONLY),
		.driver_data = (kernel_ulong_t)&model_vmxnet3,
	},
	{ }
};

/* Changes bits of the command register. */
void
mpci_function_command(struct mpci_function *fn, u16 mask, u16 value)
{
	unsigned long flags;
	u16 command;

	spin_lock_irqsave(&fn->command_lock, flags);
	pci_read_config_word(fn->pdev, PCI_COMMAND, &command);
	command = (command & ~mask) | (value & mask);
	pci_write_config_word(fn->pdev, PCI_COMMAND, command);
	spin_unlock_irqrestore(&fn->command_lock, flags);
}

/* Without an IOMMU, a ring that is left behind would be written to when another user starts. */
void
mpci_function_quiesce(struct mpci_function *fn)
{
	const struct mpci_model *model = fn->model;
	u32 i;

	mpci_function_command(fn, PCI_COMMAND_MASTER | PCI_COMMAND_MEMORY | PCI_COMMAND_IO,
			      PCI_COMMAND_MEMORY | PCI_COMMAND_IO);
	for (i = 0; i < model->nr_writes; i++)
		iowrite32(model->write[i].value,
			  fn->bar[model->bar] + model->write[i].offset);
}

static void
unmap_bars(struct mpci_function *fn)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		if (fn->bar[i])
			pci_iounmap(fn->pdev, fn->bar[i]);
}

static int
map_bars(struct mpci_function *fn)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!pci_resource_len(fn->pdev, i))
			continue;
		fn->bar[i] = pci_iomap(fn->pdev, i, 0);
		if (!fn->bar[i])
			goto err;
	}
	if (fn->bar[fn->model->bar])
		return 0;
err:
	unmap_bars(fn);
	return -ENODEV;
}

static void
find_table(struct mpci_function *fn)
{
	int pos = pci_find_capability(fn->pdev, PCI_CAP_ID_MSIX);
	u16 flags;
	u32 table;

	fn->table_bar = PCI_STD_NUM_BARS;
	if (!pos)
		return;
	pci_read_config_word(fn->pdev, pos + PCI_MSIX_FLAGS, &flags);
	pci_read_config_dword(fn->pdev, pos + PCI_MSIX_TABLE, &table);
	fn->table_bar = table & PCI_MSIX_TABLE_BIR;
	fn->table_offset = table & PCI_MSIX_TABLE_OFFSET;
	fn->table_size = ((flags & PCI_MSIX_FLAGS_QSIZE) + 1) * PCI_MSIX_ENTRY_SIZE;
}

static int
open_function(struct mpci_function *fn)
{
	int ret;

	ret = pci_enable_device(fn->pdev);
	if (ret)
		return ret;
	ret = pci_request_regions(fn->pdev, KBUILD_MODNAME);
	if (ret)
		goto err_disable;
	ret = map_bars(fn);
	if (ret)
		goto err_release;
	find_table(fn);
	pci_intx(fn->pdev, 0);
	mpci_function_quiesce(fn);
	return 0;

err_release:
	pci_release_regions(fn->pdev);
err_disable:
	pci_disable_device(fn->pdev);
	return ret;
}

static void
close_function(struct mpci_function *fn)
{
	mpci_function_quiesce(fn);
	pci_intx(fn->pdev, 1);
	unmap_bars(fn);
	pci_release_regions(fn->pdev);
	pci_disable_device(fn->pdev);
}

static int
mpci_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct mpci_function *fn = kzalloc(sizeof(*fn), GFP_KERNEL);
	int ret;

	if (!fn)
		return -ENOMEM;
	fn->pdev = pdev;
	spin_lock_init(&fn->command_lock);
	fn->model = (const struct mpci_model *)id->driver_data;
	fn->type.sysfs_name = "function";
	fn->type.pretty_name = "the whole function";
	fn->types[0] = &fn->type;
	ret = open_function(fn);
	if (ret)
		goto err_free;
	pci_set_drvdata(pdev, fn);
	ret = mdev_register_parent(&fn->parent, &pdev->dev, &mpci_mdev_driver, fn->types,
				   ARRAY_SIZE(fn->types));
	if (ret)
		goto err_close;
	return 0;

err_close:
	close_function(fn);
err_free:
	kfree(fn);
	return ret;
}

static void
mpci_pci_remove(struct pci_dev *pdev)
{
	struct mpci_function *fn = pci_get_drvdata(pdev);

	/* Returns when the mdev is gone. */
	mdev_unregister_parent(&fn->parent);
	close_function(fn);
	kfree(fn);
}

struct pci_driver mpci_pci_driver = {
	.name = KBUILD_MODNAME,
	.id_table = mpci_ids,
	.probe = mpci_pci_probe,
	.remove = mpci_pci_remove,
};
