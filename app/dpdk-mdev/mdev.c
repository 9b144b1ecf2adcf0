/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The kernel's Documentation/driver-api/vfio-mediated-device.rst says what is
 * where.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pci_linux.h>
#include <pci_scan.h>
#include <pci_sysfs.h>

#include "array.h"
#include "mdev.h"
#include "text.h"

/* ---- texts ---- */

static void
read_text(int dir, const char *attr, char text[MDEV_TEXT_MAX])
{
	if (pci_sysfs_read_str(dir, attr, text, MDEV_TEXT_MAX) < 0)
		text[0] = '\0';
	text_clean(text);
}

void
mdev_copy_name(char text[MDEV_TEXT_MAX], const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789._:-";
	size_t len = strlen(name);

	/* With a dash first it would be an option. */
	if (len >= MDEV_TEXT_MAX || name[0] == '-' ||
			strspn(name, allowed) < len)
		len = 0;
	memcpy(text, name, len);
	text[len] = '\0';
}

static void
read_link(int dir, const char *attr, char name[MDEV_TEXT_MAX])
{
	char target[MDEV_TEXT_MAX];

	name[0] = '\0';
	if (pci_sysfs_read_link(dir, attr, target, sizeof(target)) == 0)
		mdev_copy_name(name, target);
}

/* ---- one mdev ---- */

/* Its directory is inside its parent's. */
static void
read_parent(struct mdev *mdev)
{
	char path[HOST_PATH_MAX], target[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s/..",
		pci_mdev_sysfs_path(), mdev->uuid);

	if (len < (int)sizeof(path) && realpath(path, target) != NULL)
		mdev_copy_name(mdev->parent, strrchr(target, '/') + 1);
}

/* Without numbers it has no node. */
static int
take_node(int dir, const char *name, void *arg)
{
	char path[PCI_SYSFS_PATH_MAX];

	if (pci_sysfs_path(name, "dev", path) < 0 ||
			faccessat(dir, path, F_OK, 0) < 0)
		return 0;
	mdev_copy_name(arg, name);
	return 1;
}

/* Linux 6.6 and later: what is in vfio-dev is named as the node is. */
static void
read_cdev(int dir, struct mdev *mdev)
{
	pci_sysfs_walk(dir, "vfio-dev", take_node, mdev->cdev);
}

int
mdev_read(const struct pci_dev_id *id, struct mdev *mdev)
{
	int dir = pci_mdev_open(id);
	const char *step;

	*mdev = (struct mdev){ .id = *id, .numa_node = -1, .group = -1 };
	pci_id_format(id, mdev->uuid);
	if (dir < 0)
		return dir;
	read_link(dir, "mdev_type", mdev->type);
	read_text(dir, "mdev_type/name", mdev->type_name);
	read_text(dir, "mdev_type/device_api", mdev->device_api);
	read_link(dir, "driver", mdev->driver);
	read_cdev(dir, mdev);
	mdev->numa_node = pci_sysfs_read_numa_node(dir, "../numa_node");
	close(dir);
	read_parent(mdev);
	mdev->group = RTE_MAX(pci_mdev_group(id, &step), -1);
	return 0;
}

/* ---- all mdevs ---- */

static int
add_mdev(int list __rte_unused, const char *name, void *arg)
{
	struct pci_dev_id id;
	struct mdev *mdev;

	if (pci_id_parse(name, &id) < 0 || id.kind != PCI_ID_UUID)
		return 0;
	mdev = array_add(arg);
	if (mdev == NULL)
		return -ENOMEM;
	if (pci_scan_is_absent(mdev_read(&id, mdev)))
		array_drop(arg);
	return 0;
}

static int
compare_mdevs(const void *a, const void *b)
{
	const struct mdev *first = a, *second = b;

	return pci_id_cmp(&first->id, &second->id);
}

int
mdev_read_all(struct mdev **mdevs)
{
	struct array array = ARRAY_OF(struct mdev);
	int ret = pci_sysfs_walk(AT_FDCWD, pci_mdev_sysfs_path(), add_mdev,
		&array);

	return array_finish(&array, ret, compare_mdevs, (void **)mdevs);
}

/* ---- types ---- */

struct parent {
	struct array *types;
	const char *name;
	int numa_node;
};

static int
read_available(int dir)
{
	uint64_t number;

	if (pci_sysfs_read_u64(dir, "available_instances", INT_MAX, &number) < 0)
		return -1;
	return (int)number;
}

static int
add_type(int list, const char *name, void *arg)
{
	const struct parent *parent = arg;
	int dir = pci_sysfs_open(list, name);
	struct mdev_type *type;

	if (dir < 0)
		return 0;
	type = array_add(parent->types);
	if (type != NULL) {
		mdev_copy_name(type->name, name);
		mdev_copy_name(type->parent, parent->name);
		read_text(dir, "name", type->text);
		read_text(dir, "device_api", type->device_api);
		type->available = read_available(dir);
		type->numa_node = parent->numa_node;
	}
	close(dir);
	return type != NULL ? 0 : -ENOMEM;
}

static int
add_types(int list, const char *name, void *arg)
{
	struct parent parent = { .types = arg, .name = name };
	int ret, dir = pci_sysfs_open(list, name);

	if (dir < 0)
		return 0;
	parent.numa_node = pci_sysfs_read_numa_node(dir, "numa_node");
	ret = pci_sysfs_walk(dir, "mdev_supported_types", add_type, &parent);
	close(dir);
	return ret == -ENOMEM ? ret : 0;
}

static int
compare_types(const void *a, const void *b)
{
	const struct mdev_type *first = a, *second = b;
	int order = strcmp(first->parent, second->parent);

	return order != 0 ? order : strcmp(first->name, second->name);
}

int
mdev_types_read_all(const struct host *host, struct mdev_type **types)
{
	struct array array = ARRAY_OF(struct mdev_type);
	int ret = pci_sysfs_walk(AT_FDCWD, host->parents, add_types, &array);

	return array_finish(&array, ret, compare_types, (void **)types);
}

static bool
has_name(const struct mdev_type *type)
{
	return type->name[0] != '\0' && type->parent[0] != '\0';
}

int
mdev_type_find(const struct host *host, mdev_type_test_t *is_wanted,
	const void *arg, struct mdev_type *found)
{
	struct mdev_type *types;
	int i, nb = mdev_types_read_all(host, &types);
	int ret = nb < 0 ? nb : -ENOENT;

	for (i = 0; i < nb && (ret < 0 || found->available == 0); i++) {
		if (!has_name(&types[i]) || !is_wanted(&types[i], arg))
			continue;
		*found = types[i];
		ret = 0;
	}
	free(types);
	return ret;
}
