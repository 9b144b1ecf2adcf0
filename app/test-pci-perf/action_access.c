/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What an access of four bytes costs: by the bus, and bare. Of a device that is
 * attached; or of one that this program makes up over memory, so that it can be
 * measured where there is none, and without what the device itself takes.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <rte_interrupts.h>

#include "perf.h"
#include "private.h"

#define ACCESSES 100000
#define MEMORY_SIZE 4096

typedef int (read_t)(const struct rte_pci_device *dev, int bar, void *buf,
	size_t len, off_t offset);
typedef int (write_t)(const struct rte_pci_device *dev, int bar,
	const void *buf, size_t len, off_t offset);

struct target {
	const struct rte_pci_device *dev;
	int bar;
	off_t offset;			/* in the BAR */
	volatile uint32_t *word;	/* there; NULL: it is not mapped */
	int fd;
	off_t position;			/* in fd */
	read_t *read;
	write_t *write;
};

/* ---- a way of access, ACCESSES times ---- */

static void
loads(const struct target *target)
{
	unsigned int i;

	for (i = 0; i < ACCESSES; i++)
		(void)*target->word;
}

static void
stores(const struct target *target)
{
	unsigned int i;

	for (i = 0; i < ACCESSES; i++)
		*target->word = 0;
}

static void
reads(const struct target *target)
{
	unsigned int i;
	uint32_t word;

	for (i = 0; i < ACCESSES; i++)
		if (target->read(target->dev, target->bar, &word, sizeof(word),
				target->offset) != sizeof(word))
			die("BAR %d cannot be read", target->bar);
}

static void
writes(const struct target *target)
{
	const uint32_t word = 0;
	unsigned int i;

	for (i = 0; i < ACCESSES; i++)
		if (target->write(target->dev, target->bar, &word, sizeof(word),
				target->offset) != sizeof(word))
			die("BAR %d cannot be written", target->bar);
}

static void
preads(const struct target *target)
{
	unsigned int i;
	uint32_t word;

	for (i = 0; i < ACCESSES; i++)
		if (pread(target->fd, &word, sizeof(word),
				target->position) != sizeof(word))
			die("pread: %s", strerror(errno));
}

static void
pwrites(const struct target *target)
{
	const uint32_t word = 0;
	unsigned int i;

	for (i = 0; i < ACCESSES; i++)
		if (pwrite(target->fd, &word, sizeof(word),
				target->position) != sizeof(word))
			die("pwrite: %s", strerror(errno));
}

static const struct {
	const char *name;
	void (*run)(const struct target *target);
	bool by_pointer;
} ways[] = {
	{ "load", loads, true },
	{ "store", stores, true },
	{ "read", reads, false },
	{ "write", writes, false },
	{ "pread", preads, false },
	{ "pwrite", pwrites, false },
};

static double
measure(const char *name, const struct target *target)
{
	unsigned int i = 0;

	while (strcmp(ways[i].name, name) != 0)
		if (++i == RTE_DIM(ways))
			die("%s: no such access", name);
	if (ways[i].by_pointer && target->word == NULL)
		die("BAR %d is not mapped", target->bar);
	clock_start_cpu();
	ways[i].run(target);
	return clock_stop() / ACCESSES;
}

static void
find_accessors(const struct perf_bus *bus, struct target *target)
{
	target->read = bus_symbol(bus, "rte_pci_mmio_read");
	target->write = bus_symbol(bus, "rte_pci_mmio_write");
	if (target->read == NULL || target->write == NULL)
		die("the bus has no rte_pci_mmio_read() and _write()");
}

/* ---- a device ---- */

static off_t
offset_of_bar(int fd, int bar)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = (uint32_t)bar,
	};

	if (ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &info) < 0)
		die("BAR %d: %s", bar, strerror(errno));
	return (off_t)info.offset;
}

/* args: the access, BAR, offset, and the device with the rest of EAL's */
double
action_access(const char *lib, char **args)
{
	struct target target = {
		.bar = atoi(args[1]),
		.offset = (off_t)strtoull(args[2], NULL, 0),
	};
	struct perf_bus bus;
	char *bar;

	target.dev = device_attach(&bus, lib, args + 3);
	find_accessors(&bus, &target);
	bar = target.dev->mem_resource[target.bar].addr;
	if (bar != NULL)
		target.word = (volatile uint32_t *)(bar + target.offset);
	target.fd = rte_intr_dev_fd_get(target.dev->intr_handle);
	target.position = offset_of_bar(target.fd, target.bar) + target.offset;
	return measure(args[0], &target);
}

/* ---- memory that is taken for one ---- */

static int
make_memory(void **addr)
{
	int fd = memfd_create("perf", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, MEMORY_SIZE) < 0)
		die("memfd: %s", strerror(errno));
	*addr = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (*addr == MAP_FAILED)
		die("mmap: %s", strerror(errno));
	return fd;
}

/* args: the access, and "mapped" or "unmapped" */
double
action_access_memory(const char *lib, char **args)
{
	static const struct pci_backend_ops ops = { .name = "memory" };
	const bool mapped = strcmp(args[1], "mapped") == 0;
	struct pci_region region = {
		.size = MEMORY_SIZE,
		.flags = PCI_REGION_READ | PCI_REGION_WRITE,
		.nb_areas = mapped,
		.areas = { { 0, MEMORY_SIZE } },
	};
	struct rte_pci_device_internal dev = {
		.device = { .kdrv = RTE_PCI_KDRV_VFIO }, .name = "memory",
		.ops = &ops, .backend = &region, .nb_regions = 1,
		.regions = &region,
	};
	struct target target = { .dev = &dev.device };
	struct perf_bus bus;
	void *addr;

	bus_load(&bus, lib);
	find_accessors(&bus, &target);
	target.fd = region.fd = make_memory(&addr);
	target.word = addr;
	region.addr = mapped ? addr : NULL;
	return measure(args[0], &target);
}
