/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The only commands that change something: by mdevctl, which knows the host's
 * policy, else by sysfs.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <pci_linux.h>
#include <pci_sysfs.h>
#include <pci_vfio_container.h>

#include "holders.h"
#include "json.h"
#include "mdevctl.h"
#include "request.h"
#include "status.h"
#include "text.h"

static int
write_text(int dir, const char *path, const char *text)
{
	int ret = 0, fd = openat(dir, path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static int
answer(const struct request *request, const char *uuid, const char *by,
	const struct mdev_type *type)
{
	if (request->json)
		return json_put(request->out,
			json_pack("{s:s, s:s, s:s?, s:s?, s:s}",
			"command", request->command, "uuid", uuid,
			"type", type != NULL ? type->name : NULL,
			"parent", type != NULL ? type->parent : NULL,
			"by", by));
	if (type != NULL)
		fprintf(request->out, "%s\n", uuid);
	return STATUS_OK;
}

/* mdevctl has said why, if it could. Its status is always 1. */
static int
fail_mdevctl(const struct request *request, int ret)
{
	int status = geteuid() != 0 ? STATUS_DENIED : STATUS_FAILED;

	if (ret < 0)
		return request_fail(request, STATUS_FAILED,
			"running mdevctl: %s", strerror(-ret));
	if (ret >= MDEVCTL_SIGNAL)
		return request_fail(request, STATUS_FAILED,
			"mdevctl was ended by signal %d", ret - MDEVCTL_SIGNAL);
	return request_fail(request, status, "mdevctl ended with status %d", ret);
}

/* ---- create ---- */

static bool
is_wanted(const struct mdev_type *type, const void *arg)
{
	const struct request *request = arg;

	return strcmp(type->name, request->args[0]) == 0 &&
		(request->parent == NULL ||
		strcmp(type->parent, request->parent) == 0);
}

static int
fail_type(const struct request *request, int err)
{
	const char *type = request->args[0];

	if (err != -ENOENT)
		return request_fail(request, status_of(err),
			"reading the types of mdevs: %s", strerror(-err));
	if (request->parent != NULL)
		return request_fail(request, STATUS_NOT_FOUND,
			"%s does not offer the type %s; dpdk-mdev list shows all",
			request->parent, type);
	return request_fail(request, STATUS_NOT_FOUND,
		"no parent offers the type %s; dpdk-mdev list shows all", type);
}

static int
choose_uuid(const struct request *request, char uuid[PCI_ID_STRLEN])
{
	const char *given = request->args[1];
	char path[HOST_PATH_MAX], line[MDEV_TEXT_MAX];
	struct pci_dev_id id;
	int ret;

	if (given == NULL) {
		snprintf(path, sizeof(path), "%s/sys/kernel/random/uuid",
			request->host->processes);
		ret = pci_sysfs_read_str(AT_FDCWD, path, line, sizeof(line));
		if (ret < 0)
			return ret;
		given = line;
	}
	if (pci_id_parse(given, &id) < 0 || id.kind != PCI_ID_UUID)
		return given == line ? -EBADMSG : -EINVAL;
	pci_id_format(&id, uuid);
	return 0;
}

static int
create_by_sysfs(const struct request *request, const struct mdev_type *type,
	const char *uuid)
{
	char path[HOST_PATH_MAX];
	int ret;

	snprintf(path, sizeof(path), "%s/%s/mdev_supported_types/%s/create",
		request->host->parents, type->parent, type->name);
	ret = write_text(AT_FDCWD, path, uuid);
	if (ret == -EEXIST)
		return request_fail(request, STATUS_FAILED,
			"an mdev with the UUID %s exists", uuid);
	if (ret < 0)
		return request_fail(request, status_of(ret), "writing to %s: %s",
			path, strerror(-ret));
	return answer(request, uuid, "sysfs", type);
}

static int
create(const struct request *request, const struct mdev_type *type,
	const char *uuid)
{
	const char * const args[] = { "start", "-u", uuid, "-p", type->parent,
		"-t", type->name, NULL };
	int ret = request->no_mdevctl ? -ENOENT : mdevctl_run(args);

	if (ret == -ENOENT)
		return create_by_sysfs(request, type, uuid);
	return ret == 0 ? answer(request, uuid, "mdevctl", type) :
		fail_mdevctl(request, ret);
}

int
cmd_create(const struct request *request)
{
	char uuid[PCI_ID_STRLEN];
	struct mdev_type type;
	int ret = mdev_type_find(request->host, is_wanted, request, &type);

	if (ret < 0)
		return fail_type(request, ret);
	if (type.available == 0)
		return request_fail(request, STATUS_FAILED,
			"%s of %s has no instance left", type.name, type.parent);
	ret = choose_uuid(request, uuid);
	if (ret == -EINVAL)
		return request_fail(request, STATUS_USAGE, "%s is no UUID",
			request->args[1]);
	if (ret < 0)
		return request_fail(request, STATUS_FAILED, "making a UUID: %s",
			strerror(-ret));
	return create(request, &type, uuid);
}

/* ---- remove ---- */

static int
remove_by_sysfs(const struct request *request, const struct mdev *mdev)
{
	int dir = pci_mdev_open(&mdev->id);
	int ret = dir < 0 ? dir : write_text(dir, "remove", "1");

	if (dir >= 0)
		close(dir);
	if (ret < 0)
		return request_fail(request, status_of(ret),
			"%s: writing to its file remove in sysfs: %s",
			mdev->uuid, strerror(-ret));
	return answer(request, mdev->uuid, "sysfs", NULL);
}

static int
remove_one(const struct request *request, const struct mdev *mdev)
{
	const char * const args[] = { "stop", "-u", mdev->uuid, NULL };
	int ret = request->no_mdevctl ? -ENOENT : mdevctl_run(args);

	if (ret == -ENOENT)
		return remove_by_sysfs(request, mdev);
	return ret == 0 ? answer(request, mdev->uuid, "mdevctl", NULL) :
		fail_mdevctl(request, ret);
}

/*
 * Not all holders can be seen, but the kernel lets a group be opened only once,
 * and takes it for open as long as its device is. What else keeps this program
 * from opening it does not keep the kernel from removing the mdev.
 */
static int
check_free(const struct mdev *mdev, const char **what)
{
	int fd;

	if (mdev->group < 0)
		return 0;
	fd = pci_vfio_group_open((unsigned int)mdev->group, what);
	if (fd >= 0)
		close(fd);
	return fd == -EBUSY ? fd : 0;
}

/* @return STATUS_OK: nobody does. */
static int
refuse_if_held(const struct request *request, const struct mdev *mdev)
{
	char who[TEXT_CELL_MAX];
	const char *what;
	int ret = holders_find(request->host, mdev, who, sizeof(who));

	if (ret < 0)
		return request_fail(request, status_of_use(ret),
			"looking for processes: %s", strerror(-ret));
	if (who[0] != '\0')
		return request_fail(request, STATUS_BUSY,
			"%s is held by %s, the kernel would wait for it",
			mdev->uuid, who);
	if (check_free(mdev, &what) < 0)
		return request_fail(request, STATUS_BUSY,
			"%s: %s; the kernel would wait for it", mdev->uuid,
			what);
	return STATUS_OK;
}

int
cmd_remove(const struct request *request)
{
	struct mdev mdev;
	int ret = request_mdev(request, &mdev);

	if (ret == STATUS_OK)
		ret = refuse_if_held(request, &mdev);
	return ret == STATUS_OK ? remove_one(request, &mdev) : ret;
}
