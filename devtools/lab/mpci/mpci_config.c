/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * PCI configuration space: the function's own, but for those bits that are virtual. Nothing is
 * written to the function but three bits of its command register; MSI and MSI-X are the kernel's.
 */

#include <linux/pci.h>

#include "mpci.h"
#include "lab_compat.h"

/* Those that a user decides about; DISABLE_INTX is shared with the masking of the line. */
#define COMMAND_PASSED (PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER)
#define COMMAND_VIRTUAL (COMMAND_PASSED | PCI_COMMAND_INTX_DISABLE)

/* PCI 3.0, 6.7: the two low bits of a pointer are reserved; 48 capabilities fill the space. */
#define CAP_POINTER 0xfc
#define MAX_CAPS 48

static void
set8(struct mpci *mp, u32 off, u8 value, u8 virtual, u8 writable)
{
	mp->config.value[off] = value;
	mp->config.virtual[off] = virtual;
	mp->config.writable[off] = writable;
}

static void
set16(struct mpci *mp, u32 off, u16 value, u16 virtual, u16 writable)
{
	put_unaligned_le16(value, mp->config.value + off);
	put_unaligned_le16(virtual, mp->config.virtual + off);
	put_unaligned_le16(writable, mp->config.writable + off);
}

static void
set32(struct mpci *mp, u32 off, u32 value, u32 writable)
{
	put_unaligned_le32(value, mp->config.value + off);
	put_unaligned_le32(~0, mp->config.virtual + off);
	put_unaligned_le32(writable, mp->config.writable + off);
}

u32
mpci_config_size(const struct mpci *mp)
{
	return mp->fn->pdev->cfg_size;
}

/* The address is the real one, and what is written to it stays here. */
static void
init_bars(struct mpci *mp)
{
	struct pci_dev *pdev = mp->fn->pdev;
	u64 mask = 0;
	u32 address;
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		/* The upper half of the one before goes on with its mask. */
		mask = mask >> 32;
		if (pci_resource_len(pdev, i))
			mask = ~(pci_resource_len(pdev, i) - 1);
		if (!(pci_resource_flags(pdev, i) & IORESOURCE_MEM_64))
			mask = (u32)mask;
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i, &address);
		set32(mp, PCI_BASE_ADDRESS_0 + 4 * i, address, mask);
	}
	set32(mp, PCI_ROM_ADDRESS, 0, 0);
}

static bool
is_hidden(const struct mpci *mp, u8 id)
{
	return (id == PCI_CAP_ID_MSI && !mp->shape->msi) ||
	       (id == PCI_CAP_ID_MSIX && !mp->shape->msix);
}

/* Links past the capabilities that the shape does not have. */
static void
init_caps(struct mpci *mp)
{
	struct pci_dev *pdev = mp->fn->pdev;
	u32 link = PCI_CAPABILITY_LIST;
	int left = MAX_CAPS;
	u8 pos, id;

	pci_read_config_byte(pdev, PCI_CAPABILITY_LIST, &pos);
	for (pos &= CAP_POINTER; pos && left--; pos &= CAP_POINTER) {
		pci_read_config_byte(pdev, pos + PCI_CAP_LIST_ID, &id);
		if (!is_hidden(mp, id)) {
			set8(mp, link, pos, 0xff, 0);
			link = pos + PCI_CAP_LIST_NEXT;
		}
		pci_read_config_byte(pdev, pos + PCI_CAP_LIST_NEXT, &pos);
	}
	set8(mp, link, 0, 0xff, 0);
	if (link == PCI_CAPABILITY_LIST)
		set16(mp, PCI_STATUS, 0, PCI_STATUS_CAP_LIST, 0);
}

/* As vfio-pci hands a function over: decoding is on, bus mastering is not. */
void
mpci_config_init(struct mpci *mp)
{
	u8 line;

	memset(&mp->config, 0, sizeof(mp->config));
	set16(mp, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MEMORY, COMMAND_VIRTUAL,
	      COMMAND_VIRTUAL);
	set8(mp, PCI_CACHE_LINE_SIZE, 0, 0xff, 0xff);
	set8(mp, PCI_LATENCY_TIMER, 0, 0xff, 0xff);
	pci_read_config_byte(mp->fn->pdev, PCI_INTERRUPT_LINE, &line);
	set8(mp, PCI_INTERRUPT_LINE, line, 0xff, 0xff);
	if (!mp->shape->intx)
		set8(mp, PCI_INTERRUPT_PIN, 0, 0xff, 0);
	init_bars(mp);
	init_caps(mp);
}

static void
load_real(struct pci_dev *pdev, u32 off, u8 *buf, u32 len)
{
	u32 word;
	u16 half;

	if (len == sizeof(u32)) {
		pci_read_config_dword(pdev, off, &word);
		put_unaligned_le32(word, buf);
	} else if (len == sizeof(u16)) {
		pci_read_config_word(pdev, off, &half);
		put_unaligned_le16(half, buf);
	} else {
		pci_read_config_byte(pdev, off, buf);
	}
}

void
mpci_config_load(struct mpci *mp, u32 off, u8 *buf, u32 len)
{
	const struct mpci_config *config = &mp->config;
	u32 i;

	load_real(mp->fn->pdev, off, buf, len);
	for (i = off; i < off + len && i < PCI_CFG_SPACE_SIZE; i++)
		buf[i - off] = (buf[i - off] & ~config->virtual[i]) |
			       (config->value[i] & config->virtual[i]);
}

void
mpci_config_store(struct mpci *mp, u32 off, const u8 *buf, u32 len)
{
	struct mpci_config *config = &mp->config;
	u16 command;
	u32 i;

	for (i = off; i < off + len && i < PCI_CFG_SPACE_SIZE; i++)
		config->value[i] = (config->value[i] & ~config->writable[i]) |
				   (buf[i - off] & config->writable[i]);
	/* No piece reaches from one aligned word into the next. */
	if (off / sizeof(u32) != PCI_COMMAND / sizeof(u32))
		return;
	command = get_unaligned_le16(config->value + PCI_COMMAND);
	mpci_function_command(mp->fn, COMMAND_PASSED, command);
	mpci_irq_disable_line(mp, command & PCI_COMMAND_INTX_DISABLE);
}
