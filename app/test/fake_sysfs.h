/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_SYSFS_H
#define FAKE_SYSFS_H

/**
 * @file
 * A tree like the kernel's /sys, below a temporary directory that the bus is
 * pointed at. A device is named by its BDF, or by its UUID.
 */

#include <stdbool.h>
#include <stddef.h>

void fake_sysfs_setup(void);
void fake_sysfs_teardown(void);

/** A PCI function with all its attributes. driver NULL: it is not bound. */
void fake_sysfs_add_function(const char *bdf, const char *driver);
/** An mdev of that IOMMU group, inside the directory of its parent. */
void fake_sysfs_add_mdev(const char *parent, const char *uuid,
	unsigned int group);

/** Give an attribute this text, or these bytes. */
void fake_sysfs_set(const char *device, const char *attr, const char *text);
void fake_sysfs_set_bytes(const char *device, const char *attr,
	const void *bytes, size_t len);
/** A directory below a device's. */
void fake_sysfs_add_dir(const char *device, const char *dir);
/** Make an attribute a symbolic link. */
void fake_sysfs_link(const char *device, const char *attr, const char *target);
/** Remove an attribute, whatever it is. */
void fake_sysfs_drop(const char *device, const char *attr);
/** Put a directory where an attribute is expected: it cannot be read. */
void fake_sysfs_spoil(const char *device, const char *attr);
/** Remove a device. */
void fake_sysfs_remove(const char *device);
/** Remove a device, and leave the entry that lists it. */
void fake_sysfs_dangle(const char *device);
/** Remove the directory of a bus, "pci" or "mdev", or bring it back, empty. */
void fake_sysfs_add_bus(const char *bus);
void fake_sysfs_remove_bus(const char *bus);

/** How many files and directories were opened so far. */
unsigned int fake_sysfs_opens(void);

/** Whether the kernel has VMBus. By default it does not. */
void fake_sysfs_set_vmbus(bool present);

#endif /* FAKE_SYSFS_H */
