/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Config space by meaning: the command register and the capability lists, as
 * the PCI Local Bus and PCI Express specifications define them. Works over
 * the config accessors alone; what a device says is not trusted to be finite.
 */

#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "private.h"

#define PCI_STATUS_REG 0x06
#define PCI_STATUS_HAS_CAPS 0x10
#define PCI_CAP_POINTER_REG 0x34
#define PCI_CAP_FIRST 0x40
#define PCI_CAP_ID_NONE 0xff
/* Eight bytes each, between 256 bytes and 4 KiB. */
#define PCI_EXT_CAP_MAX \
	((RTE_PCI_CFG_SPACE_EXP_SIZE - RTE_PCI_CFG_SPACE_SIZE) / 8)
#define PCI_PASID_ENABLE 1

static int
config_read(const struct rte_pci_device *dev, void *buf, size_t len, off_t pos)
{
	return rte_pci_read_config(dev, buf, len, pos) < 0 ? -rte_errno : 0;
}

static int
config_write(const struct rte_pci_device *dev, const void *buf, size_t len,
	off_t pos)
{
	return rte_pci_write_config(dev, buf, len, pos) < 0 ? -rte_errno : 0;
}

int
pci_command_update(const struct rte_pci_device *dev, uint16_t set,
	uint16_t clear)
{
	uint16_t old, new;
	int ret = config_read(dev, &old, sizeof(old), RTE_PCI_COMMAND);

	if (ret < 0)
		return ret;
	new = (old | set) & ~clear;
	if (new == old)
		return 0;
	return config_write(dev, &new, sizeof(new), RTE_PCI_COMMAND);
}

int
rte_pci_set_bus_master(const struct rte_pci_device *dev, bool enable)
{
	uint16_t set = enable ? RTE_PCI_COMMAND_MASTER : 0;
	uint16_t clear = enable ? 0 : RTE_PCI_COMMAND_MASTER;

	return pci_command_update(dev, set, clear) < 0 ? -1 : 0;
}

/* 1, 0, or -errno. */
static int
has_list(const struct rte_pci_device *dev)
{
	uint16_t status;
	int ret = config_read(dev, &status, sizeof(status), PCI_STATUS_REG);

	return ret < 0 ? ret : (status & PCI_STATUS_HAS_CAPS) != 0;
}

bool
rte_pci_has_capability_list(const struct rte_pci_device *dev)
{
	return has_list(dev) > 0;
}

/* It may lead back to where it has been. */
int
pci_cap_walk(const struct rte_pci_device *dev, pci_cap_visit_t *visit, void *arg)
{
	uint8_t pos, header[2];
	uint64_t been = 0; /* a bit for each four bytes */
	int ret = has_list(dev);

	if (ret <= 0)
		return ret;
	ret = config_read(dev, &pos, sizeof(pos), PCI_CAP_POINTER_REG);
	while (ret == 0 && pos >= PCI_CAP_FIRST) {
		pos &= ~3; /* the two low bits are reserved */
		if (been & UINT64_C(1) << pos / 4)
			return -ELOOP;
		been |= UINT64_C(1) << pos / 4;
		ret = config_read(dev, header, sizeof(header), pos);
		if (ret < 0 || header[0] == PCI_CAP_ID_NONE)
			return ret;
		ret = visit(header[0], pos, arg);
		pos = header[1];
	}
	return ret;
}

struct search {
	uint8_t cap;
	bool begun;	/* what it is to be behind was passed */
	off_t behind;
};

static int
is_wanted(uint8_t id, uint8_t offset, void *arg)
{
	struct search *search = arg;

	if (search->begun)
		return id == search->cap ? offset : 0;
	search->begun = offset == search->behind;
	return 0;
}

off_t
rte_pci_find_capability(const struct rte_pci_device *dev, uint8_t cap)
{
	return rte_pci_find_next_capability(dev, cap, 0);
}

/* From the start, for only there a list is known to have an end. */
off_t
rte_pci_find_next_capability(const struct rte_pci_device *dev, uint8_t cap,
	off_t offset)
{
	struct search search = { cap, offset == 0, offset };
	int ret = pci_cap_walk(dev, is_wanted, &search);

	if (ret == -ELOOP)
		ret = 0;
	if (ret == 0 && !search.begun) {
		rte_errno = EINVAL;
		return -1;
	}
	return ret < 0 ? -1 : ret;
}

off_t
rte_pci_find_ext_capability(const struct rte_pci_device *dev, uint32_t cap)
{
	off_t pos = RTE_PCI_CFG_SPACE_SIZE;
	uint32_t header;
	int ttl, ret;

	for (ttl = PCI_EXT_CAP_MAX; ttl > 0; ttl--) {
		ret = config_read(dev, &header, sizeof(header), pos);
		if (ret == -EINVAL) /* config space ends before them */
			return 0;
		if (ret < 0) {
			PCI_LOG(ERR, "%s: cannot read extended capabilities: %s",
				dev->device.name, strerror(-ret));
			return -1;
		}
		if (header == 0)
			return 0;
		if (RTE_PCI_EXT_CAP_ID(header) == cap)
			return pos;
		pos = RTE_PCI_EXT_CAP_NEXT(header);
		if (pos < RTE_PCI_CFG_SPACE_SIZE)
			return 0;
	}
	return 0;
}

int
rte_pci_pasid_set_state(const struct rte_pci_device *dev, off_t offset,
	bool enable)
{
	uint16_t pasid = enable ? PCI_PASID_ENABLE : 0;

	return config_write(dev, &pasid, sizeof(pasid),
		PCI_PASID_CTRL_AT(offset)) < 0 ? -1 : 0;
}
