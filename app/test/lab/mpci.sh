# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# lab: --nic e1000 --nic e1000 --hub --nic e1000e --nic e1000e --hub --nic vmxnet3 --nic vmxnet3
#
# NICs that QEMU emulates, as mdevs: stock PMDs on them, in all shapes that the module mpci has.

# shellcheck source=app/test/lab/mpcipairs.sh
. "$LAB_REPO/app/test/lab/mpcipairs.sh"

suite_setup()
{
	mpci_setup
}

test_e1000()
{
	mpci_pair e1000
	mpci_works e1000
}

test_e1000e()
{
	mpci_pair e1000e
	mpci_works e1000e
}

test_vmxnet3()
{
	mpci_pair vmxnet3
	mpci_works vmxnet3
}
