/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The registers of legacy virtio (0.9.5) in the I/O BAR, and the life cycle they steer. */

#include <linux/netdevice.h>
#include <linux/virtio_config.h>
#include <linux/virtio_pci.h>

#include "mvnet.h"
#include "mvnet_compat.h"

#define HOST_FEATURES (BIT(VIRTIO_NET_F_MAC) | BIT(VIRTIO_NET_F_STATUS))

struct virtio_reg {
	u8 offset;
	u8 width;
	u32 (*load)(struct mvnet *mv);
	void (*store)(struct mvnet *mv, u32 value);
};

/* NULL while the driver has a queue selected that does not exist. */
static struct mvnet_queue *
selected(struct mvnet *mv)
{
	return mv->queue_sel < MVNET_NR_QUEUES ? &mv->vq[mv->queue_sel] : NULL;
}

static u32
load_host_features(struct mvnet *mv)
{
	return HOST_FEATURES;
}

static u32
load_guest_features(struct mvnet *mv)
{
	return mv->guest_features;
}

static void
store_guest_features(struct mvnet *mv, u32 value)
{
	mv->guest_features = value & HOST_FEATURES;
}

static u32
load_pfn(struct mvnet *mv)
{
	return selected(mv) ? selected(mv)->pfn : 0;
}

static void
store_pfn(struct mvnet *mv, u32 value)
{
	if (!selected(mv))
		return;
	mvnet_ring_reset(selected(mv), value);
	mvnet_path_kick(mv);
}

static u32
load_queue_size(struct mvnet *mv)
{
	return selected(mv) ? MVNET_QUEUE_SIZE : 0;
}

static u32
load_queue_sel(struct mvnet *mv)
{
	return mv->queue_sel;
}

static void
store_queue_sel(struct mvnet *mv, u32 value)
{
	mv->queue_sel = value;
}

static u32
load_nothing(struct mvnet *mv)
{
	return 0;
}

static void
store_notify(struct mvnet *mv, u32 value)
{
	mvnet_path_kick(mv);
}

static u32
load_status(struct mvnet *mv)
{
	return mv->status;
}

static void
store_status(struct mvnet *mv, u32 value)
{
	if (!value) {
		mvnet_virtio_reset(mv);
		return;
	}
	mv->status = value;
	mvnet_virtio_update(mv);
}

static u32
load_isr(struct mvnet *mv)
{
	u32 isr = mv->isr;

	mv->isr = 0;
	return isr;
}

static u16
valid_vector(const struct mvnet *mv, u32 value)
{
	u32 nr = mvnet_irq_count(mv, VFIO_PCI_MSIX_IRQ_INDEX);

	return value < nr ? value : VIRTIO_MSI_NO_VECTOR;
}

static u32
load_config_vector(struct mvnet *mv)
{
	return mv->config_vector;
}

static void
store_config_vector(struct mvnet *mv, u32 value)
{
	mv->config_vector = valid_vector(mv, value);
}

static u32
load_queue_vector(struct mvnet *mv)
{
	return selected(mv) ? selected(mv)->vector : VIRTIO_MSI_NO_VECTOR;
}

static void
store_queue_vector(struct mvnet *mv, u32 value)
{
	if (selected(mv))
		selected(mv)->vector = valid_vector(mv, value);
}

static const struct virtio_reg virtio_regs[] = {
	{ VIRTIO_PCI_HOST_FEATURES, 4, load_host_features, NULL },
	{ VIRTIO_PCI_GUEST_FEATURES, 4, load_guest_features, store_guest_features },
	{ VIRTIO_PCI_QUEUE_PFN, 4, load_pfn, store_pfn },
	{ VIRTIO_PCI_QUEUE_NUM, 2, load_queue_size, NULL },
	{ VIRTIO_PCI_QUEUE_SEL, 2, load_queue_sel, store_queue_sel },
	{ VIRTIO_PCI_QUEUE_NOTIFY, 2, load_nothing, store_notify },
	{ VIRTIO_PCI_STATUS, 1, load_status, store_status },
	{ VIRTIO_PCI_ISR, 1, load_isr, NULL },
	/* Here while MSI-X is enabled only. */
	{ VIRTIO_MSI_CONFIG_VECTOR, 2, load_config_vector, store_config_vector },
	{ VIRTIO_MSI_QUEUE_VECTOR, 2, load_queue_vector, store_queue_vector },
};

static u32
net_config_offset(const struct mvnet *mv)
{
	return VIRTIO_PCI_CONFIG_OFF(mvnet_config_msix_enabled(mv));
}

static const struct virtio_reg *
find_reg(const struct mvnet *mv, u32 off)
{
	const struct virtio_reg *reg;

	if (off >= net_config_offset(mv))
		return NULL;
	for (reg = virtio_regs; off >= reg->offset + reg->width;)
		reg++;
	return reg;
}

static u32
load_net_config(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	struct virtio_net_config config = {
		.status = cpu_to_le16(mvnet_netdev_up(mv) ? VIRTIO_NET_S_LINK_UP : 0),
	};

	memcpy(config.mac, mv->mac, ETH_ALEN);
	memcpy(buf, (u8 *)&config + off, len);
	return len;
}

/* Loads what one register has of the range, and returns how many bytes that is. */
static u32
load_some(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	const struct virtio_reg *reg = find_reg(mv, off);
	u8 value[sizeof(u32)];
	u32 skip, part;

	if (!reg)
		return load_net_config(mv, off - net_config_offset(mv), buf, len);
	skip = off - reg->offset;
	part = min(len, reg->width - skip);
	put_unaligned_le32(reg->load(mv), value);
	memcpy(buf, value + skip, part);
	return part;
}

void
mvnet_virtio_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	u32 part;

	for (; len; len -= part, off += part, buf += part)
		part = load_some(mv, off, buf, len);
}

/*
 * The network configuration is read-only, the MAC address too: net_virtio writes the number
 * of a vector to its place while MSI-X is not enabled.
 */
void
mvnet_virtio_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	const struct virtio_reg *reg = find_reg(mv, off);
	u8 value[sizeof(u32)] = { 0 };

	if (!reg || !reg->store || off != reg->offset || len != reg->width)
		return;
	memcpy(value, buf, len);
	reg->store(mv, get_unaligned_le32(value));
}

/* After each change of what makes the device run: the driver's status and bus mastering. */
void
mvnet_virtio_update(struct mvnet *mv)
{
	bool live = (mv->status & VIRTIO_CONFIG_S_DRIVER_OK) &&
		    (mvnet_config_command(mv) & PCI_COMMAND_MASTER);

	if (live == mv->live)
		return;
	WRITE_ONCE(mv->live, live);
	mvnet_netdev_connect(mv, live);
	mvnet_path_kick(mv);
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
	mv->guest_features = 0;
	mv->config_vector = VIRTIO_MSI_NO_VECTOR;
	for (vq = mv->vq; vq < mv->vq + MVNET_NR_QUEUES; vq++) {
		mvnet_ring_reset(vq, 0);
		vq->vector = VIRTIO_MSI_NO_VECTOR;
	}
}

void
mvnet_virtio_link_changed(struct mvnet *mv)
{
	mutex_lock(&mv->lock);
	if (mv->live)
		mvnet_irq_raise(mv, MVNET_ISR_QUEUE | VIRTIO_PCI_ISR_CONFIG,
				mv->config_vector);
	mutex_unlock(&mv->lock);
}
