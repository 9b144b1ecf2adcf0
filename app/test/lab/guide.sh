# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 2048
# limit test_getting_started 480
#
# What pages of the guide tell a user to do, line by line.

# shellcheck source=app/test/lab/page.sh
. "$LAB_REPO/app/test/lab/page.sh"

suite_setup()
{
	compgen -G "$LAB_BUILD/deb/*.deb" >/dev/null ||
		skip "no packages in $LAB_BUILD/deb; devtools/build-deb.sh makes them"
	page_setup
	lab_insmod mvnet
}

parent()
{
	lab_mdev_types | awk '$1 == "mvnet-legacy" { print $2 }'
}

# What the page undoes, it undoes without a trace.
test_getting_started()
{
	local before
	before=$(sha256sum "$(installed_bus)")
	page_run linux_gsg/mdev.rst PARENT="$(parent)" TYPE=mvnet-legacy
	[ "$(sha256sum "$(installed_bus)")" = "$before" ]
	[ ! -e "$MDEV_DEVICES/$uuid" ]
	[ "$(cat /proc/sys/vm/nr_hugepages)" -eq 0 ]
}
