# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 3072
# limit test_devargs 200
# limit test_bonding 600
# limit test_processes 300
# limit test_environment 300
# limit test_eal_flags_short 1200
# limit test_eal_flags_cores 1800
# limit test_eal_flags_devices 1800
# limit test_eal_flags_files 1800
# long test_bonding
# long test_processes
# long test_environment
# long test_eal_flags_short
# long test_eal_flags_cores
# long test_eal_flags_devices
# long test_eal_flags_files
#
# Debian's dpdk-test, with the installed library and with ours: of what touches buses, devargs,
# hotplug and processes, all that passes with the installed one. timer_secondary_autotest skips
# itself in a VM of two processors, and event_eth_rx_intr_adapter_autotest fails with either.

# shellcheck source=app/test/lab/parity.sh
. "$LAB_REPO/app/test/lab/parity.sh"

suite_setup()
{
	lab_hugepages 1400
}

autotest()
{
	local log=$LAB_OUT/$1.$LIBRARY.log
	DPDK_TEST=$1 timeout 500 dpdk-test -l 0-1 -m 256 >"$log" 2>&1 </dev/null || true
	if grep -q '^Test OK' "$log"; then
		result passed
	else
		result "$(grep -oE '^Test (Failed|Skipped)' "$log" | tail -n 1 | grep . ||
			echo "no result")"
	fi
}

both_pass()
{
	local name
	for name; do
		compare passed "dpdk-test, $name" autotest "$name"
	done
}

test_devargs()
{
	both_pass devargs_autotest kvargs_autotest vdev_autotest
}

test_bonding()
{
	both_pass link_bonding_autotest link_bonding_mode4_autotest link_bonding_rssconf_autotest
}

test_processes()
{
	both_pass multiprocess_autotest pdump_autotest ring_pmd_autotest
}

test_environment()
{
	both_pass interrupt_autotest alarm_autotest eal_fs_autotest external_mem_autotest \
		memzone_autotest tailq_autotest
}

test_eal_flags_short()
{
	both_pass eal_flags_r_opt_autotest eal_flags_vdev_opt_autotest \
		eal_flags_no_huge_autotest eal_flags_hpet_autotest eal_flags_n_opt_autotest
}

test_eal_flags_cores()
{
	both_pass eal_flags_c_opt_autotest eal_flags_main_opt_autotest
}

test_eal_flags_devices()
{
	both_pass eal_flags_a_opt_autotest eal_flags_b_opt_autotest
}

test_eal_flags_files()
{
	both_pass eal_flags_file_prefix_autotest eal_flags_mem_autotest eal_flags_misc_autotest
}
