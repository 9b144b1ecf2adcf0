# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --iommu --mem 1280
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
# limit test_same_as_vfio_e1000 600
# limit test_same_as_vfio_e1000e 600
# limit test_same_as_vfio_vmxnet3 600
# long test_same_as_vfio_e1000
# long test_same_as_vfio_vmxnet3
#
# NICs that QEMU emulates, as mdevs, beside the same NICs on vfio-pci, behind an IOMMU.

# shellcheck source=app/test/lab/mpcipairs.sh
. "$LAB_REPO/app/test/lab/mpcipairs.sh"

suite_setup()
{
	mpci_setup
	lab_modprobe vfio-pci
}

# same_as_vfio MODEL: testpmd sees the same ports, which carry the same packets
same_as_vfio()
{
	local model=$1 nics nic
	bind_pairs vfio-pci "$model"
	facts_of "$model" >"$LAB_OUT/$model.vfio"
	nics_of "$model"
	for nic in "${nics[@]}"; do
		let_through "$nic"
	done
	mpci_pair_of_two "$model"
	facts_of "$model" >"$LAB_OUT/$model.mpci"
	cat "$LAB_OUT/$model.mpci"
	grep -q '^Link status: up' "$LAB_OUT/$model.mpci"
	diff -u "$LAB_OUT/$model.vfio" "$LAB_OUT/$model.mpci"
}

test_same_as_vfio_e1000()
{
	same_as_vfio e1000
}

test_same_as_vfio_e1000e()
{
	same_as_vfio e1000e
}

test_same_as_vfio_vmxnet3()
{
	same_as_vfio vmxnet3
}
