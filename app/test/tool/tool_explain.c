/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Each step of "explain", broken and mended.
 */

#include <errno.h>
#include <string.h>

#include <status.h>

#include "tool_host.h"

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static struct fake_device *fake;

static int
setup(void **state)
{
	tool_setup(state);
	tool_add_type("parent", "small", "vfio-pci\n");
	fake = tool_add_mdev("parent", "small", UUID_1, 3);
	return 0;
}

static struct request
request_for(char **args)
{
	return (struct request){ .command = "explain", .args = args };
}

/* The step that fails, with this in its text, and the fix that is named. */
static void
expect_failure(char *name, const char *step, const char *text, const char *fix)
{
	char *args[] = { name, NULL };
	struct request request = request_for(args);
	json_t *value = tool_json(cmd_explain, STATUS_UNUSABLE, &request);
	const json_t *steps = json_object_get(value, "steps");
	const char *failed = json_string_value(json_object_get(value, "failed"));
	const json_t *found = NULL, *item;
	size_t i;

	assert_non_null(failed);
	CHECK(strcmp(failed, step) == 0, "%s fails, not %s", failed, step);
	json_array_foreach(steps, i, item)
		if (strcmp(json_string_value(json_object_get(item, "step")),
				step) == 0)
			found = item;
	assert_non_null(found);
	tool_expect(json_string_value(json_object_get(found, "text")), text);
	tool_expect(json_string_value(json_object_get(found, "fix")), fix);
	json_decref(value);
}

static const char *
explain(int status)
{
	static char name[] = UUID_1;
	char *args[] = { name, NULL };
	struct request request = request_for(args);

	return tool_text(cmd_explain, status, &request);
}

static char uuid[] = UUID_1, upper[] = UUID_1_UPPER;

static void
test_usable(void **state)
{
	char *args[] = { upper, NULL };
	struct request request = request_for(args);
	json_t *value;

	(void)state;
	value = tool_json(cmd_explain, STATUS_OK, &request);
	assert_true(json_is_true(json_object_get(value, "usable")));
	json_decref(value);
	tool_expect(explain(STATUS_OK), "usable with DPDK: -a " UUID_1 "\n");
	tool_expect(explain(STATUS_OK), "ok    regions        9 regions, PCI IDs 1af4:1041\n");
	assert_null(strstr(explain(STATUS_OK), "fix:"));
}

static void
test_no_open(void **state)
{
	char *args[] = { uuid, NULL };
	struct request request = request_for(args);
	json_t *value;

	(void)state;
	request.no_open = true;
	value = tool_json(cmd_explain, STATUS_OK, &request);
	assert_true(json_is_null(json_object_get(value, "usable")));
	json_decref(value);
	assert_int_equal(fake_vfio_node_opens(), 0);
}

/* ---- what it is ---- */

static void
test_names(void **state)
{
	static char bdf[] = "0000:01:00.0", garbage[] = "\xff\033[0m", empty[] = "";
	static char longer[] = UUID_1 "0";

	(void)state;
	expect_failure(bdf, "name", "a PCI function", "list");
	expect_failure(garbage, "name", "not a UUID", "list");
	expect_failure(empty, "name", "not a UUID", "list");
	expect_failure(longer, "name", "not a UUID", "list");
}

static void
test_absent(void **state)
{
	static char other[] = UUID_2;

	(void)state;
	expect_failure(other, "present", "no mdev has this UUID",
		"dpdk-mdev create --parent parent small " UUID_2);
	tool_set("parents/parent/mdev_supported_types/small/available_instances",
		"0\n");
	expect_failure(other, "present", "no mdev has this UUID",
		"# no type of vfio-pci has an instance left");
	/* None of these can be named in a command. */
	tool_drop("parents/parent");
	tool_add_type("a", FIFTY FIFTY, "vfio-pci\n");
	tool_add_type("a", "$(reboot)", "vfio-pci\n");
	tool_add_type("a;reboot", "small", "vfio-pci\n");
	tool_add_type("-a", "small", "vfio-pci\n");
	tool_add_type("b", "small", "vfio-ccw\n");
	expect_failure(other, "present", "no mdev has this UUID",
		"# load a kernel driver that offers types of vfio-pci");
	fake_sysfs_remove_bus("mdev");
	expect_failure(uuid, "mdev bus", "is missing", "modprobe mdev");
	fake_sysfs_add_bus("mdev");
}

static void
test_kind(void **state)
{
	(void)state;
	fake_sysfs_set(UUID_1, "mdev_type/device_api", "vfio-ap\n");
	expect_failure(uuid, "device API", "vfio-ap is not vfio-pci",
		"dpdk-mdev remove " UUID_1 "; dpdk-mdev create --parent parent small "
		UUID_1);
	fake_sysfs_drop(UUID_1, "mdev_type/device_api");
	expect_failure(uuid, "device API", "being created or removed", "sleep");
}

static void
test_driver_and_group(void **state)
{
	(void)state;
	fake_sysfs_drop(UUID_1, "iommu_group");
	expect_failure(uuid, "IOMMU group", "no IOMMU group",
		"dmesg | tail  # what fake says");
	fake_sysfs_add_dir(UUID_1, "vfio-dev");
	fake_sysfs_add_dir(UUID_1, "vfio-dev/vfio5");
	fake_sysfs_set(UUID_1, "vfio-dev/vfio5/dev", "511:0\n");
	expect_failure(uuid, "IOMMU group", "devices/vfio5", "CONFIG_VFIO_GROUP");
	fake_sysfs_drop(UUID_1, "driver");
	expect_failure(uuid, "driver", "no kernel driver",
		"echo " UUID_1 " >/sys/bus/mdev/drivers/");
}

/* ---- nodes ---- */

static void
test_nodes(void **state)
{
	(void)state;
	tool_drop("vfio/3");
	expect_failure(uuid, "node", "/vfio/3 is missing", "mknod");
	tool_drop("vfio/vfio");
	expect_failure(uuid, "VFIO", "/vfio/vfio is missing",
		"modprobe -a vfio vfio_iommu_type1");
}

static void
test_held(void **state)
{
	(void)state;
	tool_add_process(41, "testpmd\n", "/dev/vfio/3");
	expect_failure(uuid, "holder", "held by 41 (testpmd)", "kill 41");
	assert_int_equal(fake_vfio_node_opens(), 0);
	tool_drop("proc/41");
	/* Of which device this one has, nobody knows: it is tried. */
	tool_add_process(42, "testpmd\n", "anon_inode:[vfio-device]");
	tool_expect(explain(STATUS_OK), "?     holder");
}

/* ---- opened ---- */

static void
test_open(void **state)
{
	struct fake_host *host = fake_vfio_host();

	(void)state;
	host->group_errno = EBUSY;
	expect_failure(uuid, "open group", "another process holds",
		"dpdk-mdev list");
	host->group_errno = EPERM;
	expect_failure(uuid, "open group", "opening its VFIO group", "--device");
	host->group_errno = 0;
	host->container_errno = EPERM;
	expect_failure(uuid, "container", "opening /dev/vfio/vfio", "--device");
	host->container_errno = 0;
	host->has_type1v2 = false;
	expect_failure(uuid, "container", "no TYPE1v2",
		"modprobe vfio_iommu_type1");
	host->has_type1v2 = true;
	tool_expect(explain(STATUS_OK), "usable with DPDK");
}

static void
test_what_it_says(void **state)
{
	uint32_t flags = fake->flags;
	uint16_t none = 0xffff;

	(void)state;
	fake->flags &= ~(uint32_t)VFIO_DEVICE_FLAGS_PCI;
	expect_failure(uuid, "regions", "not offer it as a PCI device", "dmesg");
	fake->flags = flags;
	fake_vfio_poke(fake, VFIO_PCI_CONFIG_REGION_INDEX, 0, &none, 2);
	expect_failure(uuid, "regions", "PCI IDs", "dmesg");
}

/* ---- memory ---- */

static void
test_memlock(void **state)
{
	(void)state;
	tool_set_memlock(65536);
	/* With the capability no limit counts. */
	tool_expect(explain(STATUS_OK), "locked memory  without a limit");
	tool_set("proc/self/status", "CapEff:\t0000000000000000\n");
	/* The bus takes the device all the same. */
	tool_expect(explain(STATUS_OK), "?     locked memory  64 KiB: the driver "
		"may pin no more");
	tool_expect(explain(STATUS_OK), "fix: prlimit --pid $$ --memlock=unlimited");
	tool_set_memlock(4 << 20);
	tool_expect(explain(STATUS_OK), "?     locked memory  4 MiB");
	tool_set_memlock(128 << 20);
	tool_expect(explain(STATUS_OK), "128 MiB, all hugepages fit in");
	tool_drop("hugepages");
	tool_expect(explain(STATUS_OK), "?     locked memory  128 MiB");
}

/* A capability in a user namespace is not what the kernel asks for. */
static void
test_memlock_in_userns(void **state)
{
	(void)state;
	tool_set_memlock(65536);
	tool_set("proc/self/uid_map", "         0          0 4294967295\n");
	tool_expect(explain(STATUS_OK), "locked memory  without a limit");
	tool_set("proc/self/uid_map", "         0       1000          1\n"
		"         1     100000      65536\n");
	tool_expect(explain(STATUS_OK), "?     locked memory  64 KiB");
}

static void
test_hugepages(void **state)
{
	(void)state;
	tool_expect(explain(STATUS_OK), "64 MiB free of 128 MiB");
	tool_set("proc/mounts", "none /x tmpfs rw 0 0\n");
	tool_expect(explain(STATUS_OK), "fix: dpdk-hugepages.py --mount");
	tool_set("hugepages/hugepages-2048kB/free_hugepages", "x\n");
	tool_expect(explain(STATUS_OK), "none free; without them");
	tool_drop("hugepages");
	tool_expect(explain(STATUS_OK), "fix: dpdk-hugepages.py --setup");
}

static void
test_each_fault(void **state)
{
	char *args[] = { uuid, NULL };
	struct request request = request_for(args);

	(void)state;
	tool_each_fault(cmd_explain, STATUS_UNUSABLE, &request);
}

#define EXPLAIN_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, tool_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		EXPLAIN_TEST(test_usable),
		EXPLAIN_TEST(test_no_open),
		EXPLAIN_TEST(test_names),
		EXPLAIN_TEST(test_absent),
		EXPLAIN_TEST(test_kind),
		EXPLAIN_TEST(test_driver_and_group),
		EXPLAIN_TEST(test_nodes),
		EXPLAIN_TEST(test_held),
		EXPLAIN_TEST(test_open),
		EXPLAIN_TEST(test_what_it_says),
		EXPLAIN_TEST(test_memlock),
		EXPLAIN_TEST(test_memlock_in_userns),
		EXPLAIN_TEST(test_hugepages),
		EXPLAIN_TEST(test_each_fault),
	};

	return cmocka_run_group_tests_name("dpdk-mdev explain", tests, NULL,
		NULL);
}
