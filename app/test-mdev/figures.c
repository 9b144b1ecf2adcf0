/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the process and the kernel hold, by what the kernel says of it.
 */

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "figures.h"

/* Each line of a file of /proc goes to a function that adds to the figures. */
typedef void (line_t)(const char *line, struct figures *figures);

static bool
read_lines(const char *path, line_t *take, struct figures *figures)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (f == NULL)
		return false;
	while (getline(&line, &size, f) > 0)
		take(line, figures);
	free(line);
	fclose(f);
	return true;
}

/* The one that counts them is not counted, nor are "." and "..". */
unsigned int
count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;

	if (dir == NULL)
		return 0;
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count - 3;
}

static void
take_mapping(const char *line, struct figures *figures)
{
	uint64_t start, end;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64, &start, &end) != 2)
		return;
	figures->value[FIGURE_MAPPINGS]++;
	figures->value[FIGURE_MAPPED] += (end - start) >> 10;
}

static void
take_value(const char *line, const char *name, uint64_t *value)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) == 0)
		*value = strtoull(line + len, NULL, 10);
}

static void
take_status(const char *line, struct figures *figures)
{
	take_value(line, "VmRSS:", &figures->value[FIGURE_RESIDENT]);
}

static void
take_meminfo(const char *line, struct figures *figures)
{
	take_value(line, "Slab:", &figures->value[FIGURE_SLAB]);
	take_value(line, "SUnreclaim:", &figures->value[FIGURE_UNRECLAIMABLE]);
}

/* Or the slab would hold names of files that were looked up once. */
static bool
drop_caches(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, "2", 1) == 1;

	if (fd >= 0)
		close(fd);
	return done;
}

bool
figures_read(struct figures *figures)
{
	*figures = (struct figures){ 0 };
	figures->value[FIGURE_ALLOCATED] = mallinfo2().uordblks;
	figures->value[FIGURE_DESCRIPTORS] = count_descriptors();
	return drop_caches() && figures->value[FIGURE_DESCRIPTORS] > 0 &&
		read_lines("/proc/self/maps", take_mapping, figures) &&
		read_lines("/proc/self/status", take_status, figures) &&
		read_lines("/proc/meminfo", take_meminfo, figures);
}
