/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What may happen at a time in a process, each in a thread of its own: devices
 * are attached and detached, others are accessed, EAL's memory grows and
 * shrinks, alarms go off, mdevs appear, other processes ask, and clients of
 * telemetry. Built with the thread sanitizer, which finds what has no order.
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_memory.h"
#include "fake_mp.h"
#include "fake_sysfs.h"
#include "fake_telemetry.h"
#include "fake_uevent.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define MB (1ull << 20)
#define ROUNDS 100
/* Of those who attach while others do nothing but faults. */
#define FEW_ROUNDS 20
#define EMULATED_WORD 0xcafe0001
/* It stays as it is, and without an mdev_type. */
#define PARTIAL "83b8f4f2-509f-382f-3c1e-e6bfe0fa100f"

/* No driver takes it. */
#define BDF "0000:01:00.0"

static struct rte_pci_device *device;
static struct rte_pci_device_internal *unused;
static struct fake_memory *memory;
static char mine[4096] __attribute__((aligned(4096)));

/* EAL leaves it to the application that one thread at a time does this. */
static pthread_mutex_t hotplug = PTHREAD_MUTEX_INITIALIZER;
static atomic_uint wrong;
static atomic_uint answers;

/* Not written where nothing is wrong: that would be an order, too. */
static void
must(bool right)
{
	if (!right)
		wrong++;
}

/* ---- what threads do: one round of it ---- */

static void
attach_and_detach(const char *name)
{
	struct rte_pci_device_internal *dev;

	pthread_mutex_lock(&hotplug);
	fake_log_reset();
	must(fixture_allow(name) == 0);
	must(rte_pci_scan() == 0);
	dev = fixture_device(name);
	must(fixture_plug(dev) == 0);
	pthread_mutex_unlock(&hotplug);
	pthread_mutex_lock(&hotplug);
	must(rte_pci_bus.unplug(&dev->device.device) == 0);
	pthread_mutex_unlock(&hotplug);
}

static void
attach_second(void)
{
	attach_and_detach(UUID_2);
}

static void
attach_third(void)
{
	attach_and_detach(UUID_3);
}

static void
access_regions(void)
{
	uint32_t word;

	must(rte_pci_read_config(device, &word, 4, 0) == 4);
	must(rte_pci_write_config(device, &word, 4, 0x40) == 4);
	must(rte_pci_mmio_read(device, 0, &word, 4, 0x100) == 4);
	must(rte_pci_mmio_read(device, 2, &word, 4, 0) == 4);
	must(rte_pci_find_capability(device, 0x11) == 0);
}

static void
grow_and_shrink(void)
{
	fake_memory_free(memory, 2, 2);
	fake_memory_alloc(memory, 2, 2);
}

static void
map_and_unmap(void)
{
	must(rte_pci_bus.dma_map(&device->device, mine, 0x1000,
		sizeof(mine)) == 0);
	must(rte_pci_bus.dma_unmap(&device->device, mine, 0x1000,
		sizeof(mine)) == 0);
}

/* EAL's interrupt thread: one that looks for its device has it all the time. */
static void
go_off(void)
{
	fake_eal_alarms();
	must(fake_eal()->removals == 0);
}

/* The same thread: one mdev is new, and one is not complete. */
static void
go_off_and_hear(void)
{
	unsigned int before = fake_eal()->additions;

	fake_log_reset();
	fake_uevent_bind(UUID_2);
	must(fake_eal()->additions == before + 1);
	fake_uevent_bind(PARTIAL);
	must(fake_eal()->additions == before + 1);
	go_off();
}

static void
hear_or_not(void)
{
	fake_log_reset();
	fake_uevent_bind(UUID_2);
	fake_uevent_bind(PARTIAL);
	go_off();
}

static void
listen_and_stop(void)
{
	pthread_mutex_lock(&hotplug);
	fake_log_reset();
	must(rte_pci_scan() == 0);
	must(fake_eal_is_listening());
	pthread_mutex_unlock(&hotplug);
	pthread_mutex_lock(&hotplug);
	pci_mdev_arrival_stop();
	must(!fake_eal_is_listening());
	pthread_mutex_unlock(&hotplug);
}

static void
ask_for(const char *name, int32_t result, int32_t other)
{
	struct fake_mp_question question = { .request = FAKE_MP_OPEN };
	struct rte_mp_msg msg = { .len_param = sizeof(question) };
	int32_t answer;

	snprintf(question.name, sizeof(question.name), "%s", name);
	memcpy(msg.param, &question, sizeof(question));
	fake_mp_deliver(&msg);
	fake_mp_drop_reply();
	memcpy(&answer, fake_mp()->reply.param + sizeof(uint64_t),
		sizeof(answer));
	must(answer == result || answer == other);
}

/* The second may be there or not. */
static void
ask(void)
{
	ask_for(UUID_1, 0, 0);
	ask_for(UUID_2, 0, -ENODEV);
}

/* A change may go on for as long as a client waits. */
static void
look(const char *cmd, const char *params)
{
	static __thread char json[FAKE_TELEMETRY_ROOM];
	int ret = fake_telemetry_ask(cmd, params, json);

	must(ret == 0 || ret == -EBUSY || ret == -ENODEV);
	if (ret == 0)
		atomic_fetch_add_explicit(&answers, 1, memory_order_relaxed);
}

static void
look_at_all(void)
{
	look("/bus/pci/list", NULL);
	look("/bus/pci/device", UUID_2);
	look("/bus/pci/regions", UUID_2);
	look("/bus/pci/regions", UUID_3 ",0");
	look("/bus/pci/device", BDF);
}

/* Its details are learnt again each time, as after a scan, while others ask. */
static void
find_and_look(void)
{
	pthread_mutex_lock(&hotplug);
	pci_change_begin();
	unused->detailed = false;
	pci_change_end();
	must(pci_dev_show(unused) == &unused->device.device);
	must(unused->detailed);
	pthread_mutex_unlock(&hotplug);
	look("/bus/pci/device", BDF);
}

static void
walk(void)
{
	must(pci_dev_show(unused) == &unused->device.device);
	must(unused->device.device.numa_node >= -1);
}

/* Nothing of the BAR is mapped; no other one's windows are in the way. */
static void
load_emulated(void)
{
	const volatile uint32_t *bar = device->mem_resource[0].addr;

	must(bar[4] == EMULATED_WORD);
	must(bar[5] == 0);
}

static void
count_emulated(void)
{
	static __thread uint64_t last;
	struct pci_emulated done;

	must(pci_emulate_count(pci_dev_internal(device), 0, &done));
	must(done.loads >= last && done.failed == 0);
	last = done.loads;
}

/* ---- all of them at a time ---- */

typedef void (round_t)(void);

static round_t * const all_rounds[] = {
	attach_second, attach_third, access_regions, grow_and_shrink,
	map_and_unmap, go_off_and_hear, ask, look_at_all,
};

static pthread_barrier_t all_there;
static unsigned int nb_rounds;
static atomic_uint attaching;

static bool
attaches(round_t *round)
{
	return round == attach_second || round == attach_third ||
		round == listen_and_stop;
}

/* The others go on until nobody attaches any more. */
static void *
run_rounds(void *arg)
{
	round_t * const *round = arg;
	unsigned int i;

	pthread_barrier_wait(&all_there);
	if (attaches(*round)) {
		for (i = 0; i < nb_rounds; i++)
			(*round)();
		atomic_fetch_sub_explicit(&attaching, 1, memory_order_relaxed);
		return NULL;
	}
	do {
		(*round)();
	} while (atomic_load_explicit(&attaching, memory_order_relaxed) > 0);
	return NULL;
}

static void
run_at_a_time(round_t * const *rounds, unsigned int nb)
{
	pthread_t threads[RTE_DIM(all_rounds)];
	unsigned int i;

	wrong = 0;
	attaching = 0;
	for (i = 0; i < nb; i++)
		attaching += attaches(rounds[i]);
	pthread_barrier_init(&all_there, NULL, nb);
	for (i = 0; i < nb; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_rounds,
			(void *)(uintptr_t)&rounds[i]), 0);
	for (i = 0; i < nb; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&all_there);
	assert_int_equal(wrong, 0);
}

static void
do_nothing(void)
{
}

/* The C library keeps some memory of each thread for the next one. */
static int
warm_up(void **state)
{
	round_t *rounds[RTE_DIM(all_rounds)];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rounds); i++)
		rounds[i] = do_nothing;
	run_at_a_time(rounds, RTE_DIM(rounds));
	return 0;
}

static int
setup(void **state)
{
	fixture_setup(state);
	nb_rounds = ROUNDS;
	memory = fake_memory_add(2 * MB, 4);
	fake_vfio_add(UUID_2, 2, FAKE_VFIO_PCI);
	fake_vfio_add(UUID_3, 3, FAKE_MBOCHS);
	fake_sysfs_add_mdev("parent", UUID_2, 2);
	fake_sysfs_add_mdev("parent", UUID_3, 3);
	fake_sysfs_add_mdev("parent", PARTIAL, 4);
	fake_sysfs_drop(PARTIAL, "mdev_type");
	fake_sysfs_add_function(BDF, "vfio-pci");
	fake_uevent()->socket_errno = 0;
	assert_int_equal(fixture_allow(BDF), 0);
	device = fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	unused = fixture_device(BDF);
	assert_true(fake_eal_is_listening());
	return 0;
}

/* The device's, and the one that waits for what is not complete. */
static void
check_alarms(void)
{
	assert_int_equal(fake_eal()->alarms, 2);
	pci_mdev_arrival_stop();
	assert_int_equal(fake_eal()->alarms, 1);
}

static void
test_all_at_a_time(void **state)
{
	(void)state;
	run_at_a_time(all_rounds, RTE_DIM(all_rounds));
	assert_int_equal(fake_vfio_dma_maps(), 4);
	check_alarms();
}

/* The domain begins and ends while memory changes and others ask. */
static void
test_first_and_last_device(void **state)
{
	static round_t * const rounds[] = { attach_second, grow_and_shrink,
		go_off };

	(void)state;
	rte_pci_unmap_device(device);
	run_at_a_time(rounds, RTE_DIM(rounds));
	assert_int_equal(fake_vfio_dma_maps(), 0);
}

/* A device is let go while the alarm looks for it, and while it may not. */
static void
test_detach_against_alarms(void **state)
{
	static round_t * const rounds[] = { attach_second, attach_third,
		go_off };

	(void)state;
	run_at_a_time(rounds, RTE_DIM(rounds));
	assert_int_equal(fake_eal()->alarms, 1);
}

/* Those who attach scan, while the interrupt thread hears of new ones. */
static void
test_attach_against_arrivals(void **state)
{
	static round_t * const rounds[] = { attach_second, attach_third,
		go_off_and_hear };

	(void)state;
	run_at_a_time(rounds, RTE_DIM(rounds));
	check_alarms();
}

/* The listener ends while it hears, and while it waits. */
static void
test_stop_against_arrivals(void **state)
{
	static round_t * const rounds[] = { listen_and_stop, hear_or_not };

	(void)state;
	run_at_a_time(rounds, RTE_DIM(rounds));
	assert_int_equal(fake_eal()->alarms, 1);
}

/* Two clients, of what comes and goes. */
static void
test_attach_against_telemetry(void **state)
{
	static round_t * const rounds[] = { attach_second, attach_third,
		look_at_all, look_at_all, find_and_look };

	(void)state;
	answers = 0;
	run_at_a_time(rounds, RTE_DIM(rounds));
	assert_int_equal(fake_telemetry_allocated(), 0);
	assert_true(answers > 0);
}

/* None of them changes a device: EAL has no lock for those who walk over all. */
static void
test_walks(void **state)
{
	static round_t * const rounds[] = { walk, walk, walk };

	(void)state;
	unused->detailed = false;
	run_at_a_time(rounds, RTE_DIM(rounds));
	assert_true(unused->detailed);
}

/* cmocka's action for SIGSEGV has taken the place of the bus's since the setup. */
static void
remap_emulated(void)
{
	static const uint32_t word = EMULATED_WORD;

	rte_pci_unmap_device(device);
	signal(SIGSEGV, SIG_DFL);
	fake_vfio_find(UUID_1)->regions[0].flags &= ~VFIO_REGION_INFO_FLAG_MMAP;
	fake_vfio_find(UUID_2)->regions[0].flags &= ~VFIO_REGION_INFO_FLAG_MMAP;
	fake_vfio_poke(fake_vfio_find(UUID_1), 0, 16, &word, sizeof(word));
	assert_int_equal(rte_pci_map_device(device), 0);
}

/* Windows come and go beside the one where threads load, and are looked at. */
static void
test_emulated_loads(void **state)
{
	static round_t * const rounds[] = { attach_second, attach_third,
		load_emulated, load_emulated, count_emulated, go_off };
	struct pci_emulated done;

	(void)state;
	if (pci_emulate_lacks() != NULL)
		fixture_skip(pci_emulate_lacks());
	remap_emulated();
	nb_rounds = FEW_ROUNDS;
	run_at_a_time(rounds, RTE_DIM(rounds));
	assert_true(pci_emulate_count(pci_dev_internal(device), 0, &done));
	assert_true(done.loads > 0);
	assert_int_equal(done.stores, 0);
	/* The device's, and the one that looks for what there is to report. */
	assert_int_equal(fake_eal()->alarms, 2);
	rte_pci_unmap_device(device);
	assert_int_equal(fake_eal()->alarms, 0);
}

#define THREADS_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		THREADS_TEST(test_all_at_a_time),
		THREADS_TEST(test_first_and_last_device),
		THREADS_TEST(test_detach_against_alarms),
		THREADS_TEST(test_attach_against_arrivals),
		THREADS_TEST(test_stop_against_arrivals),
		THREADS_TEST(test_attach_against_telemetry),
		THREADS_TEST(test_walks),
		THREADS_TEST(test_emulated_loads),
	};

	return cmocka_run_group_tests_name("threads", tests, warm_up, NULL);
}
