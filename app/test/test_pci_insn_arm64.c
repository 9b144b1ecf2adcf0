/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Loads and stores of AArch64: each is run by the processor on memory that is
 * there, and on a page that is not, where a signal's handler has it performed.
 * Registers and memory must be the same. A program of its own, without cmocka:
 * it is built for another processor than the rest, and run by QEMU.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "pci_insn.h"

#define PAGE 65536
#define MIDDLE 1024
#define NB(array) (sizeof(array) / sizeof((array)[0]))

/* X0 and SP are the address, X1 and X3 to X5 indices, the others are data. */
#define FORMS(F) \
	F("ldr x2, [x0]") F("ldr x2, [x0, #8]") F("ldr w2, [x0, #12]") \
	F("ldrb w2, [x0, #3]") F("ldrh w2, [x0, #6]") F("ldr xzr, [x0]") \
	F("ldr x0, [x0]") F("ldrsb x2, [x0, #1]") F("ldrsb w2, [x0, #1]") \
	F("ldrsh x2, [x0, #2]") F("ldrsh w2, [x0, #2]") F("ldrsw x2, [x0, #4]") \
	F("str x6, [x0, #8]") F("str w6, [x0, #4]") F("strh w6, [x0, #2]") \
	F("strb w6, [x0, #1]") F("str xzr, [x0]") F("str wzr, [x0]") \
	F("str x0, [x0, #8]") F("ldr x2, [sp, #16]") F("str w6, [sp, #20]") \
	F("ldur x2, [x0, #-13]") F("ldur w2, [x0, #5]") F("ldurb w2, [x0, #-1]") \
	F("ldurh w2, [x0, #-3]") F("ldursb x2, [x0, #-2]") F("ldursh w2, [x0, #7]") \
	F("ldursw x2, [x0, #-6]") F("stur x6, [x0, #-15]") F("stur w6, [x0, #3]") \
	F("sturb w6, [x0, #-256]") F("sturh w6, [x0, #255]") \
	F("ldr x2, [x0], #16") F("ldr w2, [x0], #-24") F("ldrb w2, [x0], #1") \
	F("ldrsh x2, [x0], #2") F("str x6, [x0], #-8") F("strb w6, [x0], #255") \
	F("ldr x2, [x0, #-16]!") F("ldrsw x2, [x0, #20]!") F("ldrh w2, [x0, #2]!") \
	F("str x6, [x0, #-256]!") F("strh w6, [x0, #6]!") F("ldr xzr, [x0], #8") \
	F("ldr x2, [sp], #16") F("str x6, [sp, #-32]!") \
	F("ldr xzr, [sp], #16") F("str xzr, [sp, #-16]!") \
	F("ldr x2, [x0, x1]") F("ldr x2, [x0, x1, lsl #3]") \
	F("ldr w2, [x0, x1, lsl #2]") F("ldrb w2, [x0, x1]") \
	F("ldrsh x2, [x0, x1, lsl #1]") F("ldr x2, [x0, w3, uxtw]") \
	F("ldr x2, [x0, w3, uxtw #3]") F("ldr w2, [x0, w4, sxtw]") \
	F("ldr x2, [x0, w4, sxtw #3]") F("ldr x2, [x0, x5, sxtx]") \
	F("ldr w2, [x0, x5, sxtx #2]") F("ldr x2, [x0, xzr]") \
	F("str x6, [x0, x1, lsl #3]") F("strh w6, [x0, w4, sxtw #1]") \
	F("strb w6, [x0, w3, uxtw]") F("str w6, [sp, x1]") \
	F("ldp x2, x6, [x0, #16]") F("ldp w2, w6, [x0, #-8]") \
	F("ldp x2, x6, [x0], #-32") F("ldp w2, w6, [x0, #24]!") \
	F("ldpsw x2, x6, [x0]") F("ldpsw x2, x6, [x0], #8") F("ldp xzr, x2, [x0]") \
	F("ldp x0, x2, [x0]") F("ldnp x2, x6, [x0, #16]") \
	F("stp x6, x7, [x0, #-512]") F("stp w6, w7, [x0, #252]") \
	F("stp x6, x7, [x0, #-32]!") F("stp w6, wzr, [x0], #8") \
	F("stp x6, x6, [x0]") F("stnp w6, w7, [x0]") F("stp x6, x7, [sp, #-16]!") \
	F("ldr b0, [x0, #1]") F("ldr h0, [x0, #2]") F("ldr s0, [x0, #4]") \
	F("ldr d0, [x0, #8]") F("ldr q0, [x0, #16]") F("ldur q0, [x0, #-7]") \
	F("ldr q0, [x0], #16") F("ldr d0, [x0, #-8]!") F("ldr q0, [x0, x1, lsl #4]") \
	F("ldr s0, [x0, w4, sxtw #2]") F("str b1, [x0]") F("str h1, [x0, #2]") \
	F("str s1, [x0, #4]") F("str d1, [x0, #8]") F("str q1, [x0, #32]") \
	F("stur q1, [x0, #-9]") F("str q1, [x0, #-16]!") F("str d1, [x0], #8") \
	F("ldp s0, s1, [x0]") F("ldp d0, d1, [x0, #16]") F("ldp q0, q1, [x0]") \
	F("ldp q2, q3, [x0], #32") F("stp s1, s2, [x0]") F("stp d1, d2, [x0, #-16]!") \
	F("stp q1, q2, [x0, #32]") F("stp q2, q3, [sp], #32") F("ldnp q0, q1, [x0]") \
	F("ldar x2, [x0]") F("ldar w2, [x0]") F("ldarb w2, [x0]") \
	F("ldarh w2, [x0]") F("stlr x6, [x0]") F("stlr w6, [x0]") \
	F("stlrb w6, [x0]") F("stlrh w6, [x0]")

#define REFUSED(F) \
	F("ldxr x2, [x0]", "ldxr", "it is exclusive") \
	F("stlxr w2, x6, [x0]", "stxr", "it is exclusive") \
	F("ldaxp x2, x6, [x0]", "ldxp", "it is exclusive") \
	F("stxp w2, x6, x7, [x0]", "stxp", "it is exclusive") \
	F("ldaddal x2, x6, [x0]", "ldadd", "it is atomic") \
	F("swp w2, w6, [x0]", "swp", "it is atomic") \
	F("casal x2, x6, [x0]", "cas", "it is atomic") \
	F("casp x2, x3, x6, x7, [x0]", "casp", "it is atomic") \
	F("ld1 {v0.16b}, [x0]", "ld1", "it is not known") \
	F("st1 {v0.s}[1], [x0]", "st1", "it is not known") \
	F("prfm pldl1keep, [x0]", "ldr", "it is not known") \
	F(".inst 0xf8408400", "ldr", "its base is what it moves") \
	F(".inst 0xa9400802", "ldp", "it loads one register twice") \
	F(".inst 0xf8610802", "ldr", "it is not known") \
	F(".inst 0xe9401802", "ldp", "it is not known") \
	F(".inst 0x68401802", "ldp", "it is not known") \
	F(".inst 0x69001802", "stp", "it is not known") \
	F("ldr x2, .", NULL, "it is not known") \
	F("dc zva, x0", NULL, "it is not known") \
	F("add x2, x2, #1", NULL, "it is not known")

#define LINE(text, ...) text "\n"
#define TEXT(text, ...) text,
#define WHY(text, name, why) { name, why },

/* The assembler makes words of the texts, in their order. */
__asm__(".arch armv8.1-a\n.pushsection .rodata\n.balign 4\n"
	"form_words:\n" FORMS(LINE) "refused_words:\n" REFUSED(LINE) ".popsection\n");

#pragma GCC visibility push(hidden)
extern const uint32_t form_words[], refused_words[];
#pragma GCC visibility pop
static const char *const form_texts[] = { FORMS(TEXT) };
static const char *const refused_texts[] = { REFUSED(TEXT) };
static const struct pci_insn_refusal refused[] = { REFUSED(WHY) };

/* ---- one word, on registers that are all known ---- */

struct state {
	uint64_t general[8];
	uint8_t vectors[4][16];
	uint64_t sp;
};

typedef void (run_t)(struct state *state);

/* Copied to where it may be written; the word takes the place of the NOP. */
__asm__(".pushsection .text\n.balign 4\n"
	"stub:\n"
	"stp x19, x20, [sp, #-16]!\n"
	"mov x19, x0\n"
	"mov x20, sp\n"
	"ldp q0, q1, [x19, #64]\n"
	"ldp q2, q3, [x19, #96]\n"
	"ldr x9, [x19, #128]\n"
	"ldp x0, x1, [x19]\n"
	"ldp x2, x3, [x19, #16]\n"
	"ldp x4, x5, [x19, #32]\n"
	"ldp x6, x7, [x19, #48]\n"
	"mov sp, x9\n"
	"stub_word: nop\n"
	"mov x9, sp\n"
	"mov sp, x20\n"
	"stp x0, x1, [x19]\n"
	"stp x2, x3, [x19, #16]\n"
	"stp x4, x5, [x19, #32]\n"
	"stp x6, x7, [x19, #48]\n"
	"str x9, [x19, #128]\n"
	"stp q0, q1, [x19, #64]\n"
	"stp q2, q3, [x19, #96]\n"
	"ldp x19, x20, [sp], #16\n"
	"ret\n"
	"stub_end:\n"
	".popsection\n"
	".pushsection .rodata\n.balign 4\n"
	"stub_size: .word stub_end - stub\n"
	"stub_word_at: .word stub_word - stub\n"
	".popsection\n");

#pragma GCC visibility push(hidden)
extern const uint8_t stub[];
extern const uint32_t stub_size, stub_word_at;
#pragma GCC visibility pop

static uint8_t *program, *there, *nowhere;
static uint8_t shadow[PAGE];
static unsigned int nb_accesses, nb_failed;

static void
failed(const char *text, const char *what)
{
	printf("FAIL %s: %s\n", text, what);
	nb_failed++;
}

static void
run_word(uint32_t word, uint8_t *page, struct state *state)
{
	union {
		uint8_t *bytes;
		run_t *run;
	} entry = { program };
	unsigned int i;

	memcpy(program + stub_word_at, &word, sizeof(word));
	__builtin___clear_cache((char *)program, (char *)program + PAGE);
	memset(state, 0, sizeof(*state));
	for (i = 0; i < sizeof(state->vectors); i++)
		state->vectors[i / 16][i % 16] = (uint8_t)(i * 7 + 1);
	state->general[0] = state->sp = (uint64_t)page + MIDDLE;
	state->general[1] = 16;
	state->general[2] = 0x2222222222222222;
	state->general[3] = 0xffffffff00000010;
	state->general[4] = 0x55555555fffffff0;
	state->general[5] = (uint64_t)-16;
	state->general[6] = 0x8899aabbccddeeff;
	state->general[7] = 0x0123456789abcdef;
	entry.run(state);
	/* From here on relative, unless it was loaded. */
	if (state->general[0] - (uint64_t)page < PAGE)
		state->general[0] -= (uint64_t)page;
	state->sp -= (uint64_t)page;
}

static void
fill(uint8_t *page)
{
	unsigned int i;

	for (i = 0; i < PAGE; i++)
		page[i] = (uint8_t)(i * 167 + (i >> 8) + 0x80);
}

/* A store of the address itself differs by that of the page. */
static void
relate(uint8_t *at, const uint8_t *page)
{
	uint64_t value;
	unsigned int i;

	for (i = MIDDLE - 512; i < MIDDLE + 512; i += 8) {
		memcpy(&value, at + i, sizeof(value));
		if (value - (uint64_t)page < PAGE) {
			value -= (uint64_t)page;
			memcpy(at + i, &value, sizeof(value));
		}
	}
}

/* ---- the handler ---- */

static int
read_shadow(void *arg, uint64_t addr, void *buf, size_t len)
{
	(void)arg;
	nb_accesses++;
	if (addr - (uint64_t)nowhere > PAGE - len)
		return -EFAULT;
	memcpy(buf, shadow + (addr - (uint64_t)nowhere), len);
	return 0;
}

static int
write_shadow(void *arg, uint64_t addr, const void *buf, size_t len)
{
	(void)arg;
	nb_accesses++;
	if (addr - (uint64_t)nowhere > PAGE - len)
		return -EFAULT;
	memcpy(shadow + (addr - (uint64_t)nowhere), buf, len);
	return 0;
}

static void
on_fault(int sig, siginfo_t *info, void *frame)
{
	static const struct pci_insn_memory memory = { read_shadow, write_shadow, NULL };
	struct pci_insn_refusal refusal = { NULL, NULL };
	int ret = pci_insn_step(frame, &memory, &refusal);

	(void)sig;
	(void)info;
	if (ret == 0)
		return;
	printf("FAIL %s is not performed: %s (%d)\n",
		refusal.name == NULL ? "?" : refusal.name,
		refusal.why == NULL ? "?" : refusal.why, ret);
	fflush(stdout);
	_Exit(1);
}

/* ---- tests ---- */

static void
test_forms(void)
{
	struct state theirs, ours;
	unsigned int i;

	for (i = 0; i < NB(form_texts); i++) {
		fill(there);
		fill(shadow);
		run_word(form_words[i], there, &theirs);
		nb_accesses = 0;
		run_word(form_words[i], nowhere, &ours);
		relate(there, there);
		relate(shadow, nowhere);
		if (nb_accesses == 0)
			failed(form_texts[i], "it accesses nothing");
		if (memcmp(&theirs, &ours, sizeof(ours)) != 0)
			failed(form_texts[i], "registers differ");
		if (memcmp(there, shadow, PAGE) != 0)
			failed(form_texts[i], "memory differs");
	}
}

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int
no_read(void *arg, uint64_t addr, void *buf, size_t len)
{
	(void)arg;
	(void)addr;
	memset(buf, 0xff, len);
	return -EIO;
}

static int
no_write(void *arg, uint64_t addr, const void *buf, size_t len)
{
	(void)arg;
	(void)addr;
	(void)buf;
	(void)len;
	return -EIO;
}

/* By a frame that is made up: it has no vectors. */
static int
step_unchanged(const char *text, const uint32_t *word, uint64_t fault,
	struct pci_insn_refusal *refusal)
{
	static const struct pci_insn_memory memory = { no_read, no_write, NULL };
	static ucontext_t frame, before;
	int ret;

	memset(&frame, 0, sizeof(frame));
	frame.uc_mcontext.regs[0] = (uint64_t)nowhere;
	frame.uc_mcontext.pc = (uint64_t)word;
	frame.uc_mcontext.fault_address = fault;
	memcpy(&before, &frame, sizeof(before));
	ret = pci_insn_step(&frame, &memory, refusal);
	if (memcmp(&before, &frame, sizeof(before)) != 0)
		failed(text, "the frame is changed");
	return ret;
}

static void
test_refused(void)
{
	struct pci_insn_refusal refusal;
	unsigned int i;

	for (i = 0; i < NB(refused); i++) {
		if (step_unchanged(refused_texts[i], &refused_words[i], 0,
				&refusal) != -ENOTSUP)
			failed(refused_texts[i], "it is not refused");
		else if (!is_same(refusal.name, refused[i].name) ||
				!is_same(refusal.why, refused[i].why))
			failed(refused_texts[i], refusal.why);
	}
}

static void
test_access_that_fails(void)
{
	struct pci_insn_refusal refusal;
	unsigned int i;
	int ret;

	for (i = 0; i < NB(form_texts); i++) {
		ret = step_unchanged(form_texts[i], &form_words[i], 0, &refusal);
		if (ret == -ENOTSUP && is_same(refusal.why, "the frame has no vectors"))
			continue;
		if (ret != -EIO)
			failed(form_texts[i], "it does not fail");
	}
}

/* ---- vectors of SVE, in the frame or elsewhere ---- */

#define LEN 64

struct longer {
	struct sve_context head;
	uint8_t z[32][LEN];
};

static const struct longer longer = {
	.head = { .head = { SVE_MAGIC, sizeof(longer) }, .vl = LEN },
};

/* The records that a frame holds, with room for both ways. */
struct records {
	struct fpsimd_context vectors;
	union {
		struct longer here;
		struct extra_context elsewhere;
	};
};

static int
read_ones(void *arg, uint64_t addr, void *buf, size_t len)
{
	(void)arg;
	(void)addr;
	memset(buf, 0xff, len);
	return 0;
}

/* Of Z0, which "ldr d0" loads; all bytes were 0x55. */
static void
check_longer(const char *text, const struct longer *sve)
{
	uint8_t expected[LEN] = { 0 };

	memset(expected, 0xff, 8);
	if (memcmp(sve->z[0], expected, LEN) != 0)
		failed(text, "Z0 is not what was loaded");
	memset(expected, 0x55, LEN);
	if (memcmp(sve->z[1], expected, LEN) != 0)
		failed(text, "Z1 is changed");
}

static void
test_longer_vectors(void)
{
	static const struct pci_insn_memory memory = { read_ones, no_write, NULL };
	static const uint32_t load = 0xfd400000;	/* ldr d0, [x0] */
	static ucontext_t frame;
	static struct longer sve;
	struct records *records = (void *)frame.uc_mcontext.__reserved;
	struct pci_insn_refusal refusal;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		memset(&frame, 0, sizeof(frame));
		frame.uc_mcontext.pc = (uint64_t)&load;
		records->vectors.head.magic = FPSIMD_MAGIC;
		records->vectors.head.size = sizeof(records->vectors);
		sve = longer;
		memset(sve.z, 0x55, sizeof(sve.z));
		records->here = sve;
		if (i == 1)
			records->elsewhere = (struct extra_context){
				{ EXTRA_MAGIC, sizeof(records->elsewhere) },
				(uint64_t)&sve, sizeof(sve), { 0 } };
		if (pci_insn_step(&frame, &memory, &refusal) != 0)
			failed("ldr d0", refusal.why);
		check_longer(i == 0 ? "in the frame" : "elsewhere",
			i == 0 ? &records->here : &sve);
	}
}

static void
test_fetch(void)
{
	struct pci_insn_refusal refusal;

	if (step_unchanged("fetch", form_words, (uint64_t)form_words, &refusal) !=
			-EFAULT)
		failed("fetch", "it is taken for an access to data");
}

static uint8_t *
map(int prot)
{
	void *at = mmap(NULL, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		abort();
	return at;
}

int
main(void)
{
	static uint8_t room[65536];
	const stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };
	struct sigaction action = { .sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };

	program = map(PROT_READ | PROT_WRITE | PROT_EXEC);
	there = map(PROT_READ | PROT_WRITE);
	nowhere = map(PROT_NONE);
	memcpy(program, stub, stub_size);
	if (sigaltstack(&stack, NULL) < 0 || sigaction(SIGSEGV, &action, NULL) < 0)
		abort();
	pci_insn_setup();
	test_forms();
	test_refused();
	test_access_that_fails();
	test_longer_vectors();
	test_fetch();
	printf("%zu forms performed, %zu refused: %u failed\n", NB(form_texts),
		NB(refused), nb_failed);
	return nb_failed == 0 ? 0 : 1;
}
