# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# A device by each of its names, and what the choice of names must leave alone.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
}

# testpmd_probes EAL-ARG...: its stock PMD takes the device
testpmd_probes()
{
	testpmd_start -l 0-1 --no-huge -m 128 "$@"
	testpmd_quit
	expect_line "$TESTPMD_OUT" "Probe PCI driver: net_virtio \(1af4:1000\) device: $UUID "
}

test_lower_case()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_probes -a "$UUID"
}

test_upper_case()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_probes -a "${UUID^^}"
}

test_bus_prefix()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_probes -a "pci:$UUID"
}

test_bus_and_address()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_probes -a "bus=pci,addr=$UUID"
}

test_bus_and_upper_case_address()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_probes -a "bus=pci,addr=${UUID^^}"
}

# With the stock library it is seen that vmbus registers first in this program;
# with ours, that pci went ahead of it.
buses()
{
	"$TEST_MDEV-vmbus-first" "${SMALL_EAL[@]}" --no-pci -- buses 2>/dev/null |
		grep -xE 'pci|vmbus' | tr '\n' ' '
}

test_vmbus_registered_before_pci()
{
	with_mdev mvnet-legacy "$UUID"
	lab_restore_bus
	[ "$(buses)" = "vmbus pci " ]
	lab_install_bus
	[ "$(buses)" = "pci vmbus " ]
	"$TEST_MDEV-vmbus-first" "${SMALL_EAL[@]}" -a "$UUID" -- show "$UUID" \
		>"$LAB_OUT/out.txt" 2>&1
	expect_line "$LAB_OUT/out.txt" '1af4:1000'
}

# GUIDs of Hyper-V keep going to vmbus.
test_guid_of_vmbus()
{
	test_mdev -a "vmbus:$UNKNOWN_UUID" -- buses >"$LAB_OUT/out.txt" 2>&1
	expect_line "$LAB_OUT/out.txt" '^vmbus$'
}

# The allowlist opens what it names, and nothing else.
test_named_device_only_is_opened()
{
	with_mdev mvnet-legacy "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	opened_groups "$TEST_MDEV" "${SMALL_EAL[@]}" \
		-a "$UUID2" -- list >"$LAB_OUT/groups.txt"
	expect_line "$LAB_OUT/groups.txt" "^$(group_node "$UUID2")$"
	expect_no_line "$LAB_OUT/groups.txt" "^$(group_node "$UUID")$"
}

# Without one, the host's mdevs are not ours to disturb.
test_no_allowlist_opens_no_mdev()
{
	with_mdev mvnet-legacy "$UUID"
	opened_groups "$TEST_MDEV" "${SMALL_EAL[@]}" \
		-- list >"$LAB_OUT/groups.txt"
	expect_no_line "$LAB_OUT/groups.txt" '/dev/vfio/[0-9]'
	expect_line "$LAB_OUT/traced.txt" "$UUID"
}

test_blocklist_leaves_a_device_out()
{
	with_mdev mvnet-legacy "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	opened_groups "$TEST_MDEV" "${SMALL_EAL[@]}" \
		-b "${UUID^^}" -- list >"$LAB_OUT/groups.txt"
	expect_no_line "$LAB_OUT/groups.txt" '/dev/vfio/[0-9]'
	expect_no_line "$LAB_OUT/traced.txt" "$UUID"
	expect_line "$LAB_OUT/traced.txt" "$UUID2"
}

test_no_pci_leaves_mdevs_out()
{
	with_mdev mvnet-legacy "$UUID"
	test_mdev --no-pci -- list >"$LAB_OUT/out.txt" 2>&1
	expect_no_line "$LAB_OUT/out.txt" "$UUID"
}
