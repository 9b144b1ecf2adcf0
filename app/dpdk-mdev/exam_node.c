/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The files in /dev/vfio, seen from outside: nothing is opened.
 */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exam.h"

struct node {
	char path[HOST_PATH_MAX];
};

static struct node
group_node(const struct exam *exam)
{
	struct node node;

	snprintf(node.path, sizeof(node.path), "%s/%d", exam->host->nodes,
		exam->mdev.group);
	return node;
}

static struct node
container_node(const struct exam *exam)
{
	struct node node;

	snprintf(node.path, sizeof(node.path), "%s/vfio", exam->host->nodes);
	return node;
}

enum exam_verdict
exam_vfio(struct exam *exam, struct exam_finding *finding)
{
	struct node node = container_node(exam);

	if (access(node.path, F_OK) == 0)
		return exam_say(finding, EXAM_OK, "%s", node.path);
	exam_fix(finding, "modprobe -a vfio vfio_iommu_type1");
	return exam_say(finding, EXAM_FAILED, "%s is missing", node.path);
}

/* In a container, or where udev is late: the kernel knows the numbers. */
enum exam_verdict
exam_node(struct exam *exam, struct exam_finding *finding)
{
	struct node node = group_node(exam);
	int group = exam->mdev.group;

	if (access(node.path, F_OK) == 0)
		return exam_say(finding, EXAM_OK, "%s", node.path);
	exam_fix(finding, "mknod %s c $(tr : ' ' </sys/class/vfio/%d/dev)",
		node.path, group);
	return exam_say(finding, EXAM_FAILED, "%s is missing", node.path);
}

static bool
may_use(const char *path)
{
	return faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0;
}

static enum exam_verdict
deny(struct exam_finding *finding, const char *path)
{
	return exam_say(finding, EXAM_FAILED, "user %u may not read and write %s",
		(unsigned int)geteuid(), path);
}

enum exam_verdict
exam_access(struct exam *exam, struct exam_finding *finding)
{
	struct node group = group_node(exam), container = container_node(exam);

	/* The one of all users: who may open it gets no device by that. */
	if (!may_use(container.path)) {
		exam_fix(finding, "chmod 666 %s  # as root", container.path);
		return deny(finding, container.path);
	}
	if (!may_use(group.path)) {
		exam_fix(finding, "chown %u %s  # as root",
			(unsigned int)geteuid(), group.path);
		return deny(finding, group.path);
	}
	return exam_say(finding, EXAM_OK, "user %u may read and write",
		(unsigned int)geteuid());
}

static enum exam_verdict
may_be_held(const struct exam *exam, struct exam_finding *finding)
{
	const struct holder *holder =
		holders_next_unknown(exam->holders, NULL);

	if (holder != NULL)
		return exam_say(finding, EXAM_DOUBT,
			"%d (%s) has a VFIO device, it is not known which",
			(int)holder->pid, holder->command);
	if (exam->holders->unseen > 0)
		return exam_say(finding, EXAM_DOUBT,
			"none that is seen; %u processes of others are not",
			exam->holders->unseen);
	return exam_say(finding, EXAM_OK, "none");
}

enum exam_verdict
exam_held(struct exam *exam, struct exam_finding *finding)
{
	const struct holder *holder = holders_next(exam->holders, &exam->mdev,
		NULL);
	char who[EXAM_TEXT_MAX / 2];

	if (holder == NULL)
		return may_be_held(exam, finding);
	holders_text(exam->holders, &exam->mdev, who, sizeof(who));
	exam_fix(finding, "kill %d", (int)holder->pid);
	return exam_say(finding, EXAM_FAILED, "held by %s", who);
}
