/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The instruction that a signal's frame stands at, on x86-64.
 */

#include <errno.h>
#include <stdint.h>

#include "pci_insn.h"

/* x86: bit 4 of a page fault's error code, an instruction was to be fetched. */
#define FAULT_FETCH 0x10
/* The smallest page. */
#define PAGE 4096u

static struct pci_insn_layout layout;

void
pci_insn_setup(void)
{
	pci_insn_layout(&layout);
}

/* What lies in the next page is there if the instruction goes on in it, and only
 * then it may be looked at.
 */
static int
decode(const struct pci_insn_regs *regs, struct pci_insn *insn)
{
	const void *code = (const void *)(uintptr_t)regs->gregs[REG_RIP];
	size_t here = PAGE - (uintptr_t)code % PAGE;
	int ret;

	if (here >= PCI_INSN_MAX)
		return pci_insn_decode(code, PCI_INSN_MAX, regs, insn);
	ret = pci_insn_decode(code, here, regs, insn);
	return ret != -ENODATA ? ret :
		pci_insn_decode(code, PCI_INSN_MAX, regs, insn);
}

int
pci_insn_step(ucontext_t *frame, const struct pci_insn_memory *memory,
	struct pci_insn_refusal *refusal)
{
	const struct pci_insn_regs regs = {
		.gregs = frame->uc_mcontext.gregs,
		.xsave = (uint8_t *)frame->uc_mcontext.fpregs,
		.layout = &layout,
	};
	struct pci_insn insn;
	int ret;

	if (regs.gregs[REG_ERR] & FAULT_FETCH)
		return -EFAULT;
	ret = decode(&regs, &insn);
	if (ret == 0)
		return pci_insn_execute(&insn, &regs, memory);
	refusal->name = insn.name;
	refusal->why = ret == -ENOTSUP ? insn.refused : "it is not known";
	return ret;
}
