/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * Steps of the console: memory that is not EAL's, at the same address in all
 * processes, and a device that reads and writes it.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_atomic.h>
#include <rte_byteorder.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>

#include "test_mdev.h"

/* Where nothing else is, and IOMMUs of 39 bits still translate. */
#define ADDRESS ((uintptr_t)0x30000000)
#define PAGE 4096
#define SIZE (EXTMEM_PAGES * PAGE)

/* ---- the memory ---- */

/* The file is grown to its size by whoever comes first. */
static int
map_file(int fd)
{
	void *addr;

	if (ftruncate(fd, SIZE) < 0)
		return -errno;
	addr = mmap((void *)ADDRESS, SIZE, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);
	return addr == MAP_FAILED ? -errno : 0;
}

/* EAL maps nothing for DMA that it does not know. */
static int
make_known(void)
{
	struct extmem mem;
	int ret;

	extmem_describe(&mem, (void *)ADDRESS);
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		ret = extmem_register(&mem);
	else
		ret = rte_extmem_attach(mem.addr, mem.len);
	return ret == 0 ? 0 : -rte_errno;
}

int
step_share(const char *path)
{
	int ret, fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	ret = map_file(fd);
	close(fd);
	return ret == 0 ? make_known() : ret;
}

static int
dma_update(const char *name, int (*update)(struct rte_device *dev, void *addr,
	uint64_t iova, size_t len))
{
	struct rte_pci_device *dev = test_pmd_find(name);

	if (dev == NULL)
		return -ENODEV;
	return update(&dev->device, (void *)ADDRESS, ADDRESS, SIZE) == 0 ?
		0 : -rte_errno;
}

int
step_dma_map(const char *name)
{
	return dma_update(name, rte_dev_dma_map);
}

int
step_dma_unmap(const char *name)
{
	return dma_update(name, rte_dev_dma_unmap);
}

/* ---- a device that uses it: virtio-net, legacy interface ---- */

/* Virtual I/O Device, version 1.1, sections 4.1.4.8 and 2.6.2. */
enum {
	REG_FEATURES = 4,
	REG_QUEUE_ADDRESS = 8,
	REG_QUEUE_SELECT = 14,
	REG_QUEUE_NOTIFY = 16,
	REG_STATUS = 18,
};

#define STATUS_RUNNING 7	/* ACKNOWLEDGE, DRIVER, DRIVER_OK */
#define SEND_QUEUE 1
#define QUEUE_SIZE 256
#define HEADER_SIZE 10
#define FRAME_SIZE 60

struct descriptor {
	rte_le64_t addr;
	rte_le32_t len;
	rte_le16_t flags;
	rte_le16_t next;
};

/* The device's part begins on a page of its own. */
struct queue {
	struct descriptor descriptors[QUEUE_SIZE];
	rte_le16_t available_flags;
	rte_le16_t available;
	rte_le16_t heads[QUEUE_SIZE];
	uint8_t unused[PAGE - 4 - 2 * QUEUE_SIZE];
	rte_le16_t used_flags;
	rte_le16_t used;
};

static struct queue * const queue = (struct queue *)ADDRESS;
/* The header, then the frame, for everyone and of no known protocol */
static uint8_t * const packet = (uint8_t *)ADDRESS + 4 * PAGE;

static void
fill_queue(void)
{
	memset((void *)ADDRESS, 0, SIZE);
	memset(packet + HEADER_SIZE, 0xff, 6);
	packet[HEADER_SIZE + 6] = 2;
	memset(packet + HEADER_SIZE + 12, 0x88, 2);
	queue->descriptors[0].addr = rte_cpu_to_le_64((uintptr_t)packet);
	queue->descriptors[0].len = rte_cpu_to_le_32(HEADER_SIZE + FRAME_SIZE);
	rte_wmb();
	queue->available = rte_cpu_to_le_16(1);
}

static int
write_register(const struct rte_pci_device *dev, uint64_t reg, uint32_t value,
	size_t width)
{
	rte_le32_t bytes = rte_cpu_to_le_32(value);

	return rte_pci_mmio_write(dev, 0, &bytes, width, reg) == (int)width ?
		0 : -EIO;
}

static int
start(const struct rte_pci_device *dev)
{
	return write_register(dev, REG_STATUS, 0, 1) |
		write_register(dev, REG_FEATURES, 0, 4) |
		write_register(dev, REG_QUEUE_SELECT, SEND_QUEUE, 2) |
		write_register(dev, REG_QUEUE_ADDRESS, ADDRESS / PAGE, 4) |
		write_register(dev, REG_STATUS, STATUS_RUNNING, 1) |
		write_register(dev, REG_QUEUE_NOTIFY, SEND_QUEUE, 2);
}

static bool
is_used(const void *arg)
{
	const volatile rte_le16_t *used = arg;

	return *used == rte_cpu_to_le_16(1);
}

/* A second is enough but on a machine that is busy with other things. */
static bool
is_used_soon(void)
{
	unsigned int seconds;

	for (seconds = 0; seconds < 3; seconds++)
		if (poll_until(is_used, &queue->used))
			return true;
	return false;
}

/* The device has read the packet and the queue, and written that it has; and
 * goes on, so that it keeps the pages that it has pinned.
 */
int
step_send(const char *name)
{
	const struct rte_pci_device *dev = test_pmd_find(name);

	if (dev == NULL)
		return -ENODEV;
	fill_queue();
	if (start(dev) != 0)
		return -EIO;
	return is_used_soon() ? 0 : -ETIMEDOUT;
}
