#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: fuzz.sh [--runs N | --seconds N] [--list] [TARGET...]
# Runs the given fuzz targets one after the other, by default all, each from its
# seeds for 10 seconds, and ends with a line "N passed, N failed". The targets
# are those of the build with clang, which is brought up to date.
#   --runs N     that many executions of each
#   --seconds N  that long
#   --list       only name the targets
# An input that fails is kept in $BUILD/fuzz/TARGET/failures, those that reach new
# code in $BUILD/fuzz/TARGET/corpus; the next run begins with them.
# A target that was not built is skipped.
# Exit: 0 all passed, 1 one failed, 77 if there are none to run.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

SEEDS=$REPO/app/test/fuzz/seeds
PROGRAMS=$BUILD/clang/app/test/fuzz
# More than the longest file of sysfs that the bus reads.
MAX_LEN=1536

all_targets() {
	local file
	for file in "$SEEDS"/*; do
		file=${file##*/}
		echo "${file%.*}"
	done
}

# ---- seeds: paragraphs, of text with the escapes of printf %b, or of hexadecimal digits ----

# write_seed txt|hex FILE TEXT
write_seed() {
	local escaped=$3
	[ "$1" = txt ] || escaped=$(tr -d ' \n' <<<"$3" | sed 's/../\\x&/g')
	printf '%b' "$escaped" >"$2"
}

# unpack_seeds FILE FOLDER
unpack_seeds() {
	local line text='' count=0
	# A blank line ends the last one, too.
	while IFS= read -r line; do
		case $line in
		'#'*) ;;
		?*) text+=${text:+$'\n'}$line ;;
		*)
			[ -z "$text" ] || write_seed "${1##*.}" "$2/seed-$((++count))" "$text"
			text=''
			;;
		esac
	done < <(cat "$1" - <<<'')
}

# ---- one target ----

prepare() {
	local dir=$BUILD/fuzz/$1
	rm -rf "$dir/seeds"
	mkdir -p "$dir/seeds" "$dir/corpus" "$dir/failures"
	unpack_seeds "$SEEDS/$1".* "$dir/seeds"
}

# What has failed once is tried again. Memory that is freed soon comes into use again:
# fresh pages would take most of the time.
run_program() {
	local target=$1 dir=$BUILD/fuzz/$1
	ASAN_OPTIONS=quarantine_size_mb=1 "$PROGRAMS/fuzz_$target" "${limit[@]}" \
		-max_len=$MAX_LEN -timeout=10 -print_final_stats=1 \
		-artifact_prefix="$dir/failures/" "$dir/corpus" "$dir/seeds" "$dir/failures"
}

# figures LOG: as libFuzzer counts them, and what the target itself notes
figures() {
	awk '/^stat::number_of_executed_units/ { runs = $2 }
		/^Done [0-9]+ runs in [0-9]+ second/ { seconds = $5 }
		/^note: / { note = "; " substr($0, 7) }
		END { printf "%d executions, %d s, %d/s%s", runs, seconds,
			(seconds > 0 ? runs / seconds : runs), note }' "$1"
}

run_target() {
	local target=$1 log=$BUILD/fuzz/$1/log
	prepare "$target"
	if run_program "$target" >"$log" 2>&1 </dev/null; then
		echo "ok   $target: $(figures "$log")"
		passed=$((passed + 1))
		return
	fi
	tail -n 40 "$log"
	echo "FAIL $target: see $log"
	failed=$((failed + 1))
}

# ---- all ----

# The build without clang's runtime for fuzzing has no targets.
build() {
	CC=clang BUILD=$BUILD/clang "$REPO/devtools/build.sh" --buildtype=debug
}

# One alone has something to miss: Zydis.
keep_built() {
	local target built=()
	compgen -G "$PROGRAMS/fuzz_*" >/dev/null || {
		echo "fuzz: skipped: nothing was built (package libclang-rt-dev)"
		exit 77
	}
	for target in "${targets[@]}"; do
		if [ "$target" = insn ] && [ ! -x "$PROGRAMS/fuzz_insn" ]; then
			echo "skip insn: no x86-64, or no package libzydis-dev"
			skipped=$((skipped + 1))
		else
			built+=("$target")
		fi
	done
	targets=("${built[@]}")
}

parse_args() {
	limit=(-max_total_time=10)
	targets=()
	while [ $# -gt 0 ]; do
		case $1 in
		--runs) limit=("-runs=${2:?}") && shift ;;
		--seconds) limit=("-max_total_time=${2:?}") && shift ;;
		--list) all_targets && exit ;;
		--*) die "no option $1; see the head of this file" ;;
		*) targets+=("$1") ;;
		esac
		shift
	done
	[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(all_targets)
}

check_targets() {
	local target
	for target in "${targets[@]}"; do
		compgen -G "$SEEDS/$target.*" >/dev/null ||
			die "no target $target; fuzz.sh --list names them"
	done
}

main() {
	local target passed=0 failed=0 skipped=0
	parse_args "$@"
	check_targets
	build
	keep_built
	for target in "${targets[@]}"; do
		run_target "$target"
	done
	echo "fuzz: $passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}

main "$@"
