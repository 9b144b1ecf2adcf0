/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Which packets stay together on one pair of queues. It is a plain sum, not the kernel's
 * hash, which has a random seed: whoever tests the pairs chooses by an echo's identifier.
 */

#include <linux/icmp.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <net/ip.h>

#include "mvnet.h"

static u32
echo_flow(const struct sk_buff *skb, int off)
{
	const struct icmphdr *icmp;
	struct icmphdr buf;

	icmp = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!icmp || (icmp->type != ICMP_ECHO && icmp->type != ICMP_ECHOREPLY))
		return 0;
	return ntohs(icmp->un.echo.id);
}

static u32
port_flow(const struct sk_buff *skb, int off)
{
	const __be16 *ports;
	__be16 buf[2];

	ports = skb_header_pointer(skb, off, sizeof(buf), buf);
	return ports ? ntohs(ports[0]) + ntohs(ports[1]) : 0;
}

static const struct {
	u8 protocol;
	u32 (*flow)(const struct sk_buff *skb, int off);
} flows[] = {
	{ IPPROTO_ICMP, echo_flow },
	{ IPPROTO_TCP, port_flow },
	{ IPPROTO_UDP, port_flow },
};

/* All that is not a whole IPv4 packet of these is flow 0. */
u32
mvnet_flow(const struct sk_buff *skb)
{
	const struct iphdr *ip;
	struct iphdr buf;
	size_t i;

	if (skb->protocol != htons(ETH_P_IP))
		return 0;
	ip = skb_header_pointer(skb, ETH_HLEN, sizeof(buf), &buf);
	if (!ip || ip_is_fragment(ip))
		return 0;
	for (i = 0; i < ARRAY_SIZE(flows); i++)
		if (flows[i].protocol == ip->protocol)
			return flows[i].flow(skb, ETH_HLEN + 4 * ip->ihl);
	return 0;
}
