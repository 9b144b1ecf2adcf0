/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Trees of many devices, for the libraries to scan: in memory, with all the
 * attributes that any of them reads.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_uuid.h>

#include "perf.h"

#define BASE_DIR "/dev/shm"
#define PATH_ROOM 256

static void
must(int ret, const char *path)
{
	if (ret < 0)
		die("%s: %s", path, strerror(errno));
}

/* ---- the whole of it ---- */

/* The one that there is: it must not outlive a process that fails. */
static char root[TREE_PATH_MAX];

static int
remove_entry(const char *path, const struct stat *st __rte_unused,
	int type __rte_unused, struct FTW *ftw __rte_unused)
{
	return remove(path);
}

static void
remove_rest(void)
{
	if (root[0] != '\0')
		nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	root[0] = '\0';
}

static void
remember(const struct tree *tree)
{
	static bool registered;

	memcpy(root, tree->root, sizeof(root));
	if (!registered)
		atexit(remove_rest);
	registered = true;
}

void
tree_make(struct tree *tree)
{
	char devices[TREE_PATH_MAX];

	snprintf(tree->root, sizeof(tree->root), BASE_DIR "/pci-perf-XXXXXX");
	if (mkdtemp(tree->root) == NULL)
		die("%s: %s", tree->root, strerror(errno));
	snprintf(tree->pci, sizeof(tree->pci), "%.64s/pci", tree->root);
	snprintf(tree->mdev, sizeof(tree->mdev), "%.64s/mdev", tree->root);
	must(mkdir(tree->pci, 0700), tree->pci);
	must(mkdir(tree->mdev, 0700), tree->mdev);
	snprintf(devices, sizeof(devices), "%.64s/devices", tree->root);
	must(mkdir(devices, 0700), devices);
	remember(tree);
}

void
tree_remove(void)
{
	remove_rest();
}

/* ---- parts ---- */

static void
make_dir(int base, const char *name)
{
	must(mkdirat(base, name, 0700), name);
}

static int
open_dir(int base, const char *name)
{
	int fd = openat(base, name, O_RDONLY | O_DIRECTORY);

	must(fd, name);
	return fd;
}

static void
write_file(int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_CREAT | O_EXCL | O_WRONLY, 0600);

	must(fd, name);
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		die("%s: %s", name, strerror(errno));
	close(fd);
}

static const struct {
	const char *name;
	const char *text;
} function_attrs[] = {
	{ "vendor", "0x8086\n" },
	{ "device", "0x10d3\n" },
	{ "subsystem_vendor", "0x8086\n" },
	{ "subsystem_device", "0xa01f\n" },
	{ "class", "0x020000\n" },
	{ "modalias",
		"pci:v00008086d000010D3sv00008086sd0000A01Fbc02sc00i00\n" },
	{ "numa_node", "0\n" },
	{ "resource",
		"0x00000000feb80000 0x00000000feb9ffff 0x0000000000040200\n"
		"0x00000000feba0000 0x00000000febbffff 0x0000000000040200\n"
		"0x000000000000c000 0x000000000000c01f 0x0000000000040101\n"
		"0x00000000febd0000 0x00000000febd3fff 0x0000000000040200\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x00000000feb40000 0x00000000feb7ffff 0x0000000000046200\n" },
};

/* More than a bus has functions: domains are as large as the kernel's. */
void
tree_function_name(unsigned int idx, char name[PCI_PRI_STR_SIZE])
{
	const struct rte_pci_addr addr = {
		.domain = idx >> 16,
		.bus = idx >> 8 & 0xff,
		.devid = idx >> 3 & 0x1f,
		.function = idx & 0x7,
	};

	rte_pci_device_name(&addr, name, PCI_PRI_STR_SIZE);
}

/* As in the kernel's, what is listed is a link to a device's folder elsewhere. */
static int
make_device(int list, const char *name)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "../devices/%s", name);
	make_dir(list, path);
	return open_dir(list, path);
}

static void
list_device(int list, const char *name)
{
	char path[PATH_ROOM];

	snprintf(path, sizeof(path), "../devices/%s", name);
	must(symlinkat(path, list, name), name);
}

static void
make_function(int list, const char *name, const char *driver)
{
	int dir = make_device(list, name);
	char target[PATH_ROOM];
	unsigned int i;

	for (i = 0; i < RTE_DIM(function_attrs); i++)
		write_file(dir, function_attrs[i].name, function_attrs[i].text);
	snprintf(target, sizeof(target), "../../../bus/pci/drivers/%s", driver);
	must(symlinkat(target, dir, "driver"), name);
	close(dir);
}

/* All below nb, in no order, which is the same in each run. */
static unsigned int *
shuffled(unsigned int nb)
{
	unsigned int *order = calloc(nb, sizeof(*order));
	unsigned short state[3] = { 1, 2, 3 };
	unsigned int i, j;

	if (order == NULL)
		die("no memory for %u devices", nb);
	for (i = 0; i < nb; i++) {
		j = nrand48(state) % (i + 1);
		order[i] = order[j];
		order[j] = i;
	}
	return order;
}

static void
mdev_name(unsigned int idx, char name[RTE_UUID_STRLEN])
{
	/* RTE_UUID_INIT() shifts what it is given. */
	const uint64_t n = idx;
	rte_uuid_t uuid = RTE_UUID_INIT(n * 2654435761u & UINT32_MAX, n & 0xffff,
		0x4abc, 0x8abc, n);

	rte_uuid_unparse(uuid, name, RTE_UUID_STRLEN);
}

static void
make_mdev(int list, const char *name, const char *driver __rte_unused)
{
	int type, dir = make_device(list, name);

	make_dir(dir, "mdev_type");
	type = open_dir(dir, "mdev_type");
	write_file(type, "device_api", "vfio-pci\n");
	close(type);
	close(dir);
}

/* What a list has: the name of each device, and how one is made. */
struct kind {
	void (*name)(unsigned int idx, char *name);
	void (*make)(int list, const char *name, const char *driver);
};

#define NAME_ROOM RTE_UUID_STRLEN

/* The kernel makes devices in the order in which it finds them, and lists them
 * in no order.
 */
static void
add_devices(const char *path, const struct kind *kind, unsigned int nb,
	const char *driver)
{
	int list = open_dir(AT_FDCWD, path);
	unsigned int *order = shuffled(nb);
	char name[NAME_ROOM];
	unsigned int i;

	for (i = 0; i < nb; i++) {
		kind->name(i, name);
		kind->make(list, name, driver);
	}
	for (i = 0; i < nb; i++) {
		kind->name(order[i], name);
		list_device(list, name);
	}
	free(order);
	close(list);
}

void
tree_add_functions(const struct tree *tree, unsigned int nb, const char *driver)
{
	static const struct kind function = { tree_function_name, make_function };

	add_devices(tree->pci, &function, nb, driver);
}

void
tree_add_mdevs(const struct tree *tree, unsigned int nb)
{
	static const struct kind mdev = { mdev_name, make_mdev };

	add_devices(tree->mdev, &mdev, nb, NULL);
}
