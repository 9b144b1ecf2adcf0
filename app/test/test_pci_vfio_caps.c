/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Chains of capabilities, in answers of exactly their length: the sanitizer
 * sees a read behind them.
 */

#include <stdlib.h>
#include <string.h>

#include <linux/vfio.h>

#include "pci_vfio_caps.h"
#include "testing.h"

#define FIXED 32
#define WANTED 3

struct link {
	uint32_t at;
	uint16_t id;
	uint32_t next;
};

/* @return where the wanted one is; 0: not found. */
static uint32_t
find(size_t len, uint32_t first, const struct link *links, unsigned int nb)
{
	const struct vfio_info_cap_header *cap;
	uint8_t *info = calloc(1, len);
	uint32_t at = 0;
	unsigned int i;

	assert_non_null(info);
	for (i = 0; i < nb; i++) {
		struct vfio_info_cap_header header = { .id = links[i].id,
			.version = 1, .next = links[i].next };

		memcpy(info + links[i].at, &header, sizeof(header));
	}
	cap = pci_vfio_caps_find(info, len, FIXED, first, WANTED);
	if (cap != NULL)
		at = (uint32_t)((const uint8_t *)cap - info);
	free(info);
	return at;
}

static void
test_chains(void **state)
{
	static const struct {
		size_t len;
		uint32_t first;
		struct link links[3];
		unsigned int nb;
		uint32_t found;
	} rows[] = {
		{ 32, 0, { { 0 } }, 0, 0 },
		{ 40, 32, { { 32, WANTED, 0 } }, 1, 32 },
		{ 40, 32, { { 32, 1, 0 } }, 1, 0 },
		{ 64, 32, { { 32, 1, 56 }, { 56, WANTED, 0 } }, 2, 56 },
		/* cycles */
		{ 64, 32, { { 32, 1, 32 } }, 1, 0 },
		{ 64, 32, { { 32, 1, 48 }, { 48, 2, 32 } }, 2, 0 },
		{ 64, 48, { { 48, 1, 32 }, { 32, WANTED, 0 } }, 2, 0 },
		/* overlapping, misaligned */
		{ 64, 32, { { 32, 1, 36 } }, 1, 0 },
		{ 64, 33, { { 33, WANTED, 0 } }, 1, 0 },
		{ 64, 32, { { 32, 1, 42 }, { 42, WANTED, 0 } }, 2, 0 },
		/* into the fixed part */
		{ 64, 8, { { 8, WANTED, 0 } }, 1, 0 },
		{ 64, 32, { { 32, 1, 16 }, { 16, WANTED, 0 } }, 2, 0 },
		/* beyond the end, or only partly before it */
		{ 36, 32, { { 0 } }, 0, 0 },
		{ 39, 32, { { 0 } }, 0, 0 },
		{ 40, 36, { { 0 } }, 0, 0 },
		{ 40, 40, { { 0 } }, 0, 0 },
		{ 40, 44, { { 0 } }, 0, 0 },
		{ 40, UINT32_MAX - 3, { { 0 } }, 0, 0 },
		{ 40, 32, { { 32, 1, UINT32_MAX - 3 } }, 1, 0 },
		{ 8, 32, { { 0 } }, 0, 0 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK(find(rows[i].len, rows[i].first, rows[i].links,
			rows[i].nb) == rows[i].found, "row %u", i);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chains),
	};

	return cmocka_run_group_tests_name("VFIO capabilities", tests, NULL,
		NULL);
}
