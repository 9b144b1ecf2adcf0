/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The layout that the PMDs of DPDK 22.11 for 64-bit machines were compiled
 * with. Compiling this file is the test: devtools/check-abi.sh does so,
 * because a library without debug information tells nothing of its structures.
 */

#include <stddef.h>

#include <rte_bus_pci.h>
#include <bus_pci_driver.h>

#define SIZE_IS(type, size) \
	_Static_assert(sizeof(type) == (size), "size of " #type)
#define FIELD_IS(type, field, offset, size) \
	_Static_assert(offsetof(type, field) == (offset) && \
		sizeof(((type *)0)->field) == (size), #type "." #field)
#define VALUE_IS(name, value) \
	_Static_assert((name) == (value), "value of " #name)

SIZE_IS(struct rte_pci_device, 312);
FIELD_IS(struct rte_pci_device, next, 0, 16);
FIELD_IS(struct rte_pci_device, device, 16, 64);
FIELD_IS(struct rte_pci_device, addr, 80, 8);
FIELD_IS(struct rte_pci_device, id, 88, 12);
FIELD_IS(struct rte_pci_device, mem_resource, 104, 6 * 24);
FIELD_IS(struct rte_pci_device, intr_handle, 248, 8);
FIELD_IS(struct rte_pci_device, driver, 256, 8);
FIELD_IS(struct rte_pci_device, max_vfs, 264, 2);
FIELD_IS(struct rte_pci_device, kdrv, 268, 4);
FIELD_IS(struct rte_pci_device, name, 272, 18);
FIELD_IS(struct rte_pci_device, bus_info, 296, 8);
FIELD_IS(struct rte_pci_device, vfio_req_intr_handle, 304, 8);

SIZE_IS(struct rte_pci_driver, 96);
FIELD_IS(struct rte_pci_driver, next, 0, 16);
FIELD_IS(struct rte_pci_driver, driver, 16, 32);
FIELD_IS(struct rte_pci_driver, probe, 48, 8);
FIELD_IS(struct rte_pci_driver, remove, 56, 8);
FIELD_IS(struct rte_pci_driver, dma_map, 64, 8);
FIELD_IS(struct rte_pci_driver, dma_unmap, 72, 8);
FIELD_IS(struct rte_pci_driver, id_table, 80, 8);
FIELD_IS(struct rte_pci_driver, drv_flags, 88, 4);

SIZE_IS(struct rte_pci_ioport, 24);
FIELD_IS(struct rte_pci_ioport, dev, 0, 8);
FIELD_IS(struct rte_pci_ioport, base, 8, 8);
FIELD_IS(struct rte_pci_ioport, len, 16, 8);

VALUE_IS(RTE_PCI_KDRV_UNKNOWN, 0);
VALUE_IS(RTE_PCI_KDRV_IGB_UIO, 1);
VALUE_IS(RTE_PCI_KDRV_VFIO, 2);
VALUE_IS(RTE_PCI_KDRV_UIO_GENERIC, 3);
VALUE_IS(RTE_PCI_KDRV_NIC_UIO, 4);
VALUE_IS(RTE_PCI_KDRV_NONE, 5);
VALUE_IS(RTE_PCI_KDRV_NET_UIO, 6);

VALUE_IS(RTE_PCI_DRV_NEED_MAPPING, 0x01);
VALUE_IS(RTE_PCI_DRV_WC_ACTIVATE, 0x02);
VALUE_IS(RTE_PCI_DRV_PROBE_AGAIN, 0x04);
VALUE_IS(RTE_PCI_DRV_INTR_LSC, 0x08);
VALUE_IS(RTE_PCI_DRV_INTR_RMV, 0x10);
VALUE_IS(RTE_PCI_DRV_KEEP_MAPPED_RES, 0x20);
VALUE_IS(RTE_PCI_DRV_NEED_IOVA_AS_VA, 0x40);
