# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1536
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
# lab: --hub --nic virtio-net-pci,disable-modern=on --nic virtio-net-pci,disable-modern=on
# lab: --hub --nic virtio-net-pci,disable-legacy=on --nic virtio-net-pci,disable-legacy=on
# limit test_generic_primary 500
# limit test_generic_secondary 500
# limit test_igb_primary 500
# limit test_igb_secondary 500
# limit test_create_device 200
# long test_generic_secondary
# long test_igb_primary
# long test_igb_secondary
# long test_create_device
#
# PCI functions on uio_pci_generic and on Debian's igb_uio, with the installed library and with
# ours. The VM has no IOMMU: nothing would tell it of physical addresses.

# shellcheck source=app/test/lab/nicpairs.sh
. "$LAB_REPO/app/test/lab/nicpairs.sh"

MODELS=(e1000 e1000e vmxnet3 virtio-legacy virtio-modern)

suite_setup()
{
	lab_hugepages 320
	lab_insmod igb_uio
	lab_modprobe uio_pci_generic
}

test_generic_primary()
{
	bind_pairs uio_pci_generic "${MODELS[@]}"
	compare "$ARRIVED" "uio_pci_generic, primary" primary_traffic "" "${MODELS[@]}"
}

test_generic_secondary()
{
	bind_pairs uio_pci_generic "${MODELS[@]}"
	compare "$ARRIVED" "uio_pci_generic, secondary" secondary_traffic "" "${MODELS[@]}"
}

test_igb_primary()
{
	bind_pairs igb_uio "${MODELS[@]}"
	compare "$ARRIVED" "igb_uio, primary" primary_traffic "" "${MODELS[@]}"
}

test_igb_secondary()
{
	bind_pairs igb_uio "${MODELS[@]}"
	compare "$ARRIVED" "igb_uio, secondary" secondary_traffic "" "${MODELS[@]}"
}

# create_device OPTION...: a system whose udev makes no nodes
create_device()
{
	rm -f /dev/uio*
	primary_traffic "$*" e1000e
	stat -c '%n %F %t:%T %a' /dev/uio* || echo "no /dev/uio*"
}

test_create_device()
{
	bind_pairs uio_pci_generic e1000e
	compare "$ARRIVED" "--create-uio-dev" create_device --create-uio-dev
}

# probed EAL-ARG... -- OPTION...: what a driver gets
probed()
{
	local out=$LAB_OUT/probed-$LIBRARY.txt
	"$PCI_PARITY" -l 0 "$@" probed >"$out" 2>/dev/null
	result "$(grep -c 'IDs' "$out") probed, $(grep -c 'BAR' "$out") BARs mapped"
	cat "$out"
}

all_probed()
{
	local allow
	allow_pairs "${MODELS[@]}"
	probed "${allow[@]}" -- "$@"
}

test_generic_probed()
{
	bind_pairs uio_pci_generic "${MODELS[@]}"
	compare "10 probed, * BARs mapped" "uio_pci_generic, all that a driver gets" all_probed
}

test_igb_probed()
{
	bind_pairs igb_uio "${MODELS[@]}"
	compare "10 probed, * BARs mapped" "igb_uio, all that a driver gets" all_probed
}

# The modern virtio's registers are in a BAR that is prefetchable, so that the kernel offers it.
test_igb_write_combining()
{
	bind_pairs igb_uio "${MODELS[@]}"
	compare "10 probed, * BARs mapped" "igb_uio, write combining asked for" \
		all_probed --write-combining
	grep -q '/resource[0-5]_wc$' "$LAB_OUT/igb_uio, write combining asked for.ours"
}

test_dump()
{
	bind_pairs uio_pci_generic "${MODELS[@]}"
	compare "[1-9]* devices" "uio_pci_generic, rte_pci_dump" dump_of -b 0000:00:1f.0
}
