/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The two displays among the kernel's samples. Their memory can be mapped;
 * mbochs has registers that cannot.
 */

#include <stdio.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_io.h>

#include "test_mdev.h"

#define MEMORY_BAR 0
#define WORDS 16
#define PATTERN_SIZE (WORDS * sizeof(uint32_t))

/* ---- memory ---- */

static void
make_pattern(uint32_t *words, uint32_t seed)
{
	unsigned int i;

	for (i = 0; i < WORDS; i++)
		words[i] = seed * (i + 1);
}

static uint8_t *
mapped_memory(const struct rte_pci_device *dev)
{
	uint8_t *memory = dev->mem_resource[MEMORY_BAR].addr;

	check(memory != NULL, "BAR %d is mapped", MEMORY_BAR);
	return memory;
}

static void
store(uint8_t *memory, const uint32_t *words)
{
	unsigned int i;

	for (i = 0; i < WORDS; i++)
		rte_write32(words[i], memory + i * sizeof(*words));
}

static bool
holds(const uint8_t *memory, const uint32_t *words)
{
	unsigned int i;

	for (i = 0; i < WORDS; i++) {
		if (rte_read32(memory + i * sizeof(*words)) != words[i])
			return false;
	}
	return true;
}

/* ---- mdpy ---- */

/* samples/vfio-mdev/mdpy-defs.h: in its vendor-specific capability. */
#define MDPY_CAPABILITY 0x09
#define MDPY_WIDTH 0x8
#define MDPY_HEIGHT 0xc

static void
check_mdpy_mode(const struct rte_pci_device *dev)
{
	off_t cap = rte_pci_find_capability(dev, MDPY_CAPABILITY);
	uint32_t width, height;

	if (!check(cap > 0, "vendor-specific capability at %#jx",
			(uintmax_t)cap))
		return;
	width = read_config32(dev, cap + MDPY_WIDTH);
	height = read_config32(dev, cap + MDPY_HEIGHT);
	check(width > 0 && height > 0, "mode %ux%u", width, height);
}

static void
check_stores(uint8_t *memory, size_t offset, uint32_t seed)
{
	uint32_t words[WORDS];

	make_pattern(words, seed);
	store(memory + offset, words);
	check(holds(memory + offset, words),
		"memory at %#zx keeps what the mapping writes", offset);
}

static void
check_mdpy_accessor(const struct rte_pci_device *dev, const uint8_t *memory)
{
	uint32_t expected = rte_read32(memory), value = ~expected;
	int ret = rte_pci_mmio_read(dev, MEMORY_BAR, &value, sizeof(value), 0);

	check(ret == sizeof(value) && value == expected,
		"accessor reads what the mapping wrote: %#x", value);
}

static void
check_mdpy(const struct rte_pci_device *dev)
{
	uint8_t *memory = mapped_memory(dev);
	size_t size = dev->mem_resource[MEMORY_BAR].len;

	check_mdpy_mode(dev);
	if (memory == NULL)
		return;
	check_stores(memory, 0, 0x01020304);
	check_stores(memory, size - PATTERN_SIZE, 0x0a0b0c0d);
	check_mdpy_accessor(dev, memory);
}

/* ---- mbochs ---- */

/* The registers of the Bochs display, 16 bits each, are in BAR 2 from here. */
#define VBE_BAR 2
#define VBE_BASE 0x500
#define VBE_ID 0
#define VBE_WIDTH 1
#define VBE_HEIGHT 2
#define VBE_ID_MASK 0xfff0
#define VBE_ID_VALUE 0xb0c0

static uint16_t
read_vbe(const struct rte_pci_device *dev, unsigned int index)
{
	rte_le16_t value = 0;

	if (rte_pci_mmio_read(dev, VBE_BAR, &value, sizeof(value),
			VBE_BASE + 2 * index) != sizeof(value))
		check(false, "cannot read register %u", index);
	return rte_le_to_cpu_16(value);
}

static void
write_vbe(const struct rte_pci_device *dev, unsigned int index, uint16_t value)
{
	rte_le16_t le = rte_cpu_to_le_16(value);

	if (rte_pci_mmio_write(dev, VBE_BAR, &le, sizeof(le),
			VBE_BASE + 2 * index) != sizeof(le))
		check(false, "cannot write register %u", index);
}

static void
check_mode(const struct rte_pci_device *dev, uint16_t width, uint16_t height)
{
	uint16_t old_width = read_vbe(dev, VBE_WIDTH);
	uint16_t old_height = read_vbe(dev, VBE_HEIGHT);
	uint16_t new_width, new_height;

	write_vbe(dev, VBE_WIDTH, width);
	write_vbe(dev, VBE_HEIGHT, height);
	new_width = read_vbe(dev, VBE_WIDTH);
	new_height = read_vbe(dev, VBE_HEIGHT);
	check(new_width == width && new_height == height,
		"mode %ux%u, was %ux%u", new_width, new_height, old_width,
		old_height);
	write_vbe(dev, VBE_WIDTH, old_width);
	write_vbe(dev, VBE_HEIGHT, old_height);
}

static void
check_registers(const struct rte_pci_device *dev)
{
	uint16_t id = read_vbe(dev, VBE_ID);

	check(rte_pci_region_addr(dev, VBE_BAR, 1, 0) == NULL,
		"BAR %d is not mapped", VBE_BAR);
	check((id & VBE_ID_MASK) == VBE_ID_VALUE, "VBE ID %#06x", id);
	check_mode(dev, 800, 600);
	check_mode(dev, 640, 480);
}

static void
check_read(const struct rte_pci_device *dev, uint8_t *memory)
{
	uint32_t words[WORDS], read[WORDS] = { 0 };
	int ret;

	make_pattern(words, 0x01020304);
	store(memory, words);
	ret = rte_pci_mmio_read(dev, MEMORY_BAR, read, sizeof(read), 0);
	check(ret == sizeof(read) && memcmp(read, words, sizeof(read)) == 0,
		"accessor reads %zu bytes that the mapping wrote",
		sizeof(read));
}

static void
check_write(const struct rte_pci_device *dev, const uint8_t *memory)
{
	uint32_t words[WORDS];
	int ret;

	make_pattern(words, 0x0a0b0c0d);
	ret = rte_pci_mmio_write(dev, MEMORY_BAR, words, sizeof(words), 0);
	check(ret == sizeof(words) && holds(memory, words),
		"mapping reads %zu bytes that the accessor wrote",
		sizeof(words));
}

static void
check_mbochs(const struct rte_pci_device *dev)
{
	uint8_t *memory = mapped_memory(dev);
	size_t size = dev->mem_resource[MEMORY_BAR].len;

	check_registers(dev);
	if (memory == NULL)
		return;
	check_stores(memory, size - PATTERN_SIZE, 0x01020304);
	check_read(dev, memory);
	check_write(dev, memory);
}

/* ---- the command ---- */

static const struct display {
	uint16_t vendor_id;
	uint16_t device_id;
	void (*check)(const struct rte_pci_device *dev);
} displays[] = {
	{ 0x1b36, 0x000f, check_mdpy },
	{ 0x1234, 0x1111, check_mbochs },
};

int
cmd_vga_mode(struct rte_pci_device *dev, char **args __rte_unused)
{
	const struct display *display;

	for (display = displays; display < displays + RTE_DIM(displays);
			display++) {
		if (display->vendor_id != dev->id.vendor_id ||
				display->device_id != dev->id.device_id)
			continue;
		display->check(dev);
		return check_status();
	}
	check(false, "%04x:%04x is a display that is known here",
		dev->id.vendor_id, dev->id.device_id);
	return check_status();
}
