/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Every access to a region but a driver's own loads and stores: checked here,
 * once, then done: at once where nothing of the region is mapped, and where it
 * is a word that is; else piece by piece, as each is mapped or not.
 */

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>

#include "pci_word.h"
#include "private.h"

static inline int
check_access(const struct rte_pci_device_internal *dev, unsigned int idx,
	size_t len, uint64_t offset, uint32_t need)
{
	const struct pci_region *region;

	if (dev->backend == NULL)
		return -ENODEV;
	if (idx >= dev->nb_regions || dev->regions[idx].size == 0)
		return -ENXIO;
	region = &dev->regions[idx];
	if (!pci_region_holds(region, offset, len) || len > INT_MAX)
		return -EINVAL;
	return (region->flags & need) == need ? 0 : -EACCES;
}

/* The kernel may transfer less than it was asked for. */
static ssize_t
all_or_error(ssize_t done, size_t len)
{
	if (done < 0)
		return -errno;
	return (size_t)done == len ? done : -EIO;
}

/* What is not mapped; an error, or all of len bytes. */
static ssize_t
read_unmapped(const struct rte_pci_device_internal *dev, unsigned int idx,
	void *buf, size_t len, uint64_t offset)
{
	const struct pci_region *region = &dev->regions[idx];

	if (region->flags & PCI_REGION_PORTS)
		return dev->ops->ports_read(dev, idx, buf, len, offset);
	if (region->flags & PCI_REGION_MAP_ONLY)
		return -ENXIO;
	return all_or_error(pread(region->fd, buf, len,
		(off_t)(region->offset + offset)), len);
}

static ssize_t
write_unmapped(const struct rte_pci_device_internal *dev, unsigned int idx,
	const void *buf, size_t len, uint64_t offset)
{
	const struct pci_region *region = &dev->regions[idx];

	if (region->flags & PCI_REGION_PORTS)
		return dev->ops->ports_write(dev, idx, buf, len, offset);
	if (region->flags & PCI_REGION_MAP_ONLY)
		return -ENXIO;
	return all_or_error(pwrite(region->fd, buf, len,
		(off_t)(region->offset + offset)), len);
}

/* Where a word is mapped, of a region that is, at least in part; NULL: it is not,
 * or not in the first area, which is the only one of most regions.
 */
static inline void *
mapped_word(const struct pci_region *region, size_t len, uint64_t offset)
{
	const struct pci_area *area = &region->areas[0];

	if (!pci_is_word(offset, len) || offset < area->offset ||
			offset - area->offset >= area->size)
		return NULL;
	return RTE_PTR_ADD(region->addr, offset);
}

static ssize_t
read_spans(const struct rte_pci_device_internal *dev, unsigned int idx,
	void *buf, size_t len, uint64_t offset)
{
	struct pci_span span;
	ssize_t ret = 0;
	size_t done;

	for (done = 0; ret >= 0 && done < len; done += span.len) {
		span = pci_region_span(&dev->regions[idx], offset + done,
			len - done);
		if (span.addr != NULL)
			pci_mmio_read(span.addr, RTE_PTR_ADD(buf, done),
				span.len);
		else
			ret = read_unmapped(dev, idx, RTE_PTR_ADD(buf, done),
				span.len, offset + done);
	}
	return ret < 0 ? ret : (ssize_t)len;
}

static ssize_t
write_spans(const struct rte_pci_device_internal *dev, unsigned int idx,
	const void *buf, size_t len, uint64_t offset)
{
	const uint8_t *from = buf;
	struct pci_span span;
	ssize_t ret = 0;
	size_t done;

	for (done = 0; ret >= 0 && done < len; done += span.len) {
		span = pci_region_span(&dev->regions[idx], offset + done,
			len - done);
		if (span.addr != NULL)
			pci_mmio_write(span.addr, from + done, span.len);
		else
			ret = write_unmapped(dev, idx, from + done, span.len,
				offset + done);
	}
	return ret < 0 ? ret : (ssize_t)len;
}

ssize_t
pci_region_read(const struct rte_pci_device_internal *dev,
	unsigned int idx, void *buf, size_t len, uint64_t offset)
{
	int ret = check_access(dev, idx, len, offset, PCI_REGION_READ);
	const void *word;

	if (ret < 0)
		return ret;
	if (!pci_region_is_mapped(&dev->regions[idx]))
		return read_unmapped(dev, idx, buf, len, offset);
	word = mapped_word(&dev->regions[idx], len, offset);
	if (word == NULL)
		return read_spans(dev, idx, buf, len, offset);
	pci_word_read(word, buf, len);
	return (ssize_t)len;
}

ssize_t
pci_region_write(const struct rte_pci_device_internal *dev,
	unsigned int idx, const void *buf, size_t len, uint64_t offset)
{
	int ret = check_access(dev, idx, len, offset, PCI_REGION_WRITE);
	void *word;

	if (ret < 0)
		return ret;
	if (!pci_region_is_mapped(&dev->regions[idx]))
		return write_unmapped(dev, idx, buf, len, offset);
	word = mapped_word(&dev->regions[idx], len, offset);
	if (word == NULL)
		return write_spans(dev, idx, buf, len, offset);
	pci_word_write(word, buf, len);
	return (ssize_t)len;
}

/* DPDK's contract: a count, or -1 with rte_errno. */
static int
to_public(ssize_t ret)
{
	if (ret >= 0)
		return (int)ret;
	rte_errno = (int)-ret;
	return -1;
}

/* A negative bar or offset turns into one that no region has. */
static ssize_t
public_read(const struct rte_pci_device *pdev, int idx, void *buf, size_t len,
	off_t offset)
{
	const struct rte_pci_device_internal *dev = pci_dev_internal(pdev);

	if (dev == NULL)
		return -ENOTSUP;
	return pci_region_read(dev, (unsigned int)idx, buf, len,
		(uint64_t)offset);
}

static ssize_t
public_write(const struct rte_pci_device *pdev, int idx, const void *buf,
	size_t len, off_t offset)
{
	const struct rte_pci_device_internal *dev = pci_dev_internal(pdev);

	if (dev == NULL)
		return -ENOTSUP;
	return pci_region_write(dev, (unsigned int)idx, buf, len,
		(uint64_t)offset);
}

static bool
is_bar(int idx)
{
	return idx >= PCI_REGION_BAR0 && idx < PCI_MAX_RESOURCE;
}

int
rte_pci_read_config(const struct rte_pci_device *device, void *buf, size_t len,
	off_t offset)
{
	ssize_t ret = public_read(device, PCI_REGION_CONFIG, buf, len, offset);

	if (ret == -ENOTSUP)
		PCI_LOG(ERR, "%s: cannot read config space (bind it to a supported kernel driver)",
			device->device.name);
	return to_public(ret);
}

int
rte_pci_write_config(const struct rte_pci_device *device, const void *buf,
	size_t len, off_t offset)
{
	ssize_t ret = public_write(device, PCI_REGION_CONFIG, buf, len, offset);

	if (ret == -ENOTSUP)
		PCI_LOG(ERR, "%s: cannot write config space (bind it to a supported kernel driver)",
			device->device.name);
	return to_public(ret);
}

int
rte_pci_mmio_read(const struct rte_pci_device *dev, int bar, void *buf,
	size_t len, off_t offset)
{
	return to_public(is_bar(bar) ?
		public_read(dev, bar, buf, len, offset) : -EINVAL);
}

int
rte_pci_mmio_write(const struct rte_pci_device *dev, int bar, const void *buf,
	size_t len, off_t offset)
{
	return to_public(is_bar(bar) ?
		public_write(dev, bar, buf, len, offset) : -EINVAL);
}

int
rte_pci_region_read(const struct rte_pci_device *dev, int idx, void *buf,
	size_t len, off_t offset)
{
	return to_public(public_read(dev, idx, buf, len, offset));
}

int
rte_pci_region_write(const struct rte_pci_device *dev, int idx,
	const void *buf, size_t len, off_t offset)
{
	return to_public(public_write(dev, idx, buf, len, offset));
}

/*
 * A port range is a region like others; the handle that PMDs embed keeps
 * the number of its BAR where vfio-pci's descriptor offset used to be.
 */
int
rte_pci_ioport_map(struct rte_pci_device *dev, int bar,
	struct rte_pci_ioport *p)
{
	struct rte_pci_device_internal *idev = pci_dev_internal(dev);
	int ret;

	/* net_virtio asks of any device; that is not worth a line. */
	if (idev == NULL)
		return to_public(-ENOTSUP);
	/* In secondary processes it asks without mapping the device first. */
	ret = pci_dev_open(idev);
	if (ret != 0)
		return to_public(ret < 0 ? ret : -ENODEV);
	if (!is_bar(bar) || idev->regions[bar].size == 0) {
		PCI_LOG(ERR, "%s: no I/O ports behind BAR %d",
			dev->device.name, bar);
		return to_public(-ENXIO);
	}
	if (idev->ops->ports_open != NULL) {
		ret = idev->ops->ports_open(idev, (unsigned int)bar);
		if (ret < 0)
			return to_public(ret);
	}
	p->dev = dev;
	p->base = (uint64_t)bar;
	p->len = idev->regions[bar].size;
	return 0;
}

/* The handle holds nothing, and an interrupt handler may still be using it. */
int
rte_pci_ioport_unmap(struct rte_pci_ioport *p __rte_unused)
{
	return 0;
}

void
rte_pci_ioport_read(struct rte_pci_ioport *p, void *data, size_t len,
	off_t offset)
{
	ssize_t ret = public_read(p->dev, (int)p->base, data, len, offset);

	if (ret >= 0)
		return;
	/* What a bus returns where no device answers. */
	memset(data, 0xff, len);
	PCI_LOG(ERR, "%s: cannot read %zu bytes at I/O port 0x%jx of BAR %d: %s",
		p->dev->device.name, len, (uintmax_t)offset, (int)p->base,
		rte_strerror((int)-ret));
}

void
rte_pci_ioport_write(struct rte_pci_ioport *p, const void *data, size_t len,
	off_t offset)
{
	ssize_t ret = public_write(p->dev, (int)p->base, data, len, offset);

	if (ret >= 0)
		return;
	PCI_LOG(ERR, "%s: cannot write %zu bytes at I/O port 0x%jx of BAR %d: %s",
		p->dev->device.name, len, (uintmax_t)offset, (int)p->base,
		rte_strerror((int)-ret));
}
