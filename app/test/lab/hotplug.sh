# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# Devices that come and go while the process runs.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
	lab_insmod mtty
}

# give_address: the other end is up as soon as a driver is there
give_address()
{
	ip address add 192.0.2.1/24 dev "$(mvnet_ifname "$UUID")"
	ip link set "$(mvnet_ifname "$UUID")" up
}

mdev_with_address()
{
	with_mdev mvnet-legacy "$UUID"
	give_address
}

attach_and_ping()
{
	testpmd_do "port attach $1"
	testpmd_do "port start 0"
	testpmd_do start
	wait_for 20 has_carrier "$(mvnet_ifname "$UUID")"
	ping_through 192.0.2.2
}

detach()
{
	testpmd_do stop
	testpmd_do "port stop 0"
	testpmd_do "port detach 0"
	testpmd_fds >"$LAB_OUT/fds.txt"
	expect_no_line "$LAB_OUT/fds.txt" '/dev/vfio/[0-9]'
}

test_testpmd_port_attach_and_detach()
{
	mdev_with_address
	testpmd_start -l 0-1
	attach_and_ping "$UUID"
	detach
	attach_and_ping "${UUID^^}"
	detach
	testpmd_quit
}

test_created_after_start()
{
	testpmd_start -l 0-1
	mdev_with_address
	attach_and_ping "$UUID"
	testpmd_quit
}

test_hotplug_functions()
{
	with_mdev mvnet-legacy "$UUID"
	test_mdev -- hotplug "$UUID" >"$LAB_OUT/out.txt" 2>&1 || {
		cat "$LAB_OUT/out.txt"
		return 1
	}
	expect_no_line "$LAB_OUT/out.txt" FAIL
}

# With a REQ interrupt the kernel asks, the application lets go, and the
# removal that was waiting for it ends.
test_removal_on_request()
{
	with_mdev mvnet-legacy "$UUID" req=1
	removed_in_use "$UUID"
}

# The kernel waits until the application lets go, and does not ask; the bus notices.
test_removal_without_request()
{
	with_mdev mvnet-legacy "$UUID"
	removed_in_use "$UUID" --log-level=lib.eal:info
	expect_line "$LAB_OUT/out.txt" "$UUID: the kernel is removing the device"
}

# with_remover COMMAND...: testpmd --hot-plug has carried packets, and lets the mdev go
with_remover()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_run 60 -l 0-1 -a "$UUID" -- "${TESTPMD_APP[@]}" --hot-plug --forward-mode=icmpecho
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	timeout 60 "$@"
	testpmd_expect 60 'Removing a device|Port 0 is (now )?closed|is detached'
	testpmd_fds >"$LAB_OUT/fds.txt"
	expect_no_line "$LAB_OUT/fds.txt" '/dev/vfio/[0-9]'
}

# The same UUID again, in the same process, which goes on forwarding without a port
come_back()
{
	testpmd_do stop
	mdev_with_address
	attach_and_ping "$UUID"
	testpmd_quit
}

test_removed_under_traffic()
{
	with_remover bash -c "echo 1 >/sys/bus/mdev/devices/$UUID/remove"
	come_back
}

# mtty takes an eventfd for that request, and never signals it.
test_removal_from_mtty()
{
	with_mdev mtty-1 "$UUID"
	removed_in_use "$UUID" --log-level=lib.eal:info
	expect_line "$LAB_OUT/out.txt" "$UUID: the kernel is removing the device"
}

# What an operator has: the same UUID comes back, and carries packets again.
test_mdevctl_stop_and_start()
{
	local parent
	command -v mdevctl >/dev/null || skip "no mdevctl (package mdevctl)"
	with_remover mdevctl stop -u "$UUID"
	testpmd_do stop
	parent=$(lab_mdev_types | awk '$1 == "mvnet-legacy" { print $2 }')
	mdevctl start -u "$UUID" -p "$parent" -t mvnet-legacy
	wait_for 20 mdev_is_ready "$UUID"
	give_address
	attach_and_ping "$UUID"
	testpmd_quit
}

# The kernel keeps the module of a device that someone has open.
test_module_cannot_go_under_traffic()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_start -l 0-1 -a "$UUID"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	rmmod mvnet 2>"$LAB_OUT/rmmod.txt" && lab_fail "the module is gone"
	expect_line "$LAB_OUT/rmmod.txt" 'is in use'
	ping_through 192.0.2.2
	testpmd_quit
}
