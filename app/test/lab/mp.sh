# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# long test_secondary_is_killed_as_it_asks_to_attach
#
# Several processes have an mdev, and it is attached, detached, removed; or one of them is stopped
# or killed meanwhile.

# shellcheck source=app/test/lab/processes.sh
. "$LAB_REPO/app/test/lab/processes.sh"

suite_setup()
{
	mvnet_setup
}

type=mvnet-legacy

# two_consoles [PARAMETER=VALUE...]: a primary and a secondary have an mdev with these parameters
two_consoles()
{
	with_mdev "$type" "$UUID" "$@"
	console first primary -a "$UUID"
	console second secondary -a "$UUID"
}

# all_have NUMBER UUID NAME...: 1 or 0
all_have()
{
	local name
	for name in "${@:3}"; do
		says "$name" "$1" has "$2"
	done
}

# --- attaching and detaching ---

# comes_and_goes NAME: what one process attaches and detaches, all do
comes_and_goes()
{
	says "$1" 0 attach "$UUID2"
	all_have 1 "$UUID2" first second third
	says "$1" 0 detach "$UUID2"
	all_have 0 "$UUID2" first second third
}

test_attach_and_detach_in_all()
{
	two_consoles
	with_mdev "$type" "$UUID2"
	console third secondary
	comes_and_goes first
	comes_and_goes second
	all_have 1 "$UUID" first second third
	says second 0 detach "$UUID"
	all_have 0 "$UUID" first second third
	quits third second first
	is_free
}

# --- removal ---

# removing: what an operator does; it waits until nobody has the mdev
removing()
{
	bash -c "echo 1 >/sys/bus/mdev/devices/$UUID/remove" &
	remover=$!
}

removed()
{
	wait_for 10 is_over "$remover"
	wait "$remover"
}

# has_event NAME
has_event()
{
	grep -q "^event $UUID" "$LAB_OUT/$1.txt"
}

# The primary is told, and detaches it everywhere; the same UUID comes again.
removed_from_both()
{
	two_consoles "$@"
	says first 0 watch "$UUID"
	says second 0 watch "$UUID"
	removing
	wait_for 10 has_event first
	says first 0 detach "$UUID"
	removed
	all_have 0 "$UUID" first second
	expect_no_line "$LAB_OUT/second.txt" '^event'
	with_mdev "$type" "$UUID"
	says first 0 attach "$UUID"
	all_have 1 "$UUID" first second
	quits second first
	is_free
}

test_removal_on_request()
{
	removed_from_both req=1
}

test_removal_without_request()
{
	removed_from_both
}

# If the primary does nothing, the others are told.
test_removal_that_the_primary_ignores()
{
	two_consoles
	says second 0 watch "$UUID"
	removing
	wait_for 20 has_event second
	says second 0 detach "$UUID"
	removed
	all_have 0 "$UUID" first second
	quits second first
}

# Nobody else can be told. Without a primary EAL detaches nothing, but the process can end.
test_removal_when_the_primary_is_dead()
{
	two_consoles
	says second 0 watch "$UUID"
	ended first KILL
	removing
	wait_for 4 has_event second
	quits second
	removed
}

# --- an end in the middle ---

# kill_at NAME SYSCALL: when that process calls it next
kill_at()
{
	local -n pid=$1
	strace -f -qq -o /run/trace.txt -p "$pid" -e "trace=$2" \
		-e "inject=$2:signal=SIGKILL:when=1" &
	wait_for 10 is_traced "$pid"
}

# is_traced PID: all its threads
is_traced()
{
	! grep -q '^TracerPid:.0' /proc/"$1"/task/*/status
}

# EAL waits for the dead one's answer, for five seconds, and takes back what it did (ENOMSG).
test_secondary_is_killed_as_it_attaches()
{
	two_consoles
	with_mdev "$type" "$UUID2"
	kill_at second ioctl
	says first -42 attach "$UUID2"
	grep -q 'killed by SIGKILL' /run/trace.txt
	all_have 0 "$UUID2" first
	says first 0 attach "$UUID2"
	says first 0 detach "$UUID2"
	with_timeout 20 lab_mdev_remove "$UUID2"
	quits first
	is_free
}

# lacks NAME UUID
lacks()
{
	[ "$(tell "$1" has "$2")" -eq 0 ]
}

# It has asked for it itself: the primary's answer comes to nobody.
test_secondary_is_killed_as_it_asks_to_attach()
{
	two_consoles
	with_mdev "$type" "$UUID2"
	kill_at second ioctl
	ask second attach "$UUID2"
	# shellcheck disable=SC2154 # console sets it
	wait_for 30 is_over "$second"
	grep -q 'killed by SIGKILL' /run/trace.txt
	wait_for 30 lacks first "$UUID2"
	with_timeout 20 lab_mdev_remove "$UUID2"
	quits first
	is_free
}

# This one has something mapped, which is the first thing to go.
test_secondary_is_killed_as_it_detaches()
{
	type=mvnet-modern
	two_consoles
	kill_at second munmap
	says first -42 detach "$UUID"
	grep -q 'killed by SIGKILL' /run/trace.txt
	all_have 1 "$UUID" first
	says first 0 detach "$UUID"
	all_have 0 "$UUID" first
	is_free
	quits first
}

# It is told, in time, and the next one is served.
test_primary_is_stopped()
{
	local before=$SECONDS
	with_mdev "$type" "$UUID"
	console first primary -a "$UUID"
	# shellcheck disable=SC2154 # console sets it
	kill -STOP "$first"
	if "$TEST_MDEV" "${EAL[@]}" --proc-type=secondary -a "$UUID" -- show "$UUID" \
		>"$LAB_OUT/out.txt" 2>&1; then
		lab_fail "it has it"
	fi
	echo "ended after $((SECONDS - before)) s"
	expect_line "$LAB_OUT/out.txt" \
		"$UUID: asking the primary process for it: Connection timed out"
	kill -CONT "$first"
	console second secondary -a "$UUID"
	quits second first
	is_free
}

# --- memory of the application ---

SHARED=/run/shared-memory

# share NAME...: they have it, and the file is gone
share()
{
	local name
	for name; do
		says "$name" 0 share "$SHARED"
	done
	rm "$SHARED"
}

# pinned NAME: kB of its memory that the device keeps
pinned()
{
	local -n pid=$1
	awk '/^VmLck:/ { print $2 }' "/proc/$pid/status"
}

# The domain is the primary's; the device proves what is mapped in it.
test_memory_of_a_secondary()
{
	two_consoles pin=1
	share first second
	says second -110 send "$UUID"
	says second 0 dma-map "$UUID"
	says second 0 send "$UUID"
	[ "$(pinned first)" -gt 0 ]
	says second 0 dma-unmap "$UUID"
	[ "$(pinned first)" -eq 0 ]
	says second -110 send "$UUID"
	says second -22 dma-unmap "$UUID"
	quits second first
	is_free
}

# What it has mapped stays, until the domain ends.
test_memory_of_a_dead_secondary()
{
	two_consoles pin=1
	share first second
	says second 0 dma-map "$UUID"
	says second 0 send "$UUID"
	ended second KILL
	says first 0 send "$UUID"
	[ "$(pinned first)" -gt 0 ]
	says first 0 detach "$UUID"
	[ "$(pinned first)" -eq 0 ]
	is_free
	quits first
}

# --- interrupts ---

# They are the primary's: the secondary is told so, and changes nothing.
test_interrupt_is_the_primarys()
{
	two_consoles msix=0
	share first
	says first 0 dma-map "$UUID"
	says first 0 register-interrupt "$UUID"
	says first 0 enable-interrupt "$UUID"
	says second -22 register-interrupt "$UUID"
	says second -1 enable-interrupt "$UUID"
	says second -1 acknowledge-interrupt "$UUID"
	says second -1 disable-interrupt "$UUID"
	says first 0 send "$UUID"
	wait_for 10 grep -q '^interrupt' "$LAB_OUT/first.txt"
	expect_no_line "$LAB_OUT/second.txt" '^interrupt'
	says first 0 disable-interrupt "$UUID"
	says first 0 unregister-interrupt "$UUID"
	quits second first
}

# --- two testpmds ---

# Each lets go of a port that is removed. The primary is told, does it for both, and is not
# disturbed. It closes the port first, which ethdev has all processes share: the other testpmd then
# crashes when it quits and closes it again, and so it is killed.
test_removal_from_two_testpmds()
{
	with_mdev "$type" "$UUID" queues=2
	two_testpmds io --hot-plug
	removing
	wait_for 30 is_over "$remover"
	wait "$remover"
	testpmd_select -1
	testpmd_alive
	expect_no_line "$TESTPMD_OUT" 'hotplug request|hotplug remove|Removing a device'
	kill -KILL "$TESTPMD_PID"
	testpmd_select -0
	testpmd_expect 10 'Device is detached'
	testpmd_quit
	expect_no_line "$TESTPMD_OUT" 'hotplug request|hotplug remove|Failed to detach'
}

# received QUEUE: packets, in the answer to "show fwd stats all"
received()
{
	grep -A 1 "RX Port= 0/Queue= $1 ->" "$TESTPMD_OUT" |
		sed -n 's/.*RX-packets: \([0-9]*\) .*/\1/p' | tail -n 1
}

# has_queues NAME QUEUE QUEUE: these and no others; on each the pings have come, and their answers;
# the kernel sends other packets as well
has_queues()
{
	local queue got
	testpmd_select "$1"
	testpmd_do "show fwd stats all"
	for queue in 0 1 2 3; do
		got=$(received "$queue")
		case $queue in
		"$2" | "$3") [ "${got:-0}" -ge 40 ] ;;
		*) [ -z "$got" ] ;;
		esac
	done
}

ping_on_all_pairs()
{
	local id ping pings=()
	for id in 8 9 10 11; do
		ping -n -i 0.05 -W 5 -e "$id" -c 20 192.0.2.2 &
		pings+=($!)
	done
	for ping in "${pings[@]}"; do
		wait "$ping"
	done
}

# In the mode 5tswap a process has its share of the queues. It sends a ping back to where it came
# from, which answers it; that answer is sent back as well, and is the ping's.
test_traffic_in_both_at_once()
{
	with_mdev "$type" "$UUID" queues=4
	QUEUES=4 two_testpmds 5tswap
	mvnet_up "$UUID" 192.0.2.1/24
	ip neigh replace 192.0.2.2 lladdr 02:00:00:00:00:02 nud permanent \
		dev "$(mvnet_ifname "$UUID")"
	testpmd_select -0
	testpmd_do start
	testpmd_select -1
	testpmd_do start
	ping_on_all_pairs
	has_queues -0 0 1
	has_queues -1 2 3
	testpmd_quit
	testpmd_select -0
	testpmd_quit
}
