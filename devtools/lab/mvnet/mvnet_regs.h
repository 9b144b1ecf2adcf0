/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef MVNET_REGS_H
#define MVNET_REGS_H

#include <linux/types.h>

struct mvnet;

/* A register, little-endian; a table of them ends with one of width 0. */
struct mvnet_reg {
	u8 offset;
	u8 width;
	u32 (*load)(struct mvnet *mv);
	void (*store)(struct mvnet *mv, u32 value);	/* NULL: read-only */
};

void mvnet_regs_load(struct mvnet *mv, const struct mvnet_reg *regs, u32 off, u8 *buf, u32 len);
void mvnet_regs_store(struct mvnet *mv, const struct mvnet_reg *regs, u32 off, const u8 *buf,
		      u32 len);

/* Registers that all kinds have, at places of their own. */
u32 mvnet_reg_load_queue_sel(struct mvnet *mv);
void mvnet_reg_store_queue_sel(struct mvnet *mv, u32 value);
u32 mvnet_reg_load_queue_size(struct mvnet *mv);
u32 mvnet_reg_load_queue_vector(struct mvnet *mv);
void mvnet_reg_store_queue_vector(struct mvnet *mv, u32 value);
u32 mvnet_reg_load_config_vector(struct mvnet *mv);
void mvnet_reg_store_config_vector(struct mvnet *mv, u32 value);
u32 mvnet_reg_load_status(struct mvnet *mv);
u32 mvnet_reg_load_isr(struct mvnet *mv);

#endif /* MVNET_REGS_H */
