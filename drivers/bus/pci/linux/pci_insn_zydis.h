/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_INSN_ZYDIS_H
#define PCI_INSN_ZYDIS_H

/**
 * @file
 * An instruction as Zydis sees it: between the files that decode.
 */

#include <Zydis/Zydis.h>

#include "pci_insn.h"

struct pci_insn_decoded {
	ZydisDecodedInstruction insn;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

/** A reason not to perform it, a text for the log; NULL: there is none. */
const char *pci_insn_why_refused(const struct pci_insn_decoded *decoded,
	const struct pci_insn *insn);

#endif /* PCI_INSN_ZYDIS_H */
