# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --iommu --nic e1000 --nic e1000e --mem 1280
# limit test_memory_comes_and_goes_for_both 300
#
# PCI functions on vfio-pci behind the emulated IOMMU, beside an mdev.

# shellcheck source=app/test/lab/processes.sh
. "$LAB_REPO/app/test/lab/processes.sh"
# shellcheck source=app/test/lab/dma.sh
. "$LAB_REPO/app/test/lab/dma.sh"

export E1000=8086:100e
E1000E=8086:10d3

suite_setup()
{
	mvnet_setup
	dma_setup
	lab_modprobe vfio-pci
	lab_bind "$(lab_nics "$E1000")" vfio-pci
	lab_bind "$(lab_nics "$E1000E")" vfio-pci
}

# The two NICs are on one hub: what one sends, the other receives.
exchange_between_ports_0_and_1()
{
	testpmd_do "set portlist 0,1"
	testpmd_do "set fwd io"
	testpmd_do "start tx_first 2"
	wait_for 60 both_received
	testpmd_do stop
}

both_received()
{
	testpmd_do "show port stats 0" && received || return
	testpmd_do "show port stats 1" && received
}

received()
{
	[ "$(grep -oE 'RX-packets: *[0-9]+' "$TESTPMD_OUT" | tail -n 1 |
		grep -oE '[0-9]+$')" -gt 0 ]
}

test_e1000_and_e1000e()
{
	testpmd_start -l 0-1 -a "$(lab_nics "$E1000")" -a "$(lab_nics "$E1000E")"
	expect_line "$TESTPMD_OUT" 'Probe PCI driver: net_e1000_em \(8086:100e\)'
	expect_line "$TESTPMD_OUT" 'Probe PCI driver: net_e1000_em \(8086:10d3\)'
	exchange_between_ports_0_and_1
	testpmd_quit
}

# In the order of their addresses, and mdevs behind them.
start_beside_an_mdev()
{
	with_mdev mvnet-legacy "$UUID" pin=1
	dma_record
	testpmd_start -l 0-1 -a "$UUID" -a "$(lab_nics "$E1000")" -a "$(lab_nics "$E1000E")"
	[ "$(grep -oE 'device: [^ ]+' "$TESTPMD_OUT" | tail -n 1)" = "device: $UUID" ]
	mvnet_up "$UUID" 192.0.2.1/24
}

ping_on_port_2()
{
	testpmd_do "set portlist 2"
	testpmd_do "set fwd icmpecho"
	testpmd_do start
	ping_through 192.0.2.2
	testpmd_do stop
}

test_beside_an_mdev()
{
	start_beside_an_mdev
	exchange_between_ports_0_and_1
	ping_on_port_2
	testpmd_quit
}

# A container for the functions, which is EAL's, and one for mdevs
same_memory_in_both()
{
	[ "$(dma_recorded | wc -l)" -eq 2 ]
	[ "$(dma_live 1 | cut -d ' ' -f 2)" -eq "$(dma_live 2 | cut -d ' ' -f 2)" ]
}

test_memory_comes_and_goes_for_both()
{
	start_beside_an_mdev
	same_memory_in_both
	testpmd_do "set portlist 2"
	testpmd_do start
	memory_events --proc-type=secondary --no-pci &
	pings_meanwhile $! 192.0.2.2
	testpmd_do stop
	memory_was_followed 1 2
	same_memory_in_both
	exchange_between_ports_0_and_1
	testpmd_quit
	dma_recorded
}

group_of()
{
	basename "$(readlink "$1/iommu_group")"
}

testpmd_gone()
{
	! testpmd_alive
}

# The last one may be cut off: by the program's end, and by nothing else.
ask_while_alive()
{
	while testpmd_alive; do
		telemetry /bus/pci/list "/bus/pci/device,$UUID" "/bus/pci/regions,$UUID" && continue
		wait_for 20 testpmd_gone
		return
	done >"$LAB_OUT/asked.txt" 2>"$LAB_OUT/asked.err"
}

# That clients ask all the time changes nothing.
attach_and_detach_meanwhile()
{
	local i asking
	ask_while_alive &
	asking=$!
	for ((i = 0; i < 3; i++)); do
		detach 1
		testpmd_answers "port attach $UUID" 'is attached'
	done
	testpmd_quit
	wait "$asking"
	grep -qF '"name": "'"$UUID"'"' "$LAB_OUT/asked.txt"
	python3 "$LAB_REPO/app/test/lab/telemetry.py" --lines <"$LAB_OUT/asked.txt"
}

test_telemetry()
{
	local bdf
	bdf=$(lab_nics "$E1000")
	with_mdev mvnet-legacy "$UUID"
	testpmd_start -l 0-1 -a "$bdf" -a "$UUID"
	telemetry /bus/pci/list "/bus/pci/list,$UUID" \
		"/bus/pci/device,$bdf" "/bus/pci/regions,$bdf" \
		"/bus/pci/device,$UUID" "/bus/pci/regions,$UUID" \
		"/bus/pci/device,$UNKNOWN_UUID" /bus/pci/regions,x >"$LAB_OUT/telemetry.txt"
	python3 "$LAB_REPO/app/test/lab/telemetry.py" "$bdf" "$UUID" \
		"$(group_of "/sys/bus/pci/devices/$bdf")" \
		"$(group_of "/sys/bus/mdev/devices/$UUID")" <"$LAB_OUT/telemetry.txt"
	attach_and_detach_meanwhile
}

detach()
{
	testpmd_do "port stop $1"
	testpmd_answers "port detach $1" 'Device is detached'
}

test_functions_outlive_the_mdev()
{
	start_beside_an_mdev
	ping_on_port_2
	detach 2
	dma_recorded
	expect_line "$LAB_OUT/dma.txt" 'closed$'
	exchange_between_ports_0_and_1
	testpmd_quit
	dma_recorded
}

test_mdev_outlives_the_functions()
{
	start_beside_an_mdev
	exchange_between_ports_0_and_1
	detach 0
	detach 1
	ping_on_port_2
	memory_events --proc-type=secondary --no-pci
	ping_on_port_2
	testpmd_quit
	dma_recorded
}

# -a of the mdev leaves functions alone that stock PMDs would take.
test_mdev_alone_is_touched()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_start -l 0-1 -a "$UUID"
	testpmd_quit
	[ "$(grep -c 'Probe PCI driver' "$TESTPMD_OUT")" -eq 1 ]
	expect_line "$TESTPMD_OUT" "Probe PCI driver: net_virtio .* $UUID"
}

test_no_allowlist_takes_the_functions_only()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_start -l 0-1
	testpmd_quit
	[ "$(grep -c 'Probe PCI driver' "$TESTPMD_OUT")" -eq 2 ]
	expect_no_line "$TESTPMD_OUT" "Probe PCI driver.*$UUID"
}

# --- scans while a function is let go ---

has_no_driver()
{
	[ ! -e "/sys/bus/pci/devices/$1/driver" ]
}

# unbinding BDF: what an operator has vfio-pci do; the kernel waits until nobody has the function,
# and keeps the device locked meanwhile
unbinding()
{
	bash -c "echo $1 >/sys/bus/pci/drivers/vfio-pci/unbind" &
	unbinder=$!
	wait_for 20 has_no_driver "$1"
}

# reading_uevent BDF: says what the kernel does, which differs from version to version. Who waits
# for that lock cannot be killed.
reading_uevent()
{
	cat "/sys/bus/pci/devices/$1/uevent" >"$LAB_OUT/uevent.txt" &
	reader=$!
	if wait_for 2 is_over "$reader" 2>/dev/null; then
		echo "uevent can be read meanwhile"
	else
		echo "uevent cannot be read meanwhile"
	fi
}

# scans NAME: to attach another device takes a scan of all
scans()
{
	says "$1" 0 attach "$UUID"
	says "$1" 0 detach "$UUID"
}

# list_but BDF: for as long as the function is not let go, lab_nics would wait too
list_but()
{
	test_mdev -b "$1" -- list >"$LAB_OUT/list.txt" 2>&1
}

# In the process that has the function, in one that has listed it, and in a new one
test_scans_while_a_function_is_unbound()
{
	local nic blocked unbinder reader EAL=("${SMALL_EAL[@]}")
	nic=$(lab_nics "$E1000E")
	blocked=$(lab_nics "$E1000")
	with_mdev mvnet-legacy "$UUID"
	console owner primary -a "$nic"
	console other primary -b "$blocked"
	unbinding "$nic"
	reading_uevent "$nic"
	scans owner
	scans other
	with_timeout 60 list_but "$blocked"
	expect_no_line "$LAB_OUT/list.txt" "^$nic"
	! is_over "$unbinder" || lab_fail "the kernel has not waited"
	says owner 1 has "$nic"
	quits owner other
	wait "$unbinder"
	wait "$reader"
	lab_bind "$nic" vfio-pci
}
