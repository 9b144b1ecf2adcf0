# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# What the application is told of mdevs that come, and when the kernel says so.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
}

DEBUG=--log-level=lib.eal:debug

# awaiting SECONDS COMMAND...: in the background until it waits for an event; its
# process is $waiter
awaiting()
{
	local seconds=$1
	shift
	"$@" >"$LAB_OUT/out.txt" 2>&1 &
	waiter=$!
	wait_for "$seconds" grep -q '^waiting' "$LAB_OUT/out.txt"
}

# told: it ends, and well
told()
{
	wait "$waiter" && return
	cat "$LAB_OUT/out.txt"
	return 1
}

test_new_mdev_is_reported_and_attached()
{
	local waiter
	awaiting 60 test_mdev -- wait-add "$UUID" 60
	with_mdev mvnet-legacy "$UUID2"
	with_mdev mvnet-legacy "$UUID"
	told
	expect_line "$LAB_OUT/out.txt" "^added $UUID$"
	expect_line "$LAB_OUT/out.txt" "^ok: attach $UUID"
}

# reported UUID: how often
reported()
{
	grep -c "^added $1$" "$LAB_OUT/out.txt" || true
}

has_reports()
{
	[ "$(reported "$2")" -ge "$1" ]
}

# One process is told of it each time, and once.
test_same_mdev_comes_again()
{
	local waiter round
	awaiting 60 test_mdev -- count-adds 3 60
	for round in 1 2 3; do
		with_mdev mvnet-legacy "$UUID"
		wait_for 60 has_reports "$round" "$UUID"
		lab_mdev_remove "$UUID"
		[ "$(reported "$UUID")" -eq "$round" ]
	done
	told
	[ "$(grep -c '^added' "$LAB_OUT/out.txt")" -eq 3 ]
}

test_testpmd_prints_it()
{
	testpmd_run 60 -l 0-1 --no-huge -m 128 -- "${TESTPMD_APP[@]}" --hot-plug
	with_mdev mvnet-legacy "$UUID"
	testpmd_expect 60 "The device: $UUID has been added!"
	testpmd_do "port attach $UUID"
	testpmd_expect 60 "Port 0 is attached"
	testpmd_quit
}

# As EAL reports all PCI functions
test_blocked_and_not_allowed()
{
	local waiter
	with_mdev mvnet-legacy "$UUID2"
	awaiting 60 test_mdev -a "$UUID2" -- count-adds 1 60
	with_mdev mvnet-legacy "$UUID"
	told
	expect_line "$LAB_OUT/out.txt" "^added $UUID$"
	awaiting 60 test_mdev -b "$UUID2" -- count-adds 1 60
	lab_mdev_remove "$UUID2"
	with_mdev mvnet-legacy "$UUID2"
	told
	expect_line "$LAB_OUT/out.txt" "^added $UUID2$"
}

# The bus cannot take it, and so it is not news. The second one shows that the
# first has been looked at.
test_other_device_api()
{
	local waiter
	awaiting 60 test_mdev -- count-adds 1 60
	with_mdev mvplat-none "$UUID2"
	with_mdev mvnet-legacy "$UUID"
	told
	expect_line "$LAB_OUT/out.txt" "^added $UUID$"
	expect_no_line "$LAB_OUT/out.txt" "$UUID2"
}

MANY=10000000-0000-4000-8000-

# All at once, as when a host starts
test_none_is_lost()
{
	local waiter
	uuids "$MANY" 50 >"$LAB_OUT/uuids.txt"
	awaiting 60 test_mdev -- count-adds 50 60
	create_each mvnet-legacy <"$LAB_OUT/uuids.txt"
	told
	sed -n 's/^added //p' "$LAB_OUT/out.txt" | sort | diff - "$LAB_OUT/uuids.txt"
}

# Who may not have more room than others.
mdev_without_net_admin()
{
	setpriv --bounding-set=-net_admin "$TEST_MDEV" "${SMALL_EAL[@]}" "$@"
}

# A socket with room for a few messages, which nobody takes out: a line says so, and
# the bus goes on, though EAL's own monitor ends.
test_lost_messages()
{
	local waiter
	set_parameter /proc/sys/net/core/rmem_default 4608
	set_parameter /proc/sys/net/core/rmem_max 4608
	awaiting 60 mdev_without_net_admin -- wait-add "$UUID" 60
	pkill -STOP -P "$waiter"
	create_each mvnet-legacy < <(uuids "$MANY" 40)
	pkill -CONT -P "$waiter"
	wait_for 60 grep -q "no room for the kernel's messages" "$LAB_OUT/out.txt"
	with_mdev mvnet-legacy "$UUID"
	wait "$waiter" || true
	expect_line "$LAB_OUT/out.txt" "^added $UUID$"
	expect_line "$LAB_OUT/out.txt" "^ok: attach $UUID"
}

# ---- where the kernel says nothing ----

# A container's seccomp: the program runs as ever, and only who looks is told.
test_netlink_not_permitted()
{
	strace -f -qq -o /run/trace.txt -e trace=socket -e inject=socket:error=EPERM:when=1+ \
		"$TEST_MDEV" "${SMALL_EAL[@]}" "$DEBUG" -- list >"$LAB_OUT/out.txt" 2>&1
	expect_line /run/trace.txt 'NETLINK_KOBJECT_UEVENT.*EPERM'
	[ "$(grep -c 'new mdevs will not be reported: Operation not permitted' \
		"$LAB_OUT/out.txt")" = 1 ]
}

# A network namespace of the host's own users has the events, as in most containers.
test_other_network_namespace()
{
	local waiter
	awaiting 60 unshare --net "$TEST_MDEV" "${SMALL_EAL[@]}" -- wait-add "$UUID" 60
	with_mdev mvnet-legacy "$UUID"
	told
	expect_line "$LAB_OUT/out.txt" "^added $UUID$"
}

netlink_sockets()
{
	awk '$2 == 15 { count++ } END { print count + 0 }' /proc/net/netlink
}

# One socket a process, which does not outlive the bus
test_who_listens()
{
	local before holder
	before=$(netlink_sockets)
	with_mdev mvnet-legacy "$UUID"
	"$TEST_MDEV" "${SMALL_EAL[@]}" -a "$UUID" -- hold "$UUID" 60 >"$LAB_OUT/out.txt" 2>&1 &
	holder=$!
	wait_for 60 grep -q '^holding' "$LAB_OUT/out.txt"
	[ "$(netlink_sockets)" = $((before + 1)) ]
	kill "$holder"
	wait "$holder"
	[ "$(netlink_sockets)" = "$before" ]
}

# ---- the kernel's own order, on which the bus relies ----

test_remove_event_comes_too_late()
{
	local holder remover
	with_mdev mvnet-legacy "$UUID"
	python3 "$LAB_REPO/app/test/lab/uevents.py" >"$LAB_OUT/uevents.txt" &
	wait_for 60 grep -q '^listening' "$LAB_OUT/uevents.txt"
	"$TEST_MDEV" "${SMALL_EAL[@]}" -a "$UUID" -- hold "$UUID" 100 >"$LAB_OUT/out.txt" 2>&1 &
	holder=$!
	wait_for 60 grep -q '^holding' "$LAB_OUT/out.txt"
	echo 1 >"$MDEV_DEVICES/$UUID/remove" &
	remover=$!
	wait_for 60 mdev_is_gone "$UUID"
	# Another one comes and goes meanwhile: what the kernel has said up to here is there.
	with_mdev mvnet-legacy "$UUID2"
	lab_mdev_remove "$UUID2"
	wait_for 60 grep -q "^remove $UUID2" "$LAB_OUT/uevents.txt"
	expect_no_line "$LAB_OUT/uevents.txt" "$UUID"
	kill "$holder"
	wait "$holder"
	wait "$remover"
	wait_for 60 grep -q "^remove $UUID$" "$LAB_OUT/uevents.txt"
}
