/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>

#include "fake_fault.h"
#include "fake_memory.h"
#include "testing.h"

#define MAX_LISTS 4
/* Where neither the sanitizer nor the system puts anything of its own. */
#define BASE 0x200000000000ull
#define DISTANCE 0x1000000000ull

static struct fake_memory memories[MAX_LISTS];
static unsigned int nb_memories;
static rte_mem_event_callback_t follower;
static void *follower_arg;
static bool frozen;
/* EAL's own lock, and whether this thread has it. */
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static _Thread_local int locked;

void
fake_memory_setup(void)
{
	memset(memories, 0, sizeof(memories));
	nb_memories = 0;
	follower = NULL;
	locked = 0;
	frozen = false;
}

void
fake_memory_check_idle(void)
{
	CHECK(locked == 0, "EAL's memory lock is held");
}

struct fake_memory *
fake_memory_add(uint64_t page_size, unsigned int nb_pages)
{
	struct fake_memory *m = &memories[nb_memories];
	unsigned int i;

	CHECK(nb_memories < MAX_LISTS && nb_pages <= FAKE_PAGES, "too much");
	m->list.addr_64 = BASE + DISTANCE * nb_memories;
	m->list.page_sz = page_size;
	m->list.len = page_size * nb_pages;
	m->nb_pages = nb_pages;
	for (i = 0; i < nb_pages; i++) {
		m->pages[i].addr_64 = m->list.addr_64 + i * page_size;
		m->pages[i].iova = m->pages[i].addr_64;
		m->pages[i].len = page_size;
		m->used[i] = true;
	}
	nb_memories++;
	return m;
}

static void
lock_for_change(void)
{
	pthread_rwlock_wrlock(&lock);
	locked++;
}

static void
unlock(void)
{
	locked--;
	pthread_rwlock_unlock(&lock);
}

static void
tell(enum rte_mem_event type, const void *addr, size_t len)
{
	if (follower != NULL)
		follower(type, addr, len, follower_arg);
}

static void
change(struct fake_memory *m, unsigned int first, unsigned int nb,
	enum rte_mem_event type)
{
	bool alloc = type == RTE_MEM_EVENT_ALLOC;
	unsigned int i;

	lock_for_change();
	if (!alloc) /* EAL tells before it frees */
		tell(type, m->pages[first].addr, nb * m->list.page_sz);
	for (i = first; i < first + nb; i++)
		m->used[i] = alloc;
	if (alloc)
		tell(type, m->pages[first].addr, nb * m->list.page_sz);
	unlock();
}

void
fake_memory_alloc(struct fake_memory *memory, unsigned int first,
	unsigned int nb)
{
	change(memory, first, nb, RTE_MEM_EVENT_ALLOC);
}

void
fake_memory_free(struct fake_memory *memory, unsigned int first,
	unsigned int nb)
{
	change(memory, first, nb, RTE_MEM_EVENT_FREE);
}

void
fake_memory_add_to_heap(struct fake_memory *memory)
{
	memory->list.external = 1;
	fake_memory_alloc(memory, 0, memory->nb_pages);
	memory->list.heap = 1;
}

void
fake_memory_remove_from_heap(struct fake_memory *memory)
{
	fake_memory_free(memory, 0, memory->nb_pages);
	memory->list.heap = 0;
}

void
fake_memory_freeze(void)
{
	frozen = true;
}

void
fake_memory_stray_event(void)
{
	lock_for_change();
	tell(RTE_MEM_EVENT_ALLOC, (const void *)(uintptr_t)0x1000, 0x1000);
	unlock();
}

bool
fake_memory_is_followed(void)
{
	return follower != NULL;
}

/* ---- EAL's functions ---- */

WRAP(void, rte_mcfg_mem_read_lock, void);
WRAP(void, rte_mcfg_mem_read_unlock, void);
WRAP(int, rte_memseg_list_walk, rte_memseg_list_walk_t func, void *arg);
WRAP(int, rte_memseg_contig_walk_thread_unsafe, rte_memseg_contig_walk_t func,
	void *arg);
WRAP(struct rte_memseg *, rte_mem_virt2memseg, const void *addr,
	const struct rte_memseg_list *msl);
WRAP(struct rte_memseg_list *, rte_mem_virt2memseg_list, const void *addr);
WRAP(int, rte_mem_event_callback_register, const char *name,
	rte_mem_event_callback_t cb, void *arg);

void
__wrap_rte_mcfg_mem_read_lock(void)
{
	pthread_rwlock_rdlock(&lock);
	locked++;
}

void
__wrap_rte_mcfg_mem_read_unlock(void)
{
	unlock();
}

int
__wrap_rte_memseg_list_walk(rte_memseg_list_walk_t func, void *arg)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < nb_memories && ret == 0; i++)
		ret = func(&memories[i].list, arg);
	return ret;
}

static int
walk_list(const struct fake_memory *m, rte_memseg_contig_walk_t func, void *arg)
{
	unsigned int first, end = 0;
	int ret = 0;

	while (ret == 0) {
		for (first = end; first < m->nb_pages && !m->used[first];)
			first++;
		for (end = first; end < m->nb_pages && m->used[end];)
			end++;
		if (first == end)
			break;
		ret = func(&m->list, &m->pages[first],
			(end - first) * m->list.page_sz, arg);
	}
	return ret;
}

int
__wrap_rte_memseg_contig_walk_thread_unsafe(rte_memseg_contig_walk_t func,
	void *arg)
{
	unsigned int i;
	int ret = 0;

	CHECK(locked > 0, "memory is walked without its lock");
	for (i = 0; i < nb_memories && ret == 0; i++)
		ret = walk_list(&memories[i], func, arg);
	return ret;
}

struct rte_memseg_list *
__wrap_rte_mem_virt2memseg_list(const void *addr)
{
	struct rte_memseg_list *list;
	unsigned int i;

	for (i = 0; i < nb_memories; i++) {
		list = &memories[i].list;
		if ((uintptr_t)addr >= list->addr_64 &&
				(uintptr_t)addr < list->addr_64 + list->len)
			return list;
	}
	return NULL;
}

struct rte_memseg *
__wrap_rte_mem_virt2memseg(const void *addr, const struct rte_memseg_list *msl)
{
	struct fake_memory *m;

	m = (struct fake_memory *)__wrap_rte_mem_virt2memseg_list(addr);
	CHECK(m != NULL && &m->list == msl, "no page at %p", addr);
	return &m->pages[((uintptr_t)addr - msl->addr_64) / msl->page_sz];
}

int
__wrap_rte_mem_event_callback_register(const char *name,
	rte_mem_event_callback_t cb, void *arg)
{
	CHECK(name != NULL && name[0] != '\0', "a callback needs a name");
	if (fake_fault("rte_mem_event_callback_register")) {
		rte_errno = errno;
		return -1;
	}
	if (frozen || follower == cb) {
		rte_errno = frozen ? ENOTSUP : EEXIST;
		return -1;
	}
	lock_for_change();
	follower = cb;
	follower_arg = arg;
	unlock();
	return 0;
}
