/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_PORTS_H
#define FAKE_PORTS_H

/**
 * @file
 * Included ahead of every file of the bus: what would be an instruction of the
 * processor is a call here, which no linker could wrap.
 */

#include <stdint.h>

uint32_t fake_port_in(uint16_t port, unsigned int width);
void fake_port_out(uint16_t port, uint32_t value, unsigned int width);

#if defined(__x86_64__) || defined(__i386__)

/* First, or its own definitions would be replaced too. */
#include <sys/io.h>

#define FAKE_HAS_PORTS true

#define inb(port) ((uint8_t)fake_port_in(port, 1))
#define inw(port) ((uint16_t)fake_port_in(port, 2))
#define inl(port) fake_port_in(port, 4)
#define outb(value, port) fake_port_out(port, value, 1)
#define outw(value, port) fake_port_out(port, value, 2)
#define outl(value, port) fake_port_out(port, value, 4)

#else
#define FAKE_HAS_PORTS false
#endif

#endif /* FAKE_PORTS_H */
