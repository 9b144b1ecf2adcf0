/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdio.h>
#include <string.h>

#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_log.h"
#include "testing.h"

#define LINES_MAX 512

static struct {
	uint32_t level;
	char text[256];
} lines[LINES_MAX];

static unsigned int nb_lines;

WRAP(int, rte_log, uint32_t level, uint32_t logtype, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

int
__wrap_rte_log(uint32_t level, uint32_t logtype, const char *format, ...)
{
	FAKE_GUARD();
	va_list ap;

	(void)logtype;
	CHECK(nb_lines < LINES_MAX, "the bus logs without end");
	lines[nb_lines].level = level;
	va_start(ap, format);
	vsnprintf(lines[nb_lines].text, sizeof(lines[0].text), format, ap);
	va_end(ap);
	nb_lines++;
	return 0;
}

void
fake_log_reset(void)
{
	FAKE_GUARD();

	nb_lines = 0;
}

unsigned int
fake_log_count_both(uint32_t level, const char *text, const char *other)
{
	unsigned int i, count = 0;

	for (i = 0; i < nb_lines; i++)
		count += lines[i].level == level &&
			strstr(lines[i].text, text) != NULL &&
			strstr(lines[i].text, other) != NULL;
	return count;
}

unsigned int
fake_log_count(uint32_t level, const char *text)
{
	return fake_log_count_both(level, text == NULL ? "" : text, "");
}

void
fake_log_print(void)
{
	unsigned int i;

	for (i = 0; i < nb_lines; i++)
		print_error("log level %u: %s", lines[i].level, lines[i].text);
}

void
fake_log_check(uint32_t level, const char *text, unsigned int count,
	const char *file, int line)
{
	unsigned int found = fake_log_count(level, text);

	if (found == count)
		return;
	fake_log_print();
	print_error("%u lines of level %u with \"%s\", expected %u\n",
		found, level, text == NULL ? "" : text, count);
	_fail(file, line);
}
