# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
#
# Debian's testpmd drives an mdev with its stock net_virtio, and answers pings
# that come from the kernel interface at the device's other end.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
}

test_hugepages_iova_va()
{
	with_mdev mvnet-legacy "$UUID"
	ping_with --iova-mode=va
	expect_line "$TESTPMD_OUT" "Selected IOVA mode 'VA'"
}

test_hugepages_iova_pa()
{
	with_mdev mvnet-legacy "$UUID"
	ping_with --iova-mode=pa
	expect_line "$TESTPMD_OUT" "Selected IOVA mode 'PA'"
}

test_no_huge()
{
	with_mdev mvnet-legacy "$UUID"
	ping_with --no-huge -m 128
}

test_legacy_mem()
{
	with_mdev mvnet-legacy "$UUID"
	ping_with --legacy-mem -m 128
}

test_pinned_iova_va()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	ping_with --iova-mode=va
}

test_pinned_iova_pa()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	ping_with --iova-mode=pa
}

test_pinned_no_huge()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	ping_with --no-huge -m 128
}

test_intx_only()
{
	with_mdev mvnet-legacy "$UUID" msix=0
	ping_with --log-level=lib.eal:debug
	expect_line "$TESTPMD_OUT" 'uses INTx interrupts'
}

test_no_interrupts()
{
	with_mdev mvnet-legacy "$UUID" msix=0 intx=0
	ping_with --log-level=lib.eal:debug
	expect_line "$TESTPMD_OUT" 'has no interrupts'
}

test_no_reset()
{
	with_mdev mvnet-legacy "$UUID" reset=0
	ping_with
}

test_two_mdevs_in_one_process()
{
	with_mdev mvnet-legacy "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	testpmd_start -l 0-1 -a "$UUID" -a "$UUID2"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	mvnet_up "$UUID2" 198.51.100.1/24
	ping_through 192.0.2.2
	ping_through 198.51.100.2
	testpmd_quit
}

# Memory comes and goes under the device, page by page.
test_memory_grows_and_shrinks()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	"$TEST_MDEV" -l 0 -a "$UUID" -- memory-events "$UUID" \
		>"$LAB_OUT/out.txt" 2>&1
	expect_line "$LAB_OUT/out.txt" '^ok'
	expect_no_line "$LAB_OUT/out.txt" 'mdev DMA'
}

test_external_memory()
{
	with_mdev mvnet-legacy "$UUID"
	test_mdev -a "$UUID" -- dma-extmem "$UUID" >"$LAB_OUT/out.txt" 2>&1
	expect_line "$LAB_OUT/out.txt" '^ok'
	expect_no_line "$LAB_OUT/out.txt" 'FAIL'
}
