/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The modern function (VIRTIO 1): its structures have a page each in a memory BAR, to which
 * vendor capabilities in configuration space point.
 */

#include <linux/log2.h>
#include <linux/pci_ids.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>
#include <linux/virtio_pci.h>

#include "mvnet.h"
#include "lab_compat.h"
#include "mvnet_region.h"
#include "mvnet_regs.h"

#define DEVICE_ID (0x1040 + VIRTIO_ID_NET)
#define REVISION 1

enum { COMMON_PAGE, ISR_PAGE, DEVICE_PAGE, NOTIFY_PAGE, NR_BAR_PAGES };

#define BAR 4
#define PAGE_STEP 4096
#define BAR_SIZE (NR_BAR_PAGES * PAGE_STEP)
/* Where firmware might have put it: above all memory. */
#define BAR_ADDRESS_HI 8

/* Where the capabilities are; MSI-X has its own at 0x40. */
enum { CAP_COMMON = 0x50, CAP_ISR = 0x60, CAP_DEVICE = 0x70, CAP_NOTIFY = 0x80, CAP_WINDOW = 0x94 };

/* --- common configuration --- */

static u32
load_device_feature_sel(struct mvnet *mv)
{
	return mv->device_feature_sel;
}

static void
store_device_feature_sel(struct mvnet *mv, u32 value)
{
	mv->device_feature_sel = value;
}

/* The half that is selected, of which there are two. */
static u32
half(u64 features, u32 sel)
{
	return sel < 2 ? features >> (32 * sel) : 0;
}

static u32
load_device_features(struct mvnet *mv)
{
	return half(mvnet_virtio_features(mv), mv->device_feature_sel);
}

static u32
load_driver_feature_sel(struct mvnet *mv)
{
	return mv->driver_feature_sel;
}

static void
store_driver_feature_sel(struct mvnet *mv, u32 value)
{
	mv->driver_feature_sel = value;
}

static u32
load_driver_features(struct mvnet *mv)
{
	return half(mv->driver_features, mv->driver_feature_sel);
}

/* Once they were agreed on they hold until a reset. */
static void
store_driver_features(struct mvnet *mv, u32 value)
{
	u32 shift = 32 * mv->driver_feature_sel;

	if (mv->driver_feature_sel >= 2 || (mv->status & VIRTIO_CONFIG_S_FEATURES_OK))
		return;
	mv->driver_features &= ~((u64)U32_MAX << shift);
	mv->driver_features |= (u64)value << shift;
}

static u32
load_nr_queues(struct mvnet *mv)
{
	return mvnet_nr_queues(mv);
}

static bool
features_are_valid(const struct mvnet *mv)
{
	return !(mv->driver_features & ~mvnet_virtio_features(mv)) &&
	       (mv->driver_features & BIT_ULL(VIRTIO_F_VERSION_1));
}

/* The driver reads FEATURES_OK back: without it, what it wants is refused. */
static void
store_status(struct mvnet *mv, u32 value)
{
	u32 refused = features_are_valid(mv) ? 0 : VIRTIO_CONFIG_S_FEATURES_OK;

	if (value)
		mvnet_virtio_set_status(mv, value & ~refused);
	else
		mvnet_virtio_reset(mv);
}

static u32
load_generation(struct mvnet *mv)
{
	return mv->generation;
}

/* What a driver may still change. */
static struct mvnet_queue *
idle_queue(struct mvnet *mv)
{
	struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	return vq && !vq->enabled ? vq : NULL;
}

static void
store_queue_size(struct mvnet *mv, u32 value)
{
	struct mvnet_queue *vq = idle_queue(mv);

	if (vq && value <= MVNET_QUEUE_SIZE && is_power_of_2(value))
		vq->size = value;
}

static u32
load_queue_enable(struct mvnet *mv)
{
	const struct mvnet_queue *vq = mvnet_virtio_queue(mv);

	return vq && vq->enabled;
}

static bool
is_aligned(const struct mvnet_queue *vq)
{
	return IS_ALIGNED(vq->desc, VRING_DESC_ALIGN_SIZE) &&
	       IS_ALIGNED(vq->avail, VRING_AVAIL_ALIGN_SIZE) &&
	       IS_ALIGNED(vq->used, VRING_USED_ALIGN_SIZE);
}

/* There is no way back but a reset. */
static void
store_queue_enable(struct mvnet *mv, u32 value)
{
	struct mvnet_queue *vq = idle_queue(mv);

	if (!vq || value != 1 || !is_aligned(vq))
		return;
	mvnet_ring_reset(vq);
	vq->enabled = true;
	mvnet_path_kick(mv);
}

static u32
load_queue_notify_off(struct mvnet *mv)
{
	return mvnet_virtio_queue(mv) ? mv->queue_sel : 0;
}

/* The one of a queue's three addresses that is at an offset in the structure. */
static u64 *
queue_address(struct mvnet_queue *vq, u32 off)
{
	u64 *const addresses[] = { &vq->desc, &vq->avail, &vq->used };

	return addresses[(off - VIRTIO_PCI_COMMON_Q_DESCLO) / sizeof(u64)];
}

static void
load_queue_address(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	struct mvnet_queue *vq = mvnet_virtio_queue(mv);
	u8 value[sizeof(u64)];

	put_unaligned_le64(vq ? *queue_address(vq, off) : 0, value);
	memcpy(buf, value + off % sizeof(value), len);
}

/* By halves, as the specification has it. */
static void
store_queue_address(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	struct mvnet_queue *vq = idle_queue(mv);
	u8 value[sizeof(u64)];

	if (!vq || len != sizeof(u32))
		return;
	put_unaligned_le64(*queue_address(vq, off), value);
	memcpy(value + off % sizeof(value), buf, len);
	*queue_address(vq, off) = get_unaligned_le64(value);
}

static const struct mvnet_reg common_regs[] = {
	{ VIRTIO_PCI_COMMON_DFSELECT, 4, load_device_feature_sel, store_device_feature_sel },
	{ VIRTIO_PCI_COMMON_DF, 4, load_device_features, NULL },
	{ VIRTIO_PCI_COMMON_GFSELECT, 4, load_driver_feature_sel, store_driver_feature_sel },
	{ VIRTIO_PCI_COMMON_GF, 4, load_driver_features, store_driver_features },
	{ VIRTIO_PCI_COMMON_MSIX, 2,
	  mvnet_reg_load_config_vector, mvnet_reg_store_config_vector },
	{ VIRTIO_PCI_COMMON_NUMQ, 2, load_nr_queues, NULL },
	{ VIRTIO_PCI_COMMON_STATUS, 1, mvnet_reg_load_status, store_status },
	{ VIRTIO_PCI_COMMON_CFGGENERATION, 1, load_generation, NULL },
	{ VIRTIO_PCI_COMMON_Q_SELECT, 2, mvnet_reg_load_queue_sel, mvnet_reg_store_queue_sel },
	{ VIRTIO_PCI_COMMON_Q_SIZE, 2, mvnet_reg_load_queue_size, store_queue_size },
	{ VIRTIO_PCI_COMMON_Q_MSIX, 2, mvnet_reg_load_queue_vector, mvnet_reg_store_queue_vector },
	{ VIRTIO_PCI_COMMON_Q_ENABLE, 2, load_queue_enable, store_queue_enable },
	{ VIRTIO_PCI_COMMON_Q_NOFF, 2, load_queue_notify_off, NULL },
	{ }
};

static bool
is_queue_address(u32 off)
{
	return off >= VIRTIO_PCI_COMMON_Q_DESCLO &&
	       off < VIRTIO_PCI_COMMON_Q_USEDHI + sizeof(u32);
}

static void
common_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	if (is_queue_address(off))
		load_queue_address(mv, off, buf, len);
	else
		mvnet_regs_load(mv, common_regs, off, buf, len);
}

static void
common_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	if (is_queue_address(off))
		store_queue_address(mv, off, buf, len);
	else
		mvnet_regs_store(mv, common_regs, off, buf, len);
}

/* --- the other structures --- */

static const struct mvnet_reg isr_regs[] = {
	{ 0, 1, mvnet_reg_load_isr, NULL },
	{ }
};

static void
isr_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	mvnet_regs_load(mv, isr_regs, off, buf, len);
}

static void
store_nothing(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
}

/* As the page is, which a driver may have mapped: see mvnet_notify.c. */
static void
notify_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	memset(buf, 0xff, len);
}

static void
notify_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	mvnet_path_kick(mv);
}

static const struct {
	void (*load)(struct mvnet *mv, u32 off, u8 *buf, u32 len);
	void (*store)(struct mvnet *mv, u32 off, const u8 *buf, u32 len);
} pages[NR_BAR_PAGES] = {
	[COMMON_PAGE] = { common_load, common_store },
	[ISR_PAGE] = { isr_load, store_nothing },
	[DEVICE_PAGE] = { mvnet_virtio_net_config, store_nothing },
	[NOTIFY_PAGE] = { notify_load, notify_store },
};

static void
bar_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	pages[off / PAGE_STEP].load(mv, off % PAGE_STEP, buf, len);
}

static void
bar_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	pages[off / PAGE_STEP].store(mv, off % PAGE_STEP, buf, len);
}

/* --- the window in configuration space, for a driver that cannot reach the BAR --- */

#define WINDOW_DATA (CAP_WINDOW + offsetof(struct virtio_pci_cfg_cap, pci_cfg_data))

struct window {
	u32 offset;
	u32 len;
};

/* What the driver has set up, if it is an access that the BAR knows. */
static bool
window_is_open(const struct mvnet *mv, struct window *win)
{
	const u8 *cap = mv->config + CAP_WINDOW;

	win->offset = get_unaligned_le32(cap + VIRTIO_PCI_CAP_OFFSET);
	win->len = get_unaligned_le32(cap + VIRTIO_PCI_CAP_LENGTH);
	return cap[VIRTIO_PCI_CAP_BAR] == BAR && win->len <= sizeof(u32) &&
	       is_power_of_2(win->len) && win->offset < BAR_SIZE &&
	       IS_ALIGNED(win->offset, win->len);
}

/* An access of four bytes at most is all or nothing of the window's. */
static bool
is_window(u32 off)
{
	return off - WINDOW_DATA < sizeof(u32);
}

static void
config_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	struct window win;

	if (is_window(off) && window_is_open(mv, &win))
		bar_load(mv, win.offset, mv->config + WINDOW_DATA, win.len);
	mvnet_config_load(mv, off, buf, len);
}

static void
config_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	struct window win;

	mvnet_config_store(mv, off, buf, len);
	if (is_window(off) && window_is_open(mv, &win))
		bar_store(mv, win.offset, mv->config + WINDOW_DATA, win.len);
}

/* --- identity and capabilities --- */

static const struct {
	u8 off;
	u8 len;
	u8 type;
	u8 bar;
	u32 offset;
	u32 length;
} caps[] = {
	{ CAP_COMMON, sizeof(struct virtio_pci_cap), VIRTIO_PCI_CAP_COMMON_CFG,
	  BAR, COMMON_PAGE * PAGE_STEP, sizeof(struct virtio_pci_common_cfg) },
	{ CAP_ISR, sizeof(struct virtio_pci_cap), VIRTIO_PCI_CAP_ISR_CFG,
	  BAR, ISR_PAGE * PAGE_STEP, sizeof(u8) },
	{ CAP_DEVICE, sizeof(struct virtio_pci_cap), VIRTIO_PCI_CAP_DEVICE_CFG,
	  BAR, DEVICE_PAGE * PAGE_STEP, offsetofend(struct virtio_net_config, status) },
	{ CAP_NOTIFY, sizeof(struct virtio_pci_notify_cap), VIRTIO_PCI_CAP_NOTIFY_CFG,
	  BAR, NOTIFY_PAGE * PAGE_STEP, PAGE_STEP },
	{ CAP_WINDOW, sizeof(struct virtio_pci_cfg_cap), VIRTIO_PCI_CAP_PCI_CFG, 0, 0, 0 },
};

static void
init_caps(struct mvnet *mv)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(caps); i++) {
		u8 off = caps[i].off;

		mvnet_config_add_cap(mv, off, PCI_CAP_ID_VNDR);
		mv->config[off + VIRTIO_PCI_CAP_LEN] = caps[i].len;
		mv->config[off + VIRTIO_PCI_CAP_CFG_TYPE] = caps[i].type;
		mv->config[off + VIRTIO_PCI_CAP_BAR] = caps[i].bar;
		mvnet_config_set32(mv, off + VIRTIO_PCI_CAP_OFFSET, caps[i].offset, 0);
		mvnet_config_set32(mv, off + VIRTIO_PCI_CAP_LENGTH, caps[i].length, 0);
	}
	if (mv->opt.pairs > 1)
		mvnet_config_set32(mv, CAP_DEVICE + VIRTIO_PCI_CAP_LENGTH,
				   offsetofend(struct virtio_net_config, max_virtqueue_pairs), 0);
	mvnet_config_set32(mv, CAP_NOTIFY + VIRTIO_PCI_NOTIFY_CAP_MULT, MVNET_NOTIFY_STEP, 0);
}

static void
init_window(struct mvnet *mv)
{
	mv->writable[CAP_WINDOW + VIRTIO_PCI_CAP_BAR] = 0xff;
	mvnet_config_set32(mv, CAP_WINDOW + VIRTIO_PCI_CAP_OFFSET, 0, U32_MAX);
	mvnet_config_set32(mv, CAP_WINDOW + VIRTIO_PCI_CAP_LENGTH, 0, U32_MAX);
	mvnet_config_set32(mv, WINDOW_DATA, 0, U32_MAX);
}

static void
init_config(struct mvnet *mv)
{
	mvnet_config_set16(mv, PCI_DEVICE_ID, DEVICE_ID, 0);
	mvnet_config_set16(mv, PCI_SUBSYSTEM_ID, DEVICE_ID, 0);
	mv->config[PCI_REVISION_ID] = REVISION;
	mvnet_config_set32(mv, PCI_BASE_ADDRESS_0 + BAR * sizeof(u32),
			   PCI_BASE_ADDRESS_MEM_TYPE_64, ~(BAR_SIZE - 1));
	mvnet_config_set32(mv, PCI_BASE_ADDRESS_0 + (BAR + 1) * sizeof(u32),
			   BAR_ADDRESS_HI, U32_MAX);
	init_caps(mv);
	init_window(mv);
}

static const struct mvnet_region regions[VFIO_PCI_NUM_REGIONS] = {
	[VFIO_PCI_CONFIG_REGION_INDEX] = {
		MVNET_CONFIG_OFFSET, MVNET_CONFIG_SIZE, config_load, config_store,
	},
	[VFIO_PCI_BAR1_REGION_INDEX] = MVNET_MSIX_REGION,
	[VFIO_PCI_BAR0_REGION_INDEX + BAR] = {
		0x4000, BAR_SIZE, bar_load, bar_store,
		.page_off = NOTIFY_PAGE * PAGE_STEP, .has_page = true,
	},
};

const struct mvnet_transport mvnet_modern = {
	.regions = regions,
	.features = MVNET_NET_FEATURES | BIT_ULL(VIRTIO_F_VERSION_1),
	.vnet_hdr_len = sizeof(struct virtio_net_hdr_v1),
	.live_status = VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK,
	.create = mvnet_notify_create,
	.init_config = init_config,
};
