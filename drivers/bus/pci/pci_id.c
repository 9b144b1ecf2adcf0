/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What a device is called: text to identity and back. Pure.
 */

#include <errno.h>
#include <string.h>

#include "pci_hex.h"
#include "private.h"

/*
 * The addresses of mdevs lie behind those of all functions: 16-bit domains
 * are the firmware's, 0x10000 upwards VMD's. Five digits, because PMDs print
 * them into buffers that hold no more.
 */
#define PCI_MDEV_DOMAIN_BASE 0xd0000u

/* FNV-1a: spreads UUIDs that count up as well as random ones. */
static uint32_t
uuid_hash(const rte_uuid_t uuid)
{
	uint32_t hash = 2166136261u;
	unsigned int i;

	for (i = 0; i < sizeof(rte_uuid_t); i++)
		hash = (hash ^ uuid[i]) * 16777619u;
	return hash;
}

/* All processes must agree, so that only the UUID may go in. */
static struct rte_pci_addr
uuid_to_addr(const rte_uuid_t uuid)
{
	uint32_t hash = uuid_hash(uuid);

	return (struct rte_pci_addr){
		.domain = PCI_MDEV_DOMAIN_BASE | hash >> 16,
		.bus = hash >> 8 & 0xff,
		.devid = hash >> 3 & 0x1f,
		.function = hash & 0x7,
	};
}

/* At least a digit, and no value that is larger than max. */
static bool
take_hex(const char **text, uint32_t max, uint32_t *value)
{
	const char *c = *text;
	unsigned int digit;
	uint64_t sum = 0;

	for (; sum <= max && (digit = pci_hex_digit(*c)) < PCI_HEX_NONE; c++)
		sum = sum << 4 | digit;
	if (c == *text || sum > max)
		return false;
	*value = (uint32_t)sum;
	*text = c;
	return true;
}

/* bus:devid.function */
static bool
parse_short(const char *text, struct rte_pci_addr *addr)
{
	uint32_t bus, devid, function;

	if (!take_hex(&text, UINT8_MAX, &bus) || *text++ != ':' ||
			!take_hex(&text, UINT8_MAX, &devid) || *text++ != '.' ||
			!take_hex(&text, UINT8_MAX, &function))
		return false;
	addr->bus = (uint8_t)bus;
	addr->devid = (uint8_t)devid;
	addr->function = (uint8_t)function;
	return *text == '\0';
}

/* rte_pci_addr_parse() takes whatever strtoul() does, signs, spaces and 0x, and
 * takes so long that a scan of thousands would notice.
 */
static bool
parse_bdf(const char *text, struct rte_pci_addr *addr)
{
	const char *after = text;

	if (take_hex(&after, UINT32_MAX, &addr->domain) && *after == ':' &&
			parse_short(after + 1, addr))
		return true;
	addr->domain = 0;
	return parse_short(text, addr);
}

/* Bytes behind which there is a dash. */
static bool
ends_group(unsigned int byte)
{
	return byte == 3 || byte == 5 || byte == 7 || byte == 9;
}

static bool
parse_uuid(const char *text, rte_uuid_t uuid)
{
	unsigned int i, high, low;

	for (i = 0; i < sizeof(rte_uuid_t); i++) {
		high = pci_hex_digit(*text++);
		if (high == PCI_HEX_NONE)
			return false;
		low = pci_hex_digit(*text++);
		if (low == PCI_HEX_NONE || (ends_group(i) && *text++ != '-'))
			return false;
		uuid[i] = (uint8_t)(high << 4 | low);
	}
	return *text == '\0';
}

int
pci_id_parse(const char *text, struct pci_dev_id *id)
{
	memset(id, 0, sizeof(*id));
	if (parse_bdf(text, &id->addr)) {
		id->kind = PCI_ID_BDF;
		return 0;
	}
	memset(id, 0, sizeof(*id));
	if (!parse_uuid(text, id->uuid))
		return -EINVAL;
	id->kind = PCI_ID_UUID;
	id->addr = uuid_to_addr(id->uuid);
	return 0;
}

/* At least so many digits. */
static char *
put_hex(char *out, uint32_t value, unsigned int digits)
{
	while (digits < 8 && value >> (4 * digits) != 0)
		digits++;
	while (digits-- > 0)
		*out++ = "0123456789abcdef"[value >> (4 * digits) & 0xf];
	return out;
}

/* A scan names thousands of functions; printf() takes ten times as long. */
void
pci_id_format_addr(const struct rte_pci_addr *addr,
	char name[PCI_ADDR_STRLEN])
{
	char *out = put_hex(name, addr->domain, 4);

	*out++ = ':';
	out = put_hex(out, addr->bus, 2);
	*out++ = ':';
	out = put_hex(out, addr->devid, 2);
	*out++ = '.';
	out = put_hex(out, addr->function, 1);
	*out = '\0';
}

static void
format_uuid(const rte_uuid_t uuid, char name[RTE_UUID_STRLEN])
{
	unsigned int i;

	for (i = 0; i < sizeof(rte_uuid_t); i++) {
		name = put_hex(name, uuid[i], 2);
		if (ends_group(i))
			*name++ = '-';
	}
	*name = '\0';
}

void
pci_id_format(const struct pci_dev_id *id, char name[PCI_ID_STRLEN])
{
	if (id->kind == PCI_ID_UUID)
		format_uuid(id->uuid, name);
	else
		pci_id_format_addr(&id->addr, name);
}

/* As rte_pci_addr_cmp() orders them; a sort compares ten thousands. */
static uint64_t
addr_key(const struct rte_pci_addr *addr)
{
	return (uint64_t)addr->domain << 24 | (uint32_t)addr->bus << 16 |
		(uint32_t)addr->devid << 8 | addr->function;
}

static int
addr_cmp(const struct rte_pci_addr *a, const struct rte_pci_addr *b)
{
	uint64_t first = addr_key(a), second = addr_key(b);

	return (first > second) - (first < second);
}

int
pci_id_cmp(const struct pci_dev_id *a, const struct pci_dev_id *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == PCI_ID_UUID)
		return memcmp(a->uuid, b->uuid, sizeof(a->uuid));
	return addr_cmp(&a->addr, &b->addr);
}
