/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "fake_guard.h"

/* The thread sanitizer's own; without it there are none. */
#define ANNOTATION(name) \
	void name(const char *file, int line) __attribute__((weak))

ANNOTATION(AnnotateIgnoreReadsBegin);
ANNOTATION(AnnotateIgnoreReadsEnd);
ANNOTATION(AnnotateIgnoreWritesBegin);
ANNOTATION(AnnotateIgnoreWritesEnd);
ANNOTATION(AnnotateIgnoreSyncBegin);
ANNOTATION(AnnotateIgnoreSyncEnd);

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static bool
is_watched(void)
{
	return AnnotateIgnoreSyncBegin != NULL;
}

int
fake_guard_begin(void)
{
	if (is_watched()) {
		AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
		AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
		AnnotateIgnoreSyncBegin(__FILE__, __LINE__);
	}
	return pthread_mutex_lock(&lock);
}

void
fake_guard_end(int *guard)
{
	(void)guard;
	pthread_mutex_unlock(&lock);
	if (is_watched()) {
		AnnotateIgnoreSyncEnd(__FILE__, __LINE__);
		AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
		AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
	}
}
