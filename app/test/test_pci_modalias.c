/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A function's modalias, as the kernel writes it and as it should not be.
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "pci_modalias.h"
#include "testing.h"

static void
test_as_the_kernel_writes_it(void **state)
{
	struct rte_pci_id id;

	(void)state;
	assert_int_equal(pci_modalias_parse(
		"pci:v00008086d0000BCD3sv0000DDF4sd0000110Dbc02sc80iFE", &id), 0);
	assert_int_equal(id.vendor_id, 0x8086);
	assert_int_equal(id.device_id, 0xbcd3);
	assert_int_equal(id.subsystem_vendor_id, 0xddf4);
	assert_int_equal(id.subsystem_device_id, 0x110d);
	assert_int_equal(id.class_id, 0x0280fe);
}

#define V "pci:v00008086"
#define D "d000010D3"
#define SV "sv00008086"
#define SD "sd0000A01F"
#define C "bc02sc00i00"

static void
test_rows(void **state)
{
	static const struct {
		const char *text;
		bool valid;
	} rows[] = {
		{ V D SV SD C, true },
		{ "pci:v8086" D SV SD C, false },
		{ "pci:v0000FFFF" D SV SD "bcFFscFFiFF", true },
		{ "", false },
		{ "pci:v", false },
		{ "PCI:v00008086" D SV SD C, false },
		{ "virtio:d00000001v00001AF4", false },
		{ V, false }, { V D, false }, { V D SV, false },
		{ V D SV SD, false }, { V D SV SD "bc02sc00", false },
		{ V D SV SD "bc02sc00i", false },
		{ V D SV SD C "0", false },
		{ V D SV SD C "00", false },
		{ V D SV SD C "x", false },
		{ V D SV SD C " ", false },
		{ V D SD SV C, false },
		{ "pci:v00018086" D SV SD C, false },
		{ "pci:v000008086" D SV SD C, false },
		{ "pci:v-0008086" D SV SD C, false },
		{ "pci:v0x008086" D SV SD C, false },
		{ "pci:v0000808a" D SV SD C, true },
		{ "pci:v0000808g" D SV SD C, false },
		{ "pci:v 0008086" D SV SD C, false },
		{ "pci:v+0008086" D SV SD C, false },
		{ V D SV SD "bc102sc00i00", false },
		{ V D SV SD "bc02sc00i100", false },
	};
	struct rte_pci_id id;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++)
		CHECK((pci_modalias_parse(rows[i].text, &id) == 0) ==
			rows[i].valid, "row %u: %s", i, rows[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_the_kernel_writes_it),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
