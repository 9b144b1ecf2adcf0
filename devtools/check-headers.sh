#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: check-headers.sh
# Compiles every header that the bus installs, alone and twice over, as C11 and
# as C++, and looks whether its functions have C linkage there.
# DPDK_SDK_INCLUDE is the folder of bus_driver.h and dev_driver.h, by default
# the build's.
# Exit: 0 all compile, 1 not, 77 if it cannot be tried.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$0")/common.sh"

SDK=${DPDK_SDK_INCLUDE:-$BUILD/dpdk-sdk/include}
BUS=$REPO/drivers/bus/pci
APPLICATION_HEADERS=(rte_bus_pci.h)
DRIVER_HEADERS=(bus_pci_driver.h)
WARNINGS=(-Wall -Wextra -Werror -Wundef)

dpdk_flags=() count=0 failed=0

skip() {
	echo "check-headers: skipped: $*"
	exit 77
}

# Warnings of DPDK's own headers are not ours to mend.
find_dpdk_flags() {
	pkg-config --cflags libdpdk | sed 's/\(^\| \)-I/\1-isystem /g'
}

exported_functions() {
	sed -n 's/^[ \t]*\(rte_[a-z0-9_]*\);.*/\1/p' "$BUS/version.map"
}

include_twice() {
	printf '#include <%s>\n' "$1" "$1"
}

# To declare a function again is an error if it had C++ linkage.
declare_functions_again() {
	local name
	for name in $(exported_functions); do
		! grep -qw "$name(" "$BUS/$1" ||
			echo "extern \"C\" decltype($name) $name;"
	done
}

c_source() {
	include_twice "$1"
}

cxx_source() {
	include_twice "$1"
	declare_functions_again "$1"
}

# try HEADER LANGUAGE SOURCE COMPILER OPTION...
try() {
	local header=$1 language=$2 source=$3 out
	shift 3
	count=$((count + 1))
	out=$("$@" "${WARNINGS[@]}" -I"$BUS" "${dpdk_flags[@]}" -fsyntax-only \
		-x "$language" - <<<"$source" 2>&1) && return
	failed=$((failed + 1))
	printf '%s: does not compile with %s\n%s\n' "$header" "$*" "$out"
}

# try_header HEADER OPTION...
try_header() {
	local header=$1 compiler
	shift
	[ -f "$BUS/$header" ] || die "no header $BUS/$header"
	for compiler in gcc clang; do
		try "$header" c "$(c_source "$header")" $compiler -std=c11 "$@"
	done
	for compiler in g++ clang++; do
		try "$header" c++ "$(cxx_source "$header")" $compiler -std=c++11 "$@"
	done
}

main() {
	local header

	install_packages gcc g++ clang libdpdk-dev pkg-config
	[ -f "$SDK/bus_driver.h" ] || skip "no bus_driver.h in $SDK: run meson first"
	read -ra dpdk_flags <<<"$(find_dpdk_flags)"
	for header in "${APPLICATION_HEADERS[@]}"; do
		try_header "$header" -DALLOW_EXPERIMENTAL_API
	done
	for header in "${DRIVER_HEADERS[@]}"; do
		try_header "$header" -DALLOW_EXPERIMENTAL_API -DALLOW_INTERNAL_API -isystem "$SDK"
	done
	echo "check-headers: $count compilations, $failed failed"
	[ "$failed" -eq 0 ]
}

main "$@"
