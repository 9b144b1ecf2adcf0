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

/* 24.07 gave the bus a log type of its own; before, it logs as EAL. */
#if RTE_VERSION >= RTE_VERSION_NUM(24, 7, 0, 0)
extern int pci_bus_logtype;
#define RTE_LOGTYPE_PCI_BUS pci_bus_logtype
#define PCI_LOG(level, ...) \
	RTE_LOG_LINE(level, PCI_BUS, __VA_ARGS__)
#else
#define PCI_LOG(level, ...) \
	RTE_LOG(level, EAL, RTE_FMT(RTE_FMT_HEAD(__VA_ARGS__, ) "\n", \
		RTE_FMT_TAIL(__VA_ARGS__, )))
#endif

#endif /* PCI_COMPAT_H */
