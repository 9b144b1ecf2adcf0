# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# What users get wrong: one clear line with the UUID and the reason, a result
# that says so, no crash, and no other device touched.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
}

# refused UUID REASON COMMAND...: nonzero and not a signal, one line that has
# both the device and the reason
refused()
{
	local uuid=$1 reason=$2 status=0
	shift 2
	"$@" >"$LAB_OUT/out.txt" 2>&1 || status=$?
	cat "$LAB_OUT/out.txt"
	[ "$status" -ne 0 ] || lab_fail "it ended with status 0"
	[ "$status" -lt 128 ] || lab_fail "it died of signal $((status - 128))"
	[ "$(grep -E "$reason" "$LAB_OUT/out.txt" | grep -cF "$uuid")" -eq 1 ] ||
		lab_fail "not one line with $uuid and: $reason"
}

show()
{
	test_mdev -a "$1" -- show "${2:-$1}"
}

test_unknown_uuid()
{
	refused "$UNKNOWN_UUID" 'no mediated device has this UUID' \
		show "$UNKNOWN_UUID"
}

test_unknown_uuid_with_prefix()
{
	refused "$UNKNOWN_UUID" 'no mediated device has this UUID' \
		show "pci:$UNKNOWN_UUID" "$UNKNOWN_UUID"
}

test_unknown_uuid_with_bus_and_address()
{
	refused "$UNKNOWN_UUID" 'no mediated device has this UUID' \
		show "bus=pci,addr=$UNKNOWN_UUID" "$UNKNOWN_UUID"
}

# vmbus takes the UUID, but the allowlist must not be lost with it.
test_unknown_uuid_in_testpmd()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_start -l 0-1 --no-huge -m 128 -a "$UNKNOWN_UUID"
	testpmd_quit || true
	expect_line "$TESTPMD_OUT" "mdev $UNKNOWN_UUID: no mediated device"
	expect_line "$TESTPMD_OUT" 'Bus \(pci\) probe failed'
	expect_no_line "$TESTPMD_OUT" 'Probe PCI driver'
}

test_malformed_uuid()
{
	refused "${UUID%1}" 'failed to parse' show "${UUID%1}"
}

test_malformed_uuid_with_bus_and_address()
{
	refused "${UUID%1}x" 'address invalid|no UUID' \
		show "bus=pci,addr=${UUID%1}x"
}

test_other_device_api()
{
	with_mdev mvplat-none "$UUID"
	refused "$UUID" 'device_api is not vfio-pci' show "$UUID"
}

test_busy()
{
	local holder
	with_mdev mvnet-legacy "$UUID"
	"$TEST_MDEV" "${SMALL_EAL[@]}" -a "$UUID" -- hold "$UUID" 100 \
		>"$LAB_OUT/hold.txt" 2>&1 &
	holder=$!
	wait_for 60 grep -q '^holding' "$LAB_OUT/hold.txt"
	refused "$UUID" 'another process holds the device.*busy' show "$UUID"
	kill "$holder"
	wait "$holder" || true
	show "$UUID"
}

test_no_permission_on_the_group()
{
	with_mdev mvnet-legacy "$UUID"
	refused "$UUID" 'give this user access.*Permission denied' \
		setpriv --reuid=65534 --regid=65534 --clear-groups \
		env XDG_RUNTIME_DIR=/run/nobody HOME=/ \
		"$TEST_MDEV" "${SMALL_EAL[@]}" -a "$UUID" -- show
}

test_type1_module_not_loaded()
{
	with_mdev mvnet-legacy "$UUID"
	modprobe -r vfio_iommu_type1
	refused "$UUID" 'is the module vfio_iommu_type1 loaded' show "$UUID"
	modprobe vfio_iommu_type1
}

# Stopped when it opens the container, which is after the scan.
run_until_probe()
{
	exec strace -f -qq -o /run/trace.txt -P /dev/vfio/vfio -e trace=openat \
		-e inject=openat:signal=SIGSTOP:when=1 \
		"$TEST_MDEV" "${SMALL_EAL[@]}" -a "$UUID" -- show
}

stopped()
{
	grep -q 'stopped by SIGSTOP' /run/trace.txt 2>/dev/null
}

remove_at_probe()
{
	local user status=0
	rm -f /run/trace.txt
	run_until_probe &
	user=$!
	wait_for 60 stopped
	lab_mdev_remove "$UUID"
	pkill -CONT -f "^$TEST_MDEV"
	wait "$user" || status=$?
	return "$status"
}

test_vanishes_between_scan_and_probe()
{
	lab_mdev_create mvnet-legacy "$UUID"
	refused "$UUID" 'opening its VFIO group' remove_at_probe
}
