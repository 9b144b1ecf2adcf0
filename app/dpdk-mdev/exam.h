/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef EXAM_H
#define EXAM_H

/**
 * @file
 * Each step from a name to DMA, taken until one fails.
 */

#include "device.h"
#include "holders.h"
#include "host.h"
#include "mdev.h"

enum exam_verdict {
	EXAM_NOT_REACHED,
	EXAM_OK,
	EXAM_DOUBT,	/* it may do, and may not */
	EXAM_FAILED,
};

#define EXAM_TEXT_MAX 256

struct exam_finding {
	const char *step;
	enum exam_verdict verdict;
	char text[EXAM_TEXT_MAX];
	char fix[EXAM_TEXT_MAX];	/* empty: nothing to be done */
};

#define EXAM_STEPS_MAX 24

#define EXAM_STEP_HOLDER "holder"

struct exam {
	const struct host *host;
	const struct holders *holders;
	const char *name;
	struct mdev mdev;
	struct device device;
	unsigned int nb;		/* findings */
	struct exam_finding findings[EXAM_STEPS_MAX];
};

/** How far to go. */
enum exam_depth {
	EXAM_LOOK,	/* what can be seen without opening anything */
	EXAM_OPEN,	/* all */
};

/** Take the steps. holders: as they are now. */
void exam_run(struct exam *exam, const struct host *host,
	const struct holders *holders, const char *name, enum exam_depth depth);

/** The finding that failed; NULL: none did. */
const struct exam_finding *exam_failure(const struct exam *exam);

/* ---- for the steps: exam_sysfs.c, exam_node.c, exam_open.c, exam_memory.c --- */

/** @return the verdict on one step, as it was said. */
typedef enum exam_verdict (exam_step_t)(struct exam *exam,
	struct exam_finding *finding);

/** What there is to say of the step. @return verdict. */
enum exam_verdict exam_say(struct exam_finding *finding,
	enum exam_verdict verdict, const char *format, ...)
	__rte_format_printf(3, 4);
/** What the user should run. */
void exam_fix(struct exam_finding *finding, const char *format, ...)
	__rte_format_printf(2, 3);

exam_step_t exam_name;		/* exam_sysfs.c */
exam_step_t exam_kernel;
exam_step_t exam_present;
exam_step_t exam_api;
exam_step_t exam_driver;
exam_step_t exam_group;
exam_step_t exam_vfio;		/* exam_node.c */
exam_step_t exam_node;
exam_step_t exam_access;
exam_step_t exam_held;
exam_step_t exam_container;	/* exam_open.c */
exam_step_t exam_open_group;
exam_step_t exam_iommu;
exam_step_t exam_device;
exam_step_t exam_regions;
exam_step_t exam_memlock;	/* exam_memory.c */
exam_step_t exam_hugepages;
exam_step_t exam_dma;

#endif /* EXAM_H */
