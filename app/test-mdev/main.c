/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * dpdk-test-mdev: one command a run on the devices of the PCI bus. Results go
 * to the standard output, a fact a line; EAL logs to the standard error.
 */

#include <stdio.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "test_mdev.h"

#define OPTION_MAP_IN_PROBE "--map-in-probe"
#define ANY_NUMBER 1000

static const struct command {
	const char *name;
	const char *args;	/* as the usage shows them */
	int min_args;
	int max_args;
	bool on_device;		/* the first one names a probed device */
	command_t *run;
	const char *help;
} commands[] = {
	{ "show", "[NAME...]", 0, ANY_NUMBER, false, cmd_show,
		"describe the probed devices, or those named" },
	{ "list", "", 0, 0, false, cmd_list,
		"list every device on the bus" },
	{ "buses", "", 0, 0, false, cmd_buses,
		"list the buses in the order that EAL asks them" },
	{ "check-regions", "NAME", 1, 1, true, cmd_check_regions,
		"read BARs and config space, and where there is nothing" },
	{ "peek", "NAME REGION OFFSET...", 3, ANY_NUMBER, true, cmd_peek,
		"read words of a region, and tell how" },
	{ "uart-loopback", "NAME", 1, 1, true, cmd_uart_loopback,
		"send bytes through a 16550 in loopback mode (mtty)" },
	{ "vga-mode", "NAME", 1, 1, true, cmd_vga_mode,
		"use the registers and memory of a display (mbochs, mdpy)" },
	{ "virtio-config", "NAME", 1, 1, true, cmd_virtio_config,
		"use a BAR of which a part is mapped (mvnet-modern)" },
	{ "dma-extmem", "NAME", 1, 1, true, cmd_dma_extmem,
		"let an mdev reach memory that is not EAL's" },
	{ "dma-heap", "NAME", 1, 1, true, cmd_dma_heap,
		"let an mdev reach memory that becomes a heap's" },
	{ "memory-events", "[NAME]", 0, 1, false, cmd_memory_events,
		"let EAL's memory grow and shrink under the device" },
	{ "hotplug", "NAME", 1, 1, false, cmd_hotplug,
		"attach and detach a device that EAL was not started with" },
	{ "attach", "NAME", 1, 1, false, cmd_attach,
		"list devices, and attach one when a line comes in" },
	{ "hotplug-threads", "NAME NAME ROUNDS", 3, 3, false,
		cmd_hotplug_threads,
		"attach and detach two devices from two threads" },
	{ "wait-add", "NAME SECONDS", 2, 2, false, cmd_wait_add,
		"attach the device when the kernel has made it" },
	{ "count-adds", "NUMBER SECONDS", 2, 2, false, cmd_count_adds,
		"wait for so many new devices, each that long at most" },
	{ "wait-remove", "NAME SECONDS", 2, 2, true, cmd_wait_remove,
		"detach the device when the kernel asks for it" },
	{ "hold", "NAME SECONDS", 2, 2, true, cmd_hold,
		"keep the device until SIGTERM comes" },
	{ "soak", "CYCLES NAME...", 2, ANY_NUMBER, false, cmd_soak,
		"attach and detach, and see that nothing grows" },
	{ "soak-removal", "CYCLES FILE NAME...", 3, ANY_NUMBER, false,
		cmd_soak_removal,
		"make mdevs, attach them, let the kernel remove them" },
	{ "console", "", 0, 0, false, cmd_console,
		"carry out steps from the standard input" },
};

struct request {
	int eal_argc;
	const struct command *command;
	char **args;
};

static void
print_usage(const char *program)
{
	const struct command *cmd;

	fprintf(stderr, "Usage: %s EAL-OPTION... -- [%s] COMMAND [ARG...]\n"
		"Commands:\n", program, OPTION_MAP_IN_PROBE);
	for (cmd = commands; cmd < commands + RTE_DIM(commands); cmd++)
		fprintf(stderr, "  %-15s %-22s  %s\n", cmd->name, cmd->args,
			cmd->help);
	fprintf(stderr, "NAME is a BDF or a UUID. %s: the driver maps its devices itself.\n"
		"Exit: 0 fine, 1 a check failed, 2 usage, 3 EAL does not start, "
		"4 no such device probed.\n", OPTION_MAP_IN_PROBE);
}

static const struct command *
find_command(const char *name)
{
	const struct command *cmd;

	for (cmd = commands; cmd < commands + RTE_DIM(commands); cmd++) {
		if (strcmp(cmd->name, name) == 0)
			return cmd;
	}
	return NULL;
}

/* The number of arguments that are EAL's; argc if there is no "--". */
static int
count_eal_args(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			break;
	}
	return i;
}

/* What is not understood is refused before EAL touches a device. */
static bool
parse(int argc, char **argv, struct request *request)
{
	int first;

	request->eal_argc = count_eal_args(argc, argv);
	first = request->eal_argc + 1;
	if (first < argc && strcmp(argv[first], OPTION_MAP_IN_PROBE) == 0) {
		test_pmd_map_in_probe();
		first++;
	}
	if (first >= argc)
		return false;
	request->command = find_command(argv[first++]);
	request->args = argv + first;
	return request->command != NULL &&
		argc - first >= request->command->min_args &&
		argc - first <= request->command->max_args;
}

static int
run(const struct request *request)
{
	struct rte_pci_device *dev = NULL;

	if (request->command->on_device) {
		dev = test_pmd_get(request->args[0]);
		if (dev == NULL)
			return STATUS_NO_DEVICE;
	}
	return request->command->run(dev, request->args);
}

int
main(int argc, char **argv)
{
	struct request request;
	int status;

	/* Scripts wait for lines while the program goes on. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!parse(argc, argv, &request)) {
		print_usage(argv[0]);
		return STATUS_USAGE;
	}
	if (rte_eal_init(request.eal_argc, argv) < 0) {
		fprintf(stderr, "test-mdev: EAL does not start: %s\n",
			rte_strerror(rte_errno));
		return STATUS_EAL;
	}
	status = run(&request);
	if (rte_eal_cleanup() < 0) {
		fprintf(stderr, "test-mdev: EAL does not end cleanly\n");
		return status != STATUS_OK ? status : STATUS_FAILED;
	}
	return status;
}
