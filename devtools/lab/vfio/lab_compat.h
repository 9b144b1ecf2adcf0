/* SPDX-License-Identifier: GPL-2.0
 * Copyright(c) 2026 The dpdk-mdev authors
 */

/* Everything in which the kernels that the lab boots (6.1 and 6.12) differ. */

#ifndef LAB_COMPAT_H
#define LAB_COMPAT_H

#include <linux/eventfd.h>
#include <linux/version.h>
#include <linux/vfio.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/* 6.8 removed the count. */
static inline void
lab_eventfd_signal(struct eventfd_ctx *ctx)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	eventfd_signal(ctx);
#else
	eventfd_signal(ctx, 1);
#endif
}

/* Until 6.2 the release callback frees the memory of the device, later the core does. */
static inline void
lab_vfio_free(struct vfio_device *vdev)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
	vfio_free_device(vdev);
#endif
}

/* From 6.2 registration refuses (with a warning) a device that does not name these. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define LAB_IOMMUFD_OPS \
	.bind_iommufd = vfio_iommufd_emulated_bind, \
	.unbind_iommufd = vfio_iommufd_emulated_unbind, \
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
#else
#define LAB_IOMMUFD_OPS
#endif

/* 6.6, with the device node of its own. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#define LAB_CDEV_OPS .detach_ioas = vfio_iommufd_emulated_detach_ioas,
#else
#define LAB_CDEV_OPS
#endif

#endif /* LAB_COMPAT_H */
