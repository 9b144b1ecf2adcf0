/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fake_fault.h"
#include "fake_sysfs.h"
#include "fake_uio.h"
#include "fake_vfio_private.h"
#include "testing.h"

WRAP(int, rte_eal_create_uio_dev, void);
WRAP(int, rte_eal_using_phys_addrs, void);
WRAP(int, rte_eal_iopl_init, void);
WRAP(int, mknod, const char *path, mode_t mode, dev_t devnum);
WRAP(int, open64, const char *path, int flags, ...);
WRAP(void, pci_uio_pio_read, uint16_t port, void *buf, size_t len);
WRAP(void, pci_uio_pio_write, uint16_t port, const void *buf, size_t len);

static struct fake_uio uio;

void
fake_uio_setup(void)
{
	memset(&uio, 0, sizeof(uio));
	uio.phys_addrs = true;
}

struct fake_uio *
fake_uio(void)
{
	return &uio;
}

static void
add_zeroes(const char *bdf, const char *attr, size_t len)
{
	void *zeroes = calloc(1, len);

	fake_sysfs_set_bytes(bdf, attr, zeroes, len);
	free(zeroes);
}

void
fake_uio_add(const char *bdf, const char *driver)
{
	fake_sysfs_add_function(bdf, driver);
	add_zeroes(bdf, "resource0", 0x20000);
	add_zeroes(bdf, "resource3", 0x4000);
	add_zeroes(bdf, "config", 256);
	fake_sysfs_add_dir(bdf, "uio");
	fake_sysfs_add_dir(bdf, "uio/uio7");
	fake_sysfs_set(bdf, "uio/uio7/dev", "240:7\n");
}

int
fake_uio_open(const char *path, int flags)
{
	if (!(flags & O_CLOEXEC))
		fake_vfio_violation("a node that a child would inherit");
	if (fake_fault("open of a UIO node"))
		return -1;
	snprintf(uio.path, sizeof(uio.path), "%s", path);
	errno = uio.open_errno;
	return errno != 0 ? -1 : __real_open64("/dev/null", flags);
}

int
__wrap_mknod(const char *path, mode_t mode, dev_t devnum)
{
	assert_int_equal(mode & S_IFMT, S_IFCHR);
	assert_string_equal(path, "/dev/uio7");
	uio.mknods++;
	uio.devnum = devnum;
	errno = uio.mknod_errno;
	return errno != 0 ? -1 : 0;
}

int
__wrap_rte_eal_create_uio_dev(void)
{
	return uio.create_dev;
}

int
__wrap_rte_eal_using_phys_addrs(void)
{
	return uio.phys_addrs;
}

int
__wrap_rte_eal_iopl_init(void)
{
	uio.iopls++;
	return uio.refuse_iopl ? -1 : 0;
}

void
__wrap_pci_uio_pio_read(uint16_t port, void *buf, size_t len)
{
	CHECK(len <= sizeof(uio.ports) - port, "ports behind the last");
	memcpy(buf, uio.ports + port, len);
}

void
__wrap_pci_uio_pio_write(uint16_t port, const void *buf, size_t len)
{
	CHECK(len <= sizeof(uio.ports) - port, "ports behind the last");
	memcpy(uio.ports + port, buf, len);
}
