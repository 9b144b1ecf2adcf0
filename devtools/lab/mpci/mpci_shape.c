/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The texts that describe a shape: where regions are, and which parts of them can be mapped. */

#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mpci_shape.h"

#define MAX_VENDOR_SIZE (16ul << 20)

static const char * const layouts[] = {
	[MPCI_SHIFTED] = "shifted",
	[MPCI_PACKED] = "packed",
	[MPCI_REVERSED] = "reversed",
};

int
mpci_shape_layout(const char *text, struct mpci_shape *shape)
{
	int layout = match_string(layouts, ARRAY_SIZE(layouts), text);

	if (layout < 0)
		return layout;
	shape->layout = layout;
	return 0;
}

/* Takes a number, with K, M or G behind it, off the text. */
static int
take_number(char **text, u64 *value)
{
	char *end;

	*value = memparse(*text, &end);
	if (end == *text)
		return -EINVAL;
	*text = end;
	return 0;
}

static int
take_sign(char **text, char sign)
{
	if (**text != sign)
		return -EINVAL;
	++*text;
	return 0;
}

/* Calls parse for each piece of a text between such signs; an empty text has none. */
static int
for_each_piece(const char *text, const char *signs, int (*parse)(char *piece, void *arg),
	       void *arg)
{
	char *copy = kstrdup(text, GFP_KERNEL), *rest = copy, *piece;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	while (*text && !ret && (piece = strsep(&rest, signs)))
		ret = parse(piece, arg);
	kfree(copy);
	return ret;
}

/* --- vendor regions: SIZE:FLAGS,... --- */

static int
vendor_flag(char letter, u32 *flags)
{
	switch (letter) {
	case 'r':
		*flags |= VFIO_REGION_INFO_FLAG_READ;
		return 0;
	case 'w':
		*flags |= VFIO_REGION_INFO_FLAG_WRITE;
		return 0;
	case 'm':
		*flags |= VFIO_REGION_INFO_FLAG_MMAP;
		return 0;
	default:
		return -EINVAL;
	}
}

static int
parse_vendor(char *piece, void *arg)
{
	struct mpci_shape *shape = arg;
	struct mpci_vendor *vendor;
	int ret;

	if (shape->nr_vendor == MPCI_MAX_VENDOR)
		return -E2BIG;
	vendor = &shape->vendor[shape->nr_vendor++];
	*vendor = (struct mpci_vendor){ 0 };
	ret = take_number(&piece, &vendor->size);
	if (!ret)
		ret = take_sign(&piece, ':');
	if (!ret && (!vendor->size || vendor->size > MAX_VENDOR_SIZE))
		ret = -ERANGE;
	while (!ret && *piece)
		ret = vendor_flag(*piece++, &vendor->flags);
	return ret;
}

int
mpci_shape_vendor(const char *text, struct mpci_shape *shape)
{
	shape->nr_vendor = 0;
	return for_each_piece(text, ",", parse_vendor, shape);
}

/* --- areas: INDEX:all|none|empty|OFFSET+SIZE,...;... --- */

/* NULL for a region that has none. */
struct mpci_areas *
mpci_shape_areas_of(struct mpci_shape *shape, u32 index)
{
	if (index < PCI_STD_NUM_BARS)
		return &shape->areas[index];
	if (index < VFIO_PCI_NUM_REGIONS || index >= VFIO_PCI_NUM_REGIONS + MPCI_MAX_VENDOR)
		return NULL;
	return &shape->areas[PCI_STD_NUM_BARS + index - VFIO_PCI_NUM_REGIONS];
}

/* They need not make sense: what a consumer does then is to be seen. */
static int
parse_area(char *piece, void *arg)
{
	struct mpci_areas *areas = arg;
	struct mpci_area *area;
	int ret;

	if (areas->nr == MPCI_MAX_AREAS)
		return -E2BIG;
	area = &areas->area[areas->nr++];
	ret = take_number(&piece, &area->offset);
	if (!ret)
		ret = take_sign(&piece, '+');
	if (!ret)
		ret = take_number(&piece, &area->size);
	return !ret && *piece ? -EINVAL : ret;
}

static const char * const words[] = { "all", "none", "empty" };
static const enum mpci_map maps[] = { MPCI_MAP_ALL, MPCI_MAP_NONE, MPCI_MAP_AREAS };

static int
parse_region(char *piece, void *arg)
{
	struct mpci_areas *areas;
	u64 index;
	int ret, word;

	ret = take_number(&piece, &index);
	if (!ret)
		ret = take_sign(&piece, ':');
	if (ret)
		return ret;
	areas = index <= U32_MAX ? mpci_shape_areas_of(arg, index) : NULL;
	if (!areas)
		return -ERANGE;
	areas->nr = 0;
	word = match_string(words, ARRAY_SIZE(words), piece);
	if (word >= 0) {
		areas->map = maps[word];
		return 0;
	}
	areas->map = MPCI_MAP_AREAS;
	return *piece ? for_each_piece(piece, ",", parse_area, areas) : -EINVAL;
}

int
mpci_shape_areas(const char *text, struct mpci_shape *shape)
{
	memset(shape->areas, 0, sizeof(shape->areas));
	return for_each_piece(text, ";", parse_region, shape);
}
