/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Interrupts, which reach the user as eventfds. The rules are those of vfio-pci: INTx or
 * MSI-X, not both; INTx is a level, masked when it is signalled, and signalled again when it
 * is unmasked while the device still asserts it.
 */

#include "mvnet.h"
#include "lab_vfio.h"

#define IRQ_NONE_ACTIVE VFIO_PCI_NUM_IRQS

u32
mvnet_irq_count(const struct mvnet *mv, u32 index)
{
	switch (index) {
	case VFIO_PCI_INTX_IRQ_INDEX:
		return mv->opt.intx ? 1 : 0;
	case VFIO_PCI_MSIX_IRQ_INDEX:
		return mv->opt.msix ? mvnet_nr_vectors(mv) : 0;
	case VFIO_PCI_REQ_IRQ_INDEX:
		return mv->opt.req ? 1 : 0;
	default:
		return 0;
	}
}

static void
activate(struct mvnet *mv, u32 index)
{
	mv->irqs.active = index;
	mv->irqs.masked = false;
	mvnet_config_msix_enable(mv, index == VFIO_PCI_MSIX_IRQ_INDEX);
}

static void
deactivate(struct mvnet *mv)
{
	int i;

	activate(mv, IRQ_NONE_ACTIVE);
	for (i = 0; i < MVNET_MAX_VECTORS; i++)
		lab_slot_drop(&mv->irqs.vector[i]);
}

void
mvnet_irq_update_line(struct mvnet *mv)
{
	struct mvnet_irqs *irqs = &mv->irqs;

	if (irqs->active != VFIO_PCI_INTX_IRQ_INDEX || irqs->masked || !mv->isr)
		return;
	if (mvnet_config_command(mv) & PCI_COMMAND_INTX_DISABLE)
		return;
	irqs->masked = true;
	lab_signal(irqs->vector[0]);
}

/* The status bits are set with MSI-X too: drivers read them there to tell what happened. */
void
mvnet_irq_raise(struct mvnet *mv, u8 isr, u16 vector)
{
	mv->isr |= isr;
	if (mv->irqs.active == VFIO_PCI_MSIX_IRQ_INDEX && vector < MVNET_MAX_VECTORS)
		lab_signal(mv->irqs.vector[vector]);
	mvnet_irq_update_line(mv);
}

/* Asks the user to let the device go; false if the user did not arm the interrupt. */
bool
mvnet_irq_request(struct mvnet *mv)
{
	lab_signal(mv->irqs.req);
	return mv->irqs.req;
}

static int
set_mask(struct mvnet *mv, const struct vfio_irq_set *set, const void *data, bool masked)
{
	if (mv->irqs.active != VFIO_PCI_INTX_IRQ_INDEX || set->start || set->count != 1)
		return -EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return -ENOTTY;
	if (lab_irq_chosen(set, data, 0))
		mv->irqs.masked = masked;
	mvnet_irq_update_line(mv);
	return 0;
}

static int
mask_intx(struct mvnet *mv, const struct vfio_irq_set *set, const void *data)
{
	return set_mask(mv, set, data, true);
}

static int
unmask_intx(struct mvnet *mv, const struct vfio_irq_set *set, const void *data)
{
	return set_mask(mv, set, data, false);
}

static int
assign_vectors(struct mvnet *mv, const struct vfio_irq_set *set, const s32 *fds)
{
	bool enabling = mv->irqs.active == IRQ_NONE_ACTIVE;
	int ret = 0;
	u32 i;

	for (i = 0; i < set->count && !ret; i++)
		ret = lab_slot_assign(&mv->irqs.vector[set->start + i], fds[i]);
	if (enabling && ret)
		deactivate(mv);
	else if (enabling)
		activate(mv, set->index);
	mvnet_irq_update_line(mv);
	return ret;
}

static int
trigger_vectors(struct mvnet *mv, const struct vfio_irq_set *set, const void *data)
{
	struct mvnet_irqs *irqs = &mv->irqs;
	u32 i;

	if (irqs->active != set->index && irqs->active != IRQ_NONE_ACTIVE)
		return -EINVAL;
	if (set->count && (set->flags & VFIO_IRQ_SET_DATA_EVENTFD))
		return assign_vectors(mv, set, data);
	if (irqs->active == IRQ_NONE_ACTIVE)
		return -EINVAL;

	if (!set->count) {
		if (!(set->flags & VFIO_IRQ_SET_DATA_NONE))
			return -EINVAL;
		deactivate(mv);
	}
	for (i = 0; i < set->count; i++)
		if (lab_irq_chosen(set, data, i))
			lab_signal(irqs->vector[set->start + i]);
	return 0;
}

static int
trigger_request(struct mvnet *mv, const struct vfio_irq_set *set, const void *data)
{
	return lab_slot_trigger(&mv->irqs.req, set, data);
}

typedef int (*irq_handler)(struct mvnet *mv, const struct vfio_irq_set *set, const void *data);

static const irq_handler irq_handlers[VFIO_PCI_NUM_IRQS][LAB_NR_IRQ_ACTIONS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = { mask_intx, unmask_intx, trigger_vectors },
	[VFIO_PCI_MSIX_IRQ_INDEX] = { NULL, NULL, trigger_vectors },
	[VFIO_PCI_REQ_IRQ_INDEX] = { NULL, NULL, trigger_request },
};

/* What vfio_set_irqs_validate_and_prepare() checks has been checked. */
int
mvnet_irq_set(struct mvnet *mv, const struct vfio_irq_set *set, const void *data)
{
	int action = lab_irq_action(set);
	irq_handler handler;

	if (action < 0)
		return action;
	handler = irq_handlers[set->index][action];
	return handler ? handler(mv, set, data) : -ENOTTY;
}

static u32
table_size(const struct mvnet *mv)
{
	return mvnet_nr_vectors(mv) * PCI_MSIX_ENTRY_SIZE;
}

/* The table's content has no effect: the eventfds take its place. */
void
mvnet_irq_table_load(struct mvnet *mv, u32 off, u8 *buf, u32 len)
{
	memset(buf, 0, len);
	if (off < table_size(mv))
		memcpy(buf, mv->irqs.table + off, len);
}

void
mvnet_irq_table_store(struct mvnet *mv, u32 off, const u8 *buf, u32 len)
{
	if (off < table_size(mv))
		memcpy(mv->irqs.table + off, buf, len);
}

void
mvnet_irq_init(struct mvnet *mv)
{
	int i;

	activate(mv, IRQ_NONE_ACTIVE);
	memset(mv->irqs.table, 0, sizeof(mv->irqs.table));
	/* PCI: vectors are masked until a driver says otherwise. */
	for (i = 0; i < MVNET_MAX_VECTORS; i++)
		mv->irqs.table[i * PCI_MSIX_ENTRY_SIZE + PCI_MSIX_ENTRY_VECTOR_CTRL] =
			PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

void
mvnet_irq_release(struct mvnet *mv)
{
	deactivate(mv);
	lab_slot_drop(&mv->irqs.req);
}
