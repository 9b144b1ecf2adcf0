/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_DPDK_H
#define FAKE_DPDK_H

/**
 * @file
 * DPDK processes that answer by telemetry, what and how a test wants.
 */

#include <sys/types.h>

#define FAKE_DPDK_GREETING \
	"{\"version\":\"DPDK 22.11.4\",\"pid\":1,\"max_output_len\":16384}"

struct fake_dpdk_answer {
	const char *request;
	const char *text;	/* empty: none; NULL: it hangs up */
};

struct fake_dpdk {
	const char *greeting;	/* likewise */
	const struct fake_dpdk_answer *answers;	/* up to one without a request */
};

/** Start one with a socket there on the tests' host. It answers null to what it does
 * not know, and serves one client after the other. @return its PID.
 */
pid_t fake_dpdk_start(const char *socket, const struct fake_dpdk *fake);
/** End all of them; their sockets stay. */
void fake_dpdk_stop(void);

#endif /* FAKE_DPDK_H */
