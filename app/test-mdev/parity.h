/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef PARITY_H
#define PARITY_H

/**
 * @file
 * Commands of dpdk-test-pci-parity: each prints facts, a line each, that do
 * not change from run to run, so that the outputs of two libraries compare.
 *
 * @param args
 *   The command's arguments, behind them NULL.
 * @return
 *   0, or 1 if it could not be carried out.
 */
typedef int (parity_command_t)(char **args);

parity_command_t parity_container;	/* parity_container.c */
parity_command_t parity_probed;		/* parity_probed.c */

#endif /* PARITY_H */
