/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_WINDOW_H
#define PCI_WINDOW_H

/**
 * @file
 * The address ranges in which loads and stores are performed by the bus. A signal
 * handler finds them without a lock; what opens, closes and lists them is one
 * thread at a time.
 */

#include "../private.h"

struct pci_window {
	struct pci_window *next;
	uintptr_t start;
	size_t size;
	const struct rte_pci_device_internal *dev;
	unsigned int idx;		/* of the region */
	unsigned int users;		/* handlers in it */
	/* In the log; its owner's. */
	bool is_use_reported;
	bool is_failure_reported;
	struct pci_emulated done;
};

/** The range of a region that has an address. @return NULL: no memory. */
struct pci_window *pci_window_open(const struct rte_pci_device_internal *dev,
	unsigned int idx);
/** Out of the list: no handler enters it any more. */
void pci_window_close(const struct pci_window *window);
/** One that is closed. Waits until no handler is in it; from any thread. */
void pci_window_free(struct pci_window *window);
/** Step through them; start with NULL. */
struct pci_window *pci_window_next(const struct pci_window *prev);

/** In a signal handler: the window that holds an address, which stays until
 * pci_window_leave(); NULL: none does.
 */
struct pci_window *pci_window_enter(uintptr_t addr);
void pci_window_leave(struct pci_window *window);

/** In a signal handler: count an access, of which kind, at an offset. */
void pci_window_count(struct pci_window *window, uint64_t *kind, uint64_t offset);
/** That the device did not do it. */
void pci_window_count_failed(struct pci_window *window, int err);

#endif /* PCI_WINDOW_H */
