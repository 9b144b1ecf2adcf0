#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# /init of the lab's VM: makes the host's root this machine's root, with a memory overlay.
# What can be done here is done here: a program of the 9p root starts ten times slower.

# A failure ends the init process, which is a kernel panic: vm.sh notices at once.
set -eu
/bin/busybox --install -s /bin
export PATH=/bin

mount_kernel_fs()
{
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t devtmpfs dev /dev
	mkdir /dev/pts /dev/shm
	mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
	mount -t tmpfs -o mode=1777 shm /dev/shm
	ln -s /proc/self/fd /dev/fd
	ln -s fd/0 /dev/stdin
	ln -s fd/1 /dev/stdout
	ln -s fd/2 /dev/stderr
}

load_modules()
{
	while read -r module; do
		insmod "/modules/$module"
	done </modules/order
}

mount_9p()
{
	mount -t 9p -o "trans=virtio,version=9p2000.L,msize=512000,$3" "$1" "$2"
}

mount_root()
{
	mkdir /lower /memory
	mount_9p root /lower ro,cache=loose
	mount -t tmpfs memory /memory
	mkdir /memory/upper /memory/work
	chmod 755 /memory/upper
	mount -t overlay -o lowerdir=/lower,upperdir=/memory/upper,workdir=/memory/work \
		overlay /newroot
	mount -t tmpfs -o mode=755 run /newroot/run
	mkdir /newroot/run/lab /newroot/run/lock
}

# Not cached: what the guest has written, the host has, even if the VM then dies.
# LAB_OUT has the same path on both sides, also where a file system mounted here hides it.
mount_shares()
{
	mount_9p out /newroot/run/lab rw,cache=none
	# shellcheck source=/dev/null
	. /newroot/run/lab/.vm/env
	mkdir -p "/newroot/$LAB_OUT" "/newroot/lib/modules/$(uname -r)"
	mount -o bind /newroot/run/lab "/newroot/$LAB_OUT"
	mount -o bind "/newroot/$LAB_KERNEL_DIR/lib-modules" "/newroot/lib/modules/$(uname -r)"
}

mount_kernel_fs
load_modules
mount_root
mount_shares
ip link set lo up
# The serial line is slow, so it is quiet during boot; but a VM that dies leaves only this log.
dmesg -n 7
for fs in proc sys dev; do
	mount -o move "/$fs" "/newroot/$fs"
done
exec switch_root /newroot /bin/bash "$LAB_REPO/devtools/lab/guest-init.sh"
