/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_EMULATE_FAULT_H
#define PCI_EMULATE_FAULT_H

/**
 * @file
 * What happens in the signal handler: async-signal-safe.
 */

#include <signal.h>
#include <stdbool.h>
#include <ucontext.h>

/**
 * Perform the instruction that faulted in a window.
 *
 * @return
 *   false: the fault is none of the bus's, or the instruction is refused: which
 *   one, and why, is on the standard error.
 */
bool pci_emulate_fault(const siginfo_t *info, ucontext_t *frame);

#endif /* PCI_EMULATE_FAULT_H */
