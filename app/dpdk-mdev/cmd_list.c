/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <pci_linux.h>

#include "exam.h"
#include "json.h"
#include "request.h"
#include "status.h"
#include "text.h"

struct entry {
	struct mdev mdev;
	bool usable;
	bool held;
	char why_not[EXAM_TEXT_MAX];
};

struct listing {
	struct entry *entries;
	int nb;
	struct mdev_type *types;
	int nb_types;
	struct holders holders;
};

/* ---- collect ---- */

static void
read_ids(struct mdev *mdev)
{
	struct device device;
	const char *what;

	if (device_open(&device, mdev, &what) == 0)
		device_close(&device);
}

static void
judge(const struct request *request, const struct listing *listing,
	struct entry *entry)
{
	const struct exam_finding *failure;
	struct exam exam;

	exam_run(&exam, request->host, &listing->holders, entry->mdev.uuid,
		EXAM_LOOK);
	failure = exam_failure(&exam);
	entry->usable = failure == NULL;
	/* One that DPDK could never use is not merely in use. */
	entry->held = failure != NULL &&
		strcmp(failure->step, EXAM_STEP_HOLDER) == 0;
	if (failure != NULL)
		memcpy(entry->why_not, failure->text, sizeof(entry->why_not));
	if (entry->usable && request->ids)
		read_ids(&entry->mdev);
}

/* A kernel without mdevs has none of them. */
static int
none_if_missing(int ret)
{
	return ret == -ENOENT ? 0 : ret;
}

static int
collect_mdevs(const struct request *request, struct listing *listing)
{
	struct mdev *mdevs;
	int i, nb = none_if_missing(mdev_read_all(&mdevs));

	if (nb > 0)
		listing->entries = calloc((size_t)nb, sizeof(struct entry));
	if (nb > 0 && listing->entries == NULL)
		nb = -ENOMEM;
	listing->nb = RTE_MAX(nb, 0);
	for (i = 0; i < nb; i++) {
		listing->entries[i].mdev = mdevs[i];
		judge(request, listing, &listing->entries[i]);
	}
	free(mdevs);
	return nb;
}

/* what: that which failed */
static int
collect(const struct request *request, struct listing *listing,
	const char **what)
{
	int ret = holders_read(request->host, &listing->holders);

	*what = "looking for processes";
	if (ret < 0)
		return ret;
	*what = "reading sysfs";
	ret = none_if_missing(mdev_types_read_all(request->host,
		&listing->types));
	if (ret < 0)
		return ret;
	listing->nb_types = ret;
	return collect_mdevs(request, listing);
}

static void
discard(struct listing *listing)
{
	free(listing->entries);
	free(listing->types);
	holders_free(&listing->holders);
}

/* ---- for people ---- */

static void
put_number(struct text_row *row, unsigned int column, int number)
{
	if (number < 0)
		text_cell(row, column, TEXT_DIM, "-");
	else
		text_cell(row, column, TEXT_PLAIN, "%d", number);
}

static void
put_heads(struct text_table *table, const char * const *heads)
{
	struct text_row *row = text_table_add(table);
	unsigned int i;

	for (i = 0; i < table->columns; i++)
		text_cell(row, i, TEXT_HEAD, "%s", heads[i]);
}

static void
put_ids(struct text_row *row, unsigned int column, const struct mdev *mdev)
{
	if (mdev->has_ids)
		text_cell(row, column, TEXT_PLAIN, "%04x:%04x",
			mdev->ids.vendor_id, mdev->ids.device_id);
	else
		text_cell(row, column, TEXT_DIM, "-");
}

/* Below /dev/vfio: the one that the bus takes, if there is a choice. */
static void
put_node(struct text_row *row, unsigned int column, const struct mdev *mdev)
{
	if (mdev->group < 0 && mdev->cdev[0] != '\0')
		text_cell(row, column, TEXT_PLAIN, "devices/%s", mdev->cdev);
	else
		put_number(row, column, mdev->group);
}

static void
put_verdict(struct text_row *row, unsigned int column, const struct entry *entry)
{
	if (entry->usable)
		text_cell(row, column, TEXT_GOOD, "yes");
	else if (entry->held)
		text_cell(row, column, TEXT_DOUBT, "in use");
	else
		text_cell(row, column, TEXT_BAD, "no: %s", entry->why_not);
}

static void
put_entry(const struct listing *listing, const struct entry *entry,
	struct text_table *table)
{
	const struct mdev *mdev = &entry->mdev;
	struct text_row *row = text_table_add(table);
	char holders[TEXT_CELL_MAX];

	holders_text(&listing->holders, mdev, holders, sizeof(holders));
	text_cell(row, 0, TEXT_PLAIN, "%s", mdev->uuid);
	text_cell(row, 1, TEXT_PLAIN, "%s", text_or_dash(mdev->type));
	text_cell(row, 2, TEXT_PLAIN, "%s", text_or_dash(mdev->parent));
	put_ids(row, 3, mdev);
	put_number(row, 4, mdev->numa_node);
	put_node(row, 5, mdev);
	text_cell(row, 6, TEXT_PLAIN, "%s", text_or_dash(holders));
	put_verdict(row, 7, entry);
}

static void
print_mdevs(const struct request *request, const struct listing *listing)
{
	static const char * const heads[] = { "UUID", "TYPE", "PARENT", "PCI ID",
		"NUMA", "NODE", "HELD BY", "DPDK" };
	struct text_table table;
	int i;

	if (listing->nb == 0) {
		fputs("No mdevs.\n", request->out);
		return;
	}
	text_table_init(&table, RTE_DIM(heads));
	put_heads(&table, heads);
	for (i = 0; i < listing->nb; i++)
		put_entry(listing, &listing->entries[i], &table);
	text_table_print(&table, request->out, 0);
}

static void
put_type(const struct mdev_type *type, struct text_table *table)
{
	struct text_row *row = text_table_add(table);
	bool usable = pci_mdev_takes_api(type->device_api);

	text_cell(row, 0, TEXT_PLAIN, "%s", text_or_dash(type->name));
	text_cell(row, 1, TEXT_PLAIN, "%s", text_or_dash(type->parent));
	put_number(row, 2, type->numa_node);
	put_number(row, 3, type->available);
	if (usable)
		text_cell(row, 4, TEXT_GOOD, "yes");
	else
		text_cell(row, 4, TEXT_BAD, "no: %s is not vfio-pci",
			text_or_dash(type->device_api));
	text_cell(row, 5, TEXT_DIM, "%s",
		strcmp(type->text, type->name) == 0 ? "" : type->text);
}

static void
print_types(const struct request *request, const struct listing *listing)
{
	static const char * const heads[] = { "TYPE", "PARENT", "NUMA", "FREE",
		"DPDK", "NAME" };
	struct text_table table;
	int i;

	if (listing->nb_types == 0) {
		fputs("No kernel driver offers a type of mdevs.\n", request->out);
		return;
	}
	text_table_init(&table, RTE_DIM(heads));
	put_heads(&table, heads);
	for (i = 0; i < listing->nb_types; i++)
		put_type(&listing->types[i], &table);
	text_table_print(&table, request->out, 0);
}

/* What the columns cannot say. */
static void
print_notes(const struct request *request, const struct holders *holders)
{
	const struct holder *holder = NULL;

	while ((holder = holders_next_unknown(holders, holder)) != NULL)
		fprintf(request->out,
			"\n%d (%s) has a VFIO device open, it is not known which.\n",
			(int)holder->pid, holder->command);
	if (holders->unseen > 0)
		fprintf(request->out,
			"\n%u processes of others cannot be seen; as root all can.\n",
			holders->unseen);
}

static int
print_all(const struct request *request, const struct listing *listing)
{
	print_mdevs(request, listing);
	fputc('\n', request->out);
	print_types(request, listing);
	print_notes(request, &listing->holders);
	return STATUS_OK;
}

/* ---- as JSON ---- */

static json_t *
json_entry(const struct listing *listing, const struct entry *entry)
{
	json_t *mdev = json_mdev(&entry->mdev);

	json_add(&mdev, "usable", json_boolean(entry->usable));
	json_add(&mdev, "why_not", json_text(entry->why_not));
	json_add(&mdev, "holders",
		json_holders(&listing->holders, &entry->mdev));
	return mdev;
}

static json_t *
json_mdevs(const struct listing *listing)
{
	json_t *list = json_array();
	int i;

	for (i = 0; i < listing->nb; i++)
		json_append(&list,
			json_entry(listing, &listing->entries[i]));
	return list;
}

static json_t *
type_object(const struct mdev_type *type)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
		"type", json_text(type->name),
		"type_name", json_text(type->text),
		"parent", json_text(type->parent),
		"device_api", json_text(type->device_api),
		"numa_node", json_number(type->numa_node),
		"available", json_number(type->available),
		"usable", pci_mdev_takes_api(type->device_api));
}

static json_t *
json_types(const struct listing *listing)
{
	json_t *list = json_array();
	int i;

	for (i = 0; i < listing->nb_types; i++)
		json_append(&list, type_object(&listing->types[i]));
	return list;
}

static json_t *
json_unknown(const struct holders *holders)
{
	const struct holder *holder = NULL;
	json_t *list = json_array();

	while ((holder = holders_next_unknown(holders, holder)) != NULL)
		json_append(&list, json_pack("{s:i, s:s}",
			"pid", (int)holder->pid, "command", holder->command));
	return list;
}

static int
put_json(const struct request *request, const struct listing *listing)
{
	return json_put(request->out, json_pack("{s:s, s:o, s:o, s:o, s:i}",
		"command", request->command,
		"mdevs", json_mdevs(listing),
		"types", json_types(listing),
		"holders_of_unknown", json_unknown(&listing->holders),
		"processes_unseen", (int)listing->holders.unseen));
}

int
cmd_list(const struct request *request)
{
	struct listing listing = { .nb = 0 };
	const char *what;
	int ret = collect(request, &listing, &what);

	if (ret < 0)
		ret = request_fail(request, status_of_use(ret), "%s: %s", what,
			strerror(-ret));
	else if (request->json)
		ret = put_json(request, &listing);
	else
		ret = print_all(request, &listing);
	discard(&listing);
	return ret;
}
