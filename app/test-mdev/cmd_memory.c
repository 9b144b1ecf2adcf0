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

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_malloc.h>

#include "test_mdev.h"

/* ---- dma-extmem ---- */

typedef int (dma_call_t)(struct rte_device *dev, void *addr, uint64_t iova,
	size_t len);

struct dma_step {
	const char *what;
	dma_call_t *call;
	bool succeeds;
};

static void
check_step(const struct dma_step *step, struct rte_device *dev,
	const struct extmem *mem)
{
	int ret;

	rte_errno = 0;
	ret = step->call(dev, mem->addr, mem->iovas[0], mem->len);
	check((ret == 0) == step->succeeds, "%s: returns %d, %s", step->what,
		ret, ret == 0 ? "done" : rte_strerror(rte_errno));
}

static void
check_dma(struct rte_device *dev, const struct extmem *mem)
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
		check_step(&steps[i], dev, mem);
}

static void
check_extmem(struct rte_device *dev, struct extmem *mem)
{
	int ret = extmem_register(mem);

	if (!check(ret == 0, "register %zu bytes of external memory", mem->len))
		return;
	check_dma(dev, mem);
	ret = rte_extmem_unregister(mem->addr, mem->len);
	check(ret == 0, "unregister external memory");
}

int
cmd_dma_extmem(struct rte_pci_device *dev, char **args __rte_unused)
{
	struct extmem mem;

	if (!extmem_map(&mem))
		return check_status();
	check_extmem(&dev->device, &mem);
	extmem_unmap(&mem);
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
