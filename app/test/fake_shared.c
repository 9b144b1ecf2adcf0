/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdlib.h>

#include <rte_malloc.h>
#include <rte_tailq.h>

#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_shared.h"
#include "testing.h"

/* Memory that processes share, and EAL's lists in it. */
static struct rte_tailq_head lists[4];
static unsigned int nb_lists;
static unsigned int blocks;
static void *newest;

WRAP(int, rte_eal_tailq_register, struct rte_tailq_elem *elem);
WRAP(void *, rte_zmalloc, const char *type, size_t size, unsigned int align);
WRAP(void, rte_free, void *block);

/* From a constructor, as with the real one. */
int
__wrap_rte_eal_tailq_register(struct rte_tailq_elem *elem)
{
	if (nb_lists == RTE_DIM(lists))
		return -1;
	elem->head = &lists[nb_lists++];
	TAILQ_INIT(&elem->head->tailq_head);
	return 0;
}

void *
__wrap_rte_zmalloc(const char *type, size_t size, unsigned int align)
{
	FAKE_GUARD();
	void *block;

	(void)type;
	(void)align;
	block = fake_fault("rte_zmalloc") ? NULL : calloc(1, size);
	blocks += block != NULL;
	newest = block;
	return block;
}

void
__wrap_rte_free(void *block)
{
	FAKE_GUARD();
	blocks -= block != NULL;
	free(block);
}

void *
fake_shared_newest(void)
{
	return newest;
}

unsigned int
fake_shared_blocks(void)
{
	return blocks;
}
