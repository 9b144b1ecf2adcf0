/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The memory of a device: read, written and mapped through its descriptor.
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_vfio_private.h"
#include "testing.h"

#define MAX_MAPPINGS 32
#define PAGE 4096

WRAP(ssize_t, pread64, int fd, void *buf, size_t len, off_t offset);
WRAP(ssize_t, pwrite64, int fd, const void *buf, size_t len, off_t offset);
WRAP(void *, mmap64, void *addr, size_t len, int prot, int flags, int fd,
	off_t offset);
WRAP(void *, mremap, void *addr, size_t len, size_t new_len, int flags, ...);
WRAP(int, munmap, void *addr, size_t len);

/* ---- reads and writes ---- */

int
fake_region_at(const struct fake_device *dev, uint64_t offset, size_t len)
{
	const struct fake_region *region;
	unsigned int i;

	for (i = 0; i < dev->num_regions; i++) {
		region = &dev->regions[i];
		if (offset >= region->offset &&
				offset - region->offset < region->size &&
				len <= region->size - (offset - region->offset))
			return (int)i;
	}
	return -1;
}

static int
fail_with(int err)
{
	errno = err;
	return -1;
}

/* Whether the access is refused; if not, how much of it is done. */
static int
begin(struct fake_device *dev, uint64_t offset, size_t *len, bool write)
{
	int err, idx = fake_region_at(dev, offset, *len);
	const struct fake_region *region;

	if (idx < 0) {
		fake_vfio_violation("an access outside of all regions");
		return fail_with(EINVAL);
	}
	region = &dev->regions[idx];
	err = write ? region->write_errno : region->read_errno;
	if (err != 0)
		return fail_with(err);
	dev->accesses++;
	dev->last = (struct fake_access){ idx, offset - region->offset, *len,
		write };
	*len -= dev->short_by < *len ? dev->short_by : *len;
	return 0;
}

ssize_t
__wrap_pread64(int fd, void *buf, size_t len, off_t offset)
{
	FAKE_GUARD();
	struct fake_handle *handle = fake_handle_of(fd);

	if (handle->kind != FAKE_DEVICE)
		return fake_fault("pread of a file") ? -1 :
			fake_fault_moved("pread of a file",
				__real_pread64(fd, buf, len, offset));
	if (fake_fault("pread") || begin(handle->device, offset, &len, false))
		return -1;
	return fake_fault_moved("pread", __real_pread64(fd, buf, len, offset));
}

ssize_t
__wrap_pwrite64(int fd, const void *buf, size_t len, off_t offset)
{
	FAKE_GUARD();
	struct fake_handle *handle = fake_handle_of(fd);

	if (handle->kind != FAKE_DEVICE)
		return fake_fault("pwrite of a file") ? -1 :
			fake_fault_moved("pwrite of a file",
				__real_pwrite64(fd, buf, len, offset));
	if (fake_fault("pwrite") || begin(handle->device, offset, &len, true))
		return -1;
	return fake_fault_moved("pwrite",
		__real_pwrite64(fd, buf, len, offset));
}

/* ---- mappings ---- */

struct mapping {
	uintptr_t addr;
	size_t len;
};

static struct mapping mappings[MAX_MAPPINGS];
static unsigned int nb_mappings;

void
fake_mappings_reset(void)
{
	nb_mappings = 0;
}

unsigned int
fake_vfio_mappings(void)
{
	return nb_mappings;
}

static struct mapping *
find_mapping(const void *addr, size_t len)
{
	unsigned int i;

	for (i = 0; i < nb_mappings; i++)
		if (mappings[i].addr == (uintptr_t)addr &&
				mappings[i].len == len)
			return &mappings[i];
	return NULL;
}

static void
forget_mapping(const void *addr, size_t len)
{
	struct mapping *mapping = find_mapping(addr, len);

	if (mapping == NULL)
		fake_vfio_violation("unmapped what is not a mapping");
	else
		*mapping = mappings[--nb_mappings];
}

static bool
is_inside_mapping(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;
	unsigned int i;

	for (i = 0; i < nb_mappings; i++)
		if (at >= mappings[i].addr &&
				at + len <= mappings[i].addr + mappings[i].len)
			return true;
	return false;
}

static int
refuses_mmap(const struct fake_device *dev, uint64_t offset, size_t len)
{
	int idx = fake_region_at(dev, offset, len);

	if (idx < 0 || offset % PAGE != 0 ||
			!(dev->regions[idx].flags & VFIO_REGION_INFO_FLAG_MMAP))
		return EINVAL;
	if (offset - dev->regions[idx].offset < dev->regions[idx].mmap_errno_from)
		return 0;
	return dev->regions[idx].mmap_errno;
}

void *
__wrap_mmap64(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	FAKE_GUARD();
	struct fake_handle *handle = fake_handle_of(fd);
	void *at;
	int err = 0;

	if (flags & MAP_FIXED && !is_inside_mapping(addr, len))
		fake_vfio_violation("mapped over what is not its own");
	if (fake_fault(fd < 0 ? "mmap of a reservation" : "mmap of a region"))
		return MAP_FAILED;
	if (handle->kind == FAKE_DEVICE)
		err = refuses_mmap(handle->device, offset, len);
	errno = err;
	if (err != 0)
		return MAP_FAILED;
	at = __real_mmap64(addr, len, prot, flags, fd, offset);
	if (at != MAP_FAILED && !(flags & MAP_FIXED)) {
		CHECK(nb_mappings < MAX_MAPPINGS, "too many mappings");
		mappings[nb_mappings++] = (struct mapping){ (uintptr_t)at, len };
	}
	return at;
}

/* Moved into a reservation, which takes it away with itself. */
void *
__wrap_mremap(void *addr, size_t len, size_t new_len, int flags, ...)
{
	FAKE_GUARD();
	va_list ap;
	void *at;

	va_start(ap, flags);
	at = va_arg(ap, void *);
	va_end(ap);
	if (fake_fault("mremap"))
		return MAP_FAILED;
	if (len != new_len || !is_inside_mapping(at, len))
		fake_vfio_violation("mapped over what is not its own");
	forget_mapping(addr, len);
	return __real_mremap(addr, len, new_len, flags, at);
}

int
__wrap_munmap(void *addr, size_t len)
{
	FAKE_GUARD();
	forget_mapping(addr, len);
	return __real_munmap(addr, len);
}
