/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Performs what was taken apart: fetch both operands, calculate, store. An
 * access that fails comes before all that changes a register.
 */

#include <string.h>
#include <ucontext.h>

#include "pci_insn_calc.h"

struct run {
	const struct pci_insn *insn;
	const struct pci_insn_regs *regs;
	const struct pci_insn_memory *memory;
};

/* ---- one value of at most 8 bytes ---- */

static int
fetch_none(const struct run *run, const struct pci_insn_operand *from,
	uint64_t *value)
{
	(void)run;
	*value = from->value;
	return 0;
}

static int
fetch_memory(const struct run *run, const struct pci_insn_operand *from,
	uint64_t *value)
{
	*value = 0;
	return run->memory->read(run->memory->arg, from->value, value,
		from->width);
}

static int
fetch_general(const struct run *run, const struct pci_insn_operand *from,
	uint64_t *value)
{
	*value = (uint64_t)run->regs->gregs[from->index] >> from->shift &
		pci_insn_low_bits(from->width * 8u);
	return 0;
}

static int
store_memory(const struct run *run, const struct pci_insn_operand *to,
	uint64_t value)
{
	return run->memory->write(run->memory->arg, to->value, &value, to->width);
}

/* Of 4 bytes, the upper half becomes zero; of less, the rest stays. */
static int
store_general(const struct run *run, const struct pci_insn_operand *to,
	uint64_t value)
{
	uint64_t mask = pci_insn_low_bits(to->width * 8u) << to->shift;
	uint64_t old = (uint64_t)run->regs->gregs[to->index];

	old = to->width < 4 ? old & ~mask : 0;
	run->regs->gregs[to->index] = (greg_t)(old | (value << to->shift & mask));
	return 0;
}

/* What decoding leaves: no vectors, and nothing stored to an immediate. */
static const struct {
	int (*fetch)(const struct run *run, const struct pci_insn_operand *from,
		uint64_t *value);
	int (*store)(const struct run *run, const struct pci_insn_operand *to,
		uint64_t value);
} places[PCI_INSN_KINDS] = {
	[PCI_INSN_NONE] = { .fetch = fetch_none },
	[PCI_INSN_IMMEDIATE] = { .fetch = fetch_none },
	[PCI_INSN_MEMORY] = { fetch_memory, store_memory },
	[PCI_INSN_GENERAL] = { fetch_general, store_general },
};

static int
fetch(const struct run *run, const struct pci_insn_operand *from, uint64_t *value)
{
	return places[from->kind].fetch(run, from, value);
}

static int
fetch_all(const struct run *run, struct pci_insn_values *values)
{
	const struct pci_insn *insn = run->insn;
	int ret = fetch(run, &insn->from, &values->from);

	if (ret == 0)
		ret = fetch(run, &insn->third, &values->third);
	if (ret == 0 && (insn->op->traits & PCI_INSN_READS_TO))
		ret = fetch(run, &insn->to, &values->to);
	if (insn->op->traits & PCI_INSN_SIGNED)
		values->from = (uint64_t)pci_insn_extend(values->from,
			insn->from.width * 8u);
	return ret;
}

static int
calculate(const struct run *run)
{
	const struct pci_insn *insn = run->insn;
	const struct pci_insn_op *op = insn->op;
	greg_t *efl = &run->regs->gregs[REG_EFL];
	struct pci_insn_values values = {
		.flags = (uint64_t)*efl,
		.bits = insn->to.width * 8u,
		.condition = op->detail,
		.has_third = insn->third.kind != PCI_INSN_NONE,
	};
	uint64_t result;
	int ret = fetch_all(run, &values);

	if (ret < 0)
		return ret;
	result = op->calc != NULL ? op->calc(&values) : values.from;
	if (op->traits & PCI_INSN_WRITES_TO)
		ret = places[insn->to.kind].store(run, &insn->to, result);
	if (ret == 0)
		*efl = (greg_t)(((uint64_t)*efl & ~(uint64_t)op->flags) |
			(values.flags & op->flags));
	return ret;
}

/* ---- vectors ---- */

/* Where the bytes that are moved are in the vector. */
static size_t
vector_at(const struct pci_insn *insn, const struct pci_insn_operand *vector,
	const struct pci_insn_operand *memory)
{
	if (!(insn->op->traits & PCI_INSN_ELEMENT))
		return insn->op->detail;
	return (insn->third.value & (vector->width / memory->width - 1u)) *
		memory->width;
}

static int
load_vector(const struct run *run)
{
	const struct pci_insn *insn = run->insn;
	uint8_t value[PCI_INSN_WIDEST] = { 0 };
	/* SSE leaves what is above its registers, AVX clears it. */
	size_t len = insn->is_extended ? PCI_INSN_WIDEST : 16, width, at;
	int ret = run->memory->read(run->memory->arg, insn->from.value, value,
		insn->from.width);

	if (ret < 0)
		return ret;
	width = insn->from.width;
	if (insn->op->traits & PCI_INSN_KEEPS)
		len = width;
	if (insn->op->traits & PCI_INSN_SPREADS)
		for (at = width; at < insn->to.width; at += width)
			memcpy(value + at, value, width);
	pci_insn_vector_set(run->regs, insn->to.index,
		vector_at(insn, &insn->to, &insn->from), value, len);
	return 0;
}

static int
store_vector(const struct run *run)
{
	const struct pci_insn *insn = run->insn;
	uint8_t value[PCI_INSN_WIDEST];

	pci_insn_vector_get(run->regs, insn->from.index,
		vector_at(insn, &insn->from, &insn->to), value, insn->to.width);
	return run->memory->write(run->memory->arg, insn->to.value, value,
		insn->to.width);
}

/* ---- strings ---- */

static void
move_pointer(const struct run *run, const struct pci_insn_operand *operand)
{
	bool is_down = run->regs->gregs[REG_EFL] & PCI_INSN_DF;

	if (operand->kind == PCI_INSN_MEMORY)
		run->regs->gregs[operand->index] = (greg_t)(operand->value +
			(is_down ? 0 - (uint64_t)operand->width : operand->width));
}

/* One that compares ends by what it finds, too. */
static bool
is_last_step(const struct run *run)
{
	const struct pci_insn *insn = run->insn;
	bool is_equal = run->regs->gregs[REG_EFL] & PCI_INSN_ZF;

	return !insn->is_repeated || run->regs->gregs[REG_RCX] == 0 ||
		(insn->op->flags != 0 && is_equal == insn->is_repne);
}

/* The processor comes back for the next step, as after an interrupt. */
static int
step_string(const struct run *run, bool *is_done)
{
	greg_t *left = &run->regs->gregs[REG_RCX];
	int ret;

	if (run->insn->is_repeated && *left == 0)
		return 0;
	ret = calculate(run);
	if (ret < 0)
		return ret;
	move_pointer(run, &run->insn->to);
	move_pointer(run, &run->insn->from);
	if (run->insn->is_repeated)
		*left = (greg_t)((uint64_t)*left - 1);
	*is_done = is_last_step(run);
	return 0;
}

int
pci_insn_execute(const struct pci_insn *insn,
	const struct pci_insn_regs *regs, const struct pci_insn_memory *memory)
{
	const struct run run = { insn, regs, memory };
	bool is_done = true;
	int ret;

	if (insn->op->traits & PCI_INSN_STRING)
		ret = step_string(&run, &is_done);
	else if (!(insn->op->traits & PCI_INSN_VECTORS))
		ret = calculate(&run);
	else if (insn->to.kind == PCI_INSN_VECTOR)
		ret = load_vector(&run);
	else
		ret = store_vector(&run);
	if (ret == 0 && is_done)
		regs->gregs[REG_RIP] += insn->len;
	return ret;
}
