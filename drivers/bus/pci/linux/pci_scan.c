/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Which devices of a kind there are, brought into the list. sysfs has them in
 * the order of a hash table, so that they are sorted once, and find their places
 * in one pass: to look for the place of each would take quadratic time. They are
 * read as they come.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pci_scan.h"
#include "pci_sysfs.h"

#define FIRST_ROOM 64

struct candidate {
	struct pci_found found;
	struct rte_pci_device_internal *place;	/* listed, the first that does
						 * not come before; NULL: none
						 */
	struct rte_pci_device_internal *new;	/* NULL: not to be listed */
};

struct batch {
	enum pci_id_kind kind;
	struct candidate *all;		/* as they were found */
	struct candidate **sorted;
	unsigned int nb;
	unsigned int room;
};

/* ---- collect ---- */

static int
make_room(struct batch *batch)
{
	unsigned int room = batch->room == 0 ? FIRST_ROOM : batch->room * 2;
	struct candidate *all;

	if (batch->nb < batch->room)
		return 0;
	all = realloc(batch->all, room * sizeof(*all));
	if (all == NULL)
		return -ENOMEM;
	batch->all = all;
	batch->room = room;
	return 0;
}

static int
add(struct batch *batch, const struct pci_dev_id *id,
	struct rte_devargs *devargs)
{
	int ret = make_room(batch);

	if (ret == 0)
		batch->all[batch->nb++] = (struct candidate){
			.found = { .id = *id, .devargs = devargs },
		};
	return ret;
}

static int
add_entry(int list __rte_unused, const char *name, void *arg)
{
	struct batch *batch = arg;
	struct rte_devargs *devargs;
	struct pci_dev_id id;

	if (pci_id_parse(name, &id) < 0 || id.kind != batch->kind)
		return 0;
	devargs = pci_devargs_find(&id);
	return pci_devargs_ignores(devargs) ? 0 : add(batch, &id, devargs);
}

static int
add_allowed(struct batch *batch)
{
	struct rte_devargs *devargs = NULL;
	struct pci_dev_id id;
	int ret = 0;

	while (ret == 0 &&
			(devargs = pci_devargs_next_allowed(devargs, &id)) != NULL)
		if (id.kind == batch->kind)
			ret = add(batch, &id, devargs);
	return ret;
}

/* With an allowlist, other devices cost nothing, however many there are. */
static int
collect(struct batch *batch, int list)
{
	if (pci_devargs_are_a_list())
		return add_allowed(batch);
	return pci_sysfs_walk(list, ".", add_entry, batch);
}

/* ---- find their places ---- */

static int
compare(const void *a, const void *b)
{
	const struct candidate *const *first = a, *const *second = b;

	return pci_id_cmp(&(*first)->found.id, &(*second)->found.id);
}

static int
sort(struct batch *batch)
{
	unsigned int i;

	if (batch->nb == 0)
		return 0;
	batch->sorted = malloc(batch->nb * sizeof(*batch->sorted));
	if (batch->sorted == NULL)
		return -ENOMEM;
	for (i = 0; i < batch->nb; i++)
		batch->sorted[i] = &batch->all[i];
	qsort(batch->sorted, batch->nb, sizeof(*batch->sorted), compare);
	return 0;
}

static void
find_places(struct batch *batch)
{
	struct rte_pci_device_internal *listed = pci_list_next(NULL);
	struct candidate *candidate;
	unsigned int i;

	for (i = 0; i < batch->nb; i++) {
		candidate = batch->sorted[i];
		while (listed != NULL && pci_id_cmp(&listed->id,
				&candidate->found.id) < 0)
			listed = pci_list_next(listed);
		candidate->place = listed;
	}
}

/* ---- read them ---- */

/* Without a driver, being made, or gone since the directory was read. */
bool
pci_scan_is_absent(int err)
{
	return err == -ENOENT || err == -ENODEV;
}

static struct rte_pci_device_internal *
listed_as(const struct candidate *candidate)
{
	struct rte_pci_device_internal *dev = candidate->place;

	if (dev == NULL || pci_id_cmp(&dev->id, &candidate->found.id) != 0)
		return NULL;
	return dev;
}

static void
visit_one(struct candidate *candidate, int list, pci_visit_t *visit)
{
	char name[PCI_ID_STRLEN];
	int ret;

	pci_id_format(&candidate->found.id, name);
	ret = visit(list, name, &candidate->found, listed_as(candidate),
		&candidate->new);
	if (ret < 0 && ret != -ENOTSUP && !pci_scan_is_absent(ret))
		PCI_LOG(WARNING, "%s: skipped, it cannot be listed: %s",
			name, strerror(-ret));
}

static void
visit_all(struct batch *batch, int list, pci_visit_t *visit)
{
	unsigned int i;

	for (i = 0; i < batch->nb; i++)
		visit_one(&batch->all[i], list, visit);
}

/* ---- list them ---- */

/* Short and long, "00:04.0" names the same device twice: the list has it once. */
static void
insert(const struct batch *batch)
{
	const struct rte_pci_device_internal *last = NULL;
	const struct candidate *candidate;
	unsigned int i;

	for (i = 0; i < batch->nb; i++) {
		candidate = batch->sorted[i];
		if (candidate->new == NULL)
			continue;
		if (last != NULL && pci_id_cmp(&last->id, &candidate->found.id) == 0) {
			pci_dev_free(candidate->new);
			continue;
		}
		pci_list_insert(candidate->new, candidate->place);
		last = candidate->new;
	}
}

/* EAL removes the devargs of what it cannot scan: nothing is changed then. */
static int
scan(struct batch *batch, int list, pci_visit_t *visit)
{
	int ret = collect(batch, list);

	if (ret == 0)
		ret = sort(batch);
	if (ret < 0)
		return ret;
	find_places(batch);
	visit_all(batch, list, visit);
	insert(batch);
	return 0;
}

int
pci_scan_kind(const char *path, enum pci_id_kind kind, pci_visit_t *visit)
{
	int ret, list = pci_sysfs_open(AT_FDCWD, path);
	struct batch batch = { .kind = kind };

	if (list < 0)
		return list;
	ret = scan(&batch, list, visit);
	free(batch.sorted);
	free(batch.all);
	close(list);
	return ret;
}
