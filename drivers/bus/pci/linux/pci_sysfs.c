/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../pci_hex.h"
#include "pci_sysfs.h"

/* Three 64-bit numbers a line; the kernel prints at most 17 lines. */
#define RESOURCE_FILE_MAX 1280
/* From a device below many bridges up to /sys, and down again. */
#define LINK_MAX_LEN 512
#define GROUP_MAX_LEN 16

bool
pci_sysfs_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int
pci_sysfs_open(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int
pci_sysfs_open_device(const char *list, const char *name)
{
	int fd, base = pci_sysfs_open(AT_FDCWD, list);

	if (base < 0)
		return base;
	fd = pci_sysfs_open(base, name);
	close(base);
	return fd;
}

static int
walk_entries(DIR *dir, pci_sysfs_entry_t *entry, void *arg)
{
	struct dirent *e;
	int ret = 0;

	while (ret == 0) {
		errno = 0;
		e = readdir(dir);
		if (e == NULL)
			return -errno;
		if (e->d_name[0] != '.')
			ret = entry(dirfd(dir), e->d_name, arg);
	}
	return ret;
}

int
pci_sysfs_walk(int dirfd, const char *name, pci_sysfs_entry_t *entry, void *arg)
{
	int ret, fd = pci_sysfs_open(dirfd, name);
	DIR *dir;

	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (dir == NULL) {
		ret = -errno;
		close(fd);
		return ret;
	}
	ret = walk_entries(dir, entry, arg);
	closedir(dir);
	return ret;
}

int
pci_sysfs_open_file(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int
pci_sysfs_path(const char *entry, const char *attr,
	char path[PCI_SYSFS_PATH_MAX])
{
	size_t entry_len = strlen(entry), attr_len = strlen(attr);

	if (entry_len + 1 + attr_len >= PCI_SYSFS_PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(path, entry, entry_len);
	path[entry_len] = '/';
	memcpy(path + entry_len + 1, attr, attr_len + 1);
	return 0;
}

/* A file of sysfs is one read(); one that fills the buffer was cut off. */
static int
read_file(int dirfd, const char *attr, char *buf, size_t len)
{
	int ret = 0, fd = openat(dirfd, attr, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, buf, len);
	if (n < 0)
		ret = -errno;
	else if ((size_t)n == len)
		ret = -EOVERFLOW;
	else
		buf[n] = '\0';
	close(fd);
	return ret;
}

int
pci_sysfs_read_str(int dirfd, const char *attr, char *buf, size_t len)
{
	int ret = read_file(dirfd, attr, buf, len);

	if (ret < 0)
		return ret;
	buf[strcspn(buf, "\n")] = '\0';
	return 0;
}

/* As in C: 0x is hexadecimal, and where the base is 0, 0 is octal. */
static const char *
skip_prefix(const char *text, unsigned int *base)
{
	if (*base != 10 && text[0] == '0' && (text[1] | 0x20) == 'x' &&
			isxdigit((unsigned char)text[2])) {
		*base = 16;
		return text + 2;
	}
	if (*base == 0)
		*base = text[0] == '0' ? 8 : 10;
	return text;
}

/* strtoull() takes more than numbers: spaces, signs, the empty string. */
int
pci_sysfs_parse_u64(const char **text, unsigned int base, uint64_t max,
	uint64_t *value)
{
	const char *c = skip_prefix(*text, &base);
	const char *first = c;
	unsigned int digit;
	uint64_t sum = 0;
	bool fits = true;

	for (; (digit = pci_hex_digit(*c)) < base; c++)
		fits &= !__builtin_mul_overflow(sum, base, &sum) &&
			!__builtin_add_overflow(sum, digit, &sum);
	if (c == first)
		return -EINVAL;
	if (!fits || sum > max)
		return -ERANGE;
	*value = sum;
	*text = c;
	return 0;
}

int
pci_sysfs_read_u64(int dirfd, const char *attr, uint64_t max, uint64_t *value)
{
	char buf[PCI_SYSFS_ATTR_MAX];
	const char *text = buf;
	int ret = pci_sysfs_read_str(dirfd, attr, buf, sizeof(buf));

	if (ret == 0)
		ret = pci_sysfs_parse_u64(&text, 0, max, value);
	if (ret < 0)
		return ret;
	return *text == '\0' ? 0 : -EINVAL;
}

int
pci_sysfs_read_numa_node(int dirfd, const char *attr)
{
	uint64_t node;

	if (pci_sysfs_read_u64(dirfd, attr, INT_MAX, &node) < 0)
		return -1;
	return (int)node;
}

int
pci_sysfs_read_link(int dirfd, const char *attr, char *buf, size_t len)
{
	char target[LINK_MAX_LEN];
	const char *base;
	ssize_t n = readlinkat(dirfd, attr, target, sizeof(target));

	if (n < 0)
		return -errno;
	if ((size_t)n == sizeof(target))
		return -EOVERFLOW;
	target[n] = '\0';
	base = strrchr(target, '/');
	if (base == NULL || base[1] == '\0')
		return -EINVAL;
	if (snprintf(buf, len, "%s", base + 1) >= (int)len)
		return -EOVERFLOW;
	return 0;
}

/* The last component of the link is the number. */
int
pci_sysfs_read_group(int dirfd)
{
	char name[GROUP_MAX_LEN];
	const char *text = name;
	uint64_t group;
	int ret = pci_sysfs_read_link(dirfd, "iommu_group", name, sizeof(name));

	if (ret < 0)
		return ret;
	if (pci_sysfs_parse_u64(&text, 10, INT_MAX, &group) < 0 ||
			*text != '\0')
		return -ERANGE;
	return (int)group;
}

static int
parse_resource(const char **text, struct pci_sysfs_resource *res)
{
	uint64_t field[3];
	unsigned int i;
	int ret;

	for (i = 0; i < 3; i++) {
		*text += strspn(*text, " ");
		ret = pci_sysfs_parse_u64(text, 0, UINT64_MAX, &field[i]);
		if (ret < 0)
			return ret;
	}
	if (**text != '\n' || field[1] < field[0])
		return -EINVAL;
	*text += 1;
	/* All zero is a line for what is not there, not for one byte. */
	*res = (struct pci_sysfs_resource){
		.start = field[0],
		.len = field[1] == 0 ? 0 : field[1] - field[0] + 1,
		.flags = field[2],
	};
	return 0;
}

int
pci_sysfs_read_resources(int dirfd, const char *attr,
	struct pci_sysfs_resource *res, unsigned int nb)
{
	char buf[RESOURCE_FILE_MAX];
	const char *text = buf;
	unsigned int i;
	int ret = read_file(dirfd, attr, buf, sizeof(buf));

	for (i = 0; ret == 0 && i < nb; i++)
		ret = parse_resource(&text, &res[i]);
	return ret;
}
