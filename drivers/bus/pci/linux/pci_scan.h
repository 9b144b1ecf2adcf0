/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_SCAN_H
#define PCI_SCAN_H

/**
 * @file
 * The walk that the scans of functions and of mdevs share.
 */

#include "../private.h"

/* A device that is there, and that the user did not rule out. */
struct pci_found {
	struct pci_dev_id id;
	struct rte_devargs *devargs;	/* NULL: none */
};

/** Whether this says that a device is not there for us: gone, or not ready. */
bool pci_scan_is_absent(int err);

/**
 * Bring the list up to date with a device that was found.
 *
 * @param list
 *   The directory that has it as an entry.
 * @param name
 *   The entry, which is the text of its identity.
 * @param old
 *   The listed device; NULL: it is not listed.
 * @param new
 *   A device that is to be listed, where there is no old one.
 * @return
 *   0, or -errno: it is left as it is. The error is logged for it, but not
 *   -ENOTSUP, nor that the device is absent.
 */
typedef int (pci_visit_t)(int list, const char *name,
	const struct pci_found *found,
	struct rte_pci_device_internal *old,
	struct rte_pci_device_internal **new);

/**
 * Visit all entries of a directory that are of a kind, as they come; given an
 * allowlist, what that names instead, be it there or not. List what is new in
 * bus order.
 *
 * @return
 *   0, or -errno: nothing was visited.
 */
int pci_scan_kind(const char *path, enum pci_id_kind kind, pci_visit_t *visit);

#endif /* PCI_SCAN_H */
