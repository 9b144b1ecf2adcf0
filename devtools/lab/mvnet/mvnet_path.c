/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The packets. One work item per device does all ring work; it is started by the driver's
 * notifications and by packets from the network interface, because a polling driver does not
 * notify again while its receive ring is full.
 */

#include <linux/netdevice.h>

#include "mvnet.h"

/* Frames of each direction before others get a turn at the device's registers. */
#define BATCH 64

static struct workqueue_struct *path_wq;

int
mvnet_path_setup(void)
{
	/* A polling application never leaves its CPU: run on another one, or before it. */
	path_wq = alloc_workqueue("mvnet", WQ_UNBOUND | WQ_HIGHPRI, 0);
	return path_wq ? 0 : -ENOMEM;
}

void
mvnet_path_teardown(void)
{
	destroy_workqueue(path_wq);
}

void
mvnet_path_kick(struct mvnet *mv)
{
	if (READ_ONCE(mv->live))
		queue_delayed_work(path_wq, &mv->work, 0);
}

/* No offload was negotiated, so a header that asks for one is a driver's error. */
static bool
frame_is_valid(const struct mvnet *mv)
{
	const struct virtio_net_hdr *hdr = (const void *)mv->frame;
	u32 hdr_len = mv->transport->vnet_hdr_len;

	if (mv->chain.len < hdr_len + ETH_HLEN || mv->chain.len > hdr_len + MVNET_MAX_FRAME)
		return false;
	return !hdr->flags && hdr->gso_type == VIRTIO_NET_HDR_GSO_NONE;
}

static int
transmit_one(struct mvnet *mv)
{
	u32 hdr_len = mv->transport->vnet_hdr_len;
	u32 len;
	int ret;

	ret = mvnet_ring_peek(mv, &mv->vq[MVNET_TXQ], false);
	if (ret <= 0)
		return ret;
	len = min_t(u32, mv->chain.len, sizeof(mv->frame));
	ret = mvnet_ring_copy(mv, mv->frame, len, false);
	if (ret)
		return ret;
	/* Returned before it is passed on: what fails here is tried again as a whole. */
	ret = mvnet_ring_push(mv, &mv->vq[MVNET_TXQ], 0);
	if (ret != 1)
		return ret;

	if (frame_is_valid(mv))
		mvnet_netdev_receive(mv, mv->frame + hdr_len, len - hdr_len);
	else
		mvnet_netdev_receive(mv, NULL, 0);
	return 1;
}

static int
deliver(struct mvnet *mv, const struct sk_buff *skb)
{
	struct virtio_net_hdr_v1 *hdr = (void *)mv->frame;
	u32 hdr_len = mv->transport->vnet_hdr_len;
	u32 len = hdr_len + skb->len;
	int ret;

	memset(hdr, 0, sizeof(*hdr));
	/* Behind the end of a legacy header, where the frame overwrites it. */
	hdr->num_buffers = cpu_to_le16(1);
	skb_copy_bits(skb, 0, mv->frame + hdr_len, skb->len);
	ret = mvnet_ring_copy(mv, mv->frame, len, true);
	if (ret)
		return ret;
	return mvnet_ring_push(mv, &mv->vq[MVNET_RXQ], len);
}

static int
receive_one(struct mvnet *mv)
{
	struct sk_buff *skb = skb_peek(&mv->to_guest);
	bool fits;
	int ret;

	if (!skb)
		return 0;
	ret = mvnet_ring_peek(mv, &mv->vq[MVNET_RXQ], true);
	if (ret <= 0)
		return ret;

	/* Without mergeable buffers a frame has one chain: too small a chain costs the frame. */
	fits = skb->len <= MVNET_MAX_FRAME &&
	       mv->transport->vnet_hdr_len + skb->len <= mv->chain.len;
	if (fits) {
		ret = deliver(mv, skb);
		if (ret != 1)
			return ret;
	}
	mvnet_netdev_sent(mv, fits);
	return 1;
}

static int (*const path_steps[MVNET_NR_QUEUES])(struct mvnet *mv) = {
	[MVNET_RXQ] = receive_one,
	[MVNET_TXQ] = transmit_one,
};

/* Also when the process dies with the device running: its memory goes first. */
static void
queue_failed(struct mvnet *mv, int index, int err)
{
	mv->vq[index].broken = true;
	dev_notice_ratelimited(mv->vdev.dev,
			       "queue %d stopped until a reset: ring or buffers unusable (%d)\n",
			       index, err);
}

static int
run_batch(struct mvnet *mv, int index)
{
	struct mvnet_queue *vq = &mv->vq[index];
	int done = 0;
	int ret, irq;

	do {
		ret = path_steps[index](mv);
	} while (ret == 1 && ++done < BATCH);

	if (done) {
		irq = mvnet_ring_wants_irq(mv, vq);
		if (irq == 1)
			mvnet_irq_raise(mv, MVNET_ISR_QUEUE, vq->vector);
	}
	if (ret < 0 && ret != -EAGAIN)
		queue_failed(mv, index, ret);
	return ret;
}

static void
path_work(struct work_struct *work)
{
	struct mvnet *mv = container_of(to_delayed_work(work), struct mvnet, work);
	bool more = false, later = false;
	int index, ret;

	mutex_lock(&mv->lock);
	for (index = 0; mv->live && index < MVNET_NR_QUEUES; index++) {
		ret = run_batch(mv, index);
		more |= ret == 1;
		later |= ret == -EAGAIN;
	}
	mutex_unlock(&mv->lock);

	if (more || later)
		queue_delayed_work(path_wq, &mv->work, later ? mvnet_dma_hold() : 0);
}

void
mvnet_path_init(struct mvnet *mv)
{
	INIT_DELAYED_WORK(&mv->work, path_work);
	skb_queue_head_init(&mv->to_guest);
}

/* Without mvnet.lock, which the work takes. */
void
mvnet_path_stop(struct mvnet *mv)
{
	cancel_delayed_work_sync(&mv->work);
}
