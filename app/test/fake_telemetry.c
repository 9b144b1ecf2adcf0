/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_telemetry.h>

#include "fake_fault.h"
#include "fake_guard.h"
#include "fake_telemetry.h"
#include "testing.h"

#define COMMANDS_MAX 8
#define ENTRIES_MAX RTE_TEL_MAX_DICT_ENTRIES
/* EAL puts the command before the answer, in the same room. */
#define ANSWER_ROOM (FAKE_TELEMETRY_ROOM - 64)

enum shape { NOTHING, OBJECT, TEXTS };

struct entry {
	char name[32];
	char text[2 * RTE_TEL_MAX_STRING_LEN + 2];	/* JSON */
	struct rte_tel_data *part;
};

struct rte_tel_data {
	enum shape shape;
	unsigned int nb;
	struct entry entries[ENTRIES_MAX];
};

static struct {
	const char *cmd;
	telemetry_cb fn;
} commands[COMMANDS_MAX];
static unsigned int nb_commands;
static unsigned int allocated;

WRAP(int, rte_telemetry_register_cmd, const char *cmd, telemetry_cb fn,
	const char *help);
WRAP(struct rte_tel_data *, rte_tel_data_alloc, void);
WRAP(void, rte_tel_data_free, struct rte_tel_data *data);
WRAP(int, rte_tel_data_start_dict, struct rte_tel_data *d);
WRAP(int, rte_tel_data_start_array, struct rte_tel_data *d,
	enum rte_tel_value_type type);
WRAP(int, rte_tel_data_add_array_string, struct rte_tel_data *d,
	const char *str);
WRAP(int, rte_tel_data_add_dict_string, struct rte_tel_data *d,
	const char *name, const char *val);
WRAP(int, rte_tel_data_add_dict_int, struct rte_tel_data *d, const char *name,
	int val);
WRAP(int, rte_tel_data_add_dict_u64, struct rte_tel_data *d, const char *name,
	uint64_t val);
WRAP(int, rte_tel_data_add_dict_container, struct rte_tel_data *d,
	const char *name, struct rte_tel_data *val, int keep);
void *__real_malloc(size_t size);

/* By a constructor of the bus's: before any test. */
int
__wrap_rte_telemetry_register_cmd(const char *cmd, telemetry_cb fn,
	const char *help)
{
	CHECK(nb_commands < COMMANDS_MAX, "%s is one too many", cmd);
	CHECK(strlen(cmd) < 56 && strlen(help) < RTE_TEL_MAX_STRING_LEN,
		"%s: EAL does not take so long a text", cmd);
	commands[nb_commands].cmd = cmd;
	commands[nb_commands++].fn = fn;
	return 0;
}

bool
fake_telemetry_has(const char *cmd)
{
	unsigned int i;

	for (i = 0; i < nb_commands; i++)
		if (strcmp(commands[i].cmd, cmd) == 0)
			return true;
	return false;
}

/* ---- the data ---- */

static void
count(int change)
{
	FAKE_GUARD();

	allocated += change;
}

static bool
fails(const char *call)
{
	FAKE_GUARD();

	return fake_fault(call);
}

/* EAL's is not cleared. */
struct rte_tel_data *
__wrap_rte_tel_data_alloc(void)
{
	struct rte_tel_data *data;

	if (fails("rte_tel_data_alloc"))
		return NULL;
	data = __real_malloc(sizeof(*data));
	assert_non_null(data);
	data->shape = NOTHING;
	data->nb = UINT32_MAX;
	count(1);
	return data;
}

void
__wrap_rte_tel_data_free(struct rte_tel_data *data)
{
	free(data);
	count(-1);
}

static int
start(struct rte_tel_data *d, enum shape shape)
{
	d->shape = shape;
	d->nb = 0;
	return 0;
}

int
__wrap_rte_tel_data_start_dict(struct rte_tel_data *d)
{
	return start(d, OBJECT);
}

int
__wrap_rte_tel_data_start_array(struct rte_tel_data *d,
	enum rte_tel_value_type type)
{
	assert_int_equal(type, RTE_TEL_STRING_VAL);
	return start(d, TEXTS);
}

static bool
is_name(const char *name)
{
	while (isalnum((unsigned char)*name) || *name == '_' || *name == '/')
		name++;
	return *name == '\0';
}

/* NULL: EAL refuses it, too. */
static struct entry *
add(struct rte_tel_data *d, enum shape shape, const char *name)
{
	struct entry *entry;

	if (fails("rte_tel_data_add"))
		return NULL;
	CHECK(d->shape == shape, "%s: not in what was started so", name);
	CHECK(is_name(name), "EAL takes no name like %s", name);
	CHECK(d->nb < ENTRIES_MAX, "%s is one too many", name);
	entry = &d->entries[d->nb++];
	entry->part = NULL;
	snprintf(entry->name, sizeof(entry->name), "%s", name);
	return entry;
}

/* As EAL does, of what it has room for. */
static void
quote(char *json, const char *text)
{
	unsigned int i;

	*json++ = '"';
	for (i = 0; i < RTE_TEL_MAX_STRING_LEN - 1 && text[i] != '\0'; i++) {
		if (text[i] == '"' || text[i] == '\\')
			*json++ = '\\';
		*json++ = text[i];
	}
	strcpy(json, "\"");
}

static int
add_text(struct rte_tel_data *d, enum shape shape, const char *name,
	const char *text)
{
	struct entry *entry = add(d, shape, name);

	if (entry == NULL)
		return -ENOSPC;
	quote(entry->text, text);
	return strlen(text) < RTE_TEL_MAX_STRING_LEN ? 0 : E2BIG;
}

int
__wrap_rte_tel_data_add_array_string(struct rte_tel_data *d, const char *str)
{
	return add_text(d, TEXTS, "", str);
}

int
__wrap_rte_tel_data_add_dict_string(struct rte_tel_data *d, const char *name,
	const char *val)
{
	return add_text(d, OBJECT, name, val);
}

int
__wrap_rte_tel_data_add_dict_int(struct rte_tel_data *d, const char *name,
	int val)
{
	struct entry *entry = add(d, OBJECT, name);

	if (entry == NULL)
		return -ENOSPC;
	snprintf(entry->text, sizeof(entry->text), "%d", val);
	return 0;
}

int
__wrap_rte_tel_data_add_dict_u64(struct rte_tel_data *d, const char *name,
	uint64_t val)
{
	struct entry *entry = add(d, OBJECT, name);

	if (entry == NULL)
		return -ENOSPC;
	snprintf(entry->text, sizeof(entry->text), "%" PRIu64, val);
	return 0;
}

int
__wrap_rte_tel_data_add_dict_container(struct rte_tel_data *d,
	const char *name, struct rte_tel_data *val, int keep)
{
	struct entry *entry = add(d, OBJECT, name);

	if (entry == NULL)
		return -ENOSPC;
	assert_int_equal(keep, 0);
	assert_int_not_equal(val->shape, NOTHING);
	entry->part = val;
	return 0;
}

/* ---- the answer ---- */

static void
append(char *json, const char *text)
{
	CHECK(strlen(json) + strlen(text) < ANSWER_ROOM,
		"EAL would drop what is behind %s", json);
	strcat(json, text);
}

static void
append_data(char *json, const struct rte_tel_data *data)
{
	const struct entry *entry;
	unsigned int i;

	append(json, data->shape == OBJECT ? "{" : "[");
	for (i = 0; i < data->nb; i++) {
		entry = &data->entries[i];
		append(json, i == 0 ? "" : ",");
		if (data->shape == OBJECT) {
			append(json, "\"");
			append(json, entry->name);
			append(json, "\":");
		}
		if (entry->part == NULL)
			append(json, entry->text);
		else
			append_data(json, entry->part);
	}
	append(json, data->shape == OBJECT ? "}" : "]");
}

static void
free_parts(const struct rte_tel_data *data)
{
	unsigned int i;

	for (i = 0; i < data->nb; i++) {
		if (data->entries[i].part == NULL)
			continue;
		free_parts(data->entries[i].part);
		__wrap_rte_tel_data_free(data->entries[i].part);
	}
}

static int
call(const char *cmd, const char *params, struct rte_tel_data *data)
{
	unsigned int i;

	for (i = 0; i < nb_commands; i++)
		if (strcmp(commands[i].cmd, cmd) == 0)
			return commands[i].fn(cmd, params, data);
	fail_msg("no command %s", cmd);
	return 0;
}

int
fake_telemetry_ask(const char *cmd, const char *params,
	char json[FAKE_TELEMETRY_ROOM])
{
	struct rte_tel_data *data = __real_malloc(sizeof(*data));
	int ret;

	assert_non_null(data);
	*json = '\0';
	data->shape = NOTHING;
	data->nb = 0;
	ret = call(cmd, params, data);
	if (ret < 0) {
		append(json, "null");
	} else {
		append_data(json, data);
		free_parts(data);
	}
	free(data);
	return ret;
}

unsigned int
fake_telemetry_allocated(void)
{
	FAKE_GUARD();

	return allocated;
}
