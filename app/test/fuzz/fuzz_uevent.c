/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The input is a message as it comes from the socket. Whether it is news of an
 * mdev, and of which, must be what the reader that is written here finds.
 */

#include <ctype.h>
#include <stdlib.h>

#include "fuzz.h"
#include "pci_uevent.h"

/* The strings of a message, one after the other. */
struct strings {
	const char *next;
	const char *end;
};

/* Its value, if the string is of that key. */
static const char *
value_of(const char *string, const char *key)
{
	while (*key != '\0' && *string == *key) {
		string++;
		key++;
	}
	return *key == '\0' && *string == '=' ? string + 1 : NULL;
}

static const char *
first_value(struct strings strings, const char *key)
{
	const char *value = NULL;

	while (value == NULL && strings.next < strings.end) {
		value = value_of(strings.next, key);
		while (*strings.next != '\0')
			strings.next++;
		strings.next++;
	}
	return value;
}

static bool
has(struct strings strings, const char *key, const char *wanted)
{
	const char *value = first_value(strings, key);

	return value != NULL && strcmp(value, wanted) == 0;
}

/* What is behind the last slash, if it has the form of a UUID. */
static const char *
uuid_of(const char *path)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const char *name = NULL;
	unsigned int i;

	for (; *path != '\0'; path++)
		if (*path == '/')
			name = path + 1;
	if (name == NULL || strlen(name) != sizeof(shape) - 1)
		return NULL;
	for (i = 0; name[i] != '\0'; i++)
		if (shape[i] == '-' ? name[i] != '-' :
				!isxdigit((unsigned char)name[i]))
			return NULL;
	return name;
}

/* NULL: it is no news. */
static const char *
expected(const char *msg, size_t size)
{
	const struct strings strings = { msg, msg + size };
	const char *path;

	if (size == 0 || msg[size - 1] != '\0' ||
			!has(strings, "ACTION", "bind") ||
			!has(strings, "SUBSYSTEM", "mdev"))
		return NULL;
	path = first_value(strings, "DEVPATH");
	return path == NULL ? NULL : uuid_of(path);
}

static void
check_message(const char *msg, size_t size)
{
	const char *wanted = expected(msg, size);
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;
	bool is_news = pci_uevent_is_bound_mdev(msg, size, &id);

	CHECK(is_news == (wanted != NULL), "it is %snews of an mdev",
		wanted == NULL ? "no " : "");
	if (!is_news)
		return;
	pci_id_format(&id, name);
	CHECK(strcasecmp(name, wanted) == 0, "%s instead of %s", name, wanted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	char *msg = malloc(size + (size == 0));

	/* Of exactly its length, for the sanitizer. */
	CHECK(msg != NULL, "no memory");
	fuzz_bytes(&in, msg, size);
	check_message(msg, size);
	free(msg);
	return 0;
}
