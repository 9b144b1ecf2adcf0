/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_fault.h"
#include "testing.h"

#define MAX_CALLS 64

enum fault_kind {
	FAULT_ONCE,
	FAULT_FROM,
	FAULT_SHORT_HALF,
	FAULT_SHORT_ALL,
};

static struct {
	bool armed;
	enum fault_kind kind;
	unsigned int nth;
	unsigned int count;
	int err;
	const char *hit;
} fault;

/* By name, in the order in which each came first. */
static struct {
	const char *name;
	unsigned int count;
} calls[MAX_CALLS];
static unsigned int nb_calls;

static void
arm(unsigned int nth, int err, enum fault_kind kind)
{
	fault.armed = true;
	fault.kind = kind;
	fault.nth = nth;
	fault.count = 0;
	fault.err = err;
	fault.hit = NULL;
	nb_calls = 0;
}

void
fake_fault_arm(unsigned int nth, int err)
{
	arm(nth, err, FAULT_ONCE);
}

void
fake_fault_arm_from(unsigned int nth, int err)
{
	arm(nth, err, FAULT_FROM);
}

void
fake_fault_arm_short(unsigned int nth, bool half)
{
	arm(nth, 0, half ? FAULT_SHORT_HALF : FAULT_SHORT_ALL);
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

void
fake_fault_print(const char *operation)
{
	unsigned int i;

	print_message("%s: %u calls", operation, fault.count);
	for (i = 0; i < nb_calls; i++)
		print_message("%s %u %s", i == 0 ? ":" : ",", calls[i].count,
			calls[i].name);
	print_message("\n");
}

static void
note(const char *call)
{
	unsigned int i = 0;

	while (i < nb_calls && strcmp(calls[i].name, call) != 0)
		i++;
	if (i == MAX_CALLS)
		return;
	if (i == nb_calls) {
		calls[nb_calls].name = call;
		calls[nb_calls++].count = 0;
	}
	calls[i].count++;
}

static bool
is_due(const char *call)
{
	if (!fault.armed)
		return false;
	note(call);
	fault.count++;
	if (fault.nth == 0 || fault.count < fault.nth ||
			(fault.count > fault.nth && fault.kind != FAULT_FROM))
		return false;
	if (fault.hit == NULL)
		fault.hit = call;
	return true;
}

static bool
is_short(void)
{
	return fault.kind == FAULT_SHORT_HALF || fault.kind == FAULT_SHORT_ALL;
}

bool
fake_fault(const char *call)
{
	if (is_short() || !is_due(call))
		return false;
	errno = fault.err;
	return true;
}

ssize_t
fake_fault_moved(const char *call, ssize_t len)
{
	if (!is_short() || len <= 0 || !is_due(call))
		return len;
	return fault.kind == FAULT_SHORT_HALF ? len / 2 : 0;
}

/* ---- memory ---- */

WRAP(void *, malloc, size_t size);
WRAP(void *, calloc, size_t nmemb, size_t size);
WRAP(void *, realloc, void *old, size_t size);
WRAP(int, asprintf, char **text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void *
__wrap_malloc(size_t size)
{
	if (!fake_fault("malloc"))
		return __real_malloc(size);
	errno = ENOMEM;
	return NULL;
}

void *
__wrap_realloc(void *old, size_t size)
{
	if (!fake_fault("realloc"))
		return __real_realloc(old, size);
	errno = ENOMEM;
	return NULL;
}

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
