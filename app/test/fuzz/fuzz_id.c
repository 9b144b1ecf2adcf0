/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The input is a name. What is none by the grammar written here must be
 * refused, and what is one must come back as itself.
 */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "fuzz.h"
#include "private.h"

static unsigned int
digit(char c)
{
	return isdigit((unsigned char)c) ? (unsigned int)(c - '0') :
		(unsigned int)(tolower((unsigned char)c) - 'a') + 10;
}

/* Hexadecimal digits, at least one, up to a character that ends the field. */
static const char *
field(const char *text, char end, uint64_t max, uint64_t *value)
{
	const char *c = text;

	for (*value = 0; isxdigit((unsigned char)*c); c++) {
		*value = *value * 16 + digit(*c);
		if (*value > max)
			return NULL;
	}
	return c > text && *c == end ? c + (end != '\0') : NULL;
}

static bool
read_function(const char *text, struct rte_pci_addr *addr)
{
	uint64_t bus, device, function;

	text = field(text, ':', UINT8_MAX, &bus);
	if (text != NULL)
		text = field(text, '.', UINT8_MAX, &device);
	if (text == NULL || field(text, '\0', UINT8_MAX, &function) == NULL)
		return false;
	addr->bus = (uint8_t)bus;
	addr->devid = (uint8_t)device;
	addr->function = (uint8_t)function;
	return true;
}

/* With or without a domain. */
static bool
read_bdf(const char *text, struct rte_pci_addr *addr)
{
	uint64_t domain;

	addr->domain = 0;
	if (read_function(text, addr))
		return true;
	text = field(text, ':', UINT32_MAX, &domain);
	addr->domain = (uint32_t)domain;
	return text != NULL && read_function(text, addr);
}

static bool
read_uuid(const char *text, rte_uuid_t uuid)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	unsigned int i, digits = 0;

	if (strlen(text) != sizeof(shape) - 1)
		return false;
	memset(uuid, 0, sizeof(rte_uuid_t));
	for (i = 0; text[i] != '\0'; i++) {
		if (shape[i] == '-' && text[i] == '-')
			continue;
		if (shape[i] == '-' || !isxdigit((unsigned char)text[i]))
			return false;
		uuid[digits / 2] = (uint8_t)(uuid[digits / 2] << 4 |
			digit(text[i]));
		digits++;
	}
	return true;
}

static void
check_returns(const struct pci_dev_id *id)
{
	struct pci_dev_id again;
	char name[PCI_ID_STRLEN];
	char second[PCI_ID_STRLEN];

	memset(name, 'x', sizeof(name));
	pci_id_format(id, name);
	CHECK(memchr(name, '\0', sizeof(name)) != NULL, "a name without end");
	CHECK(pci_id_parse(name, &again) == 0, "%s is refused", name);
	CHECK(pci_id_cmp(id, &again) == 0, "%s is another device", name);
	CHECK(rte_pci_addr_cmp(&id->addr, &again.addr) == 0,
		"%s has another address", name);
	pci_id_format(&again, second);
	CHECK(strcmp(name, second) == 0, "%s becomes %s", name, second);
}

static void
check_name(const char *text)
{
	struct pci_dev_id id;
	struct rte_pci_addr addr;
	rte_uuid_t uuid, none = { 0 };
	bool is_bdf = read_bdf(text, &addr), is_uuid = read_uuid(text, uuid);
	int ret = pci_id_parse(text, &id);

	CHECK(ret == (is_bdf || is_uuid ? 0 : -EINVAL), "\"%s\" gives %d",
		text, ret);
	if (ret < 0)
		return;
	CHECK(id.kind == (is_uuid ? PCI_ID_UUID : PCI_ID_BDF), "\"%s\"", text);
	CHECK(memcmp(id.uuid, is_uuid ? uuid : none, sizeof(uuid)) == 0,
		"\"%s\"", text);
	if (is_bdf)
		CHECK(rte_pci_addr_cmp(&id.addr, &addr) == 0, "\"%s\"", text);
	else
		CHECK(id.addr.domain >> 16 == 0xd, "\"%s\"", text);
	check_returns(&id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	char *text = malloc(size + 1);

	/* Of exactly its length, for the sanitizer. */
	CHECK(text != NULL, "no memory");
	fuzz_bytes(&in, text, size + 1);
	check_name(text);
	free(text);
	return 0;
}
