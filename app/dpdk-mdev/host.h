/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The dpdk-mdev authors
 */

#ifndef HOST_H
#define HOST_H

/**
 * @file
 * Where the program looks; its tests have hosts of their own. Where mdevs are
 * listed the bus knows (SYSFS_MDEV_DEVICES).
 */

#define HOST_PATH_MAX 512

struct host {
	const char *parents;	/* of mdevs */
	const char *nodes;	/* of VFIO */
	const char *processes;
	const char *hugepages;
	const char *mounts;
	const char *runtime;	/* of DPDK processes: a folder for each prefix */
	unsigned int answer_ms;	/* for what a DPDK process is asked */
};

#endif /* HOST_H */
