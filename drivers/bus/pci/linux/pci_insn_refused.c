/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* The table of what is refused, and why. */

#include "pci_insn_ops.h"
#include "pci_insn_zydis.h"

static bool
is_atomic(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	/* XCHG is locked by itself. */
	return (decoded->insn.attributes & ZYDIS_ATTRIB_HAS_LOCK) ||
		(insn->to.kind == PCI_INSN_MEMORY &&
		decoded->insn.mnemonic == ZYDIS_MNEMONIC_XCHG);
}

static bool
is_unknown(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	(void)decoded;
	return insn->op == NULL;
}

/* The base of FS and GS is in no signal's frame. */
static bool
has_segment(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	(void)insn;
	return (decoded->insn.attributes & (ZYDIS_ATTRIB_HAS_SEGMENT_FS |
		ZYDIS_ATTRIB_HAS_SEGMENT_GS)) != 0;
}

static bool
has_mask(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	(void)insn;
	return decoded->insn.avx.mask.mode > ZYDIS_MASK_MODE_DISABLED;
}

/*
 * No compiler makes these. Processors differ in the upper half of RCX, and REPNE
 * is for what compares.
 */
static bool
is_odd_string(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	return (insn->op->traits & PCI_INSN_STRING) &&
		(decoded->insn.address_width != 64 ||
		(insn->is_repne && insn->op->flags == 0));
}

/* A bit whose number is in a register may be in any other word. */
static bool
is_bit_elsewhere(const struct pci_insn_decoded *decoded,
	const struct pci_insn *insn)
{
	return decoded->insn.mnemonic == ZYDIS_MNEMONIC_BT &&
		insn->from.kind != PCI_INSN_IMMEDIATE;
}

static bool
is_memory(const struct pci_insn_operand *operand)
{
	return operand->kind == PCI_INSN_MEMORY;
}

static bool
has_no_memory(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	(void)decoded;
	return !is_memory(&insn->to) && !is_memory(&insn->from) &&
		!is_memory(&insn->third);
}

static bool
is_scalar(const struct pci_insn_operand *operand)
{
	return operand->kind != PCI_INSN_VECTOR && operand->width <= 8;
}

/* Memory and a vector, and perhaps the number of an element. */
static bool
has_odd_vector(const struct pci_insn *insn)
{
	const struct pci_insn_operand *other =
		is_memory(&insn->to) ? &insn->from : &insn->to;

	return is_memory(&insn->third) || other->kind != PCI_INSN_VECTOR;
}

/* Each that it has must be known, and a vector only where one is to be. */
static bool
has_odd_operand(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	uint16_t traits = insn->op->traits;

	(void)decoded;
	if (!(traits & PCI_INSN_THIRD) && insn->third.kind != PCI_INSN_NONE)
		return true;
	if (traits & PCI_INSN_VECTORS)
		return has_odd_vector(insn);
	return !is_scalar(&insn->to) || !is_scalar(&insn->from) ||
		!is_scalar(&insn->third) || insn->to.kind == PCI_INSN_NONE ||
		(insn->from.kind == PCI_INSN_NONE && !(traits & PCI_INSN_SINGLE));
}

static bool
is_misaligned(const struct pci_insn_decoded *decoded, const struct pci_insn *insn)
{
	const struct pci_insn_operand *memory =
		is_memory(&insn->to) ? &insn->to : &insn->from;

	(void)decoded;
	return (insn->op->traits & PCI_INSN_ALIGNED) &&
		(memory->value & (memory->width - 1u)) != 0;
}

static const struct {
	bool (*is)(const struct pci_insn_decoded *decoded, const struct pci_insn *insn);
	const char *why;
} refusals[] = {
	/* In this order: the later ones need an operation. */
	{ is_atomic, "it is atomic" },
	{ is_unknown, "it is not known" },
	{ has_segment, "it has a segment" },
	{ has_mask, "it has a mask" },
	{ is_odd_string, "it is an odd string instruction" },
	{ has_no_memory, "it accesses no memory" },
	{ is_bit_elsewhere, "its address depends on a bit's number" },
	{ has_odd_operand, "its operand is not known" },
	{ is_misaligned, "its address is not aligned" },
};

const char *
pci_insn_why_refused(const struct pci_insn_decoded *decoded,
	const struct pci_insn *insn)
{
	unsigned int i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refusals[i].is(decoded, insn))
			return refusals[i].why;
	return NULL;
}
