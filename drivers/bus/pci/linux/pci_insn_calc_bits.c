/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* Shifts, single bits, and conditions. */

#include "pci_insn_calc.h"

/* ---- shifts ---- */

/* A processor takes that many bits of the count. */
static unsigned int
count_of(uint64_t count, unsigned int bits)
{
	return (unsigned int)(count & (bits == 64 ? 63 : 31));
}

static uint64_t
carry_and_overflow(uint64_t carry, uint64_t overflow)
{
	return (carry & 1 ? PCI_INSN_CF : 0) | (overflow & 1 ? PCI_INSN_OF : 0);
}

/* A count of zero leaves all flags. OF is defined for a count of one alone. */
uint64_t
pci_insn_shl(struct pci_insn_values *v)
{
	unsigned int count = count_of(v->from, v->bits);
	uint64_t result = v->to << count, carry;

	if (count == 0)
		return v->to;
	carry = v->bits < 64 ? result >> v->bits : v->to >> (64 - count);
	v->flags = pci_insn_flags_of(result, v->bits) |
		carry_and_overflow(carry, carry ^ pci_insn_top_bit(result, v->bits));
	return result;
}

uint64_t
pci_insn_shr(struct pci_insn_values *v)
{
	unsigned int count = count_of(v->from, v->bits);

	if (count == 0)
		return v->to;
	v->flags = pci_insn_flags_of(v->to >> count, v->bits) |
		carry_and_overflow(v->to >> (count - 1),
			pci_insn_top_bit(v->to, v->bits));
	return v->to >> count;
}

uint64_t
pci_insn_sar(struct pci_insn_values *v)
{
	unsigned int count = count_of(v->from, v->bits);
	int64_t value = pci_insn_extend(v->to, v->bits);

	if (count == 0)
		return v->to;
	v->flags = pci_insn_flags_of((uint64_t)(value >> count), v->bits) |
		carry_and_overflow((uint64_t)(value >> (count - 1)), 0);
	return (uint64_t)(value >> count);
}

static uint64_t
rotate_left(uint64_t value, unsigned int count, unsigned int bits)
{
	count %= bits;
	return count == 0 ? value : value << count | value >> (bits - count);
}

/* The other flags stay. */
static void
set_rotated(struct pci_insn_values *v, uint64_t carry, uint64_t overflow)
{
	v->flags &= ~(uint64_t)(PCI_INSN_CF | PCI_INSN_OF);
	v->flags |= carry_and_overflow(carry, overflow);
}

uint64_t
pci_insn_rol(struct pci_insn_values *v)
{
	unsigned int count = count_of(v->from, v->bits);
	uint64_t result = rotate_left(v->to, count, v->bits);

	if (count != 0)
		set_rotated(v, result, result ^ pci_insn_top_bit(result, v->bits));
	return result;
}

uint64_t
pci_insn_ror(struct pci_insn_values *v)
{
	unsigned int count = count_of(v->from, v->bits);
	uint64_t result = rotate_left(v->to, v->bits - count % v->bits, v->bits);
	uint64_t top = pci_insn_top_bit(result, v->bits);

	if (count != 0)
		set_rotated(v, top, top ^ pci_insn_top_bit(result, v->bits - 1));
	return result;
}

uint64_t
pci_insn_shlx(struct pci_insn_values *v)
{
	return v->from << count_of(v->third, v->bits);
}

uint64_t
pci_insn_shrx(struct pci_insn_values *v)
{
	return v->from >> count_of(v->third, v->bits);
}

uint64_t
pci_insn_sarx(struct pci_insn_values *v)
{
	return (uint64_t)(pci_insn_extend(v->from, v->bits) >>
		count_of(v->third, v->bits));
}

uint64_t
pci_insn_rorx(struct pci_insn_values *v)
{
	return rotate_left(v->from, v->bits - count_of(v->third, v->bits), v->bits);
}

/* ---- single bits ---- */

uint64_t
pci_insn_bt(struct pci_insn_values *v)
{
	v->flags = v->to >> (v->from & (v->bits - 1)) & 1 ? PCI_INSN_CF : 0;
	return v->to;
}

/* Processors leave the destination as it is if there is no bit. */
uint64_t
pci_insn_bsf(struct pci_insn_values *v)
{
	v->flags = v->from == 0 ? PCI_INSN_ZF : 0;
	return v->from == 0 ? v->to : (uint64_t)__builtin_ctzll(v->from);
}

uint64_t
pci_insn_bsr(struct pci_insn_values *v)
{
	v->flags = v->from == 0 ? PCI_INSN_ZF : 0;
	return v->from == 0 ? v->to : 63u - (uint64_t)__builtin_clzll(v->from);
}

static uint64_t
set_counted(struct pci_insn_values *v, uint64_t count)
{
	v->flags = (v->from == 0 ? PCI_INSN_CF : 0) | (count == 0 ? PCI_INSN_ZF : 0);
	return count;
}

uint64_t
pci_insn_tzcnt(struct pci_insn_values *v)
{
	return set_counted(v, v->from == 0 ? v->bits :
		(uint64_t)__builtin_ctzll(v->from));
}

uint64_t
pci_insn_lzcnt(struct pci_insn_values *v)
{
	return set_counted(v, v->from == 0 ? v->bits :
		(uint64_t)__builtin_clzll(v->from) - (64 - v->bits));
}

uint64_t
pci_insn_popcnt(struct pci_insn_values *v)
{
	v->flags = v->from == 0 ? PCI_INSN_ZF : 0;
	return (uint64_t)__builtin_popcountll(v->from);
}

/* ---- conditions ---- */

static bool
is_less(uint64_t flags)
{
	return !(flags & PCI_INSN_SF) != !(flags & PCI_INSN_OF);
}

/* By their numbers in instructions, of which the lowest bit inverts. */
static bool
holds(const struct pci_insn_values *v)
{
	static const uint32_t any_of[] = {
		PCI_INSN_OF, PCI_INSN_CF, PCI_INSN_ZF, PCI_INSN_CF | PCI_INSN_ZF,
		PCI_INSN_SF, PCI_INSN_PF, 0, PCI_INSN_ZF,
	};
	unsigned int number = v->condition >> 1;
	bool is_it = (v->flags & any_of[number]) != 0 ||
		(number >= 6 && is_less(v->flags));

	return is_it != (v->condition & 1);
}

uint64_t
pci_insn_set(struct pci_insn_values *v)
{
	return holds(v);
}

uint64_t
pci_insn_cmov(struct pci_insn_values *v)
{
	return holds(v) ? v->from : v->to;
}
