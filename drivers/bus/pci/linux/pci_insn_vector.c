/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Vector registers in the area that XSAVE writes in its standard form, as the
 * kernel does for a signal. A register lies in it in pieces, each in a part of
 * the state that may be in its initial form: all zero, whatever the area holds.
 */

#include <string.h>

#include <cpuid.h>

#include "pci_insn_ops.h"

#define LEAF_XSAVE 0xd
/* The kernel's word on the frame (asm/sigcontext.h, struct _fpx_sw_bytes). */
#define MAGIC_AT 464
#define MAGIC 0x46505853u
#define FEATURES_AT 472
/* Which parts are not in their initial form. */
#define VALID_AT 512

struct piece {
	uint8_t part;
	uint8_t first;	/* register */
	uint8_t last;
	uint8_t at;	/* of the register's bytes */
	uint8_t len;
};

static const struct piece pieces[] = {
	{ 1, 0, 15, 0, 16 },
	{ 2, 0, 15, 16, 16 },
	{ 6, 0, 15, 32, 32 },
	{ 7, 16, 31, 0, 64 },
};

#define NB_PIECES (sizeof(pieces) / sizeof(pieces[0]))

void
pci_insn_layout(struct pci_insn_layout *layout)
{
	unsigned int i, size, offset, ecx, edx;

	memset(layout, 0, sizeof(*layout));
	/* The same since FXSAVE. */
	layout->offset[1] = 160;
	for (i = 2; i < PCI_INSN_PARTS; i++)
		if (__get_cpuid_count(LEAF_XSAVE, i, &size, &offset, &ecx, &edx))
			layout->offset[i] = offset;
}

static uint64_t
word_at(const struct pci_insn_regs *regs, size_t at)
{
	uint64_t word;

	memcpy(&word, regs->xsave + at, sizeof(word));
	return word;
}

/* FXSAVE's area has the first piece alone, and always. */
static bool
is_extended(const struct pci_insn_regs *regs)
{
	return (uint32_t)word_at(regs, MAGIC_AT) == MAGIC;
}

static bool
is_stored(const struct pci_insn_regs *regs, unsigned int part)
{
	return regs->layout->offset[part] != 0 && (is_extended(regs) ?
		word_at(regs, FEATURES_AT) >> part & 1 : part == 1);
}

static bool
is_valid(const struct pci_insn_regs *regs, unsigned int part)
{
	return !is_extended(regs) || (word_at(regs, VALID_AT) >> part & 1);
}

static uint8_t *
piece_of(const struct pci_insn_regs *regs, const struct piece *piece,
	unsigned int index)
{
	return regs->xsave + regs->layout->offset[piece->part] +
		(size_t)(index - piece->first) * piece->len;
}

/* No other byte of the part may come to life. */
static void
validate(const struct pci_insn_regs *regs, const struct piece *piece)
{
	uint64_t valid;

	if (is_valid(regs, piece->part))
		return;
	memset(piece_of(regs, piece, piece->first), 0,
		(size_t)(piece->last - piece->first + 1) * piece->len);
	valid = word_at(regs, VALID_AT) | 1ull << piece->part;
	memcpy(regs->xsave + VALID_AT, &valid, sizeof(valid));
}

/* What of [at, end) is in the piece, from its beginning. */
static bool
clip(const struct pci_insn_regs *regs, const struct piece *piece,
	unsigned int index, size_t *at, size_t *end)
{
	if (index < piece->first || index > piece->last ||
			!is_stored(regs, piece->part))
		return false;
	*at = *at > piece->at ? *at : piece->at;
	*end = *end < (size_t)piece->at + piece->len ? *end :
		(size_t)piece->at + piece->len;
	return *at < *end;
}

void
pci_insn_vector_get(const struct pci_insn_regs *regs, unsigned int index,
	size_t at, void *buf, size_t len)
{
	size_t from, end;
	unsigned int i;

	memset(buf, 0, len);
	for (i = 0; i < NB_PIECES; i++) {
		from = at;
		end = at + len;
		if (clip(regs, &pieces[i], index, &from, &end) &&
				is_valid(regs, pieces[i].part))
			memcpy((uint8_t *)buf + from - at,
				piece_of(regs, &pieces[i], index) + from -
				pieces[i].at, end - from);
	}
}

void
pci_insn_vector_set(const struct pci_insn_regs *regs, unsigned int index,
	size_t at, const void *buf, size_t len)
{
	size_t from, end;
	unsigned int i;

	for (i = 0; i < NB_PIECES; i++) {
		from = at;
		end = at + len;
		if (!clip(regs, &pieces[i], index, &from, &end))
			continue;
		validate(regs, &pieces[i]);
		memcpy(piece_of(regs, &pieces[i], index) + from - pieces[i].at,
			(const uint8_t *)buf + from - at, end - from);
	}
}
