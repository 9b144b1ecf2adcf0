/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The input is an answer of VFIO about a region, with a chain of capabilities,
 * behind the ID of one to look for (2 bytes), the fixed part's length in words
 * less one (7 bits; the 8th: pages are of 64 KiB), and the offset of the first
 * capability (4). The answer is read once more as a region, which has all but
 * the page size in it.
 */

#include <errno.h>
#include <stdlib.h>

#include <linux/vfio.h>

#include "fuzz.h"
#include "fuzz_pages.h"
#include "pci_vfio_caps.h"

#define HEADER 8	/* of a capability: ID, version, offset of the next */

struct answer {
	uint8_t *bytes;
	size_t len;
	size_t fixed;
	uint32_t first;
	unsigned int shift;	/* a page is 1 << shift bytes */
	/* Where its areas are, if that is so. */
	uint64_t areas;
	uint32_t nb_areas;
	bool is_whole;
};

/* ---- the chain ---- */

static uint64_t
number_at(const struct answer *answer, uint64_t offset, unsigned int width)
{
	struct fuzz_input in = { answer->bytes + offset, width };

	return fuzz_number(&in, width);
}

static bool
is_place_of_header(const struct answer *answer, uint64_t offset)
{
	return offset >= answer->fixed && offset % 4 == 0 &&
		offset + HEADER <= answer->len;
}

/* By sums of 64 bits, which do not overflow. */
static int
expected_cap(const struct answer *answer, uint16_t id, uint64_t *found)
{
	uint64_t next, offset = answer->first;

	while (offset != 0) {
		if (!is_place_of_header(answer, offset))
			return -EBADMSG;
		if (number_at(answer, offset, 2) == id) {
			*found = offset;
			return 0;
		}
		next = number_at(answer, offset + 4, 4);
		if (next != 0 && next < offset + HEADER)
			return -EBADMSG;
		offset = next;
	}
	return -ENOENT;
}

static void
check_find(const struct answer *answer, uint16_t id)
{
	const struct vfio_info_cap_header *cap;
	uint64_t at = 0, found = 0;
	int ret, expected = expected_cap(answer, id, &at);

	ret = pci_vfio_caps_find(answer->bytes, answer->len, answer->fixed,
		answer->first, id, &cap);
	CHECK(ret == expected, "found: %d instead of %d", ret, expected);
	if (ret == 0)
		found = (uint64_t)((const uint8_t *)cap - answer->bytes);
	CHECK(found == at, "found at %ju instead of %ju", (uintmax_t)found,
		(uintmax_t)at);
}

/* ---- the region ---- */

static uint32_t
flags_of(const struct answer *answer)
{
	return (uint32_t)number_at(answer, 4, 4);
}

/* At the next one, or with the answer. */
static uint64_t
end_of_cap(const struct answer *answer, uint64_t at)
{
	uint64_t next = number_at(answer, at + 4, 4);

	return next > at && next < answer->len ? next : answer->len;
}

/* A capability of version 1, with size bytes at least. */
static int
expected_whole_cap(const struct answer *answer, uint16_t id, size_t size,
	uint64_t *at)
{
	int ret;

	if (!(flags_of(answer) & VFIO_REGION_INFO_FLAG_CAPS))
		return -ENOENT;
	ret = expected_cap(answer, id, at);
	if (ret == 0 && (number_at(answer, *at + 2, 2) != 1 ||
			*at + size > end_of_cap(answer, *at)))
		ret = -EBADMSG;
	return ret;
}

static bool
is_in_region(const struct answer *answer, unsigned int i)
{
	uint64_t at = answer->areas + 16 * i;

	return (fuzz_wide_t)number_at(answer, at, 8) +
		number_at(answer, at + 8, 8) <= number_at(answer, 16, 8);
}

static int
expected_list(struct answer *answer)
{
	unsigned int i;
	uint64_t at;
	int ret = expected_whole_cap(answer, VFIO_REGION_INFO_CAP_SPARSE_MMAP,
		16, &at);

	answer->is_whole = ret == -ENOENT;
	if (ret < 0)
		return ret == -ENOENT ? 0 : ret;
	answer->areas = at + 16;
	answer->nb_areas = (uint32_t)number_at(answer, at + 8, 4);
	if (answer->areas + 16ull * answer->nb_areas > end_of_cap(answer, at))
		return -EBADMSG;
	for (i = 0; i < answer->nb_areas; i++)
		if (!is_in_region(answer, i))
			return -EBADMSG;
	return 0;
}

static int
expected_areas(struct answer *answer)
{
	int ret = 0;

	answer->nb_areas = 0;
	answer->is_whole = false;
	if (!(flags_of(answer) & VFIO_REGION_INFO_FLAG_MMAP) ||
			!(flags_of(answer) & (VFIO_REGION_INFO_FLAG_READ |
			VFIO_REGION_INFO_FLAG_WRITE)))
		return 0;
	if (number_at(answer, 0, 4) > answer->len)
		return -EBADMSG;
	ret = expected_list(answer);
	if (ret < 0)
		answer->nb_areas = 0;
	return ret;
}

/* All of its bytes that the region has. */
static bool
is_page_in(const struct answer *answer, fuzz_wide_t page, uint64_t offset,
	fuzz_wide_t end)
{
	fuzz_wide_t page_end = (page + 1) << answer->shift;

	return page << answer->shift >= offset && page << answer->shift < end &&
		(page_end <= end || end == number_at(answer, 16, 8));
}

static bool
is_expected(const void *arg, fuzz_wide_t page)
{
	const struct answer *answer = arg;
	uint64_t at, offset, size = number_at(answer, 16, 8);
	unsigned int i;

	if (number_at(answer, 24, 8) % (1ull << answer->shift) != 0)
		return false;
	if (answer->is_whole)
		return is_page_in(answer, page, 0, size);
	for (i = 0; i < answer->nb_areas; i++) {
		at = answer->areas + 16 * i;
		offset = number_at(answer, at, 8);
		size = number_at(answer, at + 8, 8);
		if (is_page_in(answer, page, offset, (fuzz_wide_t)offset + size))
			return true;
	}
	return false;
}

static void
check_areas(const struct answer *answer, const struct pci_region *region,
	bool is_exact)
{
	const struct fuzz_pages pages = { region, answer->shift, is_exact,
		is_expected, answer };
	uint64_t at, offset;
	unsigned int i;

	fuzz_pages_check(&pages);
	fuzz_pages_check_around(&pages, 0);
	fuzz_pages_check_around(&pages, region->size);
	for (i = 0; i < answer->nb_areas; i++) {
		at = answer->areas + 16 * i;
		offset = number_at(answer, at, 8);
		fuzz_pages_check_around(&pages, offset);
		fuzz_pages_check_around(&pages, (fuzz_wide_t)offset +
			number_at(answer, at + 8, 8));
	}
}

static void
check_rest(const struct answer *answer, const struct pci_region *region)
{
	uint32_t type = 0, subtype = 0, flags;
	uint64_t at;

	flags = flags_of(answer) & 1 ? PCI_REGION_READ : 0;
	flags |= flags_of(answer) & 2 ? PCI_REGION_WRITE : 0;
	if (expected_whole_cap(answer, VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
			HEADER, &at) == 0)
		flags |= PCI_REGION_MSIX_MAPS;
	if (expected_whole_cap(answer, VFIO_REGION_INFO_CAP_TYPE, 16,
			&at) == 0) {
		type = (uint32_t)number_at(answer, at + 8, 4);
		subtype = (uint32_t)number_at(answer, at + 12, 4);
	}
	CHECK(region->flags == flags, "flags %#x", region->flags);
	CHECK(region->type == type && region->subtype == subtype, "type %#x %#x",
		region->type, region->subtype);
	CHECK(region->size == number_at(answer, 16, 8), "another size");
	CHECK(region->offset == number_at(answer, 24, 8), "another offset");
}

static bool
is_too_large(const struct answer *answer)
{
	return (fuzz_wide_t)number_at(answer, 16, 8) +
		number_at(answer, 24, 8) > INT64_MAX;
}

static void
check_region(struct answer *answer)
{
	struct pci_region region;
	int ret, expected;

	memset(&region, 0x5a, sizeof(region));
	ret = pci_vfio_caps_to_region((const void *)answer->bytes, answer->len,
		1ull << answer->shift, &region);
	CHECK(region.addr == NULL && region.fd == -1, "it is mapped");
	if (is_too_large(answer)) {
		CHECK(ret == -EOVERFLOW, "%d of too large a region", ret);
		CHECK(region.size == 0 && region.nb_areas == 0, "it is there");
		return;
	}
	expected = expected_areas(answer);
	CHECK(ret == expected || (ret == -ENOSPC && expected == 0 &&
		answer->nb_areas > PCI_MAX_AREAS), "%d instead of %d", ret,
		expected);
	check_rest(answer, &region);
	check_areas(answer, &region, ret != -ENOSPC);
}

/* Of exactly its length, for the sanitizer. */
static void
take_answer(struct fuzz_input *in, struct answer *answer)
{
	answer->len = in->left;
	answer->bytes = malloc(in->left);
	CHECK(answer->bytes != NULL || in->left == 0, "no memory");
	fuzz_bytes(in, answer->bytes, in->left);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct answer answer = { 0 };
	uint16_t id = (uint16_t)fuzz_number(&in, 2);
	uint8_t fixed = (uint8_t)fuzz_number(&in, 1);

	answer.fixed = 4 * (1 + (fixed & 0x7fu));
	answer.shift = fixed & 0x80 ? 16 : 12;
	answer.first = (uint32_t)fuzz_number(&in, 4);
	take_answer(&in, &answer);
	check_find(&answer, id);
	if (answer.len >= sizeof(struct vfio_region_info)) {
		answer.fixed = sizeof(struct vfio_region_info);
		answer.first = (uint32_t)number_at(&answer, 12, 4);
		check_region(&answer);
	}
	free(answer.bytes);
	return 0;
}
