# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# What a kernel log must not hold. Sourced on the host and in the guest.

KERNEL_TROUBLE='WARNING|BUG[: ]|kernel BUG|Oops|Call Trace|detected stall|stalls on|soft lockup'
KERNEL_TROUBLE+='|hard LOCKUP|blocked for more than|lockdep|circular locking|suspicious RCU'
KERNEL_TROUBLE+='|KASAN|KCSAN|UBSAN|refcount_t|general protection|Kernel panic|Bad page'
KERNEL_TROUBLE+='|unregister_netdevice: waiting'

# kernel_trouble FILE: prints the lines; true when there are any
kernel_trouble()
{
	grep -aE -m 40 "$KERNEL_TROUBLE" "$1"
}
