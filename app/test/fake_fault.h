/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_FAULT_H
#define FAKE_FAULT_H

/**
 * @file
 * Failures on demand: the fakes ask here, at each call that could fail in
 * reality, whether it does.
 */

#include <stdbool.h>
#include <sys/types.h>

/** Declare both names of a function that the linker wraps (--wrap). */
#define WRAP(type, name, ...) \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

/** Count calls from now on, and let the nth fail with err; 0: let none fail. */
void fake_fault_arm(unsigned int nth, int err);
/** The same, for all calls from the nth on: the device has gone. */
void fake_fault_arm_from(unsigned int nth, int err);
/** Count transfers from now on, and let the nth end early: by half of what it
 * moved, or by all of it.
 */
void fake_fault_arm_short(unsigned int nth, bool half);
/** No more counting, no more failures. */
void fake_fault_disarm(void);
/** The call that failed first since the last arming; NULL: none did. */
const char *fake_fault_hit(void);

/** Print which calls were counted since the last arming, and how often each. */
void fake_fault_print(const char *operation);

/** For the fakes: whether this call fails. Sets errno if so. */
bool fake_fault(const char *call);
/** For the fakes: how many of these bytes a transfer that works has moved. */
ssize_t fake_fault_moved(const char *call, ssize_t len);

#endif /* FAKE_FAULT_H */
