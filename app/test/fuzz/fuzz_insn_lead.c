/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Leads the operand of a random instruction into known memory, by its
 * displacement or by a register.
 */

#include "fuzz_insn.h"

#define USER_END (1ull << 47)

static bool
patch_displacement(uint8_t *code, const ZydisDecodedInstruction *insn, uint64_t delta)
{
	uint8_t *at = code + insn->raw.disp.offset;
	uint32_t low;
	uint64_t all;

	if (insn->raw.disp.size == 32) {
		memcpy(&low, at, sizeof(low));
		low += (uint32_t)delta;
		memcpy(at, &low, sizeof(low));
	} else if (insn->raw.disp.size == 64) {
		memcpy(&all, at, sizeof(all));
		all += delta;
		memcpy(at, &all, sizeof(all));
	}
	return insn->raw.disp.size >= 32;
}

/* A register that the address has; one that it has twice moves it too far. */
static void
lead_by_register(greg_t *gregs, const ZydisDecodedOperand *operand, uint64_t delta)
{
	static const uint8_t greg_of[] = {
		REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI,
		REG_RDI, REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13,
		REG_R14, REG_R15,
	};
	ZyanI8 id = ZydisRegisterGetId(operand->mem.base);

	if (operand->mem.base != ZYDIS_REGISTER_NONE && id >= 0 && id < 16)
		gregs[greg_of[id]] = (greg_t)(delta +
			(uint64_t)gregs[greg_of[id]]);
}

static uint64_t
target(void)
{
	uint64_t spot = FUZZ_DATA + FUZZ_WINDOW / 2 - 128 + fuzz_random() % 256;

	return fuzz_random() & 1 ? spot & ~63ull : spot;
}

static bool
is_in_window(const struct pci_insn_operand *operand)
{
	return operand->kind != PCI_INSN_MEMORY ||
		(operand->value - FUZZ_DATA >= FUZZ_WINDOW / 2 - 192 &&
		operand->value - FUZZ_DATA <= FUZZ_WINDOW / 2 + 192);
}

/* The address depends on the registers alone, and so does the way to it. */
static void
lead(uint8_t *code, greg_t *gregs, const ZydisDecodedInstruction *insn,
	const ZydisDecodedOperand *operands, const struct pci_insn *decoded)
{
	const struct pci_insn_operand *places[] = {
		&decoded->to, &decoded->from, &decoded->third };
	unsigned int i, j = 0;

	for (i = 0; i < insn->operand_count && j < 3; i++) {
		if (operands[i].type != ZYDIS_OPERAND_TYPE_MEMORY)
			continue;
		while (j < 3 && places[j]->kind != PCI_INSN_MEMORY)
			j++;
		if (j < 3 && !patch_displacement(code, insn, target() - places[j]->value))
			lead_by_register(gregs, &operands[i], target() - places[j]->value);
		j++;
	}
}

bool
fuzz_lead(uint8_t *code, struct fuzz_state *start,
	const struct pci_insn_layout *layout, ZydisDecodedInstruction *insn)
{
	const struct pci_insn_regs regs = { start->gregs, start->xsave, layout };
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	struct pci_insn decoded;
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, code, PCI_INSN_MAX,
			insn, operands)))
		return false;
	/* Refused for its address, perhaps, which is about to change. */
	if (pci_insn_decode(code, PCI_INSN_MAX, &regs, &decoded) < 0 &&
			decoded.op == NULL)
		return false;
	lead(code, start->gregs, insn, operands, &decoded);
	if (pci_insn_decode(code, PCI_INSN_MAX, &regs, &decoded) < 0)
		return false;
	code[decoded.len] = FUZZ_TRAP;
	return (uint64_t)start->gregs[REG_RSP] < USER_END &&
		is_in_window(&decoded.to) && is_in_window(&decoded.from) &&
		is_in_window(&decoded.third);
}
