/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A driver's loads and stores where nothing of a BAR is mapped: each is one transfer
 * of the device, as wide as it is.
 */

#include <emmintrin.h>
#include <string.h>

#include "fake_eal.h"
#include "fake_uio.h"
#include "fake_vfio.h"
#include "faulting.h"
#include "fixture.h"
#include "testing.h"

#define PAGE FAULTING_PAGE
#define WHOLE FAULTING_WHOLE
#define PART FAULTING_PART
#define PORTS 2
#define BDF "0000:01:00.0"

/* ---- widths ---- */

static const uint64_t word = 0x8899aabbccddeeff;
static const uint64_t offsets[] = { 0, 0x1238, PAGE - 8, 0x1fff8 };

static void
test_loads(void **state)
{
	unsigned int i;
	size_t width;

	(void)state;
	faulting_plug_caught();
	for (i = 0; i < RTE_DIM(offsets); i++)
		for (width = 1; width <= 8; width *= 2) {
			fake_vfio_poke(faulting_fake, WHOLE, offsets[i], &word,
				sizeof(word));
			assert_int_equal(faulting_load(
				faulting_bar(WHOLE) + offsets[i], width),
				word & ~0ull >> (64 - 8 * width));
			faulting_check_access(WHOLE, offsets[i], width, false);
		}
	faulting_unplug_caught();
}

/* And nothing beside it. */
static void
test_stores(void **state)
{
	uint64_t seen, mask;
	unsigned int i;
	size_t width;

	(void)state;
	faulting_plug_caught();
	for (i = 0; i < RTE_DIM(offsets); i++)
		for (width = 1; width <= 8; width *= 2) {
			mask = ~0ull >> (64 - 8 * width);
			fake_vfio_poke(faulting_fake, WHOLE, offsets[i], &word,
				sizeof(word));
			faulting_store(faulting_bar(WHOLE) + offsets[i], width, ~word);
			faulting_check_access(WHOLE, offsets[i], width, true);
			fake_vfio_peek(faulting_fake, WHOLE, offsets[i], &seen,
				sizeof(seen));
			assert_int_equal(seen, word ^ mask);
		}
	faulting_unplug_caught();
}

static __m128i
load_vector(const void *at)
{
	__m128i value;

	__asm__ volatile("movdqu %1, %0" : "=x"(value) :
		"m"(*(const __m128i_u *)at));
	return value;
}

static void
store_vector(void *at, __m128i value)
{
	__asm__ volatile("movdqu %1, %0" : "=m"(*(__m128i_u *)at) :
		"x"(value));
}

static void
check_vector(__m128i value, uint64_t low, uint64_t high)
{
	uint64_t words[2];

	_mm_storeu_si128((__m128i *)words, value);
	assert_int_equal(words[0], low);
	assert_int_equal(words[1], high);
}

static void
test_vectors(void **state)
{
	const uint64_t words[2] = { word, ~word };
	uint64_t seen[2];

	(void)state;
	faulting_plug_caught();
	fake_vfio_poke(faulting_fake, WHOLE, 0x108, words, sizeof(words));
	check_vector(load_vector(faulting_bar(WHOLE) + 0x108), word, ~word);
	faulting_check_access(WHOLE, 0x108, 16, false);
	store_vector(faulting_bar(WHOLE) + 0x208, _mm_set_epi64x(3, 7));
	faulting_check_access(WHOLE, 0x208, 16, true);
	fake_vfio_peek(faulting_fake, WHOLE, 0x208, seen, sizeof(seen));
	assert_int_equal(seen[0], 7);
	assert_int_equal(seen[1], 3);
	faulting_unplug_caught();
}

/* Registers that the processor may keep elsewhere in the frame. */
static void
test_wide_vectors(void **state)
{
	uint8_t bytes[32], seen[32];
	unsigned int i;

	(void)state;
	if (!__builtin_cpu_supports("avx"))
		fixture_skip("this processor has no AVX");
	faulting_plug_caught();
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(0x40 + i);
	fake_vfio_poke(faulting_fake, WHOLE, 0x100, bytes, sizeof(bytes));
	__asm__ volatile("vmovdqu (%0), %%ymm7\n\t"
		"vmovdqu %%ymm7, (%1)\n\t"
		"vzeroupper" : : "r"(faulting_bar(WHOLE) + 0x100),
		"r"(faulting_bar(WHOLE) + 0x300) :
		"xmm7", "memory");
	assert_int_equal(faulting_fake->last.offset, 0x300);
	assert_int_equal(faulting_fake->last.len, 32);
	faulting_check_accesses(2);
	fake_vfio_peek(faulting_fake, WHOLE, 0x300, seen, sizeof(seen));
	assert_memory_equal(seen, bytes, sizeof(bytes));
	faulting_unplug_caught();
}

/* ---- instructions that do more than to move ---- */

#define TWO_WAYS(instruction, at, value, is_zero) \
	__asm__ volatile(instruction " %2, %1\n\tsetz %0" : \
		"=r"(is_zero), "+m"(*(uint32_t *)(at)) : "r"(value) : "cc")

static void
test_compare(void **state)
{
	const uint32_t value = 0x10;
	uint8_t is_zero;

	(void)state;
	faulting_plug_caught();
	fake_vfio_poke(faulting_fake, WHOLE, 0x40, &value, sizeof(value));
	TWO_WAYS("testl", faulting_bar(WHOLE) + 0x40, 0x10, is_zero);
	assert_false(is_zero);
	faulting_check_access(WHOLE, 0x40, 4, false);
	TWO_WAYS("testl", faulting_bar(WHOLE) + 0x40, 0xef, is_zero);
	assert_true(is_zero);
	faulting_check_access(WHOLE, 0x40, 4, false);
	TWO_WAYS("cmpl", faulting_bar(WHOLE) + 0x40, 0x10, is_zero);
	assert_true(is_zero);
	faulting_check_access(WHOLE, 0x40, 4, false);
	faulting_unplug_caught();
}

static void
test_change(void **state)
{
	const uint32_t value = 0x10;
	uint8_t is_zero;
	uint32_t seen;

	(void)state;
	faulting_plug_caught();
	fake_vfio_poke(faulting_fake, WHOLE, 0x40, &value, sizeof(value));
	TWO_WAYS("orl", faulting_bar(WHOLE) + 0x40, 0x03, is_zero);
	assert_false(is_zero);
	faulting_check_accesses(2);
	fake_vfio_peek(faulting_fake, WHOLE, 0x40, &seen, sizeof(seen));
	assert_int_equal(seen, 0x13);
	TWO_WAYS("andl", faulting_bar(WHOLE) + 0x40, 0x20, is_zero);
	assert_true(is_zero);
	fake_vfio_peek(faulting_fake, WHOLE, 0x40, &seen, sizeof(seen));
	assert_int_equal(seen, 0);
	faulting_unplug_caught();
}

#define NB_WORDS 16

/* By word, whichever end is the BAR's. @return the end of what was written. */
static uint32_t *
move_words(void *to, const void *from)
{
	size_t nb = NB_WORDS;

	__asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(nb) : : "memory");
	assert_int_equal(nb, 0);
	return to;
}

static void
test_strings(void **state)
{
	uint32_t words[NB_WORDS], seen[NB_WORDS];
	unsigned int i;

	(void)state;
	faulting_plug_caught();
	for (i = 0; i < NB_WORDS; i++)
		words[i] = 0xcafe0000 + i;
	assert_ptr_equal(move_words(faulting_bar(WHOLE) + 0x400, words),
		faulting_bar(WHOLE) + 0x400 + sizeof(words));
	assert_int_equal(faulting_fake->last.len, 4);
	faulting_check_accesses(NB_WORDS);
	assert_ptr_equal(move_words(seen, faulting_bar(WHOLE) + 0x400), seen + NB_WORDS);
	assert_int_equal(faulting_fake->last.offset, 0x400 + sizeof(words) - 4);
	faulting_check_accesses(NB_WORDS);
	assert_memory_equal(seen, words, sizeof(words));
	/* Within the BAR, and to one that is mapped in part. */
	move_words(faulting_bar(WHOLE) + 0x800, faulting_bar(WHOLE) + 0x400);
	faulting_check_accesses(2 * NB_WORDS);
	move_words(faulting_bar(PART) + PAGE - 8, faulting_bar(WHOLE) + 0x800);
	faulting_check_accesses(NB_WORDS + 2);
	fake_vfio_peek(faulting_fake, PART, PAGE - 8, seen, sizeof(seen));
	assert_memory_equal(seen, words, sizeof(words));
	faulting_unplug_caught();
}

static void
test_string_between_devices(void **state)
{
	struct rte_pci_device_internal *other;
	uint32_t words[NB_WORDS], seen[NB_WORDS];
	struct fake_device *other_fake;

	(void)state;
	faulting_plug_caught();
	other = faulting_scanned(UUID_2, 2, &other_fake);
	assert_int_equal(fixture_plug(other), 0);
	other_fake->accesses = 0;
	memset(words, 0x5a, sizeof(words));
	fake_vfio_poke(faulting_fake, WHOLE, 0x100, words, sizeof(words));
	move_words((uint8_t *)other->device.mem_resource[WHOLE].addr + 0x200,
		faulting_bar(WHOLE) + 0x100);
	faulting_check_accesses(NB_WORDS);
	assert_int_equal(other_fake->accesses, NB_WORDS);
	assert_int_equal(other_fake->last.len, 4);
	fake_vfio_peek(other_fake, WHOLE, 0x200, seen, sizeof(seen));
	assert_memory_equal(seen, words, sizeof(words));
	rte_pci_unmap_device(&other->device);
	faulting_unplug_caught();
}

/* ---- which parts ---- */

static void
test_holes(void **state)
{
	unsigned int page;

	(void)state;
	faulting_plug_caught();
	for (page = 0; page < FAULTING_PAGES; page++) {
		fake_vfio_poke(faulting_fake, PART, page * PAGE, &page, sizeof(page));
		assert_int_equal(faulting_load(faulting_bar(PART) + page * PAGE, 4), page);
		faulting_check_accesses(page != FAULTING_MAPPED);
		faulting_store(faulting_bar(PART) + (page + 1) * PAGE - 4, 4, page);
		faulting_check_accesses(page != FAULTING_MAPPED);
	}
	faulting_unplug_caught();
}

/* Each part in its way. */
static void
test_over_an_edge(void **state)
{
	const uint64_t start = FAULTING_MAPPED * PAGE, end = start + PAGE;
	const uint64_t words[2] = { word, ~word };
	uint64_t seen[2];

	(void)state;
	faulting_plug_caught();
	fake_vfio_poke(faulting_fake, PART, end - 8, words, sizeof(words));
	check_vector(load_vector(faulting_bar(PART) + end - 8), word, ~word);
	faulting_check_access(PART, end, 8, false);
	fake_vfio_poke(faulting_fake, PART, start - 8, words, sizeof(words));
	check_vector(load_vector(faulting_bar(PART) + start - 8), word, ~word);
	faulting_check_access(PART, start - 8, 8, false);
	store_vector(faulting_bar(PART) + end - 8, _mm_set_epi64x(3, 7));
	faulting_check_access(PART, end, 8, true);
	fake_vfio_peek(faulting_fake, PART, end - 8, seen, sizeof(seen));
	assert_int_equal(seen[0], 7);
	assert_int_equal(seen[1], 3);
	faulting_unplug_caught();
}

static void
test_over_the_end(void **state)
{
	uint8_t *last;

	(void)state;
	faulting_plug_caught();
	last = faulting_bar(WHOLE) + FAULTING_SIZE - 4;
	faulting_check_faults(faulting_load_8, last, last);
	faulting_check_faults(faulting_store_8, last, last);
	faulting_unplug_caught();
}

/* The rest of a page is not the BAR's. */
static void
test_small_bar(void **state)
{
	(void)state;
	faulting_fake->regions[WHOLE].size = 0x40;
	faulting_plug_caught();
	faulting_load_8(faulting_bar(WHOLE) + 0x38);
	faulting_check_access(WHOLE, 0x38, 8, false);
	faulting_check_faults(faulting_load_8, faulting_bar(WHOLE) + 0x3c,
		faulting_bar(WHOLE) + 0x3c);
	faulting_check_faults(faulting_load_8, faulting_bar(WHOLE) + 0x40,
		faulting_bar(WHOLE) + 0x40);
	faulting_unplug_caught();
}

static void
check_one_way(uint32_t refused, void (*works)(void *at), void (*faults)(void *at))
{
	faulting_fake->regions[WHOLE].flags &= ~refused;
	faulting_plug_caught();
	works(faulting_bar(WHOLE));
	faulting_check_accesses(1);
	faulting_check_faults(faults, faulting_bar(WHOLE), faulting_bar(WHOLE));
	faulting_unplug_caught();
}

static void
test_read_only(void **state)
{
	(void)state;
	check_one_way(VFIO_REGION_INFO_FLAG_WRITE, faulting_load_8, faulting_store_8);
}

static void
test_write_only(void **state)
{
	(void)state;
	check_one_way(VFIO_REGION_INFO_FLAG_READ, faulting_store_8, faulting_load_8);
}

/* ---- what is not emulated ---- */

static bool
is_emulated(unsigned int idx)
{
	struct pci_emulated done;

	return pci_emulate_count(faulting_dev, idx, &done);
}

static void
test_ports(void **state)
{
	(void)state;
	faulting_plug_caught();
	assert_true(is_emulated(WHOLE));
	assert_true(is_emulated(PART));
	assert_null(faulting_bar(PORTS));
	assert_false(is_emulated(PORTS));
	assert_int_equal(faulting_dev->device.mem_resource[PORTS].len, 32);
	faulting_unplug_caught();
}

/* A driver asks where such a region is, and what of it is mapped. */
static void
test_vendor_regions(void **state)
{
	(void)state;
	faulting_fake->regions[9] = faulting_fake->regions[PART];
	faulting_fake->regions[9].offset = 9ull << 40;
	faulting_fake->regions[10] = faulting_fake->regions[WHOLE];
	faulting_fake->regions[10].offset = 10ull << 40;
	faulting_fake->num_regions = 11;
	faulting_plug_caught();
	assert_false(is_emulated(9));
	assert_non_null(faulting_dev->regions[9].addr);
	faulting_check_faults(faulting_load_8, faulting_dev->regions[9].addr,
		faulting_dev->regions[9].addr);
	assert_false(is_emulated(10));
	assert_null(faulting_dev->regions[10].addr);
	faulting_unplug_caught();
}

static void
test_all_mapped(void **state)
{
	(void)state;
	faulting_fake->regions[WHOLE].flags |= VFIO_REGION_INFO_FLAG_MMAP;
	faulting_fake->regions[PART].caps = NULL;
	faulting_fake->regions[PART].argsz = 0;
	faulting_plug_caught();
	assert_true(faulting_is_caught());
	assert_int_equal(fake_eal()->alarms, 1);
	faulting_load_8(faulting_bar(WHOLE));
	faulting_load_8(faulting_bar(PART));
	faulting_check_accesses(0);
	faulting_unplug_caught();
}

static void
test_uio(void **state)
{
	unsigned int i;

	(void)state;
	fake_eal()->iova_mode = RTE_IOVA_PA;
	fake_uio_add(BDF, "igb_uio");
	assert_int_equal(fixture_allow(BDF), 0);
	assert_int_equal(rte_pci_scan(), 0);
	faulting_take(fixture_device(BDF));
	faulting_plug_caught();
	assert_true(faulting_is_caught());
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		assert_false(is_emulated(i));
	faulting_unplug_caught();
}

#define EMULATE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, faulting_setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		EMULATE_TEST(test_loads),
		EMULATE_TEST(test_stores),
		EMULATE_TEST(test_vectors),
		EMULATE_TEST(test_wide_vectors),
		EMULATE_TEST(test_compare),
		EMULATE_TEST(test_change),
		EMULATE_TEST(test_strings),
		EMULATE_TEST(test_string_between_devices),
		EMULATE_TEST(test_holes),
		EMULATE_TEST(test_over_an_edge),
		EMULATE_TEST(test_over_the_end),
		EMULATE_TEST(test_small_bar),
		EMULATE_TEST(test_read_only),
		EMULATE_TEST(test_write_only),
		EMULATE_TEST(test_ports),
		EMULATE_TEST(test_vendor_regions),
		EMULATE_TEST(test_all_mapped),
		EMULATE_TEST(test_uio),
	};

	return cmocka_run_group_tests_name("emulate", tests, NULL, NULL);
}
