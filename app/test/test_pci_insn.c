/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Instructions by their bytes, on registers and memory that are known. What they
 * do in all cases is for the fuzz target, which asks the processor.
 */

#include <errno.h>
#include <string.h>
#include <ucontext.h>

#include "pci_insn.h"
#include "testing.h"

#define START 0x1000
#define ADDR 0x7000		/* where RBX points to */
#define AX 0x1111222233334444ll
#define WORD 0x8899aabbccddeeffull
#define CF 0x001
#define ZF 0x040
#define SF 0x080
#define DF 0x400
/* The frame's area in its oldest form, with XMM0 at 160. */
#define AREA 512
#define XMM0 160

static struct {
	greg_t gregs[NGREG];
	uint8_t xsave[AREA];
	uint8_t bytes[64];
	uint64_t addr;		/* of the last access */
	size_t len;
	unsigned int reads, writes;
	int error;
} fake;

static struct pci_insn_layout layout = { .offset = { 0, XMM0 } };
static const struct pci_insn_regs regs = { fake.gregs, fake.xsave, &layout };

static int
record(uint64_t addr, size_t len, unsigned int *nb)
{
	fake.addr = addr;
	fake.len = len;
	(*nb)++;
	return fake.error;
}

static int
fake_read(void *arg, uint64_t addr, void *buf, size_t len)
{
	(void)arg;
	memcpy(buf, fake.bytes, len);
	return record(addr, len, &fake.reads);
}

static int
fake_write(void *arg, uint64_t addr, const void *buf, size_t len)
{
	(void)arg;
	memcpy(fake.bytes, buf, len);
	return record(addr, len, &fake.writes);
}

static const struct pci_insn_memory memory = { fake_read, fake_write, NULL };

static int
setup(void **state)
{
	const uint64_t word = WORD;

	(void)state;
	memset(&fake, 0, sizeof(fake));
	memcpy(fake.bytes, &word, sizeof(word));
	fake.gregs[REG_RIP] = START;
	fake.gregs[REG_RAX] = AX;
	fake.gregs[REG_RBX] = ADDR;
	fake.gregs[REG_RCX] = 2;
	fake.gregs[REG_RDI] = ADDR;
	fake.gregs[REG_RSI] = ADDR;
	return 0;
}

static int
decode(const char *code, size_t len, struct pci_insn *insn)
{
	return pci_insn_decode(code, len, &regs, insn);
}

struct row {
	const char *code;
	size_t len;
	uint64_t addr;
	size_t width;
	unsigned int reads, writes;
	greg_t rax;
	uint64_t word;
	greg_t flags;
};

#define CODE(bytes) bytes, sizeof(bytes) - 1

static const struct row rows[] = {
	/* mov eax, [rbx + 4]: the upper half is cleared. */
	{ CODE("\x8b\x43\x04"), ADDR + 4, 4, 1, 0, 0xccddeeff, WORD, 0 },
	/* mov rax, [rip + 0x10] */
	{ CODE("\x48\x8b\x05\x10\x00\x00\x00"), START + 0x17, 8, 1, 0,
		(greg_t)WORD, WORD, 0 },
	/* mov al, [rbx]; mov ah, [rbx]; mov ax, [rbx + rcx * 8] */
	{ CODE("\x8a\x03"), ADDR, 1, 1, 0, 0x11112222333344ffll, WORD, 0 },
	{ CODE("\x8a\x23"), ADDR, 1, 1, 0, 0x111122223333ff44ll, WORD, 0 },
	{ CODE("\x66\x8b\x04\xcb"), ADDR + 16, 2, 1, 0, 0x111122223333eeffll,
		WORD, 0 },
	/* movzx eax, word [rbx]; movsx rax, byte [rbx]; movsxd rax, [rbx] */
	{ CODE("\x0f\xb7\x03"), ADDR, 2, 1, 0, 0xeeff, WORD, 0 },
	{ CODE("\x48\x0f\xbe\x03"), ADDR, 1, 1, 0, -1, WORD, 0 },
	{ CODE("\x48\x63\x03"), ADDR, 4, 1, 0, (greg_t)0xffffffffccddeeffull,
		WORD, 0 },
	/* movbe eax, [rbx] */
	{ CODE("\x0f\x38\xf0\x03"), ADDR, 4, 1, 0, 0xffeeddcc, WORD, 0 },
	/* mov [rbx - 8], eax; mov [rbx], ah; mov qword [rbx], -2 */
	{ CODE("\x89\x43\xf8"), ADDR - 8, 4, 0, 1, AX, 0x8899aabb33334444ull, 0 },
	{ CODE("\x88\x23"), ADDR, 1, 0, 1, AX, 0x8899aabbccddee44ull, 0 },
	{ CODE("\x48\xc7\x03\xfe\xff\xff\xff"), ADDR, 8, 0, 1, AX, -2ull, 0 },
	/* test byte [rbx], 0x80; cmp dword [rbx], -1; cmp [rbx], cl */
	{ CODE("\xf6\x03\x80"), ADDR, 1, 1, 0, AX, WORD, SF },
	{ CODE("\x83\x3b\xff"), ADDR, 4, 1, 0, AX, WORD, SF | CF },
	{ CODE("\x38\x0b"), ADDR, 1, 1, 0, AX, WORD, SF },
	/* and eax, [rbx]; xor al, [rbx] */
	{ CODE("\x23\x03"), ADDR, 4, 1, 0, 0x00114444, WORD, 0 },
	{ CODE("\x32\x03"), ADDR, 1, 1, 0, 0x11112222333344bbll, WORD, SF },
	/* or dword [rbx], 0x100: a read and a write. */
	{ CODE("\x81\x0b\x00\x01\x00\x00"), ADDR, 4, 1, 1, AX,
		0x8899aabbccddefffull, SF },
	/* sub [rbx], rcx */
	{ CODE("\x48\x29\x0b"), ADDR, 8, 1, 1, AX, WORD - 2, SF },
	/* sete [rbx]; setne [rbx]; cmovne eax, [rbx] */
	{ CODE("\x0f\x94\x03"), ADDR, 1, 0, 1, AX, 0x8899aabbccddee00ull, 0 },
	{ CODE("\x0f\x95\x03"), ADDR, 1, 0, 1, AX, 0x8899aabbccddee01ull, 0 },
	{ CODE("\x0f\x45\x03"), ADDR, 4, 1, 0, 0xccddeeff, WORD, 0 },
	/* cmove eax, [rbx]: it reads, and clears the upper half. */
	{ CODE("\x0f\x44\x03"), ADDR, 4, 1, 0, 0x33334444, WORD, 0 },
	/* imul eax, [rbx], 2; imul eax, [rbx], 100; andn eax, ecx, [rbx] */
	{ CODE("\x6b\x03\x02"), ADDR, 4, 1, 0, 0x99bbddfe, WORD, 0 },
	{ CODE("\x6b\x03\x64"), ADDR, 4, 1, 0, 0x06b15b9c, WORD, CF },
	{ CODE("\xc4\xe2\x70\xf2\x03"), ADDR, 4, 1, 0, 0xccddeefd, WORD, SF },
	/* shl dword [rbx], 4; shr byte [rbx], 1; sar word [rbx], cl */
	{ CODE("\xc1\x23\x04"), ADDR, 4, 1, 1, AX, 0x8899aabbcddeeff0ull, SF },
	{ CODE("\xd0\x2b"), ADDR, 1, 1, 1, AX, 0x8899aabbccddee7full, CF },
	{ CODE("\x66\xd3\x3b"), ADDR, 2, 1, 1, AX, 0x8899aabbccddfbbfull, SF | CF },
	/* ror dword [rbx], cl; shrx eax, [rbx], ecx */
	{ CODE("\xd3\x0b"), ADDR, 4, 1, 1, AX, 0x8899aabbf3377bbfull, CF },
	{ CODE("\xc4\xe2\x73\xf7\x03"), ADDR, 4, 1, 0, 0x33377bbf, WORD, 0 },
	/* bt dword [rbx], 32 + 9; popcnt, tzcnt, bsr eax, [rbx] */
	{ CODE("\x0f\xba\x23\x29"), ADDR, 4, 1, 0, AX, WORD, CF },
	{ CODE("\xf3\x0f\xb8\x03"), ADDR, 4, 1, 0, 24, WORD, 0 },
	{ CODE("\xf3\x0f\xbc\x03"), ADDR, 4, 1, 0, 0, WORD, ZF },
	{ CODE("\x0f\xbd\x03"), ADDR, 4, 1, 0, 31, WORD, 0 },
	/* movdiri [rbx], eax */
	{ CODE("\x0f\x38\xf9\x03"), ADDR, 4, 0, 1, AX, 0x8899aabb33334444ull, 0 },
};

static void
check_row(const struct row *row, unsigned int i)
{
	struct pci_insn insn;
	uint64_t word;

	CHECK(decode(row->code, row->len, &insn) == 0, "row %u is refused: %s", i,
		insn.refused);
	CHECK(pci_insn_execute(&insn, &regs, &memory) == 0, "row %u fails", i);
	CHECK(fake.addr == row->addr && fake.len == row->width,
		"row %u: %zu bytes at %#jx", i, fake.len, (uintmax_t)fake.addr);
	CHECK(fake.reads == row->reads && fake.writes == row->writes,
		"row %u: %u reads, %u writes", i, fake.reads, fake.writes);
	memcpy(&word, fake.bytes, sizeof(word));
	CHECK(fake.gregs[REG_RAX] == row->rax && word == row->word,
		"row %u: RAX %#jx, memory %#jx", i,
		(uintmax_t)fake.gregs[REG_RAX], (uintmax_t)word);
	CHECK((fake.gregs[REG_EFL] & (CF | ZF | SF)) == row->flags,
		"row %u: flags %#jx", i, (uintmax_t)fake.gregs[REG_EFL]);
	CHECK(fake.gregs[REG_RIP] == START + (greg_t)row->len, "row %u: RIP", i);
}

static void
test_general(void **state)
{
	unsigned int i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		setup(state);
		check_row(&rows[i], i);
	}
}

static void
test_vectors(void **state)
{
	struct pci_insn insn;
	uint8_t zero[8] = { 0 };

	(void)state;
	memset(fake.xsave + XMM0, 0x5a, 16);
	/* movups [rbx], xmm0 */
	assert_int_equal(decode(CODE("\x0f\x11\x03"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_int_equal(fake.len, 16);
	assert_memory_equal(fake.bytes, fake.xsave + XMM0, 16);
	/* movq xmm0, [rbx]: the upper half is cleared. */
	memset(fake.bytes, 0xa5, 8);
	assert_int_equal(decode(CODE("\xf3\x0f\x7e\x03"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_int_equal(fake.len, 8);
	assert_memory_equal(fake.bytes, fake.xsave + XMM0, 8);
	assert_memory_equal(zero, fake.xsave + XMM0 + 8, 8);
}

static void
test_elements(void **state)
{
	static const uint8_t before[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct pci_insn insn;
	uint8_t *xmm0 = fake.xsave + XMM0;

	(void)state;
	memcpy(xmm0, before, sizeof(before));
	/* pextrw [rbx], xmm0, 8 + 5 */
	assert_int_equal(decode(CODE("\x66\x0f\x3a\x15\x03\x0d"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_int_equal(fake.len, 2);
	assert_memory_equal(fake.bytes, before + 10, 2);
	/* pinsrd xmm0, [rbx], 1 */
	memset(fake.bytes, 0xa5, 4);
	assert_int_equal(decode(CODE("\x66\x0f\x3a\x22\x03\x01"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_memory_equal(xmm0, before, 4);
	assert_memory_equal(xmm0 + 4, fake.bytes, 4);
	assert_memory_equal(xmm0 + 8, before + 8, 8);
	/* vpbroadcastd xmm0, [rbx] */
	assert_int_equal(decode(CODE("\xc4\xe2\x79\x58\x03"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_int_equal(fake.len, 4);
	assert_memory_equal(xmm0, fake.bytes, 4);
	assert_memory_equal(xmm0 + 4, xmm0, 12);
}

static void
test_string_that_compares(void **state)
{
	static const struct {
		const char *code;
		size_t len;
		greg_t rip, rsi, rdi;
	} steps[] = {
		/* repe scasb: unequal; repne scasb, repe cmpsb: there is more. */
		{ CODE("\xf3\xae"), START + 2, ADDR, ADDR + 1 },
		{ CODE("\xf2\xae"), START, ADDR, ADDR + 1 },
		{ CODE("\xf3\xa6"), START, ADDR + 1, ADDR + 1 },
		{ CODE("\xf2\xa6"), START + 2, ADDR + 1, ADDR + 1 },
	};
	struct pci_insn insn;
	unsigned int i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		setup(state);
		assert_int_equal(decode(steps[i].code, steps[i].len, &insn), 0);
		assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
		assert_int_equal(fake.gregs[REG_RIP], steps[i].rip);
		assert_int_equal(fake.gregs[REG_RSI], steps[i].rsi);
		assert_int_equal(fake.gregs[REG_RDI], steps[i].rdi);
		assert_int_equal(fake.gregs[REG_RCX], 1);
	}
}

static void
test_string_by_steps(void **state)
{
	struct pci_insn insn;

	(void)state;
	fake.gregs[REG_EFL] = DF;
	/* rep stosd */
	assert_int_equal(decode(CODE("\xf3\xab"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_int_equal(fake.gregs[REG_RIP], START);
	assert_int_equal(fake.gregs[REG_RCX], 1);
	assert_int_equal(fake.gregs[REG_RDI], ADDR - 4);
	assert_int_equal(decode(CODE("\xf3\xab"), &insn), 0);
	assert_int_equal(pci_insn_execute(&insn, &regs, &memory), 0);
	assert_int_equal(fake.addr, ADDR - 4);
	assert_int_equal(fake.gregs[REG_RIP], START + 2);
	assert_int_equal(fake.gregs[REG_RCX], 0);
	assert_int_equal(fake.writes, 2);
}

static void
test_access_that_fails(void **state)
{
	static const struct row failing[] = {
		{ .code = "\x03\x03", .len = 2 },		/* add eax, [rbx] */
		{ .code = "\x01\x03", .len = 2 },		/* add [rbx], eax */
		{ .code = "\xf3\xa5", .len = 2 },		/* rep movsd */
		{ .code = "\xae", .len = 1 },		/* scasb */
		{ .code = "\x0f\x44\x03", .len = 3 },	/* cmove eax, [rbx] */
		{ .code = "\xd1\x23", .len = 2 },		/* shl dword [rbx], 1 */
		{ .code = "\x0f\x10\x03", .len = 3 },	/* movups xmm0, [rbx] */
	};
	greg_t before[NGREG];
	struct pci_insn insn;
	unsigned int i;

	(void)state;
	fake.error = -EIO;
	memcpy(before, fake.gregs, sizeof(before));
	for (i = 0; i < sizeof(failing) / sizeof(failing[0]); i++) {
		assert_int_equal(decode(failing[i].code, failing[i].len, &insn), 0);
		assert_int_equal(pci_insn_execute(&insn, &regs, &memory), -EIO);
		assert_memory_equal(before, fake.gregs, sizeof(before));
		assert_int_equal(fake.xsave[XMM0], 0);
	}
}

static const struct {
	const char *code;
	size_t len;
	const char *name, *why;
} refused[] = {
	{ CODE("\xf0\x01\x03"), "add", "it is atomic" },
	{ CODE("\x87\x03"), "xchg", "it is atomic" },
	{ CODE("\xf0\x0f\xb1\x0b"), "cmpxchg", "it is atomic" },
	{ CODE("\x0f\xc1\x0b"), "xadd", "it is not known" },
	{ CODE("\xff\x13"), "call", "it is not known" },
	{ CODE("\xff\x33"), "push", "it is not known" },
	{ CODE("\x0f\xab\x0b"), "bts", "it is not known" },
	/* vpinsrd xmm0, xmm1, [rbx], 1 */
	{ CODE("\xc4\xe3\x71\x22\x03\x01"), "vpinsrd", "it is not known" },
	{ CODE("\x64\x8b\x03"), "mov", "it has a segment" },
	{ CODE("\x8b\xc3"), "mov", "it accesses no memory" },
	{ CODE("\x8c\x03"), "mov", "its operand is not known" },
	/* imul byte [rbx]; vmovhps xmm0, xmm1, [rbx] */
	{ CODE("\xf6\x2b"), "imul", "its operand is not known" },
	{ CODE("\xc5\xf0\x16\x03"), "vmovhps", "its operand is not known" },
	/* bt [rbx], ecx */
	{ CODE("\x0f\xa3\x0b"), "bt",
		"its address depends on a bit's number" },
	/* movq mm0, [rbx] */
	{ CODE("\x0f\x6f\x03"), "movq", "its operand is not known" },
	/* movaps xmm0, [rbx + 4] */
	{ CODE("\x0f\x28\x43\x04"), "movaps", "its address is not aligned" },
	/* vmovdqu32 zmm0 {k1}, [rbx] */
	{ CODE("\x62\xf1\x7e\x49\x6f\x03"), "vmovdqu32", "it has a mask" },
	{ CODE("\x67\xf3\xa4"), "movsb", "it is an odd string instruction" },
	{ CODE("\xf2\xa4"), "movsb", "it is an odd string instruction" },
};

static void
test_refused(void **state)
{
	struct pci_insn insn;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(decode(refused[i].code, refused[i].len, &insn),
			-ENOTSUP);
		assert_string_equal(insn.name, refused[i].name);
		assert_string_equal(insn.refused, refused[i].why);
	}
	assert_int_equal(fake.reads + fake.writes, 0);
}

static void
test_no_instruction(void **state)
{
	struct pci_insn insn;

	(void)state;
	assert_int_equal(decode(CODE("\x8b"), &insn), -ENODATA);
	assert_int_equal(decode(CODE("\x06"), &insn), -EBADMSG);
	assert_int_equal(decode("", 0, &insn), -ENODATA);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_general),
		cmocka_unit_test_setup(test_vectors, setup),
		cmocka_unit_test_setup(test_elements, setup),
		cmocka_unit_test_setup(test_string_by_steps, setup),
		cmocka_unit_test(test_string_that_compares),
		cmocka_unit_test_setup(test_access_that_fails, setup),
		cmocka_unit_test_setup(test_refused, setup),
		cmocka_unit_test_setup(test_no_instruction, setup),
	};

	return cmocka_run_group_tests_name("instructions", tests, NULL, NULL);
}
