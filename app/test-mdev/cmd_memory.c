/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Memory that the device is to reach: the application's own, and EAL's as it
 * comes and goes.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "test_mdev.h"

/* ---- dma-extmem ---- */

#define EXTMEM_PAGES 64

/* A wish only, below what EAL reserves: some IOMMUs translate but 39 bits. */
#define LOW_ADDRESS ((uintptr_t)0x40000000)

typedef int (dma_call_t)(struct rte_device *dev, void *addr, uint64_t iova,
	size_t len);

struct dma_step {
	const char *what;
	dma_call_t *call;
	bool succeeds;
};

/* For the device the memory is where it is for the program. */
static void
check_step(const struct dma_step *step, struct rte_device *dev, void *addr,
	size_t len)
{
	int ret;

	rte_errno = 0;
	ret = step->call(dev, addr, (uintptr_t)addr, len);
	check((ret == 0) == step->succeeds, "%s: returns %d, %s", step->what,
		ret, ret == 0 ? "done" : rte_strerror(rte_errno));
}

static void
check_dma(struct rte_device *dev, void *addr, size_t len)
{
	static const struct dma_step steps[] = {
		{ "map", rte_dev_dma_map, true },
		{ "map again", rte_dev_dma_map, true },
		{ "unmap", rte_dev_dma_unmap, true },
		{ "unmap again", rte_dev_dma_unmap, true },
		{ "a third unmap is refused", rte_dev_dma_unmap, false },
		{ "map after that", rte_dev_dma_map, true },
		{ "unmap after that", rte_dev_dma_unmap, true },
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(steps); i++)
		check_step(&steps[i], dev, addr, len);
}

static void
check_extmem(struct rte_device *dev, char *addr, size_t page_size)
{
	const size_t len = EXTMEM_PAGES * page_size;
	rte_iova_t iovas[EXTMEM_PAGES];
	unsigned int i;
	int ret;

	for (i = 0; i < EXTMEM_PAGES; i++)
		iovas[i] = (uintptr_t)addr + i * page_size;
	ret = rte_extmem_register(addr, len, iovas, EXTMEM_PAGES, page_size);
	if (!check(ret == 0, "register %zu bytes of external memory", len))
		return;
	check_dma(dev, addr, len);
	ret = rte_extmem_unregister(addr, len);
	check(ret == 0, "unregister external memory");
}

int
cmd_dma_extmem(struct rte_pci_device *dev, char **args __rte_unused)
{
	const size_t page_size = sysconf(_SC_PAGESIZE);
	const size_t len = EXTMEM_PAGES * page_size;
	char *addr = mmap((void *)LOW_ADDRESS, len, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!check(addr != MAP_FAILED, "allocate external memory"))
		return check_status();
	check_extmem(&dev->device, addr, page_size);
	munmap(addr, len);
	return check_status();
}

/* ---- memory-events ---- */

#define ROUNDS 4
#define CHUNKS 4
#define CHUNK_SIZE ((size_t)8 << 20)

static bool
allocate(void *chunks[CHUNKS])
{
	unsigned int i;

	for (i = 0; i < CHUNKS; i++) {
		chunks[i] = rte_malloc("test-mdev", CHUNK_SIZE, 0);
		if (chunks[i] == NULL)
			return false;
		memset(chunks[i], 0x5a, CHUNK_SIZE);
	}
	return true;
}

static void
release(void *chunks[CHUNKS])
{
	unsigned int i;

	for (i = 0; i < CHUNKS; i++)
		rte_free(chunks[i]);
}

static unsigned int
eal_megabytes(void)
{
	return rte_eal_get_physmem_size() >> 20;
}

static void
check_round(unsigned int round)
{
	void *chunks[CHUNKS] = { NULL };
	unsigned int before = eal_megabytes(), peak, after;
	bool all = allocate(chunks);

	peak = eal_megabytes();
	release(chunks);
	after = eal_megabytes();
	check(all && peak > before && after == before,
		"round %u: EAL's memory is %u MiB, with %zu MiB allocated %u MiB, then %u MiB",
		round, before, CHUNKS * CHUNK_SIZE >> 20, peak, after);
}

static void
check_answers(const struct rte_pci_device *dev)
{
	uint16_t vendor_id = 0;
	int ret = rte_pci_read_config(dev, &vendor_id, sizeof(vendor_id), 0);

	check(ret == sizeof(vendor_id), "the device still answers");
}

/* A secondary process needs no device: it is the primary's memory, too. */
int
cmd_memory_events(struct rte_pci_device *dev __rte_unused, char **args)
{
	const struct rte_pci_device *named = NULL;
	unsigned int round;

	if (args[0] != NULL) {
		named = test_pmd_get(args[0]);
		if (named == NULL)
			return STATUS_NO_DEVICE;
	}
	for (round = 1; round <= ROUNDS; round++)
		check_round(round);
	if (named != NULL)
		check_answers(named);
	return check_status();
}
