/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A device in a secondary process, which is this one after a change of roles.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_shared.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"

static struct rte_pci_device_internal *dev;
static struct fake_device *fake;
static void *addr[PCI_MAX_RESOURCE];

static int
setup(void **state)
{
	fixture_setup(state);
	dev = fixture_scanned(BDF, 1);
	fake = fake_vfio_add(BDF, 1, FAKE_VFIO_PCI);
	return 0;
}

static int
teardown(void **state)
{
	fixture_leave_secondary(dev);
	return fixture_teardown(state);
}

/* What the primary has mapped goes; what it has published stays. */
static void
become_secondary(void)
{
	unsigned int i;

	assert_int_equal(fixture_plug(dev), 0);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		addr[i] = dev->device.mem_resource[i].addr;
	fake_eal()->process = RTE_PROC_SECONDARY;
	rte_pci_unmap_device(&dev->device);
	assert_int_equal(fake_vfio_mappings(), 0);
	assert_int_equal(fake_shared_blocks(), 1);
	fake_log_reset();
}

static void
check_refused(int err)
{
	rte_errno = 0;
	assert_int_equal(rte_pci_map_device(&dev->device), -1);
	assert_int_equal(rte_errno, err);
	CHECK_LOG(ERR, BDF, 1);
	assert_null(dev->backend);
	assert_false(dev->mapped);
	assert_int_equal(fake->opened, 0);
}

static void
test_publish(void **state)
{
	struct pci_shared *record;
	struct pci_region region;
	struct pci_dev_id other;
	unsigned int i;
	void *at;

	(void)state;
	assert_int_equal(fixture_plug(dev), 0);
	assert_true(pci_shared_exists(&dev->id));
	assert_int_equal(pci_shared_copy(&dev->id, &record), 0);
	for (i = 0; i < dev->nb_regions; i++) {
		region = dev->regions[i];
		at = &region;
		assert_int_equal(pci_shared_apply(record, i, &region, &at), 0);
		assert_ptr_equal(at, dev->regions[i].addr);
		assert_int_equal(region.nb_areas, at != NULL);
	}
	assert_int_equal(pci_shared_apply(record, dev->nb_regions, &region, &at),
		-EPROTO);
	free(record);
	assert_int_equal(pci_id_parse("0000:01:00.1", &other), 0);
	assert_false(pci_shared_exists(&other));
	assert_int_equal(pci_shared_copy(&other, &record), -ENOENT);
	pci_shared_withdraw(&other);
	assert_int_equal(fake_shared_blocks(), 1);
	rte_pci_unmap_device(&dev->device);
	assert_false(pci_shared_exists(&dev->id));
	assert_int_equal(fake_shared_blocks(), 0);
}

/* BARs 1 and 2 are a gap; 3 is mapped as what it is. */
static void
test_same_addresses(void **state)
{
	uint32_t value = 0xcafe0003, seen;
	unsigned int i, resets;

	(void)state;
	become_secondary();
	resets = fake->resets;
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		assert_ptr_equal(dev->device.mem_resource[i].addr, addr[i]);
	fake_vfio_poke(fake, 3, 0x100, &value, sizeof(value));
	memcpy(&seen, RTE_PTR_ADD(addr[3], 0x100), sizeof(seen));
	assert_int_equal(seen, value);
	/* The device runs for the primary. */
	assert_int_equal(fake->resets, resets);
	assert_int_equal(fake_eal()->watched, 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_unmap_leaves_the_record(void **state)
{
	uint16_t command;
	unsigned int i;

	(void)state;
	become_secondary();
	for (i = 0; i < 2; i++) {
		assert_int_equal(rte_pci_map_device(&dev->device), 0);
		rte_pci_unmap_device(&dev->device);
		assert_true(pci_shared_exists(&dev->id));
		fake_vfio_peek(fake, PCI_REGION_CONFIG, 4, &command, 2);
		assert_true(command & RTE_PCI_COMMAND_MASTER);
	}
}

/* Never over what the process has there itself. */
static void
check_place_taken(unsigned int idx)
{
	char *own = mmap(addr[idx], 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	assert_ptr_equal(own, addr[idx]);
	memset(own, 0x5a, 4096);
	fake_log_reset();
	check_refused(EADDRINUSE);
	CHECK_LOG(ERR, "as the primary process does", 1);
	assert_int_equal(own[0], 0x5a);
	assert_int_equal(own[4095], 0x5a);
	assert_int_equal(fake_vfio_mappings(), 1);
	assert_int_equal(munmap(own, 4096), 0);
}

static void
test_place_taken(void **state)
{
	(void)state;
	become_secondary();
	check_place_taken(0);
	check_place_taken(3);
	fake_log_reset();
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_no_record(void **state)
{
	unsigned int setups;

	(void)state;
	become_secondary();
	pci_shared_withdraw(&dev->id);
	setups = fake_eal()->setups;
	check_refused(ENOENT);
	/* Or EAL would have had the primary open its group. */
	assert_int_equal(fake_eal()->setups, setups);
	CHECK_LOG(ERR, "the primary process has not mapped it", 1);
}

static void
test_not_mapped_in_primary(void **state)
{
	(void)state;
	fake->regions[0].mmap_errno = EPERM;
	become_secondary();
	fake->regions[0].mmap_errno = 0;
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	assert_ptr_equal(dev->device.mem_resource[0].addr, addr[0]);
	assert_null(rte_pci_region_addr(&dev->device, 0, 4, 0));
	assert_ptr_equal(dev->device.mem_resource[3].addr, addr[3]);
}

static void
test_refused_in_secondary(void **state)
{
	(void)state;
	become_secondary();
	fake->regions[3].mmap_errno = EPERM;
	check_refused(EPERM);
	assert_int_equal(fake_vfio_mappings(), 0);
}

static void
test_access(void **state)
{
	struct rte_pci_ioport p;
	uint16_t id = 0, value = 0xbeef, seen = 0;

	(void)state;
	become_secondary();
	/* net_virtio asks before it maps. */
	assert_int_equal(rte_pci_ioport_map(&dev->device, 2, &p), 0);
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	rte_pci_ioport_write(&p, &value, 2, 8);
	rte_pci_ioport_read(&p, &seen, 2, 8);
	assert_int_equal(seen, value);
	assert_int_equal(rte_pci_read_config(&dev->device, &id, 2, 0), 2);
	assert_int_equal(id, 0x8086);
	assert_int_equal(fake->opened, 1);
}

static void
test_cleanup_withdraws(void **state)
{
	(void)state;
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(fake_shared_blocks(), 1);
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
	assert_int_equal(fake_shared_blocks(), 0);
	dev = fixture_scanned("0000:01:00.1", 1);
}

/* ---- the MSI-X table, which is at 0x2010 of BAR 0 ---- */

static void
add_msix(uint32_t where)
{
	fixture_add_msix(fake, 3, where);
}

static void
test_msix_table(void **state)
{
	const struct pci_region *bar;

	(void)state;
	add_msix(0x2010);
	assert_int_equal(fixture_plug(dev), 0);
	bar = &dev->regions[0];
	assert_int_equal(bar->nb_areas, 2);
	assert_int_equal(bar->areas[0].size, 0x2000);
	assert_int_equal(bar->areas[1].offset, 0x3000);
	assert_int_equal(bar->areas[1].size, 0x1d000);
	assert_int_equal(dev->regions[3].nb_areas, 1);
}

static void
test_msix_mappable(void **state)
{
	static const struct vfio_info_cap_header cap = {
		.id = VFIO_REGION_INFO_CAP_MSIX_MAPPABLE,
		.version = 1,
	};

	(void)state;
	add_msix(0x2010);
	fake->regions[0].flags |= VFIO_REGION_INFO_FLAG_CAPS;
	fake->regions[0].argsz = sizeof(struct vfio_region_info) + sizeof(cap);
	fake->regions[0].caps = &cap;
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(dev->regions[0].nb_areas, 1);
	assert_int_equal(dev->regions[0].areas[0].size, 0x20000);
}

static void
test_msix_elsewhere(void **state)
{
	static const uint32_t places[] = { 0x20000, 0xfffffff8, 6, 7, 1 };
	unsigned int i;

	(void)state;
	assert_int_equal(fixture_plug(dev), 0);
	for (i = 0; i < RTE_DIM(places); i++) {
		rte_pci_unmap_device(&dev->device);
		add_msix(places[i]);
		assert_int_equal(rte_pci_map_device(&dev->device), 0);
		assert_int_equal(dev->regions[0].nb_areas, 1);
		assert_int_equal(dev->regions[3].nb_areas, 1);
	}
}

/* What the primary could not map either is no reason to refuse the rest. */
static void
test_mapped_in_part(void **state)
{
	(void)state;
	add_msix(0x2010);
	fake->regions[0].mmap_errno = EPERM;
	fake->regions[0].mmap_errno_from = 0x3000;
	become_secondary();
	assert_non_null(addr[0]);
	assert_int_equal(rte_pci_map_device(&dev->device), 0);
	assert_ptr_equal(dev->device.mem_resource[0].addr, addr[0]);
	assert_int_equal(dev->regions[0].nb_areas, 1);
	CHECK_LOG(ERR, NULL, 0);
}

/* ---- VFIO that comes after EAL ---- */

static void
test_late_vfio(void **state)
{
	(void)state;
	fake_eal()->vfio_core = false;
	fake_eal()->vfio_enabled = false;
	fake_eal()->vfio_late = true;
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(fake_eal()->vfio_enables, 1);
}

/* A driver may have made a container before it maps; EAL would forget it. */
static void
test_late_vfio_in_a_probe(void **state)
{
	(void)state;
	fake_eal()->vfio_core = false;
	fake_eal()->vfio_enabled = false;
	fake_eal()->vfio_late = true;
	assert_int_equal(rte_pci_map_device(&dev->device), -1);
	assert_int_equal(fake_eal()->vfio_enables, 0);
	CHECK_LOG(ERR, BDF ": VFIO is off", 1);
}

/* EAL would forget the groups that it has open. */
static void
test_vfio_is_on(void **state)
{
	(void)state;
	fake_eal()->vfio_enabled = false;
	assert_true(fixture_plug(dev) < 0);
	fake_eal()->vfio_enabled = true;
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(fake_eal()->vfio_enables, 0);
}

static void
test_noiommu(void **state)
{
	static const struct rte_pci_driver driver;

	(void)state;
	assert_int_not_equal(dev->ops->iova_mode(&driver), RTE_IOVA_PA);
	fake_eal()->noiommu = true;
	assert_int_equal(dev->ops->iova_mode(&driver), RTE_IOVA_PA);
}

#define SHARED_TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		SHARED_TEST(test_publish),
		SHARED_TEST(test_same_addresses),
		SHARED_TEST(test_unmap_leaves_the_record),
		SHARED_TEST(test_place_taken),
		SHARED_TEST(test_no_record),
		SHARED_TEST(test_not_mapped_in_primary),
		SHARED_TEST(test_refused_in_secondary),
		SHARED_TEST(test_access),
		SHARED_TEST(test_cleanup_withdraws),
		SHARED_TEST(test_msix_table),
		SHARED_TEST(test_msix_mappable),
		SHARED_TEST(test_msix_elsewhere),
		SHARED_TEST(test_mapped_in_part),
		SHARED_TEST(test_late_vfio),
		SHARED_TEST(test_late_vfio_in_a_probe),
		SHARED_TEST(test_vfio_is_on),
		SHARED_TEST(test_noiommu),
	};

	return cmocka_run_group_tests_name("processes", tests, NULL, NULL);
}
