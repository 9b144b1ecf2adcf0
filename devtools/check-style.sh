#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: check-style.sh [FILE|FOLDER...]
#        check-style.sh --commits [RANGE]
# Checks the given files, by default all that are tracked or could be, or the
# messages of the commits of RANGE, by default all of them.
# Exit: 0 clean, 1 with findings, 77 if there was nothing to check.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$0")/common.sh"

RULES=$REPO/devtools/style
MAX_BYTES=$((256 * 1024))

# The files, by what they are.
all=() c=() hash=() rst=() shell=() driver=() text=()
declare -A binary=()

list_named() {
	local path
	for path in "$@"; do
		[ -e "$path" ] || die "no such file: $path"
		find "$(realpath -s "$path")" -name .git -prune -o -type f -print
	done
}

list_repository() {
	local path
	git -C "$REPO" ls-files --cached --others --exclude-standard |
		while IFS= read -r path; do
			# A deleted file is listed until its removal is staged.
			[ ! -f "$REPO/$path" ] || printf '%s\n' "$REPO/$path"
		done
}

shebang_of() {
	local line=
	IFS= read -r line <"$1" 2>/dev/null || true
	[[ $line != '#!'* ]] || printf '%s' "$line"
}

# grep finds no line in what it takes for binary, nor in what is empty.
find_binaries() {
	local path
	while IFS= read -r path; do
		[ ! -s "$path" ] || binary[$path]=1
	done < <(grep -IL '' -- "${all[@]}")
}

classify_script() {
	case $(shebang_of "$1") in
	*sh) hash+=("$1") shell+=("$1") ;;
	'#!'*) hash+=("$1") ;;
	esac
}

classify() {
	local path=$1

	[ -z "${binary[$path]:-}" ] || return 0
	# Licences are quoted, not written.
	[[ /$path != */license/*.txt ]] || return 0
	text+=("$path")
	case $path in
	*.[ch]) c+=("$path") ;;
	*.rst) rst+=("$path") ;;
	*.sh) hash+=("$path") shell+=("$path") ;;
	*.awk | *.py | *meson.build | *meson_options.txt) hash+=("$path") ;;
	*Kbuild | *Kconfig | *Makefile) hash+=("$path") ;;
	*) classify_script "$path" ;;
	esac
	[[ /$path != */drivers/*.[ch] ]] || driver+=("$path")
}

collect() {
	local path list

	if [ $# -gt 0 ]; then
		list=$(list_named "$@")
	else
		list=$(list_repository)
	fi
	cd "$REPO"
	[ -n "$list" ] || skip "no files"
	# Paths as they are below the repository; others stay absolute.
	mapfile -t all < <(xargs -d '\n' realpath -s --relative-base="$REPO" <<<"$list")
	find_binaries
	for path in "${all[@]}"; do
		classify "$path"
	done
}

skip() {
	echo "check-style: skipped: $*"
	exit 77
}

# run_awk PROGRAM... -- FILE...: bytes, not characters, so that no locale matters.
run_awk() {
	local programs=()
	while [ "$1" != -- ]; do
		programs+=(-f "$RULES/$1")
		shift
	done
	shift
	[ $# -eq 0 ] || LC_ALL=C awk "${programs[@]}" "$@"
}

check_binary_and_size() {
	[ ${#binary[@]} -eq 0 ] || printf '%s:1: binary file\n' "${!binary[@]}"
	stat -c '%s %n' -- "${all[@]}" |
		awk -v max=$MAX_BYTES '$1 > max {
			sub(/^[0-9]+ /, "")
			printf "%s:1: larger than %d KiB\n", $0, max / 1024
		}'
}

check_last_line() {
	local path end
	for path in "${text[@]}"; do
		[ -s "$path" ] || continue
		end=$(tail -c2 "$path"; echo .)
		case $end in
		$'\n\n.') echo "$path:$(grep -c '' "$path"): blank line at the end" ;;
		*$'\n.') ;;
		*) echo "$path:$(grep -c '' "$path"): no newline at the end" ;;
		esac
	done
}

check_shell() {
	[ ${#shell[@]} -eq 0 ] ||
		printf '%s\0' "${shell[@]}" |
		xargs -0 -P"$(nproc)" -n4 shellcheck -x -f gcc 2>&1 || true
}

check_spelling() {
	[ ${#text[@]} -eq 0 ] || codespell "${text[@]}" 2>&1 || true
}

check_files() {
	check_binary_and_size
	check_last_line
	run_awk text.awk -- "${text[@]}"
	run_awk spdx.awk -- "${c[@]}" "${hash[@]}" "${rst[@]}"
	run_awk width.awk -- "${c[@]}" "${hash[@]}"
	run_awk c-lib.awk c-layout.awk -- "${c[@]}"
	run_awk c-lib.awk c-tokens.awk -- "${driver[@]}"
	run_awk c-lib.awk functions.awk -- "${c[@]}" "${shell[@]}"
	check_shell
	check_spelling
}

check_commits() {
	git log --no-merges --format='%x01%h%n%B' "$@" -- |
		run_awk commits.awk -- -
}

# summary FINDINGS WHAT
summary() {
	local count
	count=$(grep -vc -e '^info: ' -e '^$' <<<"$1" || true)
	{
		grep -v -e '^info: ' -e '^$' <<<"$1" | sort -t: -k1,1 -k2,2n
		grep '^info: ' <<<"$1"
	} || true
	echo "check-style: $2, $count findings"
	[ "$count" -eq 0 ]
}

commits_main() {
	local findings
	cd "$REPO"
	git rev-parse -q --verify HEAD >/dev/null || skip "no commits"
	[ $# -gt 0 ] || set -- HEAD
	findings=$(check_commits "$@")
	summary "$findings" "$(git rev-list --no-merges --count "$@") commits"
}

files_main() {
	local findings
	install_packages shellcheck codespell
	collect "$@"
	findings=$(check_files)
	summary "$findings" "${#all[@]} files"
}

main() {
	if [ "${1:-}" = --commits ]; then
		shift
		commits_main "$@"
	else
		files_main "$@"
	fi
}

main "$@"
