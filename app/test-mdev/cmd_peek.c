/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Words of a region, and by which way the bus gets them.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_byteorder.h>
#include <rte_errno.h>

#include "test_mdev.h"

static bool
parse_number(const char *text, long max, long *value)
{
	char *end;

	errno = 0;
	*value = strtol(text, &end, 0);
	if (errno == 0 && end != text && *end == '\0' && *value >= 0 &&
			*value <= max)
		return true;
	fprintf(stderr, "test-mdev: %s is not a number from 0 to %ld\n", text,
		max);
	return false;
}

static int
peek(const struct rte_pci_device *dev, int idx, off_t offset)
{
	rte_le32_t value;
	bool is_mapped = rte_pci_region_addr(dev, idx, sizeof(value), offset) !=
		NULL;

	if (rte_pci_region_read(dev, idx, &value, sizeof(value), offset) < 0) {
		printf("%#jx: %s\n", (uintmax_t)offset,
			rte_strerror(rte_errno));
		return STATUS_FAILED;
	}
	printf("%#jx: 0x%08x %s\n", (uintmax_t)offset, rte_le_to_cpu_32(value),
		is_mapped ? "mapped" : "accessor");
	return STATUS_OK;
}

int
cmd_peek(struct rte_pci_device *dev, char **args)
{
	int status = STATUS_OK;
	long idx, offset;

	if (!parse_number(args[1], INT32_MAX, &idx))
		return STATUS_USAGE;
	for (args += 2; *args != NULL; args++) {
		if (!parse_number(*args, INT64_MAX, &offset))
			return STATUS_USAGE;
		if (peek(dev, (int)idx, (off_t)offset) != STATUS_OK)
			status = STATUS_FAILED;
	}
	return status;
}
