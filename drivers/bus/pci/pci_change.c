/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Devices and their list have no lock: one thread at a time changes them. A
 * thread that may not choose its time, as telemetry's, must not look meanwhile.
 * Who changes is never kept waiting by another who does: drivers are called in
 * the middle of a change, and call back, from whichever thread they like.
 */

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "private.h"

/* Who looks waits for a second: few changes take longer. */
#define LOOK_TRIES 1000
#define LOOK_WAIT_US 1000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int changes;	/* that have begun, and not ended */

void
pci_change_begin(void)
{
	pthread_mutex_lock(&lock);
	changes++;
	pthread_mutex_unlock(&lock);
}

void
pci_change_end(void)
{
	pthread_mutex_lock(&lock);
	changes--;
	pthread_mutex_unlock(&lock);
}

int
pci_look_begin(void)
{
	unsigned int i;

	for (i = 0; i < LOOK_TRIES; i++) {
		pthread_mutex_lock(&lock);
		if (changes == 0)
			return 0;
		pthread_mutex_unlock(&lock);
		usleep(LOOK_WAIT_US);
	}
	return -EBUSY;
}

void
pci_look_end(void)
{
	pthread_mutex_unlock(&lock);
}
