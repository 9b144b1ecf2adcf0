/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/*
 * The unit tests as commands of dpdk-test. There are two PCI buses in that
 * program: EAL's own, and the copy under test, which takes its place in EAL's
 * list for as long as a command runs.
 */

#include <sys/queue.h>

#include <bus_driver.h>
#include <rte_bus.h>
#include <rte_log.h>

#include "private.h"
#include "test.h"
#include "unit_list.h"

RTE_INIT_PRIO(unit_bus_steps_back, LAST)
{
	rte_bus_unregister(&rte_pci_bus);
}

/* Its place matters: one of the tests brings a bus that takes any UUID. */
static void
replace(struct rte_bus *old, struct rte_bus *new)
{
	TAILQ_INSERT_BEFORE(old, new, next);
	rte_bus_unregister(old);
}

static int
run(int (*unit)(void))
{
	struct rte_bus *own = rte_bus_find_by_name("pci");
	uint32_t level = rte_log_get_global_level();
	int failed;

	replace(own, &rte_pci_bus);
	failed = unit();
	replace(&rte_pci_bus, own);
	rte_log_set_global_level(level);
	return failed == 0 ? TEST_SUCCESS : TEST_FAILED;
}

#define UNIT(name) \
	int unit_##name(void); \
	static int \
	run_##name(void) \
	{ \
		return run(unit_##name); \
	} \
	REGISTER_TEST_COMMAND(name##_autotest, run_##name)

UNIT_LIST
