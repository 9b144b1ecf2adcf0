/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <setjmp.h>
#include <signal.h>

#include <rte_atomic.h>

#include "faulting.h"
#include "testing.h"

struct rte_pci_device_internal *faulting_dev;
struct fake_device *faulting_fake;

static sigjmp_buf way_out;
static volatile sig_atomic_t is_awaited;
static void *volatile found;

struct rte_pci_device_internal *
faulting_scanned(const char *name, unsigned int group, struct fake_device **fake)
{
	static const struct {
		struct vfio_region_info_cap_sparse_mmap cap;
		struct vfio_region_sparse_mmap_area area;
	} sparse = { { { VFIO_REGION_INFO_CAP_SPARSE_MMAP, 1, 0 }, 1, 0 }, {
		FAULTING_MAPPED * FAULTING_PAGE, FAULTING_PAGE } };
	struct rte_pci_device_internal *dev = fixture_scanned(name, group);
	struct fake_region *part;

	*fake = fake_vfio_add(name, group, FAKE_VFIO_PCI);
	(*fake)->regions[FAULTING_WHOLE].flags &= ~VFIO_REGION_INFO_FLAG_MMAP;
	part = &(*fake)->regions[FAULTING_PART];
	part->size = FAULTING_PAGES * FAULTING_PAGE;
	part->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	part->caps = &sparse;
	part->argsz = sizeof(struct vfio_region_info) + sizeof(sparse);
	return dev;
}

int
faulting_setup(void **state)
{
	fixture_setup(state);
	faulting_begin(UUID_1, 1);
	return 0;
}

void
faulting_begin(const char *name, unsigned int group)
{
	faulting_dev = faulting_scanned(name, group, &faulting_fake);
}

void
faulting_take(struct rte_pci_device_internal *dev)
{
	faulting_dev = dev;
}

uint8_t *
faulting_bar(unsigned int idx)
{
	return faulting_dev->device.mem_resource[idx].addr;
}

void
faulting_plug(void)
{
	assert_int_equal(fixture_plug(faulting_dev), 0);
	faulting_fake->accesses = 0;
}

void
faulting_unplug(void)
{
	rte_pci_unmap_device(&faulting_dev->device);
}

void
faulting_plug_caught(void)
{
	faulting_catch();
	faulting_plug();
}

void
faulting_unplug_caught(void)
{
	faulting_unplug();
	assert_true(faulting_is_caught());
}

/* One that nobody awaits comes again, and ends the process. */
static void
leave(int sig, siginfo_t *info, void *frame)
{
	(void)frame;
	if (!is_awaited) {
		signal(sig, SIG_DFL);
		return;
	}
	is_awaited = 0;
	found = info->si_addr;
	siglongjmp(way_out, 1);
}

void
faulting_catch(void)
{
	const struct sigaction action = { .sa_sigaction = leave,
		.sa_flags = SA_SIGINFO };

	assert_int_equal(sigaction(SIGSEGV, &action, NULL), 0);
}

bool
faulting_is_caught(void)
{
	struct sigaction action;

	assert_int_equal(sigaction(SIGSEGV, NULL, &action), 0);
	return (action.sa_flags & SA_SIGINFO) && action.sa_sigaction == leave;
}

void *
faulting_addr(void (*run)(void *at), void *at)
{
	found = NULL;
	if (sigsetjmp(way_out, 1) == 0) {
		is_awaited = 1;
		run(at);
		is_awaited = 0;
	}
	return found;
}

#define ANY_ALIGNMENT __attribute__((no_sanitize("alignment")))

ANY_ALIGNMENT uint64_t
faulting_load(const void *at, size_t width)
{
	switch (width) {
	case 1:
		return *(const volatile uint8_t *)at;
	case 2:
		return *(const volatile uint16_t *)at;
	case 4:
		return *(const volatile uint32_t *)at;
	default:
		return *(const volatile uint64_t *)at;
	}
}

ANY_ALIGNMENT void
faulting_store(void *at, size_t width, uint64_t value)
{
	switch (width) {
	case 1:
		*(volatile uint8_t *)at = (uint8_t)value;
		break;
	case 2:
		*(volatile uint16_t *)at = (uint16_t)value;
		break;
	case 4:
		*(volatile uint32_t *)at = (uint32_t)value;
		break;
	default:
		*(volatile uint64_t *)at = value;
	}
}

/* For the compiler a load changes nothing. */
void
faulting_check_accesses(unsigned int nb)
{
	struct fake_device *fake = faulting_fake;

	rte_compiler_barrier();
	CHECK(fake->accesses == nb, "%u transfers, not %u", fake->accesses, nb);
	fake->accesses = 0;
}

void
faulting_check_access(unsigned int region, uint64_t offset, size_t len, bool write)
{
	const struct fake_access *last = &faulting_fake->last;

	faulting_check_accesses(1);
	assert_int_equal(last->region, region);
	assert_int_equal(last->offset, offset);
	assert_int_equal(last->len, len);
	assert_int_equal(last->write, write);
}

void
faulting_load_8(void *at)
{
	faulting_load(at, 8);
}

void
faulting_store_8(void *at)
{
	faulting_store(at, 8, 0x0102030405060708);
}

void
faulting_check_faults(void (*run)(void *at), void *at, const void *addr)
{
	void *seen = faulting_addr(run, at);

	CHECK(seen == addr, "a fault at %p, not %p", seen, addr);
	faulting_check_accesses(0);
}
