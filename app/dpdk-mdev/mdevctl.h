/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef MDEVCTL_H
#define MDEVCTL_H

/**
 * @file
 * The program mdevctl, which knows the host's policy for mdevs.
 */

#define MDEVCTL_MISSING 127

/** Run it with these arguments, NULL behind the last; what it prints goes to the
 * standard error.
 * @return its exit status, MDEVCTL_MISSING, or -errno.
 */
int mdevctl_run(const char * const *args);

#endif /* MDEVCTL_H */
