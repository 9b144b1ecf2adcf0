/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* What every kind of virtio function has in common, and its life cycle. */

#include <linux/netdevice.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "mvnet.h"

#define PAIRS_FEATURES (BIT_ULL(VIRTIO_NET_F_MQ) | BIT_ULL(VIRTIO_NET_F_CTRL_VQ))

/* What is offered. */
u64
mvnet_virtio_features(const struct mvnet *mv)
{
	return mv->transport->features | (mv->opt.pairs > 1 ? PAIRS_FEATURES : 0);
}

/* NULL while the driver has a queue selected that does not exist. */
struct mvnet_queue *
mvnet_virtio_queue(struct mvnet *mv)
{
	return mv->queue_sel < mvnet_nr_queues(mv) ? &mv->vq[mv->queue_sel] : NULL;
}

/* Zero behind its end. */
void
mvnet_virtio_net_config(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	struct virtio_net_config config = {
		.status = cpu_to_le16(mvnet_netdev_up(mv) ? VIRTIO_NET_S_LINK_UP : 0),
	};

	memcpy(config.mac, mv->mac, ETH_ALEN);
	if (mv->opt.pairs > 1)
		config.max_virtqueue_pairs = cpu_to_le16(mv->opt.pairs);
	memset(buf, 0, len);
	if (off < sizeof(config))
		memcpy(buf, (u8 *)&config + off, min_t(u32, len, sizeof(config) - off));
}

void
mvnet_virtio_set_status(struct mvnet *mv, u8 status)
{
	mv->status = status;
	mvnet_virtio_update(mv);
}

/* After each change of what makes the device run: the driver's status and bus mastering. */
void
mvnet_virtio_update(struct mvnet *mv)
{
	u8 wanted = mv->transport->live_status;
	bool live = (mv->status & wanted) == wanted &&
		    (mvnet_config_command(mv) & PCI_COMMAND_MASTER);

	if (live == mv->live)
		return;
	WRITE_ONCE(mv->live, live);
	mvnet_netdev_connect(mv, live);
	mvnet_notify_start(mv);
	mvnet_path_kick(mv);
}

static void
reset_queue(struct mvnet_queue *vq)
{
	*vq = (struct mvnet_queue){
		.size = MVNET_QUEUE_SIZE,
		.vector = VIRTIO_MSI_NO_VECTOR,
	};
}

void
mvnet_virtio_reset(struct mvnet *mv)
{
	struct mvnet_queue *vq;

	mv->status = 0;
	mvnet_virtio_update(mv);
	mvnet_dma_release(mv);

	mv->isr = 0;
	mv->queue_sel = 0;
	mv->device_feature_sel = 0;
	mv->driver_feature_sel = 0;
	mv->driver_features = 0;
	mv->config_vector = VIRTIO_MSI_NO_VECTOR;
	for (vq = mv->vq; vq < mv->vq + MVNET_MAX_QUEUES; vq++)
		reset_queue(vq);
	mvnet_netdev_spread(mv, 1);
}

void
mvnet_virtio_link_changed(struct mvnet *mv)
{
	mutex_lock(&mv->lock);
	mv->generation++;
	if (mv->live)
		mvnet_irq_raise(mv, MVNET_ISR_QUEUE | VIRTIO_PCI_ISR_CONFIG,
				mv->config_vector);
	mutex_unlock(&mv->lock);
}
