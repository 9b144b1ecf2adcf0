/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_bus.h>
#include <rte_devargs.h>
#include <rte_errno.h>
#include <rte_log.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_memory.h"
#include "fake_mp.h"
#include "fake_shared.h"
#include "fake_sysfs.h"
#include "fake_uevent.h"
#include "fake_uio.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "testing.h"

static unsigned int open_at_begin;
static unsigned int mapped_at_begin;
static size_t allocated_at_begin;
static bool begun;
static bool skipped;

/* The sanitizers have it, whichever the tests are built with. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t
count_allocated(void)
{
	return __sanitizer_get_current_allocated_bytes == NULL ? 0 :
		__sanitizer_get_current_allocated_bytes();
}

/* The memory of fake devices is files that are memory. */
static unsigned int
count_device_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];
	unsigned int count = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps) != NULL)
		count += strstr(line, "/memfd:") != NULL;
	fclose(maps);
	return count;
}

static unsigned int
count_descriptors(void)
{
	unsigned int count = 0;
	DIR *dir = opendir("/proc/self/fd");

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

static void
remove_devargs(void)
{
	static const char * const buses[] = { "pci", "vmbus" };
	struct rte_devargs *devargs;
	unsigned int i;

	for (i = 0; i < RTE_DIM(buses); i++)
		while ((devargs = rte_devargs_next(buses[i], NULL)) != NULL)
			rte_devargs_remove(devargs);
}

static void
remove_drivers(void)
{
	struct rte_pci_driver *driver;

	while ((driver = pci_driver_next(NULL)) != NULL)
		rte_pci_unregister(driver);
}

static void
forget_everything(void)
{
	fake_fault_disarm();
	rte_pci_bus.cleanup();
	remove_drivers();
	remove_devargs();
}

static void
remove_files(void)
{
	fake_vfio_teardown();
	fake_sysfs_teardown();
	begun = false;
}

/* A test that failed has left its host behind. */
static void
clean_up_failure(void)
{
	if (!begun)
		return;
	forget_everything();
	remove_files();
}

void
fixture_begin(void)
{
	static bool registered;

	if (!registered)
		registered = atexit(clean_up_failure) == 0;
	clean_up_failure();
	begun = true;
	skipped = false;
	/* What EAL itself says of bad devargs is of no interest. */
	rte_log_set_global_level(RTE_LOG_EMERG);
	open_at_begin = count_descriptors();
	mapped_at_begin = count_device_mappings();
	fake_log_reset();
	fake_sysfs_setup();
	fake_vfio_setup();
	fake_eal_setup();
	fake_mp_setup();
	fake_uevent_setup();
	fake_uio_setup();
	fake_memory_setup();
	rte_pci_bus.conf.scan_mode = RTE_BUS_SCAN_UNDEFINED;
	rte_errno = 0;
	allocated_at_begin = count_allocated();
}

void
fixture_end(void)
{
	forget_everything();
	assert_int_equal(fixture_count(), 0);
	fake_vfio_check_idle();
	fake_eal_check_idle();
	fake_memory_check_idle();
	assert_int_equal(fake_shared_blocks(), 0);
	remove_files();
	assert_int_equal(count_descriptors(), open_at_begin);
	assert_int_equal(count_device_mappings(), mapped_at_begin);
	/* cmocka keeps a text about it. */
	CHECK(skipped || count_allocated() == allocated_at_begin,
		"%zu bytes are allocated, %zu were at the start",
		count_allocated(), allocated_at_begin);
}

void
fixture_skip(const char *why)
{
	print_message("skipped: %s\n", why);
	skipped = true;
	skip();
}

int
fixture_setup(void **state)
{
	(void)state;
	fixture_begin();
	return 0;
}

int
fixture_teardown(void **state)
{
	(void)state;
	fixture_end();
	return 0;
}

int
fixture_allow(const char *text)
{
	return rte_devargs_add(RTE_DEVTYPE_ALLOWED, text);
}

int
fixture_block(const char *text)
{
	return rte_devargs_add(RTE_DEVTYPE_BLOCKED, text);
}

struct rte_pci_device_internal *
fixture_device(const char *name)
{
	struct rte_pci_device_internal *dev;
	struct pci_dev_id id;

	assert_int_equal(pci_id_parse(name, &id), 0);
	dev = pci_list_find(&id);
	CHECK(dev != NULL, "the bus does not know %s", name);
	/* As EAL does, which has it found by the bus */
	pci_dev_detail(dev);
	return dev;
}

unsigned int
fixture_count(void)
{
	struct rte_pci_device_internal *dev;
	unsigned int count = 0;

	FOREACH_PCI_DEVICE(dev)
		count++;
	return count;
}

unsigned int
fixture_count_devargs(const char *bus)
{
	struct rte_devargs *devargs;
	unsigned int count = 0;

	RTE_EAL_DEVARGS_FOREACH(bus, devargs)
		count++;
	return count;
}

void
fixture_leave_secondary(struct rte_pci_device_internal *dev)
{
	rte_pci_unmap_device(&dev->device);
	fake_eal()->process = RTE_PROC_PRIMARY;
	pci_shared_withdraw(&dev->id);
}

bool
fixture_is_accessible(const void *addr)
{
	int ends[2];
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	n = write(ends[1], addr, 1);
	close(ends[0]);
	close(ends[1]);
	return n == 1;
}

void
fixture_add_msix(const struct fake_device *fake, uint32_t control,
	uint32_t table)
{
	static const uint8_t pointer = 0x50;
	const uint32_t cap[2] = { control << 16 | 0x11, table };

	fake_vfio_poke(fake, PCI_REGION_CONFIG, 0x34, &pointer, 1);
	fake_vfio_poke(fake, PCI_REGION_CONFIG, pointer, cap, sizeof(cap));
}

/* ---- drivers ---- */

static const struct rte_pci_id any_id[] = {
	{ RTE_PCI_DEVICE(RTE_PCI_ANY_ID, RTE_PCI_ANY_ID) },
	{ .vendor_id = 0 },
};

static struct test_driver *
of_driver(struct rte_pci_driver *driver)
{
	return container_of(driver, struct test_driver, driver);
}

static int
probe(struct rte_pci_driver *driver, struct rte_pci_device *device)
{
	struct test_driver *test = of_driver(driver);

	test->probes++;
	test->device = device;
	return test->probe_result;
}

static int
remove_device(struct rte_pci_device *device)
{
	struct test_driver *test = of_driver(device->driver);

	test->removes++;
	return test->remove_result;
}

void
test_driver_add(struct test_driver *driver, uint32_t flags,
	const struct rte_pci_id *ids)
{
	*driver = (struct test_driver){ .driver = {
		.driver.name = "test",
		.probe = probe,
		.remove = remove_device,
		.id_table = ids == NULL ? any_id : ids,
		.drv_flags = flags,
	} };
	rte_pci_register(&driver->driver);
}

struct rte_pci_device_internal *
fixture_scanned(const char *name, unsigned int group)
{
	bool is_mdev = strlen(name) == RTE_UUID_STRLEN - 1;

	if (is_mdev)
		fake_sysfs_add_mdev("parent", name, group);
	else
		fake_sysfs_add_function(name, "vfio-pci");
	assert_int_equal(fixture_allow(name), 0);
	assert_int_equal(rte_pci_scan(), 0);
	return fixture_device(name);
}

int
fixture_plug(struct rte_pci_device_internal *dev)
{
	static struct test_driver driver;

	if (pci_driver_next(NULL) == NULL)
		test_driver_add(&driver, RTE_PCI_DRV_NEED_MAPPING, NULL);
	return rte_pci_bus.plug(&dev->device.device);
}

struct rte_pci_device *
fixture_probed(const char *name, enum fake_profile profile,
	struct fake_device **fake)
{
	struct rte_pci_device_internal *dev = fixture_scanned(name, 1);
	struct fake_device *added = fake_vfio_add(name, 1, profile);

	if (fake != NULL)
		*fake = added;
	assert_int_equal(fixture_plug(dev), 0);
	return &dev->device;
}
