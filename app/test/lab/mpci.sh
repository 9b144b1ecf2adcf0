# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
# limit test_same_as_uio_e1000 600
# limit test_same_as_uio_e1000e 600
# limit test_same_as_uio_vmxnet3 600
# limit test_offsets_packed 200
# limit test_offsets_reversed 200
# limit test_no_reset 200
# limit test_no_interrupts 300
# limit test_mapping_is_refused 300
# limit test_more_regions_than_usual 300
# limit test_interrupts_tell_of_the_link 400
# limit test_user_is_killed 300
# limit test_vanishes_in_use 300
# limit test_reads_and_writes_that_fail 300
# limit test_vanishes_while_it_is_opened 300
# long test_same_as_uio_e1000
# long test_same_as_uio_e1000e
# long test_same_as_uio_vmxnet3
#
# NICs that QEMU emulates, as mdevs: stock PMDs on them, in the shapes that the module mpci has, and
# devices that answer wrongly.

# shellcheck source=app/test/lab/mpcipairs.sh
. "$LAB_REPO/app/test/lab/mpcipairs.sh"

suite_setup()
{
	mpci_setup
}

# --- the same as without an mdev ---

# same_as_uio MODEL: the VM has no IOMMU, so that uio_pci_generic is what else drives these NICs
same_as_uio()
{
	local model=$1
	bind_pairs uio_pci_generic "$model"
	facts_of "$model" >"$LAB_OUT/$model.uio"
	mpci_pair_of_two "$model"
	facts_of "$model" >"$LAB_OUT/$model.mpci"
	cat "$LAB_OUT/$model.mpci"
	grep -q '^Link status: up' "$LAB_OUT/$model.mpci"
	diff -u "$LAB_OUT/$model.uio" "$LAB_OUT/$model.mpci"
}

test_same_as_uio_e1000()
{
	same_as_uio e1000
}

test_same_as_uio_e1000e()
{
	same_as_uio e1000e
}

test_same_as_uio_vmxnet3()
{
	same_as_uio vmxnet3
}

# --- shapes ---

test_offsets_packed()
{
	mpci_pair vmxnet3 layout=packed
	kernel_says "$UUID" regions | grep -q '^region 1: offset 0x1000 '
	mpci_works vmxnet3
}

test_offsets_reversed()
{
	mpci_pair vmxnet3 layout=reversed
	kernel_says "$UUID" regions | grep -q '^region 7: offset 0x0 size 0x1000 '
	mpci_works vmxnet3
}

test_no_interrupts()
{
	mpci_pair e1000 intx=0 msi=0 msix=0
	mpci_works e1000 --log-level=lib.eal:debug
	expect_line "$TESTPMD_OUT" "$UUID: has no interrupts"
}

test_no_reset()
{
	mpci_pair vmxnet3 reset=0
	kernel_says "$UUID" reset | grep -qx 'reset: ENOTTY'
	mpci_works vmxnet3
}

# in_use KIND: the kernel has handlers for such interrupts
in_use()
{
	grep -q "mpci-$1\$" /proc/interrupts
}

# link_told KIND MODEL [PARAM=VALUE...]: the link comes up after the port has started, which the NIC
# tells by an interrupt of this kind
link_told()
{
	local kind=$1
	mpci_alone "${@:2}"
	testpmd_run 60 -l 0-1 --iova-mode=pa -a "$UUID" -- "${TESTPMD_APP[@]}"
	in_use "$kind"
	wait_for 60 testpmd_said 'Port 0: link state change event'
	testpmd_quit
	! in_use "$kind" || lab_fail "the handlers are left"
	lab_mdev_remove "$UUID"
}

test_interrupts_tell_of_the_link()
{
	link_told intx e1000
	link_told msix e1000e
	link_told msi e1000e intx=0 msix=0
}

test_removal_on_request()
{
	mpci_alone vmxnet3 req=1
	removed_in_use "$UUID"
}

# masters_bus BDF: the bit in the function's own command register
masters_bus()
{
	[ $(($(od -An -t u2 -j 4 -N 2 "/sys/bus/pci/devices/$1/config") & 4)) -ne 0 ]
}

# What the dead process had set up must not write into memory that others have now.
test_user_is_killed()
{
	local nics
	mpci_pair e1000e
	nics_of e1000e
	mpci_testpmd e1000e
	mpci_traffic e1000e
	masters_bus "${nics[0]}"
	kill -KILL "$TESTPMD_PID"
	wait "$TESTPMD_PID" || true
	! masters_bus "${nics[0]}" || lab_fail "it still does DMA"
	mpci_works e1000e
}

# --- devices that answer wrongly ---

# refuses FAULTS REASON: a status, a line with the device, no signal; and it works again without
refuses()
{
	local status=0
	mpci_inject "$1"
	mpci_show || status=$?
	cat "$SHOWN"
	[ "$status" -ne 0 ] || lab_fail "$1: it ended with status 0"
	[ "$status" -lt 128 ] || lab_fail "$1: it died of signal $((status - 128))"
	expect_line "$SHOWN" "$UUID: .*$2"
	mpci_inject ""
	mpci_show
}

# survives FAULTS: any end that is not a signal's
survives()
{
	local status=0
	mpci_inject "$1"
	mpci_show || status=$?
	[ "$status" -lt 128 ] || {
		cat "$SHOWN"
		lab_fail "$1: it died of signal $((status - 128))"
	}
}

test_reads_and_writes_that_fail()
{
	local fault
	mpci_alone e1000e
	refuses read:0 'reading its config space: Input/output error'
	refuses read:1 'reading its config space: Input/output error'
	for fault in read:2 read:7 nth:2 nth:3 short:0 write:1 write:0; do
		survives "$fault"
	done
	mpci_inject ""
	mpci_show
}

test_regions_that_cannot_be_asked_for()
{
	mpci_alone e1000
	refuses info:7 'config space'
	mpci_inject info:1
	mpci_show
	expect_line "$SHOWN" 'region 1 left alone: Input/output error'
	mpci_inject ""
}

test_more_regions_than_usual()
{
	mpci_alone e1000 faults=regions:4000000000
	mpci_show
	expect_line "$SHOWN" "$UUID: uses the first [0-9]+ of its 4000000000 regions"
}

test_mapping_is_refused()
{
	mpci_alone e1000 faults=mmap:0
	mpci_show
	expect_line "$SHOWN" "$UUID: region 0 is not mapped: "
	expect_line "$SHOWN" 'BAR 0 +accessor'
	test_mdev -a "$UUID" -- check-regions "$UUID"
}

test_vanishes_while_it_is_opened()
{
	local calls
	mpci_alone vmxnet3
	refuses vanish 'No such device'
	for calls in 2 8 16 24 32; do
		survives "vanish:$calls"
	done
	mpci_inject ""
	mpci_show
}

# The function is still there; VFIO is not.
test_vanishes_in_use()
{
	mpci_pair e1000
	mpci_testpmd e1000
	mpci_traffic e1000
	mpci_inject vanish
	testpmd_do "show port info 1"
	testpmd_do "port stop all"
	testpmd_quit || [ $? -lt 128 ]
	mpci_inject ""
	mpci_works e1000
}
