/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FUZZ_H
#define FUZZ_H

/**
 * @file
 * What all fuzz targets share: an input that is taken apart from its front.
 * What is asked for beyond its end is zero, so that every input means something.
 * A target says with CHECK() what must hold whatever the input is.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "testing.h"

/* What libFuzzer calls: once, if there is such a function, and for each input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz_input {
	const uint8_t *next;
	size_t left;
};

/** Copy len bytes. */
static inline void
fuzz_bytes(struct fuzz_input *in, void *to, size_t len)
{
	size_t have = len < in->left ? len : in->left;

	memset(to, 0, len);
	if (have == 0)
		return;
	memcpy(to, in->next, have);
	in->next += have;
	in->left -= have;
}

/** A number of so many bytes, at most 8, the least significant first. */
static inline uint64_t
fuzz_number(struct fuzz_input *in, unsigned int width)
{
	uint8_t bytes[8];
	uint64_t value = 0;

	fuzz_bytes(in, bytes, width);
	while (width-- > 0)
		value = value << 8 | bytes[width];
	return value;
}

/**
 * A number that is likely to matter: a few steps from base, or a little more, or
 * at the end of 64 bits, or any.
 */
static inline uint64_t
fuzz_near(struct fuzz_input *in, uint64_t base, uint64_t step)
{
	uint8_t kind = (uint8_t)fuzz_number(in, 1);

	if (kind == 0xfe)
		return UINT64_MAX - fuzz_number(in, 2);
	if (kind == 0xff)
		return fuzz_number(in, 8);
	base += (kind & 0xf) * step;
	return kind & 0x80 ? base + fuzz_number(in, 2) : base;
}

/**
 * A line without its newline, as a string; what does not fit is dropped.
 * @return its length, which is more than strlen() if the line holds zeroes.
 */
static inline size_t
fuzz_line(struct fuzz_input *in, char *line, size_t room)
{
	const uint8_t *end;
	size_t len, kept;

	end = in->left > 0 ? memchr(in->next, '\n', in->left) : NULL;
	len = end == NULL ? in->left : (size_t)(end - in->next);
	kept = len < room ? len : room - 1;
	fuzz_bytes(in, line, kept);
	line[kept] = '\0';
	len += end != NULL;
	in->next += len - kept;
	in->left -= len - kept;
	return kept;
}

#endif /* FUZZ_H */
