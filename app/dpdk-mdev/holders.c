/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pci_sysfs.h>

#include "array.h"
#include "holders.h"
#include "text.h"

#define LINK_MAX_LEN 512
#define FDINFO_MAX 1024

/* What vfio_device_open() of the kernel names its files. */
#define DEVICE_LINK "anon_inode:[vfio-device]"
/* A line of fdinfo, of kernels that are newer than 6.12. */
#define DEVICE_PATH "\nvfio-device-syspath:"

struct walk {
	struct array found;
	pid_t pid;
	char command[MDEV_TEXT_MAX];
	unsigned int unseen;
};

/* ---- what a descriptor is ---- */

static bool
parse_group(const char *text, int *group)
{
	uint64_t number;

	if (pci_sysfs_parse_u64(&text, 10, INT_MAX, &number) < 0)
		return false;
	*group = (int)number;
	/* " (deleted)" follows where the node is gone. */
	return *text == '\0' || *text == ' ';
}

/* By its end, for the process may see another root. */
static bool
parse_node(const char *target, struct holder *holder)
{
	const char *name = NULL, *next = target;

	while ((next = strstr(next, "/vfio/")) != NULL) {
		next += strlen("/vfio/");
		name = next;
	}
	if (name == NULL)
		return false;
	if (parse_group(name, &holder->group)) {
		holder->via = HOLDER_GROUP;
		return true;
	}
	if (strncmp(name, "devices/vfio", 12) != 0)
		return false;
	name += strlen("devices/");
	snprintf(holder->device, sizeof(holder->device), "%.*s",
		(int)strcspn(name, " "), name);
	holder->via = HOLDER_CDEV;
	return true;
}

static void
read_fdinfo(int dir, const char *fd, char text[FDINFO_MAX])
{
	char path[PCI_SYSFS_PATH_MAX];
	int file = -1;
	ssize_t n = 0;

	if (pci_sysfs_path("../fdinfo", fd, path) == 0)
		file = openat(dir, path, O_RDONLY | O_CLOEXEC);
	if (file >= 0) {
		n = read(file, text, FDINFO_MAX - 1);
		close(file);
	}
	text[n > 0 ? n : 0] = '\0';
}

static void
parse_device(int dir, const char *fd, struct holder *holder)
{
	char text[FDINFO_MAX];
	const char *line, *name;

	holder->via = HOLDER_UNKNOWN;
	read_fdinfo(dir, fd, text);
	line = strstr(text, DEVICE_PATH);
	if (line == NULL)
		return;
	text[line + 1 - text + strcspn(line + 1, "\n")] = '\0';
	name = strrchr(line, '/');
	if (name == NULL)
		return;
	snprintf(holder->device, sizeof(holder->device), "%s", name + 1);
	holder->via = HOLDER_DEVICE;
}

/* Whatever has such a name. One that cannot be looked at may be a node. */
static bool
is_file(int dir, const char *fd)
{
	struct stat st;

	return fstatat(dir, fd, &st, 0) == 0 && !S_ISCHR(st.st_mode);
}

static bool
identify(int dir, const char *fd, struct holder *holder)
{
	char target[LINK_MAX_LEN];
	ssize_t n = readlinkat(dir, fd, target, sizeof(target));

	if (n < 0 || (size_t)n == sizeof(target))
		return false;
	target[n] = '\0';
	if (strcmp(target, DEVICE_LINK) != 0)
		return parse_node(target, holder) && !is_file(dir, fd);
	parse_device(dir, fd, holder);
	return true;
}

/* ---- processes ---- */

static bool
is_listed(const struct walk *walk, const struct holder *holder)
{
	const struct holder *other = walk->found.items;
	unsigned int i;

	for (i = 0; i < walk->found.nb; i++, other++)
		if (other->pid == holder->pid && other->via == holder->via &&
				other->group == holder->group &&
				strcmp(other->device, holder->device) == 0)
			return true;
	return false;
}

static int
look_at_fd(int dir, const char *fd, void *arg)
{
	struct walk *walk = arg;
	struct holder holder = { .pid = walk->pid, .group = -1 };
	struct holder *new;

	if (!identify(dir, fd, &holder))
		return 0;
	text_clean(holder.device);
	if (is_listed(walk, &holder))
		return 0;
	new = array_add(&walk->found);
	if (new == NULL)
		return -ENOMEM;
	memcpy(holder.command, walk->command, sizeof(holder.command));
	*new = holder;
	return 0;
}

static void
read_command(int processes, const char *name, char command[MDEV_TEXT_MAX])
{
	char path[PCI_SYSFS_PATH_MAX];

	if (pci_sysfs_path(name, "comm", path) < 0 ||
			pci_sysfs_read_str(processes, path, command,
				MDEV_TEXT_MAX) < 0)
		snprintf(command, MDEV_TEXT_MAX, "?");
	text_clean(command);
}

static int
look_at_process(int processes, const char *name, void *arg)
{
	struct walk *walk = arg;
	char path[PCI_SYSFS_PATH_MAX];
	const char *end = name;
	uint64_t pid;
	int ret;

	if (pci_sysfs_parse_u64(&end, 10, INT_MAX, &pid) < 0 || *end != '\0' ||
			pci_sysfs_path(name, "fd", path) < 0)
		return 0;
	walk->pid = (pid_t)pid;
	read_command(processes, name, walk->command);
	ret = pci_sysfs_walk(processes, path, look_at_fd, walk);
	walk->unseen += ret == -EACCES || ret == -EPERM;
	return ret == -ENOMEM ? ret : 0;
}

static int
compare(const void *a, const void *b)
{
	const struct holder *first = a, *second = b;

	return (first->pid > second->pid) - (first->pid < second->pid);
}

int
holders_read(const struct host *host, struct holders *holders)
{
	struct walk walk = { .found = ARRAY_OF(struct holder) };
	int ret = pci_sysfs_walk(AT_FDCWD, host->processes, look_at_process,
		&walk);
	void *items;

	ret = array_finish(&walk.found, ret, compare, &items);
	*holders = (struct holders){ items, ret > 0 ? (unsigned int)ret : 0,
		walk.unseen };
	return RTE_MIN(ret, 0);
}

void
holders_free(struct holders *holders)
{
	free(holders->all);
	*holders = (struct holders){ 0 };
}

/* ---- who has what ---- */

static bool
has_device(const struct holder *holder, const struct mdev *mdev)
{
	switch (holder->via) {
	case HOLDER_GROUP:
		return holder->group == mdev->group;
	case HOLDER_CDEV:
		return strcmp(holder->device, mdev->cdev) == 0;
	case HOLDER_DEVICE:
		return strcmp(holder->device, mdev->uuid) == 0;
	default:
		return false;
	}
}

/* Start with NULL. There may be no array at all. */
static const struct holder *
next(const struct holders *holders, const struct holder *prev)
{
	size_t i = prev == NULL ? 0 : (size_t)(prev - holders->all) + 1;

	return i < holders->nb ? &holders->all[i] : NULL;
}

/* One that has come by its group's node has a descriptor of the device, too. */
static bool
has_another(const struct holders *holders, const struct holder *holder)
{
	const struct holder *other = NULL;

	while ((other = next(holders, other)) != NULL)
		if (other->pid == holder->pid && other->via != HOLDER_UNKNOWN)
			return true;
	return false;
}

static bool
is_first(const struct holders *holders, const struct mdev *mdev,
	const struct holder *holder)
{
	const struct holder *other;

	for (other = holders->all; other < holder; other++)
		if (other->pid == holder->pid && has_device(other, mdev))
			return false;
	return true;
}

const struct holder *
holders_next(const struct holders *holders, const struct mdev *mdev,
	const struct holder *prev)
{
	while ((prev = next(holders, prev)) != NULL)
		if (has_device(prev, mdev) && is_first(holders, mdev, prev))
			break;
	return prev;
}

const struct holder *
holders_next_unknown(const struct holders *holders, const struct holder *prev)
{
	while ((prev = next(holders, prev)) != NULL)
		if (prev->via == HOLDER_UNKNOWN && !has_another(holders, prev))
			break;
	return prev;
}

void
holders_text(const struct holders *holders, const struct mdev *mdev, char *text,
	size_t len)
{
	const struct holder *holder = NULL;
	size_t used = 0;

	text[0] = '\0';
	while ((holder = holders_next(holders, mdev, holder)) != NULL &&
			used < len)
		used += (size_t)snprintf(text + used, len - used, "%s%d (%s)",
			used == 0 ? "" : ", ", (int)holder->pid,
			holder->command);
}

void
holders_command(const struct host *host, pid_t pid, char command[MDEV_TEXT_MAX])
{
	char name[sizeof("-2147483648")];
	int dir = pci_sysfs_open(AT_FDCWD, host->processes);

	snprintf(name, sizeof(name), "%d", (int)pid);
	snprintf(command, MDEV_TEXT_MAX, "?");
	if (dir < 0)
		return;
	read_command(dir, name, command);
	close(dir);
}

int
holders_find(const struct host *host, const struct mdev *mdev, char *text,
	size_t len)
{
	struct holders holders;
	int ret = holders_read(host, &holders);

	holders_text(&holders, mdev, text, len);
	holders_free(&holders);
	return ret;
}
