/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * From bytes to operands, by Zydis, whose decoder is tables and no state. What
 * is not certain to be performed as the processor does is refused by name.
 */

#include <errno.h>
#include <string.h>
#include <ucontext.h>

#include "pci_insn_ops.h"
#include "pci_insn_zydis.h"

/* Where gregs has the general registers, by their numbers in instructions. */
static const uint8_t greg_of[] = {
	REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

/* ---- operands ---- */

static unsigned int
greg_index(ZydisRegister reg)
{
	reg = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
	return greg_of[ZydisRegisterGetId(reg) & 0xf];
}

static uint64_t
address_register(const struct pci_insn_decoded *decoded, const struct pci_insn_regs *regs,
	ZydisRegister reg)
{
	if (reg == ZYDIS_REGISTER_NONE)
		return 0;
	/* Relative to the next instruction. */
	if (ZydisRegisterGetClass(reg) == ZYDIS_REGCLASS_IP)
		return (uint64_t)regs->gregs[REG_RIP] + decoded->insn.length;
	return (uint64_t)regs->gregs[greg_index(reg)];
}

static enum pci_insn_kind
take_memory(const struct pci_insn_decoded *decoded, const ZydisDecodedOperand *from,
	const struct pci_insn_regs *regs, struct pci_insn_operand *to)
{
	const ZydisDecodedOperandMem *mem = &from->mem;

	/* Not AGEN, which accesses nothing, nor a vector of addresses. */
	if (mem->type != ZYDIS_MEMOP_TYPE_MEM ||
			from->size / 8 > PCI_INSN_WIDEST)
		return PCI_INSN_NONE;
	if (ZydisRegisterGetClass(mem->base) == ZYDIS_REGCLASS_GPR64)
		to->index = (uint8_t)greg_index(mem->base);
	to->value = address_register(decoded, regs, mem->base) +
		address_register(decoded, regs, mem->index) * mem->scale +
		(uint64_t)mem->disp.value;
	if (decoded->insn.address_width == 32)
		to->value = (uint32_t)to->value;
	return PCI_INSN_MEMORY;
}

static enum pci_insn_kind
take_register(const struct pci_insn_decoded *decoded, const ZydisDecodedOperand *from,
	const struct pci_insn_regs *regs, struct pci_insn_operand *to)
{
	ZydisRegister reg = from->reg.value;

	(void)decoded;
	switch (ZydisRegisterGetClass(reg)) {
	case ZYDIS_REGCLASS_GPR8:
	case ZYDIS_REGCLASS_GPR16:
	case ZYDIS_REGCLASS_GPR32:
	case ZYDIS_REGCLASS_GPR64:
		to->index = (uint8_t)greg_index(reg);
		if (reg >= ZYDIS_REGISTER_AH && reg <= ZYDIS_REGISTER_BH)
			to->shift = 8;
		return PCI_INSN_GENERAL;
	case ZYDIS_REGCLASS_XMM:
	case ZYDIS_REGCLASS_YMM:
	case ZYDIS_REGCLASS_ZMM:
		to->index = (uint8_t)ZydisRegisterGetId(reg);
		/* Of some operands Zydis knows the part that is moved. */
		to->width = (uint8_t)(ZydisRegisterGetWidth(
			ZYDIS_MACHINE_MODE_LONG_64, reg) / 8);
		return regs->xsave == NULL ? PCI_INSN_NONE : PCI_INSN_VECTOR;
	default:
		return PCI_INSN_NONE;
	}
}

static enum pci_insn_kind
take_immediate(const struct pci_insn_decoded *decoded, const ZydisDecodedOperand *from,
	const struct pci_insn_regs *regs, struct pci_insn_operand *to)
{
	(void)decoded;
	(void)regs;
	to->value = from->imm.value.u;
	return PCI_INSN_IMMEDIATE;
}

typedef enum pci_insn_kind (take_t)(const struct pci_insn_decoded *decoded,
	const ZydisDecodedOperand *from, const struct pci_insn_regs *regs,
	struct pci_insn_operand *to);

static take_t *const takes[] = {
	[ZYDIS_OPERAND_TYPE_REGISTER] = take_register,
	[ZYDIS_OPERAND_TYPE_MEMORY] = take_memory,
	[ZYDIS_OPERAND_TYPE_IMMEDIATE] = take_immediate,
};

static void
take_operand(const struct pci_insn_decoded *decoded, const ZydisDecodedOperand *from,
	const struct pci_insn_regs *regs, struct pci_insn_operand *to)
{
	if ((size_t)from->type >= sizeof(takes) / sizeof(takes[0]) ||
			takes[from->type] == NULL)
		return;
	to->width = (uint8_t)(from->size / 8);
	to->kind = takes[from->type](decoded, from, regs, to);
}

/* Not a mask, nor the flags and what else is implied: that of strings alone. */
static bool
is_taken(const struct pci_insn_decoded *decoded, const ZydisDecodedOperand *operand)
{
	return operand->encoding != ZYDIS_OPERAND_ENCODING_MASK &&
		(operand->visibility != ZYDIS_OPERAND_VISIBILITY_HIDDEN ||
		decoded->insn.meta.category == ZYDIS_CATEGORY_STRINGOP);
}

/* The destination comes first. Behind the two of strings are their pointers. */
static void
take_operands(const struct pci_insn_decoded *decoded,
	const struct pci_insn_regs *regs, struct pci_insn *insn)
{
	struct pci_insn_operand *const places[] = {
		&insn->to, &insn->from, &insn->third };
	unsigned int i, nb = 0;
	unsigned int max =
		decoded->insn.meta.category == ZYDIS_CATEGORY_STRINGOP ? 2 : 3;

	for (i = 0; i < decoded->insn.operand_count && nb < max; i++)
		if (is_taken(decoded, &decoded->operands[i]))
			take_operand(decoded, &decoded->operands[i], regs,
				places[nb++]);
}

static int
decode(const void *code, size_t size, struct pci_insn_decoded *decoded)
{
	ZydisDecoder decoder;
	ZyanStatus status = ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64,
		ZYDIS_STACK_WIDTH_64);

	if (ZYAN_SUCCESS(status))
		status = ZydisDecoderDecodeFull(&decoder, code, size, &decoded->insn,
			decoded->operands);
	if (ZYAN_SUCCESS(status))
		return 0;
	return status == ZYDIS_STATUS_NO_MORE_DATA ? -ENODATA : -EBADMSG;
}

int
pci_insn_decode(const void *code, size_t size,
	const struct pci_insn_regs *regs, struct pci_insn *insn)
{
	struct pci_insn_decoded decoded;
	int ret = decode(code, size < PCI_INSN_MAX ? size : PCI_INSN_MAX, &decoded);

	memset(insn, 0, sizeof(*insn));
	if (ret < 0)
		return ret;
	insn->len = decoded.insn.length;
	insn->name = ZydisMnemonicGetString(decoded.insn.mnemonic);
	insn->op = pci_insn_op_find(decoded.insn.mnemonic,
		decoded.insn.meta.category == ZYDIS_CATEGORY_STRINGOP);
	insn->is_repne = decoded.insn.attributes & ZYDIS_ATTRIB_HAS_REPNE;
	insn->is_repeated = insn->is_repne || (decoded.insn.attributes &
		(ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE));
	insn->is_extended =
		decoded.insn.encoding != ZYDIS_INSTRUCTION_ENCODING_LEGACY;
	take_operands(&decoded, regs, insn);
	insn->refused = pci_insn_why_refused(&decoded, insn);
	return insn->refused == NULL ? 0 : -ENOTSUP;
}
