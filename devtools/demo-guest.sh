#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# The part of demo.sh that runs in the VM.

set -euo pipefail

# shellcheck source=devtools/lab/guest.sh
. "$LAB_REPO/devtools/lab/guest.sh"
# shellcheck source=app/test/lab/testpmd.sh
. "$LAB_REPO/app/test/lab/testpmd.sh"

UUID=83b8f4f2-509f-382f-3c1e-e6bfe0fa1001
KERNEL_END=192.0.2.1
TESTPMD_END=192.0.2.2

title() {
	printf '\n== %s\n' "$*"
}

prepare() {
	lab_install_bus
	lab_hugepages 256
	lab_insmod mvnet
}

create_device() {
	title "A mediated device: $UUID"
	lab_mdev_create mvnet-legacy "$UUID"
	"$LAB_BUILD/app/test-mdev/dpdk-test-mdev" -l 0 --in-memory \
		--log-level=error -a "$UUID" -- show
}

start_testpmd() {
	title "dpdk-testpmd -l 0-1 -a $UUID -- --forward-mode=icmpecho"
	dpkg-query -W -f 'Debian package ${Package} ${Version}, unmodified\n' \
		dpdk-dev
	testpmd_start -l 0-1 -a "$UUID"
	testpmd_do start
	grep -E 'Probe PCI driver|^Port 0:' "$TESTPMD_OUT"
}

ping_it() {
	mvnet_up "$UUID" "$KERNEL_END/24"
	title "ping -c 20 $TESTPMD_END, from $(mvnet_ifname "$UUID")" \
		"($KERNEL_END) at the device's other end"
	ping_through "$TESTPMD_END" 20 | grep -v '^64 bytes\|^$'
}

show_statistics() {
	title "testpmd> show port stats 0"
	testpmd_do "show port stats 0"
	sed -n '/NIC statistics/,/####$/p' "$TESTPMD_OUT"
	testpmd_quit
}

main() {
	prepare
	create_device
	start_testpmd
	ping_it
	show_statistics
}

main "$@"
