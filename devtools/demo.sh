#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: demo.sh
# From nothing to a ping through a mediated device: installs what it needs,
# builds the drop-in, boots the lab VM, and lets Debian's own dpdk-testpmd
# drive an mdev there.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(iproute2 iputils-ping)

main() {
	install_packages "${PACKAGES[@]}"
	"$REPO/devtools/build.sh"
	"$REPO/devtools/lab/build.sh"
	log "booting the lab VM"
	exec "$REPO/devtools/lab/vm.sh" --timeout 180 \
		"$REPO/devtools/demo-guest.sh"
}

main "$@"
