#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: run-suite.sh [--kernel 6.1|6.12] [--long] SUITE.sh [TEST_PATTERN...]
# Runs the suite's test_* functions in a VM of its own; those that its header calls long, only with
# --long or where a pattern names them. README.md says how a suite is written.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# shellcheck source=devtools/lab/kernel-log.sh
. "$REPO/devtools/lab/kernel-log.sh"

HERE=$REPO/devtools/lab
DEFAULT_LIMIT=240
# Boot, setup or the work between two tests, on a machine that does other things as well
GRACE=120

declare -A passed=() failed=() skipped=()

# --- what the suite's header and functions say ---

matches()
{
	local name=$1 pattern
	shift
	[ $# -gt 0 ] || return 0
	for pattern; do
		# shellcheck disable=SC2053 # a pattern is wanted
		[[ $name != $pattern ]] || return 0
	done
	return 1
}

is_left_out()
{
	[ "$long" = no ] && grep -qx "# long $1" "$suite_file"
}

list_tests()
{
	local test
	grep -oE '^test_[A-Za-z0-9_]+' "$suite_file" | while read -r test; do
		matches "$test" "$@" || continue
		[ $# -eq 0 ] && is_left_out "$test" || printf '%s\n' "$test"
	done
}

vm_options()
{
	sed -n 's/^# lab: *//p' "$suite_file" | xargs -r -n 1 printf '%s\n'
}

limits()
{
	sed -n 's/^# limit \(test_[^ ]* [0-9]\+\)$/\1/p' "$suite_file"
}

longest_limit()
{
	{
		echo "$DEFAULT_LIMIT"
		limits | cut -d ' ' -f 2
	} | sort -n | tail -n 1
}

# The runner in the VM would not know which to take.
refuse_two_limits()
{
	local twice
	twice=$(limits | cut -d ' ' -f 1 | sort | uniq -d)
	[ -z "$twice" ] || die "$suite gives a second limit to ${twice//$'\n'/ }"
}

# --- run ---

count_line()
{
	local kind=${1:0:5} name
	name=${1:5}
	name=${name#"$suite/"}
	name=${name%%[ :]*}
	case $kind in
	'ok   ') passed[$name]=1 ;;
	'FAIL ') failed[$name]=1 ;;
	'skip ') skipped[$name]=1 ;;
	esac
}

start_vm()
{
	local options=() timeout=$(((limit + 1) * ${#tests[@]} + GRACE))
	mapfile -t options < <(vm_options)
	options+=(--kernel "$kernel")
	exec 3< <(LAB_NO_BUILD=1 exec "$HERE/vm.sh" --timeout "$timeout" "${options[@]}" \
		--out "$out" -- "$HERE/guest-suite.sh" "$suite_file" "${tests[@]}")
	vm=$!
}

# A VM that says nothing for longer than any test may take is hung, whatever it does.
follow_vm()
{
	local line rc=0
	while IFS= read -r -t $((limit + GRACE)) -u 3 line || { rc=$?; false; }; do
		printf '%s\n' "$line"
		count_line "$line"
	done
	[ "$rc" -gt 128 ] || return 0
	log "$suite: the VM is hung and is ended; log: $out/console.log"
	kill "$vm"
	kernel_trouble "$out/console.log" || true
}

is_counted()
{
	[ -n "${passed[$1]:-}${failed[$1]:-}${skipped[$1]:-}" ]
}

fail_test()
{
	printf 'FAIL %s/%s (%s)\n' "$suite" "$1" "$2"
	failed[$1]=1
}

# The first test without a result is the one that the VM died of.
fail_missing()
{
	local test reason="the VM ended during this test"
	for test in "${tests[@]}"; do
		! is_counted "$test" || continue
		fail_test "$test" "$reason"
		[ ! -e "$out/$test.log" ] || tail -n 40 "$out/$test.log" | sed 's/^/    /'
		reason="not run: the VM ended before"
	done
}

# A suite that passes in a VM that does not is no success.
check_vm()
{
	local rc=0
	wait "$vm" || rc=$?
	[ "$rc" -eq 0 ] || [ "${#failed[@]}" -gt 0 ] || [ "${#passed[@]}" -eq 0 ] ||
		fail_test vm "status $rc of the VM, see $out"
}

parse_options()
{
	kernel=6.1 long=no nb_options=0
	while [ $# -gt 0 ]; do
		case $1 in
		--kernel) kernel=${2:-}; shift; nb_options=$((nb_options + 1)) ;;
		--long) long=yes ;;
		*) return ;;
		esac
		nb_options=$((nb_options + 1))
		shift
	done
}

main()
{
	parse_options "$@"
	shift "$nb_options"
	[ -f "${1:-}" ] ||
		die "usage: run-suite.sh [--kernel 6.1|6.12] [--long] SUITE.sh [TEST_PATTERN...]"
	suite_file=$(realpath "$1") suite=$(basename "$1" .sh)
	shift
	mapfile -t tests < <(list_tests "$@")
	[ "${#tests[@]}" -gt 0 ] || [ $# -eq 0 ] || die "no such test in $suite_file"
	[ "${#tests[@]}" -gt 0 ] || { echo "$suite: 0 passed, 0 failed, 0 skipped"; return; }
	refuse_two_limits
	limit=$(longest_limit)
	out=$BUILD/lab/out/$suite-$kernel
	rm -rf "$out"
	"$HERE/build.sh" --kernel "$kernel"
	start_vm
	follow_vm
	fail_missing
	check_vm
	printf '%s: %d passed, %d failed, %d skipped\n' "$suite" \
		"${#passed[@]}" "${#failed[@]}" "${#skipped[@]}"
	[ "${#failed[@]}" -eq 0 ]
}

main "$@"
