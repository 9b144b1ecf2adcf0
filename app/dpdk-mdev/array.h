/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef ARRAY_H
#define ARRAY_H

/**
 * @file
 * A list that grows, and may be sorted then.
 */

#include <stddef.h>

struct array {
	void *items;
	size_t item_size;
	unsigned int nb;
	unsigned int room;
};

#define ARRAY_OF(type) { .item_size = sizeof(type) }

/** A new item of zeros, valid until the next one is added; NULL: no memory. */
void *array_add(struct array *array);
/** Remove the last item. */
void array_drop(struct array *array);
/**
 * Sort and hand over the items, to be given to free(), or free them.
 *
 * @param ret
 *   Negative: what has gone wrong meanwhile, -errno.
 * @return
 *   How many, or ret, and then items is NULL.
 */
int array_finish(struct array *array, int ret,
	int (*compare)(const void *a, const void *b), void **items);

#endif /* ARRAY_H */
