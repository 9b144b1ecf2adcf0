# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# The mdev type mvnet-modern, a BAR of which only a part can be mapped: with
# bare ioctls, and with a driver of a few lines.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	lab_install_bus
	lab_insmod mvnet
}

# check NAME [ARG...]: one of modern.py, on the device
check()
{
	python3 "$LAB_REPO/app/test/lab/modern.py" "$1" "$UUID" "${@:2}"
}

# check_new NAME [ARG...]: with a device of the default kind
check_new()
{
	with_mdev mvnet-modern "$UUID"
	check "$@"
}

available()
{
	lab_mdev_types | sed -n "s/^$1 mvnet \(.*\) vfio-pci$/\1/p"
}

test_two_types()
{
	with_mdev mvnet-modern "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	[ "$(available mvnet-modern)" = 62 ]
	[ "$(available mvnet-legacy)" = 62 ]
	grep -q '^modern ' "$MDEV_DEVICES/$UUID/mdev_type/description"
	grep -q '^legacy ' "$MDEV_DEVICES/$UUID2/mdev_type/description"
}

test_identity()
{
	check_new identity
}

test_capabilities()
{
	check_new capabilities
}

test_region_info()
{
	check_new region-info
}

test_mapping()
{
	check_new mapping
}

test_accessors()
{
	check_new accessors
}

test_map_none()
{
	with_mdev mvnet-modern "$UUID" map=none
	check map-none
}

test_unknown_map()
{
	if set_parameter /sys/module/mvnet/parameters/map all; then
		lab_fail "it was taken"
	fi
	[ "$(cat /sys/module/mvnet/parameters/map)" = notify ]
}

test_features()
{
	check_new features
}

test_queues()
{
	check_new queues
}

test_window()
{
	check_new window
}

test_device_config()
{
	check_new device-config
}

test_packets_by_mapping()
{
	check_new exchange mapping
}

test_packets_by_write()
{
	check_new exchange write
}

test_packets_without_mapping()
{
	with_mdev mvnet-modern "$UUID" map=none
	check exchange write
}

test_packets_pinned()
{
	with_mdev mvnet-modern "$UUID" pin=1
	check exchange mapping
}

# The parts of a queue may start where their elements are aligned.
test_packets_by_odd_ring()
{
	check_new exchange mapping 4 odd
}

test_interrupts()
{
	check_new interrupts
}

test_reset()
{
	check_new reset
}

test_bad_rings()
{
	local what
	for what in index direction address indirect loop; do
		with_mdev mvnet-modern "$UUID"
		check bad-ring "$what"
		lab_mdev_remove "$UUID"
	done
}

# --- several pairs of queues ---

check_pairs()
{
	with_mdev mvnet-modern "$UUID" queues=2
	check "$@"
}

test_pairs()
{
	check_pairs pairs
}

test_commands()
{
	check_pairs commands
}

test_packets_by_pairs()
{
	check_pairs exchange-by-pairs
}

# --- through the bus ---

# on_bus COMMAND
on_bus()
{
	test_mdev -a "$UUID" -- "$1" "$UUID" >"$LAB_OUT/out.txt" 2>&1 || {
		cat "$LAB_OUT/out.txt"
		return 1
	}
	expect_no_line "$LAB_OUT/out.txt" 'FAIL'
}

test_bus_maps_the_notifications()
{
	with_mdev mvnet-modern "$UUID"
	on_bus show
	expect_line "$LAB_OUT/out.txt" 'BAR 4 +in part +16 KiB'
	[ "$(grep -c '  mapped ' "$LAB_OUT/out.txt")" -eq 1 ]
	expect_line "$LAB_OUT/out.txt" '  mapped +0x3000 to 0x3fff$'
	on_bus check-regions
}

test_bus_reaches_what_is_not_mapped()
{
	local bare
	with_mdev mvnet-modern "$UUID"
	on_bus virtio-config
	bare=$(check common-bytes | head -n 1)
	[ "${#bare}" -eq 112 ]
	expect_line "$LAB_OUT/out.txt" "^common configuration $bare$"
}

test_bus_maps_nothing()
{
	with_mdev mvnet-modern "$UUID" map=none
	on_bus show
	expect_line "$LAB_OUT/out.txt" 'BAR 4 +accessor +16 KiB'
	on_bus check-regions
}
