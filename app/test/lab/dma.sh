# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites: memory that comes and goes, and what the kernel has mapped for devices.

TRACING=/sys/kernel/tracing

# Each call, with what struct vfio_iommu_type1_dma_map and _unmap of <linux/vfio.h> have behind
# argsz and flags; its result; and the end of a container
define_dma_probes()
{
	local arguments='container=%di:x64 cmd=%si:x32'
	arguments+=' first=+u8(%dx):x64 second=+u16(%dx):x64 third=+u24(%dx):x64'
	echo "p:lab/dma_call vfio_iommu_type1_ioctl $arguments"
	echo "r:lab/dma_done vfio_iommu_type1_ioctl ret=\$retval:s32"
	echo "p:lab/dma_end vfio_iommu_type1_release container=%di:x64"
}

# VFIO_IOMMU_MAP_DMA and VFIO_IOMMU_UNMAP_DMA
DMA_CALLS='cmd == 0x3b71 || cmd == 0x3b72'

dma_setup()
{
	modprobe vfio_iommu_type1
	mountpoint -q "$TRACING" || mount -t tracefs tracefs "$TRACING"
	define_dma_probes >"$TRACING/kprobe_events"
	echo "$DMA_CALLS" >"$TRACING/events/lab/dma_call/filter"
	echo 1 >"$TRACING/events/lab/enable"
}

# dma_record: from now on
dma_record()
{
	echo >"$TRACING/trace"
}

# dma_recorded: a line for each container, of which there is one at least, see dma.py, which fails
# if anything went wrong
dma_recorded()
{
	cp "$TRACING/trace" "$LAB_OUT/trace.txt"
	python3 "$LAB_REPO/app/test/lab/dma.py" "$LAB_OUT/trace.txt" >"$LAB_OUT/dma.txt"
	[ -s "$LAB_OUT/dma.txt" ]
	cat "$LAB_OUT/dma.txt"
}

# dma_live CONTAINER: "RANGES BYTES" that are mapped in it now
dma_live()
{
	dma_recorded >/dev/null
	sed -n "s/^container $1 .* live \([0-9]* [0-9]*\) .*/\1/p" "$LAB_OUT/dma.txt"
}

# dma_calls CONTAINER: "MAPS UNMAPS" so far
dma_calls()
{
	dma_recorded >/dev/null
	sed -n "s/^container $1 maps \([0-9]*\) unmaps \([0-9]*\) .*/\1 \2/p" "$LAB_OUT/dma.txt"
}

# memory_was_followed CONTAINER...: each mapped and unmapped what memory_events lets come and go:
# 16 pages, four times
memory_was_followed()
{
	local container calls
	for container; do
		calls=$(dma_calls "$container")
		[ "${calls% *}" -ge 64 ]
		[ "${calls#* }" -ge 64 ]
	done
}

# --- memory ---

# memory_events EAL-ARG... [-- NAME]: EAL's memory grows and shrinks, page by page, four times
memory_events()
{
	local eal=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		eal+=("$1")
		shift
	done
	"$TEST_MDEV" -l 0 --no-telemetry "${eal[@]}" -- memory-events "${@:2}" \
		>"$LAB_OUT/events.txt" 2>&1 || { cat "$LAB_OUT/events.txt"; return 1; }
	expect_no_line "$LAB_OUT/events.txt" 'mdev DMA|FAIL'
}

# pings_meanwhile PID ADDRESS: none is lost until the process ends, which succeeds
pings_meanwhile()
{
	local rounds=0
	while kill -0 "$1" 2>/dev/null; do
		ping_through "$2" 10
		rounds=$((rounds + 1))
	done
	wait "$1"
	[ "$rounds" -gt 1 ]
}

free_hugepages()
{
	awk '/^HugePages_Free/ { print $2 }' /proc/meminfo
}

# The kernel has all pages back: a pinned one would be missing.
no_page_is_kept()
{
	[ "$(free_hugepages)" -eq "$(cat /proc/sys/vm/nr_hugepages)" ]
}
