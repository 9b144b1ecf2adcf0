/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <pci_text.h>

#include "json.h"
#include "shown.h"

static json_t *
json_links(const struct shown_chain *chain)
{
	const struct shown_link *link;
	json_t *list = json_array();

	for (link = chain->links; link < chain->links + chain->nb; link++)
		json_append(&list, json_pack("{s:i, s:s?, s:i, s:i}",
			"id", link->id,
			"name", shown_link_name(link->id),
			"version", link->version,
			"offset", (int)link->offset));
	return list;
}

static json_t *
json_shown_region(const struct shown *shown, unsigned int index)
{
	const struct pci_region *region = &shown->device.dev->regions[index];
	const struct shown_chain *chain = &shown->chains[index];
	char name[SHOWN_NAME_MAX], problem[SHOWN_PROBLEM_MAX];
	bool has_problem = shown_problem(shown, index, problem);
	json_t *all;

	shown_region_name(index, name);
	all = json_region(region, index, name);
	json_add(&all, "type", json_integer(region->type));
	json_add(&all, "subtype", json_integer(region->subtype));
	json_add(&all, "vfio_capabilities", json_links(chain));
	json_add(&all, "chain_broken", json_boolean(chain->broken));
	json_add(&all, "chain_cut", json_boolean(chain->cut));
	json_add(&all, "problem",
		has_problem ? json_string(problem) : json_null());
	return all;
}

static json_t *
json_regions(const struct shown *shown)
{
	const struct rte_pci_device_internal *dev = shown->device.dev;
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < dev->nb_regions; i++)
		if (dev->regions[i].size > 0 || shown->errors[i] != 0)
			json_append(&list, json_shown_region(shown, i));
	return list;
}

static json_t *
json_irq(unsigned int index, const struct pci_vfio_irq *irq)
{
	json_t *object = json_pack("{s:i, s:s, s:I}",
		"index", (int)index,
		"name", shown_irq_name(index),
		"count", (json_int_t)irq->count);
	const struct shown_irq_flag *flag;

	for (flag = shown_irq_flags; flag < shown_irq_flags + SHOWN_IRQ_FLAGS;
			flag++)
		json_add(&object, flag->word,
			json_boolean(irq->flags & flag->flag));
	return object;
}

static json_t *
json_irqs(const struct shown *shown)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < SHOWN_IRQS; i++)
		if (shown->irqs[i].count > 0)
			json_append(&list, json_irq(i, &shown->irqs[i]));
	return list;
}

static json_t *
json_caps(const struct shown *shown)
{
	const struct shown_cap *cap;
	json_t *list = json_array();

	for (cap = shown->caps; cap < shown->caps + shown->nb_caps; cap++)
		json_append(&list, json_pack("{s:i, s:s?, s:i}",
			"id", cap->id,
			"name", pci_text_capability(cap->id),
			"offset", cap->offset));
	return list;
}

json_t *
shown_json(const struct shown *shown)
{
	json_t *all = json_mdev(&shown->mdev);

	json_add(&all, "command", json_string("show"));
	json_add(&all, "reset", json_boolean(shown->device.info.flags &
		VFIO_DEVICE_FLAGS_RESET));
	json_add(&all, "regions", json_regions(shown));
	json_add(&all, "more_regions", json_integer(shown->more_regions));
	json_add(&all, "interrupts", json_irqs(shown));
	json_add(&all, "more_interrupts", json_integer(shown->more_irqs));
	json_add(&all, "capabilities", json_caps(shown));
	json_add(&all, "capabilities_broken",
		json_boolean(shown->caps_error < 0));
	return all;
}
