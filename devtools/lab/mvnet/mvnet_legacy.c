/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The legacy function (virtio 0.9.5): all registers in an I/O BAR. */

#include <linux/pci_ids.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_pci.h>

#include "mvnet.h"
#include "mvnet_region.h"
#include "mvnet_regs.h"

#define DEVICE_ID 0x1000

#define BAR0_SIZE 64
/* Where firmware might have put it: zero would mean that it was not assigned. */
#define BAR0_ADDRESS 0xc000

static u32
load_host_features(struct mvnet *mv)
{
	return mvnet_virtio_features(mv);
}

static u32
load_guest_features(struct mvnet *mv)
{
	return mv->driver_features;
}

static void
store_guest_features(struct mvnet *mv, u32 value)
{
	mv->driver_features = value & mvnet_virtio_features(mv);
}

static u32
load_pfn(struct mvnet *mv)
{
	const struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	return vq ? vq->desc >> VIRTIO_PCI_QUEUE_ADDR_SHIFT : 0;
}

/* The three parts of a queue follow each other. */
static void
place_queue(struct mvnet_queue *vq, u64 desc)
{
	u64 avail_end;

	vq->desc = desc;
	vq->avail = desc + vq->size * sizeof(struct vring_desc);
	avail_end = vq->avail + offsetof(struct vring_avail, ring[vq->size]) + sizeof(__virtio16);
	vq->used = ALIGN(avail_end, VIRTIO_PCI_VRING_ALIGN);
}

static void
store_pfn(struct mvnet *mv, u32 value)
{
	struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	if (!vq)
		return;
	mvnet_ring_reset(vq);
	place_queue(vq, (u64)value << VIRTIO_PCI_QUEUE_ADDR_SHIFT);
	vq->enabled = value;
	mvnet_path_kick(mv);
}

static void
store_status(struct mvnet *mv, u32 value)
{
	if (value)
		mvnet_virtio_set_status(mv, value);
	else
		mvnet_virtio_reset(mv);
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

static const struct mvnet_reg regs[] = {
	{ VIRTIO_PCI_HOST_FEATURES, 4, load_host_features, NULL },
	{ VIRTIO_PCI_GUEST_FEATURES, 4, load_guest_features, store_guest_features },
	{ VIRTIO_PCI_QUEUE_PFN, 4, load_pfn, store_pfn },
	{ VIRTIO_PCI_QUEUE_NUM, 2, mvnet_reg_load_queue_size, NULL },
	{ VIRTIO_PCI_QUEUE_SEL, 2, mvnet_reg_load_queue_sel, mvnet_reg_store_queue_sel },
	{ VIRTIO_PCI_QUEUE_NOTIFY, 2, load_nothing, store_notify },
	{ VIRTIO_PCI_STATUS, 1, mvnet_reg_load_status, store_status },
	{ VIRTIO_PCI_ISR, 1, mvnet_reg_load_isr, NULL },
	/* Here while MSI-X is enabled only. */
	{ VIRTIO_MSI_CONFIG_VECTOR, 2,
	  mvnet_reg_load_config_vector, mvnet_reg_store_config_vector },
	{ VIRTIO_MSI_QUEUE_VECTOR, 2, mvnet_reg_load_queue_vector, mvnet_reg_store_queue_vector },
	{ }
};

static u32
net_config_offset(const struct mvnet *mv)
{
	return VIRTIO_PCI_CONFIG_OFF(mvnet_config_msix_enabled(mv));
}

/* No access is on both sides of the border, which is a multiple of the longest. */
static void
bar0_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	u32 border = net_config_offset(mv);

	if (off < border)
		mvnet_regs_load(mv, regs, off, buf, len);
	else
		mvnet_virtio_net_config(mv, off - border, buf, len);
}

/*
 * The network configuration is read-only, the MAC address too: net_virtio writes the number
 * of a vector to its place while MSI-X is not enabled.
 */
static void
bar0_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	if (off < net_config_offset(mv))
		mvnet_regs_store(mv, regs, off, buf, len);
}

static const struct mvnet_region regions[VFIO_PCI_NUM_REGIONS] = {
	[VFIO_PCI_CONFIG_REGION_INDEX] = {
		MVNET_CONFIG_OFFSET, MVNET_CONFIG_SIZE, mvnet_config_load, mvnet_config_store,
	},
	[VFIO_PCI_BAR0_REGION_INDEX] = { 0x2000, BAR0_SIZE, bar0_load, bar0_store },
	[VFIO_PCI_BAR1_REGION_INDEX] = MVNET_MSIX_REGION,
};

static void
init_config(struct mvnet *mv)
{
	mvnet_config_set16(mv, PCI_DEVICE_ID, DEVICE_ID, 0);
	mvnet_config_set16(mv, PCI_SUBSYSTEM_ID, VIRTIO_ID_NET, 0);
	mvnet_config_set32(mv, PCI_BASE_ADDRESS_0, BAR0_ADDRESS | PCI_BASE_ADDRESS_SPACE_IO,
			   ~(BAR0_SIZE - 1));
}

const struct mvnet_transport mvnet_legacy = {
	.regions = regions,
	.features = MVNET_NET_FEATURES,
	.vnet_hdr_len = sizeof(struct virtio_net_hdr),
	.live_status = VIRTIO_CONFIG_S_DRIVER_OK,
	.init_config = init_config,
};
