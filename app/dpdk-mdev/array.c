/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdlib.h>
#include <string.h>

#include "array.h"

#define FIRST_ROOM 16

void *
array_add(struct array *array)
{
	unsigned int room = array->room == 0 ? FIRST_ROOM : array->room * 2;
	void *items;

	if (array->nb == array->room) {
		items = realloc(array->items, room * array->item_size);
		if (items == NULL)
			return NULL;
		array->items = items;
		array->room = room;
	}
	items = (char *)array->items + array->nb++ * array->item_size;
	return memset(items, 0, array->item_size);
}

void
array_drop(struct array *array)
{
	array->nb--;
}

int
array_finish(struct array *array, int ret,
	int (*compare)(const void *a, const void *b), void **items)
{
	*items = NULL;
	if (ret < 0) {
		free(array->items);
		return ret;
	}
	if (array->nb > 0)
		qsort(array->items, array->nb, array->item_size, compare);
	*items = array->items;
	return (int)array->nb;
}
