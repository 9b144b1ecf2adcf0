/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Each line of the input is a device that the user names: "a" or "b", for -a
 * and -b, and its text; or "i" and a text for the iterator. EAL parses it with
 * the bus, and then the bus gives each device one name.
 */

#include <rte_bus.h>
#include <rte_devargs.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fixture.h"
#include "fuzz.h"
#include "private.h"

/* Three are enough for what there is to find, and more cost time. */
#define MAX_LINES 12
#define LINE_MAX_LEN 256

/* Listed, so that the bus takes their UUIDs for its own. */
static const char * const devices[] = {
	"0000:01:02.3", "0000:02:00.0", UUID_1, UUID_2,
};

/* What EAL has taken, in the order of the lines. */
static struct rte_devargs *taken[MAX_LINES];
static unsigned int nb_taken;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct pci_dev_id id;
	unsigned int i;

	(void)argc;
	(void)argv;
	fake_eal_setup();
	rte_log_set_global_level(RTE_LOG_EMERG);
	for (i = 0; i < RTE_DIM(devices); i++) {
		CHECK(pci_id_parse(devices[i], &id) == 0, "%s", devices[i]);
		pci_list_insert(pci_dev_new(&id), NULL);
	}
	return 0;
}

/* ---- what EAL of 22.11 cannot take ---- */

/* It looks for a bus or a class by the value of a first key that has none. */
static bool
lacks_a_value(const char *layer, const char *key)
{
	size_t len = strlen(key);

	return strncmp(layer, key, len) == 0 &&
		(layer[len] == '\0' || layer[len] == ',' || layer[len] == '/');
}

static bool
is_eal_bug(const char *text)
{
	text += strspn(text, ",");
	return lacks_a_value(text, "bus") || lacks_a_value(text, "class");
}

/* ---- the input ---- */

static struct rte_devargs *
last_devargs(void)
{
	struct rte_devargs *devargs, *last = NULL;

	RTE_EAL_DEVARGS_FOREACH(NULL, devargs)
		last = devargs;
	return last;
}

static void
add_devargs(enum rte_devtype type, const char *text)
{
	if (!is_eal_bug(text) && rte_devargs_add(type, text) == 0)
		taken[nb_taken++] = last_devargs();
}

static void
iterate(const char *text)
{
	struct rte_device *device = NULL;
	unsigned int count = 0;

	while ((device = rte_pci_dev_iterate(device, text, NULL)) != NULL)
		count++;
	CHECK(count <= RTE_DIM(devices), "\"%s\" finds %u", text, count);
}

static void
take_line(char *line)
{
	switch (line[0]) {
	case 'a':
		add_devargs(RTE_DEVTYPE_ALLOWED, line + 1);
		break;
	case 'b':
		add_devargs(RTE_DEVTYPE_BLOCKED, line + 1);
		break;
	case 'i':
		iterate(line + 1);
		break;
	default:
		break;
	}
}

/* ---- what must hold ---- */

static bool
is_ours(const struct rte_devargs *devargs)
{
	return devargs->bus == &rte_pci_bus;
}

/* Before: the devargs that is the user's last word on that device. */
static struct rte_devargs *
last_word_on(const struct pci_dev_id *id)
{
	struct pci_dev_id other;
	unsigned int i;

	for (i = nb_taken; i-- > 0;)
		if (is_ours(taken[i]) &&
				pci_id_parse(taken[i]->name, &other) == 0 &&
				pci_id_cmp(&other, id) == 0)
			return taken[i];
	return NULL;
}

struct wish {
	struct pci_dev_id id;
	struct rte_devargs *last;
};

static unsigned int
collect_wishes(struct wish wishes[MAX_LINES])
{
	unsigned int i, count = 0;

	for (i = 0; i < nb_taken; i++) {
		if (!is_ours(taken[i]) || pci_id_parse(taken[i]->name,
				&wishes[count].id) < 0)
			continue;
		wishes[count].last = last_word_on(&wishes[count].id);
		count += wishes[count].last == taken[i];
	}
	return count;
}

static void
check_names(unsigned int expected)
{
	struct rte_devargs *devargs;
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;
	unsigned int count = 0;

	RTE_EAL_DEVARGS_FOREACH(rte_pci_bus.name, devargs) {
		if (pci_id_parse(devargs->name, &id) < 0)
			continue;
		pci_id_format(&id, name);
		CHECK(strcmp(devargs->name, name) == 0, "%s instead of %s",
			devargs->name, name);
		count++;
	}
	CHECK(count == expected, "%u names of %u devices", count, expected);
}

static void
check_canonical(void)
{
	struct wish wishes[MAX_LINES];
	unsigned int i, nb_wishes = collect_wishes(wishes);

	pci_devargs_canonicalise();
	check_names(nb_wishes);
	for (i = 0; i < nb_wishes; i++)
		CHECK(pci_devargs_find(&wishes[i].id) == wishes[i].last,
			"a device has other arguments than its last ones");
	pci_devargs_canonicalise();
	check_names(nb_wishes);
}

static void
forget(void)
{
	struct rte_devargs *devargs;

	while ((devargs = rte_devargs_next(NULL, NULL)) != NULL)
		rte_devargs_remove(devargs);
	nb_taken = 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	/* EAL looks behind the end of what is only the name of a bus. */
	char line[LINE_MAX_LEN + 2];
	unsigned int i;

	for (i = 0; i < MAX_LINES && in.left > 0; i++) {
		memset(line, 0, sizeof(line));
		fuzz_line(&in, line, LINE_MAX_LEN);
		take_line(line);
		fake_log_reset();
	}
	check_canonical();
	forget();
	return 0;
}
