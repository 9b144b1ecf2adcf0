/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef FUZZ_TREE_H
#define FUZZ_TREE_H

/**
 * @file
 * A sysfs in the memory of the program, for what is scanned millions of times:
 * no call of the bus that concerns it reaches the kernel. Names are compared
 * letter by letter, so that "a/b" and "../a" are names like others.
 */

#include <stddef.h>

#define FUZZ_TREE_ROOT (-1)

enum fuzz_node_kind {
	FUZZ_ABSENT,
	FUZZ_DIR,
	FUZZ_FILE,
	FUZZ_LINK,
};

/** Add a node. Its name stays the caller's. @return what it is called here. */
int fuzz_tree_add(int parent, const char *name, enum fuzz_node_kind kind);
/** Give it other content, which stays the caller's; of a link, its target. */
void fuzz_tree_set(int node, enum fuzz_node_kind kind, const char *bytes,
	size_t len);
/** How many descriptors and directory streams are open. */
unsigned int fuzz_tree_open(void);

#endif /* FUZZ_TREE_H */
