/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_INSN_CALC_H
#define PCI_INSN_CALC_H

/**
 * @file
 * Calculations on values of 64 bits, of which an operation has the lower ones:
 * its caller drops the others. Flags that the processor leaves undefined are
 * anything.
 */

#include "pci_insn_ops.h"

/* Arithmetic. */
pci_insn_calc_t pci_insn_add, pci_insn_adc, pci_insn_sub, pci_insn_sbb,
	pci_insn_inc, pci_insn_dec, pci_insn_neg, pci_insn_imul;
/* Logic. */
pci_insn_calc_t pci_insn_and, pci_insn_or, pci_insn_xor, pci_insn_not,
	pci_insn_andn, pci_insn_swap;
/* Shifts, with flags and without. */
pci_insn_calc_t pci_insn_shl, pci_insn_shr, pci_insn_sar, pci_insn_rol,
	pci_insn_ror, pci_insn_shlx, pci_insn_shrx, pci_insn_sarx, pci_insn_rorx;
/* Single bits, and their numbers. */
pci_insn_calc_t pci_insn_bt, pci_insn_bsf, pci_insn_bsr, pci_insn_tzcnt,
	pci_insn_lzcnt, pci_insn_popcnt;
/* Conditions. */
pci_insn_calc_t pci_insn_set, pci_insn_cmov;

static inline uint64_t
pci_insn_low_bits(unsigned int bits)
{
	return ~0ull >> (64 - bits);
}

static inline uint64_t
pci_insn_top_bit(uint64_t value, unsigned int bits)
{
	return value >> (bits - 1) & 1;
}

static inline int64_t
pci_insn_extend(uint64_t value, unsigned int bits)
{
	return (int64_t)(value << (64 - bits)) >> (64 - bits);
}

/** Those that most operations set by their result: ZF, SF, PF. */
uint64_t pci_insn_flags_of(uint64_t result, unsigned int bits);

#endif /* PCI_INSN_CALC_H */
