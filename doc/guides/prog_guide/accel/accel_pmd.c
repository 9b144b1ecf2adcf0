/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * A driver for an accelerator that nobody makes: registers in BAR 0, and a page
 * of doorbells behind them. It works whether all of the BAR is mapped, only the
 * doorbells, or nothing, on a PCI function as on an mdev.
 */

#include <errno.h>
#include <sys/queue.h>

#include <bus_pci_driver.h>
#include <rte_branch_prediction.h>
#include <rte_byteorder.h>
#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_io.h>
#include <rte_log.h>
#include <rte_malloc.h>

#define ACCEL_BAR 0
#define ACCEL_BAR_SIZE 0x3000
#define ACCEL_STATUS 0x0008
#define ACCEL_STATUS_READY 1
#define ACCEL_DOORBELL(queue) (0x2000 + 4 * (queue))
#define ACCEL_QUEUES 4

struct accel_queue {
	const struct rte_pci_device *dev;
	unsigned int id;
	volatile uint32_t *doorbell;	/* NULL: by the accessor */
};

struct accel {
	TAILQ_ENTRY(accel) next;
	const struct rte_pci_device *dev;
	struct accel_queue queues[ACCEL_QUEUES];
};

static TAILQ_HEAD(, accel) accels = TAILQ_HEAD_INITIALIZER(accels);

/* ---- registers ---- */

static int
wait_ready(const struct rte_pci_device *dev)
{
	uint32_t status;
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		if (rte_pci_mmio_read(dev, ACCEL_BAR, &status, sizeof(status),
				ACCEL_STATUS) < 0)
			return -rte_errno;
		if (rte_le_to_cpu_32(status) & ACCEL_STATUS_READY)
			return 0;
		rte_delay_us_sleep(100);
	}
	return -ETIMEDOUT;
}

/* The question is asked once; the answer holds while the device is mapped. */
static void
queue_init(struct accel_queue *queue, const struct rte_pci_device *dev,
	unsigned int id)
{
	queue->dev = dev;
	queue->id = id;
	queue->doorbell = rte_pci_region_addr(dev, ACCEL_BAR, sizeof(uint32_t),
		ACCEL_DOORBELL(id));
}

/* The data path: what the device will read must be in memory before it. */
static inline int
ring(const struct accel_queue *queue, uint32_t tail)
{
	uint32_t value = rte_cpu_to_le_32(tail);

	rte_io_wmb();
	if (likely(queue->doorbell != NULL))
		*queue->doorbell = value;
	else if (rte_pci_mmio_write(queue->dev, ACCEL_BAR, &value, sizeof(value),
			ACCEL_DOORBELL(queue->id)) < 0)
		return -rte_errno;
	return 0;
}

/* ---- the driver ---- */

static int
check_bar(const struct rte_pci_device *dev)
{
	struct rte_pci_region_info info;

	if (rte_pci_region_info(dev, ACCEL_BAR, &info) < 0)
		return -rte_errno;
	return info.size >= ACCEL_BAR_SIZE ? 0 : -ENODEV;
}

static int
start(struct accel *accel, const struct rte_pci_device *dev)
{
	unsigned int i;
	int ret = check_bar(dev);

	if (ret == 0)
		ret = wait_ready(dev);
	accel->dev = dev;
	for (i = 0; ret == 0 && i < ACCEL_QUEUES; i++) {
		queue_init(&accel->queues[i], dev, i);
		ret = ring(&accel->queues[i], 0);
	}
	return ret;
}

static int
accel_probe(struct rte_pci_driver *driver __rte_unused,
	struct rte_pci_device *dev)
{
	struct accel *accel = rte_zmalloc("accel", sizeof(*accel), 0);
	int ret;

	if (accel == NULL)
		return -ENOMEM;
	ret = start(accel, dev);
	if (ret < 0) {
		RTE_LOG(ERR, PMD, "%s: does not start: %d\n", dev->device.name,
			ret);
		rte_free(accel);
		return ret;
	}
	TAILQ_INSERT_TAIL(&accels, accel, next);
	return 0;
}

static int
accel_remove(struct rte_pci_device *dev)
{
	struct accel *accel;

	TAILQ_FOREACH(accel, &accels, next)
		if (accel->dev == dev)
			break;
	if (accel == NULL)
		return -ENODEV;
	TAILQ_REMOVE(&accels, accel, next);
	rte_free(accel);
	return 0;
}

static const struct rte_pci_id accel_ids[] = {
	{ RTE_PCI_DEVICE(0x1234, 0x5678) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver accel_driver = {
	.id_table = accel_ids,
	.drv_flags = RTE_PCI_DRV_NEED_MAPPING,
	.probe = accel_probe,
	.remove = accel_remove,
};

RTE_PMD_REGISTER_PCI(raw_accel, accel_driver);
RTE_PMD_REGISTER_PCI_TABLE(raw_accel, accel_ids);
RTE_PMD_REGISTER_KMOD_DEP(raw_accel, "vfio");
