/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * One emulated virtio-net function and the calls between its parts. They depend on each
 * other in this order only: vfio; the transports, legacy and modern; notify, config, regs,
 * virtio, path, ctrl, ring, dma. netdev and irq serve all; flow serves netdev.
 */

#ifndef MVNET_H
#define MVNET_H

#include <linux/if_ether.h>
#include <linux/mutex.h>
#include <linux/pci_regs.h>
#include <linux/skbuff.h>
#include <linux/timer.h>
#include <linux/vfio.h>
#include <linux/virtio_net.h>
#include <linux/virtio_ring.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#define MVNET_CONFIG_SIZE 256
#define MVNET_MSIX_BAR_SIZE 4096

#define MVNET_QUEUE_SIZE 256			/* at most, and until a driver chooses less */
#define MVNET_MAX_VNET_HDR sizeof(struct virtio_net_hdr_v1)
#define MVNET_MAX_FRAME (ETH_FRAME_LEN + 4)	/* one VLAN tag */

#define MVNET_ISR_QUEUE 1			/* the bit without a name in virtio_pci.h */

#define MVNET_NOTIFY_STEP 4			/* from one queue's place to the next one's */

/* What every kind offers; a kind may add to it. */
#define MVNET_NET_FEATURES (BIT_ULL(VIRTIO_NET_F_MAC) | BIT_ULL(VIRTIO_NET_F_STATUS))

/* Pairs of an rx and a tx queue, and behind them the control queue if there are several. */
#define MVNET_MAX_PAIRS 4
#define MVNET_MAX_QUEUES (2 * MVNET_MAX_PAIRS + 1)

/* Configuration changes, then one for each queue. */
#define MVNET_MAX_VECTORS (1 + MVNET_MAX_QUEUES)

struct eventfd_ctx;
struct mvnet;
struct mvnet_region;

/* What tells one kind of virtio function from another. */
struct mvnet_transport {
	const struct mvnet_region *regions;	/* by VFIO's index, see mvnet_region.h */
	u64 features;				/* that are offered */
	u32 vnet_hdr_len;			/* in front of each frame */
	u8 live_status;				/* the driver's status bits that start it */
	int (*create)(struct mvnet *mv);	/* NULL: it needs nothing of its own */
	void (*init_config)(struct mvnet *mv);	/* identity, BARs and capabilities */
};

extern const struct mvnet_transport mvnet_legacy;
extern const struct mvnet_transport mvnet_modern;

/* What of a device can be mapped, if it is of a kind of which anything can. */
enum mvnet_map { MVNET_MAP_NOTIFY, MVNET_MAP_NONE };

/* Module parameters, frozen when an mdev is created. */
struct mvnet_options {
	bool msix;
	bool intx;
	bool req;
	bool reset;
	bool pin;
	enum mvnet_map map;
	unsigned int pairs;
};

struct mvnet_queue {
	bool enabled;
	u16 size;
	u16 vector;
	u64 desc;		/* these three: IOVA */
	u64 avail;
	u64 used;
	u16 avail_next;		/* the next entry to take */
	u16 avail_idx;		/* the driver's index when it was last read */
	u16 used_idx;
	u32 used_first_id;	/* what the first used element holds, see mvnet_ring.c */
	bool broken;		/* the driver broke the protocol: nothing more until a reset */
};

/* The two parts of a chain, of which either may be empty. */
enum { MVNET_FROM_GUEST, MVNET_TO_GUEST, MVNET_NR_PARTS };

/* A descriptor chain, checked: the segments of its parts follow each other. */
struct mvnet_chain {
	struct {
		u64 addr;
		u32 len;
	} seg[MVNET_QUEUE_SIZE];
	u16 head;
	u16 nr[MVNET_NR_PARTS];
	u32 len[MVNET_NR_PARTS];
};

struct mvnet_irqs {
	u32 active;		/* the VFIO index in use, or VFIO_PCI_NUM_IRQS */
	bool masked;		/* INTx only */
	struct eventfd_ctx *vector[MVNET_MAX_VECTORS];
	struct eventfd_ctx *req;
	u8 table[MVNET_MAX_VECTORS * PCI_MSIX_ENTRY_SIZE];
};

struct mvnet_dma_ops {
	int (*rw)(struct mvnet *mv, u64 iova, void *buf, size_t len, bool write);
};

struct mvnet_pins {
	struct mutex lock;	/* taken below mvnet.lock, and alone by dma_unmap */
	struct xarray pages;	/* by IOVA page number */
	unsigned int nr;
	unsigned long hold_until;	/* jiffies; no new pin before */
};

/* Notifications by mapped memory, see mvnet_notify.c. */
struct mvnet_notify {
	struct page *page;	/* NULL: there is none */
	struct timer_list timer;
};

struct mvnet {
	struct vfio_device vdev;
	struct net_device *netdev;
	const struct mvnet_transport *transport;
	struct mvnet_options opt;

	/*
	 * Everything below, except what has a lock of its own. Held over a whole batch of
	 * ring work, so that who holds it and clears live knows that no DMA follows.
	 * Nests inside RTNL and vfio's group lock, outside pins.lock.
	 */
	struct mutex lock;
	bool live;		/* the driver is ready and DMA is on; also read without lock */

	u8 config[MVNET_CONFIG_SIZE];
	u8 writable[MVNET_CONFIG_SIZE];
	struct mvnet_irqs irqs;

	u8 mac[ETH_ALEN];
	u8 status;
	u8 isr;
	u16 queue_sel;
	u16 config_vector;
	u8 generation;		/* of the network configuration */
	u32 device_feature_sel;
	u32 driver_feature_sel;
	u64 driver_features;
	struct mvnet_queue vq[MVNET_MAX_QUEUES];
	u16 active_pairs;	/* that get packets, at least one; also read without lock */

	struct delayed_work work;
	struct mvnet_chain chain;
	u8 frame[MVNET_MAX_VNET_HDR + MVNET_MAX_FRAME];

	const struct mvnet_dma_ops *dma;
	struct mvnet_pins pins;
	struct sk_buff_head to_guest[MVNET_MAX_PAIRS];
	struct mvnet_notify notify;
};

static inline struct mvnet *
mvnet_from_vfio(struct vfio_device *vdev)
{
	return container_of(vdev, struct mvnet, vdev);
}

static inline u32
mvnet_nr_queues(const struct mvnet *mv)
{
	return mv->opt.pairs > 1 ? 2 * mv->opt.pairs + 1 : 2;
}

static inline u32
mvnet_nr_vectors(const struct mvnet *mv)
{
	return 1 + mvnet_nr_queues(mv);
}

/* mvnet_vfio.c */
extern const struct vfio_device_ops mvnet_vfio_ops;

/* mvnet_config.c: PCI configuration space */
void mvnet_config_init(struct mvnet *mv);
void mvnet_config_load(struct mvnet *mv, u32 off, u8 *buf, u32 len);
void mvnet_config_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len);
void mvnet_config_set16(struct mvnet *mv, u32 off, u16 value, u16 writable);
void mvnet_config_set32(struct mvnet *mv, u32 off, u32 value, u32 writable);
void mvnet_config_add_cap(struct mvnet *mv, u8 off, u8 id);
u16 mvnet_config_command(const struct mvnet *mv);
void mvnet_config_msix_enable(struct mvnet *mv, bool on);
bool mvnet_config_msix_enabled(const struct mvnet *mv);

/* mvnet_irq.c: interrupts by eventfd */
u32 mvnet_irq_count(const struct mvnet *mv, u32 index);
int mvnet_irq_set(struct mvnet *mv, const struct vfio_irq_set *set, const void *data);
void mvnet_irq_release(struct mvnet *mv);
void mvnet_irq_init(struct mvnet *mv);
void mvnet_irq_raise(struct mvnet *mv, u8 isr, u16 vector);
void mvnet_irq_update_line(struct mvnet *mv);
bool mvnet_irq_request(struct mvnet *mv);
void mvnet_irq_table_load(struct mvnet *mv, u32 off, u8 *buf, u32 len);
void mvnet_irq_table_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len);

/* mvnet_notify.c: a page that the driver maps and writes its notifications to */
int mvnet_notify_create(struct mvnet *mv);
void mvnet_notify_destroy(struct mvnet *mv);
void mvnet_notify_open(struct mvnet *mv);
void mvnet_notify_start(struct mvnet *mv);
void mvnet_notify_stop(struct mvnet *mv);
int mvnet_notify_map(struct mvnet *mv, struct vm_area_struct *vma);

/* mvnet_virtio.c: what every virtio function is, and its life cycle */
u64 mvnet_virtio_features(const struct mvnet *mv);
void mvnet_virtio_reset(struct mvnet *mv);
void mvnet_virtio_update(struct mvnet *mv);
void mvnet_virtio_link_changed(struct mvnet *mv);
void mvnet_virtio_set_status(struct mvnet *mv, u8 status);
struct mvnet_queue *mvnet_virtio_queue(struct mvnet *mv);
void mvnet_virtio_net_config(struct mvnet *mv, u32 off, u8 *buf, u32 len);

/* mvnet_path.c: packets between the queues and the network interface */
int mvnet_path_setup(void);
void mvnet_path_teardown(void);
void mvnet_path_init(struct mvnet *mv);
void mvnet_path_kick(struct mvnet *mv);
void mvnet_path_stop(struct mvnet *mv);

/* mvnet_ctrl.c: the control queue; serving is a step of the path, as mvnet_ring.c's calls */
u32 mvnet_ctrl_index(const struct mvnet *mv);
int mvnet_ctrl_serve(struct mvnet *mv, u32 index);

/* mvnet_ring.c: split virtqueues; 1: done, 0: nothing there, -EAGAIN: later, else broken */
void mvnet_ring_reset(struct mvnet_queue *vq);
int mvnet_ring_peek(struct mvnet *mv, struct mvnet_queue *vq, u8 parts);
int mvnet_ring_push(struct mvnet *mv, struct mvnet_queue *vq, u32 written);
int mvnet_ring_wants_irq(struct mvnet *mv, struct mvnet_queue *vq);
int mvnet_ring_copy(struct mvnet *mv, void *buf, u32 len, int part);

/* mvnet_dma.c: the memory of the process that has the device open */
void mvnet_dma_init(struct mvnet *mv);
void mvnet_dma_destroy(struct mvnet *mv);
void mvnet_dma_release(struct mvnet *mv);
void mvnet_dma_unmap(struct mvnet *mv, u64 iova, u64 len);
unsigned long mvnet_dma_hold(void);

/* mvnet_netdev.c: the network interface at the other end */
int mvnet_netdev_create(struct mvnet *mv, struct device *parent);
void mvnet_netdev_destroy(struct mvnet *mv);
bool mvnet_netdev_up(const struct mvnet *mv);
void mvnet_netdev_connect(struct mvnet *mv, bool on);
void mvnet_netdev_receive(struct mvnet *mv, const u8 *frame, u32 len);
void mvnet_netdev_sent(struct mvnet *mv, u32 pair, bool delivered);
void mvnet_netdev_spread(struct mvnet *mv, u16 pairs);

/* mvnet_flow.c: which packets stay together */
u32 mvnet_flow(const struct sk_buff *skb);

#endif /* MVNET_H */
