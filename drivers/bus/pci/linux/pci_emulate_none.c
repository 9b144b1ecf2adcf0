/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * In the place of the others where nothing here can take an instruction apart.
 */

#include <errno.h>

#include "../private.h"

const char *
pci_emulate_lacks(void)
{
	return "this build has no emulation, which takes an x86-64 and Zydis";
}

int
pci_emulate_start(const struct rte_pci_device_internal *dev __rte_unused,
	unsigned int idx __rte_unused)
{
	return -ENOTSUP;
}

void
pci_emulate_stop(const struct rte_pci_device_internal *dev __rte_unused,
	unsigned int idx __rte_unused)
{
}

bool
pci_emulate_count(const struct rte_pci_device_internal *dev __rte_unused,
	unsigned int idx __rte_unused, struct pci_emulated *done __rte_unused)
{
	return false;
}
