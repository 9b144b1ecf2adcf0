/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What "list" says of hosts, good and hostile.
 */

#include <stdio.h>
#include <string.h>

#include <status.h>

#include "tool_host.h"

static const char *
list_text(void)
{
	struct request request = { .command = "list" };

	return tool_text(cmd_list, STATUS_OK, &request);
}

static json_t *
list_json(void)
{
	struct request request = { .command = "list" };

	return tool_json(cmd_list, STATUS_OK, &request);
}

/* A field of the nth mdev; the test fails if there is no such text. */
static const char *
field(const json_t *list, size_t n, const char *key)
{
	const json_t *mdev = json_array_get(json_object_get(list, "mdevs"), n);
	const char *text = json_string_value(json_object_get(mdev, key));

	CHECK(text != NULL, "mdev %zu has no %s", n, key);
	return text;
}

static bool
is_usable(const json_t *list, size_t n)
{
	const json_t *mdev = json_array_get(json_object_get(list, "mdevs"), n);

	assert_non_null(mdev);
	return json_is_true(json_object_get(mdev, "usable"));
}

static void
test_nothing(void **state)
{
	json_t *list = list_json();

	(void)state;
	assert_int_equal(json_array_size(json_object_get(list, "mdevs")), 0);
	assert_int_equal(json_array_size(json_object_get(list, "types")), 0);
	json_decref(list);
	assert_string_equal(list_text(),
		"No mdevs.\n\nNo kernel driver offers a type of mdevs.\n");
	/* Not even the bus for them. */
	fake_sysfs_remove_bus("mdev");
	tool_expect(list_text(), "No mdevs.\n");
	fake_sysfs_add_bus("mdev");
}

static void
test_columns(void **state)
{
	(void)state;
	tool_add_type("parent-a", "small", "vfio-pci\n");
	tool_add_type("parent-b", "large", "vfio-ccw\n");
	tool_set("parents/parent-b/numa_node", "1\n");
	tool_add_mdev("parent-a", "small", UUID_2, 12);
	tool_add_mdev("parent-a", "small", UUID_1, 3);
	assert_string_equal(list_text(),
"UUID                                  TYPE   PARENT    PCI ID  NUMA  NODE  HELD BY  DPDK\n"
UUID_1 "  small  parent-a  -       -     3     -        yes\n"
UUID_2 "  small  parent-a  -       -     12    -        yes\n"
"\n"
"TYPE   PARENT    NUMA  FREE  DPDK                          NAME\n"
"small  parent-a  -     2     yes\n"
"large  parent-b  1     2     no: vfio-ccw is not vfio-pci\n");
	/* Nothing was opened for it. */
	assert_int_equal(fake_vfio_node_opens(), 0);
}

static void
test_ids(void **state)
{
	struct request request = { .command = "list", .ids = true };
	const json_t *ids;
	json_t *list;

	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	tool_expect(tool_text(cmd_list, STATUS_OK, &request), "  1af4:1041  ");
	list = tool_json(cmd_list, STATUS_OK, &request);
	ids = json_object_get(json_array_get(json_object_get(list, "mdevs"), 0),
		"pci_ids");
	assert_int_equal(json_integer_value(json_object_get(ids, "vendor")),
		0x1af4);
	assert_int_equal(json_integer_value(json_object_get(ids, "device")),
		0x1041);
	json_decref(list);
}

/* ---- who has it ---- */

static void
test_holders(void **state)
{
	json_t *list;

	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	tool_add_mdev("parent", "small", UUID_2, 33);
	tool_add_process(41, "testpmd\n", "/dev/vfio/3");
	tool_add_process(42, "qemu\n", "/other/root/dev/vfio/33 (deleted)");
	tool_add_process(43, "shell\n", "/dev/null");
	/* A file of that name, which is no node */
	tool_add_process(44, "editor\n", "../../../vfio/33");
	tool_expect(list_text(), UUID_1
		"  small  parent  -       -     3     41 (testpmd)  in use\n");
	tool_expect(list_text(), "33    42 (qemu)     in use\n");
	/* The root of a process may lie in a folder of any name. */
	tool_drop("proc/42");
	tool_add_process(42, "qemu\n", "/srv/vfio/33/dev/vfio/34");
	tool_add_process(45, "qemu\n", "/srv/vfio/3/dev/vfio/33");
	tool_expect(list_text(), "33    45 (qemu)     in use\n");
	list = list_json();
	assert_string_equal(field(list, 0, "why_not"), "held by 41 (testpmd)");
	assert_false(is_usable(list, 1));
	json_decref(list);
}

static void
test_holder_of_a_device(void **state)
{
	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	tool_add_process(41, "testpmd\n", "anon_inode:[vfio-device]");
	tool_expect(list_text(), "yes\n");
	tool_expect(list_text(),
		"41 (testpmd) has a VFIO device open, it is not known which.");
	/* Now it does. */
	tool_set("proc/41/fdinfo/7", "pos:\t0\nvfio-device-syspath: /sys/devices/"
		"virtual/x/" UUID_1 "\nmore: /x\n");
	tool_expect(list_text(), "41 (testpmd)  in use\n");
	/* One that has the group, too, is known by that. */
	tool_drop("proc/41/fdinfo");
	tool_link("proc/41/fd/8", "/dev/vfio/3");
	tool_expect(list_text(), "41 (testpmd)  in use\n");
	assert_null(strstr(list_text(), "not known which"));
}

static void
test_holder_of_a_cdev(void **state)
{
	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	fake_sysfs_add_dir(UUID_1, "vfio-dev");
	fake_sysfs_add_dir(UUID_1, "vfio-dev/vfio5");
	fake_sysfs_set(UUID_1, "vfio-dev/vfio5/dev", "511:0\n");
	tool_add_process(41, "qemu\n", "/dev/vfio/devices/vfio55");
	tool_expect(list_text(), "yes\n");
	tool_add_process(42, "qemu\n", "/dev/vfio/devices/vfio5");
	tool_expect(list_text(), "  3     42 (qemu)  in use\n");
	/* Without a group, the node is its own. */
	fake_sysfs_drop(UUID_1, "iommu_group");
	tool_expect(list_text(), "  devices/vfio5  42 (qemu)  "
		"no: none: it has only the node devices/vfio5");
}

/* ---- why not ---- */

static void
test_why_not(void **state)
{
	json_t *list;

	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	tool_add_mdev("parent", "small", UUID_2, 4);
	tool_add_mdev("parent", "small", UUID_3, 5);
	fake_sysfs_set(UUID_1, "mdev_type/device_api", "vfio-ap\n");
	fake_sysfs_drop(UUID_2, "iommu_group");
	tool_drop("vfio/5");
	list = list_json();
	assert_string_equal(field(list, 0, "why_not"),
		"vfio-ap is not vfio-pci");
	assert_string_equal(field(list, 1, "why_not"),
		"it has no IOMMU group (is its kernel driver bound?)");
	tool_expect(field(list, 2, "why_not"), "/vfio/5 is missing");
	json_decref(list);
	tool_expect(list_text(), "  no: vfio-ap is not vfio-pci");
}

/* ---- hostile ---- */

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static void
test_hostile_texts(void **state)
{
	json_t *list;

	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	fake_sysfs_set(UUID_1, "mdev_type/name", "a\033[31mb\xff\n");
	fake_sysfs_set(UUID_1, "mdev_type/device_api", FIFTY FIFTY FIFTY);
	tool_add_process(41, "\033]0;x\a\n", "/dev/vfio/3");
	tool_add_type("parent", "\033[2J", "\x80\n");
	tool_add_type("parent", "$(reboot)", "vfio-pci\n");
	tool_add_type("a;reboot", "small", "vfio-pci\n");
	tool_add_type("--parent", "small", "vfio-pci\n");
	tool_add_type("parent", FIFTY FIFTY, "");
	list = list_json();
	assert_string_equal(field(list, 0, "type_name"), "a?[31mb?");
	assert_false(is_usable(list, 0));
	json_decref(list);
	assert_null(strchr(list_text(), '\033'));
	/* What is no name of the kernel's is not offered for a command line. */
	assert_null(strstr(list_text(), "reboot"));
	assert_null(strstr(list_text(), "--parent"));
	tool_expect(list_text(), "41 (?]0;x?)");
}

static void
test_hostile_entries(void **state)
{
	json_t *list;

	(void)state;
	tool_add_mdev("parent", "small", UUID_1, 3);
	fake_sysfs_dangle(UUID_1);
	tool_add_mdev("parent", "small", UUID_2, 4);
	fake_sysfs_link(UUID_2, "iommu_group", "../../x/99999999999999999999");
	fake_sysfs_spoil(UUID_2, "mdev_type");
	fake_sysfs_link(UUID_2, "driver", "x");
	tool_set("parents/no-directory", "");
	tool_set("parents/no-types/x", "");
	tool_set("parents/odd/mdev_supported_types/file", "");
	tool_add_type("odd", "t", "vfio-pci\n");
	tool_set("parents/odd/mdev_supported_types/t/available_instances",
		"-1\n");
	tool_set("proc/99999999999999/comm", "");
	tool_set("proc/12/comm", "");
	list = list_json();
	assert_int_equal(json_array_size(json_object_get(list, "mdevs")), 1);
	assert_string_equal(field(list, 0, "uuid"), UUID_2);
	assert_false(is_usable(list, 0));
	assert_int_equal(json_array_size(json_object_get(list, "types")), 1);
	json_decref(list);
}

static void
test_each_fault(void **state)
{
	struct request request = { .command = "list", .ids = true };

	(void)state;
	tool_add_type("parent", "small", "vfio-pci\n");
	tool_add_mdev("parent", "small", UUID_1, 3);
	tool_add_mdev("parent", "small", UUID_2, 4);
	tool_add_process(41, "testpmd\n", "/dev/vfio/3");
	tool_each_fault(cmd_list, STATUS_OK, &request);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TOOL_TEST(test_nothing),
		TOOL_TEST(test_columns),
		TOOL_TEST(test_ids),
		TOOL_TEST(test_holders),
		TOOL_TEST(test_holder_of_a_device),
		TOOL_TEST(test_holder_of_a_cdev),
		TOOL_TEST(test_why_not),
		TOOL_TEST(test_hostile_texts),
		TOOL_TEST(test_hostile_entries),
		TOOL_TEST(test_each_fault),
	};

	return cmocka_run_group_tests_name("dpdk-mdev list", tests, NULL, NULL);
}
