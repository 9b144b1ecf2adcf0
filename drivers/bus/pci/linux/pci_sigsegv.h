/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_SIGSEGV_H
#define PCI_SIGSEGV_H

/**
 * @file
 * The process's action for SIGSEGV, borrowed: what is not the bus's goes where it
 * would have gone. One thread at a time opens, closes and looks.
 */

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

/** In the signal handler, in any thread: whether the fault is dealt with. */
typedef bool (pci_sigsegv_t)(const siginfo_t *info, ucontext_t *frame);

/** Ask this function first from now on. @return 0 or -errno. */
int pci_sigsegv_open(pci_sigsegv_t *handle);
/** Give the action back. Where another handler has been installed meanwhile, it
 * keeps its place, and ours stays behind it, for those that it passes on.
 */
void pci_sigsegv_close(void);

/**
 * Whether the bus's handler is asked ahead of all others.
 *
 * @param other
 *   The handler that has been installed later, where it is not: or SIG_DFL, SIG_IGN.
 */
bool pci_sigsegv_is_first(const void **other);
/** Write what it is, for a log. */
void pci_sigsegv_describe(const void *other, char *text, size_t size);
/** Whether that handler can pass faults on: what it belongs to keeps the address of
 * the bus's handler in its data.
 */
bool pci_sigsegv_is_known_to(const void *other);

#endif /* PCI_SIGSEGV_H */
