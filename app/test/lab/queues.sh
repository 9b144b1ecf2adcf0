# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# limit test_two_pairs 240
# limit test_pairs_change 300
#
# Several pairs of queues: Debian's testpmd answers pings on each. The module
# chooses the pair by the echo's identifier, modulo the pairs in use; what is
# no echo comes to the first.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
}

# start_pairs OFFERED USED [PARAMETER=VALUE...]: testpmd answers on USED pairs
start_pairs()
{
	with_mdev mvnet-legacy "$UUID" "queues=$1" "${@:3}"
	TESTPMD_APP+=(--rxq="$2" --txq="$2")
	testpmd_start -l 0-1 -a "$UUID"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
}

# ping_as ID COUNT: every one must be answered
ping_as()
{
	ping -n -i 0.05 -W 5 -e "$1" -c "$2" 192.0.2.2
}

# counted rx|tx QUEUE: packets, in the last answer to "show port xstats"
counted()
{
	sed -n "s/^$1_q$2_good_packets: //p" "$TESTPMD_OUT" | tail -n 1
}

# expect_pair QUEUE COUNT: so many came, and as many were sent
expect_pair()
{
	local got
	got="$(counted rx "$1") $(counted tx "$1")"
	[ "$got" = "$2 $2" ] || lab_fail "pair $1: received and sent $got, not $2"
}

# expect_first_pair COUNT: the first has what is no echo as well
expect_first_pair()
{
	[ "$(counted rx 0)" -ge "$1" ]
	[ "$(counted tx 0)" -ge "$1" ]
}

test_two_pairs()
{
	start_pairs 2 2
	ping_as 10 20
	ping_as 11 30
	ping_as 257 5
	testpmd_do "show port xstats 0"
	testpmd_do "show fwd stats all"
	expect_first_pair 20
	expect_pair 1 35
	expect_line "$TESTPMD_OUT" 'RX Port= 0/Queue= 1 -> TX Port= 0/Queue= 1'
	testpmd_quit
	expect_no_line "$TESTPMD_OUT" 'Multiqueue configured but send command failed'
}

test_two_pairs_pinned()
{
	start_pairs 2 2 pin=1
	ping_as 10 20
	ping_as 11 20
	testpmd_do "show port xstats 0"
	expect_first_pair 20
	expect_pair 1 20
	testpmd_quit
}

test_four_pairs()
{
	local pair
	start_pairs 4 4
	for pair in 0 1 2 3; do
		ping_as "$((100 + pair))" "$((10 + pair))"
	done
	testpmd_do "show port xstats 0"
	expect_first_pair 10
	for pair in 1 2 3; do
		expect_pair "$pair" "$((10 + pair))"
	done
	testpmd_quit
}

# Packets come by the pairs in use, not by those that there are.
test_fewer_than_offered()
{
	local pair
	start_pairs 4 3
	for pair in 0 1 2; do
		ping_as "$((99 + pair))" "$((10 + pair))"
	done
	testpmd_do "show port xstats 0"
	expect_first_pair 10
	expect_pair 1 11
	expect_pair 2 12
	testpmd_quit
}

use_pairs()
{
	testpmd_do stop
	testpmd_do "port stop 0"
	testpmd_do "port config all rxq $1"
	testpmd_do "port config all txq $1"
	testpmd_do "port start 0"
	testpmd_do start
	wait_for 20 has_carrier "$(mvnet_ifname "$UUID")"
}

test_pairs_change()
{
	start_pairs 2 2
	ping_as 11 20
	use_pairs 1
	testpmd_do "clear port xstats 0"
	ping_as 11 20
	testpmd_do "show port xstats 0"
	expect_first_pair 20
	use_pairs 2
	testpmd_do "clear port xstats 0"
	ping_as 11 20
	testpmd_do "show port xstats 0"
	expect_pair 1 20
	testpmd_quit
}

# testpmd asks the driver how many there may be.
test_one_pair_offered()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_spawn -l 0-1 -a "$UUID" -- "${TESTPMD_APP[@]}" --rxq=2 --txq=2
	testpmd_expect 60 'rxq \(2\) can.t be greater than max_rx_queues \(1\)'
}

test_unknown_number()
{
	local number
	for number in 0 5 -1 two; do
		if set_parameter /sys/module/mvnet/parameters/queues "$number"; then
			lab_fail "$number was taken"
		fi
	done
	[ "$(cat /sys/module/mvnet/parameters/queues)" = 1 ]
}
