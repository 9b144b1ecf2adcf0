/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_MEMORY_H
#define FAKE_MEMORY_H

/**
 * @file
 * The memory of EAL as lists of pages, of which only the descriptions exist.
 */

#include <stdbool.h>
#include <stdint.h>

#include <rte_memory.h>

#define FAKE_PAGES 64

/* The pages of a list; used is what is allocated. */
struct fake_memory {
	struct rte_memseg_list list;
	struct rte_memseg pages[FAKE_PAGES];
	bool used[FAKE_PAGES];
	unsigned int nb_pages;
};

void fake_memory_setup(void);
/** Check that the locks were given back. */
void fake_memory_check_idle(void);

/** A list of pages, all allocated, with IOVA = VA. */
struct fake_memory *fake_memory_add(uint64_t page_size, unsigned int nb_pages);
/** EAL allocates or frees pages, and tells about it as it does. */
void fake_memory_alloc(struct fake_memory *memory, unsigned int first,
	unsigned int nb);
void fake_memory_free(struct fake_memory *memory, unsigned int first,
	unsigned int nb);
/** The application adds a list to a heap of its own, or takes it out again: EAL
 * tells of it before the list says that it is a heap's.
 */
void fake_memory_add_to_heap(struct fake_memory *memory);
void fake_memory_remove_from_heap(struct fake_memory *memory);
/** As with --legacy-mem: EAL tells nobody. */
void fake_memory_freeze(void);
/** An event about an address that no list holds. */
void fake_memory_stray_event(void);
/** Whether anyone has asked to be told. */
bool fake_memory_is_followed(void);

#endif /* FAKE_MEMORY_H */
