/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_UIO_PIO_H
#define PCI_UIO_PIO_H

/**
 * @file
 * The processor's own I/O ports, which UIO leaves to the process (x86 only).
 */

#include <stddef.h>
#include <stdint.h>

#define PCI_UIO_NB_PORTS 0x10000u

/** Get the right to use all ports, for this thread and those it creates.
 * @return 0; -ENOTSUP: this processor has none; -EPERM: not privileged.
 */
int pci_uio_pio_enable(void);
/** Access len ports from port on; all below PCI_UIO_NB_PORTS. */
void pci_uio_pio_read(uint16_t port, void *buf, size_t len);
void pci_uio_pio_write(uint16_t port, const void *buf, size_t len);

#endif /* PCI_UIO_PIO_H */
