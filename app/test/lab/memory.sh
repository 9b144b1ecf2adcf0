# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# limit test_seventy_mdevs 300
# limit test_hugepages_under_traffic_pinned 300
# long test_hugepages_under_traffic
# long test_external_buffers
# long test_external_heap
# long test_huge_unlink
# long test_match_allocations
# long test_in_memory_iova_pa
# long test_match_allocations_in_memory
# long test_socket_mem
# long test_legacy_mem
# long test_modes_that_exclude_each_other
#
# The DMA domain of mdevs follows the memory of the process, and unmaps exactly what it mapped: by
# the kernel's word, with each way in which EAL can have its memory.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"
# shellcheck source=app/test/lab/dma.sh
. "$LAB_REPO/app/test/lab/dma.sh"

NB_MDEVS=70

suite_setup()
{
	lab_install_bus
	lab_hugepages 320
	lab_insmod mvnet max="$NB_MDEVS"
	dma_setup
}

# --- EAL's memory ---

# A secondary process asks for pages, which testpmd maps and unmaps as it answers.
hugepages_under_traffic()
{
	local before
	with_mdev mvnet-legacy "$UUID" "$1"
	dma_record
	testpmd_start -l 0-1 -a "$UUID" "${@:2}"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	before=$(dma_live 1)
	memory_events --proc-type=secondary --no-pci &
	pings_meanwhile $! 192.0.2.2
	[ "$(dma_live 1)" = "$before" ]
	memory_was_followed 1
	testpmd_quit
	expect_no_line "$TESTPMD_OUT" 'mdev DMA'
	dma_recorded
}

test_hugepages_under_traffic()
{
	hugepages_under_traffic pin=0
}

test_hugepages_under_traffic_pinned()
{
	hugepages_under_traffic pin=1
}

# --- memory of the application's own ---

# packets_from KIND: all packets are there
packets_from()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	dma_record
	TESTPMD_APP+=(--mp-alloc="$1")
	ping_with
	dma_recorded
}

test_external_heap()
{
	packets_from xmem
}

test_external_heap_of_hugepages()
{
	packets_from xmemhuge
	expect_line "$LAB_OUT/dma.txt" 'closed'
}

test_external_buffers()
{
	packets_from xbuf
}

# EAL takes whole pages only, and the mempool's memory ends in the midst of one; so testpmd has no
# device reach it, be it an mdev or not.
test_anonymous_memory()
{
	with_mdev mvnet-legacy "$UUID"
	dma_record
	TESTPMD_APP+=(--mp-alloc=anon)
	testpmd_start -l 0-1 -a "$UUID" --log-level=testpmd:debug
	testpmd_quit
	expect_line "$TESTPMD_OUT" 'unable to register addr'
	expect_no_line "$TESTPMD_OUT" 'mdev DMA'
	dma_recorded
	expect_line "$LAB_OUT/dma.txt" 'unmaps 0 '
}

# heap_and_mapping EAL-ARG...: made and ended in each order
heap_and_mapping()
{
	dma_record
	"$TEST_MDEV" -l 0 --no-telemetry -a "$UUID" "$@" -- dma-heap "$UUID" \
		>"$LAB_OUT/out.txt" 2>&1 || { cat "$LAB_OUT/out.txt"; return 1; }
	expect_no_line "$LAB_OUT/out.txt" 'FAIL|mdev DMA'
	dma_recorded
}

# EAL tells of memory that comes and goes, or does not.
test_heap_and_mapping()
{
	with_mdev mvnet-legacy "$UUID"
	heap_and_mapping
	expect_line "$LAB_OUT/dma.txt" 'unmaps [4-9] '
	heap_and_mapping --no-huge -m 64
	expect_line "$LAB_OUT/dma.txt" 'maps 5 unmaps 4 live 1 67108864'
}

# --- EAL's modes ---

# mode EAL-ARG...: it works, and ends well
mode()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	dma_record
	ping_with "$@"
	dma_recorded
}

# Files in hugetlbfs stay, for the next program to use.
mode_with_files()
{
	mode "$@"
	rm -f /dev/hugepages/rtemap_*
	no_page_is_kept
}

mode_without_files()
{
	mode "$@"
	[ "$(hugepage_files '*')" -eq 0 ]
	no_page_is_kept
}

test_in_memory()
{
	mode_without_files --in-memory
	dma_record
	memory_events --in-memory -a "$UUID" -- "$UUID"
	dma_recorded
}

test_in_memory_iova_pa()
{
	mode_without_files --in-memory --iova-mode=pa
	expect_line "$TESTPMD_OUT" "Selected IOVA mode 'PA'"
}

test_huge_unlink()
{
	mode_without_files --huge-unlink
}

test_single_file_segments()
{
	mode_with_files --single-file-segments
	dma_record
	memory_events --single-file-segments -a "$UUID" -- "$UUID"
	dma_recorded
}

test_match_allocations()
{
	mode_with_files --match-allocations
	dma_record
	memory_events --match-allocations -a "$UUID" -- "$UUID"
	dma_recorded
}

test_match_allocations_in_memory()
{
	mode_without_files --match-allocations --in-memory --single-file-segments
}

test_socket_mem()
{
	mode_with_files --socket-mem=96
}

test_legacy_mem()
{
	mode_with_files --legacy-mem --socket-mem=96
}

# Without hugepages EAL knows no physical addresses, and does what it can.
test_no_huge_iova_pa()
{
	with_mdev mvnet-legacy "$UUID"
	test_mdev -a "$UUID" --iova-mode=pa -- show >"$LAB_OUT/out.txt" 2>&1
	expect_line "$LAB_OUT/out.txt" 'Physical addresses are unavailable, selecting IOVA as VA'
	expect_line "$LAB_OUT/out.txt" "^device $UUID"
}

# refused PATTERN EAL-ARG...: EAL does not start, and says why
refused()
{
	! "$TEST_MDEV" -l 0 --no-telemetry -a "$UUID" "${@:2}" -- show \
		>"$LAB_OUT/refused.txt" 2>&1 || lab_fail "it starts: ${*:2}"
	expect_line "$LAB_OUT/refused.txt" "$1"
}

# Stock says so, before it looks for devices.
test_modes_that_exclude_each_other()
{
	with_mdev mvnet-legacy "$UUID"
	refused 'cannot be specified at the same time' -m 64 --socket-mem=64
	refused 'cannot be specified together with --no-huge' --no-huge --socket-mem=64
	refused 'cannot be specified together with --no-huge' --no-huge --huge-unlink
	refused 'not compatible with --match-allocations' --no-huge -m 64 --match-allocations
	refused 'not compatible with --in-memory' --no-huge -m 64 --in-memory
	refused 'not compatible with --match-allocations' --legacy-mem -m 64 --match-allocations
	refused 'not compatible with --in-memory' --legacy-mem -m 64 --in-memory
	refused 'not compatible with --huge-unlink' --single-file-segments --huge-unlink
}

# --- many ---

# descriptors EAL-ARG... -- NAME: how many a program has open that has these devices
descriptors()
{
	local pid
	"$TEST_MDEV" "${SMALL_EAL[@]}" "${@:1:$#-1}" hold "${@: -1}" 300 >"$LAB_OUT/hold.txt" 2>&1 &
	pid=$!
	wait_for 120 grep -qE '^holding|^test-mdev:|EAL: Error' "$LAB_OUT/hold.txt"
	find "/proc/$pid/fd" -type l | wc -l
	find "/proc/$pid/fd" -lname '/dev/vfio/*' -printf '%l\n' >"$LAB_OUT/nodes.txt"
	kill -TERM "$pid"
	wait "$pid"
}

# calls EAL-ARG...: how often memory is mapped as it comes and goes four times
calls()
{
	dma_record
	memory_events "$@" -- "$FIRST"
	[ "$(dma_recorded | wc -l)" -eq 1 ]
	dma_calls 1 | cut -d ' ' -f 1
}

# EAL has room for 64 groups; these need none of it. They have one container beside EAL's, and a
# mapping serves all of them.
test_seventy_mdevs()
{
	local uuid uuids allow=() few many few_calls many_calls
	mapfile -t uuids < <(uuids "${UUID%??????}" "$NB_MDEVS")
	FIRST=${uuids[0]}
	for uuid in "${uuids[@]}"; do
		with_mdev mvnet-legacy "$uuid"
		allow+=(-a "$uuid")
	done
	few=$(descriptors -a "$FIRST" -- "$FIRST")
	many=$(descriptors "${allow[@]}" -- "$FIRST")
	[ "$(grep -c '/dev/vfio/[0-9]' "$LAB_OUT/nodes.txt")" -eq "$NB_MDEVS" ]
	[ "$(grep -c '/dev/vfio/vfio' "$LAB_OUT/nodes.txt")" -eq 2 ]
	echo "$few descriptors for one device, $many for $NB_MDEVS"
	[ "$((many - few))" -le $((3 * (NB_MDEVS - 1))) ]
	few_calls=$(calls -a "$FIRST")
	many_calls=$(calls "${allow[@]}")
	echo "$few_calls calls to map memory for one device, $many_calls for $NB_MDEVS"
	[ "$((many_calls - few_calls))" -lt 8 ]
}
