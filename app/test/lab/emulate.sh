# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
# limit test_nothing_mapped_e1000e 450
# limit test_alternate_pages_e1000e 450
# limit test_nothing_mapped_vmxnet3 450
# limit test_shapes_of_e1000 900
# limit test_shapes_of_e1000e 900
# limit test_shapes_of_vmxnet3 1200
# limit test_tails_mapped_e1000 450
# limit test_tails_mapped_e1000e 450
# limit test_secondary_process 600
# limit test_removed_under_traffic 400
# limit test_vanishes_under_traffic 600
# long test_shapes_of_e1000
# long test_shapes_of_e1000e
# long test_shapes_of_vmxnet3
# long test_tails_mapped_e1000
# long test_tails_mapped_e1000e
# long test_notifications_mapped_virtio
# long test_switched_off_e1000e
# long test_secondary_process
# long test_removed_under_traffic
# long test_removed_under_traffic_virtio
# long test_vanishes_under_traffic
#
# Stock PMDs, which use the address of a BAR without looking, on mdevs that do not let it be mapped.

# shellcheck source=app/test/lab/mpcipairs.sh
. "$LAB_REPO/app/test/lab/mpcipairs.sh"
# shellcheck source=app/test/lab/processes.sh
. "$LAB_REPO/app/test/lab/processes.sh"

# No device has it: an allowlist that is empty.
NOWHERE=0000:00:1f.7

suite_setup()
{
	mpci_setup
	lab_insmod mvnet
}

# --- how registers were reached ---

# A line for each region of the mdev: REGION LOADS STORES FAILED OFFSET...
COUNTS=$LAB_OUT/emulated.txt
count_accesses()
{
	telemetry "/bus/pci/regions,$UUID" |
		python3 "$LAB_REPO/app/test/lab/emulated.py" >"$COUNTS"
	cat "$COUNTS"
}

# sum COLUMN: of all regions
sum()
{
	awk -v column="$1" '{ n += $column } END { print n + 0 }' "$COUNTS"
}

# offsets REGION: where it was reached most often, one a line
offsets()
{
	sed -n "s/^$1 [0-9]* [0-9]* [0-9]* //p" "$COUNTS" | tr ' ' '\n'
}

# reached REGION PATTERN: at such an offset
reached()
{
	offsets "$1" | grep -qxE "$2" || lab_fail "region $1 was not reached at $2"
}

# not_reached REGION PATTERN
not_reached()
{
	! offsets "$1" | grep -xE "$2" || lab_fail "region $1 was reached at $2"
}

# was_emulated: loads and stores, and all went well
was_emulated()
{
	[ "$(sum 2)" -gt 0 ]
	[ "$(sum 3)" -gt 0 ]
	[ "$(sum 4)" -eq 0 ]
}

# emulated_line [BAR]: what the log says of a region, or of all
emulated_line()
{
	echo "$UUID: [0-9]+ loads and [0-9]+ stores of BAR ${1:-.} emulated so far.* at 0x[0-9a-f]"
}

# said_once BAR
said_once()
{
	wait_for 20 testpmd_said "$(emulated_line "$1")"
	[ "$(grep -cE "$(emulated_line "$1")" "$TESTPMD_OUT")" -eq 1 ]
}

# said_of_all: a line for each region that was reached so, and for no other
said_of_all()
{
	local region
	while read -r region _; do
		said_once "$region"
	done <"$COUNTS"
	[ "$(grep -cE "$(emulated_line)" "$TESTPMD_OUT" || true)" -eq "$(wc -l <"$COUNTS")" ]
}

# --- NICs ---

# carry MODEL AREAS: packets both ways, between an mdev with these areas and a function
carry()
{
	mpci_pair "$1" "areas=$2"
	mpci_testpmd "$1"
	mpci_traffic "$1"
}

# finish: the counts are in $COUNTS; what was said once is not said again as the device is unmapped
finish()
{
	count_accesses
	said_of_all
	testpmd_quit
	said_of_all
}

# send_many: bursts, so that the doorbell is among what is used most
send_many()
{
	testpmd_do "start tx_first 100" 150
	testpmd_do stop 150
}

# nothing_mapped MODEL AREAS REGION DOORBELL
nothing_mapped()
{
	carry "$1" "$2"
	send_many
	finish
	was_emulated
	reached "$3" "$4"
}

# e1000, e1000e: the tails of the rings, which the driver stores to while packets flow, are RDT on
# the third page of BAR 0, and TDT on the fourth.
EVEN_PAGES=0:$(pages 0 2 31)
TAILS=0:0x2000+0x2000

# even_pages_mapped MODEL: what is emulated is on odd pages
even_pages_mapped()
{
	carry "$1" "$EVEN_PAGES"
	send_many
	finish
	was_emulated
	reached 0 0x3818
	not_reached 0 '0x([0-9a-f]*[02468ace][0-9a-f]{3}|[0-9a-f]{1,3})'
}

test_nothing_mapped_e1000e()
{
	nothing_mapped e1000e 0:none 0 0x3818
}

test_alternate_pages_e1000e()
{
	even_pages_mapped e1000e
}

test_nothing_mapped_vmxnet3()
{
	nothing_mapped vmxnet3 '0:none;1:none' 0 0x600
}

# count_for MODEL AREAS: sets emulated, how often an access was in a run with traffic
count_for()
{
	carry "$@"
	finish
	lab_mdev_remove "$UUID"
	emulated=$(($(sum 2) + $(sum 3)))
}

# shapes MODEL NONE PART ALL: areas; the more is mapped, the less is emulated
shapes()
{
	local emulated none part
	count_for "$1" "$2"
	none=$emulated
	count_for "$1" "$3"
	part=$emulated
	count_for "$1" "$4"
	echo "$1: $none of $2, $part of $3, $emulated of $4"
	[ "$none" -gt "$part" ]
	[ "$part" -gt 0 ]
	[ "$emulated" -eq 0 ]
}

# only_tails_mapped MODEL: while packets flow, nothing is emulated
only_tails_mapped()
{
	carry "$1" "$TAILS"
	send_many
	finish
	was_emulated
	not_reached 0 '0x[23][0-9a-f]{3}'
}

test_shapes_of_e1000()
{
	shapes e1000 0:none "$EVEN_PAGES" 0:all
}

test_shapes_of_e1000e()
{
	shapes e1000e 0:none "$EVEN_PAGES" 0:all
}

# Doorbells are BAR 0, and all else is BAR 1.
test_shapes_of_vmxnet3()
{
	shapes vmxnet3 '0:none;1:none' '1:none' '0:all'
	shapes vmxnet3 '0:none;1:none' '0:none' '1:all'
}

test_tails_mapped_e1000()
{
	only_tails_mapped e1000
}

test_tails_mapped_e1000e()
{
	only_tails_mapped e1000e
}

# --- virtio ---

# virtio_pings MAP: what of the modern device can be mapped
virtio_pings()
{
	with_mdev mvnet-modern "$UUID" "map=$1"
	testpmd_start -l 0-1 -a "$UUID"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	finish
	was_emulated
}

# The notifications are the fourth page.
test_nothing_mapped_virtio()
{
	virtio_pings none
	reached 4 '0x3[0-9a-f]{3}'
}

test_notifications_mapped_virtio()
{
	virtio_pings notify
	not_reached 4 '0x3[0-9a-f]{3}'
}

# --- the switch ---

# Of a process that a fault has ended
FAULT=$((128 + 11))

# ends_by STATUS COMMAND...: a background job, or a function that waits for it
ends_by()
{
	local status=0
	"${@:2}" || status=$?
	[ "$status" -eq "$1" ] || lab_fail "status $status, and not $1"
}

OFF=bus=pci,addr=$UUID,emulate=0

# As it was before there was a switch: no address, and this driver does not look.
test_switched_off()
{
	local nics
	nics_of vmxnet3
	mpci_mdev "${nics[0]}" "$UUID" 'areas=0:none;1:none'
	mpci_mdev "${nics[1]}" "$UUID2" 'areas=0:none;1:none'
	console first primary -a "$OFF" -a "$UUID2"
	says first -6 load "$UUID"
	says first 0 load "$UUID2"
	quits first
	test_mdev -a "$OFF" -- check-regions "$UUID"
	testpmd_spawn -l 0-1 --iova-mode=pa -a "$OFF" -- "${TESTPMD_APP[@]}"
	ends_by "$FAULT" wait "$TESTPMD_PID"
}

# This one does, and refuses the device.
test_switched_off_e1000e()
{
	mpci_pair e1000e areas=0:none
	testpmd_run 60 -l 0-1 --iova-mode=pa -a "$OFF" -a "${NICS_OF[e1000e]#* }" \
		-- "${TESTPMD_APP[@]}"
	expect_line "$TESTPMD_OUT" 'failed to init HW'
	testpmd_answers "show port summary all" 'Number of available ports: 1'
	testpmd_quit
}

# --- signals ---

# catches_faults: testpmd has a handler for SIGSEGV
catches_faults()
{
	local caught
	caught=$(awk '/^SigCgt:/ { print $2 }' "/proc/$TESTPMD_PID/status")
	[ $((0x$caught >> 10 & 1)) -eq 1 ]
}

lets_faults_be()
{
	! catches_faults || lab_fail "there is a handler for SIGSEGV"
}

# attach_port NAME
attach_port()
{
	testpmd_answers "port attach $1" 'is attached'
}

# e1000 has no MSI-X table, and so no hole where nobody asks for one.
test_handler_while_it_is_needed()
{
	local nics
	nics_of e1000
	mpci_mdev "${nics[0]}" "$UUID2"
	nics_of e1000e
	mpci_mdev "${nics[0]}" "$UUID" areas=0:none
	testpmd_run 60 -l 0-1 --iova-mode=pa -a "$NOWHERE" -- "${TESTPMD_APP[@]}"
	attach_port "$UUID2"
	lets_faults_be
	attach_port "$UUID"
	catches_faults
	testpmd_answers "port detach 1" 'is detached'
	lets_faults_be
	attach_port "$UUID"
	kill -SEGV "$TESTPMD_PID"
	ends_by "$FAULT" wait "$TESTPMD_PID"
}

# program: waits for steps, with an mdev to be attached
program()
{
	local EAL=("${SMALL_EAL[@]}")
	mpci_alone e1000e areas=0:none
	console first primary -a "$NOWHERE"
}

# One that was there before the bus, and one that comes later and calls who was there before it
test_handlers_of_the_program()
{
	program
	says first 0 handle-faults take
	says first 0 attach "$UUID"
	says first 0 load "$UUID"
	says first -14 load-from null
	says first 0 detach "$UUID"
	says first -14 load-from null
	says first 0 attach "$UUID"
	says first 0 handle-faults pass
	says first 0 load "$UUID"
	says first -14 load-from null
	says first 0 detach "$UUID"
	quits first
	expect_no_line "$LAB_OUT/first.txt" 'SIGSEGV goes to'
}

# The bus cannot help it, and says who it is.
test_handler_that_takes_all()
{
	program
	says first 0 attach "$UUID"
	says first 0 load "$UUID"
	says first 0 handle-faults take
	says first -14 load "$UUID"
	wait_for 20 grep -q 'SIGSEGV goes to .*dpdk-test-mdev' "$LAB_OUT/first.txt"
	quits first
}

# faults STEP ARG: it ends the program, as it would without an mdev
faults()
{
	program
	says first 0 attach "$UUID"
	says first 0 load "$UUID"
	ask first "$@"
	# shellcheck disable=SC2154 # console sets it
	ends_by "$FAULT" wait "$first"
}

# fault_of_core FILE: the thread that it is about has loaded from NULL, by an instruction of the
# program's own
fault_of_core()
{
	python3 "$LAB_REPO/app/test/lab/core.py" "$1" >"$LAB_OUT/core.txt"
	cat "$LAB_OUT/core.txt"
	expect_line "$LAB_OUT/core.txt" \
		'^signal 11 at address 0x0, instruction in .*/dpdk-test-mdev$'
}

test_bug_of_the_program()
{
	local core=/tmp/core.emulate
	echo "$core" >/proc/sys/kernel/core_pattern
	echo 0 >/proc/sys/kernel/core_uses_pid
	ulimit -c unlimited
	faults load-from null
	fault_of_core "$core"
}

test_access_that_cannot_be_two()
{
	faults add "$UUID"
	expect_line "$LAB_OUT/first.txt" \
		"$UUID: the driver's access to BAR 0 at 0x0 cannot be emulated: add, it is atomic"
}

# --- other processes, and removal ---

test_secondary_process()
{
	mpci_pair e1000e areas=0:none
	secondary_traffic --iova-mode=pa e1000e >"$LAB_OUT/traffic.txt"
	cat "$LAB_OUT/traffic.txt"
	grep -qxF "= e1000e: $ARRIVED" "$LAB_OUT/traffic.txt"
	testpmd_select "-$LIBRARY-secondary"
	said_once 0
	expect_line "$TESTPMD_OUT" "$(emulated_line 0)"
}

# sends_forever MODEL: by both ports, and to each other; told of removal
sends_forever()
{
	PMD_APP+=(--hot-plug)
	mpci_pair "$1" areas=0:none
	mpci_testpmd "$1"
	testpmd_do "set fwd txonly"
	testpmd_do start
	wait_for 20 receives "${PORT_OF[$UUID]}"
}

# receives PORT: more and more
receives()
{
	local before
	before=$(port_counts "$1")
	[ "$(port_counts "$1")" != "$before" ]
}

# remove_mdev: as long as someone has it, the kernel waits
remove_mdev()
{
	timeout 60 bash -c "echo 1 >/sys/bus/mdev/devices/$UUID/remove"
	testpmd_expect 60 'Device is detached'
	lets_faults_be
}

test_removed_under_traffic()
{
	sends_forever e1000e
	remove_mdev
	testpmd_quit
}

# All ones is what is loaded from a device that does not answer.
test_vanishes_under_traffic()
{
	sends_forever e1000e
	mpci_inject vanish
	testpmd_do "show port info all"
	count_accesses
	[ "$(sum 4)" -gt 0 ]
	testpmd_do stop
	testpmd_do "port stop all"
	testpmd_quit
	mpci_inject ""
	mpci_works e1000e
}

test_removed_under_traffic_virtio()
{
	with_mdev mvnet-modern "$UUID" map=none
	testpmd_run 60 -l 0-1 -a "$UUID" -- "${TESTPMD_APP[@]}" --hot-plug --forward-mode=icmpecho
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	ping -n -i 0.01 192.0.2.2 >"$LAB_OUT/ping.txt" &
	remove_mdev
	testpmd_quit
}
