/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Mdevs that appear: RTE_DEV_EVENT_ADD for each that the bus could take, by the
 * kernel's uevents. EAL's monitor leaves out those of mdevs, and cannot be asked
 * whether it runs; so this listener runs always, in the primary process, which
 * attaches for all: the modules that make mdevs may come after the only scan.
 * While no driver is bound to anything, nothing wakes it. EAL tells those who
 * registered a callback, and nobody else. Nothing is opened, and no list is
 * looked at: as with PCI functions, blocked devices are reported too.
 *
 * The event "add" comes before the kernel driver has the device, "bind" when it
 * has it; but also then what makes it an mdev is missing in sysfs for a moment
 * (mdev_device_create()), and nothing tells when that is there. The event
 * "remove" comes when nobody has the device open any more, which is too late:
 * see pci_mdev_watch.c.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include <rte_alarm.h>
#include <rte_interrupts.h>

#include "pci_linux.h"
#include "pci_uevent.h"

/* Between the event and the end of creation there are two links to make, and
 * whatever the scheduler puts there.
 */
#define LOOK_US 10000
#define LOOKS_MAX 500	/* 5 s */

/* Messages that are read at a time. */
#define READS_MAX 64

/* One that is not complete, or cannot be looked at now. */
struct arrival {
	TAILQ_ENTRY(arrival) next;
	struct pci_dev_id id;
	unsigned int looks;
};

/* Arrivals are the interrupt thread's, for as long as there is a handle. */
static struct {
	struct rte_intr_handle *handle;	/* NULL: not listening */
	bool refused;			/* and not to be tried again */
	TAILQ_HEAD(, arrival) arrivals;
} listener = {
	.arrivals = TAILQ_HEAD_INITIALIZER(listener.arrivals),
};

static void look(void *arg);

static void
warn(const struct pci_dev_id *id, const char *why)
{
	char name[PCI_ID_STRLEN];

	pci_id_format(id, name);
	PCI_LOG(WARNING, "mdev %s: is new, and is not reported: %s", name, why);
}

/* It is being made, or removed; or the process lacks what others may give back. */
static bool
is_passing(int err)
{
	return err == -EAGAIN || err == -EMFILE || err == -ENFILE ||
		err == -ENOMEM;
}

/* It has gone again, or is no vfio-pci: nothing that the application misses. */
static bool
is_of_no_use(int err)
{
	return err == -ENOENT || err == -ENODEV || err == -ENOTSUP;
}

static void
report(const struct pci_dev_id *id, int err)
{
	char name[PCI_ID_STRLEN];

	pci_id_format(id, name);
	if (err == 0) {
		PCI_LOG(DEBUG, "mdev %s: is new", name);
		rte_dev_event_callback_process(name, RTE_DEV_EVENT_ADD);
	} else if (is_of_no_use(err)) {
		PCI_LOG(DEBUG, "mdev %s: is new, and of no use: %s", name,
			strerror(-err));
	} else {
		warn(id, strerror(-err));
	}
}

/* @return 0: all is said; -errno: look again. */
static int
report_if_known(const struct pci_dev_id *id)
{
	int ret = pci_mdev_check(id);

	if (is_passing(ret))
		return ret;
	report(id, ret);
	return 0;
}

static void
forget(struct arrival *arrival)
{
	TAILQ_REMOVE(&listener.arrivals, arrival, next);
	free(arrival);
}

static void
give_up(struct arrival *arrival, const char *why)
{
	warn(&arrival->id, why);
	forget(arrival);
}

static void
look_later(struct arrival *arrival)
{
	int ret = rte_eal_alarm_set(LOOK_US, look, arrival);

	if (ret < 0)
		give_up(arrival, strerror(-ret));
}

static void
look(void *arg)
{
	struct arrival *arrival = arg;
	int ret = report_if_known(&arrival->id);

	if (ret == 0)
		forget(arrival);
	else if (++arrival->looks < LOOKS_MAX)
		look_later(arrival);
	else
		give_up(arrival, ret != -EAGAIN ? strerror(-ret) :
			"its mdev_type/device_api did not appear within 5 s");
}

static struct arrival *
find_arrival(const struct pci_dev_id *id)
{
	struct arrival *arrival;

	TAILQ_FOREACH(arrival, &listener.arrivals, next) {
		if (pci_id_cmp(&arrival->id, id) == 0)
			return arrival;
	}
	return NULL;
}

/* One may go, and come again, while it is waited for. */
static void
await(const struct pci_dev_id *id)
{
	struct arrival *arrival = find_arrival(id);

	if (arrival != NULL) {
		arrival->looks = 0;
		return;
	}
	arrival = calloc(1, sizeof(*arrival));
	if (arrival == NULL) {
		warn(id, strerror(ENOMEM));
		return;
	}
	arrival->id = *id;
	TAILQ_INSERT_TAIL(&listener.arrivals, arrival, next);
	look_later(arrival);
}

/* What is known now need not be waited for: it would be reported again. */
static void
await_no_more(const struct pci_dev_id *id)
{
	struct arrival *arrival = find_arrival(id);

	if (arrival == NULL)
		return;
	rte_eal_alarm_cancel(look, arrival);
	forget(arrival);
}

static void
on_bound(const struct pci_dev_id *id)
{
	if (report_if_known(id) < 0)
		await(id);
	else
		await_no_more(id);
}

/* @return whether there may be more. */
static bool
read_one(int fd)
{
	char msg[PCI_UEVENT_MAX];
	struct pci_dev_id id;
	ssize_t len = pci_uevent_read(fd, msg);

	if (len == -ENOBUFS)
		PCI_LOG(WARNING, "new mdevs may not be reported: "
			"there was no room for the kernel's messages");
	if (len > 0 && pci_uevent_is_bound_mdev(msg, (size_t)len, &id))
		on_bound(&id);
	return len >= 0 || len == -ENOBUFS;
}

/* The socket stays readable, so that the rest is read after other interrupts. */
static void
on_uevent(void *arg __rte_unused)
{
	int fd = rte_intr_fd_get(listener.handle);
	unsigned int i = 0;

	while (i++ < READS_MAX && read_one(fd))
		;
}

/* ---- begin and end ---- */

static int
listen_by(struct rte_intr_handle *handle, int fd)
{
	int ret = rte_intr_type_set(handle, RTE_INTR_HANDLE_DEV_EVENT);

	if (ret == 0)
		ret = rte_intr_fd_set(handle, fd);
	if (ret == 0)
		ret = rte_intr_callback_register(handle, on_uevent, NULL);
	return ret;
}

static int
listen_to(int fd)
{
	int ret;

	listener.handle = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_PRIVATE);
	if (listener.handle == NULL)
		return -ENOMEM;
	ret = listen_by(listener.handle, fd);
	if (ret < 0) {
		rte_intr_instance_free(listener.handle);
		listener.handle = NULL;
	}
	return ret;
}

static int
start(void)
{
	int ret, fd = pci_uevent_open();

	if (fd < 0)
		return fd;
	ret = listen_to(fd);
	if (ret < 0)
		close(fd);
	return ret;
}

/* There is no netlink, or not for this process; nothing will change that. */
static bool
is_refusal(int err)
{
	return err == -EPERM || err == -EACCES || err == -EAFNOSUPPORT ||
		err == -EPROTONOSUPPORT;
}

void
pci_mdev_arrival_start(void)
{
	int ret;

	if (listener.handle != NULL || listener.refused)
		return;
	ret = start();
	listener.refused = is_refusal(ret);
	if (listener.refused)
		PCI_LOG(DEBUG, "new mdevs will not be reported: %s",
			strerror(-ret));
	else if (ret < 0)
		PCI_LOG(WARNING, "new mdevs are not reported until the next scan: %s",
			strerror(-ret));
}

void
pci_mdev_arrival_stop(void)
{
	int fd;

	listener.refused = false;
	if (listener.handle == NULL)
		return;
	rte_intr_callback_unregister_sync(listener.handle, on_uevent, NULL);
	/* Of whatever arrival. */
	rte_eal_alarm_cancel(look, (void *)-1);
	while (!TAILQ_EMPTY(&listener.arrivals))
		forget(TAILQ_FIRST(&listener.arrivals));
	fd = rte_intr_fd_get(listener.handle);
	rte_intr_instance_free(listener.handle);
	listener.handle = NULL;
	close(fd);
}
