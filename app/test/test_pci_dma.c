/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The DMA domain of mdevs: what is mapped in it, when, and for how long.
 */

#include <errno.h>
#include <string.h>

#include <rte_errno.h>

#include "fake_eal.h"
#include "fake_fault.h"
#include "fake_log.h"
#include "fake_memory.h"
#include "fake_sysfs.h"
#include "fake_vfio.h"
#include "fixture.h"
#include "linux/pci_vfio_dma.h"
#include "testing.h"

#define SMALL 4096ull
#define HUGE (2ull << 20)

/* A device of that group joins the domain. */
static int
join(unsigned int group)
{
	static const char * const names[] = { NULL, UUID_1, UUID_2 };
	const char *step = "";
	int fd;

	if (fake_vfio_find(names[group]) == NULL)
		fake_vfio_add(names[group], group, FAKE_MDPY);
	fd = pci_vfio_dma_join(group, names[group], &step);
	CHECK(fd >= 0, "%s: %d", step, fd);
	return fd;
}

static void
leave(int fd)
{
	pci_vfio_dma_leave(fd);
}

static void
start(void)
{
	assert_int_equal(pci_vfio_dma_start(), 0);
}

static void
check_maps(unsigned int count)
{
	CHECK(fake_vfio_dma_maps() == count, "%u ranges are mapped, not %u",
		fake_vfio_dma_maps(), count);
}

/* Pages first to first + nb are mapped in one piece, with their IOVA. */
static void
check_piece(const struct fake_memory *m, unsigned int first, unsigned int nb)
{
	const struct rte_memseg *ms = &m->pages[first];

	CHECK(fake_vfio_dma_has(ms->addr_64, ms->iova, nb * m->list.page_sz),
		"pages %u to %u are not one range", first, first + nb - 1);
}

/* ---- memory that is there ---- */

static void
test_nothing_before_start(void **state)
{
	int dev;

	(void)state;
	fake_memory_add(HUGE, 3);
	dev = join(1);
	check_maps(0);
	assert_false(fake_memory_is_followed());
	leave(dev);
}

/* Huge pages come and go one by one; small ones together. */
static void
test_pages(void **state)
{
	struct fake_memory *huge = fake_memory_add(HUGE, 3);
	struct fake_memory *small = fake_memory_add(SMALL, 8);
	unsigned int i;
	int dev = join(1);

	(void)state;
	start();
	check_maps(4);
	for (i = 0; i < 3; i++)
		check_piece(huge, i, 1);
	check_piece(small, 0, 8);
	assert_true(fake_memory_is_followed());
	leave(dev);
}

static void
test_gaps(void **state)
{
	struct fake_memory *small = fake_memory_add(SMALL, 8);
	unsigned int i;
	int dev = join(1);

	(void)state;
	small->used[3] = false;		/* in the addresses */
	for (i = 6; i < 8; i++)		/* in the IOVAs */
		small->pages[i].iova += 16 * SMALL;
	start();
	check_maps(3);
	check_piece(small, 0, 3);
	check_piece(small, 4, 2);
	check_piece(small, 6, 2);
	leave(dev);
}

/* IOVA as PA: no page is beside its neighbour. */
static void
test_scattered_iovas(void **state)
{
	struct fake_memory *small = fake_memory_add(SMALL, 8);
	unsigned int i;
	int dev = join(1);

	(void)state;
	for (i = 0; i < 8; i++)
		small->pages[i].iova = (8 - i) * SMALL;
	start();
	check_maps(8);
	for (i = 0; i < 8; i++)
		check_piece(small, i, 1);
	leave(dev);
}

static void
test_pages_without_iova(void **state)
{
	struct fake_memory *small = fake_memory_add(SMALL, 8);
	struct fake_memory *huge = fake_memory_add(HUGE, 2);
	int dev = join(1);

	(void)state;
	small->pages[0].iova = RTE_BAD_IOVA;
	small->pages[4].iova = RTE_BAD_IOVA;
	small->pages[7].iova = RTE_BAD_IOVA;
	huge->pages[1].iova = RTE_BAD_IOVA;
	start();
	check_maps(3);
	check_piece(small, 1, 3);
	check_piece(small, 5, 2);
	check_piece(huge, 0, 1);
	leave(dev);
}

static void
test_external_memory(void **state)
{
	struct fake_memory *heap = fake_memory_add(SMALL, 8);
	struct fake_memory *foreign = fake_memory_add(SMALL, 8);
	int dev = join(1);

	(void)state;
	heap->list.external = 1;
	heap->list.heap = 1;
	foreign->list.external = 1;
	start();
	check_maps(1);
	check_piece(heap, 0, 8);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

static void
test_start_again(void **state)
{
	int first, second;

	(void)state;
	fake_memory_add(HUGE, 3);
	first = join(1);
	start();
	start();
	check_maps(3);
	second = join(2);
	start();
	check_maps(3);
	/* The second one still needs them. */
	leave(first);
	check_maps(3);
	leave(second);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
}

static void
test_domain_comes_back(void **state)
{
	struct fake_memory *huge = fake_memory_add(HUGE, 2);
	int dev = join(1);

	(void)state;
	start();
	leave(dev);
	fake_vfio_check_idle();
	dev = join(1);
	check_maps(0);
	start();
	check_maps(2);
	check_piece(huge, 1, 1);
	leave(dev);
	assert_int_equal(fake_vfio_node_opens(), 4);
}

/* ---- memory that comes and goes ---- */

static void
test_events(void **state)
{
	struct fake_memory *huge = fake_memory_add(HUGE, 4);
	int dev = join(1);

	(void)state;
	huge->used[3] = false;
	start();
	check_maps(3);
	fake_memory_alloc(huge, 3, 1);
	check_piece(huge, 3, 1);
	fake_memory_free(huge, 1, 2);
	check_maps(2);
	check_piece(huge, 0, 1);
	fake_memory_alloc(huge, 1, 1);
	check_maps(3);
	check_piece(huge, 1, 1);
	fake_memory_stray_event();
	check_maps(3);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* What was mapped in one piece goes in one piece. */
static void
test_events_of_a_heap(void **state)
{
	struct fake_memory *heap = fake_memory_add(SMALL, 16);
	int dev = join(1);

	(void)state;
	memset(heap->used, 0, sizeof(heap->used));
	start();
	check_maps(0);
	fake_memory_add_to_heap(heap);
	check_maps(1);
	check_piece(heap, 0, 16);
	fake_memory_remove_from_heap(heap);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

static void
test_events_without_a_domain(void **state)
{
	struct fake_memory *huge = fake_memory_add(HUGE, 2);
	int dev = join(1);

	(void)state;
	start();
	leave(dev);
	fake_memory_free(huge, 0, 1);
	fake_memory_alloc(huge, 0, 1);
	dev = join(1);
	fake_memory_free(huge, 0, 1);
	check_maps(0);
	start();
	check_maps(1);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

static void
test_event_that_fails(void **state)
{
	struct fake_memory *huge = fake_memory_add(HUGE, 2);
	int dev = join(1);

	(void)state;
	start();
	fake_memory_free(huge, 0, 1);
	fake_fault_arm(1, ENOMEM);
	fake_memory_alloc(huge, 0, 1);
	fake_fault_disarm();
	assert_string_equal(fake_fault_hit(), "VFIO_IOMMU_MAP_DMA");
	CHECK_LOG(ERR, "mdev DMA: cannot map IOVA", 1);
	leave(dev);
}

/* ---- memory of the application ---- */

static void * const mine = (void *)(uintptr_t)0x7000000000;
#define MINE ((uint64_t)(uintptr_t)mine)

static void
test_user_range(void **state)
{
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(pci_vfio_dma_map(mine, 0x1000, 8 * SMALL), 0);
	check_maps(1);
	assert_true(fake_vfio_dma_has(MINE, 0x1000, 8 * SMALL));
	assert_int_equal(pci_vfio_dma_unmap(mine, 0x1000, 8 * SMALL), 0);
	check_maps(0);
	leave(dev);
}

/* Applications map once for each device, and unmap as often. */
static void
test_user_range_is_counted(void **state)
{
	int dev = join(1);
	int i;

	(void)state;
	start();
	for (i = 0; i < 3; i++)
		assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), 0);
	for (i = 0; i < 3; i++) {
		check_maps(1);
		assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), 0);
	}
	check_maps(0);
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), -EINVAL);
	leave(dev);
}

/* Nobody could take it back without a device, and the memory may be gone. */
static void
test_user_range_ends_with_the_domain(void **state)
{
	int dev = join(1);

	(void)state;
	assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), -ENODEV);
	start();
	assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), 0);
	leave(dev);
	dev = join(1);
	start();
	check_maps(0);
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), -EINVAL);
	leave(dev);
}

static void
test_unknown_user_ranges(void **state)
{
	static const struct {
		uint64_t offset;
		uint64_t iova;
		size_t len;
	} rows[] = {
		{ 0, 0, SMALL }, { SMALL, 0x1000, SMALL },
		{ 0, 0x1000, 2 * SMALL }, { 0, 0x1000, 0 },
		{ 0, 0x2000, SMALL },
	};
	int dev = join(1);
	unsigned int i;

	(void)state;
	start();
	assert_int_equal(pci_vfio_dma_map(mine, 0x1000, 0), -EINVAL);
	assert_int_equal(pci_vfio_dma_map(mine, 0x1000, SMALL), 0);
	for (i = 0; i < RTE_DIM(rows); i++)
		assert_int_equal(pci_vfio_dma_unmap(
			(char *)mine + rows[i].offset, rows[i].iova,
			rows[i].len), -EINVAL);
	assert_int_equal(pci_vfio_dma_unmap(mine, 0x1000, SMALL), 0);
	leave(dev);
}

static void
test_user_range_that_fails(void **state)
{
	int dev = join(1);

	(void)state;
	start();
	fake_fault_arm(1, ENOMEM);
	assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), -ENOMEM);
	fake_fault_arm(2, EPERM);
	assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), -EPERM);
	fake_fault_disarm();
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), -EINVAL);
	assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), 0);
	/* Forgotten, even if the kernel does not let go of it. */
	fake_fault_arm(1, EINVAL);
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), -EINVAL);
	fake_fault_disarm();
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), -EINVAL);
	leave(dev);
}

/* A heap of the application's that it has mapped by hand, too. */
static void
test_range_that_is_mapped_already(void **state)
{
	struct fake_memory *heap = fake_memory_add(SMALL, 8);
	int dev = join(1);

	(void)state;
	heap->list.external = 1;
	heap->list.heap = 1;
	start();
	check_maps(1);
	assert_int_equal(pci_vfio_dma_map(heap->pages[0].addr,
		heap->pages[0].iova, 8 * SMALL), 0);
	check_maps(1);
	/* It is still EAL's, which goes on using it. */
	assert_int_equal(pci_vfio_dma_unmap(heap->pages[0].addr,
		heap->pages[0].iova, 8 * SMALL), 0);
	check_maps(1);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* ---- memory of the application that becomes a heap's ---- */

static struct fake_memory *
add_foreign_pages(uint64_t page_size, unsigned int nb_pages)
{
	struct fake_memory *memory = fake_memory_add(page_size, nb_pages);

	memset(memory->used, 0, sizeof(memory->used));
	memory->list.external = 1;
	return memory;
}

static struct fake_memory *
add_foreign(unsigned int nb_pages)
{
	return add_foreign_pages(SMALL, nb_pages);
}

static int
map_pages(const struct fake_memory *m, unsigned int nb)
{
	return pci_vfio_dma_map(m->pages[0].addr, m->pages[0].iova,
		nb * m->list.page_sz);
}

static int
unmap_pages(const struct fake_memory *m, unsigned int nb)
{
	return pci_vfio_dma_unmap(m->pages[0].addr, m->pages[0].iova,
		nb * m->list.page_sz);
}

static void
test_heap_outlives_the_users_mapping(void **state)
{
	struct fake_memory *heap = add_foreign(8);
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(map_pages(heap, 8), 0);
	fake_memory_add_to_heap(heap);
	assert_int_equal(unmap_pages(heap, 8), 0);
	check_piece(heap, 0, 8);
	/* Now it is the heap's alone. */
	assert_int_equal(unmap_pages(heap, 8), 0);
	check_maps(1);
	fake_memory_remove_from_heap(heap);
	check_maps(0);
	/* Nothing is remembered that the kernel does not have. */
	assert_int_equal(map_pages(heap, 8), 0);
	check_piece(heap, 0, 8);
	assert_int_equal(unmap_pages(heap, 8), 0);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

static void
test_users_mapping_outlives_the_heap(void **state)
{
	struct fake_memory *heap = add_foreign(8);
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(map_pages(heap, 8), 0);
	fake_memory_add_to_heap(heap);
	assert_int_equal(map_pages(heap, 8), 0);
	fake_memory_remove_from_heap(heap);
	assert_int_equal(unmap_pages(heap, 8), 0);
	check_piece(heap, 0, 8);
	assert_int_equal(unmap_pages(heap, 8), 0);
	check_maps(0);
	assert_int_equal(unmap_pages(heap, 8), -EINVAL);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* EAL's pieces are single hugepages, the user's is all of them. */
static void
test_huge_heap_in_the_users_mapping(void **state)
{
	struct fake_memory *heap = add_foreign_pages(HUGE, 4);
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(map_pages(heap, 4), 0);
	fake_memory_add_to_heap(heap);
	check_maps(1);
	check_piece(heap, 0, 4);
	assert_int_equal(unmap_pages(heap, 4), 0);
	check_piece(heap, 0, 4);
	/* The heap's alone, whatever the user says. */
	assert_int_equal(unmap_pages(heap, 4), 0);
	fake_memory_free(heap, 0, 3);
	check_piece(heap, 0, 4);
	fake_memory_free(heap, 3, 1);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

static void
test_huge_heap_leaves_the_users_mapping(void **state)
{
	struct fake_memory *heap = add_foreign_pages(HUGE, 4);
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(map_pages(heap, 4), 0);
	fake_memory_add_to_heap(heap);
	fake_memory_remove_from_heap(heap);
	check_piece(heap, 0, 4);
	assert_int_equal(unmap_pages(heap, 4), 0);
	check_maps(0);
	/* The user is back before the heap has gone. */
	assert_int_equal(map_pages(heap, 4), 0);
	fake_memory_add_to_heap(heap);
	assert_int_equal(unmap_pages(heap, 4), 0);
	assert_int_equal(map_pages(heap, 4), 0);
	fake_memory_remove_from_heap(heap);
	check_piece(heap, 0, 4);
	assert_int_equal(unmap_pages(heap, 4), 0);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* The pages beside the range are mapped by themselves. */
static void
test_huge_heap_beyond_the_users_mapping(void **state)
{
	struct fake_memory *heap = add_foreign_pages(HUGE, 4);
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(map_pages(heap, 2), 0);
	fake_memory_add_to_heap(heap);
	check_maps(3);
	check_piece(heap, 0, 2);
	check_piece(heap, 3, 1);
	assert_int_equal(unmap_pages(heap, 2), 0);
	check_maps(3);
	fake_memory_remove_from_heap(heap);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* The device is to reach it at other addresses: no mapping does that. */
static void
test_huge_heap_with_other_iovas(void **state)
{
	struct fake_memory *heap = add_foreign_pages(HUGE, 4);
	int dev = join(1);

	(void)state;
	heap->pages[1].iova = heap->pages[2].iova;
	start();
	assert_int_equal(map_pages(heap, 4), 0);
	fake_memory_alloc(heap, 1, 1);
	CHECK_LOG(ERR, "mdev DMA: cannot map IOVA", 1);
	fake_memory_free(heap, 1, 1);
	check_piece(heap, 0, 4);
	assert_int_equal(unmap_pages(heap, 4), 0);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 1);
	leave(dev);
}

/* It cannot be mapped in one piece. The user keeps what was mapped first. */
static void
test_heap_overlaps_the_users_mapping(void **state)
{
	struct fake_memory *heap = add_foreign(8);
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(map_pages(heap, 3), 0);
	fake_memory_add_to_heap(heap);
	CHECK_LOG(ERR, "mdev DMA: cannot map IOVA", 1);
	fake_memory_remove_from_heap(heap);
	check_maps(1);
	check_piece(heap, 0, 3);
	assert_int_equal(unmap_pages(heap, 3), 0);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 1);
	leave(dev);
}

/* With --legacy-mem or --no-huge nobody else would map it. */
static void
test_heap_that_eal_does_not_tell_of(void **state)
{
	struct fake_memory *heap = add_foreign(8);
	int dev = join(1);

	(void)state;
	fake_memory_freeze();
	start();
	fake_memory_add_to_heap(heap);
	check_maps(0);
	assert_int_equal(map_pages(heap, 8), 0);
	check_piece(heap, 0, 8);
	assert_int_equal(unmap_pages(heap, 8), 0);
	check_maps(0);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* Half of it would be reached, and the caller told that all is. */
static void
test_user_range_that_overlaps(void **state)
{
	int dev = join(1);

	(void)state;
	start();
	assert_int_equal(pci_vfio_dma_map(mine, MINE, SMALL), 0);
	assert_int_equal(pci_vfio_dma_map(mine, MINE, 4 * SMALL), -EEXIST);
	check_maps(1);
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, 4 * SMALL), -EINVAL);
	assert_int_equal(pci_vfio_dma_unmap(mine, MINE, SMALL), 0);
	check_maps(0);
	leave(dev);
}

/* ---- a start that fails ---- */

static void
test_start_fails_in_the_middle(void **state)
{
	struct fake_memory *huge = fake_memory_add(HUGE, 5);
	int dev = join(1);
	unsigned int nth;

	(void)state;
	/* The first is the callback's registration. */
	for (nth = 2; nth <= 6; nth++) {
		fake_log_reset();
		fake_fault_arm(nth, ENOMEM);
		assert_int_equal(pci_vfio_dma_start(), -ENOMEM);
		fake_fault_disarm();
		CHECK_LOG(ERR, "mdev DMA: cannot map IOVA", 1);
		/* Nothing is left for later memory to meet. */
		check_maps(0);
		/* Not started: an event changes nothing. */
		fake_log_reset();
		fake_memory_stray_event();
	}
	start();
	check_maps(5);
	check_piece(huge, 4, 1);
	CHECK_LOG(ERR, NULL, 0);
	leave(dev);
}

/* ---- as rte_dev_dma_map() sees it ---- */

static int
bus_map(struct rte_pci_device *pdev)
{
	rte_errno = 0;
	return rte_pci_bus.dma_map(&pdev->device, mine, MINE, SMALL);
}

static int
bus_unmap(struct rte_pci_device *pdev)
{
	rte_errno = 0;
	return rte_pci_bus.dma_unmap(&pdev->device, mine, MINE, SMALL);
}

static void
test_bus_maps_for_an_mdev(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	pdev = fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	assert_int_equal(bus_map(pdev), 0);
	assert_true(fake_vfio_dma_has(MINE, MINE, SMALL));
	assert_int_equal(fake_eal()->dma_maps, 0);
	assert_int_equal(bus_unmap(pdev), 0);
	assert_int_equal(bus_unmap(pdev), -1);
	assert_int_equal(rte_errno, EINVAL);
}

static void
test_bus_maps_for_a_function(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	pdev = fixture_probed("0000:01:00.0", FAKE_VFIO_PCI, NULL);
	assert_int_equal(bus_map(pdev), 0);
	assert_int_equal(fake_eal()->dma_maps, 1);
	assert_int_equal(bus_unmap(pdev), 0);
	assert_int_equal(fake_eal()->dma_unmaps, 1);
	fake_eal()->dma_fails = true;
	fake_eal()->dma_errno = ENOSPC;
	assert_int_equal(bus_map(pdev), -1);
	assert_int_equal(rte_errno, ENOSPC);
	/* EAL does not always say why. */
	fake_eal()->dma_errno = 0;
	assert_int_equal(bus_map(pdev), -1);
	assert_int_not_equal(rte_errno, 0);
	assert_int_equal(bus_unmap(pdev), -1);
	assert_int_not_equal(rte_errno, 0);
}

static int
own_map(struct rte_pci_device *pdev, void *addr, uint64_t iova, size_t len)
{
	(void)pdev;
	return addr == mine && iova == MINE && len == SMALL ? 42 : -1;
}

static void
test_driver_maps_itself(void **state)
{
	struct rte_pci_device *pdev;

	(void)state;
	pdev = fixture_probed(UUID_1, FAKE_VFIO_PCI, NULL);
	pdev->driver->dma_map = own_map;
	pdev->driver->dma_unmap = own_map;
	assert_int_equal(bus_map(pdev), 42);
	assert_int_equal(bus_unmap(pdev), 42);
	check_maps(0);
	pdev->driver->dma_map = NULL;
	pdev->driver->dma_unmap = NULL;
}

static void
test_bus_cannot_map(void **state)
{
	struct rte_pci_device *pdev;
	static struct test_driver driver;

	(void)state;
	fake_sysfs_add_function("0000:01:00.0", "igb_uio");
	rte_pci_scan();
	pdev = &fixture_device("0000:01:00.0")->device;
	assert_int_equal(bus_map(pdev), -1);
	assert_int_equal(rte_errno, EINVAL);
	test_driver_add(&driver, 0, NULL);
	fake_eal()->iova_mode = RTE_IOVA_PA;
	assert_int_equal(rte_pci_bus.plug(&pdev->device), 0);
	assert_int_equal(bus_map(pdev), -1);
	assert_int_equal(rte_errno, ENOTSUP);
	assert_int_equal(bus_unmap(pdev), -1);
	assert_int_equal(rte_errno, ENOTSUP);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_nothing_before_start),
		FIXTURE_TEST(test_pages),
		FIXTURE_TEST(test_gaps),
		FIXTURE_TEST(test_scattered_iovas),
		FIXTURE_TEST(test_pages_without_iova),
		FIXTURE_TEST(test_external_memory),
		FIXTURE_TEST(test_start_again),
		FIXTURE_TEST(test_domain_comes_back),
		FIXTURE_TEST(test_events),
		FIXTURE_TEST(test_events_of_a_heap),
		FIXTURE_TEST(test_events_without_a_domain),
		FIXTURE_TEST(test_event_that_fails),
		FIXTURE_TEST(test_user_range),
		FIXTURE_TEST(test_user_range_is_counted),
		FIXTURE_TEST(test_user_range_ends_with_the_domain),
		FIXTURE_TEST(test_unknown_user_ranges),
		FIXTURE_TEST(test_user_range_that_fails),
		FIXTURE_TEST(test_range_that_is_mapped_already),
		FIXTURE_TEST(test_user_range_that_overlaps),
		FIXTURE_TEST(test_heap_outlives_the_users_mapping),
		FIXTURE_TEST(test_users_mapping_outlives_the_heap),
		FIXTURE_TEST(test_huge_heap_in_the_users_mapping),
		FIXTURE_TEST(test_huge_heap_leaves_the_users_mapping),
		FIXTURE_TEST(test_huge_heap_beyond_the_users_mapping),
		FIXTURE_TEST(test_huge_heap_with_other_iovas),
		FIXTURE_TEST(test_heap_overlaps_the_users_mapping),
		FIXTURE_TEST(test_heap_that_eal_does_not_tell_of),
		FIXTURE_TEST(test_start_fails_in_the_middle),
		FIXTURE_TEST(test_bus_maps_for_an_mdev),
		FIXTURE_TEST(test_bus_maps_for_a_function),
		FIXTURE_TEST(test_driver_maps_itself),
		FIXTURE_TEST(test_bus_cannot_map),
	};

	return cmocka_run_group_tests_name("DMA", tests, NULL, NULL);
}
