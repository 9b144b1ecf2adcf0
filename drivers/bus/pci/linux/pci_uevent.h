/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_UEVENT_H
#define PCI_UEVENT_H

/**
 * @file
 * The only door to uevents, the kernel's messages about its devices: strings,
 * each with a zero byte behind it, first "ACTION@PATH", then "KEY=VALUE".
 * Nothing here logs.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "../private.h"

/* The kernel has 2048 bytes for the variables, among them the path, which the
 * first string repeats.
 */
#define PCI_UEVENT_MAX 4096

/** Listen to what drivers are bound to, and, if the kernel cannot filter, to
 * all else.
 * @return a descriptor that does not block, or -errno.
 */
int pci_uevent_open(void);

/**
 * Take the next message out of the socket.
 *
 * @return
 *   its length; 0: one that is not the kernel's, or is cut off; -EAGAIN there
 *   is none; -ENOBUFS the kernel had no room for one or more.
 */
ssize_t pci_uevent_read(int fd, char msg[PCI_UEVENT_MAX]);

/** Whether a message says that a driver was bound to an mdev, and to which.
 * Pure. Any bytes may come in.
 */
bool pci_uevent_is_bound_mdev(const char *msg, size_t len,
	struct pci_dev_id *id);

#endif /* PCI_UEVENT_H */
