/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The devices, and what the fake host is like.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_fault.h"
#include "fake_vfio_private.h"
#include "testing.h"

#define MAX_DEVICES 8
/* Behind the region that is furthest away: index << 40. */
#define MEMORY_SIZE ((uint64_t)FAKE_MAX_REGIONS << 40)

WRAP(int, close, int fd);
WRAP(ssize_t, pread64, int fd, void *buf, size_t len, off_t offset);
WRAP(ssize_t, pwrite64, int fd, const void *buf, size_t len, off_t offset);

static struct fake_device devices[MAX_DEVICES];
static unsigned int nb_devices;
static struct fake_host host;
static char violations[256];

void
fake_vfio_setup(void)
{
	nb_devices = 0;
	violations[0] = '\0';
	host = (struct fake_host){ .api_version = VFIO_API_VERSION,
		.has_type1v2 = true };
	fake_node_setup();
	fake_container_reset();
	fake_mappings_reset();
}

void
fake_vfio_check_idle(void)
{
	unsigned int i;

	CHECK(violations[0] == '\0', "%s", violations);
	CHECK(fake_vfio_mappings() == 0, "%u mappings are left",
		fake_vfio_mappings());
	for (i = 0; i < nb_devices; i++)
		CHECK(devices[i].opened == 0, "%s is open", devices[i].name);
	fake_node_check_idle();
}

void
fake_vfio_teardown(void)
{
	unsigned int i;

	for (i = 0; i < nb_devices; i++)
		__real_close(devices[i].memory);
	nb_devices = 0;
}

struct fake_host *
fake_vfio_host(void)
{
	return &host;
}

void
fake_vfio_violation(const char *text)
{
	snprintf(violations, sizeof(violations), "%s", text);
}

/* ---- profiles ---- */

#define READ_WRITE (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)
#define MAPPABLE (READ_WRITE | VFIO_REGION_INFO_FLAG_MMAP)
#define WITH_CAPS (READ_WRITE | VFIO_REGION_INFO_FLAG_CAPS)
#define BIG_OFFSET(index) ((uint64_t)(index) << 40)

struct profile {
	uint32_t ids;	/* config space, first four bytes */
	uint16_t status;
	uint32_t flags;
	uint32_t num_regions;
	struct fake_region regions[10];
	struct fake_irq irqs[FAKE_MAX_IRQS];
	uint8_t ports;	/* a bit for each BAR of I/O ports */
};

#define NO_IRQ { .info_errno = EINVAL }

static const struct profile profiles[FAKE_PROFILES] = {
	[FAKE_MTTY] = {
		0x32534348, 0x0200, VFIO_DEVICE_FLAGS_PCI, 9, {
			[0] = { 8, BIG_OFFSET(0), READ_WRITE },
			[1] = { 8, BIG_OFFSET(1), READ_WRITE },
			[7] = { 256, BIG_OFFSET(7), READ_WRITE },
			[8] = { 0, BIG_OFFSET(8), READ_WRITE },
		}, {
			{ 1, 7 }, { 1, 9 }, NO_IRQ, NO_IRQ,
			{ 1, 9, .set_errno = EINVAL },
		},
		.ports = 0x03,
	},
	[FAKE_MDPY] = {
		0x000f1b36, 0x0010, VFIO_DEVICE_FLAGS_PCI, 9, {
			[0] = { 0x200000, 0x1000, MAPPABLE },
			[7] = { 255, 0, READ_WRITE },
		}, { { 0 } },
	},
	[FAKE_MBOCHS] = {
		0x11111234, 0x0000, VFIO_DEVICE_FLAGS_PCI, 10, {
			[0] = { 0x400000, 0x3000, MAPPABLE },
			[2] = { 0x1000, 0x1000, READ_WRITE },
			[7] = { 255, 0, READ_WRITE },
			[9] = { 0x1000, 0x2000, WITH_CAPS, .argsz = 48 },
		}, { { 0 } },
	},
	[FAKE_VFIO_PCI] = {
		0x10d38086, 0x0010,
		VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET, 9, {
			[0] = { 0x20000, BIG_OFFSET(0), MAPPABLE },
			[2] = { 32, BIG_OFFSET(2), READ_WRITE },
			[3] = { 0x4000, BIG_OFFSET(3), MAPPABLE },
			[6] = { 0x40000, BIG_OFFSET(6),
				VFIO_REGION_INFO_FLAG_READ },
			[7] = { 4096, BIG_OFFSET(7), READ_WRITE },
			[8] = { .info_errno = EINVAL },
		}, {
			{ 1, 7 }, { 1, 9 }, { 5, 9 }, { 1, 9 }, { 1, 9 },
		},
		.ports = 0x04,
	},
};

static void
fill_config(const struct fake_device *dev, const struct profile *profile)
{
	static const uint8_t class_id[3] = { 0x00, 0x00, 0x02 };
	static const uint8_t subsystem[4] = { 0xf4, 0x1a, 0x00, 0x11 };
	uint8_t bar, i;

	fake_vfio_poke(dev, VFIO_PCI_CONFIG_REGION_INDEX, 0x00, &profile->ids,
		sizeof(profile->ids));
	fake_vfio_poke(dev, VFIO_PCI_CONFIG_REGION_INDEX, 0x06,
		&profile->status, sizeof(profile->status));
	fake_vfio_poke(dev, VFIO_PCI_CONFIG_REGION_INDEX, 0x09, class_id,
		sizeof(class_id));
	fake_vfio_poke(dev, VFIO_PCI_CONFIG_REGION_INDEX, 0x2c, subsystem,
		sizeof(subsystem));
	for (i = 0; i < 6; i++) {
		bar = profile->ports >> i & 1;
		fake_vfio_poke(dev, VFIO_PCI_CONFIG_REGION_INDEX, 0x10 + 4 * i,
			&bar, sizeof(bar));
	}
}

static int
make_memory(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	CHECK(fd >= 0 && ftruncate(fd, MEMORY_SIZE) == 0, "no memory file");
	return fd;
}

struct fake_device *
fake_vfio_add(const char *name, unsigned int group, enum fake_profile profile)
{
	const struct profile *p = &profiles[profile];
	struct fake_device *dev = &devices[nb_devices];
	unsigned int i;

	CHECK(nb_devices < MAX_DEVICES, "too many devices");
	nb_devices++;
	memset(dev, 0, sizeof(*dev));
	snprintf(dev->name, sizeof(dev->name), "%s", name);
	dev->group = group;
	dev->flags = p->flags;
	dev->num_regions = p->num_regions;
	dev->num_irqs = FAKE_MAX_IRQS;
	memcpy(dev->regions, p->regions, sizeof(p->regions));
	memcpy(dev->irqs, p->irqs, sizeof(p->irqs));
	for (i = 0; i < FAKE_MAX_IRQS; i++)
		dev->irqs[i].event_fd = -1;
	dev->memory = make_memory(name);
	fill_config(dev, p);
	return dev;
}

struct fake_device *
fake_vfio_find(const char *name)
{
	struct fake_device *dev;

	for (dev = devices; dev < devices + nb_devices; dev++)
		if (strcmp(dev->name, name) == 0)
			return dev;
	return NULL;
}

void
fake_vfio_poke(const struct fake_device *dev, unsigned int region,
	uint64_t offset, const void *bytes, size_t len)
{
	ssize_t n = __real_pwrite64(dev->memory, bytes, len,
		dev->regions[region].offset + offset);

	assert_int_equal(n, len);
}

void
fake_vfio_peek(const struct fake_device *dev, unsigned int region,
	uint64_t offset, void *bytes, size_t len)
{
	ssize_t n = __real_pread64(dev->memory, bytes, len,
		dev->regions[region].offset + offset);

	assert_int_equal(n, len);
}
