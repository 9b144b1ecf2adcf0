/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Names of devices: what is one, what is none, and what becomes of it.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "testing.h"

#define UUID "83b8f4f2-509f-382f-3c1e-e6bfe0fa1001"

static struct pci_dev_id
id_of(const char *text)
{
	struct pci_dev_id id;

	CHECK(pci_id_parse(text, &id) == 0, "\"%s\" is refused", text);
	return id;
}

static void
test_good_names(void **state)
{
	static const struct {
		const char *text;
		enum pci_id_kind kind;
		const char *canonical;
	} rows[] = {
		{ "0000:01:02.3", PCI_ID_BDF, "0000:01:02.3" },
		{ "01:02.3", PCI_ID_BDF, "0000:01:02.3" },
		{ "1:2.3", PCI_ID_BDF, "0000:01:02.3" },
		{ "00FF:09:0B.3", PCI_ID_BDF, "00ff:09:0b.3" },
		{ "FF:0B.3", PCI_ID_BDF, "0000:ff:0b.3" },
		{ "10000:e1:00.0", PCI_ID_BDF, "10000:e1:00.0" },
		{ UUID, PCI_ID_UUID, UUID },
		{ "83B8F4F2-509F-382F-3C1E-E6BFE0FA1001", PCI_ID_UUID, UUID },
		{ "83b8F4f2-509f-382F-3c1e-e6bfE0fa1001", PCI_ID_UUID, UUID },
		{ "00000000-0000-0000-0000-000000000000", PCI_ID_UUID,
			"00000000-0000-0000-0000-000000000000" },
	};
	char name[PCI_ID_STRLEN];
	struct pci_dev_id id;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		id = id_of(rows[i].text);
		assert_int_equal(id.kind, rows[i].kind);
		pci_id_format(&id, name);
		assert_string_equal(name, rows[i].canonical);
	}
}

static void
check_refused(const char * const *texts)
{
	struct pci_dev_id id;
	unsigned int accepted = 0;

	for (; *texts != NULL; texts++) {
		if (pci_id_parse(*texts, &id) == -EINVAL)
			continue;
		print_error("\"%s\" is taken for a device\n", *texts);
		accepted++;
	}
	assert_int_equal(accepted, 0);
}

static void
test_bad_bdfs(void **state)
{
	static const char * const texts[] = {
		"", " ", ".", ":", "error", "0:0:0", "0:error:0.1",
		"0:0:0.1error", "error0:0:0.1", "0:0:0.1.2", "0000:01:02",
		"0000:01:02.", "0000:100:00.0", "0000:00:100.0",
		"0000:00:00.100", "100000000:00:00.0", " 01:02.3", "01:02.3 ",
		"-1:02.3", "01:-2.3", "01:02.3,x=1", "01:02.3\n", "pci:01:02.3",
		"0000:0000:01:02.3",
		"00000000000000000000000000000000000000000000000000000001:2.3x",
		NULL
	};

	(void)state;
	check_refused(texts);
}

/* strtoul(), which reads the fields, takes more than a field may be. */
static void
test_what_only_looks_like_a_bdf(void **state)
{
	static const char * const texts[] = {
		"::.", "0000::.", ":01:02.3", "0000:01:.3", "0000::02.3",
		":.", "01:.", "+1:02.3", "0x1:0x2.0x3", "\t01:02.3",
		"01:\n02.3", "0000:01:02.+3", NULL
	};

	(void)state;
	check_refused(texts);
}

static void
test_bad_uuids(void **state)
{
	static const char * const texts[] = {
		UUID "0", UUID " ", UUID "\n", " " UUID, "{" UUID "}", "-" UUID,
		"83b8f4f2-509f-382f-3c1e-e6bfe0fa100",
		"83b8f4f2509f382f3c1ee6bfe0fa1001",
		"83b8f4f2509f382f3c1ee6bfe0fa10010000",
		"83b8f4f2-509f-382f-3c1e-e6bfe0fa100g",
		"83b8f4f2-509f-382f-3c1e-e6bfe0fa 001",
		"83b8f4f-2509f-382f-3c1e-e6bfe0fa1001",
		"83b8f4f2-509f-382f-3c1e+e6bfe0fa1001",
		"0xb8f4f2-509f-382f-3c1e-e6bfe0fa1001",
		"\xff\xff\xff\xff\xff\xff\xff\xff-509f-382f-3c1e-e6bfe0fa1001",
		"pci:" UUID, "------------------------------------", NULL
	};

	(void)state;
	check_refused(texts);
}

static void
test_order(void **state)
{
	static const char * const ascending[] = {
		"0000:00:00.0", "0000:00:00.1", "0000:00:01.0", "0000:01:00.0",
		"0001:00:00.0", "10000:00:00.0", "fffff:ff:1f.7",
		"ffffffff:ff:1f.7", "00000000-0000-0000-0000-000000000000",
		"00000000-0000-0000-0000-000000000001", UUID,
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
	};
	struct pci_dev_id a, b;
	unsigned int i, j;
	int cmp;

	(void)state;
	for (i = 0; i < RTE_DIM(ascending); i++) {
		for (j = 0; j < RTE_DIM(ascending); j++) {
			a = id_of(ascending[i]);
			b = id_of(ascending[j]);
			cmp = pci_id_cmp(&a, &b);
			CHECK((cmp > 0) - (cmp < 0) == (i > j) - (i < j),
				"%s and %s compare to %d", ascending[i],
				ascending[j], cmp);
		}
	}
}

static void
test_spellings_are_one_device(void **state)
{
	struct pci_dev_id lower = id_of(UUID);
	struct pci_dev_id upper = id_of("83B8F4F2-509F-382F-3C1E-E6BFE0FA1001");
	struct pci_dev_id shorter = id_of("1:2.3");
	struct pci_dev_id longer = id_of("0000:01:02.3");

	(void)state;
	assert_int_equal(pci_id_cmp(&lower, &upper), 0);
	assert_int_equal(pci_id_cmp(&shorter, &longer), 0);
	assert_memory_equal(&lower.addr, &upper.addr, sizeof(lower.addr));
}

/* A function at the very address that was made for an mdev is not that mdev. */
static void
test_address_is_not_identity(void **state)
{
	struct pci_dev_id mdev = id_of(UUID), function;
	char name[PCI_PRI_STR_SIZE + 1];

	(void)state;
	rte_pci_device_name(&mdev.addr, name, sizeof(name));
	function = id_of(name);
	assert_memory_equal(&mdev.addr, &function.addr, sizeof(mdev.addr));
	assert_true(pci_id_cmp(&function, &mdev) < 0);
	assert_true(pci_id_cmp(&mdev, &function) > 0);
}

static void
test_address_of_an_mdev(void **state)
{
	struct pci_dev_id id;
	char text[64];
	unsigned int i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		snprintf(text, sizeof(text),
			"%08x-509f-382f-3c1e-e6bfe0fa1001", i * 429496u);
		id = id_of(text);
		assert_in_range(id.addr.domain, 0xd0000, 0xdffff);
		assert_in_range(id.addr.devid, 0, 0x1f);
		assert_in_range(id.addr.function, 0, 7);
	}
}

/* Known values: other releases and other processes must find the same. */
static void
test_address_is_stable(void **state)
{
	struct pci_dev_id first = id_of(UUID), second = id_of(UUID);

	(void)state;
	assert_memory_equal(&first, &second, sizeof(first));
	first = id_of("00000000-0000-0000-0000-000000000000");
	/* FNV-1a of sixteen zero bytes, by an independent computation. */
	assert_int_equal(first.addr.domain, 0xd6969);
	assert_int_equal(first.addr.bus, 0x19);
	assert_int_equal(first.addr.devid, 0x05 >> 3);
	assert_int_equal(first.addr.function, 0x05 & 7);
}

static uint64_t
address_number(const struct rte_pci_addr *addr)
{
	return (uint64_t)addr->domain << 16 | addr->bus << 8 |
		addr->devid << 3 | addr->function;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Among 10,000 values of 32 bits one expects 0.01 equal pairs. */
static void
check_spread(bool count_in_front)
{
	static uint64_t numbers[10000];
	unsigned int i, clashes = 0;
	struct pci_dev_id id;
	char text[64];

	for (i = 0; i < RTE_DIM(numbers); i++) {
		snprintf(text, sizeof(text), "%08x-0000-4000-8000-%012x",
			count_in_front ? i : 0, count_in_front ? 0 : i);
		id = id_of(text);
		numbers[i] = address_number(&id.addr);
	}
	qsort(numbers, RTE_DIM(numbers), sizeof(*numbers), compare_numbers);
	for (i = 1; i < RTE_DIM(numbers); i++)
		clashes += numbers[i] == numbers[i - 1];
	CHECK(clashes <= 2, "%u of 10000 addresses are taken", clashes);
}

static void
test_counting_uuids_are_spread(void **state)
{
	(void)state;
	check_spread(true);
	check_spread(false);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_names),
		cmocka_unit_test(test_bad_bdfs),
		cmocka_unit_test(test_what_only_looks_like_a_bdf),
		cmocka_unit_test(test_bad_uuids),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_spellings_are_one_device),
		cmocka_unit_test(test_address_is_not_identity),
		cmocka_unit_test(test_address_of_an_mdev),
		cmocka_unit_test(test_address_is_stable),
		cmocka_unit_test(test_counting_uuids_are_spread),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
