/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Order of locks: EAL's memory lock, then the domain's. EAL calls us with the
 * first one held.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "pci_linux.h"
#include "pci_vfio_container.h"
#include "pci_vfio_dma.h"
#include "pci_vfio_memory.h"

#define EVENT_NAME "pci_mdev_dma"

/* A run that the application has mapped. It stays for as long as it has users. */
struct user_range {
	TAILQ_ENTRY(user_range) next;
	struct pci_vfio_run run;
	unsigned int count;	/* how often the application has it mapped */
	unsigned int heap_runs;	/* of it that have become a heap's meanwhile */
};

/* A device, which is alone in its group. */
struct member {
	TAILQ_ENTRY(member) next;
	char name[PCI_ID_STRLEN];
	int group_fd;
	int fd;
};

static struct {
	pthread_mutex_t lock;
	int container;		/* -1: there is no domain */
	bool started;		/* memory is mapped */
	bool follows;		/* EAL tells what comes and goes */
	TAILQ_HEAD(, member) members;
	TAILQ_HEAD(, user_range) user_ranges;
} domain = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.container = -1,
	.members = TAILQ_HEAD_INITIALIZER(domain.members),
	.user_ranges = TAILQ_HEAD_INITIALIZER(domain.user_ranges),
};

/* ---- what the application has mapped ---- */

static struct user_range *
find_user_range(const struct pci_vfio_run *run)
{
	struct user_range *range;

	TAILQ_FOREACH(range, &domain.user_ranges, next) {
		if (range->run.addr == run->addr &&
				range->run.iova == run->iova &&
				range->run.len == run->len)
			return range;
	}
	return NULL;
}

/* The range that maps a run as it is to be mapped; no other can overlap it. */
static struct user_range *
find_user_range_around(const struct pci_vfio_run *run)
{
	struct user_range *range;
	uint64_t offset;

	TAILQ_FOREACH(range, &domain.user_ranges, next) {
		offset = run->addr - range->run.addr;
		if (offset < range->run.len &&
				run->len <= range->run.len - offset &&
				run->iova - range->run.iova == offset)
			return range;
	}
	return NULL;
}

/* One begins in the other: their ends may be that of 64 bits. */
static bool
overlaps_user_range(const struct pci_vfio_run *run)
{
	const struct user_range *range;

	TAILQ_FOREACH(range, &domain.user_ranges, next) {
		if (run->iova - range->run.iova < range->run.len ||
				range->run.iova - run->iova < run->len)
			return true;
	}
	return false;
}

/* ---- one run ---- */

static int
map_new_run(const struct pci_vfio_run *run)
{
	int ret = pci_vfio_container_map(domain.container,
		(const void *)run->addr, run->iova, run->len);

	if (ret < 0)
		PCI_LOG(ERR, "mdev DMA: cannot map IOVA %#" PRIx64 ", %#" PRIx64 " bytes at %p: %s",
			run->iova, run->len, (void *)run->addr, strerror(-ret));
	return ret;
}

static int
unmap_old_run(const struct pci_vfio_run *run)
{
	int ret = pci_vfio_container_unmap(domain.container, run->iova,
		run->len);

	if (ret < 0)
		PCI_LOG(ERR, "mdev DMA: cannot unmap IOVA %#" PRIx64 ", %#" PRIx64 " bytes: %s",
			run->iova, run->len, strerror(-ret));
	return ret;
}

/* Who lets go of a range last unmaps it: all of it, for TYPE1v2 splits none. */
static int
drop_unused(struct user_range *range)
{
	int ret;

	if (range->count > 0 || range->heap_runs > 0)
		return 0;
	ret = unmap_old_run(&range->run);
	TAILQ_REMOVE(&domain.user_ranges, range, next);
	free(range);
	return ret;
}

/* The application may have mapped memory of its own, and then made a heap of
 * it, of which each huge page is a run.
 */
static int
map_run(const struct pci_vfio_run *run)
{
	struct user_range *range = find_user_range_around(run);

	if (range == NULL)
		return map_new_run(run);
	range->heap_runs++;
	return 0;
}

/* What overlaps was in the way when the run came: it is not mapped, and the
 * kernel would take away what is mapped inside it.
 */
static int
unmap_run(const struct pci_vfio_run *run)
{
	struct user_range *range = find_user_range_around(run);

	if (range == NULL || range->heap_runs == 0)
		return overlaps_user_range(run) ? 0 : unmap_old_run(run);
	range->heap_runs--;
	return drop_unused(range);
}

/* Undoes a start that went wrong on the way, wherever that was. */
static int
forget_run(const struct pci_vfio_run *run)
{
	pci_vfio_container_unmap(domain.container, run->iova, run->len);
	return 0;
}

/* ---- memory of EAL ---- */

/* Events are about EAL's memory and that of heaps, also where the list does not
 * say so: EAL marks a heap's when it has told about it.
 */
static void
on_memory_event(enum rte_mem_event type, const void *addr, size_t len,
	void *arg __rte_unused)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);

	if (msl == NULL)
		return;
	pthread_mutex_lock(&domain.lock);
	if (domain.started)
		pci_vfio_memory_for_each(msl, addr, len,
			type == RTE_MEM_EVENT_ALLOC ? map_run : unmap_run);
	pthread_mutex_unlock(&domain.lock);
}

static int
visit_contiguous(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
	size_t len, void *arg)
{
	pci_vfio_run_op_t **op = arg;

	if (!pci_vfio_memory_is_followed(msl))
		return 0;
	return pci_vfio_memory_for_each(msl, ms->addr, len, *op);
}

static int
visit_all(pci_vfio_run_op_t *op)
{
	return rte_memseg_contig_walk_thread_unsafe(visit_contiguous, &op);
}

/* ---- memory of the application ---- */

static int
add_user_range(const struct pci_vfio_run *run)
{
	struct user_range *range = calloc(1, sizeof(*range));
	int ret;

	if (range == NULL)
		return -ENOMEM;
	range->run = *run;
	range->count = 1;
	ret = map_new_run(run);
	if (ret < 0) {
		free(range);
		return ret;
	}
	TAILQ_INSERT_TAIL(&domain.user_ranges, range, next);
	return 0;
}

/* A heap of external memory is mapped like EAL's own, if EAL tells of it. */
static bool
is_mapped_anyway(const void *addr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);

	return msl != NULL && (!msl->external || (msl->heap && domain.follows));
}

int
pci_vfio_dma_map(void *addr, uint64_t iova, size_t len)
{
	const struct pci_vfio_run run = { (uintptr_t)addr, iova, len };
	struct user_range *range;
	int ret = 0;

	if (len == 0)
		return -EINVAL;
	pthread_mutex_lock(&domain.lock);
	range = find_user_range(&run);
	if (range != NULL)
		range->count++;
	else if (!is_mapped_anyway(addr))
		ret = domain.started ? add_user_range(&run) : -ENODEV;
	pthread_mutex_unlock(&domain.lock);
	return ret;
}

int
pci_vfio_dma_unmap(void *addr, uint64_t iova, size_t len)
{
	const struct pci_vfio_run run = { (uintptr_t)addr, iova, len };
	struct user_range *range;
	int ret = 0;

	pthread_mutex_lock(&domain.lock);
	range = find_user_range(&run);
	if (range != NULL && range->count > 0) {
		range->count--;
		ret = drop_unused(range);
	} else if (!is_mapped_anyway(addr)) {
		ret = -EINVAL;
	}
	pthread_mutex_unlock(&domain.lock);
	return ret;
}

/* ---- the domain's life ---- */

static int
map_everything(void)
{
	int ret = visit_all(map_run);

	if (ret < 0)
		visit_all(forget_run);
	return ret;
}

/* Refused with --legacy-mem and --no-huge, where EAL's memory stays as it is,
 * and harmless if it is registered already. Never taken back: without a domain
 * it does nothing.
 * @return 1, 0 if refused, or -errno.
 */
static int
follow_memory(void)
{
	if (rte_mem_event_callback_register(EVENT_NAME, on_memory_event,
			NULL) == 0 || rte_errno == EEXIST)
		return 1;
	return rte_errno == ENOTSUP ? 0 : -rte_errno;
}

/* Events and the first walk exclude each other by EAL's memory lock. */
int
pci_vfio_dma_start(void)
{
	int ret, follows = follow_memory();

	if (follows < 0)
		return follows;
	ret = 0;
	rte_mcfg_mem_read_lock();
	pthread_mutex_lock(&domain.lock);
	domain.follows = follows == 1;
	if (!domain.started) {
		ret = map_everything();
		domain.started = ret == 0;
	}
	pthread_mutex_unlock(&domain.lock);
	rte_mcfg_mem_read_unlock();
	return ret;
}

static int
open_domain(const char **step)
{
	int fd;

	if (domain.container >= 0)
		return 0;
	fd = pci_vfio_container_open(step);
	if (fd < 0)
		return fd;
	domain.container = fd;
	return 0;
}

static void
forget_user_ranges(void)
{
	struct user_range *range;

	while ((range = TAILQ_FIRST(&domain.user_ranges)) != NULL) {
		TAILQ_REMOVE(&domain.user_ranges, range, next);
		free(range);
	}
}

/* Closing the container unmaps all that was mapped in it. */
static void
close_domain_if_empty(void)
{
	if (!TAILQ_EMPTY(&domain.members))
		return;
	forget_user_ranges();
	close(domain.container);
	domain.container = -1;
	domain.started = false;
}

static int
join_group(unsigned int group, const char **step)
{
	int ret, fd = pci_vfio_group_open(group, step);

	if (fd < 0)
		return fd;
	ret = pci_vfio_group_attach(fd, domain.container,
		TAILQ_EMPTY(&domain.members), step);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	return fd;
}

static void
leave_group(int group_fd)
{
	pci_vfio_group_detach(group_fd);
	close(group_fd);
}

/* ---- members ---- */

static int
open_member(struct member *member, unsigned int group, const char **step)
{
	member->group_fd = join_group(group, step);
	if (member->group_fd < 0)
		return member->group_fd;
	member->fd = pci_vfio_group_device(member->group_fd, member->name, step);
	if (member->fd < 0)
		leave_group(member->group_fd);
	return member->fd;
}

static int
join(unsigned int group, const char *name, const char **step)
{
	struct member *member = calloc(1, sizeof(*member));
	int fd;

	if (member == NULL) {
		*step = "opening it";
		return -ENOMEM;
	}
	strlcpy(member->name, name, sizeof(member->name));
	fd = open_member(member, group, step);
	if (fd < 0)
		free(member);
	else
		TAILQ_INSERT_TAIL(&domain.members, member, next);
	return fd;
}

/*
 * Devices are opened and closed under the domain's lock, as memory is mapped
 * and unmapped: type1 of 6.1 can deadlock if a device that has pinned pages is
 * opened or closed while another thread unmaps them.
 */
int
pci_vfio_dma_join(unsigned int group, const char *name, const char **step)
{
	int ret;

	pthread_mutex_lock(&domain.lock);
	ret = open_domain(step);
	if (ret == 0) {
		ret = join(group, name, step);
		close_domain_if_empty();
	}
	pthread_mutex_unlock(&domain.lock);
	return ret;
}

static const struct member *
find_member(const char *name)
{
	const struct member *member;

	TAILQ_FOREACH(member, &domain.members, next)
		if (strcmp(member->name, name) == 0)
			return member;
	return NULL;
}

int
pci_vfio_dma_lend(const char *name)
{
	const struct member *member;
	int fd = -ENODEV;

	pthread_mutex_lock(&domain.lock);
	member = find_member(name);
	if (member != NULL) {
		fd = fcntl(member->fd, F_DUPFD_CLOEXEC, 0);
		if (fd < 0)
			fd = -errno;
	}
	pthread_mutex_unlock(&domain.lock);
	return fd;
}

static void
leave(struct member *member)
{
	close(member->fd);
	leave_group(member->group_fd);
	TAILQ_REMOVE(&domain.members, member, next);
	free(member);
	close_domain_if_empty();
}

void
pci_vfio_dma_leave(int fd)
{
	struct member *member;

	pthread_mutex_lock(&domain.lock);
	TAILQ_FOREACH(member, &domain.members, next)
		if (member->fd == fd)
			break;
	if (member != NULL)
		leave(member);
	pthread_mutex_unlock(&domain.lock);
}
