/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <linux/vfio.h>

#include "pci_linux.h"
#include "pci_vfio_caps.h"

/* Of every capability that is read here; each version is a layout of its own. */
#define CAP_VERSION 1

static bool
is_header_at(size_t len, uint32_t offset)
{
	return offset % sizeof(uint32_t) == 0 && offset <= len &&
		sizeof(struct vfio_info_cap_header) <= len - offset;
}

/* The kernel appends them one by one, so that a cycle must lead backwards. */
int
pci_vfio_caps_walk(const void *info, size_t len, size_t fixed, uint32_t offset,
	pci_vfio_cap_visit_t *visit, void *arg)
{
	const struct vfio_info_cap_header *cap;
	size_t least = fixed;
	int ret = 0;

	while (ret == 0 && offset != 0) {
		if (offset < least || !is_header_at(len, offset))
			return -EBADMSG;
		cap = (const void *)((const uint8_t *)info + offset);
		ret = visit(cap, offset, arg);
		least = offset + sizeof(*cap);
		offset = cap->next;
	}
	return ret;
}

struct search {
	uint16_t id;
	const struct vfio_info_cap_header *found;
};

static int
is_wanted(const struct vfio_info_cap_header *cap, size_t offset __rte_unused,
	void *arg)
{
	struct search *search = arg;

	if (cap->id != search->id)
		return 0;
	search->found = cap;
	return 1;
}

int
pci_vfio_caps_find(const void *info, size_t len, size_t fixed, uint32_t offset,
	uint16_t id, const struct vfio_info_cap_header **cap)
{
	struct search search = { .id = id };
	int ret = pci_vfio_caps_walk(info, len, fixed, offset, is_wanted, &search);

	if (ret < 0)
		return ret;
	*cap = search.found;
	return ret > 0 ? 0 : -ENOENT;
}

/* ---- one capability of a region ---- */

/* An answer, and how much of it there is. */
struct answer {
	const struct vfio_region_info *info;
	size_t len;
};

static bool
has_caps(const struct answer *answer)
{
	return answer->info->flags & VFIO_REGION_INFO_FLAG_CAPS;
}

/* There was no room for all of it. */
static bool
is_cut_off(const struct answer *answer)
{
	return answer->info->argsz > answer->len;
}

/* A capability ends where the next one begins, or with the answer. */
static size_t
cap_len(const struct answer *answer, const struct vfio_info_cap_header *cap)
{
	size_t offset = (size_t)((const uint8_t *)cap -
		(const uint8_t *)answer->info);

	return cap->next > offset && cap->next < answer->len ?
		cap->next - offset : answer->len - offset;
}

/* @return 0, -ENOENT, or -EBADMSG; what is behind its size bytes is in len. */
static int
find_cap(const struct answer *answer, uint16_t id, size_t size,
	const void **found, size_t *len)
{
	const struct vfio_info_cap_header *cap;
	int ret;

	if (!has_caps(answer))
		return -ENOENT;
	ret = pci_vfio_caps_find(answer->info, answer->len,
		sizeof(*answer->info), answer->info->cap_offset, id, &cap);
	if (ret < 0)
		return ret;
	*len = cap_len(answer, cap);
	if (cap->version != CAP_VERSION || size > *len)
		return -EBADMSG;
	*len -= size;
	*found = cap;
	return 0;
}

/* ---- what can be mapped ---- */

/* Copied, for the chain is aligned to four bytes, and its areas to eight. */
static int
add_sparse_areas(const void *cap, size_t len, uint64_t page_size,
	struct pci_region *region)
{
	struct vfio_region_info_cap_sparse_mmap list;
	struct vfio_region_sparse_mmap_area area;
	const uint8_t *from = (const uint8_t *)cap + sizeof(list);
	int ret, result = 0;
	uint32_t i;

	memcpy(&list, cap, sizeof(list));
	if (list.nr_areas > len / sizeof(area))
		return -EBADMSG;
	for (i = 0; i < list.nr_areas; i++, from += sizeof(area)) {
		memcpy(&area, from, sizeof(area));
		ret = pci_region_add_area(region, area.offset, area.size,
			page_size);
		if (ret == -EINVAL)
			return -EBADMSG;
		if (ret < 0)
			result = ret;
	}
	return result;
}

static int
set_areas(const struct answer *answer, uint64_t page_size,
	struct pci_region *region)
{
	const void *cap;
	size_t len;
	int ret;

	if (!(answer->info->flags & VFIO_REGION_INFO_FLAG_MMAP) ||
			!(region->flags & (PCI_REGION_READ | PCI_REGION_WRITE)))
		return 0;
	if (is_cut_off(answer))
		return -EBADMSG;
	ret = find_cap(answer, VFIO_REGION_INFO_CAP_SPARSE_MMAP,
		sizeof(struct vfio_region_info_cap_sparse_mmap), &cap, &len);
	if (ret == -ENOENT)
		pci_region_set_whole(region, page_size);
	if (ret < 0)
		return ret == -ENOENT ? 0 : ret;
	return add_sparse_areas(cap, len, page_size, region);
}

/* ---- the rest ---- */

/* pread() and mmap() take signed offsets. */
static bool
is_addressable(uint64_t offset, uint64_t size)
{
	return offset <= INT64_MAX && size <= INT64_MAX - offset;
}

static uint32_t
access_flags(uint32_t flags)
{
	return (flags & VFIO_REGION_INFO_FLAG_READ ? PCI_REGION_READ : 0) |
		(flags & VFIO_REGION_INFO_FLAG_WRITE ? PCI_REGION_WRITE : 0);
}

static uint32_t
msix_flags(const struct answer *answer)
{
	const void *cap;
	size_t len;

	return find_cap(answer, VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
		sizeof(struct vfio_info_cap_header), &cap, &len) == 0 ?
		PCI_REGION_MSIX_MAPS : 0;
}

static void
set_type(const struct answer *answer, struct pci_region *region)
{
	struct vfio_region_info_cap_type type;
	const void *cap;
	size_t len;

	if (find_cap(answer, VFIO_REGION_INFO_CAP_TYPE, sizeof(type), &cap,
			&len) < 0)
		return;
	memcpy(&type, cap, sizeof(type));
	region->type = type.type;
	region->subtype = type.subtype;
}

int
pci_vfio_caps_to_region(const struct vfio_region_info *info, size_t len,
	uint64_t page_size, struct pci_region *region)
{
	const struct answer answer = { info, len };
	int ret;

	*region = (struct pci_region){ .fd = -1 };
	if (!is_addressable(info->offset, info->size))
		return -EOVERFLOW;
	region->size = info->size;
	region->offset = info->offset;
	region->flags = access_flags(info->flags) | msix_flags(&answer);
	set_type(&answer, region);
	ret = set_areas(&answer, page_size, region);
	if (ret == -EBADMSG)
		region->nb_areas = 0;
	return ret;
}
