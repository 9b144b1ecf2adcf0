/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_GUARD_H
#define FAKE_GUARD_H

/**
 * @file
 * One thread at a time in the fakes. The thread sanitizer is not told: an order
 * that comes from them is not one that the bus keeps.
 */

/** Until the end of the function. */
#define FAKE_GUARD() \
	int guard __attribute__((cleanup(fake_guard_end), unused)) = \
		fake_guard_begin()

int fake_guard_begin(void);
void fake_guard_end(int *guard);

#endif /* FAKE_GUARD_H */
