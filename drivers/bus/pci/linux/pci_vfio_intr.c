/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_interrupts.h>
#include <rte_vfio.h>

#include "pci_linux.h"
#include "pci_vfio_info.h"
#include "pci_vfio_intr.h"

/* In order of preference. */
static const struct intr_kind {
	const char *name;
	uint32_t index;
	enum rte_intr_mode mode;
	enum rte_intr_handle_type type;
} intr_kinds[] = {
	{ "MSI-X", VFIO_PCI_MSIX_IRQ_INDEX, RTE_INTR_MODE_MSIX,
		RTE_INTR_HANDLE_VFIO_MSIX },
	{ "MSI", VFIO_PCI_MSI_IRQ_INDEX, RTE_INTR_MODE_MSI,
		RTE_INTR_HANDLE_VFIO_MSI },
	{ "INTx", VFIO_PCI_INTX_IRQ_INDEX, RTE_INTR_MODE_LEGACY,
		RTE_INTR_HANDLE_VFIO_LEGACY },
};

static bool
is_asked_for(const struct intr_kind *kind)
{
	return rte_eal_vfio_intr_mode() == kind->mode;
}

static bool
is_wanted(const struct intr_kind *kind)
{
	return rte_eal_vfio_intr_mode() == RTE_INTR_MODE_NONE ||
		is_asked_for(kind);
}

/* Drivers answer differently for what they do not have: an error, no eventfd,
 * or a count of zero.
 */
static bool
has_eventfd(int fd, uint32_t nb_irqs, uint32_t index, struct pci_vfio_irq *irq)
{
	return index < nb_irqs && pci_vfio_irq_info(fd, index, irq) == 0 &&
		(irq->flags & VFIO_IRQ_INFO_EVENTFD);
}

/*
 * A count of zero is vfio-pci's answer. It is taken for the kind that is asked
 * for: the option is for all devices, and many do without interrupts.
 */
static bool
is_usable(const struct intr_kind *kind, const struct pci_vfio_irq *irq)
{
	return irq->count > 0 || is_asked_for(kind);
}

static const struct intr_kind *
pick_kind(int fd, uint32_t nb_irqs, struct pci_vfio_irq *irq)
{
	const struct intr_kind *kind;

	for (kind = intr_kinds; kind < intr_kinds + RTE_DIM(intr_kinds); kind++)
		if (is_wanted(kind) &&
				has_eventfd(fd, nb_irqs, kind->index, irq) &&
				is_usable(kind, irq))
			return kind;
	return NULL;
}

static int
open_event(struct rte_intr_handle *handle)
{
	int ret, fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	ret = rte_intr_fd_set(handle, fd);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	return fd;
}

static void
close_event(struct rte_intr_handle *handle)
{
	int fd = rte_intr_fd_get(handle);

	if (fd < 0)
		return;
	rte_intr_fd_set(handle, -1);
	close(fd);
}

/* The list of events holds RTE_MAX_RXTX_INTR_VEC_ID until a device has more. */
static int
make_room(struct rte_intr_handle *handle, uint32_t vectors)
{
	if (vectors <= INT32_MAX &&
			(int)vectors <= rte_intr_nb_intr_get(handle))
		return 0;
	return rte_intr_event_list_update(handle, (int)vectors) < 0 ?
		-ENOMEM : 0;
}

static int
open_kind(struct rte_pci_device_internal *dev, const struct intr_kind *kind,
	const struct pci_vfio_irq *irq)
{
	struct rte_intr_handle *handle = dev->device.intr_handle;
	int ret = make_room(handle, irq->count);

	if (ret == 0)
		ret = open_event(handle);
	if (ret < 0) {
		PCI_LOG(ERR, "%s: cannot set up %s interrupts: %s",
			dev->name, kind->name, strerror(-ret));
		return ret;
	}
	rte_intr_type_set(handle, kind->type);
	if (irq->count == 0)
		PCI_LOG(WARNING,
			"%s: no vectors of %s, which --vfio-intr asks for: it will not interrupt",
			dev->name, kind->name);
	PCI_LOG(DEBUG, "%s: uses %s interrupts, %u vectors", dev->name,
		kind->name, irq->count);
	return 0;
}

int
pci_vfio_intr_open(struct rte_pci_device_internal *dev, int device_fd,
	uint32_t nb_irqs)
{
	struct rte_intr_handle *handle = dev->device.intr_handle;
	const struct intr_kind *kind;
	struct pci_vfio_irq irq;
	int ret;

	/* Drivers find the device's descriptor here, interrupts or not. */
	ret = rte_intr_dev_fd_set(handle, device_fd);
	if (ret < 0)
		return pci_dev_fail(dev, "no interrupt handle (map it in a driver's probe)",
			ret);
	kind = pick_kind(device_fd, nb_irqs, &irq);
	if (kind != NULL) {
		ret = open_kind(dev, kind, &irq);
	} else if (rte_eal_vfio_intr_mode() == RTE_INTR_MODE_NONE) {
		PCI_LOG(DEBUG, "%s: has no interrupts", dev->name);
		return 0;
	} else {
		PCI_LOG(ERR, "%s: has no interrupt of the kind of --vfio-intr (leave it out)",
			dev->name);
		ret = -ENOTSUP;
	}
	if (ret < 0)
		pci_vfio_intr_close(dev);
	return ret;
}

/* EAL's handle of the request belongs to the primary just as well. */
void
pci_vfio_intr_lend(struct rte_pci_device_internal *dev, int device_fd)
{
	rte_intr_dev_fd_set(dev->device.intr_handle, device_fd);
	rte_intr_dev_fd_set(dev->device.vfio_req_intr_handle, device_fd);
}

void
pci_vfio_intr_close(struct rte_pci_device_internal *dev)
{
	struct rte_intr_handle *handle = dev->device.intr_handle;

	close_event(handle);
	rte_intr_type_set(handle, RTE_INTR_HANDLE_UNKNOWN);
	rte_intr_dev_fd_set(handle, -1);
}

/* In EAL's interrupt thread. */
static void
on_request(void *arg)
{
	struct rte_pci_device_internal *dev = arg;

	PCI_LOG(INFO, "%s: the kernel asks for the device back", dev->name);
	dev->ops->hot_unplug(dev);
}

static int
arm_request(struct rte_intr_handle *handle, int device_fd)
{
	int event_fd = open_event(handle);
	int ret;

	if (event_fd < 0)
		return event_fd;
	ret = pci_vfio_irq_enable(device_fd, VFIO_PCI_REQ_IRQ_INDEX, event_fd);
	if (ret < 0)
		close_event(handle);
	return ret;
}

static int
watch_request(struct rte_pci_device_internal *dev, int device_fd)
{
	struct rte_intr_handle *handle = dev->device.vfio_req_intr_handle;
	int ret;

	rte_intr_type_set(handle, RTE_INTR_HANDLE_VFIO_REQ);
	rte_intr_dev_fd_set(handle, device_fd);
	ret = rte_intr_callback_register(handle, on_request, dev);
	if (ret < 0)
		PCI_LOG(ERR, "%s: cannot watch for the kernel's request to release it: %s",
			dev->name, strerror(-ret));
	return ret;
}

/* Some drivers count one such interrupt, and refuse to enable it; mtty of 6.1
 * takes it, and never fires.
 */
int
pci_vfio_req_open(struct rte_pci_device_internal *dev, int device_fd,
	uint32_t nb_irqs)
{
	struct rte_intr_handle *handle = dev->device.vfio_req_intr_handle;
	struct pci_vfio_irq irq;
	int ret;

	if (!has_eventfd(device_fd, nb_irqs, VFIO_PCI_REQ_IRQ_INDEX, &irq) ||
			irq.count == 0)
		return 0;
	if (arm_request(handle, device_fd) < 0) {
		PCI_LOG(DEBUG, "%s: does not tell when it is to be released",
			dev->name);
		return 0;
	}
	ret = watch_request(dev, device_fd);
	if (ret < 0) {
		pci_vfio_irq_disable(device_fd, VFIO_PCI_REQ_IRQ_INDEX);
		close_event(handle);
	}
	return ret;
}

void
pci_vfio_req_close(struct rte_pci_device_internal *dev)
{
	struct rte_intr_handle *handle = dev->device.vfio_req_intr_handle;

	if (rte_intr_fd_get(handle) < 0) {
		rte_intr_dev_fd_set(handle, -1);
		return;
	}
	pci_vfio_irq_disable(rte_intr_dev_fd_get(handle),
		VFIO_PCI_REQ_IRQ_INDEX);
	rte_intr_callback_unregister_sync(handle, on_request, dev);
	close_event(handle);
	rte_intr_type_set(handle, RTE_INTR_HANDLE_UNKNOWN);
	rte_intr_dev_fd_set(handle, -1);
}
