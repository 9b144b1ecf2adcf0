/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* Performs a load or a store of AArch64 on the registers of a signal's frame. */

#include <errno.h>
#include <string.h>

#include "pci_insn_arm64.h"

#define WIDEST sizeof(((struct fpsimd_context *)NULL)->vregs[0])

/* ---- vectors: in records behind the registers of a signal's frame ---- */

static uint8_t *
find_in(uint8_t *area, size_t room, uint32_t magic)
{
	struct _aarch64_ctx head;

	while (room >= sizeof(head)) {
		memcpy(&head, area, sizeof(head));
		if (head.size < sizeof(head) || head.size > room)
			return NULL;
		if (head.magic == magic)
			return area;
		area += head.size;
		room -= head.size;
	}
	return NULL;
}

/* NULL: there is none. What has no room in the frame lies elsewhere. */
static uint8_t *
find(mcontext_t *frame, uint32_t magic)
{
	const size_t room = sizeof(frame->__reserved);
	uint8_t *found = find_in(frame->__reserved, room, magic);
	struct extra_context extra;

	if (found != NULL)
		return found;
	found = find_in(frame->__reserved, room, EXTRA_MAGIC);
	if (found == NULL)
		return NULL;
	memcpy(&extra, found, sizeof(extra));
	return find_in((uint8_t *)extra.datap, extra.size, magic);
}

static uint8_t *
vector(const struct pci_insn_access *access, unsigned int i)
{
	return find(access->frame, FPSIMD_MAGIC) +
		offsetof(struct fpsimd_context, vregs) +
		access->regs[i] * WIDEST;
}

/* A register of SVE is the same, and longer: the rest becomes zero. */
static void
set_longer(const struct pci_insn_access *access, unsigned int i,
	const uint8_t *value)
{
	uint8_t *record = find(access->frame, SVE_MAGIC);
	struct sve_context sve;
	size_t at;

	if (record == NULL)
		return;
	memcpy(&sve, record, sizeof(sve));
	at = sizeof(sve) + (size_t)access->regs[i] * sve.vl;
	/* It has none as long as the program has used none. */
	if (sve.vl < WIDEST || at + sve.vl > sve.head.size)
		return;
	memcpy(record + at, value, WIDEST);
	memset(record + at + WIDEST, 0, sve.vl - WIDEST);
}

/* ---- one load or store ---- */

static void
get(const struct pci_insn_access *access, unsigned int i, uint8_t *value)
{
	uint64_t general = pci_insn_register(access->frame, access->regs[i]);

	if (access->is_vector)
		memcpy(value, vector(access, i), access->width);
	else
		memcpy(value, &general, access->width);
}

/* All of the register: what was not loaded is zero, or the sign. */
static void
set(const struct pci_insn_access *access, unsigned int i, const uint8_t *value)
{
	uint64_t general;

	if (access->is_vector) {
		memcpy(vector(access, i), value, WIDEST);
		set_longer(access, i, value);
		return;
	}
	memcpy(&general, value, sizeof(general));
	if (access->is_signed)
		general = pci_insn_extend(general, access->width * 8);
	if (access->is_short)
		general = (uint32_t)general;
	if (access->regs[i] != PCI_INSN_SPECIAL)
		access->frame->regs[access->regs[i]] = general;
}

/* Each register of a pair is an access of its own. */
static int
perform(const struct pci_insn_access *access, const struct pci_insn_memory *memory)
{
	uint8_t values[2][WIDEST] = { { 0 } };
	uint64_t addr = access->addr;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < access->nb && ret == 0; i++, addr += access->width) {
		if (access->is_load) {
			ret = memory->read(memory->arg, addr, values[i], access->width);
		} else {
			get(access, i, values[i]);
			ret = memory->write(memory->arg, addr, values[i], access->width);
		}
	}
	if (ret < 0)
		return ret;
	for (i = 0; i < access->nb && access->is_load; i++)
		set(access, i, values[i]);
	return 0;
}

void
pci_insn_setup(void)
{
}

int
pci_insn_step(ucontext_t *frame, const struct pci_insn_memory *memory,
	struct pci_insn_refusal *refusal)
{
	mcontext_t *mc = &frame->uc_mcontext;
	struct pci_insn_access access = { .frame = mc };
	uint32_t word;
	int ret;

	if (mc->fault_address == mc->pc)
		return -EFAULT;
	memcpy(&word, (const void *)mc->pc, sizeof(word));
	refusal->why = pci_insn_access_decode(word, &access);
	if (refusal->why == NULL && access.is_vector &&
			find(mc, FPSIMD_MAGIC) == NULL)
		refusal->why = "the frame has no vectors";
	refusal->name = access.name;
	if (refusal->why != NULL)
		return -ENOTSUP;
	ret = perform(&access, memory);
	if (ret < 0)
		return ret;
	if (access.writes_back)
		*pci_insn_base(&access) = access.base_after;
	mc->pc += sizeof(word);
	return 0;
}
