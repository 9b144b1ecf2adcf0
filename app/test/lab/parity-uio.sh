# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1536
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
# lab: --hub --nic virtio-net-pci,disable-modern=on --nic virtio-net-pci,disable-modern=on
# lab: --hub --nic virtio-net-pci,disable-legacy=on --nic virtio-net-pci,disable-legacy=on
# limit test_primary 300
# limit test_secondary 300
# limit test_dump 300
#
# PCI functions on uio_pci_generic, with the installed library and with ours. The VM has no IOMMU:
# nothing would tell it of physical addresses.

# shellcheck source=app/test/lab/nicpairs.sh
. "$LAB_REPO/app/test/lab/nicpairs.sh"

MODELS=(e1000 e1000e vmxnet3 virtio-legacy virtio-modern)

suite_setup()
{
	lab_hugepages 320
	lab_modprobe uio_pci_generic
	bind_pairs uio_pci_generic "${MODELS[@]}"
}

test_primary()
{
	compare "uio_pci_generic, primary" primary_traffic "" "${MODELS[@]}"
}

test_secondary()
{
	compare "uio_pci_generic, secondary" secondary_traffic "" "${MODELS[@]}"
}

dump_all()
{
	echo same
	dump_of -b 0000:00:1f.0
}

test_dump()
{
	compare "uio_pci_generic, rte_pci_dump" dump_all
}
