/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <rte_common.h>

#include "pci_module.h"
#include "pci_sigsegv.h"

/* Written ahead of the handler's installation. */
static struct sigaction before;
/* SA_RESETHAND: what was there before is good for one fault. */
static bool is_before_spent;
static pci_sigsegv_t *asked;	/* NULL: nobody is */
static bool is_behind;		/* another handler, which may pass on to it */
static bool is_ending;		/* the process */

/* Longer than a driver takes from one access to the next, when it polls. */
#define OTHERS_STOP_MS 5

/* ---- what was there before ---- */

/* While the action is the default, an access of another thread would end the
 * process in the place of the fault, and be what the core dump shows.
 */
static void
stop_others(void)
{
	__atomic_store_n(&is_ending, true, __ATOMIC_SEQ_CST);
	poll(NULL, 0, OTHERS_STOP_MS);
}

static void
stop_if_ending(void)
{
	while (__atomic_load_n(&is_ending, __ATOMIC_SEQ_CST))
		pause();
}

/* A fault comes again when the handler returns; what was sent would not. */
static void
take_default(int sig, siginfo_t *info)
{
	const struct sigaction action = { .sa_handler = SIG_DFL };

	stop_others();
	sigaction(sig, &action, NULL);
	if (info->si_code <= 0)
		syscall(SYS_rt_tgsigqueueinfo, getpid(),
			(pid_t)syscall(SYS_gettid), sig, info);
}

/* With the signals blocked that the kernel would have blocked. */
static void
call_before(int sig, siginfo_t *info, ucontext_t *frame)
{
	sigset_t blocked = before.sa_mask, mask;

	if (!(before.sa_flags & SA_NODEFER))
		sigaddset(&blocked, sig);
	pthread_sigmask(SIG_SETMASK, &frame->uc_sigmask, &mask);
	pthread_sigmask(SIG_BLOCK, &blocked, NULL);
	if (before.sa_flags & SA_SIGINFO)
		before.sa_sigaction(sig, info, frame);
	else
		before.sa_handler(sig);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

/* A fault is not ignored: the kernel ends the process then, too. */
static void
pass_on(int sig, siginfo_t *info, ucontext_t *frame)
{
	bool is_spent = (before.sa_flags & SA_RESETHAND) &&
		__atomic_exchange_n(&is_before_spent, true, __ATOMIC_RELAXED);

	if (before.sa_handler == SIG_IGN && info->si_code <= 0)
		return;
	if (is_spent || before.sa_handler == SIG_IGN ||
			before.sa_handler == SIG_DFL)
		take_default(sig, info);
	else
		call_before(sig, info, frame);
}

static void
on_sigsegv(int sig, siginfo_t *info, void *frame)
{
	pci_sigsegv_t *handle = __atomic_load_n(&asked, __ATOMIC_ACQUIRE);
	int err = errno;

	stop_if_ending();
	if (handle == NULL || !handle(info, frame))
		pass_on(sig, info, frame);
	errno = err;
}

/* ---- installed, or not ---- */

static bool
is_ours(const struct sigaction *action)
{
	return action->sa_sigaction == on_sigsegv;
}

/* Who took it and gave it back by signal() has lost the flag. */
static bool
is_whole(const struct sigaction *action)
{
	return is_ours(action) && (action->sa_flags & SA_SIGINFO);
}

static const void *
handler_of(const struct sigaction *action)
{
	return (const void *)(uintptr_t)action->sa_handler;
}

static bool
is_default(const void *other)
{
	return other == (const void *)SIG_DFL || other == (const void *)SIG_IGN;
}

bool
pci_sigsegv_is_known_to(const void *other)
{
	return !is_default(other) && pci_module_keeps(other, (uintptr_t)on_sigsegv);
}

/* One that is blocked ends the process. */
static void
block_all_but_faults(sigset_t *mask)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS };
	unsigned int i;

	sigfillset(mask);
	for (i = 0; i < RTE_DIM(faults); i++)
		sigdelset(mask, faults[i]);
}

/*
 * On the stack that a handler before it would have had, and system calls go on or
 * end as they would have. No other handler comes between, which might never come
 * back. It may fault itself, at the other end of a string move: that is a fault
 * like others. Its address is not to be data, where pci_sigsegv_is_known_to() would
 * find it, as it may be if it is in an initialiser.
 */
static int
install(void)
{
	struct sigaction action;

	action.sa_sigaction = on_sigsegv;
	action.sa_flags = SA_SIGINFO | SA_NODEFER |
		(before.sa_flags & (SA_ONSTACK | SA_RESTART));
	block_all_but_faults(&action.sa_mask);
	return sigaction(SIGSEGV, &action, NULL) < 0 ? -errno : 0;
}

/*
 * Where ours has stayed behind another one, that one may pass on to it: ahead of
 * it, ours would be called by what it calls, and so on.
 */
int
pci_sigsegv_open(pci_sigsegv_t *handle)
{
	struct sigaction found;
	int ret = 0;

	if (sigaction(SIGSEGV, NULL, &found) < 0)
		return -errno;
	if (is_ours(&found)) {
		ret = install();
	} else if (!is_behind || !pci_sigsegv_is_known_to(handler_of(&found))) {
		before = found;
		is_before_spent = false;
		ret = install();
	}
	if (ret == 0)
		__atomic_store_n(&asked, handle, __ATOMIC_RELEASE);
	return ret;
}

/* As the kernel would have left it. */
static void
give_back(void)
{
	struct sigaction action = before;

	if (__atomic_load_n(&is_before_spent, __ATOMIC_RELAXED))
		action.sa_handler = SIG_DFL;
	sigaction(SIGSEGV, &action, NULL);
}

void
pci_sigsegv_close(void)
{
	struct sigaction found;

	__atomic_store_n(&asked, NULL, __ATOMIC_RELEASE);
	if (sigaction(SIGSEGV, NULL, &found) < 0)
		return;
	is_behind = !is_ours(&found);
	if (!is_behind)
		give_back();
}

bool
pci_sigsegv_is_first(const void **other)
{
	struct sigaction found;

	if (sigaction(SIGSEGV, NULL, &found) < 0 || is_whole(&found))
		return true;
	*other = handler_of(&found);
	return false;
}

void
pci_sigsegv_describe(const void *other, char *text, size_t size)
{
	if (is_default(other))
		snprintf(text, size, "the default action");
	else
		pci_module_describe(other, text, size);
}
