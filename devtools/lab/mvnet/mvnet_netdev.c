/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The network interface at the other end of the device. Its carrier shows whether a driver
 * runs the device; the device's link shows whether the interface is up.
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

static int
netdev_open(struct net_device *netdev)
{
	netif_start_queue(netdev);
	mvnet_virtio_link_changed(from_netdev(netdev));
	return 0;
}

static int
netdev_stop(struct net_device *netdev)
{
	struct mvnet *mv = from_netdev(netdev);

	netif_stop_queue(netdev);
	mutex_lock(&mv->lock);
	skb_queue_purge(&mv->to_guest);
	mutex_unlock(&mv->lock);
	mvnet_virtio_link_changed(mv);
	return 0;
}

static netdev_tx_t
netdev_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct mvnet *mv = from_netdev(netdev);

	if (!READ_ONCE(mv->live)) {
		DEV_STATS_INC(netdev, tx_dropped);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	/* It may wait for the driver for ever, and the sender must not. */
	skb_orphan(skb);
	skb_queue_tail(&mv->to_guest, skb);
	if (skb_queue_len(&mv->to_guest) >= QUEUE_LIMIT)
		netif_stop_queue(netdev);
	/* Last, so that the work which empties the queue sees it stopped. */
	mvnet_path_kick(mv);
	return NETDEV_TX_OK;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open = netdev_open,
	.ndo_stop = netdev_stop,
	.ndo_start_xmit = netdev_xmit,
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
	skb_queue_purge(&mv->to_guest);
	if (netif_running(mv->netdev))
		netif_wake_queue(mv->netdev);
	if (on)
		netif_carrier_on(mv->netdev);
	else
		netif_carrier_off(mv->netdev);
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

/* The first waiting packet is done. */
void
mvnet_netdev_sent(struct mvnet *mv, bool delivered)
{
	struct net_device *netdev = mv->netdev;
	struct sk_buff *skb = skb_dequeue(&mv->to_guest);

	if (delivered) {
		DEV_STATS_INC(netdev, tx_packets);
		DEV_STATS_ADD(netdev, tx_bytes, skb->len);
		consume_skb(skb);
	} else {
		DEV_STATS_INC(netdev, tx_dropped);
		kfree_skb(skb);
	}
	if (netif_queue_stopped(netdev) && skb_queue_len(&mv->to_guest) < QUEUE_LIMIT / 2 &&
	    netif_running(netdev))
		netif_wake_queue(netdev);
}

int
mvnet_netdev_create(struct mvnet *mv, struct device *parent)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct netdev_priv));
	struct netdev_priv *priv;
	int ret;

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
	skb_queue_purge(&mv->to_guest);
	free_netdev(mv->netdev);
}
