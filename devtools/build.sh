#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: build.sh [MESON-OPTION...]
# Installs the Debian packages that the build needs, and builds into $BUILD.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(gcc libc6-dev meson ninja-build pkg-config dpkg-dev
	libdpdk-dev dpdk-dev libbsd-dev libcmocka-dev libjansson-dev libzydis-dev)

configure() {
	[ -f "$BUILD/build.ninja" ] && [ $# -eq 0 ] && return
	if [ -f "$BUILD/build.ninja" ]; then
		quietly "$BUILD/log/meson.log" \
			meson configure "$BUILD" "$@"
	else
		quietly "$BUILD/log/meson.log" \
			meson setup "$BUILD" "$REPO" "$@"
	fi
}

main() {
	install_packages "${PACKAGES[@]}"
	configure "$@"
	quietly "$BUILD/log/ninja.log" ninja -C "$BUILD" -j2
	log "built $BUILD/drivers/librte_bus_pci.so"
}

main "$@"
