/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Where the bus is built without them.
 */

#include "perf.h"

bool
emulated_is_possible(void)
{
	return false;
}

void
emulated_start(const struct rte_pci_device_internal *dev __rte_unused,
	const struct perf_accessors *by __rte_unused)
{
	die("the bus is built without emulated loads and stores");
}
