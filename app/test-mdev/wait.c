/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <rte_cycles.h>

#include "test_mdev.h"

#define MAX_SECONDS 86400

bool
parse_count(const char *text, unsigned int max, unsigned int *number)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end != '\0' || value < 1 || value > (long)max) {
		fprintf(stderr, "test-mdev: %s is no number from 1 to %u\n",
			text, max);
		return false;
	}
	*number = (unsigned int)value;
	return true;
}

bool
parse_seconds(const char *text, unsigned int *seconds)
{
	return parse_count(text, MAX_SECONDS, seconds);
}

bool
wait_for_event(sem_t *event, unsigned int seconds)
{
	struct timespec deadline;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += seconds;
	do
		ret = sem_clockwait(event, CLOCK_MONOTONIC, &deadline);
	while (ret < 0 && errno == EINTR);
	return ret == 0;
}

void
stop_watching(const char *name, rte_dev_event_cb_fn callback, void *arg)
{
	while (rte_dev_event_callback_unregister(name, callback, arg) ==
			-EAGAIN)
		rte_delay_us_sleep(1000);
}

bool
poll_until(bool (*answer)(const void *arg), const void *arg)
{
	uint64_t deadline = rte_get_timer_cycles() + rte_get_timer_hz();

	while (!answer(arg)) {
		if (rte_get_timer_cycles() > deadline)
			return false;
		rte_delay_us_sleep(1000);
	}
	return true;
}
