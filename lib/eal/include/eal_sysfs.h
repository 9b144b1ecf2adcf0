/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef EAL_SYSFS_H
#define EAL_SYSFS_H

/**
 * @file
 * Text from sysfs, beside eal_parse_sysfs_value() for numbers. It is for buses
 * in DPDK's tree; bus/pci has a reader of its own, because it is also built
 * against an installed EAL, which lacks this one.
 */

#include <stddef.h>

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Read the first line of a file, without its newline.
 *
 * @param filename
 *   Path of the file.
 * @param buf
 *   Holds the line and a zero on success; what it holds on error is undefined.
 * @param len
 *   Size of buf in bytes.
 * @return
 *   0; -EINVAL: len is below 2; -ENODATA: the file is
 *   empty; -EOVERFLOW: the line is too long; or -errno of open or read.
 */
__rte_internal
int eal_parse_sysfs_str(const char *filename, char *buf, size_t len);

#ifdef __cplusplus
}
#endif

#endif /* EAL_SYSFS_H */
