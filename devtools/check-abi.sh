#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: check-abi.sh OUR.so [STOCK.so]
# Can OUR.so stand in for STOCK.so, by default the distribution's library?
# Every symbol in its version node, the SONAME, what abidiff finds, and the
# layout of the structures: in the headers, as a distribution's library has no
# debug information. DPDK_SDK_INCLUDE is the folder of bus_driver.h and
# dev_driver.h, by default the build's. Additions are allowed.
# Exit: 0 compatible, 1 not, 77 if it cannot be compared.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$0")/common.sh"

SDK=${DPDK_SDK_INCLUDE:-$BUILD/dpdk-sdk/include}
LAYOUT=$REPO/app/test/abi_layout.c

skip() {
	echo "check-abi: skipped: $*"
	exit 77
}

is_same_file() {
	[ "$1" -ef "$2" ] || cmp -s "$1" "$2"
}

# Those that hold the file, one a line
packages_with() {
	dpkg -S "$1" 2>/dev/null | sed -n '/^diversion by /!s/: .*//p' | tr -d ' ' | tr , '\n'
}

# Whatever was put in its place, by a mount or by a copy, has another checksum. dpkg --verify does
# not look at what is diverted.
is_from_package() {
	local path line
	path=$(installed_library)
	line="$(md5sum <"$1" | cut -d ' ' -f 1)  ${path#/}"
	packages_with "$path" | xargs -I {} dpkg-query --control-show {} md5sums |
		grep -xF "$line" >/dev/null
}

# An answer that is given by mistake is worse than none.
check_given() {
	[ -f "$2" ] || die "no such library: $2"
	! is_same_file "$1" "$2" || die "$1 is the same as $2"
}

check_installed() {
	[ -f "$2" ] || skip "no installed stock library '$2'"
	! is_same_file "$1" "$2" || skip "$1 is in the place of the stock library"
	is_from_package "$2" || skip "$2 is not the distribution's any more"
}

soname_of() {
	readelf -Wd "$1" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p'
}

exports_of() {
	readelf -W --dyn-syms "$1" |
		awk '$7 != "UND" && $8 ~ /@/ { print $4, $8 }' | LC_ALL=C sort
}

nodes_of() {
	readelf -WV "$1" | awk '
		/^Version/ { wanted = /definition/ }
		wanted && /Flags: none/ { print $NF }' | LC_ALL=C sort
}

# only_first LIST_A LIST_B: lines of the one that the other has not
only_first() {
	LC_ALL=C comm -23 <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}

check_soname() {
	local our stock
	our=$(soname_of "$1")
	stock=$(soname_of "$2")
	[ "$our" = "$stock" ] || echo "SONAME is '$our', not '$stock'"
}

# check_list WHAT OURS STOCK
check_list() {
	[ -n "$3" ] || echo "the stock library has no $1: it is not one"
	only_first "$3" "$2" | sed "s/^/missing $1: /"
	only_first "$2" "$3" | sed "s/^/info: additional $1: /"
}

check_symbols() {
	check_list node "$(nodes_of "$1")" "$(nodes_of "$2")"
	check_list symbol "$(exports_of "$1")" "$(exports_of "$2")"
}

# abidiff's status is made of bits: 1 error, 2 usage, 4 change, 8 incompatible.
check_abidiff() {
	local out rc=0
	out=$(abidiff --no-added-syms "$2" "$1" 2>&1) || rc=$?
	if [ $((rc & 11)) -ne 0 ]; then
		printf 'abidiff: status %d\n%s\n' "$rc" "$out"
	elif [ "$rc" -ne 0 ]; then
		printf '%s\n' "$out" | sed 's/^/info: abidiff: /'
	fi
}

check_layout() {
	local dpdk_flags
	read -ra dpdk_flags <<<"$(pkg-config --cflags libdpdk)"
	gcc -std=gnu11 -Wall -Werror -DALLOW_EXPERIMENTAL_API -DALLOW_INTERNAL_API \
		-I"$REPO/drivers/bus/pci" -isystem "$SDK" "${dpdk_flags[@]}" \
		-fsyntax-only "$LAYOUT" 2>&1 ||
		echo "layout of the structures differs"
}

check_all() {
	check_soname "$@"
	check_symbols "$@"
	check_abidiff "$@"
	check_layout
}

report() {
	local our=$1 stock=$2 result=$3 added verdict=compatible rc=0
	added=$(grep -c '^info: additional symbol' <<<"$result" || true)
	if grep -qv -e '^info: ' -e '^$' <<<"$result"; then
		verdict=INCOMPATIBLE rc=1
	fi
	[ -z "$result" ] || printf '%s\n' "$result"
	echo "check-abi: $our is $verdict with $stock:" \
		"$(exports_of "$stock" | wc -l) stock symbols, $added additional"
	return $rc
}

main() {
	local our=${1:-} stock result

	[ -f "$our" ] || die "usage: check-abi.sh OUR.so [STOCK.so]: no library '$our'"
	install_packages abigail-tools binutils gcc libdpdk-dev pkg-config
	if [ $# -gt 1 ]; then
		stock=$2
		check_given "$our" "$stock"
	else
		stock=$(stock_library) || skip "no DPDK is installed"
		check_installed "$our" "$stock"
	fi
	[ -f "$SDK/bus_driver.h" ] || skip "no bus_driver.h in $SDK: run meson first"
	result=$(check_all "$our" "$stock")
	report "$our" "$stock" "$result"
}

main "$@"
