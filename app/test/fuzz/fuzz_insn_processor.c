/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Runs one instruction on registers that are all known: a trap's handler loads
 * them by its frame, and the trap behind the instruction stores them.
 */

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <cpuid.h>

#include "fuzz_insn.h"

/* The frame's own words in the area (asm/sigcontext.h). */
#define AREA_SIZE_AT 480
/* What a case is about: x87 and its control words stay. */
#define VECTOR_PARTS 0xe6ull
#define USER_END (1ull << 47)

static struct {
	struct fuzz_state *start;
	struct fuzz_state *end;
	struct fuzz_state mine;		/* at the trap that loads the registers */
	size_t area;
	int sig;
	bool is_loaded;
} run;

static void
save(struct fuzz_state *to, const ucontext_t *uc)
{
	memcpy(to->gregs, uc->uc_mcontext.gregs, sizeof(to->gregs));
	memcpy(to->xsave, uc->uc_mcontext.fpregs, run.area);
}

static void
load(ucontext_t *uc, const struct fuzz_state *from)
{
	memcpy(uc->uc_mcontext.gregs, from->gregs, sizeof(from->gregs));
	memcpy(uc->uc_mcontext.fpregs, from->xsave, run.area);
}

/* Segments, the trap's numbers and the frame's words are the kernel's. */
static void
complete_start(void)
{
	uint8_t *xsave = run.start->xsave;
	uint64_t valid = fuzz_random() | ~VECTOR_PARTS, old;
	uint32_t i;

	for (i = REG_EFL + 1; i < NGREG; i++)
		run.start->gregs[i] = run.mine.gregs[i];
	memcpy(&old, run.mine.xsave + FUZZ_VALID_AT, sizeof(old));
	memcpy(xsave, run.mine.xsave, run.area);
	for (i = 0; i < 256; i += 8)
		memcpy(xsave + 160 + i, &(uint64_t){ fuzz_random() }, 8);
	for (i = 576; i + 8 <= run.area; i += 8)
		memcpy(xsave + i, &(uint64_t){ fuzz_random() }, 8);
	/* Each of the vectors' parts may be in its initial form. */
	valid &= VECTOR_PARTS | old;
	memcpy(xsave + FUZZ_VALID_AT, &valid, sizeof(valid));
}

static void
enter(ucontext_t *uc)
{
	uint32_t area;

	memcpy(&area, (uint8_t *)uc->uc_mcontext.fpregs + AREA_SIZE_AT, sizeof(area));
	if (area > FUZZ_XSAVE_MAX)
		abort();
	run.area = area;
	save(&run.mine, uc);
	complete_start();
	load(uc, run.start);
}

static void
on_signal(int sig, siginfo_t *info, void *arg)
{
	ucontext_t *uc = arg;

	(void)info;
	if (!run.is_loaded) {
		enter(uc);
	} else {
		run.sig = sig;
		save(run.end, uc);
		load(uc, &run.mine);
	}
	run.is_loaded = !run.is_loaded;
}

/*
 * The instruction is done, and has left a stack that is nowhere: some
 * hypervisors refuse the trap then, now and again.
 */
static bool
is_trap_refused(const struct fuzz_state *end)
{
	const uint8_t *at = (const uint8_t *)end->gregs[REG_RIP];

	return run.sig == SIGILL && (uint64_t)at != FUZZ_CODE &&
		*at == FUZZ_TRAP && (uint64_t)end->gregs[REG_RSP] >= USER_END;
}

int
fuzz_processor_run(struct fuzz_state *start, struct fuzz_state *end)
{
	run.start = start;
	run.end = end;
	__asm__ volatile("int3" : : : "memory");
	if (is_trap_refused(end)) {
		end->gregs[REG_RIP]++;
		run.sig = SIGTRAP;
	}
	return run.sig;
}

size_t
fuzz_processor_area(void)
{
	return run.area;
}

/* ---- what it has ---- */

enum { EBX = 1, ECX, EDX };

#define LEAF_FEATURES 7

struct feature {
	const char *isa;	/* how Zydis names begin, the longer ones first */
	uint32_t leaf;
	uint8_t reg, bit;
};

static const struct feature features[] = {
	{ "AVX512BW", LEAF_FEATURES, EBX, 30 },
	{ "AVX512DQ", LEAF_FEATURES, EBX, 17 },
	{ "AVX512F", LEAF_FEATURES, EBX, 16 },
	{ "AVX2", LEAF_FEATURES, EBX, 5 },
	{ "AVX", 1, ECX, 28 },
	{ "BMI1", LEAF_FEATURES, EBX, 3 },
	{ "BMI2", LEAF_FEATURES, EBX, 8 },
	{ "LZCNT", 0x80000001, ECX, 5 },
	{ "MOVBE", 1, ECX, 22 },
	{ "MOVDIR", LEAF_FEATURES, ECX, 27 },
	{ "POPCNT", 1, ECX, 23 },
	{ "SSE3", 1, ECX, 0 },
	{ "SSE4", 1, ECX, 19 },
};
/* Of what is shorter than 512 bits. */
static const struct feature shorter = { NULL, LEAF_FEATURES, EBX, 31 };

static bool
has_feature(const struct feature *feature)
{
	unsigned int regs[4] = { 0 };

	return __get_cpuid_count(feature->leaf, 0, &regs[0], &regs[EBX], &regs[ECX],
		&regs[EDX]) && (regs[feature->reg] >> feature->bit & 1);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

bool
fuzz_processor_has(const ZydisDecodedInstruction *insn)
{
	const char *isa = ZydisISASetGetString(insn->meta.isa_set);
	unsigned int i;

	if ((ends_with(isa, "_128") || ends_with(isa, "_256")) &&
			!has_feature(&shorter))
		return false;
	for (i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		if (strncmp(isa, features[i].isa, strlen(features[i].isa)) == 0)
			return has_feature(&features[i]);
	return true;
}

/* ---- set up ---- */

void
fuzz_processor_setup(void)
{
	static const int signals[] = { SIGTRAP, SIGSEGV, SIGILL, SIGBUS, SIGFPE };
	static uint8_t room[65536];
	const stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };
	struct sigaction action = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };
	unsigned int i;

	if (sigaltstack(&stack, NULL) < 0)
		abort();
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], &action, NULL) < 0)
			abort();
}
