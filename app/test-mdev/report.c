/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdarg.h>
#include <stdio.h>

#include "test_mdev.h"

static unsigned int failed;

bool
check(bool passed, const char *format, ...)
{
	va_list args;

	if (!passed)
		failed++;
	printf(passed ? "ok: " : "FAIL: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	return passed;
}

int
check_status(void)
{
	return failed == 0 ? STATUS_OK : STATUS_FAILED;
}
