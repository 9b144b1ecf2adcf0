/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Interrupts of the function, which reach the user as eventfds. The rules are those of vfio-pci:
 * one kind at a time; INTx is a level, masked when it is signalled, and signalled again when it is
 * unmasked while the function still asserts it.
 */

#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "mpci.h"
#include "lab_vfio.h"

#define NONE_ACTIVE VFIO_PCI_NUM_IRQS

static u32
count_intx(const struct mpci *mp)
{
	struct pci_dev *pdev = mp->fn->pdev;

	return mp->shape->intx && pdev->pin && pdev->irq && pci_intx_mask_supported(pdev);
}

static u32
count_msi(const struct mpci *mp)
{
	return mp->shape->msi ? max(pci_msi_vec_count(mp->fn->pdev), 0) : 0;
}

static u32
count_msix(const struct mpci *mp)
{
	return mp->shape->msix ? max(pci_msix_vec_count(mp->fn->pdev), 0) : 0;
}

static u32
count_req(const struct mpci *mp)
{
	return mp->shape->req;
}

static u32 (*const counts[VFIO_PCI_NUM_IRQS])(const struct mpci *mp) = {
	[VFIO_PCI_INTX_IRQ_INDEX] = count_intx,
	[VFIO_PCI_MSI_IRQ_INDEX] = count_msi,
	[VFIO_PCI_MSIX_IRQ_INDEX] = count_msix,
	[VFIO_PCI_REQ_IRQ_INDEX] = count_req,
};

u32
mpci_irq_count(const struct mpci *mp, u32 index)
{
	return index < VFIO_PCI_NUM_IRQS && counts[index] ? counts[index](mp) : 0;
}

/* --- INTx --- */

/* Lets the line through if nobody wants it closed. Called with its lock held. */
static void
update_line(struct mpci *mp)
{
	struct mpci_irqs *irqs = &mp->irqs;
	struct pci_dev *pdev = mp->fn->pdev;

	if (irqs->active != VFIO_PCI_INTX_IRQ_INDEX)
		return;
	if (irqs->masked || irqs->disabled || !irqs->vector->ctx) {
		pci_intx(pdev, 0);
	} else if (!pci_check_and_unmask_intx(pdev)) {
		irqs->masked = true;
		lab_signal(irqs->vector->ctx);
	}
}

static void
mask_line(struct mpci *mp, bool masked)
{
	struct mpci_irqs *irqs = &mp->irqs;
	unsigned long flags;

	spin_lock_irqsave(&mp->fn->command_lock, flags);
	irqs->masked = masked;
	update_line(mp);
	spin_unlock_irqrestore(&mp->fn->command_lock, flags);
}

void
mpci_irq_disable_line(struct mpci *mp, bool disable)
{
	struct mpci_irqs *irqs = &mp->irqs;
	unsigned long flags;

	spin_lock_irqsave(&mp->fn->command_lock, flags);
	if (irqs->disabled != disable) {
		irqs->disabled = disable;
		update_line(mp);
	}
	spin_unlock_irqrestore(&mp->fn->command_lock, flags);
}

static irqreturn_t
on_line(int irq, void *arg)
{
	struct mpci *mp = arg;
	struct mpci_irqs *irqs = &mp->irqs;
	irqreturn_t ret = IRQ_NONE;
	unsigned long flags;

	/* While it is masked, who shares the line has asserted it. */
	spin_lock_irqsave(&mp->fn->command_lock, flags);
	if (irqs->active == VFIO_PCI_INTX_IRQ_INDEX && !irqs->masked && !irqs->disabled &&
	    pci_check_and_mask_intx(mp->fn->pdev)) {
		irqs->masked = true;
		lab_signal(irqs->vector->ctx);
		ret = IRQ_HANDLED;
	}
	spin_unlock_irqrestore(&mp->fn->command_lock, flags);
	return ret;
}

/* --- vectors of MSI and MSI-X --- */

static irqreturn_t
on_vector(int irq, void *arg)
{
	struct mpci_vector *vector = arg;

	lab_signal(vector->ctx);
	return IRQ_HANDLED;
}

/* INTx needs no vectors of the kernel. */
static const struct irq_kind {
	const char *name;
	unsigned int pci_flag;
} kinds[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = { "mpci-intx", 0 },
	[VFIO_PCI_MSI_IRQ_INDEX] = { "mpci-msi", PCI_IRQ_MSI },
	[VFIO_PCI_MSIX_IRQ_INDEX] = { "mpci-msix", PCI_IRQ_MSIX },
};

/* Before the handler goes: others may share the line. */
static void
close_line(struct mpci *mp)
{
	unsigned long flags;

	spin_lock_irqsave(&mp->fn->command_lock, flags);
	pci_intx(mp->fn->pdev, 0);
	spin_unlock_irqrestore(&mp->fn->command_lock, flags);
}

static void
unhook(struct mpci *mp, struct mpci_vector *vector)
{
	if (!vector->ctx)
		return;
	if (mp->irqs.active == VFIO_PCI_INTX_IRQ_INDEX)
		close_line(mp);
	free_irq(vector->irq, mp->irqs.active == VFIO_PCI_INTX_IRQ_INDEX ? (void *)mp : vector);
	lab_slot_drop(&vector->ctx);
}

static int
hook(struct mpci *mp, struct mpci_vector *vector, struct eventfd_ctx *ctx)
{
	bool line = mp->irqs.active == VFIO_PCI_INTX_IRQ_INDEX;
	int ret;

	vector->ctx = ctx;
	ret = request_irq(vector->irq, line ? on_line : on_vector, line ? IRQF_SHARED : 0,
			  kinds[mp->irqs.active].name, line ? (void *)mp : vector);
	if (ret) {
		vector->ctx = NULL;
		eventfd_ctx_put(ctx);
	}
	return ret;
}

static int
assign(struct mpci *mp, u32 i, s32 fd)
{
	struct mpci_vector *vector = &mp->irqs.vector[i];
	struct eventfd_ctx *ctx = lab_eventfd_get(fd);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	unhook(mp, vector);
	return ctx ? hook(mp, vector, ctx) : 0;
}

static void
deactivate(struct mpci *mp)
{
	struct mpci_irqs *irqs = &mp->irqs;
	u32 i;

	if (irqs->active == NONE_ACTIVE)
		return;
	for (i = 0; i < irqs->nr; i++)
		unhook(mp, &irqs->vector[i]);
	irqs->active = NONE_ACTIVE;
	irqs->masked = false;
	pci_free_irq_vectors(mp->fn->pdev);
	/* Freeing the vectors lets the line through. */
	close_line(mp);
	kfree(irqs->vector);
	irqs->vector = NULL;
	irqs->nr = 0;
}

/* All vectors at once, so that any of them can be given an eventfd later. */
static int
alloc_vectors(struct mpci *mp, u32 index)
{
	struct pci_dev *pdev = mp->fn->pdev;
	struct mpci_irqs *irqs = &mp->irqs;
	u32 i, nr = mpci_irq_count(mp, index);
	int ret;

	irqs->vector = kcalloc(nr, sizeof(*irqs->vector), GFP_KERNEL);
	if (!irqs->vector)
		return -ENOMEM;
	if (kinds[index].pci_flag) {
		ret = pci_alloc_irq_vectors(pdev, nr, nr, kinds[index].pci_flag);
		if (ret < 0) {
			kfree(irqs->vector);
			irqs->vector = NULL;
			return ret;
		}
	}
	for (i = 0; i < nr; i++)
		irqs->vector[i].irq = pci_irq_vector(pdev, i);
	irqs->nr = nr;
	irqs->active = index;
	return 0;
}

static int
assign_vectors(struct mpci *mp, const struct vfio_irq_set *set, const s32 *fds)
{
	bool enabling = mp->irqs.active == NONE_ACTIVE;
	int ret = enabling ? alloc_vectors(mp, set->index) : 0;
	u32 i;

	if (ret)
		return ret;
	for (i = 0; i < set->count && !ret; i++)
		ret = assign(mp, set->start + i, fds[i]);
	if (enabling && ret)
		deactivate(mp);
	else
		mask_line(mp, mp->irqs.masked);
	return ret;
}

/* --- VFIO_DEVICE_SET_IRQS --- */

static int
set_mask(struct mpci *mp, const struct vfio_irq_set *set, const void *data, bool masked)
{
	if (mp->irqs.active != VFIO_PCI_INTX_IRQ_INDEX || set->start || set->count != 1)
		return -EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return -ENOTTY;
	if (lab_irq_chosen(set, data, 0))
		mask_line(mp, masked);
	return 0;
}

static int
mask_intx(struct mpci *mp, const struct vfio_irq_set *set, const void *data)
{
	return set_mask(mp, set, data, true);
}

static int
unmask_intx(struct mpci *mp, const struct vfio_irq_set *set, const void *data)
{
	return set_mask(mp, set, data, false);
}

static int
trigger_vectors(struct mpci *mp, const struct vfio_irq_set *set, const void *data)
{
	struct mpci_irqs *irqs = &mp->irqs;
	u32 i;

	if (irqs->active != set->index && irqs->active != NONE_ACTIVE)
		return -EINVAL;
	if (set->count && (set->flags & VFIO_IRQ_SET_DATA_EVENTFD))
		return assign_vectors(mp, set, data);
	if (irqs->active == NONE_ACTIVE)
		return -EINVAL;

	if (!set->count) {
		if (!(set->flags & VFIO_IRQ_SET_DATA_NONE))
			return -EINVAL;
		deactivate(mp);
	}
	for (i = 0; i < set->count; i++)
		if (lab_irq_chosen(set, data, i))
			lab_signal(irqs->vector[set->start + i].ctx);
	return 0;
}

static int
trigger_request(struct mpci *mp, const struct vfio_irq_set *set, const void *data)
{
	return lab_slot_trigger(&mp->irqs.req, set, data);
}

typedef int (*irq_handler)(struct mpci *mp, const struct vfio_irq_set *set, const void *data);

static const irq_handler irq_handlers[VFIO_PCI_NUM_IRQS][LAB_NR_IRQ_ACTIONS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = { mask_intx, unmask_intx, trigger_vectors },
	[VFIO_PCI_MSI_IRQ_INDEX] = { NULL, NULL, trigger_vectors },
	[VFIO_PCI_MSIX_IRQ_INDEX] = { NULL, NULL, trigger_vectors },
	[VFIO_PCI_REQ_IRQ_INDEX] = { NULL, NULL, trigger_request },
};

/* What vfio_set_irqs_validate_and_prepare() checks has been checked. */
int
mpci_irq_set(struct mpci *mp, const struct vfio_irq_set *set, const void *data)
{
	int action = lab_irq_action(set);
	irq_handler handler;

	if (action < 0)
		return action;
	handler = irq_handlers[set->index][action];
	return handler ? handler(mp, set, data) : -ENOTTY;
}

/* Asks the user to let the device go; false if the user did not arm the interrupt. */
bool
mpci_irq_request(struct mpci *mp)
{
	lab_signal(mp->irqs.req);
	return mp->irqs.req;
}

void
mpci_irq_init(struct mpci *mp)
{
	mp->irqs.active = NONE_ACTIVE;
	mp->irqs.masked = false;
	mp->irqs.disabled = false;
}

void
mpci_irq_release(struct mpci *mp)
{
	deactivate(mp);
	lab_slot_drop(&mp->irqs.req);
}
