/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The words in which UIO accesses a range: a device sees each of them, and may
 * take no others.
 */

#include <stdlib.h>
#include <string.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_ports.h"
#include "fake_uio.h"
#include "fake_watch.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define PORT_BAR 1
#define FIRST_PORT 0xc000
#define MEMORY_BAR 3
/* As much of a BAR as is looked at. */
#define NB_BYTES 32

static struct rte_pci_device *device;

static int
setup(void **state)
{
	struct rte_pci_device_internal *dev;

	fixture_setup(state);
	fake_eal()->iova_mode = RTE_IOVA_PA;
	fake_uio_add(BDF, "igb_uio");
	assert_int_equal(fixture_allow(BDF), 0);
	assert_int_equal(rte_pci_scan(), 0);
	dev = fixture_device(BDF);
	assert_int_equal(fixture_plug(dev), 0);
	device = &dev->device;
	return 0;
}

/* ---- the two ways to the same bytes ---- */

static void
ioport_read(int bar, void *buf, size_t len, off_t offset)
{
	struct rte_pci_ioport p;

	assert_int_equal(rte_pci_ioport_map(device, bar, &p), 0);
	rte_pci_ioport_read(&p, buf, len, offset);
}

static void
ioport_write(int bar, const void *buf, size_t len, off_t offset)
{
	struct rte_pci_ioport p;

	assert_int_equal(rte_pci_ioport_map(device, bar, &p), 0);
	rte_pci_ioport_write(&p, buf, len, offset);
}

static void
mmio_read(int bar, void *buf, size_t len, off_t offset)
{
	assert_int_equal(rte_pci_mmio_read(device, bar, buf, len, offset),
		len);
}

static void
mmio_write(int bar, const void *buf, size_t len, off_t offset)
{
	assert_int_equal(rte_pci_mmio_write(device, bar, buf, len, offset),
		len);
}

static const struct accessor {
	const char *name;
	void (*read)(int bar, void *buf, size_t len, off_t offset);
	void (*write)(int bar, const void *buf, size_t len, off_t offset);
} accessors[] = {
	{ "ioport", ioport_read, ioport_write },
	{ "mmio", mmio_read, mmio_write },
};

/* What is accessed, and how. */
struct access {
	const struct accessor *by;
	int bar;
	size_t offset;
	size_t len;
};

/* ---- what the device has seen: a digit for each word ---- */

#define WIDTHS_MAX RTE_DIM(fake_uio()->widths)

static uint8_t *
bytes_of(int bar)
{
	return bar == PORT_BAR ? fake_uio()->ports + FIRST_PORT :
		device->mem_resource[bar].addr;
}

static void
watch(int bar)
{
	memset(fake_uio()->widths, 0, sizeof(fake_uio()->widths));
	if (bar == MEMORY_BAR)
		fake_watch_begin(bytes_of(bar));
}

/* Each word ends where the next one begins. */
static void
memory_widths(size_t end, char widths[WIDTHS_MAX])
{
	unsigned int offsets[FAKE_WATCH_MAX + 1];
	unsigned int i, count = fake_watch_end(offsets);

	CHECK(count < FAKE_WATCH_MAX, "%u accesses", count);
	offsets[count] = (unsigned int)end;
	for (i = 0; i < count; i++)
		widths[i] = (char)('0' + offsets[i + 1] - offsets[i]);
	widths[count] = '\0';
}

static void
check_widths(const struct access *a, const char *expected)
{
	char widths[WIDTHS_MAX];

	if (a->bar == MEMORY_BAR)
		memory_widths(a->offset + a->len, widths);
	else
		strcpy(widths, fake_uio()->widths);
	CHECK(strcmp(widths, expected) == 0,
		"%s, %zu bytes at %zu of BAR %d: \"%s\", not \"%s\"",
		a->by->name, a->len, a->offset, a->bar, widths, expected);
}

static void
count_up(uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = (uint8_t)(0x41 + i);
}

static void
check_read(const struct access *a, uint8_t *buf, const char *expected)
{
	count_up(bytes_of(a->bar), NB_BYTES);
	watch(a->bar);
	a->by->read(a->bar, buf, a->len, (off_t)a->offset);
	check_widths(a, expected);
	assert_memory_equal(buf, bytes_of(a->bar) + a->offset, a->len);
}

static void
check_write(const struct access *a, uint8_t *buf, const char *expected)
{
	uint8_t after[NB_BYTES];

	count_up(buf, a->len);
	memset(after, 0xee, sizeof(after));
	memcpy(bytes_of(a->bar), after, sizeof(after));
	memcpy(after + a->offset, buf, a->len);
	watch(a->bar);
	a->by->write(a->bar, buf, a->len, (off_t)a->offset);
	check_widths(a, expected);
	assert_memory_equal(bytes_of(a->bar), after, sizeof(after));
}

/* A buffer of this alignment; the sanitizer guards the byte behind it. */
static void
check_access(const struct access *a, size_t alignment, const char *expected)
{
	uint8_t *block = calloc(1, alignment + a->len);

	check_read(a, block + alignment, expected);
	check_write(a, block + alignment, expected);
	free(block);
}

/* ---- the widest that is aligned and not too long comes first ---- */

#define NB_LENGTHS 7

static const size_t lengths[NB_LENGTHS] = { 1, 2, 3, 4, 7, 8, 16 };

struct widths_row {
	size_t offset;
	const char *widths[NB_LENGTHS];
};

static void
check_row(const struct widths_row *row, int bar, size_t alignment)
{
	struct access a = { .bar = bar, .offset = row->offset };
	unsigned int i;

	for (i = 0; i < NB_LENGTHS; i++) {
		a.len = lengths[i];
		for (a.by = accessors; a.by < accessors + RTE_DIM(accessors);
				a.by++)
			check_access(&a, alignment, row->widths[i]);
	}
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_ports(void **state)
{
	static const struct widths_row rows[] = {
		{ 0, { "1", "2", "21", "4", "421", "44", "4444" } },
		{ 1, { "1", "11", "12", "121", "124", "1241", "124441" } },
		{ 2, { "1", "2", "21", "22", "241", "242", "24442" } },
		{ 3, { "1", "11", "12", "121", "142", "1421", "144421" } },
		{ 4, { "1", "2", "21", "4", "421", "44", "4444" } },
		{ 7, { "1", "11", "12", "121", "142", "1421", "144421" } },
	};
	unsigned int i;

	(void)state;
	if (!FAKE_HAS_PORTS)
		skip();
	for (i = 0; i < RTE_DIM(rows); i++)
		check_row(&rows[i], PORT_BAR, rows[i].offset);
}

static void
test_memory(void **state)
{
	static const struct widths_row rows[] = {
		{ 0, { "1", "2", "21", "4", "421", "8", "88" } },
		{ 1, { "1", "11", "12", "121", "124", "1241", "12481" } },
		{ 2, { "1", "2", "21", "22", "241", "242", "2482" } },
		{ 3, { "1", "11", "12", "121", "142", "1421", "14821" } },
		{ 4, { "1", "2", "21", "4", "421", "44", "484" } },
		{ 7, { "1", "11", "12", "121", "142", "1421", "18421" } },
	};
	unsigned int i;

	(void)state;
	if (!fake_watch_is_supported())
		skip();
	for (i = 0; i < RTE_DIM(rows); i++)
		check_row(&rows[i], MEMORY_BAR, rows[i].offset);
}

/* A driver's variable has an alignment of its own. */
static void
check_alignments(int bar, const struct widths_row *row)
{
	size_t alignment;

	for (alignment = 0; alignment < 8; alignment++)
		check_row(row, bar, alignment);
}

static void
test_buffers_for_ports(void **state)
{
	static const struct widths_row row = {
		4, { "1", "2", "21", "4", "421", "44", "4444" } };

	(void)state;
	if (!FAKE_HAS_PORTS)
		skip();
	check_alignments(PORT_BAR, &row);
}

static void
test_buffers_for_memory(void **state)
{
	static const struct widths_row row = {
		8, { "1", "2", "21", "4", "421", "8", "88" } };

	(void)state;
	if (!fake_watch_is_supported())
		skip();
	check_alignments(MEMORY_BAR, &row);
}

#define WIDTH_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WIDTH_TEST(test_ports),
		WIDTH_TEST(test_memory),
		WIDTH_TEST(test_buffers_for_ports),
		WIDTH_TEST(test_buffers_for_memory),
	};

	return cmocka_run_group_tests_name("widths", tests, NULL, NULL);
}
