/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_LINUX_H
#define PCI_LINUX_H

/**
 * @file
 * What the Linux files of the bus offer to each other: the two scans, and the
 * back ends they choose from.
 */

#include "../private.h"

/* ---- pci_mdev.c ---------------------------------------------------------- */

/** The directory of sysfs that lists all mdevs. */
const char *pci_mdev_sysfs_path(void);
/** Open an mdev's directory in sysfs. @return a descriptor, or -errno. */
int pci_mdev_open(const struct pci_dev_id *id);
/** Whether it is there, and not being removed. */
bool pci_mdev_is_present(const struct pci_dev_id *id);
/** Whether the bus takes mdevs with this device_api. */
bool pci_mdev_takes_api(const char *device_api);
/** A device for an mdev, not listed. @return NULL: no memory. */
struct rte_pci_device_internal *pci_mdev_new(const struct pci_dev_id *id);
/** Whether it is one that the bus takes: 0; -ENOENT it is not there; -EAGAIN it
 * is being made or removed; -ENOTSUP it is of another kind; -errno.
 */
int pci_mdev_check(const struct pci_dev_id *id);
/** The number of its IOMMU group, or -errno; then step names what was tried. */
int pci_mdev_group(const struct pci_dev_id *id, const char **step);
/** Add the eligible mdevs to the list. Logs. */
void pci_mdev_scan(void);
/** Learn the details of a listed mdev. */
int pci_mdev_detail(struct rte_pci_device_internal *dev);

/* ---- pci_mdev_watch.c ----------------------------------------------------- */

/** Tell the application when the kernel removes a mapped mdev: within a second,
 * by the back end's hot_unplug, in EAL's interrupt thread. Logs.
 */
void pci_mdev_watch_start(struct rte_pci_device_internal *dev);
/** From any thread, also while the application is told. Harmless if it is not
 * watched.
 */
void pci_mdev_watch_stop(struct rte_pci_device_internal *dev);

/* ---- pci_mdev_arrival.c ---------------------------------------------------- */

/** Tell the application of new mdevs from now on, in EAL's interrupt thread.
 * Does nothing if it does so already. Logs.
 */
void pci_mdev_arrival_start(void);

/* ---- back ends: pci_vfio_function.c, pci_vfio_mdev.c, pci_uio.c ---------- */

extern const struct pci_backend_ops pci_vfio_ops;
extern const struct pci_backend_ops pci_vfio_mdev_ops;
extern const struct pci_backend_ops pci_igb_uio_ops;
extern const struct pci_backend_ops pci_uio_generic_ops;

#endif /* PCI_LINUX_H */
