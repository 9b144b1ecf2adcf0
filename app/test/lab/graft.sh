# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
#
# The testpmd that a grafted DPDK source tree builds, all in one program, with
# its own net_virtio: it answers pings over an mdev.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

GRAFTED_APPS=$LAB_BUILD/graft/linux/app

suite_setup()
{
	[ -x "$GRAFTED_APPS/dpdk-testpmd" ] ||
		skip "no grafted tree is built; devtools/test-graft.sh builds it"
	lab_hugepages 320
	lab_insmod mvnet
	PATH=$GRAFTED_APPS:$PATH
}

# Neither the installed DPDK nor the drop-in has a part in it.
expect_own_code()
{
	expect_line "/proc/$TESTPMD_PID/maps" "$GRAFTED_APPS/dpdk-testpmd"
	expect_no_line "/proc/$TESTPMD_PID/maps" 'librte_'
}

ping_with()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	testpmd_start -l 0-1 -a "$UUID" "$@"
	expect_own_code
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	testpmd_quit
	expect_no_line "$TESTPMD_OUT" 'mdev DMA'
}

test_ping()
{
	ping_with
}

test_ping_no_huge()
{
	ping_with --no-huge -m 128
}
