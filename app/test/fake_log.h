/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_LOG_H
#define FAKE_LOG_H

/**
 * @file
 * What the bus has logged, kept instead of printed. Levels are RTE_LOG_*.
 */

#include <stdint.h>

#include <rte_log.h>

void fake_log_reset(void);

/** How many lines of this level hold this text; NULL: any. */
unsigned int fake_log_count(uint32_t level, const char *text);

/** How many lines of this level hold both texts. */
unsigned int fake_log_count_both(uint32_t level, const char *text,
	const char *other);

/** Print all lines, for the reader of a failed test. */
void fake_log_print(void);

/** Check that exactly so many lines of this level hold this text. */
#define CHECK_LOG(level, text, count) \
	fake_log_check(RTE_LOG_##level, text, count, __FILE__, __LINE__)

void fake_log_check(uint32_t level, const char *text, unsigned int count,
	const char *file, int line);

#endif /* FAKE_LOG_H */
