/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Steps of the console: accesses by pointers, to a device and to nowhere, in a
 * program that may have a handler for SIGSEGV of its own.
 */

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "test_mdev.h"

/* ---- the program's own handler ---- */

static sigjmp_buf before_fault;
static struct sigaction former;

static void
take_fault(int number __rte_unused, siginfo_t *info __rte_unused,
	void *context __rte_unused)
{
	siglongjmp(before_fault, 1);
}

/* A program with its own guard pages does this: what is not its, others have. */
static void
pass_fault_on(int number, siginfo_t *info, void *context)
{
	if (info->si_addr == NULL)
		take_fault(number, info, context);
	else
		former.sa_sigaction(number, info, context);
}

/* kind: "take" all faults and forget whose they were, or "pass" those on that are
 * not the program's.
 */
int
step_handle_faults(const char *kind)
{
	const bool pass = strcmp(kind, "pass") == 0;
	const struct sigaction action = {
		.sa_sigaction = pass ? pass_fault_on : take_fault,
		.sa_flags = SA_SIGINFO,
	};

	if (!pass && strcmp(kind, "take") != 0)
		return -EINVAL;
	return sigaction(SIGSEGV, &action, pass ? &former : NULL) < 0 ?
		-errno : 0;
}

/* ---- accesses ---- */

static volatile uint32_t *
first_register(const struct rte_pci_device *dev)
{
	return dev->mem_resource[0].addr;
}

/* -EFAULT: the program's handler has had the fault */
int
step_load(const char *name)
{
	const struct rte_pci_device *dev = test_pmd_find(name);
	uint32_t loaded, read;

	if (dev == NULL || first_register(dev) == NULL)
		return -ENXIO;
	if (sigsetjmp(before_fault, 1) != 0)
		return -EFAULT;
	loaded = *first_register(dev);
	if (rte_pci_mmio_read(dev, 0, &read, sizeof(read), 0) != sizeof(read))
		return -EIO;
	return loaded == read ? 0 : -EBADMSG;
}

/* As no driver of DPDK's does, and nothing but a mapping can do */
int
step_add(const char *name)
{
	const struct rte_pci_device *dev = test_pmd_find(name);

	if (dev == NULL || first_register(dev) == NULL)
		return -ENXIO;
	if (sigsetjmp(before_fault, 1) != 0)
		return -EFAULT;
	__atomic_fetch_add(first_register(dev), 1, __ATOMIC_SEQ_CST);
	return 0;
}

/* A bug of the program's: where is "null". */
int
step_load_from(const char *where)
{
	/* The compiler does not know what is there. */
	static volatile uint32_t *volatile nowhere;

	if (strcmp(where, "null") != 0)
		return -EINVAL;
	if (sigsetjmp(before_fault, 1) != 0)
		return -EFAULT;
	return *nowhere != 0;
}
