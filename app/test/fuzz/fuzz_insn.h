/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FUZZ_INSN_H
#define FUZZ_INSN_H

/**
 * @file
 * Between the files of the target insn: random instructions, and the processor
 * that runs them.
 */

#include <ucontext.h>

#include <Zydis/Zydis.h>

#include "fuzz.h"
#include "pci_insn.h"

/* Where a displacement of 32 bits reaches both, absolute or relative. */
#define FUZZ_CODE 0x10000000ull
#define FUZZ_DATA 0x10010000ull
/** The known memory. */
#define FUZZ_WINDOW 2048
#define FUZZ_XSAVE_MAX 4096
/** What follows the instruction. */
#define FUZZ_TRAP 0xcc
/** No string repeats as often. */
#define FUZZ_STEPS_MAX 32

/** Flags a program may have: status and direction. */
#define FUZZ_STATUS 0x8d5ull
#define FUZZ_DIRECTION 0x400ull
/** In the area of XSAVE: which parts are not in their initial form. */
#define FUZZ_VALID_AT 512

/** As in a signal's frame. */
struct fuzz_state {
	greg_t gregs[NGREG];
	_Alignas(64) uint8_t xsave[FUZZ_XSAVE_MAX];
};

/** Begin anew with these numbers. */
void fuzz_seed(uint64_t seed);
uint64_t fuzz_random(void);

/** PCI_INSN_MAX bytes that begin with an instruction, perhaps. */
void fuzz_draw_instruction(struct fuzz_input *in, uint8_t *code);
/** All registers but the vectors. */
void fuzz_draw_registers(greg_t *gregs);

/**
 * Change the instruction or the registers so that it accesses the known memory,
 * and put the trap behind it.
 * @return false: it is not to be run.
 */
bool fuzz_lead(uint8_t *code, struct fuzz_state *start,
	const struct pci_insn_layout *layout, ZydisDecodedInstruction *insn);

void fuzz_processor_setup(void);
/**
 * Run the instruction at FUZZ_CODE, with a trap behind it. The vectors are drawn,
 * and what is the kernel's is filled in.
 * @return the signal that ended it: SIGTRAP if it was performed.
 */
int fuzz_processor_run(struct fuzz_state *start, struct fuzz_state *end);
/** The bytes of the area of XSAVE, once something was run. */
size_t fuzz_processor_area(void);
/** False: it says that it has no such instruction. */
bool fuzz_processor_has(const ZydisDecodedInstruction *insn);

#endif /* FUZZ_INSN_H */
