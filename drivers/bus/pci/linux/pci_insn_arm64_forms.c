/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Loads and stores of AArch64, by the fields of their words. The encodings are
 * those of the Arm Architecture Reference Manual (DDI 0487), C4.1, "Loads and
 * stores".
 */

#include "pci_insn_arm64.h"

static const char unknown[] = "it is not known";

static unsigned int
field(uint32_t word, unsigned int at, unsigned int bits)
{
	return word >> at & ((1u << bits) - 1);
}

static uint64_t
signed_field(uint32_t word, unsigned int at, unsigned int bits)
{
	uint64_t sign = 1ull << (bits - 1);

	return (field(word, at, bits) ^ sign) - sign;
}

/* ---- forms: what is accessed, and where; or why not ---- */

typedef const char *(take_t)(uint32_t word, struct pci_insn_access *access);

static void
take_base(uint32_t word, struct pci_insn_access *access)
{
	access->base = field(word, 5, 5);
	access->addr = *pci_insn_base(access);
}

static void
take_general_kind(unsigned int opc, struct pci_insn_access *access)
{
	access->is_load = opc != 0;
	access->is_signed = opc >= 2;
	access->is_short = opc == 3;
}

/* One register: its kind, its width, and the base. */
static const char *
take_single(uint32_t word, struct pci_insn_access *access)
{
	unsigned int size = field(word, 30, 2), opc = field(word, 22, 2);

	access->nb = 1;
	access->regs[0] = field(word, 0, 5);
	access->is_vector = field(word, 26, 1);
	take_base(word, access);
	if (access->is_vector) {
		access->is_load = opc & 1;
		size += (opc & 2) << 1;
		access->width = 1u << size;
		return size > 4 ? unknown : NULL;
	}
	take_general_kind(opc, access);
	access->width = 1u << size;
	/* Prefetches, and what is not assigned. */
	return opc >= 2 && size + opc >= 5 ? unknown : NULL;
}

static const char *
take_scaled(uint32_t word, struct pci_insn_access *access)
{
	const char *why = take_single(word, access);

	access->addr += (uint64_t)field(word, 10, 12) * access->width;
	return why;
}

static const char *
take_unscaled(uint32_t word, struct pci_insn_access *access)
{
	const char *why = take_single(word, access);

	access->addr += signed_field(word, 12, 9);
	return why;
}

static const char *
take_before(uint32_t word, struct pci_insn_access *access)
{
	const char *why = take_unscaled(word, access);

	access->base_after = access->addr;
	access->writes_back = true;
	return why;
}

static const char *
take_after(uint32_t word, struct pci_insn_access *access)
{
	const char *why = take_single(word, access);

	access->base_after = access->addr + signed_field(word, 12, 9);
	access->writes_back = true;
	return why;
}

static const char *
take_indexed(uint32_t word, struct pci_insn_access *access)
{
	const char *why = take_single(word, access);
	uint64_t index = pci_insn_register(access->frame, field(word, 16, 5));
	unsigned int option = field(word, 13, 3);

	if (!(option & 2))
		return unknown;
	if (!(option & 1))
		index = option & 4 ? pci_insn_extend(index, 32) : (uint32_t)index;
	access->addr += field(word, 12, 1) ? index * access->width : index;
	return why;
}

/* LDAR, STLR: one thread's accesses are performed in their order anyway. */
static const char *
take_ordered(uint32_t word, struct pci_insn_access *access)
{
	access->nb = 1;
	access->regs[0] = field(word, 0, 5);
	access->width = 1u << field(word, 30, 2);
	access->is_load = field(word, 22, 1);
	take_base(word, access);
	return NULL;
}

enum { PAIR_PLAIN, PAIR_AFTER, PAIR_OFFSET, PAIR_BEFORE };

static const char *
take_pair(uint32_t word, struct pci_insn_access *access)
{
	unsigned int opc = field(word, 30, 2), mode = field(word, 23, 2);

	access->nb = 2;
	access->regs[0] = field(word, 0, 5);
	access->regs[1] = field(word, 10, 5);
	access->is_load = field(word, 22, 1);
	access->is_vector = field(word, 26, 1);
	access->is_signed = !access->is_vector && opc == 1;
	access->width = access->is_vector ? 4u << opc : 4u << (opc >> 1);
	take_base(word, access);
	access->base_after = access->addr + signed_field(word, 15, 7) * access->width;
	access->writes_back = mode == PAIR_AFTER || mode == PAIR_BEFORE;
	if (mode != PAIR_AFTER)
		access->addr = access->base_after;
	/* LDPSW is a load, with a hint in no form. */
	return opc == 3 || (access->is_signed &&
		(!access->is_load || mode == PAIR_PLAIN)) ? unknown : NULL;
}

static const char *
refuse_exclusive(uint32_t word, struct pci_insn_access *access)
{
	access->is_load = field(word, 22, 1);
	return "it is exclusive";
}

static const char *
refuse_atomic(uint32_t word, struct pci_insn_access *access)
{
	static const char *const names[16] = {
		"ldadd", "ldclr", "ldeor", "ldset", "ldsmax", "ldsmin", "ldumax",
		"ldumin", "swp", [12] = "ldapr",
	};

	access->name = names[field(word, 12, 4)];
	return access->name == NULL ? unknown : "it is atomic";
}

static const char *
refuse_compare_and_swap(uint32_t word, struct pci_insn_access *access)
{
	(void)word;
	(void)access;
	return "it is atomic";
}

static const char *
refuse_unknown(uint32_t word, struct pci_insn_access *access)
{
	access->is_load = field(word, 22, 1);
	return unknown;
}

/* The first that matches. Names are for who is refused. */
static const struct {
	uint32_t mask, value;
	const char *load, *store;
	take_t *take;
} forms[] = {
	{ 0x3b000000, 0x39000000, "ldr", "str", take_scaled },
	{ 0x3b200c00, 0x38000000, "ldur", "stur", take_unscaled },
	{ 0x3b200c00, 0x38000400, "ldr", "str", take_after },
	{ 0x3b200c00, 0x38000c00, "ldr", "str", take_before },
	{ 0x3b200c00, 0x38200800, "ldr", "str", take_indexed },
	{ 0x3a000000, 0x28000000, "ldp", "stp", take_pair },
	{ 0x3fa00000, 0x08800000, "ldar", "stlr", take_ordered },
	{ 0x3fa00000, 0x08000000, "ldxr", "stxr", refuse_exclusive },
	{ 0xbfa00000, 0x88200000, "ldxp", "stxp", refuse_exclusive },
	{ 0xbfa00000, 0x08200000, "casp", "casp", refuse_compare_and_swap },
	{ 0x3fa00000, 0x08a00000, "cas", "cas", refuse_compare_and_swap },
	{ 0x3f200c00, 0x38200000, NULL, NULL, refuse_atomic },
	{ 0xbe000000, 0x0c000000, "ld1", "st1", refuse_unknown },
};

/* What the architecture does not define. */
static const char *
why_undefined(const struct pci_insn_access *access)
{
	unsigned int i;

	for (i = 0; i < access->nb && access->writes_back; i++)
		if (!access->is_vector && access->base != PCI_INSN_SPECIAL &&
				access->regs[i] == access->base)
			return "its base is what it moves";
	if (access->nb == 2 && access->is_load && access->regs[0] == access->regs[1])
		return "it loads one register twice";
	return NULL;
}

const char *
pci_insn_access_decode(uint32_t word, struct pci_insn_access *access)
{
	const char *why;
	unsigned int i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if ((word & forms[i].mask) == forms[i].value)
			break;
	if (i == sizeof(forms) / sizeof(forms[0]))
		return unknown;
	why = forms[i].take(word, access);
	if (access->name == NULL)
		access->name = access->is_load ? forms[i].load : forms[i].store;
	if (why == NULL)
		why = why_undefined(access);
	return why;
}
