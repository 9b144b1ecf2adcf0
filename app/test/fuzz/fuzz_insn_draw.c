/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Random instructions, of the opcodes that are performed and their neighbours,
 * and random registers. A tenth of the instructions is any bytes.
 */

#include "fuzz_insn.h"

#define USUAL_FLAGS 0x202ull
#define USER_END (1ull << 47)

static uint64_t random_state;

void
fuzz_seed(uint64_t seed)
{
	random_state = seed;
}

uint64_t
fuzz_random(void)
{
	uint64_t value = random_state += 0x9e3779b97f4a7c15ull;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
	value = (value ^ value >> 27) * 0x94d049bb133111ebull;
	return value ^ value >> 31;
}

/* ---- the instruction ---- */

static const uint8_t one_byte[] = {
	0x63, 0x69, 0x6b, 0x80, 0x81, 0x83, 0x84, 0x85, 0x88, 0x89, 0x8a, 0x8b,
	0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xac, 0xad,
	0xae, 0xaf, 0xc0, 0xc1, 0xc6, 0xc7, 0xd0, 0xd1, 0xd2, 0xd3, 0xf6, 0xf7,
	0xfe, 0xff,
};
static const uint8_t two_bytes[] = {
	0x10, 0x11, 0x12, 0x13, 0x16, 0x17, 0x28, 0x29, 0x2b, 0x6e, 0x6f, 0x7e,
	0x7f, 0xaf, 0xb6, 0xb7, 0xb8, 0xba, 0xbc, 0xbd, 0xbe, 0xbf, 0xc3, 0xc4,
	0xd6, 0xe7, 0xf0,
};
/* Behind 0f 38, and behind 0f 3a. */
static const uint8_t three_bytes[] = {
	0x18, 0x19, 0x1a, 0x1b, 0x2a, 0x58, 0x59, 0x5a, 0x5b, 0x78, 0x79, 0xf0,
	0xf1, 0xf2, 0xf7, 0xf9,
};
static const uint8_t three_bytes_imm[] = {
	0x14, 0x15, 0x16, 0x17, 0x19, 0x1b, 0x20, 0x22, 0x39, 0x3b, 0xf0,
};
static const uint8_t prefixes[] = { 0x66, 0xf2, 0xf3, 0x67, 0x2e, 0xf0 };

#define PICK(table, byte) ((table)[(byte) % sizeof(table)])

static uint8_t *
put_prefixes(uint8_t *to, struct fuzz_input *in)
{
	unsigned int nb = (unsigned int)fuzz_number(in, 1) & 7;
	uint8_t byte;

	if (nb < 3)
		while (nb-- > 0)
			*to++ = PICK(prefixes, fuzz_number(in, 1));
	byte = (uint8_t)fuzz_number(in, 1);
	if (byte & 0x80)
		*to++ = 0x40 | (byte & 0xf);
	return to;
}

/* The map that an opcode is of, by its number in VEX. */
static uint8_t
pick_opcode(unsigned int map, uint8_t byte)
{
	if (map == 1)
		return PICK(two_bytes, byte);
	return map == 2 ? PICK(three_bytes, byte) : PICK(three_bytes_imm, byte);
}

static uint8_t *
put_legacy(uint8_t *to, struct fuzz_input *in)
{
	uint8_t kind = (uint8_t)fuzz_number(in, 1) & 7;
	uint8_t byte = (uint8_t)fuzz_number(in, 1);

	to = put_prefixes(to, in);
	if (kind == 0) {
		*to++ = byte & 0x3b;	/* the eight of arithmetic */
	} else if (kind < 4) {
		*to++ = PICK(one_byte, byte);
	} else if (kind == 4) {
		*to++ = 0x0f;		/* CMOVcc, SETcc */
		*to++ = (byte & 0x10 ? 0x40 : 0x90) | (byte & 0xf);
	} else {
		*to++ = 0x0f;
		if (kind > 5)
			*to++ = kind == 6 ? 0x38 : 0x3a;
		*to++ = pick_opcode(kind - 4u, byte);
	}
	return to;
}

/* What is written there in place of the second source where there is none. */
static uint8_t
no_source(unsigned int map, uint8_t byte)
{
	return map == 2 && byte & 1 ? 0 : 0x78;
}

static uint8_t *
put_vex(uint8_t *to, struct fuzz_input *in)
{
	uint8_t bits = (uint8_t)fuzz_number(in, 1);
	uint8_t byte = (uint8_t)fuzz_number(in, 1);
	unsigned int map = byte & 0x80 ? 1 : 1 + byte % 3;

	if (byte & 0x80) {
		*to++ = 0xc5;
		*to++ = bits | 0x78;
	} else {
		*to++ = 0xc4;
		*to++ = (uint8_t)((bits & 0xe0) | map);
		*to++ = (uint8_t)fuzz_number(in, 1) | no_source(map, bits);
	}
	*to++ = pick_opcode(map, (uint8_t)fuzz_number(in, 1));
	return to;
}

static uint8_t *
put_evex(uint8_t *to, struct fuzz_input *in)
{
	uint8_t bits = (uint8_t)fuzz_number(in, 1);
	uint8_t byte = (uint8_t)fuzz_number(in, 1);
	unsigned int map = 1 + (byte & 0xf) % 3;

	*to++ = 0x62;
	*to++ = (uint8_t)((bits & 0xf0) | map);
	*to++ = (uint8_t)fuzz_number(in, 1) | 0x7c;
	*to++ = (byte & 0x60) | 8 | (byte & 0x80 && bits & 1 ? byte & 7 : 0);
	*to++ = pick_opcode(map, (uint8_t)fuzz_number(in, 1));
	return to;
}

static uint8_t *
put_nothing(uint8_t *to, struct fuzz_input *in)
{
	(void)in;
	return to;
}

void
fuzz_draw_instruction(struct fuzz_input *in, uint8_t *code)
{
	static uint8_t *(*const puts[])(uint8_t *to, struct fuzz_input *in) = {
		put_legacy, put_legacy, put_legacy, put_legacy, put_vex, put_vex,
		put_evex, put_evex, put_evex, put_nothing,
	};
	uint8_t bytes[32];
	uint8_t kind = (uint8_t)fuzz_number(in, 1);
	uint8_t *to = puts[kind % (sizeof(puts) / sizeof(puts[0]))](bytes, in);

	fuzz_bytes(in, to, (size_t)(bytes + PCI_INSN_MAX - to));
	/* Memory, rather than a register. */
	if (kind < 0xc0 && *to >= 0xc0)
		*to &= 0x7f;
	memcpy(code, bytes, PCI_INSN_MAX);
}

/* ---- registers ---- */

void
fuzz_draw_registers(greg_t *gregs)
{
	unsigned int i;

	for (i = 0; i <= REG_RSP; i++)
		gregs[i] = (greg_t)(fuzz_random() >> (fuzz_random() & 0x38));
	/* Processors refuse to return to a stack that is nowhere. */
	gregs[REG_RSP] &= (greg_t)(USER_END - 1);
	gregs[REG_RIP] = (greg_t)FUZZ_CODE;
	gregs[REG_EFL] = (greg_t)(USUAL_FLAGS |
		(fuzz_random() & (FUZZ_STATUS | FUZZ_DIRECTION)));
	/* Of what repeats. */
	if (fuzz_random() & 1)
		gregs[REG_RCX] = (greg_t)(fuzz_random() % FUZZ_STEPS_MAX);
}
