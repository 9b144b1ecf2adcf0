# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites that do the same with the installed library and with ours, in one VM.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

PCI_PARITY=$LAB_BUILD/app/test-mdev/dpdk-test-pci-parity

# Rows of the table in the guide: case, stock, ours, remark.
PARITY_ROWS=$LAB_OUT/parity.csv
: >"$PARITY_ROWS"

# Keeps the installed one
lab_install_bus

library_file()
{
	case $1 in
	stock) echo "$STOCK_BUS" ;;
	ours) echo "$LAB_BUILD/drivers/$(basename "$(installed_bus)")" ;;
	esac
}

use_library()
{
	LIBRARY=$1
	case $1 in
	stock) lab_restore_bus ;;
	ours) lab_install_bus ;;
	esac
}

# runs_library PID: the process has mapped the very file that $LIBRARY means, and no other
runs_library()
{
	local installed
	installed=$(installed_bus)
	cmp "$installed" "$(library_file "$LIBRARY")"
	[ "$(awk '$6 ~ /librte_bus_pci/ { print $6 $7 }' "/proc/$1/maps" |
		sort -u)" = "$installed" ]
}

# result VERDICT [NAME]: how a case, or that part of it, went
result()
{
	echo "= ${2:-}: $1"
}

# A case is a function that prints, with the library that $LIBRARY names in place, a result() for
# each row of the table, and all else that both should do alike. It must not be part of a condition.
run_both()
{
	local case=$1 library
	shift
	for library in stock ours; do
		use_library "$library"
		"$@" >"$LAB_OUT/$case.$library"
	done
}

# verdicts CASE.LIBRARY: one a line
verdicts()
{
	sed -n 's/^= [^:]*: //p' "$LAB_OUT/$1"
}

# all_are PATTERN CASE.LIBRARY: there are verdicts, and all of them match
all_are()
{
	local verdict count=0
	while read -r verdict; do
		# shellcheck disable=SC2053 # a pattern is wanted
		[[ $verdict = $1 ]] || lab_fail "$2: not $1: $verdict" || return
		count=$((count + 1))
	done < <(verdicts "$2")
	[ "$count" -gt 0 ] || lab_fail "$2: no result"
}

# rows_of CASE REMARK: of a case that both have run
rows_of()
{
	local case=$1 name stock ours
	while read -r name && read -r stock <&3 && read -r ours <&4; do
		printf '"%s","%s","%s","%s"\n' "$case$name" "$stock" "$ours" "$2" >>"$PARITY_ROWS"
	done < <(sed -nE 's/^= ([^:]*):.*/\1/; T; s/^./, &/; p' "$LAB_OUT/$case.ours") \
		3< <(verdicts "$case.stock") 4< <(verdicts "$case.ours")
}

# The remark of a case until it has passed
FAILED="this run has FAILED"

# end_case CASE REMARK SAME...: the condition decides which remark the rows get
end_case()
{
	local case=$1 remark=$2
	shift 2
	if "$@"; then
		rows_of "$case" "$remark"
	else
		rows_of "$case" "$FAILED"
		return 1
	fi
}

# both_are PATTERN CASE
both_are()
{
	all_are "$1" "$2.stock" && all_are "$1" "$2.ours"
}

is_same()
{
	both_are "$1" "$2" && diff -u "$LAB_OUT/$2".{stock,ours}
}

# compare PATTERN CASE FUNCTION ARG...: both do the same, and their verdicts match
compare()
{
	run_both "${@:2}"
	end_case "$2" "" is_same "$1" "$2"
}

is_fixed()
{
	all_are "$1" "$3.stock" && all_are "$2" "$3.ours"
}

# compare_fixed REMARK STOCK OURS CASE FUNCTION ARG...: a bug of the installed library, with the
# patterns of each one's verdicts
compare_fixed()
{
	run_both "${@:4}"
	end_case "$4" "$1" is_fixed "$2" "$3" "$4"
}

# is_same_but_for SIGN LINES PATTERN CASE
is_same_but_for()
{
	both_are "$3" "$4" &&
		grep -qE "$1" "$LAB_OUT/$4.stock" &&
		expect_no_line "$LAB_OUT/$4.ours" "$1" &&
		diff -u <(grep -vE "$2" "$LAB_OUT/$4.stock") <(grep -vE "$2" "$LAB_OUT/$4.ours")
}

# compare_but_for REMARK SIGN LINES PATTERN CASE FUNCTION ARG...: a bug of the installed library
# that SIGN in the log tells of, and that changes LINES and nothing else
compare_but_for()
{
	run_both "${@:5}"
	end_case "$5" "$1" is_same_but_for "$2" "$3" "$4" "$5"
}

# What differs from run to run, and reports of progress that only the installed library makes.
UNIMPORTANT='mp_socket|Detected'
UNIMPORTANT+='|Ignore mapping IO port bar|Releasing PCI mapped resource|Calling pci_unmap_resource'

# What scripts look for in the log
log_lines()
{
	grep -E '^(EAL|PCI_BUS): ' "$TESTPMD_OUT" |
		grep -vE "$UNIMPORTANT" |
		sed -E 's/fd [0-9]+/fd N/'
}

# dump_of EAL-ARG...: what rte_pci_dump() prints, for the devices that these EAL arguments leave
dump_of()
{
	local out=$LAB_OUT/dump-$LIBRARY.txt
	"$PCI_PARITY" "$@" -- dump >"$out" 2>/dev/null
	result "$(grep -c ' - vendor:' "$out") devices"
	cat "$out"
}
