/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include "in_use.h"
#include "json.h"
#include "shown.h"

static json_t *
json_places(const struct in_use_region *region)
{
	const struct in_use_place *place;
	json_t *list = json_array();

	for (place = region->places;
			place < region->places + region->nb_places; place++)
		json_append(&list, json_pack("{s:I, s:I}",
			"offset", (json_int_t)place->offset,
			"count", (json_int_t)place->count));
	return list;
}

static json_t *
json_emulated(const struct in_use_region *region)
{
	if (!(region->region.flags & PCI_REGION_EMULATED))
		return json_null();
	return json_pack("{s:I, s:I, s:I, s:o}",
		"loads", (json_int_t)region->loads,
		"stores", (json_int_t)region->stores,
		"failed", (json_int_t)region->failed,
		"at", json_places(region));
}

static json_t *
json_used_region(const struct in_use_region *region, unsigned int index)
{
	char name[SHOWN_NAME_MAX];
	json_t *all;

	shown_region_name(index, name);
	all = json_region(&region->region, index, name);
	json_add(&all, "emulated", json_emulated(region));
	return all;
}

static json_t *
json_regions(const struct in_use *in_use)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < PCI_MAX_REGIONS; i++)
		if (in_use->regions[i].region.size > 0)
			json_append(&list, json_used_region(&in_use->regions[i], i));
	return list;
}

json_t *
in_use_json(const struct in_use *in_use)
{
	json_t *all = json_mdev(&in_use->mdev);

	json_add(&all, "command", json_string("show"));
	json_add(&all, "holders", json_holders(&in_use->holders, &in_use->mdev));
	json_add(&all, "process", json_pack("{s:o, s:s}",
		"pid", in_use->pid > 0 ? json_integer(in_use->pid) : json_null(),
		"command", in_use->command));
	json_add(&all, "pmd", json_text(in_use->pmd));
	json_add(&all, "regions", json_regions(in_use));
	return all;
}
