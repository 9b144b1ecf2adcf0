/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <status.h>

#include "fake_fault.h"
#include "tool_host.h"

#define ROOT_MAX 64

static char parents[ROOT_MAX], nodes[ROOT_MAX], processes[ROOT_MAX];
static char hugepages[ROOT_MAX], mounts[ROOT_MAX], runtime[ROOT_MAX];
static char root[ROOT_MAX / 2];
static char *printed;

struct host fake_host = { parents, nodes, processes, hugepages, mounts, runtime };

/* ---- files ---- */

static void
place(char path[PATH_MAX], const char *name)
{
	char *slash;

	snprintf(path, PATH_MAX, "%s/%s", root, name);
	for (slash = path + strlen(root) + 1;
			(slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		CHECK(mkdir(path, 0700) == 0 || errno == EEXIST, "%s", path);
		*slash = '/';
	}
}

void
tool_set(const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	place(path, name);
	file = fopen(path, "w");
	CHECK(file != NULL, "%s: %s", path, strerror(errno));
	fputs(text, file);
	fclose(file);
}

void
tool_link(const char *name, const char *target)
{
	char path[PATH_MAX];

	place(path, name);
	CHECK(symlink(target, path) == 0, "%s: %s", path, strerror(errno));
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
tool_drop(const char *name)
{
	char path[PATH_MAX];

	place(path, name);
	CHECK(nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0, "%s: %s",
		path, strerror(errno));
}

/* ---- the limit of locked memory ---- */

static rlim_t memlock;

WRAP(int, getrlimit64, __rlimit_resource_t resource, struct rlimit *limit);

/* Not the machine's, which may be too low to be set to what a test needs. */
int
__wrap_getrlimit64(__rlimit_resource_t resource, struct rlimit *limit)
{
	if (resource != RLIMIT_MEMLOCK)
		return __real_getrlimit64(resource, limit);
	*limit = (struct rlimit){ memlock, memlock };
	return 0;
}

void
tool_set_memlock(uint64_t bytes)
{
	memlock = bytes;
}

/* ---- the host ---- */

int
tool_setup(void **state)
{
	fixture_setup(state);
	snprintf(root, sizeof(root), "/tmp/tool-test-XXXXXX");
	CHECK(mkdtemp(root) != NULL, "%s: %s", root, strerror(errno));
	snprintf(parents, sizeof(parents), "%s/parents", root);
	snprintf(nodes, sizeof(nodes), "%s/vfio", root);
	snprintf(processes, sizeof(processes), "%s/proc", root);
	snprintf(hugepages, sizeof(hugepages), "%s/hugepages", root);
	snprintf(mounts, sizeof(mounts), "%s/proc/mounts", root);
	snprintf(runtime, sizeof(runtime), "%s/dpdk", root);
	memlock = RLIM_INFINITY;
	tool_set("vfio/vfio", "");
	tool_set("proc/mounts", "none /dev/hugepages hugetlbfs rw 0 0\n");
	tool_set("proc/self/status", "Name:\tx\nCapEff:\t000001ffffffffff\n");
	tool_set("hugepages/hugepages-2048kB/nr_hugepages", "64\n");
	tool_set("hugepages/hugepages-2048kB/free_hugepages", "32\n");
	return 0;
}

int
tool_teardown(void **state)
{
	tool_drop("");
	free(printed);
	printed = NULL;
	return fixture_teardown(state);
}

void
tool_add_type(const char *parent, const char *type, const char *device_api)
{
	char dir[PATH_MAX / 2], path[PATH_MAX];

	snprintf(dir, sizeof(dir), "parents/%s/mdev_supported_types/%s", parent,
		type);
	snprintf(path, sizeof(path), "%s/device_api", dir);
	tool_set(path, device_api);
	snprintf(path, sizeof(path), "%s/available_instances", dir);
	tool_set(path, "2\n");
	snprintf(path, sizeof(path), "%s/create", dir);
	tool_set(path, "");
}

struct fake_device *
tool_add_mdev(const char *parent, const char *type, const char *uuid,
	unsigned int group)
{
	static const uint8_t ids[] = { 0xf4, 0x1a, 0x41, 0x10 };
	struct fake_device *device = fake_vfio_add(uuid, group, FAKE_VFIO_PCI);
	char path[PATH_MAX];

	fake_sysfs_add_mdev(parent, uuid, group);
	fake_sysfs_drop(uuid, "mdev_type");
	snprintf(path, sizeof(path), "types/%s", type);
	fake_sysfs_add_dir(uuid, "types");
	fake_sysfs_add_dir(uuid, path);
	fake_sysfs_link(uuid, "mdev_type", path);
	fake_sysfs_set(uuid, "mdev_type/device_api", "vfio-pci\n");
	fake_sysfs_link(uuid, "driver", "../../bus/mdev/drivers/fake");
	fake_vfio_poke(device, VFIO_PCI_CONFIG_REGION_INDEX, 0, ids,
		sizeof(ids));
	snprintf(path, sizeof(path), "vfio/%u", group);
	tool_set(path, "");
	return device;
}

void
tool_add_process(int pid, const char *command, const char *target)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "proc/%d/comm", pid);
	tool_set(path, command);
	snprintf(path, sizeof(path), "proc/%d/fd/7", pid);
	tool_link(path, target);
}

/* ---- commands ---- */

const char *
tool_text(command_t *run, int status, struct request *request)
{
	size_t len;
	int ret;

	free(printed);
	printed = NULL;
	request->host = &fake_host;
	request->out = open_memstream(&printed, &len);
	assert_non_null(request->out);
	ret = run(request);
	fclose(request->out);
	CHECK(ret == status, "status %d: %s", ret, printed);
	return printed;
}

static void
keep_json(const char *text)
{
	static unsigned int count;
	const char *dir = getenv("TOOL_JSON_DIR");
	char path[PATH_MAX];
	FILE *file;

	if (dir == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%d-%u.json", dir, (int)getpid(),
		count++);
	file = fopen(path, "w");
	CHECK(file != NULL, "%s: %s", path, strerror(errno));
	fputs(text, file);
	fclose(file);
}

json_t *
tool_json(command_t *run, int status, struct request *request)
{
	json_error_t error;
	const char *text;
	json_t *value;

	request->json = true;
	text = tool_text(run, status, request);
	value = json_loads(text, 0, &error);
	CHECK(value != NULL, "%s: %s", error.text, text);
	keep_json(text);
	return value;
}

#define FAULTS_MAX 1000
#define FAULTS_MIN 20	/* fewer: the command has not come far */

/* Errors would fill the log if they were not JSON. */
static int
run_with_fault(command_t *run, unsigned int nth, struct request *request)
{
	int ret;

	request->host = &fake_host;
	request->json = true;
	request->out = fopen("/dev/null", "w");
	assert_non_null(request->out);
	fake_fault_arm(nth, EACCES);
	ret = run(request);
	fclose(request->out);
	return ret;
}

void
tool_each_fault(command_t *run, int status, struct request *request)
{
	const char *call = "";
	unsigned int n;
	int ret;

	for (n = 1; n < FAULTS_MAX; n++) {
		ret = run_with_fault(run, n, request);
		call = fake_fault_hit();
		if (call == NULL)
			break;
		CHECK(ret == STATUS_OK || ret == STATUS_DENIED ||
			ret == STATUS_FAILED || ret == status,
			"call %u, %s: status %d", n, call, ret);
	}
	fake_fault_disarm();
	assert_in_range(n, FAULTS_MIN, FAULTS_MAX - 1);
}

void
tool_expect(const char *text, const char *part)
{
	CHECK(strstr(text, part) != NULL, "'%s' is not in:\n%s", part, text);
}
