/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <inttypes.h>
#include <stdio.h>

#include <rte_common.h>

#include "pci_text.h"

void
pci_text_size(uint64_t size, char text[PCI_TEXT_SIZE_MAX])
{
	static const char * const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t i = 0;

	while (size >= 1024 && size % 1024 == 0 && i < RTE_DIM(units) - 1) {
		size /= 1024;
		i++;
	}
	snprintf(text, PCI_TEXT_SIZE_MAX, "%" PRIu64 " %s", size, units[i]);
}

/* PCI Code and ID Assignment Specification, section 2. */
static const char * const capabilities[] = {
	[0x01] = "power-management",
	[0x03] = "VPD",
	[0x05] = "MSI",
	[0x07] = "PCI-X",
	[0x09] = "vendor-specific",
	[0x0a] = "debug-port",
	[0x0d] = "bridge-subsystem",
	[0x10] = "PCI-Express",
	[0x11] = "MSI-X",
	[0x12] = "SATA",
	[0x13] = "advanced-features",
};

const char *
pci_text_capability(uint8_t id)
{
	return id < RTE_DIM(capabilities) ? capabilities[id] : NULL;
}
