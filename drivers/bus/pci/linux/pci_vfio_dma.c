/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Order of locks: EAL's memory lock, then the domain's. EAL calls us with the
 * first one held.
 */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "pci_linux.h"
#include "pci_vfio_container.h"
#include "pci_vfio_dma.h"
#include "pci_vfio_memory.h"

#define EVENT_NAME "pci_mdev_dma"

/* A run that the application has mapped, and how often. */
struct user_range {
	TAILQ_ENTRY(user_range) next;
	struct pci_vfio_run run;
	unsigned int count;
};

static struct {
	pthread_mutex_t lock;
	int container;		/* -1: there is no domain */
	unsigned int groups;
	bool started;		/* memory is mapped and followed */
	TAILQ_HEAD(, user_range) user_ranges;
} domain = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.container = -1,
	.user_ranges = TAILQ_HEAD_INITIALIZER(domain.user_ranges),
};

/* ---- one run ---- */

static int
map_new_run(const struct pci_vfio_run *run)
{
	int ret = pci_vfio_container_map(domain.container,
		(const void *)run->addr, run->iova, run->len);

	if (ret < 0 && ret != -EEXIST)
		PCI_LOG(ERR, "mdev DMA: cannot map IOVA %#" PRIx64 ", %#" PRIx64 " bytes at %p: %s",
			run->iova, run->len, (void *)run->addr, strerror(-ret));
	return ret;
}

/* An external heap that the application mapped before it became a heap. */
static int
map_run(const struct pci_vfio_run *run)
{
	int ret = map_new_run(run);

	return ret == -EEXIST ? 0 : ret;
}

static int
unmap_run(const struct pci_vfio_run *run)
{
	int ret = pci_vfio_container_unmap(domain.container, run->iova,
		run->len);

	if (ret < 0)
		PCI_LOG(ERR, "mdev DMA: cannot unmap IOVA %#" PRIx64 ", %#" PRIx64 " bytes: %s",
			run->iova, run->len, strerror(-ret));
	return ret;
}

/* Undoes a start that went wrong on the way, wherever that was. */
static int
forget_run(const struct pci_vfio_run *run)
{
	pci_vfio_container_unmap(domain.container, run->iova, run->len);
	return 0;
}

/* ---- memory of EAL ---- */

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

	return pci_vfio_memory_for_each(msl, ms->addr, len, *op);
}

static int
visit_all(pci_vfio_run_op_t *op)
{
	return rte_memseg_contig_walk_thread_unsafe(visit_contiguous, &op);
}

/* ---- memory of the application ---- */

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

static int
drop_user_range(struct user_range *range)
{
	int ret;

	if (--range->count > 0)
		return 0;
	ret = unmap_run(&range->run);
	TAILQ_REMOVE(&domain.user_ranges, range, next);
	free(range);
	return ret;
}

/* A heap that was made of external memory is mapped like EAL's own. */
static bool
is_mapped_anyway(const void *addr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);

	return msl != NULL && pci_vfio_memory_is_followed(msl);
}

int
pci_vfio_dma_map(void *addr, uint64_t iova, size_t len)
{
	const struct pci_vfio_run run = { (uintptr_t)addr, iova, len };
	struct user_range *range;
	int ret = 0;

	if (len == 0)
		return -EINVAL;
	if (is_mapped_anyway(addr))
		return 0;
	pthread_mutex_lock(&domain.lock);
	range = find_user_range(&run);
	if (!domain.started)
		ret = -ENODEV;
	else if (range != NULL)
		range->count++;
	else
		ret = add_user_range(&run);
	pthread_mutex_unlock(&domain.lock);
	return ret;
}

int
pci_vfio_dma_unmap(void *addr, uint64_t iova, size_t len)
{
	const struct pci_vfio_run run = { (uintptr_t)addr, iova, len };
	struct user_range *range;
	int ret = -EINVAL;

	if (is_mapped_anyway(addr))
		return 0;
	pthread_mutex_lock(&domain.lock);
	range = find_user_range(&run);
	if (range != NULL)
		ret = drop_user_range(range);
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

/* Refused with --legacy-mem, where memory stays as it is, and harmless if it
 * is registered already. Never taken back: without a domain it does nothing.
 */
static int
follow_memory(void)
{
	if (rte_mem_event_callback_register(EVENT_NAME, on_memory_event,
			NULL) == 0 || rte_errno == ENOTSUP ||
			rte_errno == EEXIST)
		return 0;
	return -rte_errno;
}

/* Events and the first walk exclude each other by EAL's memory lock. */
int
pci_vfio_dma_start(void)
{
	int ret = follow_memory();

	if (ret < 0)
		return ret;
	rte_mcfg_mem_read_lock();
	pthread_mutex_lock(&domain.lock);
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
	if (domain.groups > 0)
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
	ret = pci_vfio_group_attach(fd, domain.container, domain.groups == 0,
		step);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	domain.groups++;
	return fd;
}

static void
leave_group(int group_fd)
{
	pci_vfio_group_detach(group_fd);
	close(group_fd);
	domain.groups--;
}

static int
join(unsigned int group, const char *name, struct pci_vfio_member *member,
	const char **step)
{
	member->group_fd = join_group(group, step);
	if (member->group_fd < 0)
		return member->group_fd;
	member->fd = pci_vfio_group_device(member->group_fd, name, step);
	if (member->fd < 0) {
		leave_group(member->group_fd);
		return member->fd;
	}
	return 0;
}

/*
 * Devices are opened and closed under the domain's lock, as memory is mapped
 * and unmapped: type1 of 6.1 can deadlock if a device that has pinned pages is
 * opened or closed while another thread unmaps them.
 */
int
pci_vfio_dma_join(unsigned int group, const char *name,
	struct pci_vfio_member *member, const char **step)
{
	int ret;

	pthread_mutex_lock(&domain.lock);
	ret = open_domain(step);
	if (ret == 0) {
		ret = join(group, name, member, step);
		close_domain_if_empty();
	}
	pthread_mutex_unlock(&domain.lock);
	return ret;
}

void
pci_vfio_dma_leave(const struct pci_vfio_member *member)
{
	pthread_mutex_lock(&domain.lock);
	close(member->fd);
	leave_group(member->group_fd);
	close_domain_if_empty();
	pthread_mutex_unlock(&domain.lock);
}
