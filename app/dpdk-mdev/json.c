/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include "json.h"
#include "region_map.h"
#include "status.h"

json_t *
json_text(const char *text)
{
	return *text == '\0' ? json_null() : json_string(text);
}

json_t *
json_number(int number)
{
	return number < 0 ? json_null() : json_integer(number);
}

/* A part of it is not what was asked for. */
static void
drop_if(bool failed, json_t **value)
{
	if (!failed)
		return;
	json_decref(*value);
	*value = NULL;
}

void
json_add(json_t **object, const char *key, json_t *value)
{
	drop_if(json_object_set_new(*object, key, value) < 0, object);
}

void
json_append(json_t **list, json_t *item)
{
	drop_if(json_array_append_new(*list, item) < 0, list);
}

static json_t *
ids_of(const struct mdev *mdev)
{
	const struct rte_pci_id *ids = &mdev->ids;

	if (!mdev->has_ids)
		return json_null();
	return json_pack("{s:i, s:i, s:i, s:i, s:i}",
		"vendor", ids->vendor_id, "device", ids->device_id,
		"subsystem_vendor", ids->subsystem_vendor_id,
		"subsystem_device", ids->subsystem_device_id,
		"class", (int)ids->class_id);
}

json_t *
json_mdev(const struct mdev *mdev)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"uuid", mdev->uuid,
		"type", json_text(mdev->type),
		"type_name", json_text(mdev->type_name),
		"parent", json_text(mdev->parent),
		"device_api", json_text(mdev->device_api),
		"driver", json_text(mdev->driver),
		"numa_node", json_number(mdev->numa_node),
		"iommu_group", json_number(mdev->group),
		"cdev", json_text(mdev->cdev),
		"pci_ids", ids_of(mdev));
}

json_t *
json_holders(const struct holders *holders, const struct mdev *mdev)
{
	static const char * const ways[] = {
		[HOLDER_GROUP] = "group",
		[HOLDER_CDEV] = "cdev",
		[HOLDER_DEVICE] = "device",
	};
	const struct holder *holder = NULL;
	json_t *list = json_array();

	while ((holder = holders_next(holders, mdev, holder)) != NULL)
		json_append(&list, json_pack("{s:i, s:s, s:s}",
			"pid", (int)holder->pid, "command", holder->command,
			"via", ways[holder->via]));
	return list;
}

static json_t *
json_pieces(const struct pci_region *region)
{
	struct region_piece pieces[REGION_PIECES_MAX];
	unsigned int i, nb = region_map_pieces(region, pieces);
	json_t *list = json_array();

	for (i = 0; i < nb; i++)
		json_append(&list, json_pack("{s:I, s:I, s:b}",
			"offset", (json_int_t)pieces[i].offset,
			"size", (json_int_t)pieces[i].size,
			"mapped", pieces[i].mapped));
	return list;
}

json_t *
json_region(const struct pci_region *region, unsigned int index,
	const char *name)
{
	return json_pack("{s:i, s:s, s:I, s:b, s:b, s:s, s:o}",
		"index", (int)index,
		"name", name,
		"size", (json_int_t)region->size,
		"readable", (region->flags & PCI_REGION_READ) != 0,
		"writable", (region->flags & PCI_REGION_WRITE) != 0,
		"mapping", region_map_word(region),
		"pieces", json_pieces(region));
}

int
json_put(FILE *out, json_t *value)
{
	int ret = value == NULL ? -1 :
		json_dumpf(value, out, JSON_INDENT(2));

	json_decref(value);
	fputc('\n', out);
	if (ret == 0)
		return STATUS_OK;
	/* Whoever closes the stream has the reason. */
	if (!ferror(out))
		fprintf(stderr, "dpdk-mdev: making JSON of it failed\n");
	return STATUS_FAILED;
}
