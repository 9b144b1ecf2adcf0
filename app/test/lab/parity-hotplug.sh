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

say_attach()
{
	if attach "$1"; then
		echo works
	else
		echo fails
	fi
}

detach()
{
	testpmd_do "port detach 0"
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
	compare_fixed "VFIO that is loaded after the program has started: 5f7b98189d" fails works \
		"attach, VFIO loaded late" late_vfio
}

attach_and_detach()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NOWHERE"
	say_attach "$NIC"
	detach
	say_attach "$NIC"
	detach
	testpmd_do "show port summary all"
	testpmd_quit
	log_lines
}

test_attach_and_detach()
{
	compare "attach and detach, twice" attach_and_detach
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
	compare_fixed "hotplug by a short BDF, lost in bd78676599" fails works \
		"attach by a short BDF" short_spelling
}

rebinding()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NOWHERE"
	say_attach "$NIC"
	detach
	lab_bind "$NIC" e1000e
	say_attach "$NIC"
	lab_bind "$NIC" vfio-pci
	say_attach "$NIC"
	testpmd_quit
	log_lines
}

test_rebinding()
{
	compare "attach, rebound to its kernel driver and back" rebinding
}

interrupts()
{
	lab_bind "$NIC" vfio-pci
	start_with -a "$NIC" "--vfio-intr=$1"
	testpmd_do "show port info 0"
	grep -o 'Driver name: .*' "$TESTPMD_OUT"
	testpmd_quit
	log_lines
}

test_interrupts()
{
	compare "--vfio-intr=legacy" interrupts legacy
	compare "--vfio-intr=msi" interrupts msi
	compare "--vfio-intr=msix" interrupts msix
}

blocked()
{
	lab_bind "$NIC" vfio-pci
	lab_bind "$NIC2" vfio-pci
	start_with -b "${NIC#0000:}"
	testpmd_quit
	echo "$(count_of 'Probe PCI driver') of 2 probed"
	log_lines
}

test_blocked()
{
	compare "one of two blocked, by a short BDF" blocked
}
