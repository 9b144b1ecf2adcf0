/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The page is made inaccessible. An instruction that touches it faults, is
 * noted, gets the page for the time of one step, and loses it again.
 */

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "fake_watch.h"
#include "testing.h"

#if defined(__x86_64__)

#define PAGE 4096
#define TRAP_FLAG 0x100

static struct {
	char *page;
	unsigned int count;
	unsigned int offsets[FAKE_WATCH_MAX];
	struct sigaction old_fault;
	struct sigaction old_step;
} watch;

bool
fake_watch_is_supported(void)
{
	return true;
}

static void
set_trap_flag(ucontext_t *context, bool on)
{
	context->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
	context->uc_mcontext.gregs[REG_EFL] |= on ? TRAP_FLAG : 0;
}

/* A fault elsewhere comes again, and then it is what it always was. */
static void
on_fault(int signum, siginfo_t *info, void *context)
{
	const char *at = info->si_addr;

	if (at < watch.page || at >= watch.page + PAGE) {
		sigaction(signum, &watch.old_fault, NULL);
		return;
	}
	if (watch.count < FAKE_WATCH_MAX)
		watch.offsets[watch.count] = (unsigned int)(at - watch.page);
	watch.count++;
	mprotect(watch.page, PAGE, PROT_READ | PROT_WRITE);
	set_trap_flag(context, true);
}

static void
on_step(int signum, siginfo_t *info, void *context)
{
	(void)signum;
	(void)info;
	mprotect(watch.page, PAGE, PROT_NONE);
	set_trap_flag(context, false);
}

void
fake_watch_begin(void *page)
{
	struct sigaction fault = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO };
	struct sigaction step = { .sa_sigaction = on_step,
		.sa_flags = SA_SIGINFO };

	watch.page = page;
	watch.count = 0;
	assert_int_equal(sigaction(SIGSEGV, &fault, &watch.old_fault), 0);
	assert_int_equal(sigaction(SIGTRAP, &step, &watch.old_step), 0);
	assert_int_equal(mprotect(page, PAGE, PROT_NONE), 0);
}

unsigned int
fake_watch_end(unsigned int offsets[FAKE_WATCH_MAX])
{
	mprotect(watch.page, PAGE, PROT_READ | PROT_WRITE);
	sigaction(SIGTRAP, &watch.old_step, NULL);
	sigaction(SIGSEGV, &watch.old_fault, NULL);
	memcpy(offsets, watch.offsets, sizeof(watch.offsets));
	return watch.count;
}

#else

bool
fake_watch_is_supported(void)
{
	return false;
}

void
fake_watch_begin(void *page)
{
	(void)page;
}

unsigned int
fake_watch_end(unsigned int offsets[FAKE_WATCH_MAX])
{
	(void)offsets;
	return 0;
}

#endif
