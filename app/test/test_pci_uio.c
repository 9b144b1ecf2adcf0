/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Functions bound to igb_uio and uio_pci_generic.
 */

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_shared.h"
#include "fake_sysfs.h"
#include "fake_uio.h"
#include "fixture.h"
#include "testing.h"

#define BDF "0000:01:00.0"
#define BDF_2 "0000:02:00.0"

static struct rte_pci_device_internal *
scanned_as(const char *bdf, const char *driver)
{
	fake_eal()->iova_mode = RTE_IOVA_PA;
	fake_uio_add(bdf, driver);
	assert_int_equal(fixture_allow(bdf), 0);
	assert_int_equal(rte_pci_scan(), 0);
	return fixture_device(bdf);
}

static struct rte_pci_device_internal *
scanned(const char *driver)
{
	return scanned_as(BDF, driver);
}

static struct rte_pci_device *
probed_as(const char *bdf, const char *driver)
{
	struct rte_pci_device_internal *dev = scanned_as(bdf, driver);

	assert_int_equal(fixture_plug(dev), 0);
	return &dev->device;
}

static struct rte_pci_device *
probed(const char *driver)
{
	return probed_as(BDF, driver);
}

static uint16_t
command_of(struct rte_pci_device *pdev)
{
	uint16_t command = 0;

	assert_int_equal(rte_pci_read_config(pdev, &command, 2, 4), 2);
	return command;
}

/* Only the generic driver leaves bus mastering to the process. */
static void
check_driver(const char *driver, int type, uint16_t command)
{
	struct rte_pci_device *pdev = probed(driver);

	assert_string_equal(fake_uio()->path, "/dev/uio7");
	assert_int_equal(fake_uio()->mknods, 0);
	assert_non_null(pdev->mem_resource[0].addr);
	assert_null(pdev->mem_resource[1].addr);
	assert_non_null(pdev->mem_resource[3].addr);
	assert_int_equal(rte_intr_type_get(pdev->intr_handle), type);
	assert_true(rte_intr_fd_get(pdev->intr_handle) >= 0);
	assert_true(rte_intr_dev_fd_get(pdev->intr_handle) >= 0);
	assert_int_equal(command_of(pdev), command);
	CHECK_LOG(ERR, NULL, 0);
	CHECK_LOG(WARNING, NULL, 0);
	rte_pci_unmap_device(pdev);
	assert_null(pdev->mem_resource[0].addr);
	assert_int_equal(fake_vfio_mappings(), 0);
	assert_int_equal(fake_shared_blocks(), 0);
}

static void
test_igb_uio(void **state)
{
	(void)state;
	check_driver("igb_uio", RTE_INTR_HANDLE_UIO, 0);
}

static void
test_uio_pci_generic(void **state)
{
	(void)state;
	check_driver("uio_pci_generic", RTE_INTR_HANDLE_UIO_INTX,
		RTE_PCI_COMMAND_MASTER);
}

static void
test_needs_physical_addresses(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");

	(void)state;
	assert_int_equal(dev->ops->iova_mode(NULL), RTE_IOVA_PA);
	fake_uio()->phys_addrs = false;
	assert_true(fixture_plug(dev) < 0);
	CHECK_LOG(ERR, BDF ": UIO needs physical addresses", 1);
	assert_null(dev->backend);
}

static void
test_no_uio_device(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");

	(void)state;
	fake_sysfs_drop(BDF, "uio");
	assert_true(fixture_plug(dev) > 0);
	CHECK_LOG(WARNING, BDF ": has no UIO device, skipping", 1);
	CHECK_LOG(ERR, NULL, 0);
	assert_null(dev->backend);
}

static void
test_old_spelling(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");

	(void)state;
	fake_sysfs_drop(BDF, "uio");
	fake_sysfs_add_dir(BDF, "uio:uio12");
	assert_int_equal(fixture_plug(dev), 0);
	assert_string_equal(fake_uio()->path, "/dev/uio12");
}

static void
test_node_refused(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");

	(void)state;
	fake_uio()->open_errno = EACCES;
	assert_true(fixture_plug(dev) < 0);
	CHECK_LOG(ERR, BDF ": cannot open /dev/uio7: Permission denied", 1);
	/* That there is no such node is no reason to skip the device. */
	fake_uio()->open_errno = ENODEV;
	assert_true(fixture_plug(dev) < 0);
}

static void
check_create(const char *dev_text, dev_t existing, int err,
	unsigned int mknods, unsigned int warnings)
{
	fixture_begin();
	fake_uio()->existing = existing;
	fake_eal()->iova_mode = RTE_IOVA_PA;
	fake_uio()->create_dev = true;
	fake_uio()->mknod_errno = err;
	fake_uio_add(BDF, "igb_uio");
	fake_sysfs_set(BDF, "uio/uio7/dev", dev_text);
	assert_int_equal(fixture_allow(BDF), 0);
	assert_int_equal(rte_pci_scan(), 0);
	assert_int_equal(fixture_plug(fixture_device(BDF)), 0);
	assert_int_equal(fake_uio()->mknods, mknods);
	if (mknods > 0)
		assert_int_equal(fake_uio()->devnum, makedev(240, 7));
	CHECK_LOG(WARNING, BDF ": cannot create /dev/uio7", warnings);
	fixture_end();
}

static void
test_create_node(void **state)
{
	(void)state;
	check_create("240:7\n", 0, 0, 1, 0);
	check_create("240:7\n", makedev(240, 7), EEXIST, 1, 0);
	/* A stale node, of another device. */
	check_create("240:7\n", makedev(240, 6), EEXIST, 1, 1);
	check_create("240:7\n", 0, EEXIST, 1, 1);
	check_create("240:7\n", 0, EPERM, 1, 1);
	check_create("240\n", 0, 0, 0, 1);
	check_create("\n", 0, 0, 0, 1);
	check_create("x:y\n", 0, 0, 0, 1);
	/* Numbers and nothing else, of 32 bits: no other device's node. */
	check_create("240:7w\n", 0, 0, 0, 1);
	check_create("240:7 \n", 0, 0, 0, 1);
	check_create("240: 7\n", 0, 0, 0, 1);
	check_create("240:-7\n", 0, 0, 0, 1);
	check_create("+240:7\n", 0, 0, 0, 1);
	check_create("240:\n", 0, 0, 0, 1);
	check_create("4294967536:7\n", 0, 0, 0, 1);
	check_create("240:4294967303\n", 0, 0, 0, 1);
}

static void
check_write_combining(const char *attr, uint8_t expected)
{
	struct rte_pci_device_internal *dev;
	static struct test_driver driver;
	uint8_t *bytes;

	fixture_begin();
	bytes = malloc(0x20000);
	dev = scanned("igb_uio");
	memset(bytes, 0x77, 0x20000);
	if (attr != NULL)
		fake_sysfs_set_bytes(BDF, attr, bytes, 0x20000);
	free(bytes);
	test_driver_add(&driver, RTE_PCI_DRV_NEED_MAPPING |
		RTE_PCI_DRV_WC_ACTIVATE, NULL);
	assert_int_equal(fixture_plug(dev), 0);
	assert_int_equal(*(uint8_t *)dev->device.mem_resource[0].addr,
		expected);
	fixture_end();
}

static void
test_write_combining(void **state)
{
	(void)state;
	check_write_combining("resource0_wc", 0x77);
	check_write_combining(NULL, 0);
}

static void
test_config(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	uint32_t value = 0x11223344, seen = 0;

	(void)state;
	assert_int_equal(rte_pci_write_config(pdev, &value, 4, 0x40), 4);
	assert_int_equal(rte_pci_read_config(pdev, &seen, 4, 0x40), 4);
	assert_int_equal(seen, value);
	assert_int_equal(rte_pci_read_config(pdev, &seen, 4, 252), 4);
	assert_int_equal(rte_pci_read_config(pdev, &seen, 4, 253), -1);
	assert_int_equal(rte_pci_read_config(pdev, &seen, 4, 256), -1);
	assert_int_equal(rte_pci_read_config(pdev, &seen, 4, -1), -1);
	assert_int_equal(rte_pci_write_config(pdev, &value, 4, 253), -1);
}

static void
test_ports(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	struct rte_pci_ioport p;
	uint32_t value = 0xbeef1234, seen = 0;

	(void)state;
	assert_int_equal(rte_pci_ioport_map(pdev, 1, &p), 0);
	assert_int_equal(fake_uio()->iopls, 1);
	assert_int_equal(p.len, 64);
	rte_pci_ioport_write(&p, &value, 4, 60);
	assert_memory_equal(fake_uio()->ports + 0xc03c, &value, 4);
	rte_pci_ioport_read(&p, &seen, 4, 60);
	assert_int_equal(seen, value);
	rte_pci_ioport_read(&p, &seen, 4, 61);
	assert_int_equal(seen, 0xffffffff);
	assert_int_equal(rte_pci_ioport_unmap(&p), 0);
}

/* Instructions for ports would kill a process that may not use them. */
static void
test_ports_without_the_right(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	uint32_t value = 0x5a5a5a5a;

	(void)state;
	assert_int_equal(rte_pci_mmio_read(pdev, 1, &value, 4, 0), -1);
	assert_int_equal(rte_pci_mmio_write(pdev, 1, &value, 4, 0), -1);
	assert_int_equal(fake_uio()->ports[0xc000], 0);
}

/* Closing the node would end the DMA of whoever uses the device. */
static void
test_no_record(void **state)
{
	struct rte_pci_device_internal *dev = scanned("uio_pci_generic");

	(void)state;
	fake_eal()->process = RTE_PROC_SECONDARY;
	assert_true(fixture_plug(dev) > 0);
	assert_string_equal(fake_uio()->path, "");
	CHECK_LOG(ERR, BDF ": the primary process has not mapped it", 1);
}

static void
check_interrupt_is_unset(const struct rte_intr_handle *handle)
{
	assert_int_equal(rte_intr_type_get(handle), RTE_INTR_HANDLE_UNKNOWN);
	assert_int_equal(rte_intr_fd_get(handle), -1);
	assert_int_equal(rte_intr_dev_fd_get(handle), -1);
}

/* A driver may go on without the mapping, whatever failed of it. */
static void
test_interrupt_of_a_failed_mapping(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");
	struct rte_intr_handle *handle = rte_intr_instance_alloc(0);
	unsigned int nth = 0;
	int ret;

	(void)state;
	assert_non_null(handle);
	rte_intr_fd_set(handle, -1);
	rte_intr_dev_fd_set(handle, -1);
	dev->device.intr_handle = handle;
	do {
		fake_fault_arm(++nth, EIO);
		ret = rte_pci_map_device(&dev->device);
		fake_fault_disarm();
		if (ret != 0)
			check_interrupt_is_unset(handle);
	} while (ret != 0);
	assert_true(nth > 10);
	/* It counts as mapped when all of it is. */
	assert_non_null(dev->device.mem_resource[0].addr);
	assert_non_null(dev->device.mem_resource[3].addr);
	rte_pci_unmap_device(&dev->device);
	check_interrupt_is_unset(handle);
	dev->device.intr_handle = NULL;
	rte_intr_instance_free(handle);
}

static void
test_interrupt_without_a_mapping(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");
	struct rte_intr_handle *handle = rte_intr_instance_alloc(0);
	struct rte_pci_ioport p;

	(void)state;
	assert_non_null(handle);
	dev->device.intr_handle = handle;
	assert_int_equal(rte_pci_ioport_map(&dev->device, 1, &p), 0);
	assert_int_equal(rte_intr_type_get(handle), RTE_INTR_HANDLE_UIO);
	assert_true(rte_intr_fd_get(handle) > 0);
	rte_pci_unmap_device(&dev->device);
	check_interrupt_is_unset(handle);
	dev->device.intr_handle = NULL;
	rte_intr_instance_free(handle);
}

/* sysfs has no other way to it. */
static void
test_memory_before_it_is_mapped(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");
	uint32_t value = 0x5a5a5a5a;
	struct rte_pci_ioport p;

	(void)state;
	assert_int_equal(rte_pci_ioport_map(&dev->device, 1, &p), 0);
	assert_int_equal(rte_pci_mmio_read(&dev->device, 0, &value, 4, 0), -1);
	assert_int_equal(rte_errno, ENXIO);
	rte_errno = 0;
	assert_int_equal(rte_pci_mmio_write(&dev->device, 0, &value, 4, 0), -1);
	assert_int_equal(rte_errno, ENXIO);
	rte_pci_unmap_device(&dev->device);
}

static void
test_memory_bar_as_ports(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	struct rte_pci_ioport p;
	uint32_t value = 0xbeef1234, seen = 0;

	(void)state;
	assert_int_equal(rte_pci_ioport_map(pdev, 3, &p), 0);
	assert_int_equal(fake_uio()->iopls, 0);
	rte_pci_ioport_write(&p, &value, 4, 8);
	assert_memory_equal(RTE_PTR_ADD(pdev->mem_resource[3].addr, 8), &value,
		4);
	rte_pci_ioport_read(&p, &seen, 4, 8);
	assert_int_equal(seen, value);
}

static void
test_ports_refused(void **state)
{
	static const int bars[] = { -1, 2, 6, 7, INT_MAX, INT_MIN };
	struct rte_pci_device *pdev = probed("igb_uio");
	struct rte_pci_ioport p;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(bars); i++)
		assert_int_equal(rte_pci_ioport_map(pdev, bars[i], &p), -1);
	CHECK_LOG(ERR, "no I/O ports behind BAR", RTE_DIM(bars));
	fake_uio()->refuse_iopl = true;
	assert_int_equal(rte_pci_ioport_map(pdev, 1, &p), -1);
	assert_int_equal(rte_errno, EPERM);
	CHECK_LOG(ERR, "(iopl)", 1);
}

static void
test_ports_beyond_the_last(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");
	struct rte_pci_ioport p;

	(void)state;
	assert_int_equal(fixture_plug(dev), 0);
	dev->regions[1].offset = 0xffe0;
	assert_int_equal(rte_pci_ioport_map(&dev->device, 1, &p), -1);
	assert_int_equal(rte_errno, ERANGE);
	dev->regions[1].offset = 0xffc0;
	assert_int_equal(rte_pci_ioport_map(&dev->device, 1, &p), 0);
	dev->regions[1].offset = 0x10000;
	assert_int_equal(rte_pci_ioport_map(&dev->device, 1, &p), -1);
}

/* A driver that still runs reads and writes on. */
static void
test_hot_unplug(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	volatile uint32_t *bar = pdev->mem_resource[0].addr;

	(void)state;
	assert_int_equal(rte_pci_bus.hot_unplug_handler(&pdev->device), 0);
	assert_ptr_equal(pdev->mem_resource[0].addr, bar);
	bar[0x20000 / 4 - 1] = 7;
	assert_int_equal(bar[0x20000 / 4 - 1], 7);
	assert_int_equal(fake_vfio_mappings(), 2);
}

/* ---- a device that is gone ---- */

#define BAR0_SIZE 0x20000
#define BAR3_SIZE 0x4000

/* Mark the first and the last bytes of what is mapped. */
static void
mark(const struct rte_pci_device *pdev)
{
	*(uint8_t *)pdev->mem_resource[0].addr = 0x77;
	*((uint8_t *)pdev->mem_resource[0].addr + BAR0_SIZE - 1) = 0x77;
	*(uint8_t *)pdev->mem_resource[3].addr = 0x77;
	*((uint8_t *)pdev->mem_resource[3].addr + BAR3_SIZE - 1) = 0x77;
}

static void
check_marks(const struct rte_pci_device *pdev, uint8_t expected)
{
	const uint8_t *bar0 = pdev->mem_resource[0].addr;
	const uint8_t *bar3 = pdev->mem_resource[3].addr;

	assert_int_equal(bar0[0], expected);
	assert_int_equal(bar0[BAR0_SIZE - 1], expected);
	assert_int_equal(bar3[0], expected);
	assert_int_equal(bar3[BAR3_SIZE - 1], expected);
}

/* Neither the file's any more, nor other processes': plain memory. */
static void
check_blank(const struct rte_pci_device *pdev)
{
	check_marks(pdev, 0);
	mark(pdev);
	check_marks(pdev, 0x77);
	assert_int_equal(fake_vfio_mappings(), 2);
	CHECK_LOG(ERR, NULL, 0);
}

static void
check_sigbus(unsigned int bar, size_t offset)
{
	struct rte_pci_device *pdev;

	fixture_begin();
	pdev = probed("igb_uio");
	mark(pdev);
	assert_int_equal(rte_pci_bus.sigbus_handler(
		RTE_PTR_ADD(pdev->mem_resource[bar].addr, offset)), 0);
	check_blank(pdev);
	fixture_end();
}

static void
test_sigbus(void **state)
{
	(void)state;
	check_sigbus(0, 0);
	check_sigbus(0, BAR0_SIZE - 1);
	check_sigbus(3, 0);
	check_sigbus(3, BAR3_SIZE - 1);
}

static void
test_sigbus_of_no_device(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	char *bar0 = pdev->mem_resource[0].addr;
	char *bar3 = pdev->mem_resource[3].addr;

	(void)state;
	mark(pdev);
	assert_int_equal(rte_pci_bus.sigbus_handler(NULL), 1);
	assert_int_equal(rte_pci_bus.sigbus_handler((void *)8), 1);
	assert_int_equal(rte_pci_bus.sigbus_handler(&pdev), 1);
	assert_int_equal(rte_pci_bus.sigbus_handler(RTE_MIN(bar0, bar3) - 1),
		1);
	assert_int_equal(rte_pci_bus.sigbus_handler(RTE_MAX(bar0 + BAR0_SIZE,
		bar3 + BAR3_SIZE)), 1);
	check_marks(pdev, 0x77);
	rte_pci_unmap_device(pdev);
	assert_int_equal(rte_pci_bus.sigbus_handler(bar0), 1);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_sigbus_of_one_of_two(void **state)
{
	struct rte_pci_device *first = probed_as(BDF, "igb_uio");
	struct rte_pci_device *second = probed_as(BDF_2, "uio_pci_generic");

	(void)state;
	mark(first);
	mark(second);
	assert_int_equal(rte_pci_bus.sigbus_handler(
		second->mem_resource[3].addr), 0);
	check_marks(second, 0);
	check_marks(first, 0x77);
	assert_int_equal(fake_vfio_mappings(), 4);
}

static void
test_sigbus_without_memory(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");

	(void)state;
	mark(pdev);
	fake_fault_arm(1, ENOMEM);
	assert_int_equal(rte_pci_bus.sigbus_handler(
		pdev->mem_resource[0].addr), -1);
	CHECK_LOG(ERR, BDF ": putting memory in the place of a BAR", 1);
	CHECK_LOG(ERR, "Failed to handle hot-unplug for device " BDF, 1);
	fake_fault_arm(2, ENOMEM);
	assert_int_equal(rte_pci_bus.hot_unplug_handler(&pdev->device), -1);
	CHECK_LOG(ERR, BDF ": putting memory in the place of a BAR", 2);
	fake_fault_disarm();
}

/* The signal itself, on the way that it takes in an application. */
static void
test_real_sigbus(void **state)
{
	struct rte_pci_device *pdev = probed("igb_uio");
	struct rte_pci_device_internal *dev = fixture_device(BDF);
	volatile uint32_t *bar = pdev->mem_resource[0].addr;

	(void)state;
	mark(pdev);
	assert_int_equal(rte_dev_hotplug_handle_enable(), 0);
	fake_sysfs_set(BDF, "resource0", "");
	bar[BAR0_SIZE / 4 - 1] = 7;
	assert_int_equal(bar[BAR0_SIZE / 4 - 1], 7);
	assert_int_equal(bar[0], 0);
	assert_int_equal(rte_dev_hotplug_handle_disable(), 0);
	fake_sysfs_remove(BDF);
	assert_int_equal(rte_pci_bus.unplug(&dev->device.device), 0);
	fake_vfio_check_idle();
	CHECK_LOG(ERR, NULL, 0);
}

/* Listed, or open for its ports: there is nothing to replace. */
static void
test_hot_unplug_without_mapping(void **state)
{
	struct rte_pci_device_internal *dev = scanned("igb_uio");
	struct rte_pci_ioport p;

	(void)state;
	assert_int_equal(rte_pci_bus.hot_unplug_handler(
		&dev->device.device), 0);
	assert_int_equal(rte_pci_ioport_map(&dev->device, 1, &p), 0);
	assert_int_equal(rte_pci_bus.hot_unplug_handler(
		&dev->device.device), 0);
	assert_int_equal(fake_vfio_mappings(), 0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_missing_files(void **state)
{
	static const char * const files[] = { "resource0", "resource3",
		"config", "resource" };
	struct rte_pci_device_internal *dev;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(files); i++) {
		fixture_begin();
		dev = scanned("uio_pci_generic");
		fake_sysfs_drop(BDF, files[i]);
		CHECK(fixture_plug(dev) < 0, "without %s", files[i]);
		CHECK_LOG(ERR, BDF, 1);
		assert_null(dev->backend);
		fixture_end();
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_igb_uio),
		FIXTURE_TEST(test_uio_pci_generic),
		FIXTURE_TEST(test_needs_physical_addresses),
		FIXTURE_TEST(test_no_uio_device),
		FIXTURE_TEST(test_old_spelling),
		FIXTURE_TEST(test_node_refused),
		cmocka_unit_test(test_create_node),
		cmocka_unit_test(test_write_combining),
		FIXTURE_TEST(test_config),
		FIXTURE_TEST(test_ports),
		FIXTURE_TEST(test_ports_without_the_right),
		FIXTURE_TEST(test_no_record),
		FIXTURE_TEST(test_interrupt_of_a_failed_mapping),
		FIXTURE_TEST(test_interrupt_without_a_mapping),
		FIXTURE_TEST(test_memory_before_it_is_mapped),
		FIXTURE_TEST(test_memory_bar_as_ports),
		FIXTURE_TEST(test_ports_refused),
		FIXTURE_TEST(test_ports_beyond_the_last),
		FIXTURE_TEST(test_hot_unplug),
		cmocka_unit_test(test_sigbus),
		FIXTURE_TEST(test_sigbus_of_no_device),
		FIXTURE_TEST(test_sigbus_of_one_of_two),
		FIXTURE_TEST(test_sigbus_without_memory),
		FIXTURE_TEST(test_real_sigbus),
		FIXTURE_TEST(test_hot_unplug_without_mapping),
		cmocka_unit_test(test_missing_files),
	};

	return cmocka_run_group_tests_name("UIO", tests, NULL, NULL);
}
