/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef BUS_PCI_PRIVATE_H
#define BUS_PCI_PRIVATE_H

/**
 * @file
 * The bus's own structures, and the functions its files offer to each other,
 * grouped by the file that defines them. Unless a function says otherwise it
 * returns 0 or -errno, logs nothing, and is called from the one thread at a
 * time that EAL lets scan, probe or unplug.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include <bus_driver.h>
#include <bus_pci_driver.h>
#include <rte_dev.h>
#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_pci.h>
#include <rte_uuid.h>

#include "pci_compat.h"

/* ---- identity ---------------------------------------------------------- */

enum pci_id_kind {
	PCI_ID_BDF,	/* a PCI function: domain:bus:device.function */
	PCI_ID_UUID,	/* a mediated device */
};

struct pci_dev_id {
	enum pci_id_kind kind;
	struct rte_pci_addr addr;	/* of a UUID: derived from it */
	rte_uuid_t uuid;		/* null in a BDF */
};

/* The longest address: all digits that its fields have room for. */
#define PCI_ADDR_STRLEN sizeof("XXXXXXXX:XX:XX.XX")
/* The longest name is a UUID's. */
#define PCI_ID_STRLEN RTE_UUID_STRLEN

/* ---- regions ----------------------------------------------------------- */

/* Region indexes, as vfio-pci numbers them (linux/vfio.h). */
enum {
	PCI_REGION_BAR0 = 0,
	PCI_REGION_ROM = PCI_MAX_RESOURCE,
	PCI_REGION_CONFIG,
	PCI_REGION_VGA,
	PCI_REGION_VENDOR,	/* the first of those that are the device's own */
};

/* A device may offer more: surplus regions are left alone, surplus areas not
 * mapped, and both are logged.
 */
#define PCI_MAX_REGIONS 64
#define PCI_MAX_AREAS 64

#define PCI_REGION_READ      0x01u
#define PCI_REGION_WRITE     0x02u
#define PCI_REGION_PORTS     0x04u	/* the processor's; offset is the first */
#define PCI_REGION_MAP_ONLY  0x08u	/* useless if it cannot be mapped */
#define PCI_REGION_MSIX_MAPS 0x10u	/* its MSI-X table may be mapped */
#define PCI_REGION_EMULATED  0x20u	/* drivers load and store where it is not mapped */

/* A part of a region that can be mapped: whole pages. */
struct pci_area {
	uint64_t offset;
	uint64_t size;
};

/* A range of device memory or ports, whatever kernel interface serves it. */
struct pci_region {
	uint64_t size;		/* 0: the device does not have this region */
	uint64_t offset;	/* in the descriptor that serves it; opaque */
	uint32_t flags;		/* PCI_REGION_* */
	int fd;			/* that descriptor, the back end's; -1: none */
	uint16_t nb_areas;	/* 0: reached by reads and writes only */
	struct pci_area areas[PCI_MAX_AREAS]; /* ascending, with gaps between */
	void *addr;		/* its reservation; NULL: there is none */
	uint32_t type;		/* of a device's own region, and 0 of others: */
	uint32_t subtype;	/* VFIO_REGION_TYPE_* of linux/vfio.h */
};

/* ---- devices and back ends --------------------------------------------- */

struct pci_backend_ops;

/* What the ABI does not know of, behind the part that it fixes. */
struct rte_pci_device_internal {
	struct rte_pci_device device;
	struct pci_dev_id id;
	int refused;		/* -errno of an identification, logged */
	bool identified;	/* device.id holds the device's own IDs */
	bool detailed;		/* so are its BARs, VFs, NUMA node, and bus_info */
	bool mapped;		/* ops->map() succeeded */
	uint16_t nb_regions;	/* 0 while closed */
	const char *name;	/* canonical text of id, owned by the device */
	const struct pci_backend_ops *ops; /* NULL: not DPDK's to drive */
	void *backend;		/* owned by ops; NULL while closed */
	struct pci_region *regions;
};

/** Memory at addr, len bytes, appears at iova; or no longer does. */
typedef int (pci_dma_op_t)(void *addr, uint64_t iova, size_t len);

/**
 * How a device is reached, chosen once at scan. Every back end has open,
 * close, map and unmap; another operation that is NULL is one that it does not
 * have, and callers test for it.
 */
struct pci_backend_ops {
	const char *name;

	/** Before the device is plugged in while the program runs. */
	void (*prepare)(void);
	/** Open the device and fill in its regions: all or nothing.
	 * A positive result: the kernel does not manage it for us. Logs.
	 */
	int (*open)(struct rte_pci_device_internal *dev);
	/** Undo open(); nothing is mapped any more. */
	void (*close)(struct rte_pci_device_internal *dev);
	/** Learn the PCI IDs, where sysfs does not know them; opens. Logs. */
	int (*identify)(struct rte_pci_device_internal *dev);
	/** Make the open device usable by a driver: all or nothing. Logs. */
	int (*map)(struct rte_pci_device_internal *dev);
	void (*unmap)(struct rte_pci_device_internal *dev);
	/** What a secondary process gets of a device that the primary has not
	 * mapped: -errno, or positive to leave it to other drivers.
	 */
	int not_shared;

	/** Get the right to use the I/O ports of a region. Logs. */
	int (*ports_open)(struct rte_pci_device_internal *dev,
		unsigned int idx);
	/** Of a region with PCI_REGION_PORTS: a range of it, already checked.
	 * @return len, or -errno.
	 */
	ssize_t (*ports_read)(const struct rte_pci_device_internal *dev,
		unsigned int idx, void *buf, size_t len, uint64_t offset);
	ssize_t (*ports_write)(const struct rte_pci_device_internal *dev,
		unsigned int idx, const void *buf, size_t len, uint64_t offset);

	/** Let the devices of this back end reach memory that is not EAL's. */
	pci_dma_op_t *dma_map;
	pci_dma_op_t *dma_unmap;

	/** The IOVA mode that this device needs under that driver. */
	enum rte_iova_mode (*iova_mode)(const struct rte_pci_driver *driver);
	/** The device is going away: tell the application. */
	int (*hot_unplug)(struct rte_pci_device_internal *dev);
};

/**
 * The bus's view of a device that a driver or an application hands in.
 *
 * @return
 *   NULL for a device that the bus cannot reach. Such a one may not even be
 *   the bus's (tests make their own), so that there is nothing behind it.
 */
static inline struct rte_pci_device_internal *
pci_dev_internal(const struct rte_pci_device *dev)
{
	struct rte_pci_device_internal *idev;

	if (dev->kdrv == RTE_PCI_KDRV_UNKNOWN || dev->kdrv == RTE_PCI_KDRV_NONE)
		return NULL;
	/* Its constness is the caller's promise, not the device's nature. */
	idev = (struct rte_pci_device_internal *)((uintptr_t)dev -
		offsetof(struct rte_pci_device_internal, device));
	return idev->ops != NULL ? idev : NULL;
}

/** The bus's view of a device that EAL hands back to the bus. */
static inline struct rte_pci_device_internal *
pci_dev_of(struct rte_device *device)
{
	return (struct rte_pci_device_internal *)((uintptr_t)device -
		offsetof(struct rte_pci_device_internal, device.device));
}

static inline bool
pci_dev_is_mdev(const struct rte_pci_device_internal *dev)
{
	return dev->id.kind == PCI_ID_UUID;
}

/* Drivers and interrupts are shared with others, but set up by this one. */
static inline bool
pci_is_primary(void)
{
	return rte_eal_process_type() == RTE_PROC_PRIMARY;
}

/* "Probed" is DPDK's word for: a driver has taken the device. */
static inline bool
pci_dev_is_probed(const struct rte_pci_device_internal *dev)
{
	return dev->device.device.driver != NULL;
}

/* Also while a driver is being asked, and where its mapping outlives a no. */
static inline bool
pci_dev_is_in_use(const struct rte_pci_device_internal *dev)
{
	return dev->device.driver != NULL || dev->mapped ||
		pci_dev_is_probed(dev);
}

/* ---- pci_common.c: the bus object -------------------------------------- */

/* EAL writes conf.scan_mode, unless pci_stray.c has to speak for the user. */
extern struct rte_bus rte_pci_bus;

/* ---- pci_id.c ----------------------------------------------------------- */

/**
 * Read a BDF (short or long) or a UUID (either case), and nothing else.
 * @return 0, or -EINVAL.
 */
int pci_id_parse(const char *text, struct pci_dev_id *id);

/** Write an address as rte_pci_device_name() does. */
void pci_id_format_addr(const struct rte_pci_addr *addr,
	char name[PCI_ADDR_STRLEN]);

/** Write the canonical text of an identity. */
void pci_id_format(const struct pci_dev_id *id, char name[PCI_ID_STRLEN]);

/**
 * The order of devices on the bus: functions by address, then mdevs by UUID.
 * @return <0, 0, >0.
 */
int pci_id_cmp(const struct pci_dev_id *a, const struct pci_dev_id *b);

/* ---- pci_list.c: devices and drivers known to the bus ------------------- */

/** Step through the devices in bus order; start with NULL. */
struct rte_pci_device_internal *
pci_list_next(const struct rte_pci_device_internal *prev);

#define FOREACH_PCI_DEVICE(dev) \
	for (dev = pci_list_next(NULL); dev != NULL; dev = pci_list_next(dev))

/** The same, from a device that EAL knows. */
struct rte_pci_device_internal *
pci_list_after(const struct rte_device *device);

struct rte_pci_device_internal *pci_list_find(const struct pci_dev_id *id);

/** Step through the drivers in order of registration; start with NULL. */
struct rte_pci_driver *pci_driver_next(const struct rte_pci_driver *prev);

#define FOREACH_PCI_DRIVER(drv) \
	for (drv = pci_driver_next(NULL); drv != NULL; \
			drv = pci_driver_next(drv))

/** A new device that is not in the list yet. NULL: out of memory. */
struct rte_pci_device_internal *pci_dev_new(const struct pci_dev_id *id);
/** Free a device that is in no list and not open. */
void pci_dev_free(struct rte_pci_device_internal *dev);
/** Write the text that applications are shown of the PCI IDs. */
int pci_dev_set_bus_info(struct rte_pci_device_internal *dev);

/** Insert before a listed device; NULL: at the end. The list owns the device
 * from here on.
 */
void pci_list_insert(struct rte_pci_device_internal *dev,
	struct rte_pci_device_internal *before);
void pci_list_remove(struct rte_pci_device_internal *dev);

/* ---- pci_devargs.c: what the user asked for ----------------------------- */

/** The devargs that name this device; NULL: none do. */
struct rte_devargs *pci_devargs_find(const struct pci_dev_id *id);
/** Whether only devices that the user named as allowed are to be used. */
bool pci_devargs_are_a_list(void);
/** Step through these devices; start with NULL. */
struct rte_devargs *pci_devargs_next_allowed(struct rte_devargs *prev,
	struct pci_dev_id *id);
/** Whether the allow and block lists leave this device out. */
bool pci_devargs_ignores(const struct rte_devargs *devargs);
/** Whether the user named this very device as allowed. */
bool pci_devargs_allows(const struct rte_devargs *devargs);
/** Give all devargs of this bus the one spelling that EAL compares, and each
 * device one devargs: the last.
 */
void pci_devargs_canonicalise(void);

/* ---- pci_stray.c: allowed UUIDs that no device answers to --------------- */

/** Before a scan: keep the allowlist that an unknown UUID stands for. */
void pci_stray_adopt(void);
/** After a scan: say why of each that this bus has claimed. Logs. */
void pci_stray_report(void);
/** How many the scan did not find. */
unsigned int pci_stray_count(void);

/* ---- pci_change.c: who changes devices, and who looks at them meanwhile --- */

/** Around all that changes a device or the list. A change may be inside another
 * one, and in any thread.
 */
void pci_change_begin(void);
void pci_change_end(void);
/**
 * From any thread: see devices and the list as they are between changes, which
 * wait until pci_look_end(). Nothing is called between that may wait, too.
 * @return 0; -EBUSY for about a second there was always a change: there is nothing
 * to end.
 */
int pci_look_begin(void);
void pci_look_end(void);

/* ---- pci_params.c ------------------------------------------------------- */

void *rte_pci_dev_iterate(const void *start, const char *str,
	const struct rte_dev_iterator *it);
int rte_pci_devargs_parse(struct rte_devargs *da);
/** Whether the user lets the bus perform a driver's loads and stores where no memory
 * is mapped: unless told otherwise.
 */
bool pci_devargs_emulates(const struct rte_devargs *devargs);

/* ---- pci_probe.c -------------------------------------------------------- */

bool pci_driver_matches(const struct rte_pci_driver *driver,
	const struct rte_pci_device_internal *dev);
/** What the driver itself needs, whatever the device is behind. */
enum rte_iova_mode pci_driver_iova_mode(const struct rte_pci_driver *driver);
int pci_probe(void);
int pci_plug(struct rte_device *device);
int pci_unplug(struct rte_device *device);
int pci_cleanup(void);

/* ---- pci_device.c: the states of a device -------------------------------- */

/** Log that a step failed for a device. @return err. */
int pci_dev_fail(const struct rte_pci_device_internal *dev, const char *step,
	int err);
/** Learn the IDs of a device that the user named. Logs. */
int pci_dev_identify(struct rte_pci_device_internal *dev);
/** Open a device, once. Logs.
 * @return 0; -errno; positive: its kernel driver is none of DPDK's.
 */
int pci_dev_open(struct rte_pci_device_internal *dev);
/** Open and map a device for a driver, once. Logs.
 * @return 0; -errno; positive: its kernel driver is none of DPDK's.
 */
int pci_dev_map(struct rte_pci_device_internal *dev);
/** Unmap and close whatever is mapped and open. */
void pci_dev_release(struct rte_pci_device_internal *dev);

/* ---- pci_access.c ------------------------------------------------------- */

/**
 * Read or write a range of a region of an open device: what is mapped by loads
 * and stores, what is not by one pread() or pwrite() for each piece between.
 *
 * @return
 *   len, or -errno: -ENODEV not open, -ENXIO no such region, -EINVAL out of
 *   its range, -EACCES not readable or writable, -EIO a short transfer. After
 *   an error a part may have been read or written.
 */
ssize_t pci_region_read(const struct rte_pci_device_internal *dev,
	unsigned int idx, void *buf, size_t len, uint64_t offset);
ssize_t pci_region_write(const struct rte_pci_device_internal *dev,
	unsigned int idx, const void *buf, size_t len, uint64_t offset);

/* ---- pci_cap.c ---------------------------------------------------------- */

/** Set and clear bits of the command register; no write if unchanged. */
int pci_command_update(const struct rte_pci_device *dev,
	uint16_t set, uint16_t clear);

/** Called for a capability of the first 256 bytes. Nonzero ends the walk. */
typedef int (pci_cap_visit_t)(uint8_t id, uint8_t offset, void *arg);

/** Visit the capabilities in the order of their list, each once.
 * @return the visitor's nonzero result, 0 at the end, or -errno: -ELOOP where the
 * list leads in a circle, when all were visited.
 */
int pci_cap_walk(const struct rte_pci_device *dev, pci_cap_visit_t *visit,
	void *arg);

/* ---- pci_region.c: pure ------------------------------------------------- */

/** Whether [offset, offset + len) lies in the region, which exists. */
static inline bool
pci_region_holds(const struct pci_region *region, uint64_t offset, uint64_t len)
{
	return offset <= region->size && len <= region->size - offset;
}

/** Whether any of it is mapped: not only reserved. */
static inline bool
pci_region_is_mapped(const struct pci_region *region)
{
	return region->addr != NULL && region->nb_areas > 0;
}

/** Say that the whole region can be mapped, as far as pages go. */
void pci_region_set_whole(struct pci_region *region, uint64_t page_size);
/**
 * Say that [offset, offset + size) can be mapped, too: the whole pages in it,
 * and the page that the region ends in. Areas that overlap become one.
 *
 * @return
 *   0, also where no page is whole; -EINVAL it is not inside the region;
 *   -ENOSPC there are too many areas: the region is as before.
 */
int pci_region_add_area(struct pci_region *region, uint64_t offset,
	uint64_t size, uint64_t page_size);

/* A piece of a region that is wholly mapped, or wholly not. */
struct pci_span {
	void *addr;		/* NULL: not mapped */
	uint64_t len;
};

/** The longest piece from offset on, of at most len bytes; a range in it. */
struct pci_span pci_region_span(const struct pci_region *region,
	uint64_t offset, uint64_t len);

/** Say that the pages that hold [offset, offset + len) cannot be mapped, as
 * far as that is in the region.
 *
 * @return
 *   0; -ENOSPC it would take too many areas, and the last ones are gone.
 */
int pci_region_punch(struct pci_region *region, uint64_t offset,
	uint64_t len, uint64_t page_size);

/* ---- pci_map.c: the only place that maps device memory ------------------ */

/**
 * Map the areas of a region inside one reservation of its size.
 * An area that the kernel refuses to map is dropped from the region, and
 * stays inaccessible in the reservation; with no area left there is none, unless
 * the region is PCI_REGION_EMULATED, or the place is given.
 *
 * @param at
 *   Where the reservation must be, in free address space; NULL: anywhere.
 * @return
 *   0 if all areas are mapped, else the first -errno. Not fatal: the region
 *   is consistent either way.
 */
int pci_map_region(struct pci_region *region, void *at);
void pci_unmap_region(struct pci_region *region);
/** Put ordinary memory in the place of a mapped region whose device is gone. */
int pci_blank_region(struct pci_region *region);

/* ---- pci_mmio.c ----------------------------------------------------------- */

/** The widest access at pos that is aligned, no longer than len (not 0), and
 * no wider than max, a power of two.
 */
size_t pci_io_width(uint64_t pos, size_t len, size_t max);
/** Access mapped device memory in words of their natural alignment. */
void pci_mmio_read(const volatile void *addr, void *buf, size_t len);
void pci_mmio_write(volatile void *addr, const void *buf, size_t len);

/* ---- pci_mapping.c: the regions of a device, in all processes ------------- */

/**
 * Map what can be mapped of an open device: in the primary process wherever
 * there is room, in a secondary one what the primary has mapped, and where.
 * Logs.
 */
int pci_mapping_create(struct rte_pci_device_internal *dev);
void pci_mapping_destroy(struct rte_pci_device_internal *dev);

/* ---- pci_shared.c: what the processes tell each other --------------------- */

struct pci_shared_region {
	void *addr;		/* NULL: not mapped, nor reserved */
	uint16_t first_area;
	uint16_t nb_areas;
};

/* In shared memory; written by the primary before others can see it. */
struct pci_shared {
	TAILQ_ENTRY(pci_shared) next;
	struct pci_dev_id id;
	uint16_t nb_regions;
	uint16_t nb_areas;
	struct pci_shared_region regions[PCI_MAX_REGIONS];
	struct pci_area areas[];
};

/** Primary: show the others what of a device is mapped, and where. */
int pci_shared_publish(const struct rte_pci_device_internal *dev);
void pci_shared_withdraw(const struct pci_dev_id *id);
/** Secondary: whether the primary has mapped the device. */
bool pci_shared_exists(const struct pci_dev_id *id);
/**
 * Secondary: copy what the primary has published, before anything of it is
 * believed: in shared memory it may change.
 *
 * @param copy
 *   To be given to free().
 * @return
 *   0; -ENOENT it has not mapped the device; -EPROTO, -ENOMEM.
 */
int pci_shared_copy(const struct pci_dev_id *id, struct pci_shared **copy);
/**
 * Give a region the areas that the primary has mapped.
 *
 * @param region
 *   With the areas that the kernel offers this process; unchanged on error.
 * @param at
 *   Where the primary has them, or an empty reservation, which is not mapped here
 *   yet; NULL: it has none, and neither has the region now.
 * @return
 *   0; -EPROTO what it says does not fit what the kernel says.
 */
int pci_shared_apply(const struct pci_shared *copy, unsigned int idx,
	struct pci_region *region, void **at);

/* ---- the operating system's part ---------------------------------------- */

/** The bus's scan operation. */
int rte_pci_scan(void);
/** Before others see BARs, VFs, NUMA node and bus_info: the scan leaves them
 * out, for few devices are ever looked at. From any thread.
 */
int pci_dev_detail(struct rte_pci_device_internal *dev);
/** Read BARs, VFs and NUMA node into a device that nobody else sees, such as a
 * copy of a listed one with a name of its own. From any thread.
 */
int pci_dev_read_details(struct rte_pci_device_internal *dev);
/** As pci_dev_detail(), for a device that is handed to an application. Logs.
 * @return the device, in any case.
 */
struct rte_device *pci_dev_show(struct rte_pci_device_internal *dev);
/** Whether the host's IOMMU can translate the addresses of a process. */
bool pci_iommu_supports_va(const struct rte_pci_device_internal *dev);
/** The number of its IOMMU group; -errno: -ENOENT it has none. From any thread. */
int pci_iommu_group(const struct rte_pci_device_internal *dev);

/* The offsets that drivers use most; how often at most. */
#define PCI_EMULATED_PLACES 32

struct pci_emulated_place {
	uint64_t key;		/* the offset + 1; 0: unused */
	uint64_t count;
};

/* What the bus did in the place of loads and stores in a region. */
struct pci_emulated {
	uint64_t loads;
	uint64_t stores;
	uint64_t failed;	/* of both: the device did not do it */
	int error;		/* -errno of the last one that failed */
	struct pci_emulated_place places[PCI_EMULATED_PLACES];
};

/** What this build, or this machine, lacks to perform a driver's loads and stores
 * where no memory is mapped; NULL: nothing.
 */
const char *pci_emulate_lacks(void);
/**
 * Perform them from now on in the holes of a region that has an address, by
 * pci_region_read() and pci_region_write(), in any thread. Borrows SIGSEGV.
 */
int pci_emulate_start(const struct rte_pci_device_internal *dev, unsigned int idx);
/** Ahead of unmapping; harmless where it was not started. Logs. */
void pci_emulate_stop(const struct rte_pci_device_internal *dev, unsigned int idx);
/** What was done so far; the place that is used most comes first.
 * @return whether it was started.
 */
bool pci_emulate_count(const struct rte_pci_device_internal *dev, unsigned int idx,
	struct pci_emulated *done);

/** Whether this UUID is an mdev's, present or already listed. */
bool pci_mdev_known(const struct pci_dev_id *id);
/** Whether the bus that claims all UUIDs could serve any here. */
bool pci_mdev_host_has_vmbus(void);
/** Why this UUID is not on the bus: a text for the user, never NULL. */
const char *pci_mdev_why_not(const struct pci_dev_id *id);
/** Tell the application of no more new mdevs. Not from its own callback. */
void pci_mdev_arrival_stop(void);

#endif /* BUS_PCI_PRIVATE_H */
