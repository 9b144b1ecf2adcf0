/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The network interface at the other end of the device. Its carrier shows whether a driver
 * runs the device; the device's link shows whether the interface is up. It has a queue for
 * each pair of the device's, so that a pair which is not polled holds up its own flows only.
 */

#include <linux/etherdevice.h>
#include <linux/netdevice.h>

#include "mvnet.h"

/* Packets waiting for the driver's buffers before the interface is stopped. */
#define QUEUE_LIMIT 256

struct netdev_priv {
	struct mvnet *mv;
};

static struct mvnet *
from_netdev(struct net_device *netdev)
{
	struct netdev_priv *priv = netdev_priv(netdev);

	return priv->mv;
}

/* With mvnet.lock, or when there are no users. */
static void
purge(struct mvnet *mv)
{
	int pair;

	for (pair = 0; pair < MVNET_MAX_PAIRS; pair++)
		skb_queue_purge(&mv->to_guest[pair]);
}

static int
netdev_open(struct net_device *netdev)
{
	netif_tx_start_all_queues(netdev);
	mvnet_virtio_link_changed(from_netdev(netdev));
	return 0;
}

static int
netdev_stop(struct net_device *netdev)
{
	struct mvnet *mv = from_netdev(netdev);

	netif_tx_stop_all_queues(netdev);
	mutex_lock(&mv->lock);
	purge(mv);
	mutex_unlock(&mv->lock);
	mvnet_virtio_link_changed(mv);
	return 0;
}

static u16
netdev_select_queue(struct net_device *netdev, struct sk_buff *skb, struct net_device *sb_dev)
{
	return mvnet_flow(skb) % READ_ONCE(from_netdev(netdev)->active_pairs);
}

static netdev_tx_t
netdev_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct mvnet *mv = from_netdev(netdev);
	u16 pair = skb_get_queue_mapping(skb);

	/* The driver may have given the pair up after it was chosen. */
	if (!READ_ONCE(mv->live) || pair >= READ_ONCE(mv->active_pairs)) {
		DEV_STATS_INC(netdev, tx_dropped);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	/* It may wait for the driver for ever, and the sender must not. */
	skb_orphan(skb);
	skb_queue_tail(&mv->to_guest[pair], skb);
	if (skb_queue_len(&mv->to_guest[pair]) >= QUEUE_LIMIT)
		netif_stop_subqueue(netdev, pair);
	/* Last, so that the work which empties the queue sees it stopped. */
	mvnet_path_kick(mv);
	return NETDEV_TX_OK;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = netdev_open,
	.ndo_stop = netdev_stop,
	.ndo_start_xmit = netdev_xmit,
	.ndo_select_queue = netdev_select_queue,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_mac_address = eth_mac_addr,
};

bool
mvnet_netdev_up(const struct mvnet *mv)
{
	return netif_running(mv->netdev);
}

void
mvnet_netdev_connect(struct mvnet *mv, bool on)
{
	/* On both edges: a sender that saw the device live may have come after the purge. */
	purge(mv);
	if (netif_running(mv->netdev))
		netif_tx_wake_all_queues(mv->netdev);
	if (on)
		netif_carrier_on(mv->netdev);
	else
		netif_carrier_off(mv->netdev);
}

/* From now on over so many pairs. One that comes back must not still be stopped. */
void
mvnet_netdev_spread(struct mvnet *mv, u16 pairs)
{
	u32 pair;

	WRITE_ONCE(mv->active_pairs, pairs);
	for (pair = pairs; pair < mv->opt.pairs; pair++)
		skb_queue_purge(&mv->to_guest[pair]);
	if (netif_running(mv->netdev))
		netif_tx_wake_all_queues(mv->netdev);
}

/* A frame from the driver; NULL stands for one that was not valid. */
void
mvnet_netdev_receive(struct mvnet *mv, const u8 *frame, u32 len)
{
	struct net_device *netdev = mv->netdev;
	struct sk_buff *skb;

	if (!frame) {
		DEV_STATS_INC(netdev, rx_errors);
		return;
	}
	skb = netif_running(netdev) ? netdev_alloc_skb_ip_align(netdev, len) : NULL;
	if (!skb) {
		DEV_STATS_INC(netdev, rx_dropped);
		return;
	}
	skb_put_data(skb, frame, len);
	skb->protocol = eth_type_trans(skb, netdev);
	DEV_STATS_INC(netdev, rx_packets);
	DEV_STATS_ADD(netdev, rx_bytes, len);
	netif_rx(skb);
}

/* The first packet that waits for the pair is done. */
void
mvnet_netdev_sent(struct mvnet *mv, u32 pair, bool delivered)
{
	struct net_device *netdev = mv->netdev;
	struct sk_buff_head *waiting = &mv->to_guest[pair];
	struct sk_buff *skb = skb_dequeue(waiting);

	if (delivered) {
		DEV_STATS_INC(netdev, tx_packets);
		DEV_STATS_ADD(netdev, tx_bytes, skb->len);
		consume_skb(skb);
	} else {
		DEV_STATS_INC(netdev, tx_dropped);
		kfree_skb(skb);
	}
	if (__netif_subqueue_stopped(netdev, pair) && skb_queue_len(waiting) < QUEUE_LIMIT / 2 &&
	    netif_running(netdev))
		netif_wake_subqueue(netdev, pair);
}

int
mvnet_netdev_create(struct mvnet *mv, struct device *parent)
{
	struct netdev_priv *priv;
	struct net_device *netdev;
	int ret;

	netdev = alloc_etherdev_mq(sizeof(*priv), mv->opt.pairs);
	if (!netdev)
		return -ENOMEM;
	priv = netdev_priv(netdev);
	priv->mv = mv;
	strscpy(netdev->name, "mvnet%d", IFNAMSIZ);
	SET_NETDEV_DEV(netdev, parent);
	netdev->netdev_ops = &netdev_ops;
	eth_hw_addr_random(netdev);
	netif_carrier_off(netdev);

	mv->netdev = netdev;
	ret = register_netdev(netdev);
	if (ret)
		free_netdev(netdev);
	return ret;
}

void
mvnet_netdev_destroy(struct mvnet *mv)
{
	unregister_netdev(mv->netdev);
	/* A sender may have started the work after the device was closed. */
	mvnet_path_stop(mv);
	purge(mv);
	free_netdev(mv->netdev);
}
