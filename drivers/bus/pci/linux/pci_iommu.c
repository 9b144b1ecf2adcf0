/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What sysfs says of the host's IOMMU: whether it can take the addresses of a
 * process for IOVAs, and a device's group.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_memory.h>

#include "pci_linux.h"
#include "pci_sysfs.h"

int
pci_iommu_group(const struct rte_pci_device_internal *dev)
{
	int ret, fd = pci_dev_is_mdev(dev) ? pci_mdev_open(&dev->id) :
		pci_sysfs_open_device(rte_pci_get_sysfs_path(), dev->name);

	if (fd < 0)
		return fd;
	ret = pci_sysfs_read_group(fd);
	close(fd);
	return ret;
}

#if defined(RTE_ARCH_X86)

/* VT-d, Capability Register: MGAW is bits 21:16, the width less one. */
#define VTD_MGAW(cap) ((uint8_t)((cap) >> 16 & 0x3f) + 1)

static int
read_vtd_cap(const struct rte_pci_device_internal *dev, uint64_t *cap)
{
	char line[PCI_SYSFS_ATTR_MAX];
	const char *text = line;
	int ret, fd = pci_sysfs_open_device(rte_pci_get_sysfs_path(),
		dev->name);

	if (fd < 0)
		return fd;
	ret = pci_sysfs_read_str(fd, "iommu/intel-iommu/cap", line,
		sizeof(line));
	close(fd);
	if (ret == 0)
		ret = pci_sysfs_parse_u64(&text, 16, UINT64_MAX, cap);
	if (ret < 0)
		return ret;
	return *text == '\0' ? 0 : -EINVAL;
}

/* Memory must then stay below what the IOMMU can address. */
bool
pci_iommu_supports_va(const struct rte_pci_device_internal *dev)
{
	uint64_t cap;
	int ret = read_vtd_cap(dev, &cap);

	if (ret == 0)
		rte_mem_set_dma_mask(VTD_MGAW(cap));
	return ret == 0 || ret == -ENOENT;
}

#elif defined(RTE_ARCH_PPC_64)

static bool
cpuinfo_says(const char *word)
{
	FILE *f = fopen("/proc/cpuinfo", "r");
	bool found = false;
	char line[256];

	if (f == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), f) != NULL)
		found = strstr(line, word) != NULL;
	fclose(f);
	return found;
}

/* Bare metal, or a guest of its firmware; QEMU's has too small a window. */
bool
pci_iommu_supports_va(const struct rte_pci_device_internal *dev __rte_unused)
{
	return cpuinfo_says("PowerNV") ||
		(cpuinfo_says("pSeries") && !cpuinfo_says("qemu"));
}

#else

bool
pci_iommu_supports_va(const struct rte_pci_device_internal *dev __rte_unused)
{
	return true;
}

#endif
