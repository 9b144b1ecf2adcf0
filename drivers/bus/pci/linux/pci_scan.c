/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Which devices of a kind there are, brought into the list. sysfs has them in
 * the order of a hash table, so that they are sorted once and merged in one
 * pass: to look for the place of each would take quadratic time.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pci_scan.h"
#include "pci_sysfs.h"

#define FIRST_ROOM 64

struct batch {
	enum pci_id_kind kind;
	struct pci_found *found;
	unsigned int nb;
	unsigned int room;
};

/* ---- collect ---- */

static int
make_room(struct batch *batch)
{
	unsigned int room = batch->room == 0 ? FIRST_ROOM : batch->room * 2;
	struct pci_found *found;

	if (batch->nb < batch->room)
		return 0;
	found = realloc(batch->found, room * sizeof(*found));
	if (found == NULL)
		return -ENOMEM;
	batch->found = found;
	batch->room = room;
	return 0;
}

static int
add(struct batch *batch, const struct pci_dev_id *id,
	struct rte_devargs *devargs)
{
	int ret = make_room(batch);

	if (ret == 0)
		batch->found[batch->nb++] = (struct pci_found){
			.id = *id, .devargs = devargs,
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

/* ---- merge ---- */

static int
compare(const void *a, const void *b)
{
	const struct pci_found *first = a, *second = b;

	return pci_id_cmp(&first->id, &second->id);
}

/* The first listed device, from this one on, that does not come before. */
static struct rte_pci_device_internal *
not_before(struct rte_pci_device_internal *listed, const struct pci_dev_id *id)
{
	while (listed != NULL && pci_id_cmp(&listed->id, id) < 0)
		listed = pci_list_next(listed);
	return listed;
}

/* Without a driver, being made, or gone since the directory was read. */
bool
pci_scan_is_absent(int err)
{
	return err == -ENOENT || err == -ENODEV;
}

/* @return a device to be listed, or NULL. */
static struct rte_pci_device_internal *
visit_one(struct pci_found *found, int list,
	struct rte_pci_device_internal *old, pci_visit_t *visit)
{
	struct rte_pci_device_internal *new = NULL;
	int ret;

	pci_id_format(&found->id, found->name);
	ret = visit(list, found, old, &new);
	if (ret < 0 && ret != -ENOTSUP && !pci_scan_is_absent(ret))
		PCI_LOG(WARNING, "%s: skipped, it cannot be listed: %s",
			found->name, strerror(-ret));
	return new;
}

static void
merge(const struct batch *batch, int list, pci_visit_t *visit)
{
	struct rte_pci_device_internal *old, *new, *pos = pci_list_next(NULL);
	struct pci_found *found;
	unsigned int i;

	for (i = 0; i < batch->nb; i++) {
		found = &batch->found[i];
		pos = not_before(pos, &found->id);
		old = pos != NULL && pci_id_cmp(&pos->id, &found->id) == 0 ?
			pos : NULL;
		new = visit_one(found, list, old, visit);
		if (new == NULL)
			continue;
		pci_list_insert(new, pos);
		pos = new;
	}
}

int
pci_scan_kind(const char *path, enum pci_id_kind kind, pci_visit_t *visit)
{
	int ret, list = pci_sysfs_open(AT_FDCWD, path);
	struct batch batch = { .kind = kind };

	if (list < 0)
		return list;
	ret = collect(&batch, list);
	if (ret == 0 && batch.nb > 1)
		qsort(batch.found, batch.nb, sizeof(*batch.found), compare);
	/* EAL removes the devargs of what it cannot scan. */
	if (ret == 0)
		merge(&batch, list, visit);
	free(batch.found);
	close(list);
	return ret;
}
