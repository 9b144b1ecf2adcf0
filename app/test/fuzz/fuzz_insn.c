/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The processor as the oracle. The input is, for each instruction, a seed of the
 * registers (8 bytes) and what the instruction is made of. If it is one that is
 * performed, its operand is led into known memory, and the processor runs it
 * there. Registers, flags, vectors and memory must be as the emulation leaves
 * them.
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <cpuid.h>

#include "fuzz_insn.h"

/* Of the input, for each instruction; more of them in one say no more. */
#define CASE_SIZE 32
#define CASES_MAX 8
#define RUNS_MAX 3

static struct {
	ZydisDecodedInstruction insn;
	struct fuzz_state start;	/* of the processor, and the emulation */
	struct fuzz_state end;		/* the processor's */
	uint8_t shadow[FUZZ_WINDOW];
} run;

static struct pci_insn_layout layout;
static uint8_t *const code = (uint8_t *)FUZZ_CODE;
static uint8_t *const data_page = (uint8_t *)FUZZ_DATA;
/* Asked for once: a hypervisor takes its time over it. */
static unsigned int part_at[8] = { 0, 160 };
static uint64_t nb_alike, nb_again;

static void
print_case(void)
{
	unsigned int i;

	fprintf(stderr, "%s:", ZydisMnemonicGetString(run.insn.mnemonic));
	for (i = 0; i < run.insn.length; i++)
		fprintf(stderr, " %02x", code[i]);
	fprintf(stderr, "\n");
}

#define ALIKE(condition, ...) \
	do { \
		if (!(condition)) { \
			print_case(); \
			fail_msg(__VA_ARGS__); \
		} \
	} while (0)

/* ---- the emulation ---- */

static uint8_t *
shadow_of(uint64_t addr, size_t len)
{
	ALIKE(addr >= FUZZ_DATA && addr - FUZZ_DATA <= FUZZ_WINDOW - len, "%#jx is accessed",
		(uintmax_t)addr);
	return run.shadow + (addr - FUZZ_DATA);
}

static int
read_shadow(void *arg, uint64_t addr, void *buf, size_t len)
{
	(void)arg;
	memcpy(buf, shadow_of(addr, len), len);
	return 0;
}

static int
write_shadow(void *arg, uint64_t addr, const void *buf, size_t len)
{
	(void)arg;
	memcpy(shadow_of(addr, len), buf, len);
	return 0;
}

static void
run_emulated(const struct pci_insn_regs *regs)
{
	static const struct pci_insn_memory memory = { read_shadow, write_shadow, NULL };
	struct pci_insn insn;
	unsigned int steps = 0;

	do {
		ALIKE(pci_insn_decode(code, PCI_INSN_MAX, regs, &insn) == 0,
			"refused at step %u: %s", steps, insn.refused);
		ALIKE(pci_insn_execute(&insn, regs, &memory) == 0, "not performed");
	} while (regs->gregs[REG_RIP] == (greg_t)FUZZ_CODE && ++steps < FUZZ_STEPS_MAX);
}

/* ---- both compared ---- */

/* What is in its initial form is zero. */
static void
normalise(uint8_t *xsave)
{
	static const struct { unsigned int part, len; } parts[] = {
		{ 1, 256 }, { 2, 256 }, { 5, 64 }, { 6, 512 }, { 7, 1024 },
	};
	unsigned int i, part;
	uint64_t valid;

	memcpy(&valid, xsave + FUZZ_VALID_AT, sizeof(valid));
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		part = parts[i].part;
		if (!(valid >> part & 1) && part_at[part] != 0)
			memset(xsave + part_at[part], 0, parts[i].len);
	}
}

static void
check_vectors(uint8_t *ours)
{
	uint8_t *theirs = run.end.xsave;
	size_t i;

	normalise(ours);
	normalise(theirs);
	for (i = 160; i < fuzz_processor_area(); i++)
		ALIKE((i >= 416 && i < 576) || ours[i] == theirs[i],
			"byte %zu of the vectors: %#x, not %#x", i, ours[i], theirs[i]);
}

static bool
is_shift(void)
{
	static const ZydisMnemonic shifts[] = {
		ZYDIS_MNEMONIC_SHL, ZYDIS_MNEMONIC_SHR, ZYDIS_MNEMONIC_SAR,
		ZYDIS_MNEMONIC_ROL, ZYDIS_MNEMONIC_ROR,
	};
	unsigned int i;

	for (i = 0; i < sizeof(shifts) / sizeof(shifts[0]); i++)
		if (run.insn.mnemonic == shifts[i])
			return true;
	return false;
}

/* The processor takes that many bits of it. */
static unsigned int
shift_count(void)
{
	uint64_t count = 1;

	if (run.insn.raw.imm[0].size != 0)
		count = run.insn.raw.imm[0].value.u;
	else if (run.insn.opcode & 2)
		count = (uint64_t)run.start.gregs[REG_RCX];
	return (unsigned int)(count & (run.insn.operand_width == 64 ? 63 : 31));
}

/* Those of shifts depend on the count, which Zydis does not regard. */
static uint64_t
undefined_flags(void)
{
	uint64_t flags = run.insn.cpu_flags == NULL ? 0 :
		run.insn.cpu_flags->undefined;
	unsigned int count = is_shift() ? shift_count() : 2;

	if (count == 0)
		return 0;
	if (count == 1)
		return flags & ~(uint64_t)ZYDIS_CPUFLAG_OF;
	return is_shift() && count >= run.insn.operand_width ?
		flags | ZYDIS_CPUFLAG_CF : flags;
}

/* Of a scan that finds no bit processors differ in the upper half of 64. */
static uint64_t
defined_bits(void)
{
	bool is_scan = run.insn.mnemonic == ZYDIS_MNEMONIC_BSF ||
		run.insn.mnemonic == ZYDIS_MNEMONIC_BSR;

	return is_scan && run.insn.operand_width == 32 ? UINT32_MAX : UINT64_MAX;
}

static void
check_registers(const greg_t *ours)
{
	const greg_t *theirs = run.end.gregs;
	uint64_t flags = (FUZZ_STATUS | FUZZ_DIRECTION) & ~undefined_flags();
	uint64_t bits = defined_bits();
	unsigned int i;

	for (i = 0; i <= REG_RSP; i++)
		ALIKE((((uint64_t)ours[i] ^ (uint64_t)theirs[i]) & bits) == 0,
			"register %u: %#jx, not %#jx", i, (uintmax_t)ours[i],
			(uintmax_t)theirs[i]);
	ALIKE(ours[REG_RIP] + 1 == theirs[REG_RIP], "goes on at %#jx, not %#jx",
		(uintmax_t)ours[REG_RIP], (uintmax_t)theirs[REG_RIP] - 1);
	ALIKE((((uint64_t)ours[REG_EFL] ^ (uint64_t)theirs[REG_EFL]) & flags) == 0,
		"flags %#jx, not %#jx", (uintmax_t)ours[REG_EFL],
		(uintmax_t)theirs[REG_EFL]);
}

static void
check_case(int sig, const greg_t *ours)
{
	ALIKE(sig == SIGTRAP, "the processor raises signal %d", sig);
	ALIKE(memcmp(run.shadow, data_page, FUZZ_WINDOW) == 0, "memory differs");
	check_registers(ours);
}

/*
 * A signal that is not the instruction's does not come again: on a busy machine one
 * sigreturn in a million fails, ahead of it.
 */
static int
run_on_processor(void)
{
	unsigned int left = RUNS_MAX;
	int sig;

	memcpy(run.shadow, data_page, FUZZ_WINDOW);
	sig = fuzz_processor_run(&run.start, &run.end);
	while (sig != SIGTRAP && fuzz_processor_has(&run.insn) && --left > 0) {
		print_case();
		fprintf(stderr, "again after signal %d at %#jx, trap %jd, error %#jx, CR2 %#jx\n",
			sig, (uintmax_t)run.end.gregs[REG_RIP],
			(intmax_t)run.end.gregs[REG_TRAPNO],
			(uintmax_t)run.end.gregs[REG_ERR],
			(uintmax_t)run.end.gregs[REG_CR2]);
		memcpy(data_page, run.shadow, FUZZ_WINDOW);
		sig = fuzz_processor_run(&run.start, &run.end);
		nb_again += sig == SIGTRAP;
	}
	return sig;
}

static void
compare(void)
{
	static struct fuzz_state ours;
	const struct pci_insn_regs regs = { ours.gregs, ours.xsave, &layout };
	int sig;

	sig = run_on_processor();
	if (sig == SIGILL && !fuzz_processor_has(&run.insn))
		return;
	memcpy(&ours, &run.start, sizeof(ours));
	run_emulated(&regs);
	check_case(sig, ours.gregs);
	check_vectors(ours.xsave);
	nb_alike++;
}

/* ---- set up ---- */

static void
map_at(uint64_t addr, int prot)
{
	void *at = mmap((void *)addr, 0x1000, prot, MAP_PRIVATE | MAP_ANONYMOUS |
		MAP_FIXED_NOREPLACE, -1, 0);

	if (at != (void *)addr)
		abort();
}

static void
print_sum(void)
{
	printf("note: %ju instructions performed by the processor and by the bus alike, "
		"%ju of them after a signal that did not come again\n",
		(uintmax_t)nb_alike, (uintmax_t)nb_again);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	unsigned int i, size, ecx, edx;

	(void)argc;
	(void)argv;
	map_at(FUZZ_CODE, PROT_READ | PROT_WRITE | PROT_EXEC);
	map_at(FUZZ_DATA, PROT_READ | PROT_WRITE);
	for (i = 2; i < 8; i++)
		__cpuid_count(0xd, i, size, part_at[i], ecx, edx);
	pci_insn_layout(&layout);
	fuzz_processor_setup();
	return atexit(print_sum);
}

/* An input that fails does so alone, too. */
static void
draw_data(void)
{
	uint64_t word;
	size_t i;

	for (i = 0; i < FUZZ_WINDOW; i += sizeof(word)) {
		word = fuzz_random();
		memcpy(data_page + i, &word, sizeof(word));
	}
}

/* One instruction, from so many bytes of the input. */
static void
run_case(struct fuzz_input *in)
{
	fuzz_seed(fuzz_number(in, 8));
	draw_data();
	fuzz_draw_registers(run.start.gregs);
	fuzz_draw_instruction(in, code);
	if (!fuzz_lead(code, &run.start, &layout, &run.insn))
		return;
	/* A string that repeats runs out of memory otherwise. */
	if (run.insn.meta.category == ZYDIS_CATEGORY_STRINGOP &&
			(uint64_t)run.start.gregs[REG_RCX] >= FUZZ_STEPS_MAX)
		return;
	compare();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size }, one;
	uint8_t bytes[CASE_SIZE];
	unsigned int i = 0;

	do {
		fuzz_bytes(&in, bytes, sizeof(bytes));
		one = (struct fuzz_input){ bytes, sizeof(bytes) };
		run_case(&one);
	} while (in.left > 0 && ++i < CASES_MAX);
	return 0;
}
