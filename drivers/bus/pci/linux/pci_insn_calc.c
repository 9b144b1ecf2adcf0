/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* Arithmetic and logic. */

#include "pci_insn_calc.h"

uint64_t
pci_insn_flags_of(uint64_t result, unsigned int bits)
{
	uint64_t flags = 0;

	if (result << (64 - bits) == 0)
		flags |= PCI_INSN_ZF;
	if (pci_insn_top_bit(result, bits))
		flags |= PCI_INSN_SF;
	if (__builtin_parity(result & 0xff) == 0)
		flags |= PCI_INSN_PF;
	return flags;
}

/* ---- arithmetic ---- */

/* From the carry out of each bit, and what changes the sign wrongly. */
static uint64_t
flags_of_sum(uint64_t carries, uint64_t overflow, unsigned int bits)
{
	uint64_t flags = 0;

	if (pci_insn_top_bit(carries, bits))
		flags |= PCI_INSN_CF;
	if (pci_insn_top_bit(overflow, bits))
		flags |= PCI_INSN_OF;
	if (pci_insn_top_bit(carries, 4))
		flags |= PCI_INSN_AF;
	return flags;
}

static uint64_t
sum(struct pci_insn_values *v, uint64_t from, uint64_t carry)
{
	uint64_t to = v->to, result = to + from + carry;

	v->flags = pci_insn_flags_of(result, v->bits) |
		flags_of_sum((to & from) | ((to | from) & ~result),
			(to ^ result) & (from ^ result), v->bits);
	return result;
}

static uint64_t
difference(struct pci_insn_values *v, uint64_t to, uint64_t from, uint64_t carry)
{
	uint64_t result = to - from - carry;

	v->flags = pci_insn_flags_of(result, v->bits) |
		flags_of_sum((~to & from) | ((~to | from) & result),
			(to ^ from) & (to ^ result), v->bits);
	return result;
}

uint64_t
pci_insn_add(struct pci_insn_values *v)
{
	return sum(v, v->from, 0);
}

uint64_t
pci_insn_adc(struct pci_insn_values *v)
{
	return sum(v, v->from, v->flags & PCI_INSN_CF);
}

uint64_t
pci_insn_sub(struct pci_insn_values *v)
{
	return difference(v, v->to, v->from, 0);
}

uint64_t
pci_insn_sbb(struct pci_insn_values *v)
{
	return difference(v, v->to, v->from, v->flags & PCI_INSN_CF);
}

uint64_t
pci_insn_inc(struct pci_insn_values *v)
{
	return sum(v, 1, 0);
}

uint64_t
pci_insn_dec(struct pci_insn_values *v)
{
	return difference(v, v->to, 1, 0);
}

uint64_t
pci_insn_neg(struct pci_insn_values *v)
{
	return difference(v, 0, v->to, 0);
}

uint64_t
pci_insn_imul(struct pci_insn_values *v)
{
	int64_t a = pci_insn_extend(v->from, v->bits);
	int64_t b = pci_insn_extend(v->has_third ? v->third : v->to, v->bits);
	int64_t result;
	bool is_over = __builtin_mul_overflow(a, b, &result);

	if (is_over || pci_insn_extend((uint64_t)result, v->bits) != result)
		v->flags |= PCI_INSN_CF | PCI_INSN_OF;
	else
		v->flags &= ~(uint64_t)(PCI_INSN_CF | PCI_INSN_OF);
	return (uint64_t)result;
}

/* ---- logic ---- */

static uint64_t
logic(struct pci_insn_values *v, uint64_t result)
{
	v->flags = pci_insn_flags_of(result, v->bits);
	return result;
}

uint64_t
pci_insn_and(struct pci_insn_values *v)
{
	return logic(v, v->to & v->from);
}

uint64_t
pci_insn_or(struct pci_insn_values *v)
{
	return logic(v, v->to | v->from);
}

uint64_t
pci_insn_xor(struct pci_insn_values *v)
{
	return logic(v, v->to ^ v->from);
}

uint64_t
pci_insn_andn(struct pci_insn_values *v)
{
	return logic(v, ~v->from & v->third);
}

uint64_t
pci_insn_not(struct pci_insn_values *v)
{
	return ~v->to;
}

uint64_t
pci_insn_swap(struct pci_insn_values *v)
{
	return __builtin_bswap64(v->from) >> (64 - v->bits);
}
