/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdlib.h>
#include <unistd.h>

#include "pci_window.h"

/* A handler's system call may take as long. */
#define WAIT_US 10

static struct pci_window *windows;
/* Handlers that go through the list. They are quick, unlike those in a window. */
static unsigned int walkers;

/* ---- the owner's side ---- */

struct pci_window *
pci_window_open(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_window *window = calloc(1, sizeof(*window));

	if (window == NULL)
		return NULL;
	window->start = (uintptr_t)dev->regions[idx].addr;
	window->size = dev->regions[idx].size;
	window->dev = dev;
	window->idx = idx;
	window->next = windows;
	__atomic_store_n(&windows, window, __ATOMIC_SEQ_CST);
	return window;
}

void
pci_window_close(const struct pci_window *window)
{
	struct pci_window **link = &windows;

	while (*link != window)
		link = &(*link)->next;
	__atomic_store_n(link, window->next, __ATOMIC_SEQ_CST);
}

static void
wait_for_none(const unsigned int *handlers)
{
	while (__atomic_load_n(handlers, __ATOMIC_SEQ_CST) != 0)
		usleep(WAIT_US);
}

/* When none of those is left that may have seen it in the list, all are counted
 * that are in it.
 */
void
pci_window_free(struct pci_window *window)
{
	wait_for_none(&walkers);
	wait_for_none(&window->users);
	free(window);
}

struct pci_window *
pci_window_next(const struct pci_window *prev)
{
	return prev == NULL ? windows : prev->next;
}

/* ---- the handler's side ---- */

static struct pci_window *
find(uintptr_t addr)
{
	struct pci_window *window = __atomic_load_n(&windows, __ATOMIC_SEQ_CST);

	while (window != NULL && addr - window->start >= window->size)
		window = __atomic_load_n(&window->next, __ATOMIC_SEQ_CST);
	return window;
}

struct pci_window *
pci_window_enter(uintptr_t addr)
{
	struct pci_window *window;

	__atomic_fetch_add(&walkers, 1, __ATOMIC_SEQ_CST);
	window = find(addr);
	if (window != NULL)
		__atomic_fetch_add(&window->users, 1, __ATOMIC_SEQ_CST);
	__atomic_fetch_sub(&walkers, 1, __ATOMIC_SEQ_CST);
	return window;
}

void
pci_window_leave(struct pci_window *window)
{
	__atomic_fetch_sub(&window->users, 1, __ATOMIC_SEQ_CST);
}

/* Whether it is the offset's place, or is now. */
static bool
take_place(struct pci_emulated_place *place, uint64_t offset, uint64_t old)
{
	uint64_t key = offset + 1;
	uint64_t found = __atomic_load_n(&place->key, __ATOMIC_RELAXED);

	if (found == old && __atomic_compare_exchange_n(&place->key, &found, key,
			false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return true;
	return found == key;
}

static uint64_t
count_of(const struct pci_emulated_place *place)
{
	return __atomic_load_n(&place->count, __ATOMIC_RELAXED);
}

/*
 * Of the offset; or a free one; or that of the fewest accesses, whose number stays:
 * so what is used most comes to have a place, and never less than its number
 * ("space saving": Metwally, Agrawal and El Abbadi, 2005). Two threads that take
 * a place at a time may count for one offset what is another's.
 */
static struct pci_emulated_place *
place_of(struct pci_emulated *done, uint64_t offset)
{
	struct pci_emulated_place *place = done->places, *least = place;

	for (; place < &done->places[PCI_EMULATED_PLACES]; place++) {
		if (take_place(place, offset, 0))
			return place;
		if (count_of(place) < count_of(least))
			least = place;
	}
	take_place(least, offset, __atomic_load_n(&least->key, __ATOMIC_RELAXED));
	return least;
}

void
pci_window_count(struct pci_window *window, uint64_t *kind, uint64_t offset)
{
	struct pci_emulated_place *place = place_of(&window->done, offset);

	__atomic_fetch_add(kind, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&place->count, 1, __ATOMIC_RELEASE);
}

void
pci_window_count_failed(struct pci_window *window, int err)
{
	__atomic_store_n(&window->done.error, err, __ATOMIC_RELAXED);
	__atomic_fetch_add(&window->done.failed, 1, __ATOMIC_RELAXED);
}
