/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <stdarg.h>
#include <stdio.h>

#include "exam.h"
#include "text.h"

static const struct step {
	const char *name;
	enum exam_depth depth;
	exam_step_t *take;
} steps[] = {
	{ "name", EXAM_LOOK, exam_name },
	{ "mdev bus", EXAM_LOOK, exam_kernel },
	{ "present", EXAM_LOOK, exam_present },
	{ "device API", EXAM_LOOK, exam_api },
	{ "driver", EXAM_LOOK, exam_driver },
	{ "IOMMU group", EXAM_LOOK, exam_group },
	{ "VFIO", EXAM_LOOK, exam_vfio },
	{ "node", EXAM_LOOK, exam_node },
	{ "access", EXAM_LOOK, exam_access },
	{ EXAM_STEP_HOLDER, EXAM_LOOK, exam_held },
	{ "container", EXAM_OPEN, exam_container },
	{ "open group", EXAM_OPEN, exam_open_group },
	{ "IOMMU model", EXAM_OPEN, exam_iommu },
	{ "open device", EXAM_OPEN, exam_device },
	{ "regions", EXAM_OPEN, exam_regions },
	{ "locked memory", EXAM_OPEN, exam_memlock },
	{ "hugepages", EXAM_OPEN, exam_hugepages },
	{ "DMA map", EXAM_OPEN, exam_dma },
};

_Static_assert(RTE_DIM(steps) <= EXAM_STEPS_MAX, "no room for all findings");

/* ---- what a step says ---- */

enum exam_verdict
exam_say(struct exam_finding *finding, enum exam_verdict verdict,
	const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(finding->text, EXAM_TEXT_MAX, format, ap);
	va_end(ap);
	text_clean(finding->text);
	return verdict;
}

void
exam_fix(struct exam_finding *finding, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(finding->fix, EXAM_TEXT_MAX, format, ap);
	va_end(ap);
	text_clean(finding->fix);
}

/* ---- all steps ---- */

void
exam_run(struct exam *exam, const struct host *host,
	const struct holders *holders, const char *name, enum exam_depth depth)
{
	struct exam_finding *finding;
	const struct step *step;
	bool failed = false;

	*exam = (struct exam){ .host = host, .holders = holders, .name = name,
		.mdev = { .numa_node = -1, .group = -1 },
		.device = DEVICE_CLOSED };
	for (step = steps; step < steps + RTE_DIM(steps); step++) {
		finding = &exam->findings[exam->nb++];
		finding->step = step->name;
		if (failed || step->depth > depth)
			continue;
		finding->verdict = step->take(exam, finding);
		failed = finding->verdict == EXAM_FAILED;
	}
	device_close(&exam->device);
}

const struct exam_finding *
exam_failure(const struct exam *exam)
{
	unsigned int i;

	for (i = 0; i < exam->nb; i++)
		if (exam->findings[i].verdict == EXAM_FAILED)
			return &exam->findings[i];
	return NULL;
}
