/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What a program needs for DMA, and whether the device's container takes it.
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <linux/capability.h>

#include <pci_sysfs.h>
#include <pci_text.h>
#include <pci_vfio_container.h>

#include "exam.h"

/* ---- DMA ---- */

static int
map_and_unmap(int container, void *page, size_t len)
{
	uint64_t iova = (uintptr_t)page;
	int ret = pci_vfio_container_map(container, page, iova, len);

	return ret < 0 ? ret : pci_vfio_container_unmap(container, iova, len);
}

enum exam_verdict
exam_dma(struct exam *exam, struct exam_finding *finding)
{
	size_t len = (size_t)sysconf(_SC_PAGESIZE);
	void *page = mmap(NULL, len, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ret;

	if (page == MAP_FAILED)
		return exam_say(finding, EXAM_FAILED, "getting a page: %s", strerror(errno));
	ret = map_and_unmap(exam->device.container, page, len);
	munmap(page, len);
	if (ret == 0)
		return exam_say(finding, EXAM_OK, "a page was mapped, and unmapped");
	if (ret == -ENOMEM)
		exam_fix(finding, "prlimit --pid $$ --memlock=unlimited  # as root");
	return exam_say(finding, EXAM_FAILED, "mapping a page: %s", strerror(-ret));
}

/* ---- hugepages ---- */

struct pages {
	uint64_t total;		/* bytes */
	uint64_t free;
};

static uint64_t
read_count(int dir, const char *attr)
{
	uint64_t count;

	if (pci_sysfs_read_u64(dir, attr, UINT32_MAX, &count) < 0)
		return 0;
	return count;
}

/* A directory for each size, hugepages-2048kB. */
static int
count_pages(int list, const char *name, void *arg)
{
	struct pages *pages = arg;
	const char *text = name + strlen("hugepages-");
	uint64_t size;
	int dir;

	if (strncmp(name, "hugepages-", strlen("hugepages-")) != 0 ||
			pci_sysfs_parse_u64(&text, 10, UINT32_MAX, &size) < 0)
		return 0;
	dir = pci_sysfs_open(list, name);
	if (dir < 0)
		return 0;
	size *= 1024;
	pages->total += read_count(dir, "nr_hugepages") * size;
	pages->free += read_count(dir, "free_hugepages") * size;
	close(dir);
	return 0;
}

static struct pages
read_pages(const struct host *host)
{
	struct pages pages = { 0, 0 };

	pci_sysfs_walk(AT_FDCWD, host->hugepages, count_pages, &pages);
	return pages;
}

static bool
is_mounted(const struct host *host)
{
	FILE *file = fopen(host->mounts, "re");
	bool found = false;
	char line[1024];

	if (file == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), file) != NULL)
		found = strstr(line, " hugetlbfs ") != NULL;
	fclose(file);
	return found;
}

enum exam_verdict
exam_hugepages(struct exam *exam, struct exam_finding *finding)
{
	struct pages pages = read_pages(exam->host);
	char total[PCI_TEXT_SIZE_MAX], left[PCI_TEXT_SIZE_MAX];

	pci_text_size(pages.total, total);
	pci_text_size(pages.free, left);
	if (pages.free == 0) {
		exam_fix(finding, "dpdk-hugepages.py --setup 512M  # as root");
		return exam_say(finding, EXAM_DOUBT,
			"%s; without them a program needs --no-huge",
			pages.total == 0 ? "none" : "none free");
	}
	if (is_mounted(exam->host))
		return exam_say(finding, EXAM_OK, "%s free of %s", left, total);
	exam_fix(finding, "dpdk-hugepages.py --mount  # as root");
	return exam_say(finding, EXAM_DOUBT,
		"%s free, but no hugetlbfs is mounted: needs --in-memory", left);
}

/* ---- the limit of locked memory ---- */

/* As capable(CAP_IPC_LOCK) of the kernel, which VFIO asks. */
static bool
has_ipc_lock(const struct host *host)
{
	char path[HOST_PATH_MAX], line[256];
	unsigned long long caps = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/self/status", host->processes);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	fclose(file);
	return caps >> CAP_IPC_LOCK & 1;
}

/* The kernel asks for the capability in the user namespace that it made itself,
 * which alone has all IDs. Where the file is missing there are no others.
 */
static bool
is_in_first_userns(const struct host *host)
{
	char path[HOST_PATH_MAX], map[64];
	unsigned int inside, outside, count;
	int ret;

	snprintf(path, sizeof(path), "%s/self/uid_map", host->processes);
	ret = pci_sysfs_read_str(AT_FDCWD, path, map, sizeof(map));
	return ret == -ENOENT || (ret == 0 &&
		sscanf(map, "%u %u %u", &inside, &outside, &count) == 3 &&
		inside == 0 && outside == 0 && count == UINT32_MAX);
}

/*
 * What the driver of an mdev pins counts, and only then is the limit looked at:
 * mapping for DMA tells nothing, and the bus takes the device in any case.
 */
enum exam_verdict
exam_memlock(struct exam *exam, struct exam_finding *finding)
{
	uint64_t total = read_pages(exam->host).total;
	char text[PCI_TEXT_SIZE_MAX];
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0)
		return exam_say(finding, EXAM_DOUBT, "the limit cannot be read: %s",
			strerror(errno));
	if (limit.rlim_cur == RLIM_INFINITY || (has_ipc_lock(exam->host) &&
			is_in_first_userns(exam->host)))
		return exam_say(finding, EXAM_OK, "without a limit");
	pci_text_size(limit.rlim_cur, text);
	if (total > 0 && limit.rlim_cur >= total)
		return exam_say(finding, EXAM_OK, "%s, all hugepages fit in", text);
	exam_fix(finding, "prlimit --pid $$ --memlock=unlimited  # as root");
	return exam_say(finding, EXAM_DOUBT,
		"%s: the driver may pin no more of a program's memory", text);
}
