# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites that measure traffic: packets that go round between two ports of testpmd, what
# they cost, and a table of it.

# shellcheck source=app/test/lab/mpcipairs.sh
. "$LAB_REPO/app/test/lab/mpcipairs.sh"

# --- figures: rows of dpdk-test-pci-perf, which says what is in the middle ---

SAMPLES=$LAB_OUT/samples.csv
: >"$SAMPLES"

FRAME=64

# sample WHAT WHO UNIT NUMBER: of frames of FRAME bytes
sample()
{
	echo "$1,$FRAME,$2,$3,-,-,-,$4" >>"$SAMPLES"
}

# tabulate: in the test's log, and in a table of all tests of this run. Not every goal is this
# test's.
tabulate()
{
	rm -f "$LAB_OUT/perf.csv"
	"$PCI_PERF" --read "$SAMPLES" --csv "$LAB_OUT/perf.csv" >"$LAB_OUT/goals.txt" || true
	cat "$LAB_OUT/goals.txt"
	[ -s "$LAB_OUT/perf.csv" ]
}

# goal_is_met TEXT: one of those that dpdk-test-pci-perf knows
goal_is_met()
{
	expect_line "$LAB_OUT/goals.txt" "^ok .*: $1"
}

# --- the loop: a burst each way, and each port sends what the other has received ---

LOOP_APP=(-i --total-num-mbufs=4096 --rxd=256 --txd=256 --nb-cores=1)

# Its threads may share a processor.
LCORES=0@0,1@0

# loop_start NAME EAL-ARG...: testpmd with two ports; it forwards in a thread of its own
loop_start()
{
	testpmd_select "-$1"
	testpmd_run 120 --lcores "$LCORES" "--file-prefix=$1" "${@:2}" -- "${LOOP_APP[@]}"
	runs_library "$TESTPMD_PID"
}

# The thread that forwards
loop_thread()
{
	local task
	for task in "/proc/$TESTPMD_PID/task"/*; do
		[[ $(cat "$task/comm") != *worker* ]] || echo "${task##*/}"
	done
}

# loop_time: nanoseconds that the thread has computed; it sleeps while nothing is forwarded
loop_time()
{
	cut -d ' ' -f 1 "/proc/$TESTPMD_PID/task/$(loop_thread)/schedstat"
}

# What went round since it was started, as testpmd sums it up when it stops
loop_packets()
{
	tail -n 8 "$TESTPMD_OUT" | sed -nE 's/^ *RX-packets: *([0-9]+).*/\1/p' | tail -n 1
}

# loop_run COMMAND...: as long as this takes; sets packets and nanoseconds
loop_run()
{
	local before
	before=$(loop_time)
	testpmd_do "start tx_first 1"
	"$@"
	testpmd_do stop
	nanoseconds=$(($(loop_time) - before))
	packets=$(loop_packets)
	echo "$LIBRARY: $packets packets in $nanoseconds ns"
	[ "$packets" -gt 1000 ] || lab_fail "the packets have been lost"
}

# --- the installed library and ours, by turns ---

# Two pairs of e1000e, each on a hub of its own
loop_setup()
{
	mapfile -t NICS < <(lab_nics "${MODEL_IDS[e1000e]}")
}

loop_bind()
{
	local nic
	for nic in "${NICS[@]}"; do
		lab_bind "$nic" vfio-pci
	done
}

# start_as LIBRARY PAIR: the first, 0, or the second, 1
start_as()
{
	use_library "$1"
	loop_start "$1" -a "${NICS[2 * $2]}" -a "${NICS[2 * $2 + 1]}"
}

# window WHAT LIBRARY: a second of it. The suite's loop_sample WHAT WHO makes samples of it.
window()
{
	local packets nanoseconds
	LIBRARY=$2
	testpmd_select "-$2"
	loop_run sleep 1
	loop_sample "$1" "$2"
}

# by_turns WHAT WINDOWS FIRST SECOND: two libraries, each with a pair, which are both there all the
# time
by_turns()
{
	local i
	start_as "$3" 0
	start_as "$4" 1
	for ((i = 0; i < $2; i++)); do
		window "$1" "$3"
		window "$1" "$4"
	done
	testpmd_quit
	testpmd_select "-$3"
	testpmd_quit
}
