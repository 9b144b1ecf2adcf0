# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --iommu --mem 1280
# lab: --device pcie-pci-bridge,id=bridge
# lab: --nic vmxnet3,bus=bridge,addr=1 --nic vmxnet3,bus=bridge,addr=2
# lab: --device nvme-subsys,id=subsys
# lab: --device
# lab: nvme,serial=1,subsys=subsys,sriov_max_vfs=1,sriov_vq_flexible=2,sriov_vi_flexible=1
# limit test_traffic_in_one_group 200
#
# VFIO groups: two functions in one, because a bridge is all that the IOMMU sees of them; one in a
# container of the application's own, and a virtual function that opens only with the token of its
# physical one. With the installed library and with ours.

# shellcheck source=app/test/lab/nicpairs.sh
. "$LAB_REPO/app/test/lab/nicpairs.sh"

TOKEN=2ab74924-c335-45f4-9b16-8569e5b08258

suite_setup()
{
	lab_hugepages 320
	modprobe vfio-pci enable_sriov=1
	bind_pairs vfio-pci vmxnet3
	read -r NIC NIC2 <<<"${NICS_OF[vmxnet3]}"
}

# --- two functions in one group ---

group_of()
{
	basename "$(readlink "/sys/bus/pci/devices/$1/iommu_group")"
}

traffic_in_one_group()
{
	primary_start vmxnet3
	exchange vmxnet3
	testpmd_do "port detach 1"
	testpmd_do "port attach $NIC2"
	testpmd_do "port start 1"
	exchange vmxnet3 "when one was detached and attached"
	testpmd_quit
	log_lines
}

primary_start()
{
	testpmd_select "-$LIBRARY"
	start_pairs "" "$@"
}

test_traffic_in_one_group()
{
	[ "$(group_of "$NIC")" = "$(group_of "$NIC2")" ]
	compare "$ARRIVED" "two functions in one VFIO group" traffic_in_one_group
}

# --- a container of the application's own ---

container()
{
	local out=$LAB_OUT/container-$LIBRARY.txt
	"$PCI_PARITY" -l 0 -a 0000:00:1f.7 -- container "$NIC" >"$out" 2>"$out.log"
	result "$(grep -c 'add works' "$out" || true) of 2 added"
	cat "$out"
}

# Neither group nor device may be in use elsewhere, so the group's other function is let go.
test_own_container()
{
	lab_bind "$NIC2" none
	compare "2 of 2 added" "a group in the application's container" container
	lab_bind "$NIC2" vfio-pci
}

# --- a virtual function ---

# The function that has others of its own
physical_function()
{
	local file
	for file in /sys/bus/pci/devices/*/sriov_totalvfs; do
		basename "$(dirname "$file")"
	done
}

make_virtual()
{
	PF=$(physical_function)
	lab_bind "$PF" vfio-pci
	# vfio-pci resets it when it is opened, and QEMU's then forgets its virtual functions.
	echo >"/sys/bus/pci/devices/$PF/reset_method"
	echo 1 >"/sys/bus/pci/devices/$PF/sriov_numvfs"
	VF=$(basename "$(readlink "/sys/bus/pci/devices/$PF/virtfn0")")
	wait_for 20 is_on_vfio "$VF"
}

is_on_vfio()
{
	[ "$(basename "$(readlink "/sys/bus/pci/devices/$1/driver")")" = vfio-pci ]
}

# both_functions EAL-ARG...
both_functions()
{
	local out=$LAB_OUT/functions-$LIBRARY.txt
	"$PCI_PARITY" -l 0 -a "$PF" -a "$VF" "$@" -- probed >"$out" 2>"$out.log" || true
	result "$(grep -c IDs "$out" || true) of 2 probed"
	cat "$out"
}

test_token()
{
	make_virtual
	compare "1 of 2 probed" "a virtual function without --vfio-vf-token" both_functions
	compare "2 of 2 probed" "a virtual function with --vfio-vf-token" \
		both_functions --vfio-vf-token="$TOKEN"
	echo 0 >"/sys/bus/pci/devices/$PF/sriov_numvfs"
}
