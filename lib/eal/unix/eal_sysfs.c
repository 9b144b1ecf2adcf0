/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "eal_sysfs.h"

/* fgets() stops at the end of buf, of the line or of the file. */
static int
read_line(FILE *file, char *buf, size_t len)
{
	size_t used;
	int next;

	errno = 0;
	if (fgets(buf, (int)len, file) == NULL)
		return errno != 0 ? -errno : -ENODATA;
	used = strcspn(buf, "\n");
	next = buf[used] == '\n' ? '\n' : getc(file);
	if (next != '\n' && next != EOF)
		return -EOVERFLOW;
	buf[used] = '\0';
	return 0;
}

int
eal_parse_sysfs_str(const char *filename, char *buf, size_t len)
{
	FILE *file;
	int ret;

	/* In less, fgets() has no room for a character. */
	if (len < 2 || len > INT_MAX)
		return -EINVAL;
	file = fopen(filename, "re");
	if (file == NULL)
		return -errno;
	ret = read_line(file, buf, len);
	fclose(file);
	return ret;
}
