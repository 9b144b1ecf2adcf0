/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * One step at a time, from the standard input, for tests in which several
 * processes act by turns. Each line is answered by itself and a number: 0,
 * -errno, or what the step says.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_dev.h>
#include <rte_errno.h>

#include "test_mdev.h"

#define LINE_SIZE 256

/* ---- attaching and detaching ---- */

static int
step_attach(const char *name)
{
	return rte_eal_hotplug_add("pci", name, "");
}

static int
step_detach(const char *name)
{
	return rte_eal_hotplug_remove("pci", name);
}

static int
step_has(const char *name)
{
	return test_pmd_find(name) != NULL;
}

/* ---- events ---- */

static void
on_device_event(const char *name, enum rte_dev_event_type event,
	void *arg __rte_unused)
{
	if (event == RTE_DEV_EVENT_REMOVE)
		printf("event %s\n", name);
}

static int
step_watch(const char *name)
{
	return rte_dev_event_callback_register(name, on_device_event, NULL);
}

/* ---- the loop ---- */

static const struct step {
	const char *name;
	console_step_t *run;
} steps[] = {
	{ "attach", step_attach },
	{ "detach", step_detach },
	{ "has", step_has },
	{ "watch", step_watch },
	{ "share", step_share },
	{ "dma-map", step_dma_map },
	{ "dma-unmap", step_dma_unmap },
	{ "send", step_send },
	{ "enable-interrupt", step_enable_interrupt },
	{ "disable-interrupt", step_disable_interrupt },
	{ "acknowledge-interrupt", step_acknowledge_interrupt },
	{ "register-interrupt", step_register_interrupt },
	{ "unregister-interrupt", step_unregister_interrupt },
	{ "handle-faults", step_handle_faults },
	{ "load", step_load },
	{ "add", step_add },
	{ "load-from", step_load_from },
};

static const struct step *
find_step(const char *name)
{
	const struct step *step;

	for (step = steps; step < steps + RTE_DIM(steps); step++) {
		if (strcmp(step->name, name) == 0)
			return step;
	}
	return NULL;
}

static bool
carry_out(char *line)
{
	char *arg = strchr(line, ' ');
	const struct step *step;

	if (arg == NULL)
		return false;
	*arg++ = '\0';
	step = find_step(line);
	if (step == NULL)
		return false;
	printf("%s %s: %d\n", line, arg, step->run(arg));
	return true;
}

int
cmd_console(struct rte_pci_device *none __rte_unused,
	char **args __rte_unused)
{
	char line[LINE_SIZE];

	printf("ready\n");
	while (fgets(line, sizeof(line), stdin) != NULL &&
			strcmp(line, "quit\n") != 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!carry_out(line)) {
			fprintf(stderr, "test-mdev: no step: %s\n", line);
			return STATUS_USAGE;
		}
	}
	return STATUS_OK;
}
