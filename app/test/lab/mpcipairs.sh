# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites whose VM has two NICs of each model, on a hub for each model: one of a pair, or
# both, become mdevs of the lab's module mpci.

# shellcheck source=app/test/lab/nicpairs.sh
. "$LAB_REPO/app/test/lab/nicpairs.sh"

mpci_setup()
{
	use_library ours
	lab_hugepages 320
	lab_modprobe uio_pci_generic
	lab_insmod mpci
}

# let_through BDF: the IOMMU translates nothing, as mpci needs it
let_through()
{
	lab_bind "$1" none
	echo identity >"/sys/bus/pci/devices/$1/iommu_group/type"
}

# mpci_mdev BDF UUID [PARAM=VALUE...]: exists until the test ends
mpci_mdev()
{
	lab_bind "$1" mpci
	set_parameters mpci "${@:3}"
	lab_mdev_create mpci-function "$2" "$1"
}

# nics_of MODEL: sets the array nics
nics_of()
{
	mapfile -t nics < <(lab_nics "${MODEL_IDS[$1]}")
}

# mpci_pair MODEL [PARAM=VALUE...]: an mdev of this shape, and a function on uio_pci_generic
mpci_pair()
{
	local model=$1 nics
	nics_of "$model"
	mpci_mdev "${nics[0]}" "$UUID" "${@:2}"
	lab_bind "${nics[1]}" uio_pci_generic
	NICS_OF[$model]="$UUID ${nics[1]}"
}

# mpci_pair_of_two MODEL [PARAM=VALUE...]: two mdevs of this shape
mpci_pair_of_two()
{
	local model=$1 nics
	nics_of "$model"
	mpci_mdev "${nics[0]}" "$UUID" "${@:2}"
	mpci_mdev "${nics[1]}" "$UUID2"
	NICS_OF[$model]="$UUID $UUID2"
}

# mpci_alone MODEL [PARAM=VALUE...]: one mdev
mpci_alone()
{
	local nics
	nics_of "$1"
	mpci_mdev "${nics[0]}" "$UUID" "${@:2}"
}

# pages FIRST STEP LAST: areas of one page each
pages()
{
	seq "$1" "$2" "$3" | while read -r page; do
		printf '%#x+0x1000\n' $((page * 4096))
	done | paste -sd ,
}

# mpci_inject FAULTS: from now on
mpci_inject()
{
	echo "$1" >"/sys/bus/mdev/devices/$UUID/faults"
}

# mpci_testpmd MODEL [EAL-ARG...]: with the pair's two ports, and nothing else. The functions do DMA
# to physical addresses.
mpci_testpmd()
{
	testpmd_select ""
	start_pairs "--iova-mode=pa ${*:2}" "$1"
}

# mpci_traffic MODEL: a burst each way, counted at both ends, or fails
mpci_traffic()
{
	exchange "$1" >"$LAB_OUT/traffic.txt"
	cat "$LAB_OUT/traffic.txt"
	grep -qxF "= $1: $ARRIVED" "$LAB_OUT/traffic.txt"
}

# mpci_works MODEL [EAL-ARG...]
mpci_works()
{
	mpci_testpmd "$@"
	mpci_traffic "$1"
	testpmd_quit
}

# What testpmd knows of a port, but for its name and its place
port_facts()
{
	testpmd_do "show port info $1"
	sed -n "/Infos for port $1 /,\$p" "$TESTPMD_OUT" |
		grep -E '^(MAC|Driver|Link|MTU|Promisc|Max|Min|Maximum|Minimum|VLAN|Rx|Tx)'
}

# facts_of MODEL: both ports, with traffic in between
facts_of()
{
	mpci_testpmd "$1"
	port_facts 0
	port_facts 1
	mpci_traffic "$1"
	testpmd_quit
}

# The first mdev, opened by the test PMD, without traffic
SHOWN=$LAB_OUT/show.txt
mpci_show()
{
	test_mdev -a "$UUID" -- show "$UUID" >"$SHOWN" 2>&1
}

# kernel_says UUID COMMAND...: bare answers of the kernel
kernel_says()
{
	python3 "$LAB_REPO/app/test/lab/vfio_device.py" "$@"
}
