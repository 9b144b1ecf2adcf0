/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <sys/mman.h>
#include <unistd.h>

#include "test_mdev.h"

/* A wish only, below what EAL reserves: some IOMMUs translate but 39 bits. */
#define LOW_ADDRESS ((uintptr_t)0x40000000)

void
extmem_describe(struct extmem *mem, void *addr)
{
	unsigned int i;

	mem->addr = addr;
	mem->page_size = sysconf(_SC_PAGESIZE);
	mem->len = EXTMEM_PAGES * mem->page_size;
	for (i = 0; i < EXTMEM_PAGES; i++)
		mem->iovas[i] = (uintptr_t)addr + i * mem->page_size;
}

bool
extmem_map(struct extmem *mem)
{
	void *addr = mmap((void *)LOW_ADDRESS,
		EXTMEM_PAGES * sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!check(addr != MAP_FAILED, "allocate external memory"))
		return false;
	extmem_describe(mem, addr);
	return true;
}

void
extmem_unmap(struct extmem *mem)
{
	munmap(mem->addr, mem->len);
}

int
extmem_register(struct extmem *mem)
{
	return rte_extmem_register(mem->addr, mem->len, mem->iovas,
		EXTMEM_PAGES, mem->page_size);
}
