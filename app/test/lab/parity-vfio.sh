# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --iommu --mem 1536
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
# lab: --hub --nic virtio-net-pci,disable-modern=on --nic virtio-net-pci,disable-modern=on
# lab: --hub --nic virtio-net-pci,disable-legacy=on,iommu_platform=on
# lab: --nic virtio-net-pci,disable-legacy=on,iommu_platform=on
# limit test_primary 500
# limit test_primary_e1000 200
# limit test_primary_virtio_legacy 200
# limit test_secondary 500
# limit test_secondary_virtio_legacy 300
# limit test_dump 300
# long test_primary_virtio_legacy
# long test_secondary
# long test_interrupt_that_is_missing
#
# PCI functions on vfio-pci behind the emulated IOMMU, with the installed library and with ours.

# shellcheck source=app/test/lab/nicpairs.sh
. "$LAB_REPO/app/test/lab/nicpairs.sh"

WITH_MSIX=(e1000e vmxnet3 virtio-modern)
TRANSLATED=(e1000 "${WITH_MSIX[@]}")

suite_setup()
{
	lab_hugepages 320
	lab_modprobe vfio-pci
	bind_pairs vfio-pci "${!MODEL_IDS[@]}"
}

test_primary()
{
	compare "$ARRIVED" "vfio-pci, primary" primary_traffic "" "${WITH_MSIX[@]}"
}

test_primary_e1000()
{
	compare_but_for "MSI-X is chosen on e1000, which has no vectors of it" \
		'Error enabling MSI-X' 'Error (en|dis)abling MSI-X' "$ARRIVED" \
		"vfio-pci, alone, primary" primary_traffic "" e1000
}

# Its DMA goes past the IOMMU, so that only physical addresses reach memory.
test_primary_virtio_legacy()
{
	compare "$ARRIVED" "vfio-pci, IOVA as PA, primary" \
		primary_traffic --iova-mode=pa virtio-legacy
}

test_secondary()
{
	compare "$ARRIVED" "vfio-pci, secondary" secondary_traffic "" "${TRANSLATED[@]}"
}

test_secondary_virtio_legacy()
{
	compare_fixed "a secondary process asks for ports before it maps: DPDK 647a0a6ecb" \
		"RX 0 TX *, RX 0 TX *" "$ARRIVED" "vfio-pci, IOVA as PA, secondary" \
		secondary_traffic --iova-mode=pa virtio-legacy
}

# The option is for all devices, and PMDs that poll do without.
test_interrupt_that_is_missing()
{
	compare_fixed "a line says that the NIC has no MSI-X" "$ARRIVED" "$ARRIVED" \
		"vfio-pci, --vfio-intr=msix" primary_traffic --vfio-intr=msix e1000
	grep -q 'no vectors of MSI-X' "$LAB_OUT/vfio-pci, --vfio-intr=msix.ours"
}

dump_all()
{
	dump_of -b 0000:00:1f.0
	dump_of -a "${NICS_OF[e1000]% *}"
}

test_dump()
{
	compare "[1-9]* devices" "vfio-pci, rte_pci_dump" dump_all
}
