#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: build-deb.sh
# Builds the Debian packages, into $BUILD/deb: one of the bus, one of the programs, and one for
# authors of PMDs. DPDK_SRC may name DPDK's source tree, as -Ddpdk_src of build.sh does.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(build-essential meson ninja-build pkgconf dpkg-dev debhelper libdpdk-dev dpdk-dev
	libbsd-dev libjansson-dev libzydis-dev python3-sphinx)
OUT=$BUILD/deb
TREE=$OUT/dpdk-mdev
# Where the build in $BUILD has fetched it
FETCHED=$BUILD/dpdk-sdk/src

# Debian's tools write into the tree and into the folder that it is in.
copy_sources() {
	rm -rf "$OUT"
	mkdir -p "$TREE"
	tar -C "$REPO" --exclude=./.git --exclude='./build*' --exclude="./${BUILD#"$REPO/"}" -c . |
		tar -C "$TREE" -x
}

has_installed_version() {
	[ "$(cat "$1/VERSION" 2>/dev/null)" = "$(pkg-config --modversion libdpdk)" ]
}

# The packages are built in another folder. What was fetched may be older than an upgrade.
find_dpdk_source() {
	if [ -n "${DPDK_SRC:-}" ]; then
		DPDK_SRC=$(realpath -e "$DPDK_SRC")
	elif has_installed_version "$FETCHED"; then
		DPDK_SRC=$FETCHED
	fi
	export DPDK_SRC=${DPDK_SRC:-}
}

build_packages() {
	cd "$TREE"
	DEB_BUILD_OPTIONS="noautodbgsym parallel=2 terse" \
		quietly "$BUILD/log/deb.log" dpkg-buildpackage -b -us -uc
}

main() {
	install_packages "${PACKAGES[@]}"
	find_dpdk_source
	copy_sources
	build_packages
	printf '%s\n' "$OUT"/*.deb
}

main "$@"
