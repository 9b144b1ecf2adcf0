/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PCI_SYSFS_H
#define PCI_SYSFS_H

/**
 * @file
 * The only door to sysfs. Attributes are read relative to the descriptor of a
 * device's directory, or of the directory that lists all of its kind.
 * All functions return 0 or -errno, and log nothing.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An attribute is a line; the longest ones that the bus reads are shorter. */
#define PCI_SYSFS_ATTR_MAX 128

/* One line of a PCI function's "resource" file. */
struct pci_sysfs_resource {
	uint64_t start;
	uint64_t len;	/* 0: not there */
	uint64_t flags;	/* IORESOURCE_* of the kernel */
};

#define PCI_SYSFS_RESOURCE_IO  0x100
#define PCI_SYSFS_RESOURCE_MEM 0x200

/** Called for each entry of a directory. Nonzero ends the walk. */
typedef int (pci_sysfs_entry_t)(int dirfd, const char *name, void *arg);

/** Walk a directory; name is relative to dirfd unless that is AT_FDCWD.
 * @return the callback's nonzero result, 0 at the end, or -errno.
 */
int pci_sysfs_walk(int dirfd, const char *name, pci_sysfs_entry_t *entry,
	void *arg);

bool pci_sysfs_exists(const char *path);

/** Open a directory; relative to dirfd unless that is AT_FDCWD.
 * @return a descriptor that the caller closes, or -errno.
 */
int pci_sysfs_open(int dirfd, const char *name);

/** Open the directory of a device, below the one that lists its kind.
 * @return a descriptor that the caller closes, or -errno.
 */
int pci_sysfs_open_device(const char *list, const char *name);

/** Open a file that is not only text: config space, a BAR.
 * @return a descriptor that the caller closes, or -errno.
 */
int pci_sysfs_open_file(int dirfd, const char *name);

/** Take a number off the front of a text: digits of that base, 0x where the base
 * is 0 or 16. -EINVAL: there is none. -ERANGE: more than max.
 */
int pci_sysfs_parse_u64(const char **text, unsigned int base, uint64_t max,
	uint64_t *value);

#define PCI_SYSFS_PATH_MAX 80

/** What to call an attribute of an entry of a directory.
 * @return 0, or -ENAMETOOLONG.
 */
int pci_sysfs_path(const char *entry, const char *attr,
	char path[PCI_SYSFS_PATH_MAX]);

/** Read an attribute without its newline. -EOVERFLOW: buf is too short. */
int pci_sysfs_read_str(int dirfd, const char *attr, char *buf, size_t len);

/** Read a number, decimal or 0x. -ERANGE: more than max. -EINVAL: no number. */
int pci_sysfs_read_u64(int dirfd, const char *attr, uint64_t max,
	uint64_t *value);

/** Read a NUMA node; -1 if the attribute is missing, or says so. */
int pci_sysfs_read_numa_node(int dirfd, const char *attr);

/** Read the last component of a symbolic link's target. */
int pci_sysfs_read_link(int dirfd, const char *attr, char *buf, size_t len);

/** Read the number of a device's IOMMU group. -ERANGE: its link leads to none. */
int pci_sysfs_read_group(int dirfd);

/** Read the first nb lines of a function's "resource" file, attr. */
int pci_sysfs_read_resources(int dirfd, const char *attr,
	struct pci_sysfs_resource *res, unsigned int nb);

#endif /* PCI_SYSFS_H */
