# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
# long test_many_cycles
# long test_many_removals
# limit test_many_cycles 1200
# limit test_many_removals 900
#
# One process attaches and detaches mdevs very often: what it holds, and what the kernel holds,
# does not grow.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

MVNET_CREATE=$MDEV_PARENTS/mvnet/mdev_supported_types/mvnet-legacy/create

suite_setup()
{
	lab_install_bus
	lab_insmod mvnet
	lab_insmod mtty
	lab_insmod mdpy
}

# So UUID is the first.
PREFIX=${UUID%???}

# A thread that allocates for the first time would get an arena of its own, of 64 MiB. What a thread
# has freed and keeps for itself would count as allocated.
HEAP=glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0

# soak COMMAND ARG...: the figures are in the test's log
soak()
{
	local -x GLIBC_TUNABLES=$HEAP
	cat /proc/slabinfo >"$LAB_OUT/slab-before.txt"
	test_mdev --log-level=lib.eal:notice -- "$@" 2>"$LAB_OUT/eal.txt" || {
		tail -n 20 "$LAB_OUT/eal.txt"
		return 1
	}
	cat /proc/slabinfo >"$LAB_OUT/slab-after.txt"
	expect_no_line "$LAB_OUT/eal.txt" "$UUID"
}

# What they need differs: ports, a page that is mapped, a BAR that is, no interrupts.
cycles()
{
	local types=(mvnet-legacy mvnet-modern mtty-2 mdpy-vga) names i
	mapfile -t names < <(uuids "$PREFIX" ${#types[@]})
	for i in "${!types[@]}"; do
		with_mdev "${types[i]}" "${names[i]}"
	done
	soak soak "$1" "${names[@]}"
}

# removals CYCLES [PARAMETER=VALUE...]
removals()
{
	local names
	mapfile -t names < <(uuids "$PREFIX" 4)
	set_parameters mvnet "${@:2}"
	soak soak-removal "$1" "$MVNET_CREATE" "${names[@]}"
}

test_cycles()
{
	cycles 1000
}

test_removals()
{
	removals 100 req=1
}

test_many_cycles()
{
	cycles 10000
}

# The kernel asks for the device, or the bus notices.
test_many_removals()
{
	removals 500 req=1
	removals 500 req=0
}
