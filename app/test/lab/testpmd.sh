# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites: Debian's dpdk-testpmd, driven through its prompt, and the
# kernel's end of an mvnet device.

declare -A testpmd_pids testpmd_fds

# testpmd_select NAME: which one the functions below mean
testpmd_select()
{
	TESTPMD_NAME=$1
	TESTPMD_OUT=$LAB_OUT/testpmd$1.txt
	TESTPMD_IN=/run/testpmd$1.in
	TESTPMD_PID=${testpmd_pids[_$1]:-}
	TESTPMD_FD=${testpmd_fds[_$1]:-}
}
testpmd_select ""

# One queue of each kind, and few buffers: the VM is small.
TESTPMD_APP=(-i --total-num-mbufs=2048 --rxd=256 --txd=256)

# Its words; others run it as another user, or in a container
TESTPMD_COMMAND=(dpdk-testpmd)

# testpmd_spawn EAL-ARG... -- APP-ARG...: without waiting for anything
testpmd_spawn()
{
	rm -f "$TESTPMD_IN"
	mkfifo "$TESTPMD_IN"
	stdbuf -oL "${TESTPMD_COMMAND[@]}" "$@" <"$TESTPMD_IN" >"$TESTPMD_OUT" 2>&1 &
	TESTPMD_PID=$!
	testpmd_pids[_$TESTPMD_NAME]=$TESTPMD_PID
	exec {TESTPMD_FD}>"$TESTPMD_IN"
	testpmd_fds[_$TESTPMD_NAME]=$TESTPMD_FD
}

testpmd_alive()
{
	kill -0 "$TESTPMD_PID" 2>/dev/null
}

# testpmd_said PATTERN [LINE]: in the output, from that line on
testpmd_said()
{
	grep -qE -- "$1" <(tail -n "+${2:-1}" "$TESTPMD_OUT")
}

said_or_dead()
{
	testpmd_said "$@" || ! testpmd_alive
}

# testpmd_expect SECONDS PATTERN [LINE]: wait until it is in the output, from that line on
testpmd_expect()
{
	wait_for "$1" said_or_dead "${@:2}" || true
	testpmd_said "${@:2}" && return
	cat "$TESTPMD_OUT"
	lab_fail "testpmd did not say: $2"
}

# testpmd_run SECONDS EAL-ARG... -- APP-ARG...: up to its prompt
testpmd_run()
{
	testpmd_spawn "${@:2}"
	testpmd_expect "$1" '^testpmd> |^Done'
}

# testpmd_start EAL-ARG...: port 0 in icmpecho mode
testpmd_start()
{
	testpmd_run 60 "$@" -- "${TESTPMD_APP[@]}" --forward-mode=icmpecho
}

# testpmd_do COMMAND: the prompt comes back when it has been carried out
testpmd_do()
{
	local before
	before=$(grep -c 'testpmd>' "$TESTPMD_OUT" || true)
	echo "$1" >&"$TESTPMD_FD"
	wait_for "${2:-60}" more_prompts "$before"
}

# testpmd_answers COMMAND PATTERN: what was there before the command does not count
testpmd_answers()
{
	local lines
	lines=$(wc -l <"$TESTPMD_OUT")
	testpmd_do "$1"
	testpmd_expect 1 "$2" $((lines + 1))
}

more_prompts()
{
	[ "$(grep -c 'testpmd>' "$TESTPMD_OUT" || true)" -gt "$1" ] || ! testpmd_alive
}

# testpmd_quit: and hand over its exit status
testpmd_quit()
{
	echo quit >&"$TESTPMD_FD"
	exec {TESTPMD_FD}>&-
	wait_for 60 testpmd_is_over || kill -KILL "$TESTPMD_PID"
	wait "$TESTPMD_PID"
}

testpmd_is_over()
{
	! testpmd_alive
}

# testpmd_fds: what it holds below /dev/vfio, one a line
testpmd_fds()
{
	find "/proc/$TESTPMD_PID/fd" -lname '/dev/vfio/*' -printf '%l\n' | sort
}

# --- the other end of an mvnet device ---

mvnet_ifname()
{
	ls "/sys/bus/mdev/devices/$1/net"
}

# mvnet_up UUID ADDRESS/LEN
mvnet_up()
{
	local ifname
	ifname=$(mvnet_ifname "$1")
	ip address add "$2" dev "$ifname"
	ip link set "$ifname" up
	wait_for 20 has_carrier "$ifname"
}

has_carrier()
{
	[ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]
}

# ping_through ADDRESS [COUNT]: every one must be answered
ping_through()
{
	local count=${2:-20}
	ping -n -i 0.05 -W 5 -c "$count" "$1"
}
