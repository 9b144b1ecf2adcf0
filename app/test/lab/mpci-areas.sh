# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280 --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e
# limit test_alternate_pages 300
# limit test_vendor_regions 300
# limit test_areas_beyond_the_region 300
# limit test_more_areas_than_the_bus_keeps 300
# limit test_stock_pmd_on_areas_that_touch 300
# limit test_msix_table 400
# limit test_broken_chains 400
# limit test_odd_answers 400
#
# What of a NIC's BARs the kernel offers for mapping, in all its forms, and what of them the bus
# maps; the rest is reached by accessors, which find the same registers.

# shellcheck source=app/test/lab/mpcipairs.sh
. "$LAB_REPO/app/test/lab/mpcipairs.sh"

# 82540EM, 82574: the low word of the receive address, on the sixth page of BAR 0. It holds the MAC
# address that vm.sh gives the first NIC.
MAC_LOW=0x5400
MAC_VALUE=0x00005452

suite_setup()
{
	mpci_setup
}

# peek REGION OFFSET...: of the first mdev; its output, with EAL's, is in PEEKED
PEEKED=$LAB_OUT/peek.txt
peek()
{
	test_mdev -a "$UUID" -- peek "$UUID" "$@" >"$PEEKED" 2>&1 || {
		cat "$PEEKED"
		return 1
	}
}

# finds_mac WAY: by the bus, which goes this way, and by the kernel's accessor
finds_mac()
{
	peek 0 "$MAC_LOW"
	expect_line "$PEEKED" "^$MAC_LOW: $MAC_VALUE $1\$"
	[ "$(kernel_says "$UUID" "read,0,$MAC_LOW")" = "$MAC_VALUE" ]
}

# mapped_parts: "FROM-TO ..." of those regions that are mapped in part
mapped_parts()
{
	sed -nE 's/^ +mapped +(0[x0-9a-f]*) to (0x[0-9a-f]+)$/\1-\2/p' "$SHOWN" | paste -sd ' '
}

# maps SHAPE PARTS: of e1000's BAR 0, without a warning
maps()
{
	mpci_alone e1000 "areas=0:$1"
	mpci_show
	cat "$SHOWN"
	expect_line "$SHOWN" '^  BAR 0 +in part +128 KiB'
	[ "$(mapped_parts)" = "$2" ]
	expect_no_line "$SHOWN" "EAL: $UUID"
}

count_parts()
{
	mapped_parts | wc -w
}

test_alternate_pages()
{
	mpci_alone e1000 "areas=0:$(pages 0 2 31)"
	mpci_show
	[ "$(count_parts)" -eq 16 ]
	finds_mac accessor
	lab_mdev_remove "$UUID"
	mpci_alone e1000 "areas=0:$(pages 1 2 31)"
	finds_mac mapped
	[ "$(kernel_says "$UUID" "mapped,0,$MAC_LOW")" = "$MAC_VALUE" ]
}

# The registers that a driver writes most often: of e1000, the tail of the transmit ring.
test_doorbell_page_only()
{
	maps 0x3000+0x1000 0x3000-0x3fff
	peek 0 0x3818 "$MAC_LOW"
	expect_line "$PEEKED" '^0x3818: 0x00000000 mapped$'
	expect_line "$PEEKED" "^$MAC_LOW: $MAC_VALUE accessor\$"
}

test_unsorted_and_overlapping()
{
	maps 0x8000+0x2000,0+0x1000,0x9000+0x2000,0x1000+0x1000 '0-0x1fff 0x8000-0xafff'
}

# Half a page is not mapped, for the other half is not offered.
test_parts_of_pages()
{
	maps 0x800+0x1800,0x10010+0x100,0x1f800+0x800 0x1000-0x1fff
}

test_no_areas()
{
	mpci_alone e1000 areas=0:empty
	finds_mac accessor
	expect_no_line "$PEEKED" "EAL: $UUID"
	test_mdev -a "$UUID" -- check-regions "$UUID"
}

test_no_mapping()
{
	mpci_alone e1000 areas=0:none
	finds_mac accessor
	expect_no_line "$PEEKED" "EAL: $UUID"
}

# warned_once REGION TEXT
warned_once()
{
	[ "$(grep -c "$UUID: region $1 $2" "$PEEKED")" -eq 1 ] || {
		cat "$PEEKED"
		lab_fail "not one warning of region $1: $2"
	}
}

BROKEN="not mapped: VFIO's list of its parts is broken"

test_areas_beyond_the_region()
{
	local areas
	for areas in 0+0x1000,0x1f000+0x2000 0x20000+0x1000 0xfffffffffffff000+0x2000; do
		mpci_alone e1000 "areas=0:$areas"
		finds_mac accessor
		warned_once 0 "$BROKEN"
		lab_mdev_remove "$UUID"
	done
}

test_more_areas_than_the_bus_keeps()
{
	mpci_alone e1000 vendor=1M:rwm "areas=9:$(pages 0 2 199)"
	mpci_show
	[ "$(count_parts)" -eq 64 ]
	kernel_says "$UUID" write,9,0xc6000,0x12345678
	peek 9 0xc6000 0
	warned_once 9 'has more than 64 parts'
	expect_line "$PEEKED" '^0xc6000: 0x12345678 accessor$'
	expect_line "$PEEKED" '^0: 0x00000000 mapped$'
}

# The PMD loads from all of the BAR. Its parts are one when they touch.
test_stock_pmd_on_areas_that_touch()
{
	mpci_pair e1000e "areas=0:64K+64K,0+60K,56K+8K"
	mpci_works e1000e
}

# bar_3 TABLE: how the BAR with e1000e's MSI-X table is mapped
bar_3()
{
	mpci_alone e1000e "msix_table=$1"
	mpci_show
	lab_mdev_remove "$UUID"
	sed -nE 's/^  BAR 3 +([a-z ]*[a-z]) .*/\1/p' "$SHOWN"
	mapped_parts
}

test_msix_table()
{
	[ "$(bar_3 0)" = $'in part\n0x1000-0x3fff' ]
	[ "$(bar_3 1)" = mapped ]
	[ "$(bar_3 2)" = $'in part\n0x1000-0x3fff' ]
}

# pread() and mmap() lead to the same memory.
test_vendor_regions()
{
	mpci_alone e1000 vendor=64K:rwm,100:r,4K:w areas=9:4K+4K
	kernel_says "$UUID" regions write,9,0x1004,0x12345678 mapped,9,0x1004 mapped,9,0 \
		write,10,0,1 >"$LAB_OUT/vendor.txt"
	expect_line "$LAB_OUT/vendor.txt" \
		'^region 9: .* size 0x10000 read write mmap caps; type .*; areas 0x1000\+0x1000$'
	expect_line "$LAB_OUT/vendor.txt" '^region 10: .* size 0x64 read caps; type'
	expect_line "$LAB_OUT/vendor.txt" '^0x12345678$'
	expect_line "$LAB_OUT/vendor.txt" '^mapped: EINVAL$'
	expect_line "$LAB_OUT/vendor.txt" '^write: EINVAL$'
	mpci_show
	expect_line "$SHOWN" '^  region 9 +in part +64 KiB'
	expect_line "$SHOWN" '^  region 10 +accessor +100 B'
	peek 9 0x1004 0
	expect_line "$PEEKED" '^0x1004: 0x12345678 mapped$'
	expect_line "$PEEKED" '^0: 0x00000000 accessor$'
	! peek 11 0 || lab_fail "region 11 can be read"
	expect_line "$PEEKED" '^0: Permission denied$'
}

# The kernel's words are not trusted: whatever the chain, the device opens and its BAR is reached.
test_broken_chains()
{
	local fault
	mpci_alone e1000
	for fault in cycle next straddle misaligned version areas beyond grow; do
		echo "$fault"
		mpci_inject "$fault"
		finds_mac accessor
		warned_once 0 "$BROKEN"
	done
}

# Unusual, and yet to be understood
test_odd_answers()
{
	local fault
	mpci_alone e1000
	for fault in overlap strict underfill; do
		echo "$fault"
		mpci_inject "$fault"
		finds_mac mapped
		expect_no_line "$PEEKED" "EAL: $UUID"
	done
}
