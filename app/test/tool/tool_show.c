/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * "show", the maps it draws, and the commands that change something.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pci_linux.h>
#include <region_map.h>
#include <status.h>

#include "fake_fault.h"
#include "tool_host.h"

#define PAGE 4096

static char uuid[] = UUID_1, other[] = UUID_2, garbage[] = "x";

/* ---- maps ---- */

static void
check_map(const struct pci_region *region, const char *picture,
	const char *word, unsigned int pieces)
{
	struct region_piece found[REGION_PIECES_MAX];
	char drawn[REGION_MAP_WIDTH + 1];
	uint64_t end = 0;
	unsigned int i, nb = region_map_pieces(region, found);

	region_map_draw(region, drawn);
	assert_string_equal(drawn, picture);
	assert_string_equal(region_map_word(region), word);
	assert_int_equal(nb, pieces);
	for (i = 0; i < nb; i++) {
		assert_int_equal(found[i].offset, end);
		end += found[i].size;
	}
	assert_int_equal(end, region->size);
}

static void
test_maps(void **state)
{
	static struct pci_region region;

	(void)state;
	region = (struct pci_region){ .size = 4 * PAGE };
	check_map(&region, "................................", "none", 1);
	region = (struct pci_region){ .size = 4 * PAGE, .nb_areas = 1,
		.areas = { { PAGE, PAGE } } };
	check_map(&region, "........########................", "part", 3);
	/* The page of the end is mapped whole. */
	region = (struct pci_region){ .size = 100, .nb_areas = 1,
		.areas = { { 0, PAGE } } };
	check_map(&region, "################################", "whole", 1);
	/* Two areas that meet, and cells of both kinds */
	region = (struct pci_region){ .size = 1 << 20, .nb_areas = 2,
		.areas = { { 0, PAGE }, { PAGE, PAGE } } };
	check_map(&region, "+...............................", "part", 3);
	region = (struct pci_region){ .size = INT64_MAX, .nb_areas = 1,
		.areas = { { 0, 1ull << 62 } } };
	check_map(&region, "################+...............", "part", 2);
	region = (struct pci_region){ .size = 3 };
	check_map(&region, "................................", "none", 1);
}

/* ---- show ---- */

/* A list of one area: pages 2 and 3 of four. */
static const struct {
	struct vfio_region_info_cap_sparse_mmap cap;
	struct vfio_region_sparse_mmap_area area;
} sparse = { { { 1, 1, 0 }, 1, 0 }, { 2 * PAGE, 2 * PAGE } };

static void
make_sparse(struct fake_device *fake)
{
	fake->regions[2] = (struct fake_region){ .size = 4 * PAGE,
		.flags = VFIO_REGION_INFO_FLAG_READ |
			VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS,
		.argsz = 32 + sizeof(sparse), .caps = &sparse };
}

static struct request
request_for(const char *command, char **args)
{
	return (struct request){ .command = command, .args = args };
}

static void
test_show(void **state)
{
	char *args[] = { uuid, NULL };
	struct request request = request_for("show", args);
	struct fake_device *fake = tool_add_mdev("parent", "small", UUID_1, 3);
	const char *text;

	(void)state;
	make_sparse(fake);
	fixture_add_msix(fake, 0x00040011, 0);
	text = tool_text(cmd_show, STATUS_OK, &request);
	tool_expect(text, UUID_1 "\n  type         small\n");
	tool_expect(text, "  PCI IDs      1af4:1041, subsystem ");
	tool_expect(text, "     16 KiB  r-  [................################]\n");
	tool_expect(text, "  0x0-0x1fff accessor\n");
	tool_expect(text, "  0x2000-0x3fff mapped\n");
	tool_expect(text, "  BAR 2  0x20  sparse-mmap  version 1\n");
	tool_expect(text, "  MSI-X ");
	assert_int_equal(fake->resets, 0);
	json_decref(tool_json(cmd_show, STATUS_OK, &request));
}

/* ---- what the bus warns of ---- */

#define MANY_AREAS (PCI_MAX_AREAS + 1)
#define MANY_LINKS 17

/* Every second page of a region */
static struct {
	struct vfio_region_info_cap_sparse_mmap cap;
	struct vfio_region_sparse_mmap_area areas[MANY_AREAS];
} many_areas = { .cap = { { 1, 1, 0 }, MANY_AREAS, 0 } };

static struct vfio_info_cap_header many_links[MANY_LINKS];

static struct fake_region
region_with(const void *caps, size_t len)
{
	return (struct fake_region){ .size = 2 * MANY_AREAS * PAGE,
		.offset = 1ull << 41,
		.flags = VFIO_REGION_INFO_FLAG_READ |
			VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS,
		.argsz = 32 + (uint32_t)len, .caps = caps };
}

static void
make_odd(struct fake_device *fake)
{
	static const struct vfio_info_cap_header nowhere = { 9, 1, 4 };
	unsigned int i;

	for (i = 0; i < MANY_AREAS; i++)
		many_areas.areas[i] = (struct vfio_region_sparse_mmap_area){
			2 * i * PAGE, PAGE };
	for (i = 0; i < MANY_LINKS; i++)
		many_links[i] = (struct vfio_info_cap_header){ 9, 1,
			i + 1 < MANY_LINKS ? 32 + 8 * (i + 1) : 0 };
	fake->regions[0].info_errno = EIO;
	fake->regions[1] = (struct fake_region){ .size = INT64_MAX,
		.offset = 1ull << 40, .flags = VFIO_REGION_INFO_FLAG_READ };
	fake->regions[2] = region_with(&many_areas, sizeof(many_areas));
	fake->regions[3] = region_with(many_links, sizeof(many_links));
	fake->regions[4] = region_with(&nowhere, sizeof(nowhere));
	fake->num_regions = PCI_MAX_REGIONS + 3;
	fake->num_irqs = 7;
}

static void
test_show_warnings(void **state)
{
	char *args[] = { uuid, NULL };
	struct request request = request_for("show", args);
	json_t *value, *regions;
	const char *text;

	(void)state;
	make_odd(tool_add_mdev("parent", "small", UUID_1, 3));
	text = tool_text(cmd_show, STATUS_OK, &request);
	tool_expect(text, "left alone: Input/output error\n");
	tool_expect(text, "left alone: Value too large");
	tool_expect(text, "only the first 64 of its areas are mapped\n");
	tool_expect(text, "not mapped: its VFIO capabilities are wrong\n");
	tool_expect(text, "the chain is longer than shown\n");
	tool_expect(text, "the chain is broken\n");
	tool_expect(text, "  and 3 more regions");
	tool_expect(text, "  and 2 more interrupt indexes");
	/* The region that it does not know is not one that it left alone. */
	assert_null(strstr(text, "VGA"));
	value = tool_json(cmd_show, STATUS_OK, &request);
	regions = json_object_get(value, "regions");
	tool_expect(json_string_value(json_object_get(
		json_array_get(regions, 0), "problem")), "left alone");
	assert_true(json_is_true(json_object_get(json_array_get(regions, 3),
		"chain_cut")));
	assert_true(json_is_true(json_object_get(json_array_get(regions, 4),
		"chain_broken")));
	assert_int_equal(json_integer_value(json_object_get(value,
		"more_regions")), 3);
	json_decref(value);
}

static void
expect_broken(struct request *request, const char *text)
{
	json_t *value;

	tool_expect(tool_text(cmd_show, STATUS_OK, request), text);
	value = tool_json(cmd_show, STATUS_OK, request);
	assert_true(json_is_true(json_object_get(value, "capabilities_broken")));
	json_decref(value);
	request->json = false;
}

/* A list of capabilities that has no end, and one that cannot be read. */
static void
test_show_broken_list(void **state)
{
	static const uint8_t circle[] = { 0x01, 0x44, 0, 0, 0xee, 0x40 };
	char *args[] = { uuid, NULL };
	struct request request = request_for("show", args);
	struct fake_device *fake = tool_add_mdev("parent", "small", UUID_1, 3);
	uint8_t first = 0x40, status = 0x10;

	(void)state;
	fake_vfio_poke(fake, VFIO_PCI_CONFIG_REGION_INDEX, 0x06, &status, 1);
	fake_vfio_poke(fake, VFIO_PCI_CONFIG_REGION_INDEX, 0x34, &first, 1);
	fake_vfio_poke(fake, VFIO_PCI_CONFIG_REGION_INDEX, first, circle,
		sizeof(circle));
	expect_broken(&request, "Capabilities\n  0x40  power-management\n"
		"  0x44  unknown 0xee\n        the list is a circle\n");
}

static void
test_show_refused(void **state)
{
	char *args[] = { garbage, NULL };
	struct request request = request_for("show", args);
	const char *error;
	json_t *value;

	(void)state;
	json_decref(tool_json(cmd_show, STATUS_USAGE, &request));
	args[0] = uuid;
	json_decref(tool_json(cmd_show, STATUS_NOT_FOUND, &request));
	tool_add_mdev("parent", "small", UUID_1, 3);
	fake_vfio_host()->group_errno = EBUSY;
	tool_add_process(41, "testpmd\n", "/dev/vfio/3");
	value = tool_json(cmd_show, STATUS_BUSY, &request);
	error = json_string_value(json_object_get(value, "error"));
	tool_expect(error, "is held by 41 (testpmd)");
	json_decref(value);
	tool_drop("proc/41");
	json_decref(tool_json(cmd_show, STATUS_BUSY, &request));
	fake_vfio_host()->group_errno = EACCES;
	json_decref(tool_json(cmd_show, STATUS_DENIED, &request));
	/* The mdev is there; what it needs is not. */
	fake_vfio_host()->group_errno = 0;
	fake_vfio_host()->has_type1v2 = false;
	json_decref(tool_json(cmd_show, STATUS_FAILED, &request));
	fake_sysfs_drop(UUID_1, "iommu_group");
	json_decref(tool_json(cmd_show, STATUS_FAILED, &request));
}

/* ---- create and remove ---- */

static void
expect_file(const char *dir, const char *name, const char *expected)
{
	char path[512], text[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "r");
	assert_non_null(file);
	if (fgets(text, sizeof(text), file) == NULL)
		text[0] = '\0';
	fclose(file);
	assert_string_equal(text, expected);
}

static void
test_create(void **state)
{
	static char type[] = "small", random[] = UUID_3 "\n";
	char *args[] = { type, other, NULL };
	struct request request = request_for("create", args);
	const char *text;

	(void)state;
	tool_add_type("a", "small", "vfio-pci\n");
	tool_add_type("b", "small", "vfio-pci\n");
	tool_set("parents/a/mdev_supported_types/small/available_instances",
		"0\n");
	tool_set("proc/sys/kernel/random/uuid", random);
	request.no_mdevctl = true;
	text = tool_text(cmd_create, STATUS_OK, &request);
	assert_string_equal(text, UUID_2 "\n");
	expect_file(fake_host.parents, "b/mdev_supported_types/small/create",
		UUID_2);
	args[1] = NULL;
	text = tool_text(cmd_create, STATUS_OK, &request);
	assert_string_equal(text, UUID_3 "\n");
	json_decref(tool_json(cmd_create, STATUS_OK, &request));
}

/* The command fails with this status, and says that. */
static void
expect_error(command_t *run, int status, struct request *request,
	const char *text)
{
	json_t *value = tool_json(run, status, request);

	tool_expect(json_string_value(json_object_get(value, "error")), text);
	json_decref(value);
}

static void
test_create_refused(void **state)
{
	static char type[] = "small", none[] = "../x";
	char *args[] = { none, other, NULL };
	struct request request = request_for("create", args);

	(void)state;
	tool_add_type("a", "small", "vfio-pci\n");
	request.no_mdevctl = true;
	expect_error(cmd_create, STATUS_NOT_FOUND, &request,
		"no parent offers the type ../x");
	args[0] = type;
	args[1] = garbage;
	json_decref(tool_json(cmd_create, STATUS_USAGE, &request));
	args[1] = other;
	request.parent = "b";
	expect_error(cmd_create, STATUS_NOT_FOUND, &request,
		"b does not offer the type small");
	request.parent = "a";
	tool_set("parents/a/mdev_supported_types/small/available_instances",
		"0\n");
	json_decref(tool_json(cmd_create, STATUS_FAILED, &request));
	expect_file(fake_host.parents, "a/mdev_supported_types/small/create", "");
	/* It is not known whether there are any. */
	fake_fault_arm(1, EACCES);
	expect_error(cmd_create, STATUS_DENIED, &request, "reading the types");
	fake_fault_disarm();
}

/* A program of the name mdevctl in the host's bin. */
static void
set_mdevctl(const char *body)
{
	char path[512], text[128];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", body);
	tool_set("bin/mdevctl", text);
	snprintf(path, sizeof(path), "%s/../bin/mdevctl", fake_host.nodes);
	assert_return_code(chmod(path, 0700), errno);
}

/* In place: what setenv() allocates would count as lost. @return the old one. */
static char *
set_path(void)
{
	static char path[512];
	char *old = getenv("PATH");

	assert_non_null(old);
	snprintf(path, sizeof(path), "PATH=%s/../bin:/bin", fake_host.nodes);
	assert_int_equal(putenv(path), 0);
	return old - strlen("PATH=");
}

/* However it ends, nothing is written in its place. */
static void
test_mdevctl(void **state)
{
	static char type[] = "small";
	char *args[] = { type, other, NULL }, *path = set_path();
	struct request request = request_for("create", args);

	(void)state;
	tool_add_type("a", "small", "vfio-pci\n");
	set_mdevctl("exit 127");
	expect_error(cmd_create, geteuid() == 0 ? STATUS_FAILED : STATUS_DENIED,
		&request, "mdevctl ended with status 127");
	set_mdevctl("kill -9 $$");
	expect_error(cmd_create, STATUS_FAILED, &request,
		"mdevctl was ended by signal 9");
	expect_file(fake_host.parents, "a/mdev_supported_types/small/create", "");
	set_mdevctl("[ \"$*\" = \"start -u " UUID_2 " -p a -t small\" ]");
	json_decref(tool_json(cmd_create, STATUS_OK, &request));
	assert_int_equal(putenv(path), 0);
}

static void
test_remove(void **state)
{
	char *args[] = { uuid, NULL };
	struct request request = request_for("remove", args);

	(void)state;
	request.no_mdevctl = true;
	json_decref(tool_json(cmd_remove, STATUS_NOT_FOUND, &request));
	tool_add_mdev("parent", "small", UUID_1, 3);
	fake_sysfs_set(UUID_1, "remove", "");
	tool_add_process(41, "testpmd\n", "/dev/vfio/3");
	json_decref(tool_json(cmd_remove, STATUS_BUSY, &request));
	tool_drop("proc/41");
	/* By one that is not seen, or of which nobody knows what it holds */
	fake_vfio_host()->group_errno = EBUSY;
	expect_error(cmd_remove, STATUS_BUSY, &request, "another process holds");
	fake_vfio_host()->group_errno = 0;
	expect_file(pci_mdev_sysfs_path(), UUID_1 "/remove", "");
	json_decref(tool_json(cmd_remove, STATUS_OK, &request));
	expect_file(pci_mdev_sysfs_path(), UUID_1 "/remove", "1");
	fake_sysfs_drop(UUID_1, "remove");
	json_decref(tool_json(cmd_remove, STATUS_NOT_FOUND, &request));
}

static void
test_each_fault(void **state)
{
	static char type[] = "small";
	char *args[] = { uuid, NULL }, *to_create[] = { type, other, NULL };
	struct request request = request_for("show", args);

	(void)state;
	make_sparse(tool_add_mdev("parent", "small", UUID_1, 3));
	tool_add_type("parent", "small", "vfio-pci\n");
	fake_sysfs_set(UUID_1, "remove", "");
	tool_each_fault(cmd_show, STATUS_OK, &request);
	request = request_for("create", to_create);
	request.no_mdevctl = true;
	/* A type that is not seen is one that there is not. */
	tool_each_fault(cmd_create, STATUS_NOT_FOUND, &request);
	request = request_for("remove", args);
	request.no_mdevctl = true;
	tool_each_fault(cmd_remove, STATUS_OK, &request);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TOOL_TEST(test_maps),
		TOOL_TEST(test_show),
		TOOL_TEST(test_show_warnings),
		TOOL_TEST(test_show_broken_list),
		TOOL_TEST(test_show_refused),
		TOOL_TEST(test_create),
		TOOL_TEST(test_create_refused),
		TOOL_TEST(test_mdevctl),
		TOOL_TEST(test_remove),
		TOOL_TEST(test_each_fault),
	};

	return cmocka_run_group_tests_name("dpdk-mdev show", tests, NULL, NULL);
}
