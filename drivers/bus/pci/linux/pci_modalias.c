/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "pci_modalias.h"
#include "pci_sysfs.h"

enum { VENDOR, DEVICE, SUBVENDOR, SUBDEVICE, CLASS, SUBCLASS, INTERFACE, NB };

static const struct {
	const char *tag;
	uint64_t max;
} fields[NB] = {
	[VENDOR] = { "pci:v", UINT16_MAX },
	[DEVICE] = { "d", UINT16_MAX },
	[SUBVENDOR] = { "sv", UINT16_MAX },
	[SUBDEVICE] = { "sd", UINT16_MAX },
	[CLASS] = { "bc", UINT8_MAX },
	[SUBCLASS] = { "sc", UINT8_MAX },
	[INTERFACE] = { "i", UINT8_MAX },
};

/* The digits of a number, which are capitals, end at the tag of the next one,
 * which is not: but "d" and "bc" could be digits.
 */
static int
take_digits(const char **text, uint64_t max, uint64_t *value)
{
	char digits[9];
	const char *c = digits;
	size_t len = strspn(*text, "0123456789ABCDEF");

	if (len == 0 || len >= sizeof(digits))
		return -EINVAL;
	memcpy(digits, *text, len);
	digits[len] = '\0';
	*text += len;
	return pci_sysfs_parse_u64(&c, 16, max, value);
}

static int
take_field(const char **text, unsigned int i, uint64_t *value)
{
	size_t len = strlen(fields[i].tag);

	if (strncmp(*text, fields[i].tag, len) != 0)
		return -EINVAL;
	*text += len;
	return take_digits(text, fields[i].max, value);
}

int
pci_modalias_parse(const char *text, struct rte_pci_id *id)
{
	uint64_t value[NB];
	unsigned int i;

	for (i = 0; i < NB; i++)
		if (take_field(&text, i, &value[i]) < 0)
			return -EINVAL;
	if (*text != '\0')
		return -EINVAL;
	*id = (struct rte_pci_id){
		.vendor_id = (uint16_t)value[VENDOR],
		.device_id = (uint16_t)value[DEVICE],
		.subsystem_vendor_id = (uint16_t)value[SUBVENDOR],
		.subsystem_device_id = (uint16_t)value[SUBDEVICE],
		.class_id = (uint32_t)(value[CLASS] << 16 |
			value[SUBCLASS] << 8 | value[INTERFACE]),
	};
	return 0;
}
