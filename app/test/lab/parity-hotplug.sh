# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --iommu --nic e1000e --nic e1000e --mem 1280
# limit test_late_vfio 200
# limit test_attach_and_detach 200
# limit test_short_spelling 200
# limit test_rebinding 200
# limit test_interrupts 300
# limit test_blocked 200
# long test_rebinding
# long test_interrupts
#
# Devices that come, go, change their kernel driver or are left out, with the installed library and
# with ours.

# shellcheck source=app/test/lab/parity.sh
. "$LAB_REPO/app/test/lab/parity.sh"

# No device has it: an allowlist that is empty.
NOWHERE=0000:00:1f.7

suite_setup()
{
	lab_hugepages 320
	read -r NIC NIC2 <<<"$(lab_nics 8086:10d3 | paste -sd ' ')"
	lab_bind "$NIC" none
	lab_bind "$NIC2" none
}

# start_with EAL-ARG...
start_with()
{
	testpmd_select "-$LIBRARY"
	testpmd_run 60 -l 0-1 "$@" -- "${TESTPMD_APP[@]}"
	runs_library "$TESTPMD_PID"
}

count_of()
{
	grep -cE "$1" "$TESTPMD_OUT" || true
}

attached()
{
	count_of '^Port 0 is attached'
}

# attach NAME: whether there is a port more
attach()
{
	local before
	before=$(attached)
	testpmd_do "port attach $1"
	[ "$(attached)" -gt "$before" ]
}

# say_attach NAME [WHEN]
say_attach()
{
	if attach "$1"; then
		result works "${2:-}"
	else
		result fails "${2:-}"
	fi
}

detach()
{
	testpmd_do "port detach 0"
}

# What testpmd has left
say_ports()
{
	testpmd_do "show port summary all"
	grep 'Number of available ports' "$TESTPMD_OUT"
}

unload_vfio()
{
	lab_bind "$NIC" none
	lab_bind "$NIC2" none
	modprobe -r vfio-pci vfio_iommu_type1
	[ ! -e /sys/module/vfio ] || modprobe -r vfio
}

late_vfio()
{
	unload_vfio
	start_with -a "$NOWHERE"
	lab_bind "$NIC" vfio-pci
	say_attach "$NIC"
	testpmd_quit
}

test_late_vfio()
{
	compare_fixed "VFIO that is loaded after the program has started: DPDK 5f7b98189d" \
		fails works "attach, VFIO loaded late" late_vfio
}

attach_and_detach()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NOWHERE"
	say_attach "$NIC" "the first time"
	detach
	say_attach "$NIC" "the second time"
	detach
	say_ports
	testpmd_quit
	log_lines
}

test_attach_and_detach()
{
	compare works "attach and detach" attach_and_detach
}

short_spelling()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NOWHERE"
	say_attach "${NIC#0000:}"
	testpmd_quit
}

test_short_spelling()
{
	compare_fixed "hotplug by a short BDF, lost in DPDK bd78676599" fails works \
		"attach by a short BDF" short_spelling
}

rebinding()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NOWHERE"
	say_attach "$NIC" "on vfio-pci"
	detach
	lab_bind "$NIC" e1000e
	say_attach "$NIC" "on its kernel driver"
	lab_bind "$NIC" vfio-pci
	say_attach "$NIC" "on vfio-pci again"
	say_ports
	testpmd_quit
	log_lines
}

test_rebinding()
{
	compare "*" "attach" rebinding
	grep -q '^= on its kernel driver: fails' "$LAB_OUT/attach.ours"
	[ "$(grep -c ': works' "$LAB_OUT/attach.ours")" -eq 2 ]
}

# in_use KIND: the kernel has handlers for such vectors of the NIC
in_use()
{
	grep -qE "vfio-$1(\[[0-9]+\])?\($NIC\)" /proc/interrupts
}

# The link comes up after the port has started, which the NIC tells by an interrupt.
interrupts()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NIC" "--vfio-intr=$1"
	in_use "$2" || lab_fail "no vfio-$2 in use"
	wait_for 30 testpmd_said 'Port 0: link state change event' || true
	result "told $(count_of 'Port 0: link state change event') times of the link"
	testpmd_quit
	log_lines
}

test_interrupts()
{
	compare "told 1 times of the link" "--vfio-intr=legacy" interrupts legacy intx
	compare "told 1 times of the link" "--vfio-intr=msi" interrupts msi msi
	compare "told 1 times of the link" "--vfio-intr=msix" interrupts msix msix
}

blocked()
{
	lab_bind "$NIC" vfio-pci
	lab_bind "$NIC2" vfio-pci
	start_with -b "${NIC#0000:}"
	testpmd_quit
	result "$(count_of 'Probe PCI driver') of 2 probed"
	log_lines
}

test_blocked()
{
	compare "1 of 2 probed" "one of two blocked, by a short BDF" blocked
}
