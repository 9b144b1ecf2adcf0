# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites: mdevs for the length of a test, and programs that use them.

# shellcheck source=devtools/lab/guest.sh
. "$LAB_REPO/devtools/lab/guest.sh"
# shellcheck source=app/test/lab/testpmd.sh
. "$LAB_REPO/app/test/lab/testpmd.sh"

export UUID=83b8f4f2-509f-382f-3c1e-e6bfe0fa1001
export UUID2=83b8f4f2-509f-382f-3c1e-e6bfe0fa1002
export UNKNOWN_UUID=83b8f4f2-509f-382f-3c1e-e6bfe0ffffff

TEST_MDEV=$LAB_BUILD/app/test-mdev/dpdk-test-mdev
export PCI_PERF=$LAB_BUILD/app/test-pci-perf/dpdk-test-pci-perf

# What a suite on mvnet needs once.
mvnet_setup()
{
	lab_install_bus
	lab_hugepages 320
	lab_insmod mvnet
}

# with_mdev TYPE UUID [PARAMETER=VALUE...]: exists until the test ends, made
# with these parameters of its module
with_mdev()
{
	set_parameters "${1%%-*}" "${@:3}"
	lab_mdev_create "$1" "$2"
}

# uuids PREFIX COUNT: that begin with this, one a line
uuids()
{
	local i
	for ((i = 1; i <= $2; i++)); do
		printf '%s%0*x\n' "$1" $((${#UUID} - ${#1})) "$i"
	done
}

# create_each TYPE: at once, with the UUIDs that come in
create_each()
{
	local dirs=("$MDEV_PARENTS"/*/mdev_supported_types/"$1") uuid
	while read -r uuid; do
		echo "$uuid" >"${dirs[0]}/create"
	done
}

CHANGED_PARAMETERS=/run/parameters

# set_parameters MODULE [PARAMETER=VALUE...]: until the test ends
set_parameters()
{
	local module=$1 parameter
	shift
	for parameter; do
		set_parameter "/sys/module/$module/parameters/${parameter%%=*}" \
			"${parameter#*=}"
	done
}

set_parameter()
{
	echo "$1 $(cat "$1")" >>"$CHANGED_PARAMETERS"
	echo "$2" >"$1"
}

# The last change first: one may have been made twice.
restore_parameters()
{
	local file value
	[ -e "$CHANGED_PARAMETERS" ] || return 0
	while read -r file value; do
		echo "$value" >"$file"
	done < <(tac "$CHANGED_PARAMETERS")
	rm "$CHANGED_PARAMETERS"
}

# The runner calls it after each test, when the test's processes are gone.
test_cleanup()
{
	local mdev
	for mdev in "$MDEV_DEVICES"/*; do
		[ ! -e "$mdev/remove" ] || lab_mdev_remove "${mdev##*/}"
	done
	restore_parameters
}

# Runs beside others, and needs no hugepages.
SMALL_EAL=(-l 0 --no-huge -m 64 --no-shconf --no-telemetry)

# test_mdev EAL-ARG... -- COMMAND [ARG...]: our program, small and quick
test_mdev()
{
	"$TEST_MDEV" "${SMALL_EAL[@]}" "$@"
}

# ping_with EAL-ARG...: testpmd answers on the mdev UUID
ping_with()
{
	testpmd_start -l 0-1 -a "$UUID" "$@"
	testpmd_do start
	mvnet_up "$UUID" 192.0.2.1/24
	ping_through 192.0.2.2
	testpmd_do "show port stats 0"
	testpmd_quit
	expect_no_line "$TESTPMD_OUT" 'mdev DMA'
}

# telemetry COMMAND...: in one connection, and the answers as JSON, a line each
telemetry()
{
	printf '%s\n' "$@" | dpdk-telemetry.py
}

# removed_in_use UUID [EAL-ARG...]: while the test PMD has it, which is told and lets it go
removed_in_use()
{
	local user
	test_mdev -a "$@" -- wait-remove "$1" 60 >"$LAB_OUT/out.txt" 2>&1 &
	user=$!
	wait_for 60 grep -q '^waiting' "$LAB_OUT/out.txt"
	SECONDS=0
	timeout 60 bash -c "echo 1 >/sys/bus/mdev/devices/$1/remove"
	echo "removed after $SECONDS s"
	wait "$user"
	expect_line "$LAB_OUT/out.txt" '^removed'
}

# expect_line FILE PATTERN
expect_line()
{
	grep -qE -- "$2" "$1" && return
	cat "$1"
	lab_fail "no line in the output: $2"
}

expect_no_line()
{
	! grep -nE -- "$2" "$1" || lab_fail "a line that must not be: $2"
}

# hugepage_files PATTERN: how many have such names
hugepage_files()
{
	find /dev/hugepages -type f -name "$1" | wc -l
}

# opened_groups COMMAND...: which nodes of /dev/vfio it opens, one a line
opened_groups()
{
	local trace=/run/trace.txt
	strace -f -qq --seccomp-bpf -e trace=openat -o "$trace" "$@" \
		>"$LAB_OUT/traced.txt" 2>&1 || true
	sed -n 's/.*"\(\/dev\/vfio\/[^"]*\)".*/\1/p' "$trace" | sort -u
}

group_node()
{
	echo "/dev/vfio/$(basename "$(readlink "/sys/bus/mdev/devices/$1/iommu_group")")"
}
