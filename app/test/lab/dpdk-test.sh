# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 2048
# limit test_autotests 580
#
# Debian's dpdk-test, with the installed library and with ours: what passes with the one must pass
# with the other. These are the short ones of those that touch buses and devargs.

# shellcheck source=app/test/lab/parity.sh
. "$LAB_REPO/app/test/lab/parity.sh"

AUTOTESTS=(devargs_autotest vdev_autotest link_bonding_rssconf_autotest)

suite_setup()
{
	lab_hugepages 1024
}

# verdict_of AUTOTEST LIBRARY
verdict_of()
{
	local log=$LAB_OUT/$1.$2.log
	DPDK_TEST=$1 timeout 120 dpdk-test -l 0-1 -m 256 >"$log" 2>&1 </dev/null || true
	if grep -q '^Test OK' "$log"; then
		echo passed
	else
		grep -oE '^Test (Failed|Skipped)' "$log" | tail -n 1 | grep . || echo "no result"
	fi
}

test_autotests()
{
	local name ours lost=0
	declare -A stock
	use_library stock
	for name in "${AUTOTESTS[@]}"; do
		stock[$name]=$(verdict_of "$name" stock)
	done
	use_library ours
	for name in "${AUTOTESTS[@]}"; do
		ours=$(verdict_of "$name" ours)
		echo "$name: ${stock[$name]}, $ours"
		parity_row "dpdk-test, $name" "${stock[$name]}" "$ours"
		[ "${stock[$name]}" != passed ] || [ "$ours" = passed ] || lost=$((lost + 1))
	done
	[ "$lost" -eq 0 ]
}
