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
#include "fake_ports.h"
#include "fake_sysfs.h"
#include "fake_uio.h"
#include "fake_vfio_private.h"
#include "testing.h"

WRAP(int, rte_eal_create_uio_dev, void);
WRAP(int, rte_eal_using_phys_addrs, void);
WRAP(int, rte_eal_iopl_init, void);
WRAP(int, mknod, const char *path, mode_t mode, dev_t devnum);
WRAP(int, stat64, const char *path, struct stat *st);
WRAP(int, fstat64, int fd, struct stat *st);
WRAP(int, open64, const char *path, int flags, ...);

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
	if (fake_fault("mknod"))
		return -1;
	uio.mknods++;
	uio.devnum = devnum;
	errno = uio.mknod_errno;
	return errno != 0 ? -1 : 0;
}

int
__wrap_stat64(const char *path, struct stat *st)
{
	if (strcmp(path, "/dev/uio7") != 0)
		return __real_stat64(path, st);
	if (fake_fault("stat"))
		return -1;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFCHR;
	st->st_rdev = uio.existing;
	errno = ENOENT;
	return uio.existing != 0 ? 0 : -1;
}

int
__wrap_fstat64(int fd, struct stat *st)
{
	return fake_fault("fstat") ? -1 : __real_fstat64(fd, st);
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
	return uio.refuse_iopl || fake_fault("rte_eal_iopl_init") ? -1 : 0;
}

/* ---- ports: no other byte order has them ---- */

static uint8_t *
use_ports(uint16_t port, unsigned int width)
{
	size_t used = strlen(uio.widths);

	CHECK(width <= sizeof(uio.ports) - port, "ports behind the last");
	if (used < sizeof(uio.widths) - 1)
		uio.widths[used] = (char)('0' + width);
	return uio.ports + port;
}

uint32_t
fake_port_in(uint16_t port, unsigned int width)
{
	uint32_t value = 0;

	memcpy(&value, use_ports(port, width), width);
	return value;
}

void
fake_port_out(uint16_t port, uint32_t value, unsigned int width)
{
	memcpy(use_ports(port, width), &value, width);
}
