/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * dpdk-test-pci-parity: uses what the installed library has too, so that it
 * runs with either, and what it prints can be compared.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bus_pci.h>
#include <rte_eal.h>

#include "parity.h"
#include "test_mdev.h"

static int
parity_dump(char **args __rte_unused)
{
	rte_pci_dump(stdout);
	return EXIT_SUCCESS;
}

static const struct command {
	const char *name;
	int args;
	parity_command_t *run;
	const char *help;
} commands[] = {
	{ "dump", 0, parity_dump, "what rte_pci_dump() prints" },
	{ "probed", 0, parity_probed, "what the driver gets of each device" },
	{ "container", 1, parity_container,
		"plug device BDF into a VFIO container of the program's own" },
};

static int
usage(const char *program)
{
	const struct command *cmd;

	fprintf(stderr, "Usage: %s EAL-OPTION... -- [--write-combining] COMMAND [BDF]\n",
		program);
	for (cmd = commands; cmd < commands + RTE_DIM(commands); cmd++)
		fprintf(stderr, "  %-10s %s\n", cmd->name, cmd->help);
	return STATUS_USAGE;
}

static const struct command *
find_command(char **args)
{
	const struct command *cmd;
	int count = 0;

	while (args[count] != NULL)
		count++;
	for (cmd = commands; cmd < commands + RTE_DIM(commands); cmd++) {
		if (count == cmd->args + 1 && strcmp(args[0], cmd->name) == 0)
			return cmd;
	}
	return NULL;
}

/* The arguments behind "--"; argv's end if there are none. */
static char **
own_args(char **argv)
{
	while (*argv != NULL && strcmp(*argv, "--") != 0)
		argv++;
	return *argv != NULL ? argv + 1 : argv;
}

int
main(int argc __rte_unused, char **argv)
{
	char **args = own_args(argv);
	const struct command *cmd;
	int eal_args = args - argv, status;

	/* Before EAL starts, for it maps devices then. */
	if (*args != NULL && strcmp(*args, "--write-combining") == 0) {
		test_pmd_write_combining();
		args++;
	}
	cmd = find_command(args);
	if (cmd == NULL)
		return usage(argv[0]);
	if (rte_eal_init(eal_args, argv) < 0)
		return STATUS_EAL;
	status = cmd->run(args + 1);
	return rte_eal_cleanup() == 0 ? status : EXIT_FAILURE;
}
