/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The input is what another process says, and a device of this one, a secondary
 * process, that is mapped as it says. The first byte is the channel; records in
 * shared memory are the only one so far.
 *
 * A record is in memory that all processes write: that its pointers lead
 * somewhere, and that it is as long as it says, is taken for granted. All else
 * in it is checked.
 */

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_shared.h"
#include "fake_vfio.h"
#include "fuzz.h"
#include "fuzz_pages.h"
#include "private.h"

#define PAGE 4096
#define NB_RECORDS 3
#define NB_REGIONS 12

static struct rte_pci_device_internal peer;
static struct rte_pci_device_internal dev;
static struct pci_region peer_regions[NB_REGIONS];
static struct pci_region regions[NB_REGIONS];
static struct pci_shared *records[NB_RECORDS];
static unsigned int nb_records;

static int device_fd;
static uint8_t *free_place;	/* where nothing is mapped */
static uint8_t *own_memory;	/* which no other process may replace */

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_eal_setup();
	fake_vfio_setup();
	device_fd = memfd_create("device", MFD_CLOEXEC);
	CHECK(device_fd >= 0, "no file for a device");
	own_memory = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	free_place = mmap(NULL, 256 * PAGE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(own_memory != MAP_FAILED && free_place != MAP_FAILED, "no memory");
	memset(own_memory, 0x5a, 64 * PAGE);
	munmap(free_place, 256 * PAGE);
	return 0;
}

/* ---- the input: numbers, most of them near what matters ---- */

static void *
take_address(struct fuzz_input *in)
{
	uint8_t kind = (uint8_t)fuzz_number(in, 1);

	switch (kind >> 6) {
	case 0:
		return NULL;
	case 1:
		return free_place + (kind & 0x3f) * PAGE;
	case 2:
		return own_memory + (kind & 0x3f) * PAGE;
	default:
		return (void *)(uintptr_t)fuzz_number(in, 8);
	}
}

/* Few different ones, so that some are the same. */
static void
take_id(struct fuzz_input *in, struct pci_dev_id *id)
{
	uint8_t byte = (uint8_t)fuzz_number(in, 1);

	memset(id, 0, sizeof(*id));
	id->kind = byte & 1 ? PCI_ID_UUID : PCI_ID_BDF;
	id->uuid[15] = byte & 1 ? byte >> 1 & 3 : 0;
	id->addr.bus = byte >> 1 & 3;
	if (byte & 0x80)
		fuzz_bytes(in, id, sizeof(*id));
}

/* ---- what another process says ---- */

static void
take_peer_region(struct fuzz_input *in, struct pci_region *region)
{
	unsigned int i;

	region->addr = take_address(in);
	region->nb_areas = (uint16_t)(fuzz_number(in, 1) % 8);
	for (i = 0; i < region->nb_areas; i++) {
		region->areas[i].offset = fuzz_near(in, 0, PAGE);
		region->areas[i].size = fuzz_near(in, 0, PAGE);
	}
}

/* Other numbers than the bus would write; no more areas than there are. */
static void
spoil(struct fuzz_input *in, struct pci_shared *record)
{
	uint8_t what = (uint8_t)fuzz_number(in, 1);
	struct pci_shared_region *region = &record->regions[what % NB_REGIONS];
	uint16_t value = (uint16_t)fuzz_number(in, 2);

	switch (what >> 5) {
	case 0:
		region->first_area = value;
		break;
	case 1:
		region->nb_areas = value;
		break;
	case 2:
		region->addr = take_address(in);
		break;
	case 3:
		record->nb_regions = value;
		break;
	case 4:
		if (value < record->nb_areas)
			record->nb_areas = value;
		break;
	default:
		break;
	}
}

static void
publish(struct fuzz_input *in)
{
	unsigned int i, nb_spoilt;

	memset(peer_regions, 0, sizeof(peer_regions));
	take_id(in, &peer.id);
	peer.nb_regions = (uint16_t)(fuzz_number(in, 1) % (NB_REGIONS + 1));
	peer.regions = peer_regions;
	for (i = 0; i < peer.nb_regions; i++)
		take_peer_region(in, &peer_regions[i]);
	fake_eal()->process = RTE_PROC_PRIMARY;
	CHECK(pci_shared_publish(&peer) == 0, "cannot publish");
	records[nb_records] = fake_shared_newest();
	nb_spoilt = fuzz_number(in, 1) % 4;
	for (i = 0; i < nb_spoilt; i++)
		spoil(in, records[nb_records]);
	nb_records++;
}

/* ---- what this process has, and the kernel says ---- */

static void
take_own_region(struct fuzz_input *in, struct pci_region *region)
{
	unsigned int i, nb_areas;
	uint64_t offset, size;

	*region = (struct pci_region){ .fd = device_fd };
	region->size = fuzz_near(in, 0, PAGE);
	region->flags = (uint32_t)fuzz_number(in, 1);
	nb_areas = fuzz_number(in, 1) % 8;
	if (nb_areas == 0)
		pci_region_set_whole(region, PAGE);
	for (i = 1; i < nb_areas; i++) {
		offset = fuzz_near(in, 0, PAGE);
		size = fuzz_near(in, 0, PAGE);
		pci_region_add_area(region, offset, size, PAGE);
	}
}

static void
take_device(struct fuzz_input *in)
{
	unsigned int i;

	take_id(in, &dev.id);
	dev.nb_regions = (uint16_t)(fuzz_number(in, 1) % (NB_REGIONS + 1));
	if (dev.nb_regions < PCI_MAX_RESOURCE)
		dev.nb_regions = PCI_MAX_RESOURCE;
	dev.regions = regions;
	for (i = 0; i < dev.nb_regions; i++)
		take_own_region(in, &regions[i]);
}

/* ---- what is expected ---- */

static bool
is_same_id(const struct pci_dev_id *a, const struct pci_dev_id *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == PCI_ID_UUID)
		return memcmp(a->uuid, b->uuid, sizeof(a->uuid)) == 0;
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
		a->addr.devid == b->addr.devid &&
		a->addr.function == b->addr.function;
}

static const struct pci_shared *
expected_record(void)
{
	unsigned int i;

	for (i = 0; i < nb_records; i++)
		if (is_same_id(&records[i]->id, &dev.id))
			return records[i];
	return NULL;
}

static bool
is_offered(const struct pci_region *region, const struct pci_area *area)
{
	fuzz_wide_t end = (fuzz_wide_t)area->offset + area->size;
	const struct pci_area *own = region->areas;

	for (; own < &region->areas[region->nb_areas]; own++)
		if (own->offset <= area->offset &&
				end <= (fuzz_wide_t)own->offset + own->size)
			return area->size > 0;
	return false;
}

/* Of the region entry, which is in the record. */
static bool
fits(const struct pci_shared *record, const struct pci_shared_region *entry,
	const struct pci_region *region)
{
	const struct pci_area *area;
	fuzz_wide_t end = 0;
	unsigned int i;

	if (entry->nb_areas > PCI_MAX_AREAS || (fuzz_wide_t)entry->first_area +
			entry->nb_areas > record->nb_areas)
		return false;
	for (i = 0; i < entry->nb_areas; i++) {
		area = &record->areas[entry->first_area + i];
		if (area->offset < end || !is_offered(region, area))
			return false;
		end = (fuzz_wide_t)area->offset + area->size;
	}
	return entry->addr != NULL || entry->nb_areas == 0;
}

/* A BAR may have an address without areas, for it is emulated. */
static bool
is_good(const struct pci_shared *record, unsigned int idx)
{
	const struct pci_shared_region *entry;

	if (idx >= record->nb_regions || idx >= PCI_MAX_REGIONS)
		return false;
	entry = &record->regions[idx];
	return fits(record, entry, &regions[idx]) && (entry->addr == NULL ||
		entry->nb_areas > 0 || idx < PCI_MAX_RESOURCE);
}

/* ---- what is there ---- */

static void
check_areas(const struct pci_shared *record, unsigned int idx,
	const struct pci_region *region)
{
	const struct pci_shared_region *entry = &record->regions[idx];

	CHECK(region->nb_areas == entry->nb_areas, "region %u: %u areas", idx,
		region->nb_areas);
	CHECK(memcmp(region->areas, &record->areas[entry->first_area],
		entry->nb_areas * sizeof(*region->areas)) == 0,
		"region %u: other areas", idx);
}

static void
check_apply(const struct pci_shared *record, unsigned int idx,
	const struct pci_shared *copy)
{
	struct pci_region region = regions[idx];
	void *at = NULL;
	int ret, expected = is_good(record, idx) ? 0 : -EPROTO;

	ret = pci_shared_apply(copy, idx, &region, &at);
	CHECK(ret == expected, "region %u: %d instead of %d", idx, ret,
		expected);
	if (ret < 0) {
		CHECK(memcmp(&region, &regions[idx], sizeof(region)) == 0,
			"region %u: changed", idx);
		return;
	}
	CHECK(at == record->regions[idx].addr, "region %u at %p", idx, at);
	check_areas(record, idx, &region);
}

static void
check_copy(const struct pci_shared *record)
{
	struct pci_shared *copy;
	unsigned int i;
	int ret = pci_shared_copy(&dev.id, &copy);

	CHECK(ret == (record == NULL ? -ENOENT : 0), "copied: %d", ret);
	CHECK(pci_shared_exists(&dev.id) == (record != NULL), "a record");
	if (ret < 0)
		return;
	for (i = 0; i < dev.nb_regions; i++)
		check_apply(record, i, copy);
	free(copy);
}

static bool
is_for_mapping(unsigned int idx)
{
	return idx != PCI_REGION_ROM && idx != PCI_REGION_CONFIG &&
		idx != PCI_REGION_VGA;
}

static void
check_mapped(const struct pci_shared *record)
{
	unsigned int i;

	CHECK(record != NULL, "mapped by no record");
	for (i = 0; i < dev.nb_regions; i++) {
		if (!is_for_mapping(i))
			continue;
		CHECK(regions[i].addr == record->regions[i].addr,
			"region %u is at %p", i, regions[i].addr);
		check_areas(record, i, &regions[i]);
	}
}

static void
check_nothing_mapped(void)
{
	unsigned int i;

	for (i = 0; i < dev.nb_regions; i++)
		CHECK(regions[i].addr == NULL, "region %u is mapped", i);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		CHECK(dev.device.mem_resource[i].addr == NULL, "BAR %u", i);
}

static void
check_own_memory(void)
{
	unsigned int i;

	for (i = 0; i < 64; i++)
		CHECK(own_memory[i * PAGE] == 0x5a, "page %u is replaced", i);
}

static void
check_device(unsigned int mappings)
{
	const struct pci_shared *record = expected_record();
	int ret;

	check_copy(record);
	ret = pci_mapping_create(&dev);
	if (ret == 0)
		check_mapped(record);
	else
		check_nothing_mapped();
	check_own_memory();
	pci_mapping_destroy(&dev);
	check_nothing_mapped();
	CHECK(fake_vfio_mappings() == mappings, "something is mapped");
}

/* ---- channels ---- */

static void
take_records(struct fuzz_input *in)
{
	unsigned int i, wanted = 1 + fuzz_number(in, 1) % NB_RECORDS;
	unsigned int mappings = fake_vfio_mappings();

	for (i = 0; i < wanted; i++)
		publish(in);
	take_device(in);
	fake_eal()->process = RTE_PROC_SECONDARY;
	check_device(mappings);
	fake_eal()->process = RTE_PROC_PRIMARY;
	/* In order: of those with the same ID the first is withdrawn. */
	for (i = 0; i < nb_records; i++)
		pci_shared_withdraw(&records[i]->id);
	nb_records = 0;
	CHECK(fake_shared_blocks() == 0, "a record is left");
}

static void (* const channels[])(struct fuzz_input *in) = {
	take_records,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };

	fake_log_reset();
	channels[fuzz_number(&in, 1) % RTE_DIM(channels)](&in);
	return 0;
}
