/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "json.h"
#include "request.h"
#include "status.h"
#include "text.h"

#define MESSAGE_MAX 512

int
status_of(int err)
{
	switch (-err) {
	case 0:
		return STATUS_OK;
	case ENOENT:
	case ENODEV:
		return STATUS_NOT_FOUND;
	case EACCES:
	case EPERM:
		return STATUS_DENIED;
	case EBUSY:
		return STATUS_BUSY;
	default:
		return STATUS_FAILED;
	}
}

int
status_of_use(int err)
{
	int status = status_of(err);

	return status == STATUS_NOT_FOUND ? STATUS_FAILED : status;
}

int
request_fail(const struct request *request, int status, const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof(message), format, ap);
	va_end(ap);
	text_clean(message);
	if (!request->json) {
		fprintf(stderr, "dpdk-mdev: %s\n", message);
		return status;
	}
	json_put(request->out, json_pack("{s:s?, s:i, s:s}",
		"command", request->command, "status", status,
		"error", message));
	return status;
}

int
request_mdev(const struct request *request, struct mdev *mdev)
{
	const char *name = request->args[0];
	struct pci_dev_id id;
	int ret;

	if (pci_id_parse(name, &id) < 0 || id.kind != PCI_ID_UUID)
		return request_fail(request, STATUS_USAGE, "%s is no UUID", name);
	ret = mdev_read(&id, mdev);
	if (ret < 0)
		return request_fail(request, status_of(ret), "%s: %s", mdev->uuid,
			ret == -ENOENT ? "no mdev has this UUID" :
			strerror(-ret));
	return STATUS_OK;
}
