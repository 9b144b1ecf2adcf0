/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * dpdk-test-pci-dump [EAL options]: prints what rte_pci_dump() prints, with
 * whatever library is installed.
 */

#include <stdio.h>
#include <stdlib.h>

#include <rte_bus_pci.h>
#include <rte_eal.h>

int
main(int argc, char **argv)
{
	if (rte_eal_init(argc, argv) < 0) {
		fprintf(stderr, "EAL does not start\n");
		return EXIT_FAILURE;
	}
	rte_pci_dump(stdout);
	return rte_eal_cleanup() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
