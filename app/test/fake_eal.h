/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_EAL_H
#define FAKE_EAL_H

/**
 * @file
 * What an initialised EAL would say, and what it was asked to do. The parts of
 * EAL that work without initialisation are the real ones.
 */

#include <stdbool.h>

#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_interrupts.h>

struct fake_eal {
	/* What it says. */
	bool has_pci;
	bool vfio_core;		/* module vfio */
	bool vfio_enabled;	/* module vfio_pci */
	bool vfio_late;		/* loaded since EAL started */
	bool noiommu;
	enum rte_proc_type_t process;
	bool primary_ended;
	enum rte_iova_mode iova_mode;
	enum rte_intr_mode intr_mode;
	unsigned int sockets;
	bool dma_fails;		/* rte_vfio_container_dma_map() and unmap */
	int dma_errno;		/* what they set; 0: nothing, as EAL may */
	/* What was done. */
	unsigned int devices;	/* set up, and not released */
	unsigned int setups;
	unsigned int releases;
	unsigned int vfio_enables;
	unsigned int dma_maps;
	unsigned int dma_unmaps;
	unsigned int dma_mask;
	unsigned int watched;	/* callbacks that are registered */
	unsigned int alarms;	/* that are set */
	uint64_t alarm_us;	/* until the one that was set last goes off */
	int alarm_errno;	/* of setting one; 0: it is set */
	void (*on_removal)(const char *name);	/* the application's */
	unsigned int removals;	/* events sent to the application */
	char removed[64];
	unsigned int additions;
	char added[64];
};

void fake_eal_setup(void);
/** Never NULL. */
struct fake_eal *fake_eal(void);
void fake_eal_check_idle(void);
/** Time passes: each alarm goes off once. */
void fake_eal_alarms(void);
/** There is something to read for who listens to devices, if somebody does. */
bool fake_eal_device_event(void);
/** Whether somebody does. */
bool fake_eal_is_listening(void);
/** The interrupt behind a handle occurs. */
void fake_eal_interrupt(const struct rte_intr_handle *handle);

#endif /* FAKE_EAL_H */
