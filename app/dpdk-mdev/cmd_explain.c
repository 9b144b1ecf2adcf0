/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#include <string.h>

#include "exam.h"
#include "json.h"
#include "request.h"
#include "status.h"
#include "text.h"

#define STEP_WIDTH 15
#define VERDICT_WIDTH 6
#define NAME_MAX_SHOWN 128

static const struct {
	const char *word;	/* for people */
	const char *json;
	enum text_style style;
} verdicts[] = {
	[EXAM_NOT_REACHED] = { "-", "not-reached", TEXT_DIM },
	[EXAM_OK] = { "ok", "ok", TEXT_GOOD },
	[EXAM_DOUBT] = { "?", "doubt", TEXT_DOUBT },
	[EXAM_FAILED] = { "FAIL", "failed", TEXT_BAD },
};

/* ---- for people ---- */

static void
print_finding(FILE *out, const struct exam_finding *finding)
{
	bool is_new = finding->verdict != EXAM_NOT_REACHED;

	text_put(out, verdicts[finding->verdict].style, VERDICT_WIDTH,
		verdicts[finding->verdict].word);
	text_put(out, is_new ? TEXT_PLAIN : TEXT_DIM, STEP_WIDTH, finding->step);
	fprintf(out, "%s\n", finding->text);
	if (finding->fix[0] == '\0')
		return;
	fprintf(out, "%*s", VERDICT_WIDTH + STEP_WIDTH, "");
	text_put(out, TEXT_HEAD, 0, "fix: ");
	fprintf(out, "%s\n", finding->fix);
}

/* One line in the place of all steps behind the last one that was taken. */
static unsigned int
print_findings(FILE *out, const struct exam *exam)
{
	unsigned int i;

	for (i = 0; i < exam->nb; i++) {
		if (exam->findings[i].verdict == EXAM_NOT_REACHED)
			break;
		print_finding(out, &exam->findings[i]);
	}
	return exam->nb - i;
}

static void
print_sum(FILE *out, const struct exam *exam, unsigned int not_reached)
{
	const struct exam_finding *failure = exam_failure(exam);

	if (failure != NULL) {
		text_put(out, TEXT_BAD, 0, "not usable with DPDK");
		fprintf(out, ": %s: %s\n", failure->step, failure->text);
	} else if (not_reached > 0) {
		text_put(out, TEXT_GOOD, 0, "nothing is in the way so far");
		fprintf(out, "; %u steps open the device and were left out\n",
			not_reached);
	} else {
		text_put(out, TEXT_GOOD, 0, "usable with DPDK");
		fprintf(out, ": -a %s\n", exam->mdev.uuid);
	}
}

static void
print_exam(const struct request *request, const struct exam *exam)
{
	unsigned int not_reached = print_findings(request->out, exam);

	fputc('\n', request->out);
	print_sum(request->out, exam, not_reached);
}

/* ---- as JSON ---- */

static json_t *
json_findings(const struct exam *exam)
{
	const struct exam_finding *finding;
	json_t *list = json_array();

	for (finding = exam->findings; finding < exam->findings + exam->nb;
			finding++)
		json_append(&list, json_pack("{s:s, s:s, s:o, s:o}",
			"step", finding->step,
			"verdict", verdicts[finding->verdict].json,
			"text", json_text(finding->text),
			"fix", json_text(finding->fix)));
	return list;
}

/* null: no step failed, but not all were taken. */
static json_t *
json_usable(const struct exam *exam)
{
	if (exam_failure(exam) != NULL)
		return json_false();
	return exam->findings[exam->nb - 1].verdict == EXAM_NOT_REACHED ?
		json_null() : json_true();
}

static int
put_json(const struct request *request, const struct exam *exam)
{
	const struct exam_finding *failure = exam_failure(exam);
	char name[NAME_MAX_SHOWN];

	snprintf(name, sizeof(name), "%s", exam->name);
	text_clean(name);
	return json_put(request->out, json_pack("{s:s, s:s, s:o, s:s?, s:o}",
		"command", request->command,
		"name", name,
		"usable", json_usable(exam),
		"failed", failure != NULL ? failure->step : NULL,
		"steps", json_findings(exam)));
}

/* ---- the command ---- */

static int
status_of_exam(const struct exam *exam)
{
	return exam_failure(exam) == NULL ? STATUS_OK : STATUS_UNUSABLE;
}

int
cmd_explain(const struct request *request)
{
	struct holders holders;
	struct exam exam;
	int ret = holders_read(request->host, &holders);

	if (ret < 0)
		return request_fail(request, status_of_use(ret),
			"looking for processes: %s", strerror(-ret));
	exam_run(&exam, request->host, &holders, request->args[0],
		request->no_open ? EXAM_LOOK : EXAM_OPEN);
	ret = STATUS_OK;
	if (request->json)
		ret = put_json(request, &exam);
	else
		print_exam(request, &exam);
	holders_free(&holders);
	return ret != STATUS_OK ? ret : status_of_exam(&exam);
}
