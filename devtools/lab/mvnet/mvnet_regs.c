/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* Tables of registers, and those registers that every kind of function has. */

#include <linux/virtio_pci.h>

#include "mvnet.h"
#include "lab_compat.h"
#include "mvnet_regs.h"

static const struct mvnet_reg *
find_reg(const struct mvnet_reg *regs, u32 off)
{
	const struct mvnet_reg *reg;

	for (reg = regs; reg->width; reg++)
		if (off >= reg->offset && off - reg->offset < reg->width)
			return reg;
	return NULL;
}

/* Loads what one register has of the range, and returns how many bytes that is. */
static u32
load_some(struct mvnet *mv, const struct mvnet_reg *reg, u32 off, u8 *buf, u32 len)
{
	u8 value[sizeof(u32)];
	u32 skip = off - reg->offset;
	u32 part = min(len, reg->width - skip);

	put_unaligned_le32(reg->load(mv), value);
	memcpy(buf, value + skip, part);
	return part;
}

/* What is between registers reads as zero. */
void
mvnet_regs_load(struct mvnet *mv, const struct mvnet_reg *regs, u32 off, u8 *buf, u32 len)
{
	const struct mvnet_reg *reg;
	u32 part;

	memset(buf, 0, len);
	for (; len; len -= part, off += part, buf += part) {
		reg = find_reg(regs, off);
		part = reg ? load_some(mv, reg, off, buf, len) : 1;
	}
}

/* Only a register's own width is a store to it. */
void
mvnet_regs_store(struct mvnet *mv, const struct mvnet_reg *regs, u32 off, const u8 *buf, u32 len)
{
	const struct mvnet_reg *reg = find_reg(regs, off);
	u8 value[sizeof(u32)] = { 0 };

	if (!reg || !reg->store || off != reg->offset || len != reg->width)
		return;
	memcpy(value, buf, len);
	reg->store(mv, get_unaligned_le32(value));
}

u32
mvnet_reg_load_queue_sel(struct mvnet *mv)
{
	return mv->queue_sel;
}

void
mvnet_reg_store_queue_sel(struct mvnet *mv, u32 value)
{
	mv->queue_sel = value;
}

u32
mvnet_reg_load_queue_size(struct mvnet *mv)
{
	const struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	return vq ? vq->size : 0;
}

static u16
valid_vector(const struct mvnet *mv, u32 value)
{
	u32 nr = mvnet_irq_count(mv, VFIO_PCI_MSIX_IRQ_INDEX);

	return value < nr ? value : VIRTIO_MSI_NO_VECTOR;
}

u32
mvnet_reg_load_queue_vector(struct mvnet *mv)
{
	const struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	return vq ? vq->vector : VIRTIO_MSI_NO_VECTOR;
}

void
mvnet_reg_store_queue_vector(struct mvnet *mv, u32 value)
{
	struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	if (vq)
		vq->vector = valid_vector(mv, value);
}

u32
mvnet_reg_load_config_vector(struct mvnet *mv)
{
	return mv->config_vector;
}

void
mvnet_reg_store_config_vector(struct mvnet *mv, u32 value)
{
	mv->config_vector = valid_vector(mv, value);
}

u32
mvnet_reg_load_status(struct mvnet *mv)
{
	return mv->status;
}

/* Reading acknowledges. */
u32
mvnet_reg_load_isr(struct mvnet *mv)
{
	u32 isr = mv->isr;

	mv->isr = 0;
	return isr;
}
