/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What a device is called: text to identity and back. Pure.
 */

#include <ctype.h>
#include <errno.h>
#include <string.h>

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

/* rte_pci_addr_parse() takes whatever strtoul() does: signs, spaces, 0x. */
static bool
looks_like_bdf(const char *text)
{
	const char *c;

	for (c = text; *c != '\0'; c++) {
		if (isxdigit((unsigned char)*c))
			continue;
		if (c == text || (*c != ':' && *c != '.') ||
				!isxdigit((unsigned char)c[1]))
			return false;
	}
	return true;
}

int
pci_id_parse(const char *text, struct pci_dev_id *id)
{
	memset(id, 0, sizeof(*id));
	if (looks_like_bdf(text) && rte_pci_addr_parse(text, &id->addr) == 0) {
		id->kind = PCI_ID_BDF;
		return 0;
	}
	if (rte_uuid_parse(text, id->uuid) == 0) {
		id->kind = PCI_ID_UUID;
		id->addr = uuid_to_addr(id->uuid);
		return 0;
	}
	return -EINVAL;
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

void
pci_id_format(const struct pci_dev_id *id, char name[PCI_ID_STRLEN])
{
	if (id->kind == PCI_ID_UUID)
		rte_uuid_unparse(id->uuid, name, PCI_ID_STRLEN);
	else
		pci_id_format_addr(&id->addr, name);
}

int
pci_id_cmp(const struct pci_dev_id *a, const struct pci_dev_id *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == PCI_ID_UUID)
		return rte_uuid_compare(a->uuid, b->uuid);
	return rte_pci_addr_cmp(&a->addr, &b->addr);
}
