/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * What sysfs says of the mdev: the steps that the bus's scan takes.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include <pci_linux.h>
#include <pci_sysfs.h>

#include "exam.h"

enum exam_verdict
exam_name(struct exam *exam, struct exam_finding *finding)
{
	struct pci_dev_id *id = &exam->mdev.id;
	int ret = pci_id_parse(exam->name, id);

	if (ret == 0 && id->kind == PCI_ID_UUID) {
		pci_id_format(id, exam->mdev.uuid);
		return exam_say(finding, EXAM_OK, "a UUID");
	}
	exam_fix(finding, "dpdk-mdev list");
	if (ret == 0)
		return exam_say(finding, EXAM_FAILED,
			"a PCI function, not an mdev: see dpdk-devbind.py");
	return exam_say(finding, EXAM_FAILED,
		"not a UUID such as 83b8f4f2-509f-382f-3c1e-e6bfe0fa1001");
}

enum exam_verdict
exam_kernel(struct exam *exam __rte_unused, struct exam_finding *finding)
{
	const char *path = pci_mdev_sysfs_path();

	if (pci_sysfs_exists(path))
		return exam_say(finding, EXAM_OK, "the kernel has it");
	exam_fix(finding, "modprobe mdev  # then the driver that offers mdevs");
	return exam_say(finding, EXAM_FAILED, "%s is missing", path);
}

/* ---- present ---- */

static bool
is_for_pci(const struct mdev_type *type, const void *arg __rte_unused)
{
	return pci_mdev_takes_api(type->device_api);
}

static void
fix_by_creation(const struct exam *exam, struct exam_finding *finding,
	const char *before)
{
	struct mdev_type type;
	int ret = mdev_type_find(exam->host, is_for_pci, NULL, &type);

	if (ret == 0 && type.available == 0)
		exam_fix(finding,
			"# no type of vfio-pci has an instance left: remove an mdev");
	else if (ret == 0)
		exam_fix(finding, "%sdpdk-mdev create --parent %s %s %s", before,
			type.parent, type.name, exam->mdev.uuid);
	else if (ret == -ENOENT)
		exam_fix(finding,
			"# load a kernel driver that offers types of vfio-pci");
	else
		exam_fix(finding, "# the types cannot be read: %s",
			strerror(-ret));
}

enum exam_verdict
exam_present(struct exam *exam, struct exam_finding *finding)
{
	int ret = mdev_read(&exam->mdev.id, &exam->mdev);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "%s of %s",
			exam->mdev.type[0] == '\0' ? "an mdev" : exam->mdev.type,
			exam->mdev.parent[0] == '\0' ? "an unknown parent" :
			exam->mdev.parent);
	if (ret != -ENOENT)
		return exam_say(finding, EXAM_FAILED, "reading sysfs: %s", strerror(-ret));
	fix_by_creation(exam, finding, "");
	return exam_say(finding, EXAM_FAILED, "no mdev has this UUID");
}

/* ---- what it is ---- */

enum exam_verdict
exam_api(struct exam *exam, struct exam_finding *finding)
{
	char before[PCI_ID_STRLEN + 32];
	int ret = pci_mdev_check(&exam->mdev.id);

	if (ret == 0)
		return exam_say(finding, EXAM_OK, "vfio-pci");
	if (ret == -EAGAIN) {
		exam_fix(finding, "sleep 1; dpdk-mdev explain %s",
			exam->mdev.uuid);
		return exam_say(finding, EXAM_FAILED,
			"no device_api: it is being created or removed");
	}
	if (ret != -ENOTSUP)
		return exam_say(finding, EXAM_FAILED, "reading its device_api: %s",
			strerror(-ret));
	snprintf(before, sizeof(before), "dpdk-mdev remove %s; ",
		exam->mdev.uuid);
	fix_by_creation(exam, finding, before);
	return exam_say(finding, EXAM_FAILED, "%s is not vfio-pci", exam->mdev.device_api);
}

static int
take_name(int dir __rte_unused, const char *name, void *arg)
{
	mdev_copy_name(arg, name);
	return 0;
}

/* Hosts have one driver for mdevs, as a rule. */
static void
fix_by_binding(const struct exam *exam, struct exam_finding *finding)
{
	char path[HOST_PATH_MAX], name[MDEV_TEXT_MAX] = "";

	snprintf(path, sizeof(path), "%s/../drivers", pci_mdev_sysfs_path());
	pci_sysfs_walk(AT_FDCWD, path, take_name, name);
	exam_fix(finding, "echo %s >/sys/bus/mdev/drivers/%s/bind",
		exam->mdev.uuid, name[0] != '\0' ? name : "DRIVER");
}

enum exam_verdict
exam_driver(struct exam *exam, struct exam_finding *finding)
{
	if (exam->mdev.driver[0] != '\0')
		return exam_say(finding, EXAM_OK, "%s", exam->mdev.driver);
	fix_by_binding(exam, finding);
	return exam_say(finding, EXAM_FAILED, "no kernel driver has it");
}

enum exam_verdict
exam_group(struct exam *exam, struct exam_finding *finding)
{
	const struct mdev *mdev = &exam->mdev;
	const char *step;
	int ret = pci_mdev_group(&mdev->id, &step);

	if (ret >= 0)
		return exam_say(finding, EXAM_OK, "%d", ret);
	/* A driver has it, as the step before has found. */
	if (mdev->cdev[0] == '\0') {
		exam_fix(finding, "dmesg | tail  # what %s says", mdev->driver);
		return exam_say(finding, EXAM_FAILED, "%s", step);
	}
	exam_fix(finding, "# boot a kernel that is built with CONFIG_VFIO_GROUP");
	return exam_say(finding, EXAM_FAILED,
		"none: it has only the node devices/%s, and the bus needs a group",
		mdev->cdev);
}
