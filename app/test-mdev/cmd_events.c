/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Waiting for what EAL tells of devices: that one is new, or that one has to go.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_dev.h>

#include "test_mdev.h"

#define MAX_DEVICES 10000

struct watch {
	const char *name;	/* NULL: all devices */
	enum rte_dev_event_type event;
	const char *word;	/* for the event */
	sem_t seen;
};

/* In EAL's interrupt thread, which must not attach or detach the device itself. */
static void
on_device_event(const char *name, enum rte_dev_event_type event, void *arg)
{
	struct watch *watch = arg;

	if (event != watch->event)
		return;
	printf("%s %s\n", watch->word, name);
	sem_post(&watch->seen);
}

static bool
wait_for_events(struct watch *watch, unsigned int events, unsigned int seconds)
{
	unsigned int i;
	int ret;

	sem_init(&watch->seen, 0, 0);
	ret = rte_dev_event_callback_register(watch->name, on_device_event,
		watch);
	if (ret < 0)
		return check(false, "register for events: %d", ret);
	printf("waiting\n");
	for (i = 0; i < events; i++)
		if (!wait_for_event(&watch->seen, seconds))
			break;
	stop_watching(watch->name, on_device_event, watch);
	sem_destroy(&watch->seen);
	return i == events || check(false, "%u of %u events, %s, within %u s",
		i, events, watch->word, seconds);
}

/* ---- wait-remove ---- */

int
cmd_wait_remove(struct rte_pci_device *dev, char **args)
{
	struct watch watch = { dev->device.name, RTE_DEV_EVENT_REMOVE, "removed" };
	unsigned int seconds;
	int ret;

	if (!parse_seconds(args[1], &seconds))
		return STATUS_USAGE;
	if (!wait_for_events(&watch, 1, seconds))
		return check_status();
	ret = rte_dev_remove(&dev->device);
	check(ret == 0 && test_pmd_find(args[0]) == NULL,
		"detach %s: returns %d", args[0], ret);
	return check_status();
}

/* ---- wait-add, count-adds ---- */

/* Refused while EAL looks at a message. */
static int
stop_monitor(void)
{
	int ret;

	while ((ret = rte_dev_event_monitor_stop()) == -EAGAIN)
		rte_delay_us_sleep(1000);
	return ret;
}

/* As an application would: with EAL's monitor for other kinds of devices. */
static bool
wait_for_additions(const char *name, unsigned int devices, unsigned int seconds)
{
	struct watch watch = { name, RTE_DEV_EVENT_ADD, "added" };
	int ret = rte_dev_event_monitor_start();
	bool seen;

	if (ret < 0)
		return check(false, "start EAL's monitor: returns %d", ret);
	seen = wait_for_events(&watch, devices, seconds);
	ret = stop_monitor();
	check(ret == 0, "stop EAL's monitor: returns %d", ret);
	return seen;
}

int
cmd_wait_add(struct rte_pci_device *none __rte_unused, char **args)
{
	unsigned int seconds;
	int ret;

	if (!parse_seconds(args[1], &seconds))
		return STATUS_USAGE;
	if (!wait_for_additions(args[0], 1, seconds))
		return check_status();
	ret = rte_dev_probe(args[0]);
	check(ret == 0 && test_pmd_find(args[0]) != NULL,
		"attach %s: returns %d", args[0], ret);
	return check_status();
}

int
cmd_count_adds(struct rte_pci_device *none __rte_unused, char **args)
{
	unsigned int devices, seconds;

	if (!parse_count(args[0], MAX_DEVICES, &devices) ||
			!parse_seconds(args[1], &seconds))
		return STATUS_USAGE;
	wait_for_additions(NULL, devices, seconds);
	return check_status();
}
