/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_fault.h"
#include "fake_sysfs.h"
#include "testing.h"

WRAP(int, access, const char *path, int mode);

#define ENV_MAX 128

static char root[64];
static char functions_env[ENV_MAX], mdevs_env[ENV_MAX];
static bool has_vmbus;
static atomic_uint opens; /* by threads, too */

static void
must(int ret, const char *what)
{
	CHECK(ret >= 0, "%s: %s", what, strerror(errno));
}

/* ---- paths ---- */

struct path {
	char text[PATH_MAX];
};

static struct path
path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct path
path_of(const char *format, ...)
{
	struct path path;
	va_list ap;
	int len = snprintf(path.text, sizeof(path.text), "%s/", root);

	va_start(ap, format);
	vsnprintf(path.text + len, sizeof(path.text) - len, format, ap);
	va_end(ap);
	return path;
}

static void
make_dir(struct path path)
{
	if (mkdir(path.text, 0700) < 0 && errno != EEXIST)
		must(-1, path.text);
}

static void
make_link(const char *target, struct path path)
{
	must(symlink(target, path.text), path.text);
}

static int
remove_entry(const char *path, const struct stat *st, int type,
	struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
remove_tree(struct path path)
{
	must(nftw(path.text, remove_entry, 8, FTW_DEPTH | FTW_PHYS), path.text);
}

/* What has a colon is a BDF, and what is as long as a UUID is one. */
static struct path
entry_of(const char *device)
{
	return path_of("bus/%s/devices/%s",
		strlen(device) == 36 ? "mdev" : "pci", device);
}

static struct path
attr_of(const char *device, const char *attr)
{
	struct path path = entry_of(device);
	size_t len = strlen(path.text);

	snprintf(path.text + len, sizeof(path.text) - len, "/%s", attr);
	return path;
}

/* ---- the tree ---- */

/* Thousands of small files: in memory, where there is such a place. */
static const char *
base_dir(void)
{
	const char *shm = "/dev/shm";

	return __real_access(shm, W_OK) == 0 ? shm : P_tmpdir;
}

/* setenv() would keep every value for ever. */
static void
point_at(char env[ENV_MAX], const char *name, const char *dir)
{
	snprintf(env, ENV_MAX, "%s=%s/%s", name, root, dir);
	must(putenv(env), env);
}

void
fake_sysfs_add_bus(const char *bus)
{
	make_dir(path_of("bus/%s", bus));
	make_dir(path_of("bus/%s/devices", bus));
}

void
fake_sysfs_setup(void)
{
	snprintf(root, sizeof(root), "%s/pci-test-XXXXXX", base_dir());
	CHECK(mkdtemp(root) != NULL, "%s: %s", root, strerror(errno));
	make_dir(path_of("devices"));
	make_dir(path_of("bus"));
	fake_sysfs_add_bus("pci");
	fake_sysfs_add_bus("mdev");
	point_at(functions_env, "SYSFS_PCI_DEVICES", "bus/pci/devices");
	point_at(mdevs_env, "SYSFS_MDEV_DEVICES", "bus/mdev/devices");
	has_vmbus = false;
}

void
fake_sysfs_teardown(void)
{
	struct path path = { "" };

	snprintf(path.text, sizeof(path.text), "%s", root);
	remove_tree(path);
	unsetenv("SYSFS_PCI_DEVICES");
	unsetenv("SYSFS_MDEV_DEVICES");
}

static const struct {
	const char *name;
	const char *text;
} function_attrs[] = {
	{ "vendor", "0x8086\n" },
	{ "device", "0x100e\n" },
	{ "subsystem_vendor", "0x1af4\n" },
	{ "subsystem_device", "0x1100\n" },
	{ "class", "0x020000\n" },
	{ "numa_node", "-1\n" },
	{ "resource",
		"0x00000000febc0000 0x00000000febdffff 0x0000000000040200\n"
		"0x000000000000c000 0x000000000000c03f 0x0000000000040101\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x00000000fe000000 0x00000000fe003fff 0x000000000014220c\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x00000000feb80000 0x00000000febbffff 0x0000000000046200\n" },
};

void
fake_sysfs_add_function(const char *bdf, const char *driver)
{
	char target[NAME_MAX + 32];
	unsigned int i;

	make_dir(path_of("devices/%s", bdf));
	snprintf(target, sizeof(target), "../../../devices/%s", bdf);
	make_link(target, entry_of(bdf));
	for (i = 0; i < sizeof(function_attrs) / sizeof(*function_attrs); i++)
		fake_sysfs_set(bdf, function_attrs[i].name,
			function_attrs[i].text);
	if (driver == NULL)
		return;
	snprintf(target, sizeof(target), "../../bus/pci/drivers/%s", driver);
	fake_sysfs_link(bdf, "driver", target);
}

void
fake_sysfs_add_mdev(const char *parent, const char *uuid, unsigned int group)
{
	char target[NAME_MAX + 32];

	make_dir(path_of("devices/%s", parent));
	make_dir(path_of("devices/%s/%s", parent, uuid));
	make_dir(path_of("devices/%s/%s/mdev_type", parent, uuid));
	snprintf(target, sizeof(target), "../../../devices/%s/%s", parent,
		uuid);
	make_link(target, entry_of(uuid));
	fake_sysfs_set(uuid, "mdev_type/device_api", "vfio-pci\n");
	snprintf(target, sizeof(target), "../../../kernel/iommu_groups/%u",
		group);
	fake_sysfs_link(uuid, "iommu_group", target);
}

void
fake_sysfs_set_bytes(const char *device, const char *attr, const void *bytes,
	size_t len)
{
	struct path path = attr_of(device, attr);
	FILE *f = fopen(path.text, "w");

	CHECK(f != NULL, "%s: %s", path.text, strerror(errno));
	fwrite(bytes, 1, len, f);
	fclose(f);
}

void
fake_sysfs_set(const char *device, const char *attr, const char *text)
{
	fake_sysfs_set_bytes(device, attr, text, strlen(text));
}

void
fake_sysfs_add_dir(const char *device, const char *dir)
{
	make_dir(attr_of(device, dir));
}

void
fake_sysfs_drop(const char *device, const char *attr)
{
	remove_tree(attr_of(device, attr));
}

void
fake_sysfs_link(const char *device, const char *attr, const char *target)
{
	struct path path = attr_of(device, attr);

	if (unlink(path.text) < 0 && errno != ENOENT)
		must(-1, path.text);
	make_link(target, path);
}

void
fake_sysfs_spoil(const char *device, const char *attr)
{
	fake_sysfs_drop(device, attr);
	make_dir(attr_of(device, attr));
}

void
fake_sysfs_dangle(const char *device)
{
	struct path dir;

	CHECK(realpath(entry_of(device).text, dir.text) != NULL, "%s", device);
	remove_tree(dir);
}

void
fake_sysfs_remove(const char *device)
{
	fake_sysfs_dangle(device);
	must(unlink(entry_of(device).text), device);
}

void
fake_sysfs_remove_bus(const char *bus)
{
	remove_tree(path_of("bus/%s", bus));
}

void
fake_sysfs_set_vmbus(bool present)
{
	has_vmbus = present;
}

/* ---- the calls that read it ---- */

WRAP(int, openat64, int dirfd, const char *path, int flags, ...);
WRAP(ssize_t, read, int fd, void *buf, size_t len);
WRAP(ssize_t, readlinkat, int dirfd, const char *path, char *buf, size_t len);
WRAP(DIR *, fdopendir, int fd);
WRAP(struct dirent64 *, readdir64, DIR *dir);

int
__wrap_access(const char *path, int mode)
{
	if (strcmp(path, "/sys/bus/vmbus") != 0)
		return __real_access(path, mode);
	errno = ENOENT;
	return has_vmbus ? 0 : -1;
}

/* The bus creates no files, so that there is no mode. */
int
__wrap_openat64(int dirfd, const char *path, int flags, ...)
{
	opens++;
	return fake_fault("openat") ? -1 : __real_openat64(dirfd, path, flags);
}

unsigned int
fake_sysfs_opens(void)
{
	return opens;
}

ssize_t
__wrap_read(int fd, void *buf, size_t len)
{
	return fake_fault("read") ? -1 :
		fake_fault_moved("read", __real_read(fd, buf, len));
}

ssize_t
__wrap_readlinkat(int dirfd, const char *path, char *buf, size_t len)
{
	return fake_fault("readlinkat") ? -1 :
		__real_readlinkat(dirfd, path, buf, len);
}

DIR *
__wrap_fdopendir(int fd)
{
	return fake_fault("fdopendir") ? NULL : __real_fdopendir(fd);
}

struct dirent64 *
__wrap_readdir64(DIR *dir)
{
	return fake_fault("readdir") ? NULL : __real_readdir64(dir);
}
