/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * One mdev that is a PCI function, and the calls between its parts. They depend on each other in
 * this order only: vfio, info, chain, region, config, irq; function serves all.
 */

#ifndef MPCI_H
#define MPCI_H

#include <linux/mdev.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>

#include "mpci_shape.h"

#define MPCI_MAX_REGIONS (VFIO_PCI_NUM_REGIONS + MPCI_MAX_VENDOR)

struct eventfd_ctx;
struct mpci;

/* What stops a model's DMA; no two do it alike. */
struct mpci_model {
	u32 bar;
	u32 nr_writes;
	struct {
		u32 offset;
		u32 value;
	} write[4];
};

/* The function that is bound to this driver: the parent of its mdev. */
struct mpci_function {
	struct pci_dev *pdev;
	spinlock_t command_lock;	/* the command register, and INTx, which it masks */
	const struct mpci_model *model;
	void __iomem *bar[PCI_STD_NUM_BARS];
	u32 table_bar;		/* where the MSI-X table is; PCI_STD_NUM_BARS: nowhere */
	u32 table_offset;
	u32 table_size;
	struct mdev_parent parent;
	struct mdev_type type;
	struct mdev_type *types[1];
};

struct mpci_region;

struct mpci_region_ops {
	void (*load)(struct mpci *mp, const struct mpci_region *region, u32 off, u8 *buf, u32 len);
	void (*store)(struct mpci *mp, const struct mpci_region *region, u32 off, const u8 *buf,
		      u32 len);
	int (*mmap)(struct mpci *mp, const struct mpci_region *region, u32 off,
		    struct vm_area_struct *vma);
};

/* One that the device lacks has size 0. */
struct mpci_region {
	const struct mpci_region_ops *ops;
	u32 index;
	u32 flags;
	u64 offset;
	u64 size;
	struct mpci_areas *areas;	/* NULL: cannot be mapped whatever the shape says */
	void *mem;			/* a vendor's */
};

struct mpci_config {
	u8 value[PCI_CFG_SPACE_SIZE];	/* of the bits that are virtual */
	u8 virtual[PCI_CFG_SPACE_SIZE];
	u8 writable[PCI_CFG_SPACE_SIZE];
};

struct mpci_vector {
	struct eventfd_ctx *ctx;
	int irq;
};

struct mpci_irqs {
	u32 active;		/* the VFIO index in use, or VFIO_PCI_NUM_IRQS */
	u32 nr;
	struct mpci_vector *vector;
	struct eventfd_ctx *req;

	bool masked;
	bool disabled;		/* by the command register */
};

struct mpci {
	struct vfio_device vdev;
	struct mpci_function *fn;
	struct mpci_shape *shape;

	spinlock_t fault_lock;	/* shape->faults */

	u32 nr_regions;
	struct mpci_region region[MPCI_MAX_REGIONS];

	struct mutex lock;	/* what follows, and accesses to the function */
	struct mpci_config config;
	struct mpci_irqs irqs;
};

/* mpci_function.c */
extern struct pci_driver mpci_pci_driver;
extern struct mdev_driver mpci_mdev_driver;
void mpci_function_quiesce(struct mpci_function *fn);
void mpci_function_command(struct mpci_function *fn, u16 mask, u16 value);

/* mpci_vfio.c */
extern const struct vfio_device_ops mpci_vfio_ops;

/* mpci_main.c */
bool mpci_fault_hit(struct mpci *mp, enum mpci_fault fault);
struct mpci_faults mpci_fault_copy(struct mpci *mp);

/* mpci_info.c */
u32 mpci_info_nr_regions(struct mpci *mp);
long mpci_info_region(struct mpci *mp, void __user *arg);

/* mpci_chain.c: answers to region info, and what spoils them */
struct mpci_answer {
	struct vfio_region_info *info;	/* with room behind it */
	u32 len;
	u32 last;			/* offset of the last capability, or 0 */
	struct vfio_region_info_cap_sparse_mmap *sparse;
};

bool mpci_chain_has_decoy(const struct mpci_faults *faults, u32 index);
bool mpci_chain_is_wanted(const struct mpci_faults *faults, u32 index);
void mpci_chain_spoil(const struct mpci_faults *faults, struct mpci_answer *answer);

/* mpci_region.c */
int mpci_region_init(struct mpci *mp);
void mpci_region_destroy(struct mpci *mp);
const struct mpci_region *mpci_region_find(const struct mpci *mp, u64 pos);
bool mpci_region_can_map(const struct mpci_region *region, u64 off, u64 len);

/* mpci_config.c: PCI configuration space */
u32 mpci_config_size(const struct mpci *mp);
void mpci_config_init(struct mpci *mp);
void mpci_config_load(struct mpci *mp, u32 off, u8 *buf, u32 len);
void mpci_config_store(struct mpci *mp, u32 off, const u8 *buf, u32 len);

/* mpci_irq.c: interrupts by eventfd */
u32 mpci_irq_count(const struct mpci *mp, u32 index);
int mpci_irq_set(struct mpci *mp, const struct vfio_irq_set *set, const void *data);
void mpci_irq_init(struct mpci *mp);
void mpci_irq_release(struct mpci *mp);
void mpci_irq_disable_line(struct mpci *mp, bool disable);
bool mpci_irq_request(struct mpci *mp);

static inline struct mpci *
mpci_from_vfio(struct vfio_device *vdev)
{
	return container_of(vdev, struct mpci, vdev);
}

#endif /* MPCI_H */
