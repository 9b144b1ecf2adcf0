/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* PCI configuration space: what it holds, and a mask of the bits that a write may change. */

#include <linux/pci_ids.h>

#include "mvnet.h"
#include "lab_compat.h"

#define VENDOR_QUMRANET 0x1af4

/* Where firmware might have put it: zero would mean that it was not assigned. */
#define MSIX_BAR_ADDRESS 0xfebf0000

#define MSIX_CAP 0x40
#define PBA_OFFSET 2048

void
mvnet_config_set16(struct mvnet *mv, u32 off, u16 value, u16 writable)
{
	put_unaligned_le16(value, mv->config + off);
	put_unaligned_le16(writable, mv->writable + off);
}

void
mvnet_config_set32(struct mvnet *mv, u32 off, u32 value, u32 writable)
{
	put_unaligned_le32(value, mv->config + off);
	put_unaligned_le32(writable, mv->writable + off);
}

static u16
get16(const struct mvnet *mv, u32 off)
{
	return get_unaligned_le16(mv->config + off);
}

/* At the head of the list. */
void
mvnet_config_add_cap(struct mvnet *mv, u8 off, u8 id)
{
	mv->config[off + PCI_CAP_LIST_ID] = id;
	mv->config[off + PCI_CAP_LIST_NEXT] = mv->config[PCI_CAPABILITY_LIST];
	mv->config[PCI_CAPABILITY_LIST] = off;
	mvnet_config_set16(mv, PCI_STATUS, PCI_STATUS_CAP_LIST, 0);
}

static void
init_identity(struct mvnet *mv)
{
	mvnet_config_set16(mv, PCI_VENDOR_ID, VENDOR_QUMRANET, 0);
	mvnet_config_set16(mv, PCI_SUBSYSTEM_VENDOR_ID, VENDOR_QUMRANET, 0);
	mvnet_config_set16(mv, PCI_CLASS_DEVICE, PCI_CLASS_NETWORK_ETHERNET, 0);
	mv->writable[PCI_CACHE_LINE_SIZE] = 0xff;
	mv->writable[PCI_LATENCY_TIMER] = 0xff;
}

static void
init_msix(struct mvnet *mv)
{
	mvnet_config_set32(mv, PCI_BASE_ADDRESS_1, MSIX_BAR_ADDRESS, ~(MVNET_MSIX_BAR_SIZE - 1));
	mvnet_config_add_cap(mv, MSIX_CAP, PCI_CAP_ID_MSIX);
	mvnet_config_set16(mv, MSIX_CAP + PCI_MSIX_FLAGS, mvnet_nr_vectors(mv) - 1, 0);
	mvnet_config_set32(mv, MSIX_CAP + PCI_MSIX_TABLE, 1, 0);
	mvnet_config_set32(mv, MSIX_CAP + PCI_MSIX_PBA, PBA_OFFSET | 1, 0);
}

/* As vfio-pci hands a function over: decoding is on, bus mastering is not. */
void
mvnet_config_init(struct mvnet *mv)
{
	memset(mv->config, 0, sizeof(mv->config));
	memset(mv->writable, 0, sizeof(mv->writable));
	init_identity(mv);
	mvnet_config_set16(mv, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MEMORY,
			   PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
			   PCI_COMMAND_INTX_DISABLE);
	mv->writable[PCI_INTERRUPT_LINE] = 0xff;
	mv->config[PCI_INTERRUPT_PIN] = mv->opt.intx;
	if (mv->opt.msix)
		init_msix(mv);
	mv->transport->init_config(mv);
}

u16
mvnet_config_command(const struct mvnet *mv)
{
	return get16(mv, PCI_COMMAND);
}

/* Follows VFIO_DEVICE_SET_IRQS, as the bit of a physical function does; it is not writable. */
void
mvnet_config_msix_enable(struct mvnet *mv, bool on)
{
	u16 flags = mvnet_nr_vectors(mv) - 1;

	if (mv->opt.msix)
		mvnet_config_set16(mv, MSIX_CAP + PCI_MSIX_FLAGS,
				   on ? flags | PCI_MSIX_FLAGS_ENABLE : flags, 0);
}

bool
mvnet_config_msix_enabled(const struct mvnet *mv)
{
	return mv->opt.msix && (get16(mv, MSIX_CAP + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_ENABLE);
}

void
mvnet_config_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	u16 status = get16(mv, PCI_STATUS) & ~PCI_STATUS_INTERRUPT;

	if (mv->opt.intx && mv->isr)
		status |= PCI_STATUS_INTERRUPT;
	mvnet_config_set16(mv, PCI_STATUS, status, 0);
	memcpy(buf, mv->config + off, len);
}

void
mvnet_config_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	u32 i;

	for (i = off; i < off + len; i++)
		mv->config[i] = (mv->config[i] & ~mv->writable[i]) |
				(buf[i - off] & mv->writable[i]);
	mvnet_virtio_update(mv);
	mvnet_irq_update_line(mv);
}
