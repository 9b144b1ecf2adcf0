/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FAKE_SHARED_H
#define FAKE_SHARED_H

/**
 * @file
 * The memory that the processes of a DPDK program share.
 */

/** How many blocks of it are in use. */
unsigned int fake_shared_blocks(void);
/** The newest of them. */
void *fake_shared_newest(void);

#endif /* FAKE_SHARED_H */
