/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Attaching and detaching very often: nothing may grow.
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_dev.h>

#include "figures.h"
#include "test_mdev.h"

#define MAX_DEVICES 16
#define MAX_CYCLES 10000000
/* The first tenth is the warm-up: the heap and the slabs find their size. */
#define PHASES 10
#define REMOVAL_SECONDS 60

/*
 * How much more there may be at the end than after the warm-up. The smallest
 * block of the heap, 32 bytes, lost in each of 90 cycles is 2880 bytes. The
 * heap grows by 132 KiB at a time. In the kernel others work, too.
 */
static const struct tolerance {
	const char *what;
	uint64_t more;
} tolerances[NB_FIGURES] = {
	[FIGURE_DESCRIPTORS] = { "descriptors", 0 },
	[FIGURE_MAPPINGS] = { "mappings", 0 },
	[FIGURE_MAPPED] = { "KiB mapped", 132 },
	[FIGURE_ALLOCATED] = { "bytes allocated", 2048 },
	[FIGURE_RESIDENT] = { "KiB resident", 132 },
	[FIGURE_SLAB] = { "KiB of slab", 512 },
	[FIGURE_UNRECLAIMABLE] = { "KiB of it in use", 512 },
};

struct soak_device {
	const char *name;
	sem_t removal;
	bool has_remover;
	pthread_t remover;
};

struct soak {
	unsigned int cycles;
	unsigned int nb_devices;
	struct soak_device devices[MAX_DEVICES];
	const char *create;	/* a file of sysfs; NULL: the mdevs stay */
};

/* ---- one device ---- */

static bool
attach(const struct soak_device *device)
{
	const struct rte_pci_device *dev;
	uint16_t vendor_id = 0;
	int ret = rte_eal_hotplug_add("pci", device->name, "");

	dev = test_pmd_find(device->name);
	if (ret != 0 || dev == NULL)
		return check(false, "attach %s: returns %d", device->name, ret);
	ret = rte_pci_read_config(dev, &vendor_id, sizeof(vendor_id), 0);
	return ret == sizeof(vendor_id) && vendor_id != UINT16_MAX ? true :
		check(false, "read the vendor ID of %s: returns %d",
			device->name, ret);
}

static bool
detach(const struct soak_device *device)
{
	int ret = rte_eal_hotplug_remove("pci", device->name);

	return ret == 0 ? true :
		check(false, "detach %s: returns %d", device->name, ret);
}

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) ==
		(ssize_t)strlen(text);
	int err = errno;

	if (fd >= 0)
		close(fd);
	return done ? true : check(false, "write %s to %s: %s", text, path,
		strerror(err));
}

/* The kernel does not return before the device has been let go. */
static void *
remove_mdev(void *arg)
{
	const struct soak_device *device = arg;
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove",
		device->name);
	return write_file(path, "1") ? arg : NULL;
}

static bool
start_removal(struct soak_device *device)
{
	int ret = pthread_create(&device->remover, NULL, remove_mdev, device);

	device->has_remover = ret == 0;
	return ret == 0 ? true : check(false, "start a thread: %s",
		strerror(ret));
}

/* Not for ever: it waits for a device that cannot be detached. */
static bool
join_remover(struct soak_device *device)
{
	struct timespec deadline;
	void *done = NULL;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += REMOVAL_SECONDS;
	ret = pthread_clockjoin_np(device->remover, &done, CLOCK_MONOTONIC,
		&deadline);
	device->has_remover = false;
	return ret == 0 ? done != NULL : check(false, "the removal of %s ends: %s",
		device->name, strerror(ret));
}

static bool
end_removal(struct soak_device *device)
{
	bool detached = detach(device);

	return join_remover(device) && detached;
}

static bool
follow_removal(struct soak_device *device)
{
	bool asked = wait_for_event(&device->removal, REMOVAL_SECONDS);

	if (!asked)
		check(false, "the kernel asks for %s within %u s",
			device->name, REMOVAL_SECONDS);
	if (!end_removal(device))
		return false;
	/* The kernel, and the bus, may both have asked, and more than once. */
	while (sem_trywait(&device->removal) == 0)
		;
	return asked;
}

/* ---- a round: each device once ---- */

typedef bool (step_t)(struct soak *soak, struct soak_device *device);

static bool
create_step(struct soak *soak, struct soak_device *device)
{
	return soak->create == NULL || write_file(soak->create, device->name);
}

static bool
attach_step(struct soak *soak __rte_unused, struct soak_device *device)
{
	return attach(device);
}

static bool
removal_step(struct soak *soak, struct soak_device *device)
{
	return soak->create == NULL || start_removal(device);
}

static bool
detach_step(struct soak *soak, struct soak_device *device)
{
	return soak->create == NULL ? detach(device) : follow_removal(device);
}

static step_t * const steps[] = {
	create_step, attach_step, removal_step, detach_step,
};

static bool
do_round(struct soak *soak)
{
	unsigned int i, j;

	for (i = 0; i < RTE_DIM(steps); i++)
		for (j = 0; j < soak->nb_devices; j++)
			if (!steps[i](soak, &soak->devices[j]))
				return false;
	return true;
}

/* ---- the run ---- */

static void
print_figures(unsigned int cycles, double seconds,
	const struct figures *figures)
{
	unsigned int i;

	printf("%u cycles, %.1f s", cycles, seconds);
	for (i = 0; i < NB_FIGURES; i++)
		printf(", %" PRIu64 " %s", figures->value[i],
			tolerances[i].what);
	printf("\n");
}

static void
check_figures(const struct figures *first, const struct figures *last)
{
	unsigned int i;

	for (i = 0; i < NB_FIGURES; i++)
		check(last->value[i] <= first->value[i] + tolerances[i].more,
			"%s: %" PRIu64 " after the warm-up, %" PRIu64
			" at the end, %" PRIu64 " more allowed",
			tolerances[i].what, first->value[i], last->value[i],
			tolerances[i].more);
}

static bool
do_phase(struct soak *soak, unsigned int *done, unsigned int end)
{
	for (; *done < end; *done += soak->nb_devices)
		if (!do_round(soak))
			return false;
	return true;
}

static void
run_phases(struct soak *soak)
{
	uint64_t start = rte_get_timer_cycles();
	struct figures first = { 0 }, now = { 0 };
	unsigned int phase, done = 0;

	for (phase = 1; phase <= PHASES; phase++) {
		if (!do_phase(soak, &done, soak->cycles / PHASES * phase))
			return;
		if (!figures_read(&now)) {
			check(false, "read the figures, as root");
			return;
		}
		print_figures(done, (double)(rte_get_timer_cycles() - start) /
			rte_get_timer_hz(), &now);
		if (phase == 1)
			first = now;
	}
	check_figures(&first, &now);
}

/* ---- commands ---- */

/* In EAL's interrupt thread. */
static void
on_device_event(const char *name __rte_unused, enum rte_dev_event_type event,
	void *removal)
{
	if (event == RTE_DEV_EVENT_REMOVE)
		sem_post(removal);
}

static bool
parse_soak(char **args, struct soak *soak)
{
	char *end;
	unsigned long cycles = strtoul(args[0], &end, 10);

	if (*end != '\0' || cycles < PHASES || cycles > MAX_CYCLES) {
		fprintf(stderr, "test-mdev: %s is no number of cycles from %u to %u\n",
			args[0], PHASES, MAX_CYCLES);
		return false;
	}
	soak->cycles = (unsigned int)cycles;
	return true;
}

static bool
take_device(struct soak *soak, const char *name)
{
	struct soak_device *device = &soak->devices[soak->nb_devices++];
	int ret;

	device->name = name;
	sem_init(&device->removal, 0, 0);
	ret = rte_dev_event_callback_register(name, on_device_event,
		&device->removal);
	return check(ret == 0, "register for events of %s: returns %d", name,
		ret);
}

static bool
take_devices(struct soak *soak, char **names)
{
	for (; *names != NULL; names++)
		if (!take_device(soak, *names))
			return false;
	return true;
}

/* After a round that failed some removals may be under way. */
static void
leave_devices(struct soak *soak)
{
	struct soak_device *device = soak->devices;

	for (; device < soak->devices + soak->nb_devices; device++) {
		if (device->has_remover)
			end_removal(device);
		stop_watching(device->name, on_device_event, &device->removal);
		sem_destroy(&device->removal);
	}
}

static int
run(struct soak *soak, char **names)
{
	unsigned int count = 0;

	while (names[count] != NULL)
		count++;
	if (count > MAX_DEVICES) {
		fprintf(stderr, "test-mdev: more than %u devices\n",
			MAX_DEVICES);
		return STATUS_USAGE;
	}
	if (take_devices(soak, names))
		run_phases(soak);
	leave_devices(soak);
	return check_status();
}

int
cmd_soak(struct rte_pci_device *none __rte_unused, char **args)
{
	struct soak soak = { 0 };

	return parse_soak(args, &soak) ? run(&soak, args + 1) : STATUS_USAGE;
}

int
cmd_soak_removal(struct rte_pci_device *none __rte_unused, char **args)
{
	struct soak soak = { .create = args[1] };

	return parse_soak(args, &soak) ? run(&soak, args + 2) : STATUS_USAGE;
}
