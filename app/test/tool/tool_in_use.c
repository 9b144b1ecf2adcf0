/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * "show" of a device that a DPDK process has: what that tells is shown, and nothing
 * of it is believed before it was checked.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <in_use.h>
#include <status.h>
#include <telemetry.h>

#include "fake_dpdk.h"
#include "tool_host.h"

#define SOCKET "dpdk/rte/dpdk_telemetry.v2"
#define ASK_DEVICE "/bus/pci/device," UUID_1
#define ASK_REGIONS "/bus/pci/regions," UUID_1
#define DEVICE(text) "{\"/bus/pci/device\":" text "}"
#define REGIONS(text) "{\"/bus/pci/regions\":" text "}"
#define IDS "\"vendor_id\":\"0x1af4\",\"device_id\":\"0x1041\"," \
	"\"subsystem_vendor_id\":\"0x1af4\",\"subsystem_device_id\":\"0x1100\"," \
	"\"class_id\":\"0x020000\""
#define OPEN "{\"name\":\"" UUID_1 "\",\"driver\":\"net_virtio\",\"open\":1," IDS "}"
#define CLOSED "{\"name\":\"" UUID_1 "\",\"driver\":\"none\",\"open\":0}"
#define NO_MORE REGIONS("{}")

/* The smallest that a region may be. */
#define SMALL "{\"size\":64,\"flags\":[],\"areas\":[],\"holes\":[\"0x0-0x3f\"]}"
#define EMULATED_BAR "{\"size\":131072,\"flags\":[\"read\",\"write\",\"emulated\"]," \
	"\"areas\":[],\"holes\":[\"0x0-0x1ffff\"],\"addr\":\"0x1100800000\"," \
	"\"emulated_loads\":567,\"emulated_stores\":516,\"emulated_failed\":0," \
	"\"emulated_at\":[\"0x3818 32\",\"0x2818 31\"]}"
#define FAILING_BAR "{\"size\":16384,\"flags\":[\"write\",\"new\"]," \
	"\"areas\":[\"0x0-0x1fff\"],\"holes\":[\"0x2000-0x3fff\"],\"addr\":\"0x1\"," \
	"\"emulated_loads\":0,\"emulated_stores\":7,\"emulated_failed\":3," \
	"\"emulated_at\":[]}"
#define UNMAPPED_BAR "{\"size\":4096,\"flags\":[\"read\"],\"areas\":[\"0x0-0xfff\"]," \
	"\"holes\":[]}"

static char uuid[] = UUID_1;
static char *args[] = { uuid, NULL };
static struct request request;

static int
setup(void **state)
{
	tool_setup(state);
	tool_add_mdev("parent", "small", UUID_1, 3);
	tool_add_process(41, "holder\n", "/dev/vfio/3");
	fake_vfio_host()->group_errno = EBUSY;
	request = (struct request){ .command = "show", .args = args };
	/* Those that answer do, however busy the machine is. */
	fake_host.answer_ms = 60000;
	return 0;
}

static int
teardown(void **state)
{
	fake_dpdk_stop();
	return tool_teardown(state);
}

static pid_t
start_named(const char *socket, const struct fake_dpdk *fake)
{
	pid_t pid = fake_dpdk_start(socket, fake);
	char path[64];

	snprintf(path, sizeof(path), "proc/%d/comm", (int)pid);
	tool_set(path, "dpdk-testpmd\n");
	return pid;
}

static void
start(const char *device, const char *regions)
{
	static struct fake_dpdk_answer answers[] = {
		{ .request = ASK_DEVICE },
		{ .request = ASK_REGIONS },
		{ ASK_REGIONS ",0", NO_MORE },
		{ .request = NULL },
	};
	static const struct fake_dpdk fake = { FAKE_DPDK_GREETING, answers };

	answers[0].text = device;
	answers[1].text = regions;
	start_named(SOCKET, &fake);
}

/* As if nobody had been asked. */
static void
expect_busy(const char *what)
{
	json_t *value = tool_json(cmd_show, STATUS_BUSY, &request);
	const char *error = json_string_value(json_object_get(value, "error"));

	CHECK(error != NULL && strstr(error, "is held by 41 (holder)") != NULL,
		"%s: %s", what, error);
	json_decref(value);
}

/* ---- what is shown ---- */

static const struct fake_dpdk_answer good_answers[] = {
	{ ASK_DEVICE, DEVICE(OPEN) },
	{ ASK_REGIONS, REGIONS("{\"0\":" EMULATED_BAR ",\"2\":" FAILING_BAR "}") },
	{ ASK_REGIONS ",2", REGIONS("{\"3\":" UNMAPPED_BAR ",\"7\":" SMALL "}") },
	{ ASK_REGIONS ",7", NO_MORE },
	{ .request = NULL },
};

static const struct fake_dpdk good = { FAKE_DPDK_GREETING, good_answers };

static void
test_text(void **state)
{
	pid_t pid = start_named(SOCKET, &good);
	char head[64];
	const char *text = tool_text(cmd_show, STATUS_OK, &request);

	(void)state;
	tool_expect(text, UUID_1 "\n  type         small\n  parent       parent\n");
	tool_expect(text, "  PCI IDs      1af4:1041, subsystem 1af4:1100, class 020000\n");
	tool_expect(text, "  held by      41 (holder)\n  PMD          net_virtio\n");
	snprintf(head, sizeof(head), "\nRegions, as dpdk-testpmd (%d) has them\n",
		(int)pid);
	tool_expect(text, head);
	tool_expect(text, "  BAR 0     128 KiB  rw  [................................]\n"
		"                         567 loads and 516 stores emulated, "
		"most at 0x3818 (32), 0x2818 (31)\n"
		"  BAR 2      16 KiB  -w  [################................]\n"
		"                         0x0-0x1fff mapped\n"
		"                         0x2000-0x3fff emulated\n"
		"                         0 loads and 7 stores emulated\n"
		"                         3 of them failed\n"
		"  BAR 3       4 KiB  r-  accessor only\n"
		"  config       64 B  --  accessor only\n");
}

static const json_t *
region_at(const json_t *value, size_t i)
{
	return json_array_get(json_object_get(value, "regions"), i);
}

static void
test_json(void **state)
{
	pid_t pid = start_named(SOCKET, &good);
	json_t *value = tool_json(cmd_show, STATUS_OK, &request);
	const json_t *emulated = json_object_get(region_at(value, 0), "emulated");
	const json_t *process = json_object_get(value, "process");
	const json_t *place = json_array_get(json_object_get(emulated, "at"), 1);

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(process, "pid")),
		pid);
	assert_string_equal(json_string_value(json_object_get(process,
		"command")), "dpdk-testpmd");
	assert_string_equal(json_string_value(json_object_get(value, "pmd")),
		"net_virtio");
	assert_int_equal(json_array_size(json_object_get(value, "holders")), 1);
	assert_int_equal(json_array_size(json_object_get(value, "regions")), 4);
	assert_int_equal(json_integer_value(json_object_get(emulated, "loads")),
		567);
	assert_int_equal(json_integer_value(json_object_get(place, "offset")),
		0x2818);
	assert_int_equal(json_integer_value(json_object_get(place, "count")), 31);
	assert_true(json_is_null(json_object_get(region_at(value, 2),
		"emulated")));
	json_decref(value);
}

/* The largest numbers there are do not cut off a place in the middle. */
static void
test_large_numbers(void **state)
{
#define LARGEST "9223372036854775807"
	(void)state;
	start(DEVICE(OPEN), REGIONS("{\"0\":{\"size\":" LARGEST ",\"flags\":[],"
		"\"areas\":[\"0x0-0x7ffffffffffffffe\"],\"addr\":\"0x1\","
		"\"emulated_loads\":" LARGEST ",\"emulated_stores\":" LARGEST ","
		"\"emulated_failed\":" LARGEST ",\"emulated_at\":["
		"\"0x7ffffffffffffffe " LARGEST "\",\"0x1 1\",\"0x2 1\",\"0x3 1\","
		"\"0x4 1\",\"0x5 1\",\"0x6 1\",\"0x7 1\",\"what a later one says\"]}}"));
	tool_expect(tool_text(cmd_show, STATUS_OK, &request),
		LARGEST " loads and " LARGEST " stores emulated\n");
	json_decref(tool_json(cmd_show, STATUS_OK, &request));
}

/* What a terminal obeys does not come through. */
static void
test_names_are_cleaned(void **state)
{
	(void)state;
	start(DEVICE("{\"name\":\"" UUID_1 "\",\"driver\":\"a\\u001b[31m\","
		"\"open\":1," IDS "}"), REGIONS("{\"0\":" SMALL "}"));
	tool_expect(tool_text(cmd_show, STATUS_OK, &request), "PMD          a?[31m\n");
}

/* ---- which process ---- */

/* Among others: one that only knows it, one that is gone, and no sockets. */
static void
test_the_one_that_has_it(void **state)
{
	static const struct fake_dpdk_answer closed[] = {
		{ ASK_DEVICE, DEVICE(CLOSED) },
		{ ASK_REGIONS, NO_MORE },
		{ .request = NULL },
	};
	static const struct fake_dpdk other = { FAKE_DPDK_GREETING, closed };

	(void)state;
	tool_set("dpdk/file", "");
	tool_set("dpdk/rte/dpdk_telemetry.v2", "");
	tool_set("dpdk/gone/config", "");
	tool_link("dpdk/gone/dpdk_telemetry.v2:9", "nowhere");
	start_named("dpdk/a/dpdk_telemetry.v2", &other);
	expect_busy("one that does not have it open");
	start_named("dpdk/rte/dpdk_telemetry.v2:1", &good);
	start_named("dpdk/z/dpdk_telemetry.v2", &other);
	tool_expect(tool_text(cmd_show, STATUS_OK, &(struct request){
		.command = "show", .args = args }), "PMD          net_virtio\n");
	fake_dpdk_stop();
	expect_busy("nobody listens");
}

static void
test_other_sockets(void **state)
{
	(void)state;
	start_named("dpdk/rte/dpdk_telemetry.v1", &good);
	start_named("dpdk/rte/dpdk_telemetry.v2x", &good);
	expect_busy("not its sockets");
}

static void
expect_folder(char **environment, const char *folder)
{
	char path[HOST_PATH_MAX], **old = environ;

	environ = environment;
	telemetry_folder(path);
	environ = old;
	assert_string_equal(path, folder);
}

/* As EAL does. */
static void
test_folder(void **state)
{
	static char service[] = "RUNTIME_DIRECTORY=/run/x", none[] = "RUNTIME_DIRECTORY=";
	static char user[] = "XDG_RUNTIME_DIR=/run/user/7";
	bool is_root = getuid() == 0;

	(void)state;
	expect_folder((char *[]){ service, user, NULL }, "/run/x/dpdk");
	expect_folder((char *[]){ none, user, NULL },
		is_root ? "/var/run/dpdk" : "/run/user/7/dpdk");
	expect_folder((char *[]){ NULL }, is_root ? "/var/run/dpdk" : "/tmp/dpdk");
}

/* ---- what is not believed ---- */

static void
test_bad_greetings(void **state)
{
	static const char * const bad[] = { NULL, "x", "{}", "[]", "{\"pid\":1}",
		"{\"version\":1,\"pid\":1,\"max_output_len\":1}",
		"{\"version\":\"x\",\"pid\":\"1\",\"max_output_len\":1}",
		"{\"version\":\"x\",\"pid\":0,\"max_output_len\":1}",
		"{\"version\":\"x\",\"pid\":1,\"max_output_len\":-1}",
		FAKE_DPDK_GREETING "x" };
	struct fake_dpdk fake = { .answers = good_answers };
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bad); i++) {
		fake.greeting = bad[i];
		start_named(SOCKET, &fake);
		expect_busy(bad[i]);
		fake_dpdk_stop();
		tool_drop(SOCKET);
	}
}

static void
refuse(const char *device, const char *regions)
{
	start(device, regions);
	expect_busy(device == NULL || strstr(device, OPEN) == NULL ? device :
		regions);
	fake_dpdk_stop();
	tool_drop(SOCKET);
}

#define WITH_IDS(ids) DEVICE("{\"name\":\"" UUID_1 \
	"\",\"driver\":\"x\",\"open\":1," ids "}")

static void
test_bad_devices(void **state)
{
	static const char * const bad[] = { NULL, "null", "\xff", DEVICE("null"),
		DEVICE("[]"), DEVICE("{}"), "{\"/bus/pci/device\":{}",
		"{\"/other\":" OPEN "}",
		DEVICE("{\"name\":\"" UUID_2 "\",\"driver\":\"x\",\"open\":1," IDS "}"),
		DEVICE("{\"name\":7,\"driver\":\"x\",\"open\":1," IDS "}"),
		DEVICE("{\"name\":\"" UUID_1 "\",\"driver\":\"\",\"open\":1," IDS "}"),
		DEVICE("{\"name\":\"" UUID_1 "\",\"driver\":[],\"open\":1," IDS "}"),
		DEVICE("{\"name\":\"" UUID_1 "\",\"driver\":\"x\",\"open\":\"1\"," IDS "}"),
		DEVICE("{\"name\":\"" UUID_1 "\",\"name\":\"" UUID_1
			"\",\"driver\":\"x\",\"open\":1," IDS "}"),
		WITH_IDS("\"vendor_id\":\"0x1af4\""),
		WITH_IDS(IDS ",\"x\":99999999999999999999"),
		WITH_IDS("\"vendor_id\":\"0x0\",\"device_id\":\"0x1\","
			"\"subsystem_vendor_id\":\"0x1\",\"subsystem_device_id\":\"0x1\","
			"\"class_id\":\"0x1\""),
		WITH_IDS("\"vendor_id\":\"0x1\",\"device_id\":\"0x1\","
			"\"subsystem_vendor_id\":\"0x1\",\"subsystem_device_id\":\"0x1\","
			"\"class_id\":\"0x1000000\""),
		WITH_IDS("\"vendor_id\":\"0x1 \",\"device_id\":\"0x1\","
			"\"subsystem_vendor_id\":\"0x1\",\"subsystem_device_id\":\"0x1\","
			"\"class_id\":\"0x1\""),
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bad); i++)
		refuse(bad[i], REGIONS("{\"0\":" SMALL "}"));
}

#define REGION(text) REGIONS("{\"0\":{" text "}}")
#define SIZED(text) REGION("\"size\":4096,\"addr\":\"0x1\"," text)
#define COUNTED(text) SIZED("\"flags\":[],\"areas\":[]," text)

static void
test_bad_regions(void **state)
{
	static const char * const bad[] = { NULL, "x", NO_MORE, REGIONS("null"),
		REGIONS("[]"), REGIONS("{\"0\":7}"), REGIONS("{\"x\":" SMALL "}"),
		REGIONS("{\"64\":" SMALL "}"), REGIONS("{\"-1\":" SMALL "}"),
		REGIONS("{\"0\":" SMALL ",\"0\":" SMALL "}"),
		REGIONS("{\"18446744073709551616\":" SMALL "}"),
		REGION("\"flags\":[],\"areas\":[]"),
		REGION("\"size\":0,\"flags\":[],\"areas\":[]"),
		REGION("\"size\":-1,\"flags\":[],\"areas\":[]"),
		REGION("\"size\":1e9,\"flags\":[],\"areas\":[]"),
		REGION("\"size\":18446744073709551615,\"flags\":[],\"areas\":[]"),
		SIZED("\"areas\":[]"), SIZED("\"flags\":[]"),
		SIZED("\"flags\":[1],\"areas\":[]"), SIZED("\"flags\":{},\"areas\":[]"),
		SIZED("\"flags\":[],\"areas\":[1]"), SIZED("\"flags\":[],\"areas\":[\"\"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x0\"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x0-\"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x1-0x0\"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x0-0xfff \"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x1000-0x1fff\"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x0-0xffffffffffffffff\"]"),
		SIZED("\"flags\":[],\"areas\":[\"0x0-0x1ff\",\"0x1ff-0xfff\"]"),
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bad); i++)
		refuse(DEVICE(OPEN), bad[i]);
}

static void
test_bad_counts(void **state)
{
	static const char * const bad[] = {
		COUNTED("\"emulated_loads\":1"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":1,\"emulated_failed\":0"),
		COUNTED("\"emulated_loads\":-1,\"emulated_stores\":1,\"emulated_failed\":0,"
			"\"emulated_at\":[]"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":\"1\","
			"\"emulated_failed\":0,\"emulated_at\":[]"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":1,\"emulated_failed\":0,"
			"\"emulated_at\":[\"0x1000 1\"]"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":1,\"emulated_failed\":0,"
			"\"emulated_at\":[\"0x0\"]"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":1,\"emulated_failed\":0,"
			"\"emulated_at\":[\"0x0 1 \"]"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":1,\"emulated_failed\":0,"
			"\"emulated_at\":[\"0x0 99999999999999999999\"]"),
		COUNTED("\"emulated_loads\":1,\"emulated_stores\":1,\"emulated_failed\":0,"
			"\"emulated_at\":[0]"),
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bad); i++)
		refuse(DEVICE(OPEN), bad[i]);
}

/* More areas than a region has, more than there is room for, and no end. */
static void
test_too_much(void **state)
{
	static const struct fake_dpdk_answer endless[] = {
		{ ASK_DEVICE, DEVICE(OPEN) },
		{ ASK_REGIONS, REGIONS("{\"0\":" SMALL "}") },
		{ ASK_REGIONS ",0", REGIONS("{\"0\":" SMALL "}") },
		{ .request = NULL },
	};
	static const struct fake_dpdk fake = { FAKE_DPDK_GREETING, endless };
	static char text[70000];
	size_t len;
	int i;

	(void)state;
	len = (size_t)snprintf(text, sizeof(text),
		"{\"/bus/pci/regions\":{\"0\":{\"size\":4096,\"flags\":[],\"areas\":[");
	for (i = 0; i <= PCI_MAX_AREAS; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"%s\"0x%x-0x%x\"", i == 0 ? "" : ",", i, i);
	snprintf(text + len, sizeof(text) - len, "]}}}");
	refuse(DEVICE(OPEN), text);
	len = strlen(REGIONS("{\"0\":" SMALL "}"));
	memset(text, ' ', sizeof(text) - 1);
	memcpy(text, REGIONS("{\"0\":" SMALL "}"), len);
	refuse(DEVICE(OPEN), text);
	start_named(SOCKET, &fake);
	expect_busy("the same page again");
}

static void
test_silence(void **state)
{
	static const struct fake_dpdk mute = { "", good_answers };

	(void)state;
	fake_host.answer_ms = 200;
	start_named(SOCKET, &mute);
	expect_busy("no greeting");
	fake_dpdk_stop();
	tool_drop(SOCKET);
	refuse(DEVICE(OPEN), "");
}

static void
test_each_fault(void **state)
{
	(void)state;
	start_named(SOCKET, &good);
	tool_each_fault(cmd_show, STATUS_BUSY, &request);
}

#define IN_USE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		IN_USE_TEST(test_text),
		IN_USE_TEST(test_json),
		IN_USE_TEST(test_large_numbers),
		IN_USE_TEST(test_names_are_cleaned),
		IN_USE_TEST(test_the_one_that_has_it),
		IN_USE_TEST(test_other_sockets),
		IN_USE_TEST(test_folder),
		IN_USE_TEST(test_bad_greetings),
		IN_USE_TEST(test_bad_devices),
		IN_USE_TEST(test_bad_regions),
		IN_USE_TEST(test_bad_counts),
		IN_USE_TEST(test_too_much),
		IN_USE_TEST(test_silence),
		IN_USE_TEST(test_each_fault),
	};

	return cmocka_run_group_tests_name("dpdk-mdev show, in use", tests, NULL,
		NULL);
}
