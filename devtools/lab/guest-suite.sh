#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage, in the VM: guest-suite.sh SUITE TEST...
# Runs tests of a suite and prints the result lines that run-suite.sh counts.

set -euo pipefail

# shellcheck source=devtools/lab/guest.sh
. "$LAB_REPO/devtools/lab/guest.sh"
# shellcheck source=devtools/lab/kernel-log.sh
. "$LAB_REPO/devtools/lab/kernel-log.sh"

SKIPPED=77
TIMED_OUT=124
KERNEL_FAILED=70
SKIP_REASON=/run/lab-skip

# For the tests and for suite_setup
skip()
{
	printf '%s\n' "$*" >"$SKIP_REASON"
	exit "$SKIPPED"
}

limit_of()
{
	local limit
	limit=$(sed -n "s/^# limit $1 \([0-9]\+\)$/\1/p" "$suite_file")
	printf '%s\n' "${limit:-240}"
}

# --- results ---

print_log()
{
	[ ! -e "$1" ] || tail -n 40 "$1" | sed 's/^/    /'
}

# report TEST STATUS SECONDS LOG
report()
{
	local name=$suite/$1
	case $2 in
	0) printf 'ok   %s (%s s)\n' "$name" "$3" ;;
	"$SKIPPED") printf 'skip %s: %s\n' "$name" "$(cat "$SKIP_REASON")" ;;
	*)
		printf 'FAIL %s (status %s, %s s)\n' "$name" "$2" "$3"
		print_log "$4"
		;;
	esac
}

seconds_since()
{
	local tenths=$(((${EPOCHREALTIME/./} - $1) / 100000))
	printf '%d.%d\n' $((tenths / 10)) $((tenths % 10))
}

# --- one test ---

# The test's own processes, and what each waits for in the kernel
show_processes()
{
	ps -N --ppid 2 -o pid,ppid,stat,wchan:24,args
}

# end_group PID: a job and all that it left running
end_group()
{
	kill -KILL -- "-$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# Says what ended a test that says nothing itself
failed_at()
{
	printf '%s:%s: status %s: %s\n' "${BASH_SOURCE[1]##*/}" "${BASH_LINENO[0]}" "$1" "$2"
}

# run_limited LIMIT LOG TEST: sets test_status. It must not be part of a condition, because bash
# then ignores set -e in the test. Job control gives the test a process group of its own.
run_limited()
{
	local pid watch ended
	set -m
	(
		set +m -E +o pipefail
		trap 'failed_at "$?" "$BASH_COMMAND"' ERR
		"$3"
	) >"$2" 2>&1 </dev/null &
	pid=$!
	sleep "$1" &
	watch=$!
	set +m
	test_status=0
	wait -n -p ended "$pid" "$watch" || test_status=$?
	if [ "$ended" = "$watch" ]; then
		test_status=$TIMED_OUT
		{ echo "time limit of $1 s reached"; show_processes; } >>"$2"
	fi
	end_group "$pid"
	end_group "$watch"
}

# kernel_since MARK LOG: appends what the kernel should not have said since the mark
kernel_since()
{
	local file=${2%.log}.dmesg
	dmesg | sed "1,/$1\$/d" >"$file"
	kernel_trouble "$file" >"$file.trouble" || return 0
	{ echo "the kernel complained:"; cat "$file.trouble"; } >>"$2"
	test_status=$KERNEL_FAILED
}

# What a test leaves behind, whatever ended it, is cleared away from outside of it.
clean_up()
{
	! is_function test_cleanup || test_cleanup >>"$1" 2>&1 || true
}

run_test()
{
	local test=$1 log=$LAB_OUT/$1.log mark="lab: start of $1" start=${EPOCHREALTIME/./} limit
	limit=$(limit_of "$test")
	echo "$mark" >/dev/kmsg
	run_limited "$limit" "$log" "$test"
	clean_up "$log"
	kernel_since "$mark" "$log"
	report "$test" "$test_status" "$(seconds_since "$start")" "$log"
}

# --- the suite ---

# Setup runs in this shell, for the tests to see its variables; so its end can be this shell's.
setup_stopped()
{
	local status=$? test
	exec 1>&3 2>&1
	for test in "${tests[@]}"; do
		report "$test" "$status" 0 "$LAB_OUT/suite_setup.log"
	done
}

run_setup()
{
	exec 3>&1 1>"$LAB_OUT/suite_setup.log" 2>&1
	trap setup_stopped EXIT
	suite_setup
	trap - EXIT
	exec 1>&3 2>&1 3>&-
}

is_function()
{
	[ "$(type -t "$1")" = function ]
}

main()
{
	local test
	suite_file=$1 suite=$(basename "$1" .sh) tests=("${@:2}")
	# shellcheck source=/dev/null
	. "$suite_file"
	! is_function suite_setup || run_setup
	for test in "${tests[@]}"; do
		run_test "$test"
	done
	! is_function suite_teardown || suite_teardown
}

main "$@"
