#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: doc.sh
# Builds the guides and the API reference, a warning being an error; compiles the
# driver that the guide for PMDs shows; and looks whether each program's page
# names all that the program's --help does. It takes the packages python3-sphinx,
# python3-sphinx-rtd-theme and doxygen, and a build.
# PARITY_CSV names the rows of the table "Beside the Stock Bus", GOALS_CSV those of "What It
# Costs", and PLOTS the folder with its picture.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

OUT=$BUILD/doc
GUIDES=$REPO/doc/guides
EXAMPLE=$GUIDES/prog_guide/accel/accel_pmd.c
# Variants of other programs, for tests alone
WITHOUT_PAGE=(dpdk-test-mdev-vmbus-first dpdk-test-pci-parity)

guides() {
	sphinx-build -q -E -W --keep-going -d "$OUT/.doctrees" "$GUIDES" "$OUT/html"
}

# Doxygen takes paths from the folder that it is started in.
api() {
	cd "$REPO"
	{
		cat doc/api/doxy-api.conf
		echo "OUTPUT_DIRECTORY = \"$OUT/html\""
		echo "PROJECT_NUMBER = $(cat VERSION)"
	} | doxygen -
}

example() {
	local dpdk
	read -ra dpdk <<<"$(pkg-config --cflags libdpdk)"
	"${CC:-cc}" -shared -fPIC -Wall -Wextra -Werror -Wl,--no-undefined \
		-DALLOW_EXPERIMENTAL_API -DALLOW_INTERNAL_API \
		-I"$REPO/drivers/bus/pci" -I"$BUILD/dpdk-sdk/include" "${dpdk[@]}" \
		"$EXAMPLE" -o "$OUT/librte_raw_accel.so" \
		-L"$BUILD/drivers" -lrte_bus_pci -lrte_eal
}

# What a program says of itself, without what EAL has to say: options, and the
# first word of each indented line, which is an option or a command
help_words() {
	{ "$1" --help 2>&1 </dev/null || true; } | sed '/^EAL/,$d' |
		grep -oE -e '--[a-z][a-z0-9-]*' -e '^ {1,4}[a-z][a-z0-9-]*' |
		tr -d ' ' | sort -u
}

page_of() {
	grep -lx "$1" "$GUIDES"/tools/*.rst || fail "no page in $GUIDES/tools has the title $1"
}

# names PAGE WORD: as a literal, or in one
names() {
	grep -qE -e "\`\`([^\`]*[^\`a-z0-9-])?$2([^a-z0-9-]|\$)" "$1"
}

check_page() {
	local page word failed=0
	page=$(page_of "$(basename "$1")")
	for word in $(help_words "$1"); do
		names "$page" "$word" || {
			log "$page: does not name $word"
			failed=1
		}
	done
	return "$failed"
}

has_page() {
	[[ " ${WITHOUT_PAGE[*]} " != *" $(basename "$1") "* ]]
}

tool_pages() {
	local program failed=0
	for program in "$BUILD"/app/*/dpdk-*; do
		[[ -f $program && -x $program ]] || continue
		! has_page "$program" || check_page "$program" || failed=1
	done
	return "$failed"
}

main() {
	mkdir -p "$OUT/html"
	quietly "$BUILD/log/sphinx.log" guides
	quietly "$BUILD/log/doxygen.log" api
	quietly "$BUILD/log/doc-example.log" example
	tool_pages
	echo "$OUT/html/index.html"
}

main "$@"
