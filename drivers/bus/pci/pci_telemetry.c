/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What the bus tells by telemetry. EAL calls back in a thread for each client:
 * devices are looked at between changes, and what needs sysfs is done with a
 * copy. A negative result becomes the JSON value null.
 *
 * In 22.11 an array cannot hold objects, an answer has 16 KB, and what is beyond
 * that is dropped in silence. So all are objects of few entries, and whoever
 * wants more asks for what comes behind the last one, until nothing comes.
 */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_telemetry.h>

#include "private.h"

/* At most 375 characters each: EAL escapes a driver's name, which may double it. */
#define LIST_MAX 40
/* Of 16384 characters, less what is around the entries. */
#define REGIONS_ROOM 15000
#define REGION_COST 350
#define RANGE_COST 48
#define EMULATED_COST 500
/* Offsets of a region that are told. */
#define PLACES_TOLD 8
/* Itself, its flags, areas, holes and emulated offsets. */
#define REGION_PARTS 5
/* Those of regions; a list and a device have fewer. */
#define PARTS_MAX (REGION_PARTS * (REGIONS_ROOM / REGION_COST))

#define NUMBER_STRLEN sizeof("4294967295")
#define RANGE_STRLEN sizeof("0x0123456789abcdef-0x0123456789abcdef")
#define PLACE_STRLEN sizeof("0x0123456789abcdef 18446744073709551615")

/* ---- an answer, of parts that are all there, or not at all ---- */

struct answer {
	int err;		/* the first one; nothing is added from then on */
	unsigned int nb;
	struct rte_tel_data *parts[PARTS_MAX];
};

/* A positive result: a text was cut. */
static void
note(struct answer *answer, int ret)
{
	if (ret < 0 && answer->err == 0)
		answer->err = ret;
}

static struct rte_tel_data *
new_part(struct answer *answer)
{
	struct rte_tel_data *part = NULL;

	if (answer->err == 0 && answer->nb < RTE_DIM(answer->parts))
		part = rte_tel_data_alloc();
	if (part == NULL)
		note(answer, -ENOMEM);
	else
		answer->parts[answer->nb++] = part;
	return part;
}

static struct rte_tel_data *
new_object(struct answer *answer)
{
	struct rte_tel_data *part = new_part(answer);

	if (part != NULL)
		note(answer, rte_tel_data_start_dict(part));
	return part;
}

static struct rte_tel_data *
new_texts(struct answer *answer)
{
	struct rte_tel_data *part = new_part(answer);

	if (part != NULL)
		note(answer, rte_tel_data_start_array(part, RTE_TEL_STRING_VAL));
	return part;
}

static void
add_text(struct answer *answer, struct rte_tel_data *to, const char *name,
	const char *text)
{
	if (answer->err == 0)
		note(answer, rte_tel_data_add_dict_string(to, name, text));
}

static void
add_int(struct answer *answer, struct rte_tel_data *to, const char *name,
	int value)
{
	if (answer->err == 0)
		note(answer, rte_tel_data_add_dict_int(to, name, value));
}

static void
add_u64(struct answer *answer, struct rte_tel_data *to, const char *name,
	uint64_t value)
{
	if (answer->err == 0)
		note(answer, rte_tel_data_add_dict_u64(to, name, value));
}

static void
add_hex(struct answer *answer, struct rte_tel_data *to, const char *name,
	uint64_t value, int digits)
{
	char text[RANGE_STRLEN];

	snprintf(text, sizeof(text), "0x%0*" PRIx64, digits, value);
	add_text(answer, to, name, text);
}

/* Where it is mapped, if it is. */
static void
add_addr(struct answer *answer, struct rte_tel_data *to, const void *addr)
{
	if (addr != NULL)
		add_hex(answer, to, "addr", (uintptr_t)addr, 1);
}

static void
add_part(struct answer *answer, struct rte_tel_data *to, const char *name,
	struct rte_tel_data *part)
{
	if (answer->err == 0)
		note(answer, rte_tel_data_add_dict_container(to, name, part, 0));
}

static void
add_numbered(struct answer *answer, struct rte_tel_data *to,
	unsigned int number, struct rte_tel_data *part)
{
	char name[NUMBER_STRLEN];

	snprintf(name, sizeof(name), "%u", number);
	add_part(answer, to, name, part);
}

/* EAL frees the parts of an answer that it gets. */
static int
finish(struct answer *answer)
{
	unsigned int i;

	for (i = 0; answer->err < 0 && i < answer->nb; i++)
		rte_tel_data_free(answer->parts[i]);
	return answer->err;
}

/* ---- parameters ---- */

struct request {
	char text[PCI_ID_STRLEN + sizeof(",63")];
	struct pci_dev_id id;
	const char *rest;	/* behind the comma; NULL: there is none */
};

/* DEVICE, or DEVICE,REST. EAL finds the text by strtok(), and may give one that
 * is another client's, and is being written: only the copy is looked at.
 */
static int
parse_device(const char *params, struct request *request)
{
	size_t len;
	char *comma;

	if (params == NULL)
		return -EINVAL;
	len = strnlen(params, sizeof(request->text));
	if (len == sizeof(request->text))
		return -EINVAL;
	memcpy(request->text, params, len);
	request->text[len] = '\0';
	comma = strchr(request->text, ',');
	if (comma != NULL)
		*comma = '\0';
	request->rest = comma == NULL ? NULL : comma + 1;
	return pci_id_parse(request->text, &request->id);
}

/* The number of a region, in one or two digits. */
static int
parse_index(const char *text, unsigned int *index)
{
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	*index = (unsigned int)strtoul(text, &end, 10);
	return *end == '\0' && end - text <= 2 ? 0 : -EINVAL;
}

/* ---- what is told of a device ---- */

static const char *
driver_name(const struct rte_pci_device_internal *dev)
{
	const struct rte_pci_driver *driver = dev->device.driver;

	if (driver == NULL)
		return "none";
	return driver->driver.name == NULL ? "unnamed" : driver->driver.name;
}

static const char *
kernel_driver(const struct rte_pci_device_internal *dev)
{
	static const char * const names[] = {
		[RTE_PCI_KDRV_IGB_UIO] = "igb_uio",
		[RTE_PCI_KDRV_VFIO] = "vfio",
		[RTE_PCI_KDRV_UIO_GENERIC] = "uio_pci_generic",
	};
	unsigned int kdrv = dev->device.kdrv;

	return kdrv < RTE_DIM(names) && names[kdrv] != NULL ? names[kdrv] :
		"other";
}

/* What every answer about a device begins with. An mdev that nobody has opened
 * has IDs, but nobody knows them.
 */
static void
add_identity(struct answer *answer, struct rte_tel_data *to,
	const struct rte_pci_device_internal *dev, const char *driver)
{
	add_text(answer, to, "name", dev->name);
	add_text(answer, to, "kind", pci_dev_is_mdev(dev) ? "uuid" : "bdf");
	add_text(answer, to, "driver", driver);
	if (!dev->identified)
		return;
	add_hex(answer, to, "vendor_id", dev->device.id.vendor_id, 4);
	add_hex(answer, to, "device_id", dev->device.id.device_id, 4);
}

/* ---- /bus/pci/list ---- */

static struct rte_pci_device_internal *
first_behind(const struct pci_dev_id *id)
{
	struct rte_pci_device_internal *dev;

	FOREACH_PCI_DEVICE(dev) {
		if (pci_id_cmp(&dev->id, id) > 0)
			return dev;
	}
	return NULL;
}

static void
list_from(struct answer *answer, struct rte_tel_data *to,
	const struct rte_pci_device_internal *dev)
{
	struct rte_tel_data *entry;
	unsigned int i;

	for (i = 0; i < LIST_MAX && dev != NULL; i++) {
		entry = new_object(answer);
		add_identity(answer, entry, dev, driver_name(dev));
		add_numbered(answer, to, i, entry);
		dev = pci_list_next(dev);
	}
}

static int
tell_list(const char *cmd __rte_unused, const char *params,
	struct rte_tel_data *data)
{
	struct answer answer = { .err = rte_tel_data_start_dict(data) };
	struct request request = { .rest = NULL };
	int ret = params == NULL ? 0 : parse_device(params, &request);

	if (ret < 0 || request.rest != NULL)
		return -EINVAL;
	ret = pci_look_begin();
	if (ret < 0)
		return ret;
	list_from(&answer, data, params == NULL ? pci_list_next(NULL) :
		first_behind(&request.id));
	pci_look_end();
	return finish(&answer);
}

/* ---- /bus/pci/device ---- */

/* A device as it was between two changes. */
struct picture {
	char name[PCI_ID_STRLEN];
	char driver[RTE_TEL_MAX_STRING_LEN];
	struct rte_pci_device_internal dev;
};

static int
take_picture(const struct pci_dev_id *id, struct picture *picture)
{
	const struct rte_pci_device_internal *dev;
	int ret = pci_look_begin();

	if (ret < 0)
		return ret;
	dev = pci_list_find(id);
	if (dev != NULL) {
		picture->dev = *dev;
		snprintf(picture->driver, sizeof(picture->driver), "%s",
			driver_name(dev));
	}
	pci_look_end();
	pci_id_format(id, picture->name);
	picture->dev.name = picture->name;
	return dev == NULL ? -ENODEV : 0;
}

static void
add_bars(struct answer *answer, struct rte_tel_data *to,
	const struct rte_mem_resource *bars)
{
	struct rte_tel_data *entry, *all = new_object(answer);
	unsigned int i;

	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		if (bars[i].len == 0)
			continue;
		entry = new_object(answer);
		add_u64(answer, entry, "size", bars[i].len);
		add_hex(answer, entry, "phys_addr", bars[i].phys_addr, 1);
		add_addr(answer, entry, bars[i].addr);
		add_numbered(answer, all, i, entry);
	}
	add_part(answer, to, "bars", all);
}

static void
add_more_ids(struct answer *answer, struct rte_tel_data *to,
	const struct rte_pci_device_internal *dev)
{
	const struct rte_pci_id *id = &dev->device.id;

	if (!dev->identified)
		return;
	add_hex(answer, to, "subsystem_vendor_id", id->subsystem_vendor_id, 4);
	add_hex(answer, to, "subsystem_device_id", id->subsystem_device_id, 4);
	add_hex(answer, to, "class_id", id->class_id, 6);
}

static void
add_device(struct answer *answer, struct rte_tel_data *to,
	const struct picture *picture)
{
	const struct rte_pci_device_internal *dev = &picture->dev;
	int group = pci_iommu_group(dev);

	add_identity(answer, to, dev, picture->driver);
	add_more_ids(answer, to, dev);
	add_text(answer, to, "address", dev->device.name);
	add_text(answer, to, "kernel_driver", kernel_driver(dev));
	add_text(answer, to, "back_end", dev->ops == NULL ? "none" :
		dev->ops->name);
	add_int(answer, to, "numa_node", dev->device.device.numa_node);
	add_int(answer, to, "max_vfs", dev->device.max_vfs);
	if (group >= 0)
		add_int(answer, to, "iommu_group", group);
	add_int(answer, to, "open", dev->backend != NULL);
	add_int(answer, to, "mapped", dev->mapped);
	add_int(answer, to, "regions", dev->nb_regions);
	add_bars(answer, to, dev->device.mem_resource);
}

/* What sysfs does not tell, for the device has just gone, is what was known. */
static int
tell_device(const char *cmd __rte_unused, const char *params,
	struct rte_tel_data *data)
{
	struct answer answer = { .err = rte_tel_data_start_dict(data) };
	struct picture picture;
	struct request request;
	int ret = parse_device(params, &request);

	if (ret < 0 || request.rest != NULL)
		return -EINVAL;
	ret = take_picture(&request.id, &picture);
	if (ret < 0)
		return ret;
	if (!picture.dev.detailed)
		pci_dev_read_details(&picture.dev);
	add_device(&answer, data, &picture);
	return finish(&answer);
}

/* ---- /bus/pci/regions ---- */

static void
add_range(struct answer *answer, struct rte_tel_data *to, uint64_t start,
	uint64_t end)
{
	char text[RANGE_STRLEN];

	if (start >= end || answer->err != 0)
		return;
	snprintf(text, sizeof(text), "0x%" PRIx64 "-0x%" PRIx64, start, end - 1);
	note(answer, rte_tel_data_add_array_string(to, text));
}

/* The last area may go on to the end of the page that the region ends in. */
static void
add_ranges(struct answer *answer, struct rte_tel_data *to,
	const struct pci_region *region)
{
	struct rte_tel_data *areas = new_texts(answer);
	struct rte_tel_data *holes = new_texts(answer);
	const struct pci_area *area = region->areas;
	uint64_t end = 0;

	for (; area < &region->areas[region->nb_areas]; area++) {
		add_range(answer, holes, end, area->offset);
		end = area->offset + area->size;
		add_range(answer, areas, area->offset, end);
	}
	add_range(answer, holes, end, region->size);
	add_part(answer, to, "areas", areas);
	add_part(answer, to, "holes", holes);
}

static void
add_flags(struct answer *answer, struct rte_tel_data *to, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ PCI_REGION_READ, "read" },
		{ PCI_REGION_WRITE, "write" },
		{ PCI_REGION_PORTS, "ports" },
		{ PCI_REGION_MAP_ONLY, "map_only" },
		{ PCI_REGION_MSIX_MAPS, "msix_maps" },
		{ PCI_REGION_EMULATED, "emulated" },
	};
	struct rte_tel_data *list = new_texts(answer);
	unsigned int i;

	for (i = 0; i < RTE_DIM(names); i++)
		if (answer->err == 0 && (flags & names[i].flag))
			note(answer, rte_tel_data_add_array_string(list,
				names[i].name));
	add_part(answer, to, "flags", list);
}

static struct rte_tel_data *
new_places(struct answer *answer, const struct pci_emulated *done)
{
	struct rte_tel_data *list = new_texts(answer);
	const struct pci_emulated_place *place = done->places;
	char text[PLACE_STRLEN];
	unsigned int i;

	for (i = 0; i < PLACES_TOLD && place->count > 0; i++, place++) {
		snprintf(text, sizeof(text), "0x%" PRIx64 " %" PRIu64,
			place->key - 1, place->count);
		if (answer->err == 0)
			note(answer, rte_tel_data_add_array_string(list, text));
	}
	return list;
}

static void
add_emulated(struct answer *answer, struct rte_tel_data *to,
	const struct rte_pci_device_internal *dev, unsigned int idx)
{
	struct pci_emulated done;

	if (!pci_emulate_count(dev, idx, &done))
		return;
	add_u64(answer, to, "emulated_loads", done.loads);
	add_u64(answer, to, "emulated_stores", done.stores);
	add_u64(answer, to, "emulated_failed", done.failed);
	add_part(answer, to, "emulated_at", new_places(answer, &done));
}

static struct rte_tel_data *
new_region(struct answer *answer, const struct rte_pci_device_internal *dev,
	unsigned int idx)
{
	struct rte_tel_data *part = new_object(answer);
	const struct pci_region *region = &dev->regions[idx];

	add_u64(answer, part, "size", region->size);
	add_flags(answer, part, region->flags);
	add_ranges(answer, part, region);
	add_addr(answer, part, region->addr);
	add_emulated(answer, part, dev, idx);
	if (region->type == 0)
		return part;
	add_hex(answer, part, "type", region->type, 8);
	add_hex(answer, part, "subtype", region->subtype, 8);
	return part;
}

static size_t
region_cost(const struct pci_region *region)
{
	return REGION_COST + (2 * region->nb_areas + 1) * RANGE_COST +
		(region->flags & PCI_REGION_EMULATED ? EMULATED_COST : 0);
}

/* The first one always has room. */
static void
add_regions(struct answer *answer, struct rte_tel_data *to,
	const struct rte_pci_device_internal *dev, unsigned int first)
{
	const struct pci_region *region;
	size_t used = 0;
	unsigned int i;

	for (i = first; i < dev->nb_regions; i++) {
		region = &dev->regions[i];
		if (region->size == 0)
			continue;
		used += region_cost(region);
		if (used > REGIONS_ROOM)
			break;
		add_numbered(answer, to, i, new_region(answer, dev, i));
	}
}

static int
look_at_regions(struct answer *answer, struct rte_tel_data *to,
	const struct pci_dev_id *id, unsigned int first)
{
	const struct rte_pci_device_internal *dev;
	int ret = pci_look_begin();

	if (ret < 0)
		return ret;
	dev = pci_list_find(id);
	if (dev != NULL)
		add_regions(answer, to, dev, first);
	pci_look_end();
	return dev == NULL ? -ENODEV : 0;
}

static int
tell_regions(const char *cmd __rte_unused, const char *params,
	struct rte_tel_data *data)
{
	struct answer answer = { .err = rte_tel_data_start_dict(data) };
	unsigned int first = 0;
	struct request request;
	int ret = parse_device(params, &request);

	if (ret == 0 && request.rest != NULL) {
		ret = parse_index(request.rest, &first);
		first++;
	}
	if (ret == 0)
		ret = look_at_regions(&answer, data, &request.id, first);
	return ret < 0 ? ret : finish(&answer);
}

/* EAL keeps them until telemetry starts, if it does. A command that it does not
 * take is missing from its list.
 */
RTE_INIT(pci_telemetry_register)
{
	RTE_BUILD_BUG_ON(PARTS_MAX < LIST_MAX || PARTS_MAX <= PCI_MAX_RESOURCE);
	rte_telemetry_register_cmd("/bus/pci/list", tell_list,
		"Devices of the PCI bus, up to 40. Parameters: none; DEVICE: what follows it");
	rte_telemetry_register_cmd("/bus/pci/device", tell_device,
		"A device of the PCI bus. Parameters: DEVICE, a BDF or a UUID");
	rte_telemetry_register_cmd("/bus/pci/regions", tell_regions,
		"Regions of a PCI device. Parameters: DEVICE; DEVICE,INDEX: what follows it");
}
