/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <unistd.h>

#include "pci_vfio_memory.h"

/*
 * Huge pages come and go one by one, and TYPE1v2 unmaps only what was mapped
 * in one piece. Small pages are those of --no-huge and of external heaps,
 * which go as they came: these are joined, for the kernel limits the number
 * of mappings (dma_entry_limit of vfio_iommu_type1).
 */
static bool
can_join(const struct pci_vfio_run *run, const struct rte_memseg *ms,
	uint64_t page_size)
{
	return page_size == (uint64_t)sysconf(_SC_PAGESIZE) &&
		ms->iova == run->iova + run->len;
}

static int
flush_run(struct pci_vfio_run *run, pci_vfio_run_op_t *op)
{
	int ret = run->len == 0 ? 0 : op(run);

	run->len = 0;
	return ret;
}

/* Without an IOVA a page is not for devices. */
static int
add_page(struct pci_vfio_run *run, const struct rte_memseg *ms,
	uint64_t page_size, pci_vfio_run_op_t *op)
{
	int ret = 0;

	if (ms->iova == RTE_BAD_IOVA)
		return flush_run(run, op);
	if (!can_join(run, ms, page_size))
		ret = flush_run(run, op);
	if (run->len == 0)
		*run = (struct pci_vfio_run){ ms->addr_64, ms->iova, 0 };
	run->len += page_size;
	return ret;
}

bool
pci_vfio_memory_is_followed(const struct rte_memseg_list *msl)
{
	return !msl->external || msl->heap;
}

int
pci_vfio_memory_for_each(const struct rte_memseg_list *msl, const void *addr,
	size_t len, pci_vfio_run_op_t *op)
{
	const char *page = addr, *end = page + len;
	struct pci_vfio_run run = { 0, 0, 0 };
	int ret, first = 0;

	for (; page < end; page += msl->page_sz) {
		ret = add_page(&run, rte_mem_virt2memseg(page, msl),
			msl->page_sz, op);
		if (first == 0)
			first = ret;
	}
	ret = flush_run(&run, op);
	return first != 0 ? first : ret;
}
