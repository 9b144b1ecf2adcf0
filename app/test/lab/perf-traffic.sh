# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --icount 2 --smp 1 --iommu --mem 1536
# lab: --nic e1000e --nic e1000e --hub --nic e1000e --nic e1000e
# limit test_as_few_as_stock 600
# limit test_mdev_by_ports 600
# limit test_mdev_by_mapping 600
# limit test_round_trips 600
# long test_as_few_as_stock
# long test_mdev_by_ports
# long test_mdev_by_mapping
# long test_round_trips
#
# What the bus costs while packets flow: beside the installed library, and where the time goes. In
# this VM time is a count of instructions, which does not depend on what else the machine does.

# shellcheck source=app/test/lab/loop.sh
. "$LAB_REPO/app/test/lab/loop.sh"

# Of vm.sh --icount 2
NS_PER_INSTRUCTION=4

WINDOWS=5

suite_setup()
{
	mpci_setup
	lab_modprobe vfio-pci sch_ingress cls_matchall act_mirred
	lab_insmod mvnet
	loop_setup
}

# instructions_in NANOSECONDS COUNT: for each of these
instructions_in()
{
	awk "BEGIN { print $1 / $NS_PER_INSTRUCTION / $2 }"
}

# loop_sample WHAT WHO
loop_sample()
{
	sample "$1" "$2" instructions/packet "$(instructions_in "$nanoseconds" "$packets")"
}

# --- beside the installed library ---

test_as_few_as_stock()
{
	loop_bind
	by_turns loop-e1000e "$WINDOWS" stock ours
	tabulate
	goal_is_met "instructions of a forwarded packet on e1000e, against stock"
}

# --- where the time goes ---

PROFILE=/run/perf.data
SAMPLES_PER_SECOND=5000

needs_perf()
{
	perf record -q -e cpu-clock -o "$PROFILE" true 2>"$LAB_OUT/perf.txt" ||
		skip "no perf that takes samples (package linux-perf)"
}

takes_samples()
{
	[ -n "$(find "/proc/$profiler/fd" -lname '*perf_event*' 2>/dev/null)" ]
}

# sampled COMMAND...: what the thread that forwards does meanwhile. The profiler takes long to
# start, when nothing should be forwarded.
sampled()
{
	local profiler
	perf record -q -B -N -e cpu-clock -F "$SAMPLES_PER_SECOND" -g -t "$(loop_thread)" \
		-o "$PROFILE" &
	profiler=$!
	wait_for 120 takes_samples
	"$@"
	kill -INT "$profiler"
	wait "$profiler" || true
}

# Of all samples: those in the bus's own code, and those in the calls of the kernel by which it
# reaches what is not mapped, all that these do included
count_samples()
{
	perf script -i "$PROFILE" -F ip,sym,dso 2>/dev/null | tee "$LAB_OUT/samples-perf.txt" |
		awk -v RS= '/^[^\n]*librte_bus_pci/ { bus++ }
			/sys_p(read|write)64/ { calls++ }
			END { print NR, bus + 0, calls + 0 }'
}

# shares WHAT: in per cent; sets all, bus and calls
shares()
{
	read -r all bus calls < <(count_samples)
	echo "$1: $all samples, $bus in the bus, $calls in its calls"
	[ "$all" -gt 1000 ] || lab_fail "there are too few samples"
	sample "$1" ours bus-% "$(awk "BEGIN { print 100 * $bus / $all }")"
	sample "$1" ours calls-% "$(awk "BEGIN { print 100 * $calls / $all }")"
}

# profiled WHAT SECONDS: the loop, without samples, and then with samples for so long
profiled()
{
	local i packets nanoseconds
	for ((i = 0; i < WINDOWS; i++)); do
		loop_run sleep 1
		loop_sample "$1" ours
	done
	sampled loop_run sleep "$2"
	shares "$1"
	tabulate
}

# passes_on UUID UUID: what leaves the first enters the second, and nothing else is sent
passes_on()
{
	local from
	from=$(mvnet_ifname "$1")
	ip link set "$from" addrgenmode none up
	tc qdisc add dev "$from" clsact
	tc filter add dev "$from" ingress matchall \
		action mirred egress redirect dev "$(mvnet_ifname "$2")"
}

# thread_calls: reads and writes of the thread that forwards, by which the bus reaches what is not
# mapped
thread_calls()
{
	awk '/^sysc[rw]:/ { n += $2 } END { print n }' \
		"/proc/$TESTPMD_PID/task/$(loop_thread)/io"
}

# counted WHAT COUNT UNIT: the calls since there were "before" of them, for each of so many
counted()
{
	local calls=$(($(thread_calls) - before))
	echo "$1: $calls calls, $2 ${3#*/}s"
	sample "$1" ours "$3" "$(awk "BEGIN { print $calls / $2 }")"
	[ "$calls" -gt 0 ] || lab_fail "the bus has not been entered"
}

# The drivers' doorbells are calls of the kernel.
test_mdev_by_ports()
{
	local i uuid before packets nanoseconds
	with_mdev mvnet-legacy "$UUID"
	with_mdev mvnet-legacy "$UUID2"
	passes_on "$UUID" "$UUID2"
	passes_on "$UUID2" "$UUID"
	use_library ours
	loop_start ours -a "$UUID" -a "$UUID2"
	for uuid in "$UUID" "$UUID2"; do
		wait_for 20 has_carrier "$(mvnet_ifname "$uuid")"
	done
	for ((i = 0; i < WINDOWS; i++)); do
		before=$(thread_calls)
		loop_run sleep 1
		loop_sample loop-mvnet ours
		counted loop-mvnet "$packets" calls/packet
	done
	tabulate
	testpmd_quit
}

# The drivers' doorbells are stores.
test_mdev_by_mapping()
{
	local all bus calls
	needs_perf
	let_through "${NICS[0]}"
	let_through "${NICS[1]}"
	mpci_mdev "${NICS[0]}" "$UUID"
	mpci_mdev "${NICS[1]}" "$UUID2"
	use_library ours
	loop_start ours --iova-mode=pa -a "$UUID" -a "$UUID2"
	profiled loop-mpci 1
	testpmd_quit
	[ "$(((bus + calls) * 100))" -lt "$all" ] || lab_fail "the bus takes more than 1 %"
}

# flood TRIPS: the next echo, of FRAME bytes, leaves when the last has come back
flood()
{
	ping -q -n -f -s "$((FRAME - 42))" -c "$1" 192.0.2.2 >"$LAB_OUT/ping.txt"
	expect_line "$LAB_OUT/ping.txt" ' 0% packet loss'
}

# flooded WHAT: all that the VM executes between an echo and its answer
flooded()
{
	local ms
	ms=$(sed -nE 's|^rtt [^=]*= [^/]*/([^/]*)/.*|\1|p' "$LAB_OUT/ping.txt")
	sample "$1" ours instructions/trip "$(instructions_in "$ms" 0.000001)"
}

test_round_trips()
{
	local i before
	with_mdev mvnet-legacy "$UUID"
	use_library ours
	testpmd_start --lcores "$LCORES" -a "$UUID"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	for ((i = 0; i < WINDOWS; i++)); do
		before=$(thread_calls)
		flood 1000
		flooded ping-mvnet
		counted ping-mvnet 1000 calls/trip
	done
	tabulate
	testpmd_quit
}
