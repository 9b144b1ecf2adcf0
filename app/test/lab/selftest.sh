# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# The lab tests itself: what the other suites take for granted.
# lab: --iommu --nic e1000 --nic e1000e --mem 1024

suite_setup()
{
	uuid=c0ffee00-0000-4000-8000-000000000001
	from_setup=seen
}

test_setup_is_seen()
{
	[ "$from_setup" = seen ]
}

test_host_files_are_safe()
{
	echo changed >"$LAB_REPO/VERSION"
	[ "$(cat "$LAB_REPO/VERSION")" = changed ]
	grep -q '^overlay / ' /proc/mounts
}

test_output_is_shared()
{
	echo text >"$LAB_OUT/shared.txt"
	grep -q "^out $LAB_OUT 9p " /proc/mounts
	[ "$(cat "$LAB_OUT/shared.txt")" = text ]
}

test_hugepages()
{
	lab_hugepages 64
	mountpoint -q /dev/hugepages
	[ "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages)" -ge 32 ]
	lab_hugepages 0
}

# create_and_remove MODULE TYPE
create_and_remove()
{
	lab_insmod "$1"
	lab_mdev_types | grep -q "^$2 $1 "
	lab_mdev_create "$2" "$uuid"
	[ -e "/dev/vfio/$(basename "$(readlink "/sys/bus/mdev/devices/$uuid/iommu_group")")" ]
	lab_mdev_remove "$uuid"
	rmmod "$1"
}

test_mtty()
{
	create_and_remove mtty mtty-2
}

test_mdpy()
{
	create_and_remove mdpy mdpy-vga
}

test_mbochs()
{
	create_and_remove mbochs mbochs-small
}

test_unknown_mdev_type_is_refused()
{
	! lab_mdev_create no-such-type "$uuid"
}

test_iommu_groups()
{
	local nic
	for nic in $(lab_nics); do
		[ -d "/sys/bus/pci/devices/$nic/iommu_group" ]
	done
}

test_nics_bind_to_vfio()
{
	local nic
	[ "$(lab_nics | wc -l)" -eq 2 ]
	for nic in $(lab_nics); do
		lab_bind "$nic" vfio-pci
		lab_bind "$nic" none
		[ ! -e "/sys/bus/pci/devices/$nic/driver" ]
	done
}

test_bus_is_replaced_and_restored()
{
	local installed=/usr/lib/x86_64-linux-gnu/dpdk/pmds-23.0/librte_bus_pci.so.23.0
	[ -e "$LAB_BUILD/drivers/librte_bus_pci.so.23.0" ] || skip "the drop-in is not built"
	cp "$installed" /run/before
	lab_install_bus
	cmp "$LAB_BUILD/drivers/librte_bus_pci.so.23.0" "$installed"
	lab_restore_bus
	cmp /run/before "$installed"
}
