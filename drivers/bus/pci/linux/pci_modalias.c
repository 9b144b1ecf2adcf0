/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * "pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00": the width of each
 * number is fixed, for its digits and the tags are the same letters.
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "../pci_hex.h"
#include "pci_modalias.h"

enum { VENDOR, DEVICE, SUBVENDOR, SUBDEVICE, CLASS, SUBCLASS, INTERFACE, NB };

static const struct {
	const char *tag;
	unsigned int digits;
	uint32_t max;
} fields[NB] = {
	[VENDOR] = { "pci:v", 8, UINT16_MAX },
	[DEVICE] = { "d", 8, UINT16_MAX },
	[SUBVENDOR] = { "sv", 8, UINT16_MAX },
	[SUBDEVICE] = { "sd", 8, UINT16_MAX },
	[CLASS] = { "bc", 2, UINT8_MAX },
	[SUBCLASS] = { "sc", 2, UINT8_MAX },
	[INTERFACE] = { "i", 2, UINT8_MAX },
};

static int
take_field(const char **text, unsigned int i, uint32_t *value)
{
	const char *tag, *c = *text;
	unsigned int n, digit;

	for (tag = fields[i].tag; *tag != '\0'; tag++)
		if (*c++ != *tag)
			return -EINVAL;
	*value = 0;
	for (n = 0; n < fields[i].digits; n++) {
		digit = pci_hex_digit(*c++);
		if (digit == PCI_HEX_NONE)
			return -EINVAL;
		*value = *value << 4 | digit;
	}
	*text = c;
	return *value <= fields[i].max ? 0 : -EINVAL;
}

int
pci_modalias_parse(const char *text, struct rte_pci_id *id)
{
	uint32_t value[NB];
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
		.class_id = value[CLASS] << 16 | value[SUBCLASS] << 8 |
			value[INTERFACE],
	};
	return 0;
}
