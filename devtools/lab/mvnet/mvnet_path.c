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
	u32 len = mv->chain.len[MVNET_FROM_GUEST];

	if (len < hdr_len + ETH_HLEN || len > hdr_len + MVNET_MAX_FRAME)
		return false;
	return !hdr->flags && hdr->gso_type == VIRTIO_NET_HDR_GSO_NONE;
}

static int
transmit_one(struct mvnet *mv, u32 index)
{
	struct mvnet_queue *vq = &mv->vq[index];
	u32 hdr_len = mv->transport->vnet_hdr_len;
	u32 len;
	int ret;

	ret = mvnet_ring_peek(mv, vq, BIT(MVNET_FROM_GUEST));
	if (ret <= 0)
		return ret;
	len = min_t(u32, mv->chain.len[MVNET_FROM_GUEST], sizeof(mv->frame));
	ret = mvnet_ring_copy(mv, mv->frame, len, MVNET_FROM_GUEST);
	if (ret)
		return ret;
	/* Returned before it is passed on: what fails here is tried again as a whole. */
	ret = mvnet_ring_push(mv, vq, 0);
	if (ret != 1)
		return ret;

	if (frame_is_valid(mv))
		mvnet_netdev_receive(mv, mv->frame + hdr_len, len - hdr_len);
	else
		mvnet_netdev_receive(mv, NULL, 0);
	return 1;
}

static int
deliver(struct mvnet *mv, struct mvnet_queue *vq, const struct sk_buff *skb)
{
	struct virtio_net_hdr_v1 *hdr = (void *)mv->frame;
	u32 hdr_len = mv->transport->vnet_hdr_len;
	u32 len = hdr_len + skb->len;
	int ret;

	memset(hdr, 0, sizeof(*hdr));
	/* Behind the end of a legacy header, where the frame overwrites it. */
	hdr->num_buffers = cpu_to_le16(1);
	skb_copy_bits(skb, 0, mv->frame + hdr_len, skb->len);
	ret = mvnet_ring_copy(mv, mv->frame, len, MVNET_TO_GUEST);
	if (ret)
		return ret;
	return mvnet_ring_push(mv, vq, len);
}

static int
receive_one(struct mvnet *mv, u32 index)
{
	struct mvnet_queue *vq = &mv->vq[index];
	u32 pair = index / 2;
	struct sk_buff *skb = skb_peek(&mv->to_guest[pair]);
	bool fits;
	int ret;

	if (!skb)
		return 0;
	ret = mvnet_ring_peek(mv, vq, BIT(MVNET_TO_GUEST));
	if (ret <= 0)
		return ret;

	/* Without mergeable buffers a frame has one chain: too small a chain costs the frame. */
	fits = skb->len <= MVNET_MAX_FRAME &&
	       mv->transport->vnet_hdr_len + skb->len <= mv->chain.len[MVNET_TO_GUEST];
	if (fits) {
		ret = deliver(mv, vq, skb);
		if (ret != 1)
			return ret;
	}
	mvnet_netdev_sent(mv, pair, fits);
	return 1;
}

typedef int (*path_step)(struct mvnet *mv, u32 index);

static path_step
step_of(const struct mvnet *mv, u32 index)
{
	static const path_step pair_steps[] = { receive_one, transmit_one };

	return index == mvnet_ctrl_index(mv) ? mvnet_ctrl_serve : pair_steps[index % 2];
}

/* Also when the process dies with the device running: its memory goes first. */
static void
queue_failed(struct mvnet *mv, u32 index, int err)
{
	mv->vq[index].broken = true;
	dev_notice_ratelimited(mv->vdev.dev,
			       "queue %u stopped until a reset: ring or buffers unusable (%d)\n",
			       index, err);
}

static int
run_batch(struct mvnet *mv, u32 index)
{
	path_step step = step_of(mv, index);
	struct mvnet_queue *vq = &mv->vq[index];
	int done = 0;
	int ret, irq;

	do {
		ret = step(mv, index);
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

/* A driver that knows of fewer pairs has its last queue sooner. */
static u32
nr_served(const struct mvnet *mv)
{
	return min(mvnet_nr_queues(mv), mvnet_ctrl_index(mv) + 1);
}

static void
path_work(struct work_struct *work)
{
	struct mvnet *mv = container_of(to_delayed_work(work), struct mvnet, work);
	bool more = false, later = false;
	u32 index;
	int ret;

	mutex_lock(&mv->lock);
	for (index = 0; mv->live && index < nr_served(mv); index++) {
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
	int pair;

	INIT_DELAYED_WORK(&mv->work, path_work);
	mv->active_pairs = 1;
	for (pair = 0; pair < MVNET_MAX_PAIRS; pair++)
		skb_queue_head_init(&mv->to_guest[pair]);
}

/* Without mvnet.lock, which the work takes. */
void
mvnet_path_stop(struct mvnet *mv)
{
	cancel_delayed_work_sync(&mv->work);
}
