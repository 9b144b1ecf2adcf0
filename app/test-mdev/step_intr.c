/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Steps of the console: what a driver may do with its device's interrupt.
 */

#include <errno.h>
#include <stdio.h>

#include <rte_interrupts.h>

#include "test_mdev.h"

static const struct rte_intr_handle *
interrupt_of(const char *name)
{
	const struct rte_pci_device *dev = test_pmd_find(name);

	return dev != NULL ? dev->intr_handle : NULL;
}

int
step_enable_interrupt(const char *name)
{
	return rte_intr_enable(interrupt_of(name));
}

int
step_disable_interrupt(const char *name)
{
	return rte_intr_disable(interrupt_of(name));
}

int
step_acknowledge_interrupt(const char *name)
{
	return rte_intr_ack(interrupt_of(name));
}

static void
on_interrupt(void *arg __rte_unused)
{
	printf("interrupt\n");
}

int
step_register_interrupt(const char *name)
{
	const struct rte_intr_handle *handle = interrupt_of(name);

	return handle == NULL ? -ENODEV :
		rte_intr_callback_register(handle, on_interrupt, NULL);
}

/* Refused while the callback runs: it is waited for. */
int
step_unregister_interrupt(const char *name)
{
	const struct rte_intr_handle *handle = interrupt_of(name);
	int ret;

	if (handle == NULL)
		return -ENODEV;
	ret = rte_intr_callback_unregister_sync(handle, on_interrupt, NULL);
	return ret > 0 ? 0 : ret;
}
