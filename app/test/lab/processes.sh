# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites: processes of one DPDK program that have the same mdevs. They are called by
# names, which are variables of the test that hold their numbers.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

EAL=(-l 0 -m 64 --file-prefix=two --no-telemetry)

# process NAME TYPE ARG...: in the background; reads PROCESS_IN, writes NAME.txt
process()
{
	local -n pid=$1
	local out=$LAB_OUT/$1.txt
	"$TEST_MDEV" "${EAL[@]}" "--proc-type=$2" "${@:3}" \
		<"${PROCESS_IN:-/dev/null}" >"$out" 2>&1 &
	# shellcheck disable=SC2034 # the caller's
	pid=$!
}

# has_it NAME: it has opened its device
has_it()
{
	wait_for 60 grep -qE '^holding|^test-mdev:|EAL: Error' "$LAB_OUT/$1.txt"
	expect_line "$LAB_OUT/$1.txt" '^holding'
}

# start NAME TYPE [EAL-ARG...]: and keep the mdev
start()
{
	process "$1" "$2" "${@:3}" -- hold "$UUID" 300
	has_it "$1"
}

# ended NAME SIGNAL
ended()
{
	local -n pid=$1
	kill "-$2" "$pid"
	wait "$pid" || [ "$2" = KILL ]
}

# What the kernel says: removing it would wait for whoever has it.
is_free()
{
	with_timeout 20 lab_mdev_remove "$UUID"
	with_mdev "$type" "$UUID"
	test_mdev -a "$UUID" -- show "$UUID" >"$LAB_OUT/alone.txt" 2>&1 || {
		cat "$LAB_OUT/alone.txt"
		lab_fail "the mdev is not free"
	}
}

with_timeout()
{
	local seconds=$1
	shift
	"$@" &
	wait_for "$seconds" is_over $! || lab_fail "still waiting: $*"
	wait $!
}

is_over()
{
	! kill -0 "$1" 2>/dev/null
}

# --- processes that do what they are told, a step at a time ---

declare -A console_fds

# console NAME TYPE [EAL-ARG...]
console()
{
	local in=/run/$1.in fd
	rm -f "$in"
	mkfifo "$in"
	exec {fd}<>"$in"
	console_fds[$1]=$fd
	PROCESS_IN=$in process "$@" -- console
	wait_for 60 grep -qE '^ready|^test-mdev:|EAL: Error' "$LAB_OUT/$1.txt"
	expect_line "$LAB_OUT/$1.txt" '^ready'
}

# ask NAME STEP ARG: without waiting
ask()
{
	echo "${*:2}" >&"${console_fds[$1]}"
}

# answers NAME STEP ARG: how many there are
answers()
{
	grep -c "^${*:2}: " "$LAB_OUT/$1.txt" || true
}

has_answers()
{
	[ "$(answers "${@:2}")" -ge "$1" ]
}

# answer COUNT NAME STEP ARG: wait until there are so many, and print the last
answer()
{
	wait_for 30 has_answers "$@"
	sed -n "s|^${*:3}: ||p" "$LAB_OUT/$2.txt" | tail -n 1
}

# tell NAME STEP ARG: and print the answer
tell()
{
	local before
	before=$(answers "$@")
	ask "$@"
	answer $((before + 1)) "$@"
}

# says NAME NUMBER STEP ARG: that is the answer
says()
{
	local said
	said=$(tell "$1" "${@:3}")
	[ "$said" = "$2" ] && return
	cat "$LAB_OUT/$1.txt"
	lab_fail "$1: ${*:3}: $said, not $2"
}

# quits NAME...: in order
quits()
{
	local name fd
	for name; do
		local -n pid=$name
		ask "$name" quit
		wait "$pid"
		fd=${console_fds[$name]}
		exec {fd}>&-
	done
}

# --- two testpmds with the same mdev ---

TWO=(-l 0-1 --file-prefix=two --no-telemetry)
TWO_APP=(-i --total-num-mbufs=4096 --rxd=256 --txd=256 --num-procs=2)

# two_testpmds MODE [APP-ARG...]: -0 and -1, a primary and a secondary, with QUEUES pairs, 2 if
# nothing is said; each forwards on a processor of its own
two_testpmds()
{
	local n kinds=(primary secondary) app=("${TWO_APP[@]}" "--forward-mode=$1" "${@:2}")
	app+=("--rxq=${QUEUES:-2}" "--txq=${QUEUES:-2}")
	for n in 0 1; do
		testpmd_select "-$n"
		testpmd_run 90 "${TWO[@]}" "--main-lcore=$n" "--proc-type=${kinds[n]}" \
			-a "$UUID" -- "${app[@]}" "--proc-id=$n"
	done
}
