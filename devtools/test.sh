#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: test.sh [--no-lab] [--long] [--list] [PATTERN...]
# Runs all tests, or those steps whose name holds one of the patterns, and ends
# with a line "N passed, N failed" (", N skipped" where any was).
#   --no-lab  leave out the steps that boot a VM
#   --long    also what takes long, such as most of the comparison with the installed bus
#   --list    only name the steps

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(clang libclang-rt-dev python3-sphinx python3-sphinx-rtd-theme doxygen shellcheck
	codespell gnuplot-nox abigail-tools iproute2 iputils-ping mdevctl strace valgrind
	python3-jsonschema bubblewrap udev
	# the other processor's instructions
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user)
SKIPPED=77

passed=0
failed=0
skipped=0

# ---- results ----

# A step of many tests prints their sum as its last line; others are one test.
count_step() {
	local status=$1 file=$2 sum numbers
	sum=$(tail -n 1 "$file" |
		grep -oE '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' || true)
	if [ -z "$sum" ]; then
		case $status in
		0) sum="1 0 0" ;;
		"$SKIPPED") sum="0 0 1" ;;
		*) sum="0 1 0" ;;
		esac
	fi
	read -ra numbers <<<"${sum//[!0-9 ]/}"
	# A step that failed without a failed test of its own still failed.
	[ "$status" -eq 0 ] || [ "$status" -eq "$SKIPPED" ] ||
		[ "${numbers[1]}" -gt 0 ] || numbers[1]=1
	passed=$((passed + numbers[0]))
	failed=$((failed + numbers[1]))
	skipped=$((skipped + ${numbers[2]:-0}))
}

verdict() {
	case $1 in
	0) echo ok ;;
	"$SKIPPED") echo skip ;;
	*) echo FAIL ;;
	esac
}

# is_due NAME: it is wanted, and not only to be named
is_due() {
	wanted "$1" || return
	[ "$list_only" = yes ] || return 0
	echo "$1"
	return 1
}

# step NAME COMMAND...: its output is shown as it comes
step() {
	local name=$1 status=0 start=$SECONDS file=$BUILD/log/test-$1.log
	shift
	is_due "$name" || return 0
	echo "-- $name"
	mkdir -p "$BUILD/log"
	"$@" 2>&1 </dev/null | tee "$file" || status=${PIPESTATUS[0]}
	count_step "$status" "$file"
	printf '%-4s %s (%d s)\n' "$(verdict "$status")" "$name" \
		$((SECONDS - start))
}

# show_aside NAME STATUS SECONDS: in one piece
show_aside() {
	(
		flock 9
		echo "-- $1"
		cat "$BUILD/log/test-$1.log"
		printf '%-4s %s (%d s)\n' "$(verdict "$2")" "$1" "$3"
	) 9>"$BUILD/log/lock"
}

run_aside() {
	local name=$1 status=0 start=$SECONDS file=$BUILD/log/test-$1.log
	shift
	"$@" >"$file" 2>&1 </dev/null || status=$?
	echo "$status" >"$file.status"
	show_aside "$name" "$status" $((SECONDS - start))
}

# Each waits for much of its time, and for one processor; more at a time would fail on their limits.
AT_A_TIME=2

# step_aside NAME COMMAND...: others run meanwhile; end_asides waits for them, and counts
step_aside() {
	is_due "$1" || return 0
	mkdir -p "$BUILD/log"
	while [ "$(jobs -rp | wc -l)" -ge "$AT_A_TIME" ]; do
		wait -n || true
	done
	asides+=("$1")
	run_aside "$@" &
}

end_asides() {
	local name file
	wait
	for name in "${asides[@]}"; do
		file=$BUILD/log/test-$name.log
		count_step "$(cat "$file.status")" "$file"
	done
}

wanted() {
	local pattern
	[ "$lab" = yes ] || [ "$1" = "${1#lab-}" ] || return
	[ ${#patterns[@]} -gt 0 ] || return 0
	for pattern in "${patterns[@]}"; do
		[[ $1 != *"$pattern"* ]] || return 0
	done
	return 1
}

# ---- steps ----

build_with_clang() {
	CC=clang BUILD=$BUILD/clang "$REPO/devtools/build.sh" --buildtype=debug
}

messages() {
	"$REPO/devtools/check-messages.py" --self-test &&
		"$REPO/devtools/check-messages.py"
}

# unit_tests BUILD-FOLDER: cmocka prints a line for each program's sum.
unit_tests() {
	local log=$1/meson-logs/testlog-unit.txt status=0
	meson test -C "$1" --no-rebuild --suite unit --logbase testlog-unit \
		--print-errorlogs || status=$?
	awk '/^\[  PASSED  \]/ { p += $4 } /^\[  FAILED  \] [0-9]+ test/ { f += $4 }
		/^\[  SKIPPED \]/ { s += $4 }
		END { printf "unit: %d passed, %d failed, %d skipped\n", p, f, s }' "$log"
	return "$status"
}

# Beside the installed library: what does not depend on the machine.
performance() {
	local stock
	strace -qq -o /dev/null true || { echo "strace cannot trace here"; return "$SKIPPED"; }
	stock=$(stock_library)
	"$BUILD/app/test-pci-perf/dpdk-test-pci-perf" --counts --largest 1000 \
		--bus "$BUILD/drivers/librte_bus_pci.so" --stock "$stock"
}

# Of each suite that there is, what its last run has found.
parity_rows() {
	local suite rows
	for suite in "$REPO"/app/test/lab/*.sh; do
		rows=$BUILD/lab/out/$(basename "$suite" .sh)-6.1/parity.csv
		[ ! -e "$rows" ] || cat "$rows"
	done
}

# What was measured, with what was aimed at. The exit status says only whether all was reached.
draw_figures() {
	local file reads=()
	for file in "$REPO"/doc/guides/prog_guide/figures/*.csv; do
		reads+=(--read "$file")
	done
	rm -f "$GOALS_CSV" "$PLOTS/scan.svg"
	"$BUILD/app/test-pci-perf/dpdk-test-pci-perf" "${reads[@]}" --goals "$GOALS_CSV" \
		--plot "$PLOTS/scan.svg" >/dev/null || true
	[ -s "$GOALS_CSV" ] && [ -s "$PLOTS/scan.svg" ]
}

# With a table of what the suites have found beside the installed library.
documentation() {
	export PARITY_CSV=$BUILD/doc/parity.csv GOALS_CSV=$BUILD/doc/goals.csv
	export PLOTS=$BUILD/doc/plots
	mkdir -p "$PLOTS"
	parity_rows | sort >"$PARITY_CSV"
	draw_figures
	"$REPO/devtools/doc.sh"
}

lab_suites() {
	local suite
	for suite in "$REPO"/app/test/lab/*.sh; do
		grep -q '^# lab:' "$suite" || continue
		step_aside "lab-$(basename "$suite" .sh)" \
			"$REPO/devtools/lab/run-suite.sh" "${long[@]}" "$suite"
	done
}

# on_newer_kernel SUITE TEST...
on_newer_kernel() {
	step_aside "lab-$1-6.12" "$REPO/devtools/lab/run-suite.sh" --kernel 6.12 \
		"$REPO/app/test/lab/$1.sh" "${@:2}"
}

# That the lab's modules build for it and are the same there, and that the bus works on it.
newer_kernel() {
	on_newer_kernel ping test_hugepages_iova_va test_pinned_iova_pa \
		test_no_interrupts
	on_newer_kernel modern test_region_info test_mapping \
		test_packets_by_mapping
	on_newer_kernel mpci-areas test_alternate_pages \
		test_stock_pmd_on_areas_that_touch test_msix_table
	on_newer_kernel emulate test_nothing_mapped_e1000e
	on_newer_kernel memory test_hugepages_under_traffic_pinned
}

all_steps() {
	local library=$BUILD/drivers/librte_bus_pci.so
	step style "$REPO/devtools/check-style.sh"
	step commits "$REPO/devtools/check-style.sh" --commits
	step messages messages
	step build "$REPO/devtools/build.sh"
	step build-clang build_with_clang
	step headers "$REPO/devtools/check-headers.sh"
	step abi "$REPO/devtools/check-abi.sh" "$library"
	step unit unit_tests "$BUILD"
	step unit-clang unit_tests "$BUILD/clang"
	step perf-counts performance
	step packages "$REPO/devtools/check-deb.sh"
	step fuzz "$REPO/devtools/fuzz.sh" --seconds 5
	step graft "$REPO/devtools/test-graft.sh"
	step lab-build "$REPO/devtools/lab/build.sh"
	lab_suites
	newer_kernel
	end_asides
	step doc documentation
}

parse_args() {
	lab=yes
	list_only=no
	long=()
	asides=()
	patterns=()
	while [ $# -gt 0 ]; do
		case $1 in
		--no-lab) lab=no ;;
		--long) long=(--long) ;;
		--list) list_only=yes ;;
		--*) die "no option $1; see the head of this file" ;;
		*) patterns+=("$1") ;;
		esac
		shift
	done
}

main() {
	parse_args "$@"
	[ "$list_only" = yes ] || install_packages "${PACKAGES[@]}"
	all_steps
	[ "$list_only" = no ] || return 0
	printf '%d passed, %d failed' "$passed" "$failed"
	[ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
	echo
	[ "$failed" -eq 0 ]
}

main "$@"
