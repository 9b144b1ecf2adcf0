#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: dpdk-sdk.sh OUT_DIR DPDK_VERSION [DPDK_SRC]
# Puts the driver SDK headers of DPDK_VERSION into OUT_DIR/include: from the
# source tree DPDK_SRC where one is given, else from Debian's source package.

set -euo pipefail

BUILD=$(dirname "$1")
export BUILD
# shellcheck source=devtools/common.sh
. "$(dirname "$0")/common.sh"

HEADERS=(bus_driver.h dev_driver.h)

source_package_version() {
	dpkg-query -W -f='${source:Version}' libdpdk-dev
}

main() {
	local out=$1 want=$2 src=${3:-} have h

	if [ -z "$src" ]; then
		src=$out/src
		fetch_source "dpdk=$(source_package_version)" "$src" >&2 ||
			die "no DPDK source package to be had; give -Ddpdk_src=DIR" \
				"with the source tree of DPDK $want"
	fi
	[ -f "$src/VERSION" ] || die "$src is no DPDK source tree"
	have=$(cat "$src/VERSION")
	[ "$have" = "$want" ] ||
		die "$src is DPDK $have, but DPDK $want is installed"
	mkdir -p "$out/include"
	for h in "${HEADERS[@]}"; do
		cp "$src/lib/eal/include/$h" "$out/include/$h"
	done
	echo "driver SDK headers of DPDK $have from ${3:-the source package}"
}

main "$@"
