/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_VFIO_H
#define FAKE_VFIO_H

/**
 * @file
 * The kernel's VFIO without a kernel: /dev/vfio, a container, groups, and
 * devices that the test describes. It is as strict as the kernel where order
 * matters, and notes what the kernel would forgive, but a good program does
 * not do. The memory of a device is a real file, so that a mapping of it and
 * a read of it show the same bytes.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/vfio.h>

#define FAKE_MAX_REGIONS 80
#define FAKE_MAX_IRQS 5

struct fake_region {
	uint64_t size;
	uint64_t offset;
	uint32_t flags;		/* VFIO_REGION_INFO_FLAG_* */
	uint32_t argsz;		/* what the answer needs, if more than usual */
	const void *caps;	/* argsz - 32 bytes; NULL: none */
	uint32_t argsz_max;	/* refuses more; 0: takes any */
	uint32_t grows;		/* argsz, up to its maximum, by so much each time */
	bool underfills;	/* without room for all it says only how much, */
	bool unflagged;		/* and does not even set FLAG_CAPS */
	bool forgets;		/* with room for all it fills in the fixed part */
	int info_errno;		/* 0: the kernel describes it */
	int read_errno;
	int write_errno;
	int mmap_errno;
	uint64_t mmap_errno_from;	/* for areas from this offset on */
};

struct fake_irq {
	uint32_t count;
	uint32_t flags;		/* VFIO_IRQ_INFO_* */
	int info_errno;
	int set_errno;
	int event_fd;		/* -1: not enabled */
};

/* One pread() or pwrite() of a device. */
struct fake_access {
	unsigned int region;
	uint64_t offset;
	size_t len;
	bool write;
};

struct fake_device {
	char name[40];
	unsigned int group;
	uint32_t flags;		/* VFIO_DEVICE_FLAGS_* */
	uint32_t num_regions;
	uint32_t num_irqs;
	struct fake_region regions[FAKE_MAX_REGIONS];
	struct fake_irq irqs[FAKE_MAX_IRQS];
	size_t short_by;	/* transfers end so many bytes early */
	int reset_errno;
	int memory;		/* the file behind its regions */
	/* What has happened. */
	unsigned int opened;	/* descriptors that are open */
	unsigned int opens;
	unsigned int resets;
	unsigned int region_infos;	/* answers */
	unsigned int irqs_asked;	/* by GET_IRQ_INFO; bit per index */
	unsigned int accesses;
	struct fake_access last;
};

/** Devices that are known to be difficult, and an easy one. */
enum fake_profile {
	FAKE_MTTY,	/* I/O ports, no MSI-X, REQ that cannot be enabled */
	FAKE_MDPY,	/* 255 bytes of config space at offset 0, no IRQ */
	FAKE_MBOCHS,	/* the same, ten regions, one with capabilities */
	FAKE_VFIO_PCI,	/* all that vfio-pci offers */
	FAKE_PROFILES
};

void fake_vfio_setup(void);
/** Check that nothing is open, mapped or attached, and no rule was broken. */
void fake_vfio_check_idle(void);
void fake_vfio_teardown(void);

/** A device in a group of its own. The caller may change what it says. */
struct fake_device *fake_vfio_add(const char *name, unsigned int group,
	enum fake_profile profile);
struct fake_device *fake_vfio_find(const char *name);
/** Put bytes into the memory of a device, or get them. */
void fake_vfio_poke(const struct fake_device *dev, unsigned int region,
	uint64_t offset, const void *bytes, size_t len);
void fake_vfio_peek(const struct fake_device *dev, unsigned int region,
	uint64_t offset, void *bytes, size_t len);

/** What EAL does for a function bound to vfio-pci.
 * @return a descriptor, or -1.
 */
int fake_vfio_open_device(const char *name, struct vfio_device_info *info);
/** What the kernel does with a descriptor that is sent to another process. */
int fake_vfio_copy_fd(int fd);

/** The host's VFIO. */
struct fake_host {
	int api_version;
	bool has_type1v2;
	bool not_viable;
	int group_errno;	/* of opening a group; 0: it opens */
	int container_errno;	/* of opening /dev/vfio/vfio */
};

struct fake_host *fake_vfio_host(void);

/** How often a file in /dev/vfio was opened. */
unsigned int fake_vfio_node_opens(void);
/** How many mappings of device memory and reservations there are. */
unsigned int fake_vfio_mappings(void);
/** How many ranges the container has mapped for DMA. */
unsigned int fake_vfio_dma_maps(void);
/** Whether one of them is exactly this. */
bool fake_vfio_dma_has(uint64_t vaddr, uint64_t iova, uint64_t size);

#endif /* FAKE_VFIO_H */
