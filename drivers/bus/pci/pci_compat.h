/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_COMPAT_H
#define PCI_COMPAT_H

/**
 * @file
 * All that differs between the DPDK releases this folder builds with.
 */

#include <rte_log.h>
#include <rte_version.h>

/* Up to 24.03 the bus logs as EAL. */
#define PCI_LOG(level, ...) \
	RTE_LOG(level, EAL, RTE_FMT(RTE_FMT_HEAD(__VA_ARGS__, ) "\n", \
		RTE_FMT_TAIL(__VA_ARGS__, )))

/* What rte_pci_pasid_set_state() is given: in 22.11 the control register's
 * offset; from 23.11 on the capability's (commit baaa446dd4 of DPDK).
 */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 11, 0, 0)
#define PCI_PASID_CTRL_AT(offset) ((offset) + RTE_PCI_PASID_CTRL)
#else
#define PCI_PASID_CTRL_AT(offset) (offset)
#endif

#endif /* PCI_COMPAT_H */
