/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <rte_alarm.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_vfio.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_vfio_private.h"
#include "testing.h"

static struct fake_eal eal;

void
fake_eal_setup(void)
{
	eal = (struct fake_eal){
		.has_pci = true,
		.vfio_core = true,
		.vfio_enabled = true,
		.process = RTE_PROC_PRIMARY,
		.iova_mode = RTE_IOVA_VA,
		.intr_mode = RTE_INTR_MODE_NONE,
		.sockets = 1,
	};
}

struct fake_eal *
fake_eal(void)
{
	return &eal;
}

void
fake_eal_check_idle(void)
{
	CHECK(eal.devices == 0, "EAL holds %u devices", eal.devices);
	CHECK(eal.watched == 0, "%u callbacks are left", eal.watched);
	CHECK(eal.alarms == 0, "%u alarms are left", eal.alarms);
}

/* ---- what it says ---- */

WRAP(int, rte_eal_has_pci, void);
WRAP(enum rte_proc_type_t, rte_eal_process_type, void);
WRAP(int, rte_eal_primary_proc_alive, const char *config_file_path);
WRAP(enum rte_iova_mode, rte_eal_iova_mode, void);
WRAP(enum rte_intr_mode, rte_eal_vfio_intr_mode, void);
WRAP(unsigned int, rte_socket_count, void);
WRAP(void, rte_mem_set_dma_mask, uint8_t bits);

int
__wrap_rte_eal_has_pci(void)
{
	return eal.has_pci;
}

enum rte_proc_type_t
__wrap_rte_eal_process_type(void)
{
	return eal.process;
}

int
__wrap_rte_eal_primary_proc_alive(const char *config_file_path)
{
	assert_null(config_file_path);
	return !eal.primary_ended;
}

enum rte_iova_mode
__wrap_rte_eal_iova_mode(void)
{
	return eal.iova_mode;
}

enum rte_intr_mode
__wrap_rte_eal_vfio_intr_mode(void)
{
	return eal.intr_mode;
}

unsigned int
__wrap_rte_socket_count(void)
{
	return eal.sockets;
}

void
__wrap_rte_mem_set_dma_mask(uint8_t bits)
{
	eal.dma_mask = bits;
}

/* ---- VFIO ---- */

WRAP(int, rte_vfio_enable, const char *module);
WRAP(int, rte_vfio_is_enabled, const char *module);
WRAP(int, rte_vfio_noiommu_is_enabled, void);
WRAP(int, rte_vfio_setup_device, const char *base, const char *name, int *fd,
	struct vfio_device_info *info);
WRAP(int, rte_vfio_release_device, const char *base, const char *name, int fd);
WRAP(int, rte_vfio_container_dma_map, int container, uint64_t addr,
	uint64_t iova, uint64_t len);
WRAP(int, rte_vfio_container_dma_unmap, int container, uint64_t addr,
	uint64_t iova, uint64_t len);
WRAP(int, close, int fd);

int
__wrap_rte_vfio_is_enabled(const char *module)
{
	return strcmp(module, "vfio") == 0 ? eal.vfio_core : eal.vfio_enabled;
}

/* It finds what has been loaded meanwhile. */
int
__wrap_rte_vfio_enable(const char *module)
{
	assert_string_equal(module, "vfio");
	eal.vfio_enables++;
	if (eal.vfio_late) {
		eal.vfio_core = true;
		eal.vfio_enabled = true;
	}
	return 0;
}

int
__wrap_rte_vfio_noiommu_is_enabled(void)
{
	return eal.noiommu;
}

/* A function that is bound to no VFIO driver is none of EAL's: 1. */
int
__wrap_rte_vfio_setup_device(const char *base, const char *name, int *fd,
	struct vfio_device_info *info)
{
	FAKE_GUARD();
	(void)base;
	if (fake_fault("rte_vfio_setup_device"))
		return -1;
	*fd = fake_vfio_open_device(name, info);
	if (*fd < 0)
		return 1;
	eal.devices++;
	eal.setups++;
	return 0;
}

int
__wrap_rte_vfio_release_device(const char *base, const char *name, int fd)
{
	FAKE_GUARD();
	const struct fake_device *dev = fake_vfio_find(name);

	(void)base;
	CHECK(dev != NULL && fake_handle_of(fd)->device == dev,
		"released %s by a descriptor that is not its own", name);
	__wrap_close(fd);
	eal.devices--;
	eal.releases++;
	return fake_fault("rte_vfio_release_device") ? -1 : 0;
}

static int
count_dma(unsigned int *counter, const char *call)
{
	if (fake_fault(call)) {
		rte_errno = errno;
		return -1;
	}
	if (eal.dma_fails && eal.dma_errno != 0)
		rte_errno = eal.dma_errno;
	*counter += !eal.dma_fails;
	return eal.dma_fails ? -1 : 0;
}

int
__wrap_rte_vfio_container_dma_map(int container, uint64_t addr, uint64_t iova,
	uint64_t len)
{
	(void)addr;
	(void)iova;
	(void)len;
	assert_int_equal(container, RTE_VFIO_DEFAULT_CONTAINER_FD);
	return count_dma(&eal.dma_maps, "rte_vfio_container_dma_map");
}

int
__wrap_rte_vfio_container_dma_unmap(int container, uint64_t addr,
	uint64_t iova, uint64_t len)
{
	(void)addr;
	(void)iova;
	(void)len;
	assert_int_equal(container, RTE_VFIO_DEFAULT_CONTAINER_FD);
	return count_dma(&eal.dma_unmaps, "rte_vfio_container_dma_unmap");
}

/* ---- interrupts and events ---- */

WRAP(struct rte_intr_handle *, rte_intr_instance_alloc, uint32_t flags);
WRAP(int, rte_intr_event_list_update, struct rte_intr_handle *handle, int size);
WRAP(int, rte_intr_callback_register, const struct rte_intr_handle *handle,
	rte_intr_callback_fn cb, void *arg);
WRAP(int, rte_intr_callback_unregister_sync,
	const struct rte_intr_handle *handle, rte_intr_callback_fn cb,
	void *arg);
WRAP(void, rte_dev_event_callback_process, const char *name,
	enum rte_dev_event_type event);

struct rte_intr_handle *
__wrap_rte_intr_instance_alloc(uint32_t flags)
{
	return fake_fault("rte_intr_instance_alloc") ? NULL :
		__real_rte_intr_instance_alloc(flags);
}

int
__wrap_rte_intr_event_list_update(struct rte_intr_handle *handle, int size)
{
	return fake_fault("rte_intr_event_list_update") ? -ENOMEM :
		__real_rte_intr_event_list_update(handle, size);
}

#define MAX_WATCHERS 8

struct watcher {
	const struct rte_intr_handle *handle;
	rte_intr_callback_fn cb;
	void *arg;
};

static struct watcher watchers[MAX_WATCHERS];

static struct watcher *
find_watcher(const struct rte_intr_handle *handle)
{
	unsigned int i;

	for (i = 0; i < eal.watched; i++)
		if (watchers[i].handle == handle)
			return &watchers[i];
	return NULL;
}

/*
 * EAL waits for a callback that runs before it lets it be taken away. That is an
 * order that the bus may rely on, so that this lock is no secret.
 */
static pthread_mutex_t events_lock = PTHREAD_MUTEX_INITIALIZER;

static bool
lock_events(const struct rte_intr_handle *handle)
{
	bool listens = rte_intr_type_get(handle) == RTE_INTR_HANDLE_DEV_EVENT;

	if (listens)
		pthread_mutex_lock(&events_lock);
	return listens;
}

static void
unlock_events(bool listens)
{
	if (listens)
		pthread_mutex_unlock(&events_lock);
}

static int
add_watcher(const struct rte_intr_handle *handle, rte_intr_callback_fn cb,
	void *arg)
{
	FAKE_GUARD();
	if (fake_fault("rte_intr_callback_register"))
		return -errno;
	if (rte_intr_fd_get(handle) < 0)
		return -EINVAL;
	CHECK(eal.watched < MAX_WATCHERS, "too many callbacks");
	watchers[eal.watched++] = (struct watcher){ handle, cb, arg };
	return 0;
}

int
__wrap_rte_intr_callback_register(const struct rte_intr_handle *handle,
	rte_intr_callback_fn cb, void *arg)
{
	bool listens = lock_events(handle);
	int ret = add_watcher(handle, cb, arg);

	unlock_events(listens);
	return ret;
}

static int
drop_watcher(const struct rte_intr_handle *handle, rte_intr_callback_fn cb,
	const void *arg)
{
	FAKE_GUARD();
	struct watcher *watcher = find_watcher(handle);

	CHECK(rte_intr_fd_get(handle) >= 0, "unregistered after closing");
	if (watcher == NULL || cb != watcher->cb || arg != watcher->arg)
		return -ENOENT;
	*watcher = watchers[--eal.watched];
	return 1;
}

int
__wrap_rte_intr_callback_unregister_sync(const struct rte_intr_handle *handle,
	rte_intr_callback_fn cb, void *arg)
{
	bool listens = lock_events(handle);
	int ret = drop_watcher(handle, cb, arg);

	unlock_events(listens);
	return ret;
}

/* ---- alarms ---- */

WRAP(int, rte_eal_alarm_set, uint64_t us, rte_eal_alarm_callback cb, void *arg);
WRAP(int, rte_eal_alarm_cancel, rte_eal_alarm_callback cb, void *arg);

#define MAX_ALARMS 8

struct alarm {
	rte_eal_alarm_callback cb;
	void *arg;
};

/* In order; and the one that goes off now, in which thread. */
static struct alarm alarms[MAX_ALARMS];
static struct alarm going_off;
static pthread_t going_off_in;
static pthread_mutex_t alarm_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t alarm_over = PTHREAD_COND_INITIALIZER;

int
__wrap_rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback cb, void *arg)
{
	CHECK(us > 0 && us <= 10000000, "an alarm in %ju us", (uintmax_t)us);
	if (fake_fault("rte_eal_alarm_set"))
		return -errno;
	if (eal.alarm_errno != 0)
		return -eal.alarm_errno;
	pthread_mutex_lock(&alarm_lock);
	CHECK(eal.alarms < MAX_ALARMS, "too many alarms");
	alarms[eal.alarms++] = (struct alarm){ cb, arg };
	eal.alarm_us = us;
	pthread_mutex_unlock(&alarm_lock);
	return 0;
}

/* Under the lock. */
static void
drop_alarm(unsigned int i)
{
	eal.alarms--;
	memmove(&alarms[i], &alarms[i + 1],
		(eal.alarms - i) * sizeof(alarms[0]));
}

static int
drop_alarms(rte_eal_alarm_callback cb, const void *arg)
{
	unsigned int i = 0;
	int dropped = 0;

	while (i < eal.alarms) {
		if (alarms[i].cb != cb ||
				(arg != (void *)-1 && alarms[i].arg != arg)) {
			i++;
			continue;
		}
		drop_alarm(i);
		dropped++;
	}
	return dropped;
}

static bool
goes_off_elsewhere(rte_eal_alarm_callback cb, const void *arg)
{
	return going_off.cb == cb &&
		(arg == (void *)-1 || going_off.arg == arg) &&
		!pthread_equal(going_off_in, pthread_self());
}

/* One that goes off may set itself again. */
int
__wrap_rte_eal_alarm_cancel(rte_eal_alarm_callback cb, void *arg)
{
	int cancelled;

	pthread_mutex_lock(&alarm_lock);
	while (goes_off_elsewhere(cb, arg))
		pthread_cond_wait(&alarm_over, &alarm_lock);
	cancelled = drop_alarms(cb, arg);
	pthread_mutex_unlock(&alarm_lock);
	return cancelled;
}

static void
next_alarm(void)
{
	struct alarm due = alarms[0];

	going_off = due;
	going_off_in = pthread_self();
	drop_alarm(0);
	pthread_mutex_unlock(&alarm_lock);
	due.cb(due.arg);
	pthread_mutex_lock(&alarm_lock);
	going_off = (struct alarm){ NULL, NULL };
	pthread_cond_broadcast(&alarm_over);
}

void
fake_eal_alarms(void)
{
	unsigned int nb;

	pthread_mutex_lock(&alarm_lock);
	for (nb = eal.alarms; nb > 0 && eal.alarms > 0; nb--)
		next_alarm();
	pthread_mutex_unlock(&alarm_lock);
}

void
fake_eal_interrupt(const struct rte_intr_handle *handle)
{
	struct watcher *watcher = find_watcher(handle);

	assert_non_null(watcher);
	watcher->cb(watcher->arg);
}

/* A copy: others come and go. */
static bool
find_listener(struct watcher *listener)
{
	FAKE_GUARD();
	unsigned int i;

	for (i = 0; i < eal.watched; i++) {
		*listener = watchers[i];
		if (rte_intr_type_get(listener->handle) ==
				RTE_INTR_HANDLE_DEV_EVENT)
			return true;
	}
	return false;
}

bool
fake_eal_is_listening(void)
{
	struct watcher listener;

	return find_listener(&listener);
}

bool
fake_eal_device_event(void)
{
	struct watcher listener;
	bool found;

	pthread_mutex_lock(&events_lock);
	found = find_listener(&listener);
	if (found)
		listener.cb(listener.arg);
	pthread_mutex_unlock(&events_lock);
	return found;
}

void
__wrap_rte_dev_event_callback_process(const char *name,
	enum rte_dev_event_type event)
{
	if (event == RTE_DEV_EVENT_ADD) {
		eal.additions++;
		snprintf(eal.added, sizeof(eal.added), "%s", name);
		return;
	}
	assert_int_equal(event, RTE_DEV_EVENT_REMOVE);
	eal.removals++;
	snprintf(eal.removed, sizeof(eal.removed), "%s", name);
	if (eal.on_removal != NULL)
		eal.on_removal(name);
}
