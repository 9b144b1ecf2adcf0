/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Opening, identifying and mapping a device: what comes of it when all goes
 * well, and when a device or the host is not as it should be.
 */

#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_log.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define BDF_2 "0000:01:00.1"
#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

/* ---- all goes well ---- */

struct profile_row {
	enum fake_profile profile;
	uint16_t vendor;
	uint16_t device;
	uint64_t len[PCI_MAX_RESOURCE];
	unsigned int mapped;		/* bit per BAR */
	enum rte_intr_handle_type intr;
	bool watched;
	unsigned int resets;
};

static const struct profile_row profile_rows[] = {
	{ FAKE_MTTY, 0x4348, 0x3253, { 8, 8 }, 0,
		RTE_INTR_HANDLE_VFIO_MSI, false, 0 },
	{ FAKE_MDPY, 0x1b36, 0x000f, { 0x200000 }, 1,
		RTE_INTR_HANDLE_UNKNOWN, false, 0 },
	{ FAKE_MBOCHS, 0x1234, 0x1111, { 0x400000, 0, 0x1000 }, 1,
		RTE_INTR_HANDLE_UNKNOWN, false, 0 },
	{ FAKE_VFIO_PCI, 0x8086, 0x10d3, { 0x20000, 0, 32, 0x4000 }, 9,
		RTE_INTR_HANDLE_VFIO_MSIX, true, 1 },
};

/* What is not has an address, too, where it is emulated. */
static bool
is_mapped(const struct rte_pci_device *pdev, unsigned int bar)
{
	struct rte_pci_region_info info;

	assert_int_equal(rte_pci_region_info(pdev, (int)bar, &info), 0);
	return (info.flags & RTE_PCI_REGION_MAPPED) != 0;
}

static void
check_bars(const struct rte_pci_device *pdev, const struct profile_row *row)
{
	unsigned int i;

	for (i = 0; i < PCI_MAX_RESOURCE; i++) {
		CHECK(pdev->mem_resource[i].len == row->len[i],
			"BAR %u has %#jx bytes", i,
			(uintmax_t)pdev->mem_resource[i].len);
		CHECK(is_mapped(pdev, i) == (row->mapped >> i & 1), "BAR %u at %p",
			i, pdev->mem_resource[i].addr);
		assert_int_equal(pdev->mem_resource[i].phys_addr, 0);
	}
}

static void
check_profile(const struct profile_row *row)
{
	struct rte_pci_device *pdev;
	struct fake_device *fake;

	pdev = fixture_probed(UUID_1, row->profile, &fake);
	assert_int_equal(pdev->id.vendor_id, row->vendor);
	assert_int_equal(pdev->id.device_id, row->device);
	assert_int_equal(pdev->id.class_id, 0x020000);
	assert_int_equal(pdev->id.subsystem_vendor_id, 0x1af4);
	assert_int_equal(pdev->id.subsystem_device_id, 0x1100);
	check_bars(pdev, row);
	assert_int_equal(rte_intr_type_get(pdev->intr_handle), row->intr);
	assert_int_equal(rte_intr_fd_get(pdev->intr_handle) >= 0,
		row->intr != RTE_INTR_HANDLE_UNKNOWN);
	assert_true(rte_intr_dev_fd_get(pdev->intr_handle) >= 0);
	assert_int_equal(fake_eal()->watched, row->watched);
	assert_int_equal(fake->resets, row->resets);
	assert_int_equal(fake->opens, 1);
	CHECK_LOG(ERR, NULL, 0);
	CHECK_LOG(WARNING, NULL, 0);
}

static void
test_profiles(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(profile_rows); i++) {
		fixture_begin();
		check_profile(&profile_rows[i]);
		fixture_end();
	}
}

/* The lengths and addresses of its BARs come from sysfs. */
static void
test_function(void **state)
{
	struct rte_pci_device *pdev;
	struct fake_device *fake;

	(void)state;
	pdev = fixture_probed(BDF, FAKE_VFIO_PCI, &fake);
	assert_int_equal(pdev->id.device_id, 0x100e);
	assert_int_equal(pdev->mem_resource[0].phys_addr, 0xfebc0000);
	assert_int_equal(pdev->mem_resource[0].len, 0x20000);
	assert_non_null(pdev->mem_resource[0].addr);
	assert_null(pdev->mem_resource[2].addr);
	assert_non_null(pdev->mem_resource[3].addr);
	assert_int_equal(fake->resets, 0);
	assert_int_equal(fake_eal()->setups, 1);
	assert_int_equal(fake_vfio_node_opens(), 0);
	rte_pci_unmap_device(pdev);
	assert_null(pdev->mem_resource[0].addr);
	assert_int_equal(fake_eal()->devices, 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_mapping_shows_the_device(void **state)
{
	struct rte_pci_device *pdev;
	struct fake_device *fake;
	uint32_t value = 0x12345678, seen = 0;
	char *bar;

	(void)state;
	pdev = fixture_probed(UUID_1, FAKE_MBOCHS, &fake);
	bar = pdev->mem_resource[0].addr;
	fake_vfio_poke(fake, 0, 0x3ffffc, &value, sizeof(value));
	assert_memory_equal(bar + 0x3ffffc, &value, sizeof(value));
	memcpy(bar, &value, sizeof(value));
	fake_vfio_peek(fake, 0, 0, &seen, sizeof(seen));
	assert_int_equal(seen, value);
}

static void
test_map_twice(void **state)
{
	struct rte_pci_device *pdev;
	struct fake_device *fake;

	(void)state;
	pdev = fixture_probed(UUID_1, FAKE_VFIO_PCI, &fake);
	assert_int_equal(rte_pci_map_device(pdev), 0);
	assert_int_equal(fake->opens, 1);
	rte_pci_unmap_device(pdev);
	rte_pci_unmap_device(pdev);
	assert_int_equal(fake->opened, 0);
	assert_int_equal(rte_pci_map_device(pdev), 0);
	assert_int_equal(fake->opens, 2);
	assert_non_null(pdev->mem_resource[0].addr);
}

/* A device may only start what it was told to, and stops when it is left. */
static void
test_command_register(void **state)
{
	struct rte_pci_device *pdev;
	struct fake_device *fake;
	uint16_t command;

	(void)state;
	pdev = fixture_probed(UUID_1, FAKE_VFIO_PCI, &fake);
	fake_vfio_peek(fake, CONFIG, 4, &command, 2);
	assert_int_equal(command, 0x6);
	rte_pci_unmap_device(pdev);
	fake_vfio_peek(fake, CONFIG, 4, &command, 2);
	assert_int_equal(command, 0x2);
}

/* ---- the kernel wants it back ---- */

static void
test_release_request(void **state)
{
	static const char * const names[] = { BDF, UUID_1 };
	struct rte_pci_device *pdev;
	struct fake_device *fake;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(names); i++) {
		fixture_begin();
		pdev = fixture_probed(names[i], FAKE_VFIO_PCI, &fake);
		assert_int_equal(fake->irqs[VFIO_PCI_REQ_IRQ_INDEX].event_fd,
			rte_intr_fd_get(pdev->vfio_req_intr_handle));
		fake_eal_interrupt(pdev->vfio_req_intr_handle);
		assert_int_equal(fake_eal()->removals, 1);
		assert_string_equal(fake_eal()->removed, names[i]);
		fixture_end();
	}
}

/* ---- devices that are refused ---- */

struct refusal {
	void (*spoil)(struct fake_device *fake);
	int err;
	const char *text;	/* in the one line that says why */
};

static void
no_pci(struct fake_device *fake)
{
	fake->flags = VFIO_DEVICE_FLAGS_PLATFORM;
}

static void
no_config(struct fake_device *fake)
{
	fake->num_regions = CONFIG;
}

static void
no_regions(struct fake_device *fake)
{
	fake->num_regions = 0;
}

static void
unknown_config(struct fake_device *fake)
{
	fake->regions[CONFIG].info_errno = EINVAL;
}

static void
empty_config(struct fake_device *fake)
{
	fake->regions[CONFIG].size = 0;
}

static void
small_config(struct fake_device *fake)
{
	fake->regions[CONFIG].size = 63;
}

static void
secret_config(struct fake_device *fake)
{
	fake->regions[CONFIG].flags = 0;
}

static void
wild_config(struct fake_device *fake)
{
	fake->regions[CONFIG].offset = UINT64_MAX - 4;
}

static void
broken_config(struct fake_device *fake)
{
	fake->regions[CONFIG].read_errno = EIO;
}

static void
short_config(struct fake_device *fake)
{
	fake->short_by = 1;
}

static void
vendor_0(struct fake_device *fake)
{
	fake_vfio_poke(fake, CONFIG, 0, "\0\0", 2);
}

static void
vendor_ffff(struct fake_device *fake)
{
	fake_vfio_poke(fake, CONFIG, 0, "\xff\xff", 2);
}

static void
no_reset(struct fake_device *fake)
{
	fake->reset_errno = EIO;
}

static void
other_group(struct fake_device *fake)
{
	fake->group = 2;
}

static void
second_process(struct fake_device *fake)
{
	(void)fake;
	fake_eal()->process = RTE_PROC_SECONDARY;
}

static void
no_group(struct fake_device *fake)
{
	fake_sysfs_drop(fake->name, "iommu_group");
}

static void
strange_group(struct fake_device *fake)
{
	fake_sysfs_link(fake->name, "iommu_group", "../groups/1x");
}

static void
huge_group(struct fake_device *fake)
{
	fake_sysfs_link(fake->name, "iommu_group", "../groups/4294967297");
}

static void
negative_group(struct fake_device *fake)
{
	fake_sysfs_link(fake->name, "iommu_group", "../groups/-1");
}

static void
spaced_group(struct fake_device *fake)
{
	fake_sysfs_link(fake->name, "iommu_group", "../groups/ 1");
}

static void
signed_group(struct fake_device *fake)
{
	fake_sysfs_link(fake->name, "iommu_group", "../groups/+1");
}

static void
gone(struct fake_device *fake)
{
	fake_sysfs_remove(fake->name);
}

static void
busy(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->group_errno = EBUSY;
}

static void
forbidden(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->group_errno = EACCES;
}

static void
no_node(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->group_errno = ENOENT;
}

static void
not_viable(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->not_viable = true;
}

static void
no_vfio(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->container_errno = ENOENT;
}

static void
no_type1(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->has_type1v2 = false;
}

static void
other_version(struct fake_device *fake)
{
	(void)fake;
	fake_vfio_host()->api_version = 1;
}

static void
wants_msix(struct fake_device *fake)
{
	fake->irqs[VFIO_PCI_MSIX_IRQ_INDEX].info_errno = EINVAL;
	fake_eal()->intr_mode = RTE_INTR_MODE_MSIX;
}

static const struct refusal refusals[] = {
	{ no_pci, ENODEV, "does not offer it as a PCI device" },
	{ no_config, ENODEV, "no config space" },
	{ no_regions, ENODEV, "no config space" },
	{ unknown_config, ENXIO, "reading its config space" },
	{ empty_config, ENXIO, "reading its config space" },
	{ small_config, EINVAL, "reading its config space" },
	{ secret_config, EACCES, "reading its config space" },
	{ wild_config, ENXIO, "reading its config space" },
	{ broken_config, EIO, "reading its config space" },
	{ short_config, EIO, "reading its config space" },
	{ vendor_0, ENODEV, "no vendor ID" },
	{ vendor_ffff, ENODEV, "no vendor ID" },
	{ no_reset, EIO, "resetting it" },
	{ other_group, ENODEV, "opening the device" },
	{ second_process, ETIMEDOUT, "asking the primary process" },
	{ no_group, ENOENT, "no IOMMU group" },
	{ strange_group, EINVAL, "IOMMU group is no number" },
	{ huge_group, EINVAL, "IOMMU group is no number" },
	{ negative_group, EINVAL, "IOMMU group is no number" },
	{ spaced_group, EINVAL, "IOMMU group is no number" },
	{ signed_group, EINVAL, "IOMMU group is no number" },
	{ gone, ENOENT, "gone from sysfs" },
	{ busy, EBUSY, "another process holds the device" },
	{ forbidden, EACCES, "give this user access" },
	{ no_node, ENOENT, "opening its VFIO group" },
	{ not_viable, EBUSY, "not viable" },
	{ no_vfio, ENOENT, "is the module vfio loaded?" },
	{ no_type1, ENODEV, "is the module vfio_iommu_type1 loaded?" },
	{ other_version, EPROTO, "another API version" },
	{ wants_msix, ENOTSUP, "--vfio-intr" },
};

static void
check_refusal(const struct refusal *row, unsigned int i)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_1, 1);
	int ret;

	row->spoil(fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI));
	ret = fixture_plug(dev);
	CHECK(ret == -row->err, "row %u (%s): %d", i, row->text, ret);
	CHECK_LOG(ERR, NULL, 1);
	CHECK_LOG(ERR, UUID_1, 1);
	CHECK_LOG(ERR, row->text, 1);
	assert_null(dev->backend);
	assert_null(dev->device.intr_handle);
	assert_null(dev->device.mem_resource[0].addr);
	fake_vfio_check_idle();
	fake_eal_check_idle();
}

static void
test_refused_mdevs(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(refusals); i++) {
		fixture_begin();
		check_refusal(&refusals[i], i);
		fixture_end();
	}
}

static void
test_vfio_is_off(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(BDF, 1);

	(void)state;
	fake_vfio_add(BDF, 1, FAKE_VFIO_PCI);
	fake_eal()->vfio_enabled = false;
	assert_int_equal(fixture_plug(dev), -ENODEV);
	CHECK_LOG(ERR, BDF ": VFIO is off", 1);
}

/* EAL knows a function that is no VFIO driver's: not an error. */
static void
test_function_without_a_group(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(BDF, 1);

	(void)state;
	assert_true(fixture_plug(dev) > 0);
	CHECK_LOG(ERR, NULL, 0);
}

/* ---- devices that work with less ---- */

struct degraded {
	void (*spoil)(struct fake_device *fake);
	const char *warning;	/* NULL: that is normal */
	unsigned int mapped;	/* bit per BAR */
	enum rte_intr_handle_type intr;
	bool watched;
	unsigned int resets;
};

static void
bar0_not_mappable(struct fake_device *fake)
{
	fake->regions[0].mmap_errno = EINVAL;
}

static void
no_bar_mappable(struct fake_device *fake)
{
	fake->regions[0].mmap_errno = ENODEV;
	fake->regions[3].mmap_errno = EPERM;
}

static void
no_irq_info(struct fake_device *fake)
{
	unsigned int i;

	for (i = 0; i < FAKE_MAX_IRQS; i++)
		fake->irqs[i].info_errno = EINVAL;
}

static void
no_irq_indexes(struct fake_device *fake)
{
	fake->num_irqs = 0;
}

static void
no_eventfds(struct fake_device *fake)
{
	fake->irqs[VFIO_PCI_MSIX_IRQ_INDEX].flags = 0;
	fake->irqs[VFIO_PCI_MSI_IRQ_INDEX].flags = VFIO_IRQ_INFO_NORESIZE;
}

static void
many_vectors(struct fake_device *fake)
{
	fake->irqs[VFIO_PCI_MSIX_IRQ_INDEX].count = 2048;
}

static void
request_refused(struct fake_device *fake)
{
	fake->irqs[VFIO_PCI_REQ_IRQ_INDEX].set_errno = EINVAL;
}

static void
reset_not_offered(struct fake_device *fake)
{
	fake->flags = VFIO_DEVICE_FLAGS_PCI;
	fake->reset_errno = EIO;
}

static void
reset_without_means(struct fake_device *fake)
{
	fake->reset_errno = EINVAL;
}

static void
command_refused(struct fake_device *fake)
{
	fake->regions[CONFIG].write_errno = EIO;
}

static void
command_read_only(struct fake_device *fake)
{
	fake->regions[CONFIG].flags = VFIO_REGION_INFO_FLAG_READ;
}

/* The answer on BAR 3: of its four pages only the second is for mapping. */
static struct {
	struct vfio_region_info_cap_sparse_mmap cap;
	struct vfio_region_sparse_mmap_area areas[PCI_MAX_AREAS + 1];
} bar3_list;

static void
set_bar3_list(struct fake_device *fake, uint32_t nb)
{
	struct fake_region *bar = &fake->regions[3];
	uint32_t i;

	bar3_list.cap = (struct vfio_region_info_cap_sparse_mmap){
		{ VFIO_REGION_INFO_CAP_SPARSE_MMAP, 1, 0 }, nb, 0 };
	for (i = 0; i < nb; i++)
		bar3_list.areas[i] = (struct vfio_region_sparse_mmap_area){
			(2 * i + 1) * 4096, 4096 };
	bar->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	bar->caps = &bar3_list;
	bar->argsz = sizeof(struct vfio_region_info) + sizeof(bar3_list);
}

static void
bar3_sparse(struct fake_device *fake)
{
	set_bar3_list(fake, 1);
}

static void
bar3_list_empty(struct fake_device *fake)
{
	set_bar3_list(fake, 0);
}

static void
bar3_list_broken(struct fake_device *fake)
{
	set_bar3_list(fake, 3);
}

static void
bar3_list_long(struct fake_device *fake)
{
	fake->regions[3].size = 1 << 20;
	set_bar3_list(fake, PCI_MAX_AREAS + 1);
}

static void
seventy_regions(struct fake_device *fake)
{
	unsigned int i;

	for (i = 9; i < 70; i++)
		fake->regions[i] = (struct fake_region){ 64,
			(uint64_t)i << 40, VFIO_REGION_INFO_FLAG_READ };
	fake->num_regions = 70;
}

static void
bar3_unknown(struct fake_device *fake)
{
	fake->regions[3].info_errno = EIO;
}

static void
bar3_wild(struct fake_device *fake)
{
	fake->regions[3].size = UINT64_MAX;
}

#define MSIX RTE_INTR_HANDLE_VFIO_MSIX

static const struct degraded degradeds[] = {
	{ bar0_not_mappable, "region 0 is not mapped", 8, MSIX, true, 1 },
	{ no_bar_mappable, "region 3 is not mapped", 0, MSIX, true, 1 },
	{ no_irq_info, NULL, 9, RTE_INTR_HANDLE_UNKNOWN, false, 1 },
	{ no_irq_indexes, NULL, 9, RTE_INTR_HANDLE_UNKNOWN, false, 1 },
	{ no_eventfds, NULL, 9, RTE_INTR_HANDLE_VFIO_LEGACY, true, 1 },
	{ many_vectors, NULL, 9, MSIX, true, 1 },
	{ request_refused, NULL, 9, MSIX, false, 1 },
	{ reset_not_offered, NULL, 9, MSIX, true, 0 },
	{ reset_without_means, NULL, 9, MSIX, true, 1 },
	{ command_refused, "command register", 9, MSIX, true, 1 },
	{ command_read_only, "command register", 9, MSIX, true, 1 },
	{ seventy_regions, "first 64 of its 70 regions", 9, MSIX, true, 1 },
	{ bar3_sparse, NULL, 9, MSIX, true, 1 },
	{ bar3_list_empty, NULL, 1, MSIX, true, 1 },
	{ bar3_list_broken, "region 3 not mapped: VFIO's list", 1, MSIX, true, 1 },
	{ bar3_list_long, "region 3 has more than 64 parts", 9, MSIX, true, 1 },
	{ bar3_unknown, "region 3 left alone", 1, MSIX, true, 1 },
	{ bar3_wild, "region 3 left alone", 1, MSIX, true, 1 },
};

/* A function has been reset by the kernel, as it was opened. */
static unsigned int
expected_resets(const struct degraded *row, const char *name)
{
	return strcmp(name, BDF) == 0 ? 0 : row->resets;
}

static void
check_degraded(const struct degraded *row, const char *name, unsigned int i)
{
	struct rte_pci_device_internal *dev = fixture_scanned(name, 1);
	struct fake_device *fake = fake_vfio_add(name, 1, FAKE_VFIO_PCI);
	const struct rte_pci_device *pdev = &dev->device;
	unsigned int bar;

	row->spoil(fake);
	CHECK(fixture_plug(dev) == 0, "row %u fails", i);
	for (bar = 0; bar < PCI_MAX_RESOURCE; bar++)
		CHECK(is_mapped(pdev, bar) == (row->mapped >> bar & 1),
			"row %u: BAR %u", i, bar);
	CHECK(rte_intr_type_get(pdev->intr_handle) == row->intr, "row %u", i);
	CHECK(fake_eal()->watched == row->watched, "row %u", i);
	CHECK(fake->resets == expected_resets(row, name), "row %u of %s", i,
		name);
	CHECK_LOG(ERR, NULL, 0);
	if (row->warning == NULL)
		CHECK_LOG(WARNING, NULL, 0);
	else
		CHECK_LOG(WARNING, row->warning, 1);
}

static void
test_degraded(void **state)
{
	static const char * const names[] = { BDF, UUID_1 };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < RTE_DIM(degradeds); i++) {
		for (j = 0; j < RTE_DIM(names); j++) {
			fixture_begin();
			check_degraded(&degradeds[i], names[j], i);
			fixture_end();
		}
	}
}

static void
test_accessor_of_what_is_not_mapped(void **state)
{
	struct rte_pci_device_internal *dev = fixture_scanned(UUID_1, 1);
	struct fake_device *fake = fake_vfio_add(UUID_1, 1, FAKE_VFIO_PCI);
	uint32_t value = 0x12345678, seen = 0;

	(void)state;
	bar0_not_mappable(fake);
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(rte_pci_mmio_write(&dev->device, 0, &value, 4, 16), 4);
	assert_int_equal(rte_pci_mmio_read(&dev->device, 0, &seen, 4, 16), 4);
	assert_int_equal(seen, value);
}

/* ---- more than one ---- */

static void
test_mdevs_share_a_container(void **state)
{
	struct rte_pci_device_internal *dev[3];
	static const char * const names[] = { UUID_1, UUID_2, UUID_3 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		dev[i] = fixture_scanned(names[i], i + 1);
		fake_vfio_add(names[i], i + 1, FAKE_MBOCHS);
		assert_int_equal(fixture_plug(dev[i]), 0);
	}
	/* One container, three groups. */
	assert_int_equal(fake_vfio_node_opens(), 4);
	assert_int_equal(rte_pci_bus.unplug(&dev[0]->device.device), 0);
	assert_int_equal(fake_vfio_find(UUID_2)->opened, 1);
	assert_int_equal(rte_pci_bus.unplug(&dev[2]->device.device), 0);
	assert_int_equal(rte_pci_bus.unplug(&dev[1]->device.device), 0);
	fake_vfio_check_idle();
}

static void
check_works(struct rte_pci_device *pdev, struct fake_device *fake)
{
	uint32_t value = 0xcafe0001, seen = 0;

	assert_int_equal(fake->opened, 1);
	assert_int_equal(rte_pci_read_config(pdev, &seen, 4, 0), 4);
	assert_int_equal(seen, 0x10d38086);
	fake_vfio_poke(fake, 0, 0x100, &value, sizeof(value));
	memcpy(&seen, RTE_PTR_ADD(pdev->mem_resource[0].addr, 0x100),
		sizeof(seen));
	assert_int_equal(seen, value);
	assert_true(rte_intr_fd_get(pdev->intr_handle) >= 0);
	fake_eal_interrupt(pdev->vfio_req_intr_handle);
	assert_string_equal(fake_eal()->removed, fake->name);
}

/* EAL counts the devices of a group by what it is asked to release. */
static void
check_shared_group(unsigned int first)
{
	static const char * const names[] = { BDF, BDF_2 };
	struct rte_pci_device *pdev[2];
	struct fake_device *fake[2];
	unsigned int i, second = 1 - first;

	for (i = 0; i < 2; i++)
		pdev[i] = fixture_probed(names[i], FAKE_VFIO_PCI, &fake[i]);
	assert_int_equal(fake_eal()->setups, 2);
	assert_int_equal(rte_pci_bus.unplug(&pdev[first]->device), 0);
	assert_int_equal(fake_eal()->releases, 1);
	assert_int_equal(fake[first]->opened, 0);
	check_works(pdev[second], fake[second]);
	assert_int_equal(rte_pci_bus.unplug(&pdev[second]->device), 0);
	assert_int_equal(fake_eal()->releases, 2);
	assert_int_equal(fake_eal()->setups, 2);
	fake_vfio_check_idle();
	fake_eal_check_idle();
	CHECK_LOG(ERR, NULL, 0);
	CHECK_LOG(WARNING, NULL, 0);
}

static void
test_functions_share_a_group(void **state)
{
	unsigned int first;

	(void)state;
	for (first = 0; first < 2; first++) {
		fixture_begin();
		check_shared_group(first);
		fixture_end();
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profiles),
		FIXTURE_TEST(test_function),
		FIXTURE_TEST(test_mapping_shows_the_device),
		FIXTURE_TEST(test_map_twice),
		FIXTURE_TEST(test_command_register),
		cmocka_unit_test(test_release_request),
		cmocka_unit_test(test_refused_mdevs),
		FIXTURE_TEST(test_vfio_is_off),
		FIXTURE_TEST(test_function_without_a_group),
		cmocka_unit_test(test_degraded),
		FIXTURE_TEST(test_accessor_of_what_is_not_mapped),
		FIXTURE_TEST(test_mdevs_share_a_container),
		cmocka_unit_test(test_functions_share_a_group),
	};

	return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
