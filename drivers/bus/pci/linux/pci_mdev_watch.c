/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mdevs that the kernel removes. Few kernel drivers ask for their device back
 * by an interrupt, and one counts it, takes it, and never fires (mtty of 6.1).
 * So all mdevs are looked for from time to time; sysfs has no event for it. The
 * kernel takes an mdev's link out of /sys/bus/mdev/devices first, and then
 * waits until nobody uses it (bus_remove_device(), since Linux 5.3).
 */

#include <errno.h>
#include <string.h>

#include <rte_alarm.h>
#include <rte_eal.h>

#include "pci_linux.h"

/* Twice a second: an operator who removes an mdev waits for it. */
#define LOOK_US 500000
/* As often as the kernel repeats its own request: the application may not have
 * listened, or not have been able to let go.
 */
#define REMIND_US 10000000
/*
 * Between the primary's: one process after the other. The primary may look only
 * just before this process would look again, and then EAL waits up to five
 * seconds for each process; and the detaching itself takes some time.
 */
#define AFTER_PRIMARY_US (LOOK_US + 5500000)

static void look(void *arg);
static void remind(void *arg);

static void
call_later(struct rte_pci_device_internal *dev, void (*call)(void *),
	uint64_t us)
{
	int ret = rte_eal_alarm_set(us, call, dev);

	if (ret < 0)
		PCI_LOG(WARNING, "%s: its removal will not be noticed: %s",
			dev->name, strerror(-ret));
}

/* In EAL's interrupt thread. The application may detach the device from its
 * callback, so that nothing of it is used afterwards.
 */
static void
remind(void *arg)
{
	struct rte_pci_device_internal *dev = arg;

	call_later(dev, remind, REMIND_US);
	dev->ops->hot_unplug(dev);
}

/*
 * What the primary detaches, EAL detaches in all processes, and it does so for
 * one process at a time: of two that let go of the same device, each in its
 * interrupt thread, one would wait for the other's until it fails.
 */
static bool
is_for_primary(void)
{
	return !pci_is_primary() && rte_eal_primary_proc_alive(NULL) == 1;
}

static void
look(void *arg)
{
	struct rte_pci_device_internal *dev = arg;

	if (pci_mdev_is_present(&dev->id)) {
		call_later(dev, look, LOOK_US);
		return;
	}
	PCI_LOG(INFO, "%s: the kernel is removing the device", dev->name);
	if (is_for_primary())
		call_later(dev, remind, AFTER_PRIMARY_US);
	else
		remind(dev);
}

void
pci_mdev_watch_start(struct rte_pci_device_internal *dev)
{
	call_later(dev, look, LOOK_US);
}

void
pci_mdev_watch_stop(struct rte_pci_device_internal *dev)
{
	rte_eal_alarm_cancel(look, dev);
	rte_eal_alarm_cancel(remind, dev);
}
