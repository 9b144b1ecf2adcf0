/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <rte_eal.h>

#include "pci_linux.h"
#include "pci_sysfs.h"
#include "pci_uio_node.h"

#define NODE_PATH_MAX 32

struct uio_entry {
	int number;
	char name[NODE_PATH_MAX];
};

/* "uio3", or as old kernels had it, "uio:uio3". */
static int
parse_name(const char *name)
{
	uint64_t number;

	if (strncmp(name, "uio:", 4) == 0)
		name += 4;
	if (strncmp(name, "uio", 3) != 0)
		return -1;
	name += 3;
	return pci_sysfs_parse_u64(&name, 10, INT_MAX, &number) == 0 &&
		*name == '\0' ? (int)number : -1;
}

static int
look_at_entry(int dirfd __rte_unused, const char *name, void *arg)
{
	struct uio_entry *found = arg;
	int number = parse_name(name);

	if (number < 0 || snprintf(found->name, sizeof(found->name), "%s",
			name) >= (int)sizeof(found->name))
		return 0;
	found->number = number;
	return 1;
}

/* Kernels since 2.6.32 keep it in a directory of its own. */
static int
open_list(int dirfd)
{
	int fd = pci_sysfs_open(dirfd, "uio");

	return fd == -ENOENT ? pci_sysfs_open(dirfd, ".") : fd;
}

/* 0: entry is open; 1: there is none; or -errno. */
static int
open_entry(int dirfd, struct uio_entry *found, int *entry)
{
	int ret, fd = open_list(dirfd);

	if (fd < 0)
		return fd;
	ret = pci_sysfs_walk(fd, ".", look_at_entry, found);
	if (ret == 1) {
		*entry = pci_sysfs_open(fd, found->name);
		ret = RTE_MIN(*entry, 0);
	} else if (ret == 0) {
		ret = 1;
	}
	close(fd);
	return ret;
}

/* "248:3" */
static int
parse_devnum(const char *text, dev_t *devnum)
{
	uint64_t major_num, minor_num;

	if (pci_sysfs_parse_u64(&text, 10, UINT_MAX, &major_num) < 0 ||
			*text++ != ':' ||
			pci_sysfs_parse_u64(&text, 10, UINT_MAX, &minor_num) < 0 ||
			*text != '\0')
		return -EINVAL;
	*devnum = makedev((unsigned int)major_num, (unsigned int)minor_num);
	return 0;
}

static int
read_devnum(int entry, dev_t *devnum)
{
	char text[PCI_SYSFS_ATTR_MAX];
	int ret = pci_sysfs_read_str(entry, "dev", text, sizeof(text));

	return ret < 0 ? ret : parse_devnum(text, devnum);
}

/* It is as good if it is there already, and not another device's. */
static int
make_node_of(const char *path, dev_t devnum)
{
	struct stat st;
	int err;

	if (mknod(path, S_IFCHR | S_IRUSR | S_IWUSR, devnum) == 0)
		return 0;
	err = errno;
	if (err == EEXIST && stat(path, &st) == 0 && S_ISCHR(st.st_mode) &&
			st.st_rdev == devnum)
		return 0;
	return -err;
}

/* For machines without udev. */
static void
make_node(const char *name, int entry, const char *path)
{
	dev_t devnum;
	int ret = read_devnum(entry, &devnum);

	if (ret == 0)
		ret = make_node_of(path, devnum);
	if (ret < 0)
		PCI_LOG(WARNING, "%s: cannot create %s: %s", name, path,
			strerror(-ret));
}

int
pci_uio_node_open(const char *name, int dirfd, int *number, int *fd)
{
	struct uio_entry found = { .number = -1 };
	char path[NODE_PATH_MAX];
	int entry, ret = open_entry(dirfd, &found, &entry);

	*number = found.number;
	if (ret != 0)
		return ret;
	snprintf(path, sizeof(path), "/dev/uio%d", found.number);
	if (rte_eal_create_uio_dev())
		make_node(name, entry, path);
	close(entry);
	*fd = open(path, O_RDWR | O_CLOEXEC);
	return *fd < 0 ? -errno : 0;
}
