# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --icount 0 --smp 1 --iommu --mem 1024 --nic e1000e
# limit test_times 1200
# long test_times
#
# What devices cost: an mdev beside a function on vfio-pci, with the installed library and with
# ours. System calls in each run; times, which the emulated machine stretches, only by name.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
	lab_modprobe vfio-pci
	FUNCTION=$(lab_nics 8086:10d3)
	lab_bind "$FUNCTION" vfio-pci
}

# measure OPTION...: trees are measured where the processor is real
measure()
{
	with_mdev mvnet-modern "$UUID"
	"$PCI_PERF" --bus "$LAB_BUILD/drivers/$(basename "$(installed_bus)")" --stock "$STOCK_BUS" \
		--mdev "$UUID" --function "$FUNCTION" --largest 0 "$@" >"$LAB_OUT/perf.txt" \
		2>"$LAB_OUT/perf.err" || {
		cat "$LAB_OUT/perf.txt" "$LAB_OUT/perf.err"
		return 1
	}
	cat "$LAB_OUT/perf.txt"
}

test_system_calls()
{
	measure --counts
}

# The notifications of mvnet-modern are the fourth page of BAR 4, and the only one that is mapped.
test_times()
{
	measure --rounds 5 --mapped 4:0x3000 --unmapped 4:0x0 --csv "$LAB_OUT/perf.csv"
}
