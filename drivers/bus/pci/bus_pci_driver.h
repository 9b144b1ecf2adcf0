/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef BUS_PCI_DRIVER_H
#define BUS_PCI_DRIVER_H

/**
 * @file
 * What drivers of PCI devices and of mediated devices are written against.
 * The layout of these structures is part of DPDK's ABI.
 */

#include <rte_bus_pci.h>
#include <dev_driver.h>
#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The directory that lists the PCI functions.
 *
 * @return
 *   The value of the environment variable SYSFS_PCI_DEVICES, else the kernel's
 *   directory. Belongs to the environment or to the bus.
 */
__rte_internal
const char *rte_pci_get_sysfs_path(void);

/** The kernel's driver of a device. */
enum rte_pci_kernel_driver {
	/** None that DPDK works with; PMDs over kernel interfaces accept it. */
	RTE_PCI_KDRV_UNKNOWN = 0,
	RTE_PCI_KDRV_IGB_UIO,		/**< igb_uio, Linux */
	RTE_PCI_KDRV_VFIO,		/**< vfio-pci or an mdev's, Linux */
	RTE_PCI_KDRV_UIO_GENERIC,	/**< uio_pci_generic, Linux */
	RTE_PCI_KDRV_NIC_UIO,		/**< nic_uio, FreeBSD */
	RTE_PCI_KDRV_NONE,		/**< not bound to a driver */
	RTE_PCI_KDRV_NET_UIO,		/**< netuio, Windows */
};

/** A PCI function or a mediated device. Created by the bus, never by drivers. */
struct rte_pci_device {
	RTE_TAILQ_ENTRY(rte_pci_device) next; /**< the bus's list */
	/** Generic part. device.name is the BDF, or an mdev's UUID. */
	struct rte_device device;
	/** Address. An mdev's is made from its UUID, unique, in a domain from
	 * 0xd0000 to 0xdffff.
	 */
	struct rte_pci_addr addr;
	struct rte_pci_id id;		/**< IDs, known when probed */
	/** The BARs: addr is NULL for one that is not mapped, phys_addr 0 for
	 * an mdev's, len 0 for one that does not exist.
	 */
	struct rte_mem_resource mem_resource[PCI_MAX_RESOURCE];
	struct rte_intr_handle *intr_handle; /**< type UNKNOWN: none at all */
	struct rte_pci_driver *driver;	/**< set while probed */
	uint16_t max_vfs;		/**< virtual functions; 0: no SR-IOV */
	enum rte_pci_kernel_driver kdrv; /**< kernel driver */
	char name[PCI_PRI_STR_SIZE + 1]; /**< text of addr */
	char *bus_info;			/**< the bus's; see rte_dev_bus_info() */
	struct rte_intr_handle *vfio_req_intr_handle; /**< the bus's */
};

/** The device that embeds a generic one.
 *
 * @param ptr
 *   The struct rte_device, which must be a PCI device's.
 */
#define RTE_DEV_TO_PCI(ptr) container_of(ptr, struct rte_pci_device, device)

/** The same, for a constant one.
 *
 * @param ptr
 *   The struct rte_device, which must be a PCI device's.
 */
#define RTE_DEV_TO_PCI_CONST(ptr) \
	container_of(ptr, const struct rte_pci_device, device)

/** The device behind a port.
 *
 * @param eth_dev
 *   The struct rte_eth_dev, whose device must be on this bus.
 */
#define RTE_ETH_DEV_TO_PCI(eth_dev) RTE_DEV_TO_PCI((eth_dev)->device)

/** Start of an entry of an ID table: this device, any subsystem, any class.
 *
 * @param vend
 *   Vendor ID, 16 bits.
 * @param dev
 *   Device ID, 16 bits.
 */
#ifdef __cplusplus
#define RTE_PCI_DEVICE(vend, dev) \
	RTE_CLASS_ANY_ID, (vend), (dev), RTE_PCI_ANY_ID, RTE_PCI_ANY_ID
#else
#define RTE_PCI_DEVICE(vend, dev) \
	.vendor_id = (vend), \
	.device_id = (dev), \
	.subsystem_vendor_id = RTE_PCI_ANY_ID, \
	.subsystem_device_id = RTE_PCI_ANY_ID, \
	.class_id = RTE_CLASS_ANY_ID
#endif

/**
 * Take a device. Called by one thread at a time for all devices of the bus; in
 * EAL's interrupt thread, if another process attaches it.
 *
 * @param driver
 *   The driver, as it was registered.
 * @param dev
 *   The device, whose IDs are in the driver's table. It stays the bus's, and is
 *   valid until the driver has let go of it.
 * @return
 *   0 the driver has it; positive it is not for this driver, others are asked;
 *   negative -errno, and nobody gets it.
 */
typedef int (rte_pci_probe_t)(struct rte_pci_driver *driver,
	struct rte_pci_device *dev);

/**
 * Let go of a device. Called as rte_pci_probe_t is.
 *
 * @param dev
 *   The device, still mapped.
 * @return
 *   0, or negative -errno: the driver keeps it, unless the program ends.
 */
typedef int (rte_pci_remove_t)(struct rte_pci_device *dev);

/**
 * Let a device reach memory that is not EAL's, in the driver's own way.
 *
 * @param dev
 *   The device.
 * @param addr
 *   First virtual address. The memory stays the application's.
 * @param iova
 *   Address that the device is to see it at.
 * @param len
 *   Number of bytes.
 * @return
 *   0, or negative, and rte_errno is set.
 */
typedef int (pci_dma_map_t)(struct rte_pci_device *dev, void *addr,
	uint64_t iova, size_t len);

/** Undo a pci_dma_map_t of the same range. Parameters and result as there. */
typedef int (pci_dma_unmap_t)(struct rte_pci_device *dev, void *addr,
	uint64_t iova, size_t len);

/** A driver of PCI devices. Belongs to the driver; static for most. */
struct rte_pci_driver {
	RTE_TAILQ_ENTRY(rte_pci_driver) next; /**< the bus's list */
	struct rte_driver driver;	/**< generic part: the name */
	rte_pci_probe_t *probe;		/**< mandatory */
	rte_pci_remove_t *remove;	/**< optional */
	pci_dma_map_t *dma_map;		/**< optional: the bus has its own */
	pci_dma_unmap_t *dma_unmap;	/**< optional: the bus has its own */
	const struct rte_pci_id *id_table; /**< ends with vendor_id 0 */
	uint32_t drv_flags;		/**< RTE_PCI_DRV_* */
};

/** The bus maps the device before probe, and unmaps it after remove. */
#define RTE_PCI_DRV_NEED_MAPPING 0x0001
/** Map BARs with write combining where the kernel offers it. */
#define RTE_PCI_DRV_WC_ACTIVATE 0x0002
/** Call probe again for a device that the driver has. */
#define RTE_PCI_DRV_PROBE_AGAIN 0x0004
/** The driver reports changes of the link by interrupt. */
#define RTE_PCI_DRV_INTR_LSC 0x0008
/** The driver reports removal by interrupt. */
#define RTE_PCI_DRV_INTR_RMV 0x0010
/** Leave the device mapped if probe returns a positive value. */
#define RTE_PCI_DRV_KEEP_MAPPED_RES 0x0020
/** The driver works with IOVA as VA only. */
#define RTE_PCI_DRV_NEED_IOVA_AS_VA 0x0040

/**
 * Add a driver to the bus. Not thread safe; called by constructors.
 *
 * @param driver
 *   The driver, which must stay valid until it is unregistered.
 */
__rte_internal
void rte_pci_register(struct rte_pci_driver *driver);

/** Register a driver under a name, in a constructor.
 *
 * @param nm
 *   The name, without quotation marks.
 * @param pci_drv
 *   The struct rte_pci_driver, with static storage.
 */
#define RTE_PMD_REGISTER_PCI(nm, pci_drv) \
RTE_INIT(pciinitfn_ ##nm) \
{ \
	(pci_drv).driver.name = RTE_STR(nm); \
	rte_pci_register(&(pci_drv)); \
} \
RTE_PMD_EXPORT_NAME(nm, __COUNTER__)

/**
 * Take a driver off the bus. It has no device any more. Not thread safe.
 *
 * @param driver
 *   The driver.
 */
__rte_internal
void rte_pci_unregister(struct rte_pci_driver *driver);

/** A handle of I/O ports; what is in it is the bus's own business. */
struct rte_pci_ioport {
	struct rte_pci_device *dev;	/**< NULL: unmapped */
	uint64_t base;			/**< first port, or what stands for it */
	uint64_t len;			/**< bytes, where they are known */
};

#ifdef __cplusplus
}
#endif

#endif /* BUS_PCI_DRIVER_H */
