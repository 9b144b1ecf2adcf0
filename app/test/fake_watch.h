/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_WATCH_H
#define FAKE_WATCH_H

/**
 * @file
 * Every load from and store to a page of memory, one by one.
 */

#include <stdbool.h>

#define FAKE_WATCH_MAX 32

/** Whether this processor can be watched: x86-64. */
bool fake_watch_is_supported(void);
/** Note from now on at which byte of a page, mapped for both, each begins. */
void fake_watch_begin(void *page);
/** @return how many there were; no more than FAKE_WATCH_MAX are noted. */
unsigned int fake_watch_end(unsigned int offsets[FAKE_WATCH_MAX]);

#endif /* FAKE_WATCH_H */
