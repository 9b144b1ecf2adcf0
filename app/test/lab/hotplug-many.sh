# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
# long test_two_threads_for_long
#
# Attaching by UUID: among many others, from two threads, by wrong names, with
# arguments. What fails leaves nothing behind, and the right one works afterwards.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

OTHERS=10000000-0000-4000-8000-
NB_OTHERS=300

suite_setup()
{
	lab_install_bus
	lab_insmod mvnet max=$((NB_OTHERS + 2))
}

passes()
{
	test_mdev "$@" >"$LAB_OUT/out.txt" 2>&1 || {
		cat "$LAB_OUT/out.txt"
		return 1
	}
	expect_no_line "$LAB_OUT/out.txt" '^FAIL'
}

# --- what one attach costs ---

# trace_attach FILE: the system calls of one attach, in a process that lists all mdevs
trace_attach()
{
	local program tracer
	rm -f /run/go
	mkfifo /run/go
	"$TEST_MDEV" "${SMALL_EAL[@]}" -- attach "$UUID" <>/run/go >"$LAB_OUT/out.txt" 2>&1 &
	program=$!
	wait_for 60 grep -q '^ready' "$LAB_OUT/out.txt"
	strace -f -p "$program" -o /run/trace.txt 2>/run/tracer.txt &
	tracer=$!
	wait_for 60 grep -q 'attached' /run/tracer.txt
	echo >/run/go
	wait "$program" || cat "$LAB_OUT/out.txt"
	wait "$tracer" || true
	expect_line "$LAB_OUT/out.txt" '^ok: attach'
	sed '/write(1, "attached/,$d' /run/trace.txt >"$1"
}

# An attach takes fewer system calls than there are mdevs, whatever else it does:
# they are names in a list, and none of them is looked at.
test_attach_among_many()
{
	local calls
	with_mdev mvnet-legacy "$UUID"
	create_each mvnet-legacy < <(uuids "$OTHERS" "$NB_OTHERS")
	[ "$(find "$MDEV_DEVICES" -type l | wc -l)" -gt "$NB_OTHERS" ]
	trace_attach "$LAB_OUT/calls.txt"
	[ "$(grep -c "^$OTHERS.* listed$" "$LAB_OUT/out.txt")" = "$NB_OTHERS" ]
	calls=$(wc -l <"$LAB_OUT/calls.txt")
	echo "$calls system calls, $NB_OTHERS other mdevs"
	[ "$calls" -gt 50 ]
	[ "$calls" -lt "$NB_OTHERS" ]
	expect_no_line "$LAB_OUT/calls.txt" "$OTHERS"
	grep -oE '/dev/vfio/[0-9]+' "$LAB_OUT/calls.txt" | sort -u >"$LAB_OUT/groups.txt"
	[ "$(cat "$LAB_OUT/groups.txt")" = "$(group_node "$UUID")" ]
}

# --- two threads ---

test_two_threads()
{
	with_mdev mvnet-legacy "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	passes -- hotplug-threads "$UUID" "$UUID2" 100
	[ "$(grep -c ': 100 of 100 rounds$' "$LAB_OUT/out.txt")" = 2 ]
}

test_two_threads_for_long()
{
	with_mdev mvnet-legacy "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	passes -- hotplug-threads "$UUID" "$UUID2" 2000
}

# --- what is refused ---

# The link is up as soon as a driver is there.
mdev_up()
{
	with_mdev mvnet-legacy "$UUID"
	ip link set "$(mvnet_ifname "$UUID")" up
}

testpmd_begin()
{
	testpmd_start -l 0-1 --no-huge -m 128 "$@"
}

# attach_fails ARGUMENT PATTERN: a line of the reason, and nothing open
attach_fails()
{
	testpmd_answers "port attach $1" "$2"
	testpmd_fds >"$LAB_OUT/fds.txt"
	expect_no_line "$LAB_OUT/fds.txt" '/dev/vfio/[0-9]'
	testpmd_answers "show port summary all" 'Number of available ports: 0'
}

attach_works()
{
	testpmd_answers "port attach $1" 'Port 0 is attached'
	testpmd_do "port start 0"
	wait_for 20 has_carrier "$(mvnet_ifname "$UUID")"
}

test_wrong_uuids()
{
	mdev_up
	testpmd_begin
	attach_fails "$UNKNOWN_UUID" "mdev $UNKNOWN_UUID: no mediated device has this UUID"
	attach_fails "pci:$UNKNOWN_UUID" "mdev $UNKNOWN_UUID: no mediated device has this UUID"
	attach_fails "${UUID%?}" "failed to parse device \"${UUID%?}\""
	attach_fails "${UUID}0" "failed to parse device \"${UUID}0\""
	attach_fails "${UUID//-/}" "failed to parse device \"${UUID//-/}\""
	attach_works "${UUID^^}"
	testpmd_quit
}

test_in_use_elsewhere()
{
	local holder
	mdev_up
	testpmd_begin
	"$TEST_MDEV" "${SMALL_EAL[@]}" -a "$UUID" -- hold "$UUID" 100 >"$LAB_OUT/hold.txt" 2>&1 &
	holder=$!
	wait_for 60 grep -q '^holding' "$LAB_OUT/hold.txt"
	attach_fails "$UUID" "$UUID: opening its VFIO group \(another process holds the device\)"
	attach_fails "$UUID" "$UUID: opening its VFIO group \(another process holds the device\)"
	kill "$holder"
	wait "$holder"
	attach_works "$UUID"
	testpmd_quit
}

# --- arguments for the PMD ---

# expect_speed TEXT: what net_virtio says, which knows it from its arguments only
expect_speed()
{
	testpmd_answers "show port info 0" "^Link speed: $1\$"
}

test_arguments_at_start()
{
	mdev_up
	testpmd_begin -a "$UUID,speed=25000"
	expect_speed '25 Gbps'
	testpmd_quit
}

# The PMD's no is a no; then the new arguments count, not those that failed.
test_arguments_of_an_attach()
{
	mdev_up
	testpmd_begin
	attach_fails "$UUID,speed=7" 'Failed to parse speed'
	attach_fails "$UUID,vdpa=1" "mdev $UUID \(1af4:1000\): no driver takes it"
	attach_works "$UUID,speed=40000"
	expect_speed '40 Gbps'
	testpmd_quit
}

test_arguments_refused_at_start()
{
	mdev_up
	testpmd_begin -a "$UUID,speed=7"
	testpmd_expect 1 'Failed to parse speed'
	testpmd_expect 1 "Requested device $UUID cannot be used"
	testpmd_fds >"$LAB_OUT/fds.txt"
	expect_no_line "$LAB_OUT/fds.txt" '/dev/vfio/[0-9]'
	attach_works "$UUID,speed=10000"
	expect_speed '10 Gbps'
	testpmd_quit
}
