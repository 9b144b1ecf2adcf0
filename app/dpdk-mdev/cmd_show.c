/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <string.h>

#include "holders.h"
#include "in_use.h"
#include "json.h"
#include "request.h"
#include "shown.h"
#include "status.h"
#include "text.h"

/* What the user has to know is who, where it can be known. */
static int
fail_busy(const struct request *request, const struct in_use *in_use)
{
	const struct mdev *mdev = &in_use->mdev;
	char who[TEXT_CELL_MAX];

	holders_text(&in_use->holders, mdev, who, sizeof(who));
	if (who[0] != '\0')
		return request_fail(request, STATUS_BUSY,
			"%s is held by %s; it can be shown when nobody has it",
			mdev->uuid, who);
	return request_fail(request, STATUS_BUSY,
		"%s is held by a process that is not seen; as root, dpdk-mdev list shows it",
		mdev->uuid);
}

static int
tell_in_use(const struct request *request, struct in_use *in_use)
{
	if (!in_use_find(request->host, in_use))
		return fail_busy(request, in_use);
	if (request->json)
		return json_put(request->out, in_use_json(in_use));
	in_use_print(in_use, request->out);
	return STATUS_OK;
}

/* Somebody has it: maybe one that says what it knows. */
static int
show_in_use(const struct request *request, const struct mdev *mdev)
{
	static struct in_use in_use;	/* large */
	int ret;

	in_use.mdev = *mdev;
	holders_read(request->host, &in_use.holders);
	ret = tell_in_use(request, &in_use);
	holders_free(&in_use.holders);
	return ret;
}

static int
fail_open(const struct request *request, const struct mdev *mdev,
	const char *what, int err)
{
	if (err == -EBUSY)
		return show_in_use(request, mdev);
	return request_fail(request, status_of_use(err),
		"%s: %s: %s; dpdk-mdev explain %s says more", mdev->uuid, what,
		strerror(-err), mdev->uuid);
}

static int
show_open(const struct request *request, struct shown *shown)
{
	shown_collect(shown);
	if (request->json)
		return json_put(request->out, shown_json(shown));
	shown_print(shown, request->out);
	return STATUS_OK;
}

int
cmd_show(const struct request *request)
{
	static struct shown shown;	/* large */
	int ret = request_mdev(request, &shown.mdev);
	const char *what;

	if (ret != STATUS_OK)
		return ret;
	ret = device_open(&shown.device, &shown.mdev, &what);
	if (ret < 0)
		return fail_open(request, &shown.mdev, what, ret);
	ret = show_open(request, &shown);
	device_close(&shown.device);
	return ret;
}
