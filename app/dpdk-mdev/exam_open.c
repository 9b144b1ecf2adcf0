/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The device opened, as the bus opens it.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "exam.h"

static enum exam_verdict
failed(struct exam_finding *finding, int err, const char *what)
{
	return exam_say(finding, EXAM_FAILED, "%s: %s", what, strerror(-err));
}

/* The mode of the node allows it, as a step before has found. */
static void
fix_denial(struct exam_finding *finding, int err)
{
	if (err == -EPERM || err == -EACCES)
		exam_fix(finding,
			"# forbidden by a security module or the device cgroup"
			" (a container needs --device)");
}

enum exam_verdict
exam_container(struct exam *exam, struct exam_finding *finding)
{
	const char *what;
	int ret = device_open_container(&exam->device, &what);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "offers the TYPE1v2 IOMMU model");
	fix_denial(finding, ret);
	if (ret == -ENODEV)
		exam_fix(finding, "modprobe vfio_iommu_type1");
	return failed(finding, ret, what);
}

/* Held by a process that this user could not see, for instance. */
enum exam_verdict
exam_open_group(struct exam *exam, struct exam_finding *finding)
{
	const char *what;
	int ret = device_open_group(&exam->device, &exam->mdev, &what);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "is viable");
	fix_denial(finding, ret);
	if (ret == -EBUSY)
		exam_fix(finding, "dpdk-mdev list  # as root: shows who holds it");
	return failed(finding, ret, what);
}

enum exam_verdict
exam_iommu(struct exam *exam, struct exam_finding *finding)
{
	const char *what;
	int ret = device_set_iommu(&exam->device, &what);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "TYPE1v2");
	exam_fix(finding, "dmesg | tail  # what VFIO says");
	return failed(finding, ret, what);
}

enum exam_verdict
exam_device(struct exam *exam, struct exam_finding *finding)
{
	const char *what;
	int ret = device_get(&exam->device, &exam->mdev, &what);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "%s lets it be opened",
			exam->mdev.driver);
	exam_fix(finding, "dmesg | tail  # what %s says", exam->mdev.driver);
	return failed(finding, ret, what);
}

enum exam_verdict
exam_regions(struct exam *exam, struct exam_finding *finding)
{
	const struct rte_pci_id *ids = &exam->mdev.ids;
	const char *what;
	int ret = device_identify(&exam->device, &exam->mdev, &what);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "%u regions, PCI IDs %04x:%04x",
			exam->device.dev->nb_regions, ids->vendor_id,
			ids->device_id);
	exam_fix(finding, "dmesg | tail  # what %s says", exam->mdev.driver);
	return failed(finding, ret, what);
}
