/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_UIO_H
#define FAKE_UIO_H

/**
 * @file
 * What UIO needs of a host besides sysfs: nodes in /dev, physical addresses,
 * and the processor's I/O ports.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct fake_uio {
	/* What the host is like. */
	bool phys_addrs;
	bool create_dev;	/* --create-uio-dev */
	bool refuse_iopl;
	int open_errno;
	int mknod_errno;
	dev_t existing;		/* the device that /dev/uio7 is of; 0: none */
	/* What was done. */
	unsigned int mknods;
	dev_t devnum;
	char path[32];		/* opened last */
	unsigned int iopls;
	char widths[64];	/* of accesses to ports, by digits */
	uint8_t ports[0x10000];
};

void fake_uio_setup(void);
/** Never NULL. */
struct fake_uio *fake_uio(void);
/** A function with BARs 0 (128 KiB) and 3 (16 KiB), 64 ports as BAR 1, 256
 * bytes of config space, and the UIO device 7.
 */
void fake_uio_add(const char *bdf, const char *driver);

/** For the fakes: open a node below /dev. */
int fake_uio_open(const char *path, int flags);

#endif /* FAKE_UIO_H */
