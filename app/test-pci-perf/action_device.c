/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A device in this process: attached and detached, and accessed. EAL is
 * started with the arguments behind the device's name.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/vfio.h>

#include <rte_dev.h>
#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_interrupts.h>

#include "perf.h"

#define CYCLES 20
#define ACCESSES 100000

/* ---- a driver for it ---- */

static struct rte_pci_device *taken;

static int
take(struct rte_pci_driver *driver __rte_unused, struct rte_pci_device *dev)
{
	taken = dev;
	return 0;
}

static int
leave(struct rte_pci_device *dev __rte_unused)
{
	taken = NULL;
	return 0;
}

static const struct rte_pci_id any_device[] = {
	{ RTE_PCI_DEVICE(RTE_PCI_ANY_ID, RTE_PCI_ANY_ID) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver driver = {
	.driver = { .name = "perf" },
	.id_table = any_device,
	.probe = take,
	.remove = leave,
	.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
};

static void
start_eal(struct perf_bus *bus, const char *lib, char **args)
{
	void (*add)(struct rte_pci_driver *driver);
	int argc = 0;

	bus_load_for_eal(bus, lib);
	add = bus_symbol(bus, "rte_pci_register");
	add(&driver);
	while (args[argc] != NULL)
		argc++;
	/* Its first argument is the program's name: the device's will do. */
	if (rte_eal_init(argc, args) < 0)
		die("EAL does not start: %s", rte_strerror(rte_errno));
	if (taken == NULL)
		die("%s is not attached", args[0]);
}

/* ---- attach and detach, as EAL does ---- */

static void
detach(struct perf_bus *bus __rte_unused)
{
	if (rte_dev_remove(&taken->device) < 0 || taken != NULL)
		die("the device cannot be detached");
}

static void
attach(struct perf_bus *bus __rte_unused, const char *name)
{
	if (rte_dev_probe(name) < 0 || taken == NULL)
		die("%s cannot be attached", name);
}

/* ---- the bus's part of it alone: without a word to other processes ---- */

static void
unplug(struct perf_bus *bus)
{
	if (bus->bus->unplug(&taken->device) < 0 || taken != NULL)
		die("the device cannot be unplugged");
}

static void
plug(struct perf_bus *bus, const char *name)
{
	struct rte_device *dev;

	if (rte_devargs_add(RTE_DEVTYPE_ALLOWED, name) < 0 ||
			bus->bus->scan() < 0)
		die("%s cannot be scanned", name);
	dev = bus_find(bus, name);
	if (dev == NULL || bus->bus->plug(dev) != 0 || taken == NULL)
		die("%s cannot be plugged in", name);
}

/* ---- cycles ---- */

/* The first cycle does what is done once. */
static double
cycle(struct perf_bus *bus, const char *name,
	void (*in)(struct perf_bus *bus, const char *name),
	void (*out)(struct perf_bus *bus))
{
	unsigned int i, cycles = getenv(PERF_TRACE) != NULL ? 1 : CYCLES;
	double time;

	out(bus);
	in(bus, name);
	out(bus);
	clock_start();
	for (i = 0; i < cycles; i++) {
		in(bus, name);
		out(bus);
	}
	time = clock_stop() / cycles;
	rte_eal_cleanup();
	return time;
}

/* args: the device, and the rest of EAL's */
double
action_attach(const char *lib, char **args)
{
	struct perf_bus bus;

	start_eal(&bus, lib, args);
	return cycle(&bus, args[0], attach, detach);
}

double
action_plug(const char *lib, char **args)
{
	struct perf_bus bus;

	start_eal(&bus, lib, args);
	return cycle(&bus, args[0], plug, unplug);
}

/* ---- beside a primary process that has it ---- */

/* Until the other end of the pipe is closed. */
static void
be_primary(const char *lib, char **args, int ready, int done)
{
	struct perf_bus bus;
	char byte = 0;

	start_eal(&bus, lib, args);
	if (write(ready, &byte, 1) != 1 || read(done, &byte, 1) < 0)
		die("a pipe: %s", strerror(errno));
	rte_eal_cleanup();
	_exit(0);
}

static pid_t
start_primary(const char *lib, char **args, int *done)
{
	int ready[2], ends[2];
	pid_t pid;
	char byte;

	if (pipe(ready) < 0 || pipe(ends) < 0)
		die("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0) {
		close(ends[1]);
		dup2(STDERR_FILENO, STDOUT_FILENO);
		be_primary(lib, args, ready[1], ends[0]);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		die("the primary process does not start");
	*done = ends[1];
	return pid;
}

#define EAL_ARGS_MAX 32

double
action_secondary(const char *lib, char **args)
{
	char type[] = "--proc-type=secondary", *mine[EAL_ARGS_MAX];
	unsigned int n = 0;
	double time;
	pid_t pid;
	int done;

	pid = start_primary(lib, args, &done);
	while (args[n] != NULL && n < EAL_ARGS_MAX - 2) {
		mine[n] = args[n];
		n++;
	}
	mine[n++] = type;
	mine[n] = NULL;
	time = action_plug(lib, mine);
	close(done);
	waitpid(pid, NULL, 0);
	return time;
}

/* ---- accesses ---- */

/* args: BAR, offset, and the device with the rest of EAL's */
struct place {
	int bar;
	uint64_t offset;
};

static struct place
place_of(char **args)
{
	return (struct place){
		.bar = atoi(args[0]),
		.offset = strtoull(args[1], NULL, 0),
	};
}

static double
per_access(void)
{
	return clock_stop() / ACCESSES;
}

double
action_load(const char *lib, char **args)
{
	struct place place = place_of(args);
	struct perf_bus bus;
	volatile uint32_t *word;
	char *bar;
	unsigned int i;

	start_eal(&bus, lib, args + 2);
	bar = taken->mem_resource[place.bar].addr;
	if (bar == NULL)
		die("BAR %d is not mapped", place.bar);
	word = (volatile uint32_t *)(bar + place.offset);
	clock_start();
	for (i = 0; i < ACCESSES; i++)
		(void)*word;
	return per_access();
}

double
action_read(const char *lib, char **args)
{
	int (*mmio_read)(const struct rte_pci_device *dev, int bar, void *buf,
		size_t len, off_t offset);
	struct place place = place_of(args);
	struct perf_bus bus;
	unsigned int i;
	uint32_t word;

	start_eal(&bus, lib, args + 2);
	mmio_read = bus_symbol(&bus, "rte_pci_mmio_read");
	clock_start();
	for (i = 0; i < ACCESSES; i++)
		if (mmio_read(taken, place.bar, &word, sizeof(word),
				place.offset) != sizeof(word))
			die("BAR %d cannot be read", place.bar);
	return per_access();
}

static off_t
offset_in_device(int fd, const struct place *place)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info),
		.index = place->bar,
	};

	if (ioctl(fd, VFIO_DEVICE_GET_REGION_INFO, &info) < 0)
		die("BAR %d: %s", place->bar, strerror(errno));
	return info.offset + place->offset;
}

double
action_pread(const char *lib, char **args)
{
	struct place place = place_of(args);
	struct perf_bus bus;
	unsigned int i;
	uint32_t word;
	off_t offset;
	int fd;

	start_eal(&bus, lib, args + 2);
	fd = rte_intr_dev_fd_get(taken->intr_handle);
	offset = offset_in_device(fd, &place);
	clock_start();
	for (i = 0; i < ACCESSES; i++)
		if (pread(fd, &word, sizeof(word), offset) != sizeof(word))
			die("BAR %d: %s", place.bar, strerror(errno));
	return per_access();
}
