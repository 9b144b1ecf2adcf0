/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the bus tells by telemetry: all of it, never more than EAL has room for,
 * and nothing while a device is being changed.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pci_window.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_sysfs.h"
#include "fake_telemetry.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define LIST "/bus/pci/list"
#define DEVICE "/bus/pci/device"
#define REGIONS "/bus/pci/regions"
#define PAGE 4096ull

static const char * const commands[] = { LIST, DEVICE, REGIONS };
static char json[FAKE_TELEMETRY_ROOM];

static int
ask(const char *cmd, const char *params)
{
	int ret = fake_telemetry_ask(cmd, params, json);

	CHECK(fake_telemetry_allocated() == 0, "%s,%s leaves %u parts", cmd,
		params == NULL ? "" : params, fake_telemetry_allocated());
	return ret;
}

static void
check_answer(const char *cmd, const char *params, const char *answer)
{
	assert_int_equal(ask(cmd, params), 0);
	assert_string_equal(json, answer);
}

static void
check_none(const char *cmd, const char *params, int err)
{
	int ret = ask(cmd, params);

	CHECK(ret == -err, "%s,%s: %d", cmd, params == NULL ? "" : params, ret);
	assert_string_equal(json, "null");
}

static void
check_holds(const char *text)
{
	CHECK(strstr(json, text) != NULL, "no %s in %s", text, json);
}

static void
check_lacks(const char *text)
{
	CHECK(strstr(json, text) == NULL, "%s in %s", text, json);
}

static void
test_commands(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(commands); i++)
		assert_true(fake_telemetry_has(commands[i]));
}

/* ---- list ---- */

static void
test_empty_list(void **state)
{
	(void)state;
	check_answer(LIST, NULL, "{}");
	check_answer(LIST, BDF, "{}");
}

static void
test_list(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF, "vfio-pci");
	fake_sysfs_add_mdev("parent", UUID_2, 2);
	assert_int_equal(rte_pci_scan(), 0);
	check_answer(LIST, NULL,
		"{\"0\":{\"name\":\"" BDF "\",\"kind\":\"bdf\",\"driver\":\"none\","
		"\"vendor_id\":\"0x8086\",\"device_id\":\"0x100e\"},"
		"\"1\":{\"name\":\"" UUID_2 "\",\"kind\":\"uuid\","
		"\"driver\":\"none\"}}");
	check_answer(LIST, BDF,
		"{\"0\":{\"name\":\"" UUID_2 "\",\"kind\":\"uuid\","
		"\"driver\":\"none\"}}");
	check_answer(LIST, UUID_2, "{}");
}

static void
test_driver_is_listed(void **state)
{
	(void)state;
	fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	assert_int_equal(ask(LIST, NULL), 0);
	check_holds("\"driver\":\"test\",\"vendor_id\":");
}

/* What is not there any more is between the others all the same. */
static void
test_list_goes_on_behind_what_is_gone(void **state)
{
	(void)state;
	fixture_scanned(UUID_2, 2);
	assert_int_equal(ask(LIST, UUID_1), 0);
	check_holds(UUID_2);
	check_answer(LIST, UUID_3, "{}");
}

static void
add_functions(unsigned int nb)
{
	char name[PCI_ID_STRLEN];
	unsigned int i;

	for (i = 0; i < nb; i++) {
		snprintf(name, sizeof(name), "0000:%02x:00.0", i);
		fake_sysfs_add_function(name, "vfio-pci");
	}
	assert_int_equal(rte_pci_scan(), 0);
}

/* Behind the last name is what comes next. */
static unsigned int
count_names(char last[PCI_ID_STRLEN])
{
	static const char key[] = "\"name\":\"";
	const char *at = json;
	unsigned int count = 0;

	while ((at = strstr(at, key)) != NULL) {
		at += strlen(key);
		snprintf(last, PCI_ID_STRLEN, "%.*s", (int)strcspn(at, "\""),
			at);
		count++;
	}
	return count;
}

static void
test_long_list(void **state)
{
	char last[PCI_ID_STRLEN];
	unsigned int count, sum = 0, answers = 0;

	(void)state;
	add_functions(100);
	assert_int_equal(ask(LIST, NULL), 0);
	while ((count = count_names(last)) > 0) {
		sum += count;
		answers++;
		assert_int_equal(ask(LIST, last), 0);
	}
	assert_int_equal(sum, 100);
	assert_int_equal(answers, 3);
}

/* The longest texts of all, each character escaped, do not go beyond EAL's room. */
static void
test_list_of_long_names(void **state)
{
	static char long_name[300];
	static struct test_driver driver;
	struct rte_pci_device_internal *dev;

	(void)state;
	memset(long_name, '"', sizeof(long_name) - 1);
	test_driver_add(&driver, 0, NULL);
	driver.driver.driver.name = long_name;
	add_functions(60);
	FOREACH_PCI_DEVICE(dev)
		assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	assert_int_equal(ask(LIST, NULL), 0);
	check_holds("\"39\":");
	check_lacks("\"40\":");
	assert_int_equal(ask(DEVICE, "0000:00:00.0"), 0);
}

/* ---- one device ---- */

/* Nobody has looked at it, and it stays so. */
static void
test_function(void **state)
{
	struct pci_dev_id id;

	(void)state;
	fake_sysfs_add_function(BDF, "vfio-pci");
	fake_sysfs_set(BDF, "numa_node", "1\n");
	fake_sysfs_link(BDF, "iommu_group", "../../kernel/iommu_groups/17");
	assert_int_equal(rte_pci_scan(), 0);
	check_answer(DEVICE, BDF,
		"{\"name\":\"" BDF "\",\"kind\":\"bdf\",\"driver\":\"none\","
		"\"vendor_id\":\"0x8086\",\"device_id\":\"0x100e\","
		"\"subsystem_vendor_id\":\"0x1af4\","
		"\"subsystem_device_id\":\"0x1100\",\"class_id\":\"0x020000\","
		"\"address\":\"" BDF "\",\"kernel_driver\":\"vfio\","
		"\"back_end\":\"vfio-pci\",\"numa_node\":1,\"max_vfs\":0,"
		"\"iommu_group\":17,\"open\":0,\"mapped\":0,\"regions\":0,"
		"\"bars\":{\"0\":{\"size\":131072,\"phys_addr\":\"0xfebc0000\"},"
		"\"3\":{\"size\":16384,\"phys_addr\":\"0xfe000000\"}}}");
	assert_int_equal(pci_id_parse(BDF, &id), 0);
	assert_false(pci_list_find(&id)->detailed);
}

static void
test_function_of_another_driver(void **state)
{
	(void)state;
	fake_sysfs_add_function(BDF, "e1000e");
	assert_int_equal(rte_pci_scan(), 0);
	assert_int_equal(ask(DEVICE, BDF), 0);
	check_holds("\"kernel_driver\":\"other\",\"back_end\":\"none\"");
}

static void
test_mdev(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_1, 5);

	(void)state;
	fake_vfio_add(UUID_1, 5, FAKE_VFIO_PCI);
	assert_int_equal(ask(DEVICE, UUID_1_UPPER), 0);
	check_holds("{\"name\":\"" UUID_1 "\",\"kind\":\"uuid\"");
	check_holds("\"back_end\":\"vfio-mdev\"");
	check_holds("\"iommu_group\":5,\"open\":0,\"mapped\":0,\"regions\":0");
	check_lacks("_id\"");
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(ask(DEVICE, UUID_1), 0);
	check_holds("\"driver\":\"test\"");
	check_holds("\"vendor_id\":");
	check_holds("\"open\":1,\"mapped\":1,\"regions\":9");
	check_holds("\"bars\":{\"0\":{\"size\":");
}

/* The bus still has it, and tells what it knows. */
static void
test_gone_from_sysfs(void **state)
{
	(void)state;
	fixture_scanned(UUID_1, 1);
	fixture_scanned(BDF, 1);
	fake_sysfs_remove(UUID_1);
	fake_sysfs_remove(BDF);
	assert_int_equal(ask(DEVICE, UUID_1), 0);
	check_lacks("iommu_group");
	assert_int_equal(ask(DEVICE, BDF), 0);
	check_holds("\"vendor_id\":\"0x8086\"");
}

/* ---- regions ---- */

static void
test_regions_of_closed_device(void **state)
{
	(void)state;
	fixture_scanned(UUID_1, 1);
	check_answer(REGIONS, UUID_1, "{}");
}

/* A device with regions of the test's own. */
static struct rte_pci_device_internal *
make_regions(struct pci_region *regions, uint16_t nb)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_1, 1);

	dev->regions = regions;
	dev->nb_regions = nb;
	return dev;
}

static void
drop_regions(struct rte_pci_device_internal *dev)
{
	dev->regions = NULL;
	dev->nb_regions = 0;
}

static void
test_regions(void **state)
{
	static struct pci_region regions[] = {
		{ .size = 4 * PAGE, .flags = PCI_REGION_READ | PCI_REGION_WRITE,
			.nb_areas = 1, .areas = { { 0, 4 * PAGE } },
			.addr = (void *)0x7f0000001000 },
		{ .size = 0 },
		{ .size = 6 * PAGE, .flags = PCI_REGION_MAP_ONLY,
			.nb_areas = 2,
			.areas = { { PAGE, PAGE }, { 3 * PAGE, 2 * PAGE } } },
		{ .size = PAGE + 16, .flags = PCI_REGION_MSIX_MAPS,
			.nb_areas = 1, .areas = { { PAGE, PAGE } } },
		{ .size = 8, .flags = PCI_REGION_READ | PCI_REGION_PORTS,
			.type = 0x80001af4, .subtype = 3 },
	};
	struct rte_pci_device_internal *dev = make_regions(regions, 5);

	(void)state;
	check_answer(REGIONS, UUID_1,
		"{\"0\":{\"size\":16384,\"flags\":[\"read\",\"write\"],"
		"\"areas\":[\"0x0-0x3fff\"],\"holes\":[],"
		"\"addr\":\"0x7f0000001000\"},"
		"\"2\":{\"size\":24576,\"flags\":[\"map_only\"],"
		"\"areas\":[\"0x1000-0x1fff\",\"0x3000-0x4fff\"],"
		"\"holes\":[\"0x0-0xfff\",\"0x2000-0x2fff\",\"0x5000-0x5fff\"]},"
		"\"3\":{\"size\":4112,\"flags\":[\"msix_maps\"],"
		"\"areas\":[\"0x1000-0x1fff\"],\"holes\":[\"0x0-0xfff\"]},"
		"\"4\":{\"size\":8,\"flags\":[\"read\",\"ports\"],"
		"\"areas\":[],\"holes\":[\"0x0-0x7\"],"
		"\"type\":\"0x80001af4\",\"subtype\":\"0x00000003\"}}");
	assert_int_equal(ask(REGIONS, UUID_1 ",2"), 0);
	assert_memory_equal(json, "{\"3\":", 5);
	check_answer(REGIONS, UUID_1 ",4", "{}");
	check_answer(REGIONS, UUID_1 ",99", "{}");
	drop_regions(dev);
}

static void
test_regions_of_mapped_device(void **state)
{
	(void)state;
	fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	assert_int_equal(ask(REGIONS, UUID_1), 0);
	check_holds("{\"0\":{\"size\":");
	check_holds(",\"addr\":\"0x");
	check_holds("\"7\":{\"size\":");
}

static void
fill_region(struct pci_region *region)
{
	unsigned int i;

	*region = (struct pci_region){ .size = UINT64_MAX, .flags = UINT32_MAX,
		.addr = (void *)UINTPTR_MAX, .type = UINT32_MAX,
		.subtype = UINT32_MAX, .nb_areas = PCI_MAX_AREAS };
	for (i = 0; i < PCI_MAX_AREAS; i++)
		region->areas[i] = (struct pci_area){
			UINT64_MAX - (2 * PCI_MAX_AREAS + 1 - 2 * i) * PAGE,
			PAGE };
}

static void
count_keys(unsigned int *next)
{
	char key[16];

	for (;;) {
		snprintf(key, sizeof(key), "\"%u\":{", *next);
		if (strstr(json, key) == NULL)
			return;
		(*next)++;
	}
}

static void
check_all_regions(uint16_t nb)
{
	unsigned int asked, next = 0;
	char params[64];

	assert_int_equal(ask(REGIONS, UUID_1), 0);
	do {
		asked = next;
		count_keys(&next);
		snprintf(params, sizeof(params), UUID_1 ",%u", next - 1);
		assert_int_equal(ask(REGIONS, params), 0);
	} while (next > asked && next < nb);
	assert_int_equal(next, nb);
	assert_string_equal(json, "{}");
}

/* As many, as full and as few as there may be. */
static void
test_full_regions(void **state)
{
	static struct pci_region regions[PCI_MAX_REGIONS];
	struct rte_pci_device_internal *dev = make_regions(regions,
		PCI_MAX_REGIONS);
	unsigned int i, nb_areas;

	(void)state;
	for (nb_areas = 0; nb_areas <= PCI_MAX_AREAS; nb_areas += 4) {
		for (i = 0; i < PCI_MAX_REGIONS; i++) {
			fill_region(&regions[i]);
			regions[i].nb_areas = nb_areas;
		}
		check_all_regions(PCI_MAX_REGIONS);
	}
	drop_regions(dev);
}

/* ---- loads and stores that the bus performs ---- */

/* There is none where the bus is built without what takes instructions apart. */
struct pci_window *pci_window_next(const struct pci_window *prev)
	__attribute__((weak));

static void
load_and_store(volatile uint32_t *bar)
{
	uint32_t value;

	bar[4] = 7;
	bar[0x40] = 1;
	value = bar[4] + bar[4];
	assert_int_equal(value, 14);
}

static void
test_emulated(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_1, 1);
	struct fake_device *fake = fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);

	(void)state;
	if (pci_emulate_lacks() != NULL)
		fixture_skip(pci_emulate_lacks());
	fake->regions[0].mmap_errno = ENODEV;
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(ask(REGIONS, UUID_1), 0);
	check_holds("\"emulated_loads\":0,\"emulated_stores\":0,"
		"\"emulated_failed\":0,\"emulated_at\":[]");
	load_and_store(dev->device.mem_resource[0].addr);
	fake->regions[0].write_errno = EIO;
	*(volatile uint32_t *)dev->device.mem_resource[0].addr = 0;
	assert_int_equal(ask(REGIONS, UUID_1), 0);
	check_holds("\"flags\":[\"read\",\"write\",\"emulated\"],\"areas\":[],");
	check_holds("\"emulated_loads\":2,\"emulated_stores\":3,"
		"\"emulated_failed\":1,\"emulated_at\":[\"0x10 3\",");
	check_holds("\"0x100 1\"");
	check_holds("\"0x0 1\"");
	/* Of those that are mapped there is nothing to tell. */
	assert_int_equal(ask(REGIONS, UUID_1 ",0"), 0);
	check_lacks("emulated");
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
}

static void
fill_windows(void)
{
	struct pci_window *window = pci_window_next(NULL);
	unsigned int i;

	for (; window != NULL; window = pci_window_next(window)) {
		window->done.loads = UINT64_MAX;
		window->done.stores = UINT64_MAX;
		window->done.failed = UINT64_MAX;
		for (i = 0; i < PCI_EMULATED_PLACES; i++)
			window->done.places[i] = (struct pci_emulated_place){
				UINT64_MAX - i, UINT64_MAX };
	}
}

/* Or the bus would log each of them. */
static void
empty_windows(void)
{
	struct pci_window *window = pci_window_next(NULL);

	for (; window != NULL; window = pci_window_next(window))
		window->done = (struct pci_emulated){ .loads = 0 };
}

static void
check_full_windows(struct rte_pci_device_internal *dev, unsigned int nb_areas)
{
	unsigned int i;

	for (i = 0; i < dev->nb_regions; i++) {
		fill_region(&dev->regions[i]);
		dev->regions[i].nb_areas = (uint16_t)nb_areas;
		assert_int_equal(pci_emulate_start(dev, i), 0);
	}
	fill_windows();
	check_all_regions(dev->nb_regions);
	empty_windows();
	for (i = 0; i < dev->nb_regions; i++)
		pci_emulate_stop(dev, i);
}

/* The largest counts that there may be, at the longest offsets, in each region. */
static void
test_full_windows(void **state)
{
	static struct pci_region regions[PCI_MAX_REGIONS];
	struct rte_pci_device_internal *dev;
	unsigned int nb_areas;

	(void)state;
	if (pci_emulate_lacks() != NULL)
		fixture_skip(pci_emulate_lacks());
	dev = make_regions(regions, PCI_MAX_REGIONS);
	for (nb_areas = 0; nb_areas <= PCI_MAX_AREAS; nb_areas += 4)
		check_full_windows(dev, nb_areas);
	drop_regions(dev);
}

/* ---- what cannot be answered ---- */

static void
test_bad_parameters(void **state)
{
	static const char * const bad[] = { "", ",", "x", "0", "0000:01:00", BDF ",",
		BDF ",,", " " BDF, BDF " ", BDF ",1,", BDF ",-1", BDF ",0x1",
		BDF ",100", BDF ", 1", BDF ",1 ", BDF "\n", UUID_1 "0",
		UUID_1 UUID_1 UUID_1, "\"", "{}", "%s%n", "\x80\xff" };
	unsigned int i, j;

	(void)state;
	fixture_scanned(BDF, 1);
	for (i = 0; i < RTE_DIM(commands); i++)
		for (j = 0; j < RTE_DIM(bad); j++)
			check_none(commands[i], bad[j], EINVAL);
	check_none(DEVICE, NULL, EINVAL);
	check_none(REGIONS, NULL, EINVAL);
	check_none(LIST, BDF ",1", EINVAL);
	check_none(DEVICE, BDF ",1", EINVAL);
	check_none(DEVICE, "0000:02:00.0", ENODEV);
	check_none(REGIONS, UUID_1, ENODEV);
}

/* As long as what EAL reads of a client, and longer. */
static void
garble(char *text, size_t room)
{
	static const char * const likely[] = { BDF, UUID_1, ",", ",63", "0", ":",
		"-", ".", "a", " " };
	size_t len = 0;
	const char *piece;
	char any[2] = "";

	*text = '\0';
	while (rand() % 8 != 0) {
		any[0] = (char)(rand() % 255 + 1);
		piece = rand() % 4 == 0 ? any :
			likely[(size_t)rand() % RTE_DIM(likely)];
		if (len + strlen(piece) >= room)
			return;
		strcpy(&text[len], piece);
		len += strlen(piece);
	}
}

static void
test_random_parameters(void **state)
{
	char params[2048];
	unsigned int i, known = 0;
	int ret;

	(void)state;
	fixture_scanned(BDF, 1);
	fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	srand(1);
	for (i = 0; i < 20000; i++) {
		garble(params, sizeof(params));
		ret = ask(commands[i % RTE_DIM(commands)], params);
		CHECK(ret == 0 || ret == -EINVAL || ret == -ENODEV, "%d", ret);
		known += ret == 0;
	}
	assert_in_range(known, 100, 10000);
}

/* All of it, or nothing; without sysfs, what is known. */
static void
test_failures(void **state)
{
	static const char * const params[] = { NULL, UUID_1, UUID_1 };
	unsigned int i, nth;
	int ret;

	(void)state;
	fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	for (i = 0; i < RTE_DIM(commands); i++) {
		for (nth = 1; ; nth++) {
			fake_fault_arm(nth, ENOMEM);
			ret = ask(commands[i], params[i]);
			fake_fault_disarm();
			if (fake_fault_hit() == NULL)
				break;
			CHECK(strncmp(fake_fault_hit(), "rte_tel", 7) != 0 ||
				ret < 0, "%s, %s: cut off", commands[i],
				fake_fault_hit());
		}
		assert_int_equal(ret, 0);
		fake_fault_print(commands[i]);
	}
}

/* ---- while devices change ---- */

/* A driver that asks about the device that it is being asked about. */
static int
asking_probe(struct rte_pci_driver *driver, struct rte_pci_device *device)
{
	(void)driver;
	(void)device;
	return ask(LIST, NULL) == -EBUSY ? 0 : -EINVAL;
}

static void
test_busy(void **state)
{
	static const struct rte_pci_id ids[] = {
		{ RTE_PCI_DEVICE(RTE_PCI_ANY_ID, RTE_PCI_ANY_ID) },
		{ .vendor_id = 0 },
	};
	static struct rte_pci_driver driver = {
		.driver.name = "asking", .probe = asking_probe, .id_table = ids,
	};
	struct rte_pci_device_internal *dev = fixture_scanned(BDF, 1);

	(void)state;
	rte_pci_register(&driver);
	assert_int_equal(rte_pci_bus.plug(&dev->device.device), 0);
	assert_int_equal(ask(LIST, NULL), 0);
	check_holds("\"driver\":\"asking\"");
}

/* Every way to change a device ends its change, also where it fails. */
static void
test_changes_end(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_1, 1);

	(void)state;
	assert_true(fixture_plug(dev) < 0); /* VFIO does not have it */
	assert_int_equal(ask(LIST, NULL), 0);
	fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	rte_pci_bus.get_iommu_class();
	assert_int_equal(ask(LIST, NULL), 0);
	assert_int_equal(rte_pci_bus.probe(), 0);
	rte_pci_unmap_device(&dev->device);
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	assert_int_equal(ask(LIST, NULL), 0);
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
	check_answer(LIST, NULL, "{}");
	fake_sysfs_remove_bus("pci");
	assert_true(rte_pci_scan() < 0);
	assert_int_equal(rte_pci_bus.cleanup(), 0);
	check_answer(LIST, NULL, "{}");
}

static void
test_secondary(void **state)
{
	(void)state;
	fixture_scanned(BDF, 1);
	fake_eal()->process = RTE_PROC_SECONDARY;
	assert_int_equal(ask(LIST, NULL), 0);
	check_holds(BDF);
	assert_int_equal(ask(DEVICE, BDF), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_commands),
		FIXTURE_TEST(test_empty_list),
		FIXTURE_TEST(test_list),
		FIXTURE_TEST(test_driver_is_listed),
		FIXTURE_TEST(test_list_goes_on_behind_what_is_gone),
		FIXTURE_TEST(test_long_list),
		FIXTURE_TEST(test_list_of_long_names),
		FIXTURE_TEST(test_function),
		FIXTURE_TEST(test_function_of_another_driver),
		FIXTURE_TEST(test_mdev),
		FIXTURE_TEST(test_gone_from_sysfs),
		FIXTURE_TEST(test_regions_of_closed_device),
		FIXTURE_TEST(test_regions),
		FIXTURE_TEST(test_regions_of_mapped_device),
		FIXTURE_TEST(test_full_regions),
		FIXTURE_TEST(test_emulated),
		FIXTURE_TEST(test_full_windows),
		FIXTURE_TEST(test_bad_parameters),
		FIXTURE_TEST(test_random_parameters),
		FIXTURE_TEST(test_failures),
		FIXTURE_TEST(test_busy),
		FIXTURE_TEST(test_changes_end),
		FIXTURE_TEST(test_secondary),
	};

	return cmocka_run_group_tests_name("telemetry", tests, NULL, NULL);
}
