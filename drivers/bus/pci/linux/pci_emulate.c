/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Where nothing of a BAR is mapped, drivers that were not written for that load and
 * store all the same. While there are such BARs the bus takes their faults, and
 * looks once a second what there is to tell about it: a signal handler cannot log.
 */

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_alarm.h>

#include "../private.h"
#include "pci_emulate_fault.h"
#include "pci_insn.h"
#include "pci_sigsegv.h"
#include "pci_window.h"

#define LOOK_US 1000000
/* Offsets in a line of the log. */
#define PLACES_TOLD 6
#define PLACE_STRLEN sizeof("0x0123456789abcdef (18446744073709551615), ")

#define NOBODY ((const void *)SIG_ERR)

/* Around windows, the handler, and what follows. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_borrowed;		/* SIGSEGV */
static bool is_looking;
static const void *known_other = NOBODY;	/* a handler that was looked at */

const char *
pci_emulate_lacks(void)
{
	return NULL;
}

/* ---- what is told ---- */

static int
compare_places(const void *a, const void *b)
{
	const struct pci_emulated_place *left = a, *right = b;

	return (left->count < right->count) - (left->count > right->count);
}

/* Word by word, while handlers go on counting. */
static void
copy_done(const struct pci_window *window, struct pci_emulated *done)
{
	unsigned int i;

	done->loads = __atomic_load_n(&window->done.loads, __ATOMIC_RELAXED);
	done->stores = __atomic_load_n(&window->done.stores, __ATOMIC_RELAXED);
	done->failed = __atomic_load_n(&window->done.failed, __ATOMIC_RELAXED);
	done->error = __atomic_load_n(&window->done.error, __ATOMIC_RELAXED);
	for (i = 0; i < PCI_EMULATED_PLACES; i++) {
		/* In this order: where something was counted there is a key. */
		done->places[i].count = __atomic_load_n(
			&window->done.places[i].count, __ATOMIC_ACQUIRE);
		done->places[i].key = __atomic_load_n(&window->done.places[i].key,
			__ATOMIC_RELAXED);
	}
	qsort(done->places, PCI_EMULATED_PLACES, sizeof(done->places[0]),
		compare_places);
}

static void
write_places(const struct pci_emulated *done, char *text, size_t size)
{
	unsigned int i;
	size_t len = 0;

	text[0] = '\0';
	for (i = 0; i < PLACES_TOLD && done->places[i].count > 0; i++)
		len += (size_t)snprintf(text + len, size - len,
			"%s0x%" PRIx64 " (%" PRIu64 ")", i == 0 ? "" : ", ",
			done->places[i].key - 1, done->places[i].count);
}

static void
report_use(const struct pci_window *window, const struct pci_emulated *done)
{
	char places[PLACES_TOLD * PLACE_STRLEN];

	write_places(done, places, sizeof(places));
	PCI_LOG(NOTICE, "%s: %" PRIu64 " loads and %" PRIu64
		" stores of BAR %u emulated so far, for it is not mapped there; "
		"accessors or a mappable page would be faster at %s",
		window->dev->name, done->loads, done->stores, window->idx,
		places);
}

static void
report_failures(const struct pci_window *window, const struct pci_emulated *done)
{
	PCI_LOG(WARNING, "%s: %" PRIu64 " of the loads and stores of BAR %u failed: %s",
		window->dev->name, done->failed, window->idx,
		strerror(-done->error));
}

/* Each once for a window. What goes well at first may fail later. */
static void
report(struct pci_window *window)
{
	struct pci_emulated done;

	copy_done(window, &done);
	if (!window->is_use_reported && done.loads + done.stores > 0) {
		window->is_use_reported = true;
		report_use(window, &done);
	}
	if (!window->is_failure_reported && done.failed > 0) {
		window->is_failure_reported = true;
		report_failures(window, &done);
	}
}

/* ---- once a second ---- */

static void
look_at_handler(void)
{
	const void *other;
	char where[256];

	if (pci_sigsegv_is_first(&other) || other == known_other)
		return;
	known_other = other;
	if (pci_sigsegv_is_known_to(other))
		return;
	pci_sigsegv_describe(other, where, sizeof(where));
	PCI_LOG(WARNING, "SIGSEGV goes to %s, installed later, which seems to pass nothing on to "
		"the bus: emulated access ends the process then", where);
}

static void look(void *arg);

static void
look_later(void)
{
	int ret = rte_eal_alarm_set(LOOK_US, look, NULL);

	is_looking = ret == 0;
	if (ret < 0)
		PCI_LOG(WARNING, "emulated loads and stores will not be reported: %s",
			strerror(-ret));
}

/* In EAL's interrupt thread. */
static void
look(void *arg __rte_unused)
{
	struct pci_window *window;

	pthread_mutex_lock(&lock);
	is_looking = false;
	for (window = pci_window_next(NULL); window != NULL;
			window = pci_window_next(window))
		report(window);
	if (pci_window_next(NULL) != NULL) {
		look_at_handler();
		look_later();
	}
	pthread_mutex_unlock(&lock);
}

/* Without the lock, for it waits for look(), which takes it. */
static void
stop_looking(void)
{
	rte_eal_alarm_cancel(look, NULL);
	pthread_mutex_lock(&lock);
	is_looking = false;
	if (pci_window_next(NULL) != NULL)
		look_later();
	pthread_mutex_unlock(&lock);
}

/* ---- for the bus ---- */

static int
borrow_signal(void)
{
	int ret;

	if (is_borrowed)
		return 0;
	pci_insn_setup();
	known_other = NOBODY;
	ret = pci_sigsegv_open(pci_emulate_fault);
	is_borrowed = ret == 0;
	return ret;
}

/* Once no BAR needs it. @return whether it was. */
static bool
give_signal_back(void)
{
	if (!is_borrowed || pci_window_next(NULL) != NULL)
		return false;
	pci_sigsegv_close();
	is_borrowed = false;
	return true;
}

static int
open_window(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	int ret = borrow_signal();

	if (ret < 0)
		return ret;
	if (pci_window_open(dev, idx) == NULL) {
		give_signal_back();
		return -ENOMEM;
	}
	if (!is_looking)
		look_later();
	return 0;
}

int
pci_emulate_start(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	int ret;

	pthread_mutex_lock(&lock);
	ret = open_window(dev, idx);
	pthread_mutex_unlock(&lock);
	return ret;
}

static struct pci_window *
find_window(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_window *window = pci_window_next(NULL);

	while (window != NULL && (window->dev != dev || window->idx != idx))
		window = pci_window_next(window);
	return window;
}

static struct pci_window *
close_window(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_window *window = find_window(dev, idx);

	if (window == NULL)
		return NULL;
	report(window);
	look_at_handler();
	pci_window_close(window);
	return window;
}

/* A handler may be in it for as long as the kernel takes: nobody else waits. */
void
pci_emulate_stop(const struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_window *window;
	bool was_last;

	pthread_mutex_lock(&lock);
	window = close_window(dev, idx);
	pthread_mutex_unlock(&lock);
	if (window == NULL)
		return;
	pci_window_free(window);
	pthread_mutex_lock(&lock);
	was_last = give_signal_back();
	pthread_mutex_unlock(&lock);
	if (was_last)
		stop_looking();
}

bool
pci_emulate_count(const struct rte_pci_device_internal *dev, unsigned int idx,
	struct pci_emulated *done)
{
	const struct pci_window *window;

	pthread_mutex_lock(&lock);
	window = find_window(dev, idx);
	if (window != NULL)
		copy_done(window, done);
	pthread_mutex_unlock(&lock);
	return window != NULL;
}
