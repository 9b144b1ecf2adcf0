/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Memory of the application's own that it maps for a device, and makes a heap
 * of: begun and ended in each order, the wrong ones too.
 */

#include <stdio.h>

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_malloc.h>

#include "test_mdev.h"

#define HEAP "test-mdev"

struct memory {
	struct rte_device *dev;
	struct extmem ext;
	void *object;		/* that is in use */
};

/* @return 0, or not 0 and rte_errno. */
typedef int (step_t)(struct memory *m);

static int
map(struct memory *m)
{
	return rte_dev_dma_map(m->dev, m->ext.addr, m->ext.iovas[0],
		m->ext.len);
}

static int
unmap(struct memory *m)
{
	return rte_dev_dma_unmap(m->dev, m->ext.addr, m->ext.iovas[0],
		m->ext.len);
}

static int
enlist(struct memory *m)
{
	return extmem_register(&m->ext);
}

static int
strike(struct memory *m)
{
	return rte_extmem_unregister(m->ext.addr, m->ext.len);
}

static int
add(struct memory *m)
{
	return rte_malloc_heap_memory_add(HEAP, m->ext.addr, m->ext.len,
		m->ext.iovas, EXTMEM_PAGES, m->ext.page_size);
}

static int
take_out(struct memory *m)
{
	return rte_malloc_heap_memory_remove(HEAP, m->ext.addr, m->ext.len);
}

static int
use(struct memory *m)
{
	m->object = rte_malloc_socket(NULL, m->ext.page_size, 0,
		rte_malloc_heap_get_socket(HEAP));
	return m->object == NULL;
}

static int
put_back(struct memory *m)
{
	rte_free(m->object);
	return 0;
}

/* What is refused changes nothing: the next steps show it. EAL maps and unmaps
 * only what it knows, be it registered or a heap's.
 */
static const struct {
	const char *what;
	step_t *run;
	bool refused;
} steps[] = {
	{ "what EAL does not know is not mapped", map, true },

	{ "a heap gets memory", add, false },
	{ "it is used", use, false },
	{ "in use it cannot be taken out", take_out, true },
	{ "it is used no more", put_back, false },
	{ "mapping changes nothing", map, false },
	{ "unmapping changes nothing", unmap, false },
	{ "it is taken out", take_out, false },
	{ "it cannot be taken out twice", take_out, true },
	{ "nothing of it is mapped", unmap, true },

	{ "registered", enlist, false },
	{ "and mapped", map, false },
	{ "unregistered too early", strike, false },
	{ "so that EAL does not know what to unmap", unmap, true },
	{ "registered again", enlist, false },
	{ "it is still mapped, and unmapped", unmap, false },
	{ "but not twice", unmap, true },

	{ "mapped", map, false },
	{ "unregistered too early", strike, false },
	{ "a heap's, and still mapped", add, false },
	{ "unmapped, and still the heap's", unmap, false },
	{ "the heap's no more", take_out, false },
	{ "registered", enlist, false },
	{ "there is nothing to unmap", unmap, true },

	{ "mapped", map, false },
	{ "unregistered too early", strike, false },
	{ "a heap's, and still mapped", add, false },
	{ "the heap's no more, and still mapped", take_out, false },
	{ "registered", enlist, false },
	{ "and unmapped", unmap, false },
	{ "but not twice", unmap, true },
	{ "unregistered", strike, false },
	{ "but not twice", strike, true },
};

static void
run_steps(struct memory *m)
{
	unsigned int i;
	int ret;

	for (i = 0; i < RTE_DIM(steps); i++) {
		rte_errno = 0;
		ret = steps[i].run(m);
		check((ret != 0) == steps[i].refused, "%s: %s", steps[i].what,
			ret == 0 ? "done" : rte_strerror(rte_errno));
	}
}

int
cmd_dma_heap(struct rte_pci_device *dev, char **args __rte_unused)
{
	struct memory m = { .dev = &dev->device };

	if (!extmem_map(&m.ext))
		return check_status();
	if (check(rte_malloc_heap_create(HEAP) == 0, "create a heap")) {
		run_steps(&m);
		check(rte_malloc_heap_destroy(HEAP) == 0, "destroy the heap");
	}
	extmem_unmap(&m.ext);
	return check_status();
}
