/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_INSN_OPS_H
#define PCI_INSN_OPS_H

/**
 * @file
 * What instructions do with their operands, and the vector registers: between
 * the files of pci_insn.h only.
 */

#include "pci_insn.h"

#define PCI_INSN_CF 0x0001u
#define PCI_INSN_PF 0x0004u
#define PCI_INSN_AF 0x0010u
#define PCI_INSN_ZF 0x0040u
#define PCI_INSN_SF 0x0080u
#define PCI_INSN_DF 0x0400u
#define PCI_INSN_OF 0x0800u

/** Properties of an operation. */
#define PCI_INSN_READS_TO 0x0001u	/* what it writes to is read first */
#define PCI_INSN_WRITES_TO 0x0002u
#define PCI_INSN_SIGNED 0x0004u		/* the source is extended by its sign */
#define PCI_INSN_STRING 0x0008u		/* by RSI and RDI, which it moves */
#define PCI_INSN_VECTORS 0x0010u	/* moves bytes of a vector */
#define PCI_INSN_ALIGNED 0x0020u	/* faults if memory is not */
#define PCI_INSN_KEEPS 0x0040u		/* the other bytes of the vector */
#define PCI_INSN_SINGLE 0x0080u		/* has one operand */
#define PCI_INSN_THIRD 0x0100u		/* may have three */
#define PCI_INSN_ELEMENT 0x0200u	/* of the vector: the third is its number */
#define PCI_INSN_SPREADS 0x0400u	/* the source fills the vector */

/** What is calculated with; values have the lower bits of 64. */
struct pci_insn_values {
	uint64_t to, from, third;
	uint64_t flags;		/* read, and written */
	unsigned int bits;	/* of the destination */
	unsigned int condition;
	bool has_third;
};

typedef uint64_t (pci_insn_calc_t)(struct pci_insn_values *values);

struct pci_insn_op {
	uint16_t mnemonic;
	uint16_t traits;
	uint8_t detail;		/* bytes into the vector, or a condition */
	uint32_t flags;		/* that it changes */
	pci_insn_calc_t *calc;	/* NULL: the source as it is */
};

/** NULL: there is none. SSE and the strings share a name. */
const struct pci_insn_op *pci_insn_op_find(unsigned int mnemonic, bool is_string);

/** Copy len bytes at an offset out of a vector register. */
void pci_insn_vector_get(const struct pci_insn_regs *regs, unsigned int index,
	size_t at, void *buf, size_t len);

/** Copy len bytes into one; the part of the state becomes valid if it was not. */
void pci_insn_vector_set(const struct pci_insn_regs *regs, unsigned int index,
	size_t at, const void *buf, size_t len);

#endif /* PCI_INSN_OPS_H */
