/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * dpdk-mdev: the mediated devices of this host, for those who run them. It is
 * linked with the bus, and does without EAL: no other program is disturbed.
 */

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include <rte_log.h>

#include "request.h"
#include "status.h"
#include "telemetry.h"
#include "text.h"

#define OPTION_JSON 'j'
#define OPTION_HELP 'h'
#define OPTION_VERSION 'V'
#define OPTION_IDS 'i'
#define OPTION_NO_OPEN 'n'
#define OPTION_NO_MDEVCTL 's'
#define OPTION_PARENT 'p'
#define OPTIONS_MAX 2	/* of a command */

static const char common_options[] = { OPTION_JSON, OPTION_HELP, OPTION_VERSION,
	'\0' };

static char runtime[HOST_PATH_MAX];

static const struct host this_host = {
	.parents = "/sys/class/mdev_bus",
	.nodes = "/dev/vfio",
	.processes = "/proc",
	.hugepages = "/sys/kernel/mm/hugepages",
	.mounts = "/proc/mounts",
	.runtime = runtime,
	.answer_ms = 2000,
};

static const struct command {
	const char *name;
	const char *args;	/* as the usage shows them */
	int min_args;
	int max_args;
	char options[OPTIONS_MAX + 1];	/* those of its own, as letters */
	command_t *run;
	const char *summary;
	const char *help;
} commands[] = {
	{ "list", "[--ids]", 0, 0, { OPTION_IDS }, cmd_list,
		"list all mdevs, and the types that can be created",
		"The column DPDK says whether the bus takes it, or why not.\n"
		"No device is opened, but with --ids.\n"
		"  --ids          open each mdev that is free, to read its PCI ID\n" },
	{ "show", "UUID", 1, 1, { 0 }, cmd_show,
		"describe one mdev: regions, interrupts, capabilities",
		"Opens the device. If a DPDK process has it, shows what that tells by\n"
		"telemetry. Regions are drawn as maps:\n"
		"  #  can be mapped    .  only accessors reach it    +  some of both\n"
		"and, as a DPDK process has it: # is mapped, . is not.\n" },
	{ "explain", "[--no-open] UUID", 1, 1, { OPTION_NO_OPEN },
		cmd_explain,
		"take each step from the name to DMA, and say what fails",
		"The first step that fails is followed by the command that mends it.\n"
		"  --no-open      leave out the steps that open the device\n" },
	{ "create", "[--parent P] [--no-mdevctl] TYPE [UUID]", 1, 2,
		{ OPTION_PARENT, OPTION_NO_MDEVCTL }, cmd_create,
		"create an mdev, and print its UUID",
		"Without a UUID a random one is used.\n"
		"  --parent P     at this parent, not at the first that offers the type\n"
		"  --no-mdevctl   by sysfs, even where mdevctl is installed\n" },
	{ "remove", "[--no-mdevctl] UUID", 1, 1, { OPTION_NO_MDEVCTL },
		cmd_remove,
		"remove an mdev that nobody holds",
		"  --no-mdevctl   by sysfs, even where mdevctl is installed\n" },
};

static const struct option options[] = {
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "ids", no_argument, NULL, OPTION_IDS },
	{ "no-open", no_argument, NULL, OPTION_NO_OPEN },
	{ "no-mdevctl", no_argument, NULL, OPTION_NO_MDEVCTL },
	{ "parent", required_argument, NULL, OPTION_PARENT },
	{ NULL, 0, NULL, 0 },
};

struct parsed {
	struct request request;
	const struct command *command;
	char given[RTE_DIM(options) + 1];	/* options, as letters, and ? */
	bool help;
	bool version;
};

/* ---- help ---- */

static void
print_usage(FILE *out)
{
	const struct command *cmd;

	fputs("Usage: dpdk-mdev COMMAND [OPTION...] [ARG...]\n\n"
		"Mediated devices of this host, and whether DPDK can use them.\n\n",
		out);
	for (cmd = commands; cmd < commands + RTE_DIM(commands); cmd++)
		fprintf(out, "  %-9s %s\n", cmd->name, cmd->summary);
	fputs("\n  --json       as JSON\n"
		"  --help       of a command, where one is given\n"
		"  --version\n\n"
		"Exit status: 0 fine, 1 failed, 2 usage, 3 not found, 4 not permitted,\n"
		"5 held by a process, 6 explain: a step fails.\n", out);
}

static int
print_help(const struct command *cmd)
{
	if (cmd == NULL)
		print_usage(stdout);
	else
		printf("Usage: dpdk-mdev %s [--json] %s\n\n%c%s.\n\n%s",
			cmd->name, cmd->args, cmd->summary[0] - 'a' + 'A',
			cmd->summary + 1, cmd->help);
	return STATUS_OK;
}

static int
refuse(const struct parsed *parsed)
{
	const struct command *cmd = parsed->command;

	if (cmd == NULL && !parsed->request.json)
		print_usage(stderr);
	else if (cmd == NULL)
		return request_fail(&parsed->request, STATUS_USAGE,
			"no such command; dpdk-mdev --help names them");
	else
		return request_fail(&parsed->request, STATUS_USAGE,
			"usage: dpdk-mdev %s [--json] %s", cmd->name, cmd->args);
	return STATUS_USAGE;
}

/* ---- the command line ---- */

static const struct command *
find_command(const char *name)
{
	const struct command *cmd;

	for (cmd = commands; cmd < commands + RTE_DIM(commands); cmd++)
		if (strcmp(cmd->name, name) == 0)
			return cmd;
	return NULL;
}

static bool
take_option(struct parsed *parsed, int option)
{
	struct request *request = &parsed->request;
	size_t nb = strlen(parsed->given);

	if (strchr(parsed->given, option) == NULL)
		parsed->given[nb] = (char)option;
	switch (option) {
	case OPTION_JSON:
		request->json = true;
		return true;
	case OPTION_HELP:
		parsed->help = true;
		return true;
	case OPTION_VERSION:
		parsed->version = true;
		return true;
	case OPTION_IDS:
		request->ids = true;
		return true;
	case OPTION_NO_OPEN:
		request->no_open = true;
		return true;
	case OPTION_NO_MDEVCTL:
		request->no_mdevctl = true;
		return true;
	case OPTION_PARENT:
		request->parent = optarg;
		return true;
	default:
		return false;
	}
}

static bool
fits(const struct parsed *parsed, int nb_args)
{
	const struct command *cmd = parsed->command;
	const char *c;

	for (c = parsed->given; *c != '\0'; c++)
		if (strchr(common_options, *c) == NULL &&
				strchr(cmd->options, *c) == NULL)
			return false;
	return nb_args >= cmd->min_args && nb_args <= cmd->max_args;
}

static bool
parse(int argc, char **argv, struct parsed *parsed)
{
	bool known = true;
	int option;

	while ((option = getopt_long(argc, argv, "hV", options, NULL)) != -1)
		known &= take_option(parsed, option);
	if (optind < argc)
		parsed->command = find_command(argv[optind]);
	if (parsed->command != NULL)
		parsed->request.command = parsed->command->name;
	if (known && (parsed->help || parsed->version))
		return optind == argc || parsed->command != NULL;
	if (!known || parsed->command == NULL)
		return false;
	parsed->request.args = argv + optind + 1;
	return fits(parsed, argc - optind - 1);
}

/* A full disk, for instance. What failed earlier has left no errno. */
static int
finish(int status)
{
	if (fflush(stdout) != 0)
		fprintf(stderr, "dpdk-mdev: writing the output: %s\n",
			strerror(errno));
	else if (ferror(stdout))
		fputs("dpdk-mdev: writing the output failed\n", stderr);
	else
		return status;
	return status == STATUS_OK ? STATUS_FAILED : status;
}

int
main(int argc, char **argv)
{
	struct parsed parsed = { .request = { .host = &this_host,
		.out = stdout } };

	if (!parse(argc, argv, &parsed))
		return finish(refuse(&parsed));
	if (parsed.help)
		return finish(print_help(parsed.command));
	if (parsed.version) {
		puts("dpdk-mdev " DPDK_MDEV_VERSION);
		return finish(STATUS_OK);
	}
	/* The bus says in its own words what is said here in others. */
	rte_log_set_global_level(RTE_LOG_EMERG);
	telemetry_folder(runtime);
	text_use_colour(stdout);
	return finish(parsed.command->run(&parsed.request));
}
