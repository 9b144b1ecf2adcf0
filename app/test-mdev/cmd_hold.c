/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Keeping a device while others act on it.
 */

#include <signal.h>
#include <stdio.h>

#include "test_mdev.h"

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
