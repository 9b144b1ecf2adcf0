/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Devices that EAL was not started with: attached, detached, refused.
 */

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <rte_dev.h>

#include "figures.h"
#include "test_mdev.h"

#define NAME_SIZE 64
#define MAX_ROUNDS 100000

/* The bus knows a device by its canonical name, which EAL wants here. */
static void
check_remove(const struct rte_pci_device *dev)
{
	char name[NAME_SIZE];
	int ret;

	snprintf(name, sizeof(name), "%s", dev->device.name);
	ret = rte_eal_hotplug_remove("pci", name);
	check(ret == 0 && test_pmd_find(name) == NULL,
		"remove %s: returns %d", name, ret);
}

static void
check_descriptors(unsigned int before)
{
	unsigned int after = count_descriptors();

	check(after == before, "%u descriptors, %u before", after, before);
}

static void
check_plug(const char *name)
{
	const struct rte_pci_device *dev;
	unsigned int before = count_descriptors();
	int ret = rte_eal_hotplug_add("pci", name, "");

	dev = test_pmd_find(name);
	check(ret == 0 && dev != NULL, "add %s: returns %d, %s", name, ret,
		dev != NULL ? "probed" : "not probed");
	if (dev != NULL)
		check_remove(dev);
	check_descriptors(before);
}

static void
check_refused(const char *name, const char *why)
{
	unsigned int before = count_descriptors(), after;
	int ret = rte_eal_hotplug_add("pci", name, "");

	after = count_descriptors();
	check(ret < 0 && test_pmd_find(name) == NULL && after == before,
		"add %s (%s) is refused: returns %d, %u descriptors, %u before",
		name, why, ret, after, before);
}

static void
to_upper(const char *name, char *upper, size_t len)
{
	size_t i;

	snprintf(upper, len, "%s", name);
	for (i = 0; upper[i] != '\0'; i++)
		upper[i] = toupper((unsigned char)upper[i]);
}

int
cmd_hotplug(struct rte_pci_device *none __rte_unused, char **args)
{
	const char *name = args[0];
	char changed[NAME_SIZE];

	if (!check(test_pmd_find(name) == NULL, "%s is not probed at start",
			name))
		return check_status();
	check_plug(name);
	check_plug(name);
	to_upper(name, changed, sizeof(changed));
	check_plug(changed);
	check_refused("00000000-dead-4bad-8bad-00000000dead", "does not exist");
	check_refused("00000000-dead-4bad-8bad-00000000dea", "malformed");
	check_refused("no-device", "no name of a device");
	snprintf(changed, sizeof(changed), "%s", name);
	changed[strlen(changed) - 1] = '\0';
	check_refused(changed, "a character short");
	check_plug(name);
	return check_status();
}

/* ---- attach ---- */

/* Who traces the program says when, and sees where it ends. */
int
cmd_attach(struct rte_pci_device *none, char **args)
{
	const struct rte_pci_device *dev;
	int ret;

	cmd_list(none, args);
	printf("ready\n");
	getchar();
	ret = rte_dev_probe(args[0]);
	printf("attached\n");
	dev = test_pmd_find(args[0]);
	check(ret == 0 && dev != NULL, "attach %s: returns %d", args[0], ret);
	if (dev != NULL)
		check_remove(dev);
	return check_status();
}

/* ---- hotplug-threads ---- */

/* EAL has no lock for its lists, so that an application needs one. */
static pthread_mutex_t eal_lock = PTHREAD_MUTEX_INITIALIZER;

struct worker {
	pthread_t thread;
	const char *name;
	unsigned int rounds;
	unsigned int done;
};

static const struct rte_pci_device *
attach(const char *name)
{
	const struct rte_pci_device *dev = NULL;

	pthread_mutex_lock(&eal_lock);
	if (rte_eal_hotplug_add("pci", name, "") == 0)
		dev = test_pmd_find(name);
	pthread_mutex_unlock(&eal_lock);
	return dev;
}

static bool
detach(const struct rte_pci_device *dev)
{
	int ret;

	pthread_mutex_lock(&eal_lock);
	ret = rte_eal_hotplug_remove("pci", dev->device.name);
	pthread_mutex_unlock(&eal_lock);
	return ret == 0;
}

/* While the other thread attaches and detaches */
static bool
is_usable(const struct rte_pci_device *dev)
{
	const uint32_t ids = dev->id.vendor_id |
		(uint32_t)dev->id.device_id << 16;
	unsigned int i;

	for (i = 0; i < 100; i++)
		if (read_config32(dev, 0) != ids)
			return false;
	return true;
}

static void *
attach_and_detach(void *arg)
{
	struct worker *worker = arg;
	const struct rte_pci_device *dev;

	while (worker->done < worker->rounds) {
		dev = attach(worker->name);
		if (dev == NULL || !is_usable(dev) || !detach(dev))
			break;
		worker->done++;
	}
	return NULL;
}

int
cmd_hotplug_threads(struct rte_pci_device *none __rte_unused, char **args)
{
	struct worker workers[] = {
		{ .name = args[0] }, { .name = args[1] },
	};
	unsigned int i, started, rounds, before = count_descriptors();

	if (!parse_count(args[2], MAX_ROUNDS, &rounds))
		return STATUS_USAGE;
	for (started = 0; started < RTE_DIM(workers); started++) {
		workers[started].rounds = rounds;
		if (!check(pthread_create(&workers[started].thread, NULL,
				attach_and_detach, &workers[started]) == 0,
				"a thread for %s", workers[started].name))
			break;
	}
	for (i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		check(workers[i].done == rounds, "%s: %u of %u rounds",
			workers[i].name, workers[i].done, rounds);
	}
	check_descriptors(before);
	return check_status();
}
