/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef TESTING_H
#define TESTING_H

/**
 * @file
 * What every unit test includes: cmocka, and a check that says which row of a
 * table it was.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** Fail the test with a text for the reader unless the condition holds. */
#define CHECK(condition, ...) \
	do { \
		if (!(condition)) \
			fail_msg(__VA_ARGS__); \
	} while (0)

#endif /* TESTING_H */
