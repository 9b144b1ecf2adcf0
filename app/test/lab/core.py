#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage: core.py CORE
What a core dump of x86-64 is about: the signal, the address that faulted, and the file
that the instruction of the first thread is in, which is the one that faulted (ELF, and
NT_PRSTATUS, NT_SIGINFO and NT_FILE of linux/elf.h and linux/elfcore.h).
"""

import struct
import sys

PT_NOTE = 4
NT_PRSTATUS, NT_SIGINFO, NT_FILE = 1, 0x53494749, 0x46494c45
# struct elf_prstatus: 14 words of 8 bytes, then struct user_regs_struct with RIP as the 17th
RIP_AT = 14 * 8 + 16 * 8
SI_ADDR_AT = 16


def notes(core):
    """(type, bytes) in the order of the file"""
    offset, count = struct.unpack_from('<Q', core, 32)[0], struct.unpack_from('<H', core, 56)[0]
    for i in range(count):
        kind, _, start, _, _, size = struct.unpack_from('<IIQQQQ', core, offset + 56 * i)
        end = start + size
        while kind == PT_NOTE and start < end:
            name, length, note = struct.unpack_from('<III', core, start)
            start += 12 + (name + 3) // 4 * 4
            yield note, core[start:start + length]
            start += (length + 3) // 4 * 4


def file_at(files, addr):
    """The name of the file that is mapped there, by NT_FILE; None: none is."""
    count = struct.unpack_from('<Q', files)[0]
    names = files[16 + 24 * count:].split(b'\0')
    for i in range(count):
        start, end, _ = struct.unpack_from('<QQQ', files, 16 + 24 * i)
        if start <= addr < end:
            return names[i].decode()
    return None


def main():
    with open(sys.argv[1], 'rb') as file:
        core = file.read()
    found = {}
    for note, text in notes(core):
        found.setdefault(note, text)
    rip = struct.unpack_from('<Q', found[NT_PRSTATUS], RIP_AT)[0]
    signal = struct.unpack_from('<i', found[NT_SIGINFO])[0]
    addr = struct.unpack_from('<Q', found[NT_SIGINFO], SI_ADDR_AT)[0]
    print(f'signal {signal} at address {addr:#x}, instruction in {file_at(found[NT_FILE], rip)}')


if __name__ == '__main__':
    main()
