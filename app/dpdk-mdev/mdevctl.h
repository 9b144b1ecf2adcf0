/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef MDEVCTL_H
#define MDEVCTL_H

/**
 * @file
 * The program mdevctl, which knows the host's policy for mdevs.
 */

#define MDEVCTL_SIGNAL 256	/* more than any exit status */

/** Run it with these arguments, NULL behind the last; what it prints goes to the
 * standard error.
 * @return its exit status; MDEVCTL_SIGNAL + the number of the signal that ended
 *   it; or -errno: -ENOENT it is not installed.
 */
int mdevctl_run(const char * const *args);

#endif /* MDEVCTL_H */
