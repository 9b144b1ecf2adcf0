/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Emulated loads and stores in a region that is memory. The library begins them
 * when it maps a device of the kernel's, and has no other way in: this is the same
 * code once more, which reaches the region by the library.
 */

#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "pci_emulate_fault.h"
#include "pci_insn.h"
#include "pci_sigsegv.h"
#include "pci_window.h"
#include "perf.h"

static const struct perf_accessors *accessors;

/* For the handler. */
ssize_t
pci_region_read(const struct rte_pci_device_internal *dev, unsigned int idx,
	void *buf, size_t len, uint64_t offset)
{
	int ret = accessors->read(&dev->device, (int)idx, buf, len, (off_t)offset);

	return ret < 0 ? -rte_errno : ret;
}

ssize_t
pci_region_write(const struct rte_pci_device_internal *dev, unsigned int idx,
	const void *buf, size_t len, uint64_t offset)
{
	int ret = accessors->write(&dev->device, (int)idx, buf, len, (off_t)offset);

	return ret < 0 ? -rte_errno : ret;
}

bool
emulated_is_possible(void)
{
	return true;
}

void
emulated_start(const struct rte_pci_device_internal *dev,
	const struct perf_accessors *by)
{
	int ret;

	accessors = by;
	pci_insn_setup();
	if (pci_window_open(dev, 0) == NULL)
		die("no memory");
	ret = pci_sigsegv_open(pci_emulate_fault);
	if (ret < 0)
		die("SIGSEGV: %s", strerror(-ret));
}
