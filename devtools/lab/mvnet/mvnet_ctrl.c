/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The control queue, with the one command that it knows: how many pairs the driver uses. */

#include <asm/byteorder.h>
#include <linux/virtio_byteorder.h>

#include "mvnet.h"

struct command {
	struct virtio_net_ctrl_hdr hdr;
	struct virtio_net_ctrl_mq mq;
} __packed;

/* It follows the pairs that the driver knows of: without F_MQ, the first one. */
u32
mvnet_ctrl_index(const struct mvnet *mv)
{
	return mv->driver_features & BIT_ULL(VIRTIO_NET_F_MQ) ? 2 * mv->opt.pairs : 2;
}

static virtio_net_ctrl_ack
set_pairs(struct mvnet *mv, u16 pairs)
{
	if (!(mv->driver_features & BIT_ULL(VIRTIO_NET_F_MQ)))
		return VIRTIO_NET_ERR;
	if (!pairs || pairs > mv->opt.pairs)
		return VIRTIO_NET_ERR;
	mvnet_netdev_spread(mv, pairs);
	return VIRTIO_NET_OK;
}

static virtio_net_ctrl_ack
run(struct mvnet *mv, const struct command *cmd, u32 len)
{
	if (len != sizeof(*cmd) || cmd->hdr.class != VIRTIO_NET_CTRL_MQ ||
	    cmd->hdr.cmd != VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET)
		return VIRTIO_NET_ERR;
	return set_pairs(mv, __virtio16_to_cpu(true, cmd->mq.virtqueue_pairs));
}

/* One command; when its answer fails it is run again, which makes no difference. */
int
mvnet_ctrl_serve(struct mvnet *mv, u32 index)
{
	struct mvnet_queue *vq = &mv->vq[index];
	struct command cmd = { };
	virtio_net_ctrl_ack ack;
	u32 len;
	int ret;

	ret = mvnet_ring_peek(mv, vq, BIT(MVNET_FROM_GUEST) | BIT(MVNET_TO_GUEST));
	if (ret <= 0)
		return ret;
	len = mv->chain.len[MVNET_FROM_GUEST];
	if (len < sizeof(cmd.hdr) || mv->chain.len[MVNET_TO_GUEST] < sizeof(ack))
		return -EPROTO;
	ret = mvnet_ring_copy(mv, &cmd, min_t(u32, len, sizeof(cmd)), MVNET_FROM_GUEST);
	if (ret)
		return ret;
	ack = run(mv, &cmd, len);
	ret = mvnet_ring_copy(mv, &ack, sizeof(ack), MVNET_TO_GUEST);
	if (ret)
		return ret;
	return mvnet_ring_push(mv, vq, sizeof(ack));
}
