/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_MODULE_H
#define PCI_MODULE_H

/**
 * @file
 * The program and the libraries of this process, by addresses of their code. For
 * any thread, but not for a signal handler.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Write where an address is, for a log: a function and a file, as far as known. */
void pci_module_describe(const void *code, char *text, size_t size);

/** Whether the data of the module that holds this address holds that word, aligned.
 * true also where that cannot be found out.
 */
bool pci_module_keeps(const void *code, uintptr_t word);

#endif /* PCI_MODULE_H */
