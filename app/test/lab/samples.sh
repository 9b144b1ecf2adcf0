# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# Mediated devices whose kernel drivers no one here wrote, opened by the test
# PMD of dpdk-test-mdev.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	lab_install_bus
	lab_insmod mtty
	lab_insmod mdpy
	lab_insmod mbochs
}

# run_on UUID COMMAND...
run_on()
{
	local uuid=$1
	shift
	test_mdev -a "$uuid" -- "$@" "$uuid" >"$LAB_OUT/out.txt" 2>&1 || {
		cat "$LAB_OUT/out.txt"
		return 1
	}
	expect_no_line "$LAB_OUT/out.txt" 'FAIL'
	expect_no_line "$LAB_OUT/out.txt" 'EAL:.*([Ee]rror|[Cc]annot|[Ff]ail)'
}

test_mtty_ids_and_regions()
{
	with_mdev mtty-2 "$UUID"
	run_on "$UUID" show
	expect_line "$LAB_OUT/out.txt" '4348:3253'
	expect_line "$LAB_OUT/out.txt" 'interrupts +MSI$'
	run_on "$UUID" check-regions
}

test_mtty_uart_loopback()
{
	with_mdev mtty-2 "$UUID"
	run_on "$UUID" uart-loopback
	expect_line "$LAB_OUT/out.txt" '^ok'
}

test_mdpy_ids_and_regions()
{
	with_mdev mdpy-vga "$UUID"
	run_on "$UUID" show
	expect_line "$LAB_OUT/out.txt" '1b36:000f'
	run_on "$UUID" check-regions
	run_on "$UUID" vga-mode
}

test_mbochs_ids_and_regions()
{
	with_mdev mbochs-small "$UUID"
	run_on "$UUID" show
	expect_line "$LAB_OUT/out.txt" '1234:1111'
	run_on "$UUID" check-regions
	run_on "$UUID" vga-mode
}

# Its registers by accessors, its memory by a pointer, and by accessors again
test_mbochs_draws_a_picture()
{
	local picture=$LAB_OUT/picture.ppm
	with_mdev mbochs-small "$UUID"
	"$LAB_BUILD/app/mdev-draw/dpdk-mdev-draw" "${SMALL_EAL[@]}" -a "$UUID" -- \
		"$picture" >"$LAB_OUT/out.txt" 2>&1 || {
		cat "$LAB_OUT/out.txt"
		lab_fail "no picture"
	}
	expect_line "$LAB_OUT/out.txt" '^307200 of 307200 pixels are read as they were drawn'
	[ "$(head -n 2 "$picture" | tr '\n' ' ')" = "P6 640 480 " ]
	[ "$(stat -c %s "$picture")" -eq $((640 * 480 * 3 + 15)) ]
}

test_all_three_in_one_process()
{
	with_mdev mtty-1 "$UUID"
	with_mdev mdpy-vga "$UUID2"
	with_mdev mbochs-small "${UNKNOWN_UUID}"
	test_mdev -a "$UUID" -a "$UUID2" -a "$UNKNOWN_UUID" -- list \
		>"$LAB_OUT/out.txt" 2>&1
	[ "$(grep -c opened "$LAB_OUT/out.txt")" -eq 3 ] || {
		cat "$LAB_OUT/out.txt"
		lab_fail "not all three were opened"
	}
}
