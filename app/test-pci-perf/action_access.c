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

#define ACCESSES 100000U
#define MEMORY_SIZE 4096

struct target {
	const struct rte_pci_device *dev;
	unsigned int nb;		/* accesses */
	int bar;
	off_t offset;			/* in the BAR */
	volatile uint32_t *word;	/* there; NULL: it has no address */
	int fd;
	off_t position;			/* in fd */
	struct perf_accessors by;
};

/* ---- a way of access, again and again ---- */

static void
loads(const struct target *target)
{
	unsigned int i;

	for (i = 0; i < target->nb; i++)
		(void)*target->word;
}

static void
stores(const struct target *target)
{
	unsigned int i;

	for (i = 0; i < target->nb; i++)
		*target->word = 0;
}

static void
reads(const struct target *target)
{
	unsigned int i;
	uint32_t word;

	for (i = 0; i < target->nb; i++)
		if (target->by.read(target->dev, target->bar, &word, sizeof(word),
				target->offset) != sizeof(word))
			die("BAR %d cannot be read", target->bar);
}

static void
writes(const struct target *target)
{
	const uint32_t word = 0;
	unsigned int i;

	for (i = 0; i < target->nb; i++)
		if (target->by.write(target->dev, target->bar, &word, sizeof(word),
				target->offset) != sizeof(word))
			die("BAR %d cannot be written", target->bar);
}

static void
preads(const struct target *target)
{
	unsigned int i;
	uint32_t word;

	for (i = 0; i < target->nb; i++)
		if (pread(target->fd, &word, sizeof(word),
				target->position) != sizeof(word))
			die("pread: %s", strerror(errno));
}

static void
pwrites(const struct target *target)
{
	const uint32_t word = 0;
	unsigned int i;

	for (i = 0; i < target->nb; i++)
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
measure(const char *name, struct target *target)
{
	unsigned int i = 0;

	target->nb = getenv(PERF_TRACE) != NULL ? 1 : ACCESSES;

	while (strcmp(ways[i].name, name) != 0)
		if (++i == RTE_DIM(ways))
			die("%s: no such access", name);
	if (ways[i].by_pointer && target->word == NULL)
		die("BAR %d has no address", target->bar);
	clock_start_cpu();
	ways[i].run(target);
	return clock_stop() / target->nb;
}

static void
find_accessors(const struct perf_bus *bus, struct target *target)
{
	target->by.read = bus_symbol(bus, "rte_pci_mmio_read");
	target->by.write = bus_symbol(bus, "rte_pci_mmio_write");
	if (target->by.read == NULL || target->by.write == NULL)
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
make_memory(void)
{
	int fd = memfd_create("perf", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, MEMORY_SIZE) < 0)
		die("memfd: %s", strerror(errno));
	return fd;
}

static void *
make_address(int fd, int prot)
{
	void *addr = mmap(NULL, MEMORY_SIZE, prot, MAP_SHARED, fd, 0);

	if (addr == MAP_FAILED)
		die("mmap: %s", strerror(errno));
	return addr;
}

/* args: the access, and how the memory is there: "mapped", "unmapped" or "emulated" */
double
action_access_memory(const char *lib, char **args)
{
	static const struct pci_backend_ops ops = { .name = "memory" };
	const bool mapped = strcmp(args[1], "mapped") == 0;
	const bool emulated = strcmp(args[1], "emulated") == 0;
	struct pci_region region = {
		.size = MEMORY_SIZE, .fd = make_memory(),
		.flags = PCI_REGION_READ | PCI_REGION_WRITE,
		.nb_areas = mapped,
		.areas = { { 0, MEMORY_SIZE } },
	};
	struct rte_pci_device_internal dev = {
		.device = { .kdrv = RTE_PCI_KDRV_VFIO }, .name = "memory",
		.ops = &ops, .backend = &region, .nb_regions = 1,
		.regions = &region,
	};
	struct target target = { .dev = &dev.device, .fd = region.fd };
	struct perf_bus bus;

	bus_load(&bus, lib);
	find_accessors(&bus, &target);
	if (mapped || emulated)
		region.addr = make_address(region.fd,
			mapped ? PROT_READ | PROT_WRITE : PROT_NONE);
	if (emulated)
		emulated_start(&dev, &target.by);
	target.word = region.addr;
	return measure(args[0], &target);
}
