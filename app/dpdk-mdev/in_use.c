/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <string.h>

#include <rte_common.h>

#include <pci_sysfs.h>

#include "in_use.h"
#include "telemetry.h"
#include "text.h"

#define DEVICE "/bus/pci/device"
#define REGIONS "/bus/pci/regions"
/* What JSON has for a number, here and there. */
#define NUMBER_MAX ((uint64_t)INT64_MAX)

/* ---- values ---- */

static bool
take_number(const json_t *object, const char *key, uint64_t *number)
{
	const json_t *value = json_object_get(object, key);

	*number = (uint64_t)json_integer_value(value);
	return json_is_integer(value) && *number <= NUMBER_MAX;
}

static bool
take_text(const json_t *object, const char *key, char text[MDEV_TEXT_MAX])
{
	const char *value = json_string_value(json_object_get(object, key));
	int len;

	if (value == NULL || *value == '\0')
		return false;
	len = snprintf(text, MDEV_TEXT_MAX, "%s", value);
	text_clean(text);
	return len < MDEV_TEXT_MAX;
}

static bool
parse_hex(const char **text, uint64_t max, uint64_t *number)
{
	return pci_sysfs_parse_u64(text, 16, max, number) == 0;
}

static bool
take_id(const json_t *object, const char *key, uint64_t max, uint64_t *id)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL && parse_hex(&text, max, id) && *text == '\0';
}

/* ---- the device ---- */

static bool
take_ids(const json_t *device, struct mdev *mdev)
{
	uint64_t vendor, id, subvendor, subdevice, class;

	if (!take_id(device, "vendor_id", UINT16_MAX - 1, &vendor) ||
			!take_id(device, "device_id", UINT16_MAX, &id) ||
			!take_id(device, "subsystem_vendor_id", UINT16_MAX,
				&subvendor) ||
			!take_id(device, "subsystem_device_id", UINT16_MAX,
				&subdevice) ||
			!take_id(device, "class_id", 0xffffff, &class) ||
			vendor == 0)
		return false;
	mdev->ids = (struct rte_pci_id){ .vendor_id = (uint16_t)vendor,
		.device_id = (uint16_t)id,
		.subsystem_vendor_id = (uint16_t)subvendor,
		.subsystem_device_id = (uint16_t)subdevice,
		.class_id = (uint32_t)class };
	mdev->has_ids = true;
	return true;
}

/* Answers of 22.11 may be another client's, hence the name. */
static bool
take_device(const json_t *device, struct in_use *in_use)
{
	const char *name = json_string_value(json_object_get(device, "name"));
	uint64_t open;

	return name != NULL && strcmp(name, in_use->mdev.uuid) == 0 &&
		take_number(device, "open", &open) && open == 1 &&
		take_text(device, "driver", in_use->pmd) &&
		take_ids(device, &in_use->mdev);
}

/* ---- a region ---- */

static bool
take_flags(const json_t *list, uint32_t *flags)
{
	const json_t *item;
	const char *name;
	size_t i;

	*flags = 0;
	json_array_foreach(list, i, item) {
		name = json_string_value(item);
		if (name == NULL)
			return false;
		if (strcmp(name, "read") == 0)
			*flags |= PCI_REGION_READ;
		else if (strcmp(name, "write") == 0)
			*flags |= PCI_REGION_WRITE;
	}
	return json_is_array(list);
}

static bool
parse_area(const char *text, struct pci_area *area)
{
	uint64_t first, last;

	if (text == NULL || !parse_hex(&text, NUMBER_MAX, &first) ||
			*text++ != '-' || !parse_hex(&text, NUMBER_MAX, &last) ||
			*text != '\0' || last < first)
		return false;
	*area = (struct pci_area){ first, last - first + 1 };
	return true;
}

/* In order; the last one may go on behind the region's end. */
static bool
take_areas(const json_t *list, struct pci_region *region)
{
	struct pci_area *area = region->areas;
	uint64_t end = 0;
	const json_t *item;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > PCI_MAX_AREAS)
		return false;
	json_array_foreach(list, i, item) {
		if (!parse_area(json_string_value(item), area) ||
				area->offset < end ||
				area->offset >= region->size)
			return false;
		end = area->offset + area->size;
		area++;
	}
	region->nb_areas = (uint16_t)json_array_size(list);
	return true;
}

static bool
parse_place(const char *text, uint64_t size, struct in_use_place *place)
{
	return text != NULL && parse_hex(&text, size - 1, &place->offset) &&
		*text++ == ' ' && pci_sysfs_parse_u64(&text, 10, NUMBER_MAX,
			&place->count) == 0 && *text == '\0';
}

static bool
take_emulated(const json_t *object, struct in_use_region *region)
{
	const json_t *places = json_object_get(object, "emulated_at"), *item;
	size_t i;

	if (!take_number(object, "emulated_loads", &region->loads) ||
			!take_number(object, "emulated_stores", &region->stores) ||
			!take_number(object, "emulated_failed", &region->failed) ||
			!json_is_array(places))
		return false;
	json_array_foreach(places, i, item) {
		if (i == IN_USE_PLACES)
			break;
		if (!parse_place(json_string_value(item), region->region.size,
				&region->places[i]))
			return false;
		region->nb_places++;
	}
	region->region.flags |= PCI_REGION_EMULATED;
	return true;
}

/* Without an address nothing is mapped, and what has no counts is not emulated. */
static bool
take_region(const json_t *object, struct in_use_region *region)
{
	struct pci_region *pci = &region->region;

	*region = (struct in_use_region){ .loads = 0 };
	if (!take_number(object, "size", &pci->size) || pci->size == 0 ||
			!take_flags(json_object_get(object, "flags"),
				&pci->flags) ||
			!take_areas(json_object_get(object, "areas"), pci))
		return false;
	if (json_object_get(object, "addr") == NULL)
		pci->nb_areas = 0;
	return json_object_get(object, "emulated_loads") == NULL ||
		take_emulated(object, region);
}

/* ---- all of them ---- */

/* @param next the first index that may come; then the one behind the last. */
static bool
take_regions(const json_t *answer, struct in_use *in_use, unsigned int *next)
{
	unsigned int first = *next;
	const json_t *item;
	const char *key, *end;
	uint64_t index;

	json_object_foreach((json_t *)(uintptr_t)answer, key, item) {
		end = key;
		if (pci_sysfs_parse_u64(&end, 10, PCI_MAX_REGIONS - 1, &index) < 0 ||
				*end != '\0' || index < first ||
				!take_region(item, &in_use->regions[index]))
			return false;
		*next = RTE_MAX(*next, (unsigned int)index + 1);
	}
	return true;
}

/* Until an answer is empty: each one before that leaves fewer to come. */
static bool
ask_regions(struct telemetry *process, struct in_use *in_use)
{
	char params[PCI_ID_STRLEN + sizeof(",4294967295")];
	unsigned int next = 0, done;
	json_t *answer;
	bool is_good;

	memset(in_use->regions, 0, sizeof(in_use->regions));
	snprintf(params, sizeof(params), "%s", in_use->mdev.uuid);
	do {
		done = next;
		answer = telemetry_ask(process, REGIONS, params);
		is_good = answer != NULL && take_regions(answer, in_use, &next);
		json_decref(answer);
		snprintf(params, sizeof(params), "%s,%u", in_use->mdev.uuid,
			next - 1);
	} while (is_good && next > done);
	return is_good && next > 0;
}

static bool
ask_device(struct telemetry *process, struct in_use *in_use)
{
	json_t *answer = telemetry_ask(process, DEVICE, in_use->mdev.uuid);
	bool is_good = answer != NULL && take_device(answer, in_use);

	json_decref(answer);
	return is_good;
}

/* ---- the process ---- */

struct search {
	const struct host *host;
	struct in_use *in_use;
};

static int
look_at_process(struct telemetry *process, void *arg)
{
	const struct search *search = arg;
	struct in_use *in_use = search->in_use;
	const struct mdev mdev = in_use->mdev;

	if (!ask_device(process, in_use) || !ask_regions(process, in_use)) {
		in_use->mdev = mdev;
		return 0;
	}
	in_use->pid = telemetry_pid(process);
	holders_command(search->host, in_use->pid, in_use->command);
	return 1;
}

bool
in_use_find(const struct host *host, struct in_use *in_use)
{
	struct search search = { host, in_use };

	return telemetry_walk(host, look_at_process, &search) > 0;
}
