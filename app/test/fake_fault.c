/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "fake_fault.h"

static struct {
	bool armed;
	bool sticky;
	unsigned int nth;
	unsigned int count;
	int err;
	const char *hit;
} fault;

static void
arm(unsigned int nth, int err, bool sticky)
{
	fault.armed = true;
	fault.sticky = sticky;
	fault.nth = nth;
	fault.count = 0;
	fault.err = err;
	fault.hit = NULL;
}

void
fake_fault_arm(unsigned int nth, int err)
{
	arm(nth, err, false);
}

void
fake_fault_arm_from(unsigned int nth, int err)
{
	arm(nth, err, true);
}

void
fake_fault_disarm(void)
{
	fault.armed = false;
}

const char *
fake_fault_hit(void)
{
	return fault.hit;
}

static bool
is_due(void)
{
	if (!fault.armed || fault.nth == 0)
		return false;
	return fault.count == fault.nth ||
		(fault.sticky && fault.count > fault.nth);
}

bool
fake_fault(const char *call)
{
	fault.count += fault.armed;
	if (!is_due())
		return false;
	if (fault.hit == NULL)
		fault.hit = call;
	errno = fault.err;
	return true;
}

/* ---- memory ---- */

WRAP(void *, calloc, size_t nmemb, size_t size);
WRAP(int, asprintf, char **text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void *
__wrap_calloc(size_t nmemb, size_t size)
{
	if (!fake_fault("calloc"))
		return __real_calloc(nmemb, size);
	errno = ENOMEM;
	return NULL;
}

int
__wrap_asprintf(char **text, const char *format, ...)
{
	va_list ap;
	int ret;

	if (fake_fault("asprintf"))
		return -1;
	va_start(ap, format);
	ret = vasprintf(text, format, ap);
	va_end(ap);
	return ret;
}
