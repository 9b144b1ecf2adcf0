/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Keeping a device while others act on it.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include <rte_cycles.h>
#include <rte_dev.h>

#include "test_mdev.h"

/* ---- wait-remove ---- */

/* In EAL's interrupt thread, which must not detach the device itself. */
static void
on_device_event(const char *name __rte_unused, enum rte_dev_event_type event,
	void *removal)
{
	if (event == RTE_DEV_EVENT_REMOVE)
		sem_post(removal);
}

/* Refused while the callback runs. */
static void
stop_watching(const struct rte_pci_device *dev, sem_t *removal)
{
	while (rte_dev_event_callback_unregister(dev->device.name,
			on_device_event, removal) == -EAGAIN)
		rte_delay_us_sleep(1000);
}

static bool
watch_for_removal(const struct rte_pci_device *dev, unsigned int seconds)
{
	sem_t removal;
	bool removed;
	int ret;

	sem_init(&removal, 0, 0);
	ret = rte_dev_event_callback_register(dev->device.name,
		on_device_event, &removal);
	if (ret < 0)
		return check(false, "register for events: %d", ret);
	printf("waiting\n");
	removed = wait_for_event(&removal, seconds);
	stop_watching(dev, &removal);
	sem_destroy(&removal);
	if (!removed)
		return check(false, "the kernel asks for the device within %u s",
			seconds);
	printf("removed\n");
	return true;
}

int
cmd_wait_remove(struct rte_pci_device *dev, char **args)
{
	unsigned int seconds;
	int ret;

	if (!parse_seconds(args[1], &seconds))
		return STATUS_USAGE;
	if (!watch_for_removal(dev, seconds))
		return check_status();
	ret = rte_dev_remove(&dev->device);
	check(ret == 0 && test_pmd_find(args[0]) == NULL,
		"detach %s: returns %d", args[0], ret);
	return check_status();
}

/* ---- hold ---- */

static sem_t terminated;

static void
on_signal(int number __rte_unused)
{
	sem_post(&terminated);
}

int
cmd_hold(struct rte_pci_device *dev, char **args)
{
	const struct sigaction action = { .sa_handler = on_signal };
	unsigned int seconds;
	bool ended;

	if (!parse_seconds(args[1], &seconds))
		return STATUS_USAGE;
	sem_init(&terminated, 0, 0);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	printf("holding %s\n", dev->device.name);
	ended = wait_for_event(&terminated, seconds);
	printf("released after %s\n", ended ? "a signal" : "the deadline");
	return STATUS_OK;
}
