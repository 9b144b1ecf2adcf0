/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_INSN_H
#define PCI_INSN_H

/**
 * @file
 * One instruction that accesses memory, taken apart and performed on the registers
 * of a signal's frame, with calls in the place of its accesses. Pure, and for a
 * signal handler: no allocation, no lock, nothing kept.
 */

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

/**
 * What accesses memory, all len bytes at once; 0 or -errno. The addresses are
 * the instruction's: that of a string move may be ordinary memory.
 */
struct pci_insn_memory {
	int (*read)(void *arg, uint64_t addr, void *buf, size_t len);
	int (*write)(void *arg, uint64_t addr, const void *buf, size_t len);
	void *arg;
};

/** Why an instruction is not performed: for the log, constant. */
struct pci_insn_refusal {
	const char *name;	/* mnemonic, or NULL */
	const char *why;	/* NULL: it was not the instruction */
};

/** Once, ahead of the first signal. */
void pci_insn_setup(void);
/**
 * Perform the instruction that a signal's frame stands at, and step behind it.
 *
 * @param frame
 *   Its registers are as before where it is not performed.
 * @param refusal
 *   Filled in where it is refused.
 * @return
 *   0; -ENOTSUP, -EBADMSG, -ENODATA it is refused; -EFAULT it was to be fetched, which is no
 *   access to data; or what an access returned.
 */
int pci_insn_step(ucontext_t *frame, const struct pci_insn_memory *memory,
	struct pci_insn_refusal *refusal);

#ifdef __x86_64__

/** No instruction is longer. */
#define PCI_INSN_MAX 15
/** A vector register, and the widest access. */
#define PCI_INSN_WIDEST 64

/** The parts of the state that XSAVE stores, by their numbers. */
#define PCI_INSN_PARTS 8

/** Where the processor stores parts of its state; see pci_insn_layout(). */
struct pci_insn_layout {
	uint32_t offset[PCI_INSN_PARTS];	/* 0: it has no such part */
};

/** The registers, as in mcontext_t of a signal's frame. */
struct pci_insn_regs {
	greg_t *gregs;
	uint8_t *xsave;		/* fpregs; NULL: without vectors */
	const struct pci_insn_layout *layout;
};

enum pci_insn_kind {
	PCI_INSN_NONE,
	PCI_INSN_MEMORY,	/* value: the address; index: its base in gregs */
	PCI_INSN_GENERAL,	/* index: in gregs */
	PCI_INSN_VECTOR,	/* index: the register's number */
	PCI_INSN_IMMEDIATE,	/* value */
	PCI_INSN_KINDS
};

struct pci_insn_operand {
	enum pci_insn_kind kind;
	uint8_t width;		/* in bytes */
	uint8_t index;
	uint8_t shift;		/* of AH and its like: 8 */
	uint64_t value;
};

struct pci_insn_op;

struct pci_insn {
	const struct pci_insn_op *op;
	const char *name;	/* mnemonic, or NULL */
	const char *refused;	/* why, or NULL */
	struct pci_insn_operand to;
	struct pci_insn_operand from;
	struct pci_insn_operand third;
	uint8_t len;
	bool is_repeated;	/* by a prefix */
	bool is_repne;		/* until equal, rather than until unequal */
	bool is_extended;	/* VEX, EVEX: clears the rest of a register */
};

/** Ask the processor, once, ahead of the first signal. */
void pci_insn_layout(struct pci_insn_layout *layout);

/**
 * Take the instruction at REG_RIP apart.
 *
 * @param code
 *   Its bytes, and what follows; nothing else is read.
 * @return
 *   0; -EBADMSG these bytes are no instruction; -ENODATA it is cut off; -ENOTSUP it
 *   is one that is not performed here: insn has its name, and why.
 */
int pci_insn_decode(const void *code, size_t size,
	const struct pci_insn_regs *regs, struct pci_insn *insn);

/**
 * Perform it, with the registers that it was decoded with. Of one that repeats,
 * one step: the instruction is left only after the last.
 *
 * @return
 *   0, or what an access returned: no register is changed then.
 */
int pci_insn_execute(const struct pci_insn *insn,
	const struct pci_insn_regs *regs, const struct pci_insn_memory *memory);

#endif /* __x86_64__ */

#endif /* PCI_INSN_H */
