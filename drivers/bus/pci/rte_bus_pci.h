/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef RTE_BUS_PCI_H
#define RTE_BUS_PCI_H

/**
 * @file
 * Access to the devices of the PCI bus: PCI functions and mediated devices.
 *
 * A device is handed to a driver in its probe function. Unless a function says
 * otherwise it may be called from any thread, but no two threads may map,
 * unmap or probe the same device at a time, and none may use a device that
 * another one is unmapping.
 *
 * Regions are numbered as linux/vfio.h numbers them: 0 to 5 are the BARs of
 * the PCI Local Bus Specification. Values in device memory and config space
 * are little-endian, and are handed over as they are.
 *
 * Offsets and lengths are in bytes. Buffers stay the caller's, and need no
 * alignment.
 *
 * Functions that fail set rte_errno:
 * - EINVAL: the range is not inside the region, or longer than INT_MAX, or the
 *   number is no BAR's where one is asked for;
 * - ENXIO: the device has no such region;
 * - ENODEV: it is not open;
 * - EACCES: the region cannot be read, or cannot be written;
 * - EIO: a part of the transfer only;
 * - ENOTSUP: its kernel driver is none of DPDK's;
 * - or the errno of the kernel.
 */

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <limits.h>
#include <errno.h>
#include <sys/types.h>

#include <rte_compat.h>
#include <rte_debug.h>
#include <rte_interrupts.h>
#include <rte_pci.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_devargs;
struct rte_pci_device;
struct rte_pci_driver;
struct rte_pci_ioport;

/**
 * Open a device and map what can be mapped of its BARs.
 *
 * For drivers without RTE_PCI_DRV_NEED_MAPPING, in their probe function; for
 * the others the bus has done it before. Afterwards mem_resource[].addr holds
 * the address of each BAR that is mapped, wholly or in part, and of each BAR of
 * memory of which nothing can be: a load or store where it is not mapped raises
 * SIGSEGV, which the bus's handler takes, and performs it, slowly. It is NULL
 * for one that is reached by rte_pci_mmio_read() and rte_pci_ioport_read() only:
 * ports, or where the user or the platform does without that handler, so that a
 * load or store from a part that is not mapped ends the process. On a device that is
 * mapped already it does nothing.
 *
 * @param dev
 *   The device.
 * @return
 *   0 on success; negative on error, and rte_errno is set: ENOENT the primary
 *   process has not mapped it, or the errno of the step that failed, which is
 *   logged; positive if the device is bound to no kernel driver that DPDK
 *   supports, or is on UIO, and the primary process has not mapped it.
 */
int rte_pci_map_device(struct rte_pci_device *dev);

/**
 * Unmap and close a device. Its driver must have stopped it. Addresses in its
 * regions are of no use afterwards. On a device that is not open it does nothing.
 *
 * @param dev
 *   The device.
 */
void rte_pci_unmap_device(struct rte_pci_device *dev);

/**
 * Write the list of devices and their BARs, as text. The list has no lock: not
 * while another thread scans, probes or unplugs.
 *
 * @param f
 *   An open stream, which stays the caller's.
 */
void rte_pci_dump(FILE *f);

/**
 * Tell whether a device has a list of capabilities (status register, bit 4, of
 * the PCI Local Bus Specification).
 *
 * @param dev
 *   The device, mapped.
 * @return
 *   true if it has; false if not, or if config space cannot be read.
 */
__rte_experimental
bool rte_pci_has_capability_list(const struct rte_pci_device *dev);

/**
 * Find the first capability of a kind in the first 256 bytes of config space.
 *
 * @param dev
 *   The device, mapped.
 * @param cap
 *   Capability ID (PCI Code and ID Assignment Specification).
 * @return
 *   Its offset in config space; 0 if there is none; -1 if config space cannot
 *   be read.
 */
__rte_experimental
off_t rte_pci_find_capability(const struct rte_pci_device *dev, uint8_t cap);

/**
 * Find the next capability of a kind.
 *
 * @param dev
 *   The device, mapped.
 * @param cap
 *   Capability ID.
 * @param offset
 *   Offset of the capability to search behind, as found before; 0 starts with
 *   the first.
 * @return
 *   As rte_pci_find_capability(). rte_errno EINVAL: the list has no capability
 *   at that offset.
 */
__rte_experimental
off_t rte_pci_find_next_capability(const struct rte_pci_device *dev,
	uint8_t cap, off_t offset);

/**
 * Find an extended capability of the PCI Express Base Specification (config
 * space from 256 bytes on).
 *
 * @param dev
 *   The device, mapped.
 * @param cap
 *   Extended capability ID, one of RTE_PCI_EXT_CAP_ID_*.
 * @return
 *   Its offset in config space; 0 if there is none, or if config space ends
 *   before; -1 if config space cannot be read.
 */
__rte_experimental
off_t rte_pci_find_ext_capability(const struct rte_pci_device *dev,
	uint32_t cap);

/**
 * Let a device start transfers of its own, or not (command register, bit 2).
 * The register is read and written: no two threads at a time.
 *
 * @param dev
 *   The device, mapped.
 * @param enable
 *   Whether it may.
 * @return
 *   0 on success, -1 if config space cannot be read or written.
 */
__rte_experimental
int rte_pci_set_bus_master(const struct rte_pci_device *dev, bool enable);

/**
 * Switch a device's PASID on or off.
 *
 * @param dev
 *   The device, mapped.
 * @param offset
 *   Up to DPDK 23.07 the offset of the PASID control register; from 23.11 on
 *   that of the PASID extended capability.
 * @param enable
 *   Whether to switch it on.
 * @return
 *   0 on success, -1 if config space cannot be written.
 */
__rte_internal
int rte_pci_pasid_set_state(const struct rte_pci_device *dev, off_t offset,
	bool enable);

/**
 * Read from config space.
 *
 * @param device
 *   The device, mapped.
 * @param buf
 *   Where to put the bytes.
 * @param len
 *   Number of bytes.
 * @param offset
 *   Of the first byte in config space.
 * @return
 *   len on success, negative on error, and rte_errno is set.
 */
int rte_pci_read_config(const struct rte_pci_device *device, void *buf,
	size_t len, off_t offset);

/**
 * Write to config space.
 *
 * @param device
 *   The device, mapped.
 * @param buf
 *   The bytes.
 * @param len
 *   Number of bytes.
 * @param offset
 *   Of the first byte in config space.
 * @return
 *   len on success, negative on error, and rte_errno is set.
 */
int rte_pci_write_config(const struct rte_pci_device *device, const void *buf,
	size_t len, off_t offset);

/**
 * Read from a BAR, mapped or not.
 *
 * A mapped part is read by loads: one, if len is 1, 2, 4 or 8 and offset is a
 * multiple of it, else as few as alignment allows. It takes no system call and
 * no lock, and implies no barrier. Any other part is read by one request of
 * exactly its length to the kernel driver; on UIO it is read by the processor's
 * port instructions, or not at all. A range with parts of both kinds is split
 * where they meet.
 *
 * A load from a device that is gone, or that does not decode its memory, raises
 * SIGBUS, as by a driver's own pointer; EAL's handler asks the bus, if the
 * application has called rte_dev_hotplug_handle_enable().
 *
 * @param dev
 *   The device, mapped.
 * @param bar
 *   Number of the BAR, 0 to 5.
 * @param buf
 *   Where to put the bytes.
 * @param len
 *   Number of bytes: 1, 2, 4 or 8 for a register.
 * @param offset
 *   Of the first byte in the BAR.
 * @return
 *   len on success; negative on error, rte_errno is set, and what is in buf is
 *   of no use.
 */
__rte_experimental
int rte_pci_mmio_read(const struct rte_pci_device *dev, int bar, void *buf,
	size_t len, off_t offset);

/**
 * Write to a BAR, mapped or not, as rte_pci_mmio_read() reads.
 *
 * @param dev
 *   The device, mapped.
 * @param bar
 *   Number of the BAR, 0 to 5.
 * @param buf
 *   The bytes.
 * @param len
 *   Number of bytes: 1, 2, 4 or 8 for a register.
 * @param offset
 *   Of the first byte in the BAR.
 * @return
 *   len on success; negative on error, rte_errno is set, and a part may have
 *   been written.
 */
__rte_experimental
int rte_pci_mmio_write(const struct rte_pci_device *dev, int bar,
	const void *buf, size_t len, off_t offset);

/** The region can be read. */
#define RTE_PCI_REGION_READ 0x1u
/** The region can be written. */
#define RTE_PCI_REGION_WRITE 0x2u
/** At least a part of it is mapped; see rte_pci_region_addr(). */
#define RTE_PCI_REGION_MAPPED 0x4u

/** A region of a device. */
struct rte_pci_region_info {
	uint64_t size;		/**< bytes; 0: the device does not have it */
	uint32_t flags;		/**< RTE_PCI_REGION_* */
	/** What a region of the device's own is for: VFIO_REGION_TYPE_* and
	 * VFIO_REGION_SUBTYPE_* of linux/vfio.h, struct
	 * vfio_region_info_cap_type. 0 if the kernel driver does not say.
	 */
	uint32_t type;
	uint32_t subtype;	/**< see type */
};

/**
 * Get the number of regions.
 *
 * 0 to 5 are the BARs, 6 the expansion ROM, 7 config space, 8 the VGA ports
 * (enum of VFIO_PCI_*_REGION_INDEX in linux/vfio.h). Those behind are the
 * device's own. On UIO there are the first eight.
 *
 * @param dev
 *   The device, mapped.
 * @return
 *   The number, which does not change while the device is mapped, and counts
 *   regions that the device does not have; -1 on error, and rte_errno is set.
 */
__rte_experimental
int rte_pci_region_count(const struct rte_pci_device *dev);

/**
 * Get what is known of a region.
 *
 * @param dev
 *   The device, mapped.
 * @param idx
 *   Number of the region, from 0.
 * @param info
 *   The caller's; filled in on success.
 * @return
 *   0 on success, also if the device does not have that region, whose size is
 *   then 0; -1 on error, and rte_errno is set: ENXIO the number is too high.
 */
__rte_experimental
int rte_pci_region_info(const struct rte_pci_device *dev, int idx,
	struct rte_pci_region_info *info);

/**
 * Tell whether a range of a region is mapped, and where.
 *
 * The answer holds as long as the device is mapped, and is the same in all
 * processes. It takes no system call.
 *
 * @param dev
 *   The device, mapped.
 * @param idx
 *   Number of the region, from 0.
 * @param len
 *   Number of bytes; 0: no byte, but the place of one.
 * @param offset
 *   Of the first byte in the region.
 * @return
 *   The address of the first byte, if all of them are mapped: load and store,
 *   as far as the region can be read and written. It belongs to the bus. NULL
 *   otherwise, and rte_errno is set: ENXIO not all are mapped, or there is no
 *   such region; EINVAL the range is not inside the region.
 */
__rte_experimental
void *rte_pci_region_addr(const struct rte_pci_device *dev, int idx, size_t len,
	off_t offset);

/**
 * Read from any region, as rte_pci_mmio_read() does from a BAR.
 *
 * @param dev
 *   The device, mapped.
 * @param idx
 *   Number of the region, from 0.
 * @param buf
 *   Where to put the bytes.
 * @param len
 *   Number of bytes: 1, 2, 4 or 8 for a register.
 * @param offset
 *   Of the first byte in the region.
 * @return
 *   As rte_pci_mmio_read().
 */
__rte_experimental
int rte_pci_region_read(const struct rte_pci_device *dev, int idx, void *buf,
	size_t len, off_t offset);

/**
 * Write to any region, as rte_pci_mmio_write() does to a BAR.
 *
 * @param dev
 *   The device, mapped.
 * @param idx
 *   Number of the region, from 0.
 * @param buf
 *   The bytes.
 * @param len
 *   Number of bytes: 1, 2, 4 or 8 for a register.
 * @param offset
 *   Of the first byte in the region.
 * @return
 *   As rte_pci_mmio_write().
 */
__rte_experimental
int rte_pci_region_write(const struct rte_pci_device *dev, int idx,
	const void *buf, size_t len, off_t offset);

/**
 * Get a handle of the I/O ports behind a BAR. On an mdev, and on VFIO, the BAR
 * may be of memory as well.
 *
 * @param dev
 *   The device. If it is not open, it is opened.
 * @param bar
 *   Number of the BAR, 0 to 5.
 * @param p
 *   The handle to fill in, which is the caller's. It is good until the device
 *   is closed.
 * @return
 *   0 on success; -1 on error, and rte_errno is set: ENXIO there is no such BAR;
 *   on UIO, ERANGE the ports are none of the processor's, ENXIO it is a BAR of
 *   memory that is not mapped, or the errno of iopl().
 */
int rte_pci_ioport_map(struct rte_pci_device *dev, int bar,
	struct rte_pci_ioport *p);

/**
 * Give up a handle of I/O ports. It holds nothing, and the device stays open.
 *
 * @param p
 *   The handle.
 * @return
 *   0, always.
 */
int rte_pci_ioport_unmap(struct rte_pci_ioport *p);

/**
 * Read from I/O ports. On error all bits are set, as on a bus that no device
 * answers on, and a line is logged.
 *
 * @param p
 *   The handle.
 * @param data
 *   Where to put the bytes.
 * @param len
 *   Number of bytes: 1, 2 or 4 for a register.
 * @param offset
 *   Of the first byte behind the BAR.
 */
void rte_pci_ioport_read(struct rte_pci_ioport *p, void *data, size_t len,
	off_t offset);

/**
 * Write to I/O ports. On error a line is logged.
 *
 * @param p
 *   The handle.
 * @param data
 *   The bytes.
 * @param len
 *   Number of bytes: 1, 2 or 4 for a register.
 * @param offset
 *   Of the first byte behind the BAR.
 */
void rte_pci_ioport_write(struct rte_pci_ioport *p, const void *data,
	size_t len, off_t offset);

#ifdef __cplusplus
}
#endif

#endif /* RTE_BUS_PCI_H */
