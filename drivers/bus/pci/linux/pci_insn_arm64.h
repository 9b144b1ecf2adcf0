/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_INSN_ARM64_H
#define PCI_INSN_ARM64_H

/**
 * @file
 * A load or a store of AArch64: between the file that decodes and the one that
 * performs.
 */

#include "pci_insn.h"

/** Register 31: zero as what is moved, the stack pointer as a base. */
#define PCI_INSN_SPECIAL 31

struct pci_insn_access {
	mcontext_t *frame;
	const char *name;	/* mnemonic, or NULL */
	uint64_t addr;
	uint64_t base_after;
	unsigned int base;
	unsigned int width;
	unsigned int nb;		/* of registers */
	unsigned int regs[2];
	bool writes_back;
	bool is_load;
	bool is_vector;
	bool is_signed;
	bool is_short;		/* extended to 32 bits, not 64 */
};

/** NULL; or why it is not performed, a text for the log. */
const char *pci_insn_access_decode(uint32_t word, struct pci_insn_access *access);

static inline uint64_t
pci_insn_register(const mcontext_t *frame, unsigned int number)
{
	return number == PCI_INSN_SPECIAL ? 0 : frame->regs[number];
}

static inline unsigned long long *
pci_insn_base(const struct pci_insn_access *access)
{
	return access->base == PCI_INSN_SPECIAL ? &access->frame->sp :
		&access->frame->regs[access->base];
}

static inline uint64_t
pci_insn_extend(uint64_t value, unsigned int bits)
{
	return (uint64_t)((int64_t)(value << (64 - bits)) >> (64 - bits));
}

#endif /* PCI_INSN_ARM64_H */
