# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites that do the same with the installed library and with ours, in one VM.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

PCI_DUMP=$LAB_BUILD/app/test-mdev/dpdk-test-pci-dump

# Rows of the table in the guide: case, stock, ours, remark.
PARITY_ROWS=$LAB_OUT/parity.csv
: >"$PARITY_ROWS"

use_library()
{
	case $1 in
	stock) lab_restore_bus ;;
	ours) lab_install_bus ;;
	esac
}

# parity_row CASE STOCK OURS [REMARK]
parity_row()
{
	printf '"%s","%s","%s","%s"\n' "$1" "$2" "$3" "${4:-}" >>"$PARITY_ROWS"
}

# A case is a function that prints, with the library that $LIBRARY names in place, first a line
# that says how it went, then all that both should do alike. It must not be part of a condition.
run_both()
{
	local case=$1
	shift
	for LIBRARY in stock ours; do
		use_library "$LIBRARY"
		"$@" >"$LAB_OUT/$case.$LIBRARY"
	done
}

first_line()
{
	head -n 1 "$LAB_OUT/$1"
}

# row_of CASE REMARK: of a case that both have run
row_of()
{
	parity_row "$1" "$(first_line "$1.stock")" "$(first_line "$1.ours")" "$2"
}

# compare CASE FUNCTION ARG...: both do the same
compare()
{
	local case=$1 remark=
	run_both "$@"
	diff -u "$LAB_OUT/$case.stock" "$LAB_OUT/$case.ours" || remark="not explained"
	row_of "$case" "$remark"
	[ -z "$remark" ]
}

# compare_fixed REMARK STOCK OURS CASE FUNCTION ARG...: a bug of the installed library, with how it
# shows in the first line of each
compare_fixed()
{
	local remark=$1 stock=$2 ours=$3 case=$4
	shift 3
	run_both "$@"
	row_of "$case" "$remark"
	head -n 100 "$LAB_OUT/$case".{stock,ours}
	[ "$(first_line "$case.stock")" = "$stock" ]
	[ "$(first_line "$case.ours")" = "$ours" ]
}

# compare_but_for REMARK SIGN LINES CASE FUNCTION ARG...: a bug of the installed library that SIGN
# in the log tells of, and that changes LINES and nothing else
compare_but_for()
{
	local remark=$1 sign=$2 lines=$3 case=$4
	shift 3
	run_both "$@"
	row_of "$case" "$remark"
	grep -qE "$sign" "$LAB_OUT/$case.stock"
	expect_no_line "$LAB_OUT/$case.ours" "$sign"
	diff -u <(grep -vE "$lines" "$LAB_OUT/$case.stock") \
		<(grep -vE "$lines" "$LAB_OUT/$case.ours")
}

# What differs from run to run, and reports of progress that only the installed library makes.
UNIMPORTANT='mp_socket|Detected|[Pp]rimary|[Hh]ugepage'
UNIMPORTANT+='|Ignore mapping IO port bar|Releasing PCI mapped resource|Calling pci_unmap_resource'

# What scripts look for in the log
log_lines()
{
	grep -E '^(EAL|PCI_BUS): ' "$TESTPMD_OUT" |
		grep -vE "$UNIMPORTANT" |
		sed -E 's/fd [0-9]+/fd N/'
}

# dump_of EAL-ARG...: what rte_pci_dump() prints
dump_of()
{
	"$PCI_DUMP" "$@" 2>/dev/null
}
