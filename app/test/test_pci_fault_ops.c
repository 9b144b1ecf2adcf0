/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the bus does besides plugging and unplugging, with each call of it
 * failing in turn: the scan, names, memory, accesses, requests of another
 * process, the look at mdevs that may have gone. It says why, once, and works
 * when it is done again.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_memory.h"
#include "fake_mp.h"
#include "fake_sysfs.h"
#include "fake_uevent.h"
#include "fake_uio.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define BDF_2 "0000:02:00.0"
#define MB (1ull << 20)
#define CALLS_MAX 300

static struct rte_pci_device *device;
static struct fake_memory *memory;

/* ---- scan ---- */

static void
make_host(void)
{
	fake_sysfs_add_function(BDF, "vfio-pci");
	fake_sysfs_add_function(BDF_2, "igb_uio");
	fake_sysfs_add_mdev("parent", UUID_1, 1);
	fake_sysfs_add_mdev("parent", UUID_2, 2);
}

/* What was skipped is as bad as an error. */
static int
scan(void)
{
	int ret = rte_pci_scan();

	return ret == 0 && fixture_count() == 4 ? 0 : -1;
}

static void
make_scanned(void)
{
	make_host();
	assert_int_equal(scan(), 0);
}

/* ---- names ---- */

static int
parse(void)
{
	return rte_pci_bus.parse(UUID_1, NULL);
}

/* ---- identify ---- */

static void
make_allowed(void)
{
	fake_vfio_add(UUID_1, 1, FAKE_MTTY);
	fixture_scanned(UUID_1, 1);
}

static int
identify(void)
{
	rte_pci_bus.get_iommu_class();
	return fixture_device(UUID_1)->refused;
}

/* ---- memory ---- */

static char mine[4096] __attribute__((aligned(4096)));

static void
make_plugged(void)
{
	memory = fake_memory_add(2 * MB, 4);
	device = fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
}

static int
map_mine(void)
{
	return rte_pci_bus.dma_map(&device->device, mine, 0x1000,
		sizeof(mine));
}

static int
unmap_mine(void)
{
	return rte_pci_bus.dma_unmap(&device->device, mine, 0x1000,
		sizeof(mine));
}

static void
make_mapped(void)
{
	make_plugged();
	assert_int_equal(map_mine(), 0);
}

static void
make_function(void)
{
	device = fixture_probed(BDF, FAKE_VFIO_PCI, NULL);
}

static int
shrink(void)
{
	fake_memory_free(memory, 1, 1);
	return fake_vfio_dma_maps() == 3 ? 0 : -1;
}

static int
grow(void)
{
	fake_memory_alloc(memory, 1, 1);
	return fake_vfio_dma_maps() == 4 ? 0 : -1;
}

static void
make_shrunk(void)
{
	make_plugged();
	assert_int_equal(shrink(), 0);
}

/* ---- accesses ---- */

static int
read_config(void)
{
	uint32_t word;

	return rte_pci_read_config(device, &word, 4, 0) == 4 ? 0 : -1;
}

static int
write_config(void)
{
	uint32_t word = 0;

	return rte_pci_write_config(device, &word, 4, 0x40) == 4 ? 0 : -1;
}

static int
read_bar(void)
{
	uint64_t word;

	return rte_pci_mmio_read(device, 2, &word, 8, 0) == 8 ? 0 : -1;
}

static int
write_bar(void)
{
	uint64_t word = 0;

	return rte_pci_mmio_write(device, 2, &word, 8, 0) == 8 ? 0 : -1;
}

/* A function of ports returns nothing: what cannot be read is all ones. */
static int
use_ports(void)
{
	struct rte_pci_ioport p;
	uint32_t word = 0;

	if (rte_pci_ioport_map(device, 2, &p) < 0)
		return -1;
	rte_pci_ioport_read(&p, &word, 4, 0);
	return word == UINT32_MAX ? -1 : 0;
}

static int
map_ports(void)
{
	struct rte_pci_ioport p;

	return rte_pci_ioport_map(device, 1, &p);
}

static void
make_uio(void)
{
	struct rte_pci_device_internal *dev;

	fake_uio_add(BDF, "igb_uio");
	fake_eal()->iova_mode = RTE_IOVA_PA;
	assert_int_equal(fixture_allow(BDF), 0);
	assert_int_equal(rte_pci_scan(), 0);
	dev = fixture_device(BDF);
	assert_int_equal(fixture_plug(dev), 0);
	device = &dev->device;
}

/* ---- devices that go ---- */

static int
hot_unplug(void)
{
	return rte_pci_bus.hot_unplug_handler(&device->device);
}

static int
look(void)
{
	fake_eal_alarms();
	return fake_eal()->removals == 0 ? 0 : -1;
}

/* ---- another process asks ---- */

static int
ask(uint32_t request)
{
	struct fake_mp_question question = { .addr = (uintptr_t)mine,
		.iova = 0x1000, .len = sizeof(mine), .request = request,
		.name = UUID_1 };
	struct rte_mp_msg msg = { .len_param = sizeof(question) };
	int32_t result;

	memcpy(msg.param, &question, sizeof(question));
	fake_mp_deliver(&msg);
	fake_mp_drop_reply();
	if (fake_mp()->replies == 0)
		return -1;
	memcpy(&result, fake_mp()->reply.param + sizeof(uint64_t),
		sizeof(result));
	return result;
}

static int
ask_for_device(void)
{
	return ask(0);
}

static int
ask_to_map(void)
{
	return ask(1);
}

static int
ask_to_unmap(void)
{
	return ask(2);
}

/* ---- new mdevs ---- */

/* The bus cannot tell nobody that it does not listen: the log has it. */
static int
listen_for_new(void)
{
	pci_mdev_arrival_stop();
	fake_uevent()->socket_errno = 0;
	scan();
	return fake_eal_is_listening() ? 0 : -1;
}

static void
make_listening(void)
{
	make_host();
	assert_int_equal(listen_for_new(), 0);
}

/* What cannot be read now is read a little later. */
static int
create(void)
{
	unsigned int before = fake_eal()->additions;

	fake_uevent_bind(UUID_1);
	if (fake_eal()->additions == before)
		fake_eal_alarms();
	if (fake_eal()->additions == before)
		fake_eal_device_event();
	return fake_eal()->additions == before + 1 ? 0 : -1;
}

/* ---- all of them ---- */

enum {
	LOGS = 1,	/* what went wrong is in the log */
	DEGRADES = 2,	/* it goes on with less */
	ONCE = 4,	/* what worked in part is over */
};

static const struct operation {
	const char *name;
	void (*prepare)(void);
	int (*run)(void);
	int (*undo)(void);	/* of a run that worked, before the next one */
	unsigned int flags;
} operations[] = {
	{ "scan", make_host, scan, NULL, LOGS | DEGRADES },
	{ "second scan", make_scanned, scan, NULL, LOGS | DEGRADES },
	{ "name", make_host, parse, NULL, LOGS | DEGRADES },
	{ "identify", make_allowed, identify, NULL, LOGS | DEGRADES },
	{ "DMA map", make_plugged, map_mine, unmap_mine, 0 },
	{ "DMA unmap", make_mapped, unmap_mine, NULL, ONCE },
	{ "DMA map of a function", make_function, map_mine, NULL, 0 },
	{ "DMA unmap of a function", make_function, unmap_mine, NULL, 0 },
	{ "memory shrinks", make_plugged, shrink, grow, LOGS | DEGRADES | ONCE },
	{ "memory grows", make_shrunk, grow, shrink, LOGS | DEGRADES | ONCE },
	{ "read of config space", make_plugged, read_config, NULL, 0 },
	{ "write of config space", make_plugged, write_config, NULL, 0 },
	{ "read of a BAR", make_plugged, read_bar, NULL, 0 },
	{ "write of a BAR", make_plugged, write_bar, NULL, 0 },
	{ "ports", make_plugged, use_ports, NULL, LOGS | DEGRADES },
	{ "ports of UIO", make_uio, map_ports, NULL, LOGS },
	{ "hot unplug of UIO", make_uio, hot_unplug, NULL, LOGS },
	{ "look at an mdev", make_plugged, look, NULL, DEGRADES | ONCE },
	{ "listen", make_host, listen_for_new, NULL, LOGS | DEGRADES },
	{ "new mdev", make_listening, create, NULL, LOGS | DEGRADES },
	{ "lend an mdev", make_plugged, ask_for_device, NULL, 0 },
	{ "map for another", make_plugged, ask_to_map, ask_to_unmap, 0 },
	{ "unmap for another", make_mapped, ask_to_unmap, NULL, ONCE },
};

static unsigned int complaints;

#define EXPECT(condition, op, call, err, text) \
	do { \
		if (!(condition)) { \
			print_error("%s, %s fails with %s: %s\n", op, call, \
				strerror(err), text); \
			fake_log_print(); \
			complaints++; \
		} \
	} while (0)

static bool
is_allocation(const char *call)
{
	return strstr(call, "alloc") != NULL || strcmp(call, "asprintf") == 0;
}

static unsigned int
lines_with(const char *text)
{
	return fake_log_count(RTE_LOG_ERR, text) +
		fake_log_count(RTE_LOG_WARNING, text);
}

/* What is not there, or no longer, is no news. */
static bool
is_silent(const struct operation *op, const char *call, int err)
{
	bool absence = err == ENOENT || err == ENODEV || err == ENOTSUP;

	return !(op->flags & LOGS) || absence ||
		/* as in many containers: a debug line */
		(op->run == listen_for_new && err == EACCES) ||
		strcmp(call, "VFIO_DEVICE_GET_REGION_INFO") == 0 ||
		strcmp(call, "rte_eal_iopl_init") == 0;
}

static void
check_outcome(const struct operation *op, int ret, const char *call, int err)
{
	const char *why = strerror(is_allocation(call) ? ENOMEM : err);

	EXPECT(ret != 0 || op->flags & DEGRADES, op->name, call, err,
		"and nobody minds");
	EXPECT(fake_eal()->removals == 0 || err == ENOENT, op->name, call, err,
		"and the device is said to be removed");
	EXPECT(ret == 0 || is_silent(op, call, err) || lines_with(why) > 0,
		op->name, call, err, "no line says why");
	EXPECT(fake_log_count(RTE_LOG_ERR, NULL) <= 1, op->name, call, err,
		"more than one line");
}

static void
check_again(const struct operation *op, int ret, const char *call, int err)
{
	if (ret == 0 && op->undo != NULL)
		op->undo();
	if (op->flags & ONCE)
		return;
	fake_log_reset();
	ret = op->run();
	EXPECT(ret == 0 && lines_with(NULL) == 0, op->name, call, err,
		"once, and for ever");
}

/* @return the call that failed; NULL: there are not so many. */
static const char *
attempt(const struct operation *op, unsigned int nth, int err)
{
	const char *call;
	int ret;

	fixture_begin();
	op->prepare();
	fake_log_reset();
	fake_fault_arm(nth, err);
	ret = op->run();
	fake_fault_disarm();
	call = fake_fault_hit();
	if (call != NULL) {
		check_outcome(op, ret, call, err);
		check_again(op, ret, call, err);
	} else {
		EXPECT(ret == 0 && lines_with(NULL) == 0, op->name, "nothing",
			0, "it does not work");
	}
	fixture_end();
	return call;
}

static void
test_operations(void **state)
{
	static const int errnos[] = { EIO, ENOENT, EACCES, EMFILE, ENOMEM,
		ENODEV, EINVAL };
	const struct operation *op;
	unsigned int i, nth;

	(void)state;
	for (op = operations; op < operations + RTE_DIM(operations); op++) {
		for (i = 0; i < RTE_DIM(errnos); i++)
			for (nth = 1; attempt(op, nth, errnos[i]) != NULL; nth++)
				CHECK(nth < CALLS_MAX, "there is no end to it");
		fake_fault_print(op->name);
	}
	assert_int_equal(complaints, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operations),
	};

	return cmocka_run_group_tests_name("faults of operations", tests, NULL,
		NULL);
}
