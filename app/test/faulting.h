/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAULTING_H
#define FAULTING_H

/**
 * @file
 * A device that drivers load from where nothing is mapped, and faults that a test
 * survives: its own action for SIGSEGV, in the place of cmocka's, which each test
 * begins with.
 */

#include "fake_vfio.h"
#include "fixture.h"

#define FAULTING_PAGE 4096
/* A BAR of which nothing can be mapped, and its size. */
#define FAULTING_WHOLE 0
#define FAULTING_SIZE 0x20000
/* One of which one page can, and its pages. */
#define FAULTING_PART 3
#define FAULTING_PAGES 4
#define FAULTING_MAPPED 1

/** A device of FAKE_VFIO_PCI with such BARs, only scanned. */
struct rte_pci_device_internal *faulting_scanned(const char *name,
	unsigned int group, struct fake_device **fake);

/** The one that a test is about, and what plays it. Set by these only: */
extern struct rte_pci_device_internal *faulting_dev;
extern struct fake_device *faulting_fake;
/* For cmocka: a fixture, and an mdev. */
int faulting_setup(void **state);
/** Such a device of another name. */
void faulting_begin(const char *name, unsigned int group);
/** A device that the test has scanned. */
void faulting_take(struct rte_pci_device_internal *dev);

/** The address of a BAR. */
uint8_t *faulting_bar(unsigned int idx);
/** Let a driver take it, and count its transfers from now on. */
void faulting_plug(void);
void faulting_unplug(void);
/** The same, where faults that nobody deals with are survived; and afterwards. */
void faulting_plug_caught(void);
void faulting_unplug_caught(void);

/** Survive faults from now on, where nobody deals with them. */
void faulting_catch(void);
/** Whether that is the action. */
bool faulting_is_caught(void);
/** Where run(at) faults, and is not done; NULL: it does not fault. */
void *faulting_addr(void (*run)(void *at), void *at);

/** One load, or store, of 1, 2, 4 or 8 bytes, aligned or not. */
uint64_t faulting_load(const void *at, size_t width);
void faulting_store(void *at, size_t width, uint64_t value);
void faulting_load_8(void *at);
void faulting_store_8(void *at);
/** So many transfers of the device since the last check. */
void faulting_check_accesses(unsigned int nb);
/** The only one, and what it was. */
void faulting_check_access(unsigned int region, uint64_t offset, size_t len,
	bool write);
/** None before run(at) faults at that address. */
void faulting_check_faults(void (*run)(void *at), void *at, const void *addr);

#endif /* FAULTING_H */
