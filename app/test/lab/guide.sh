# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 2048
# long test_containers
# long test_open_vswitch
# limit test_getting_started 480
# limit test_containers 400
# limit test_open_vswitch 480
#
# What pages of the guide tell a user to do, line by line.

# shellcheck source=app/test/lab/page.sh
. "$LAB_REPO/app/test/lab/page.sh"

# needs COMMAND PACKAGE: nothing is fetched in the VM, so that the machine must have it
needs()
{
	command -v "$1" >/dev/null || skip "no $1; the package is $2"
}

suite_setup()
{
	compgen -G "$LAB_BUILD/deb/*.deb" >/dev/null ||
		skip "no packages in $LAB_BUILD/deb; devtools/build-deb.sh makes them"
	needs dpdk-testpmd dpdk-dev
	page_setup
	lab_insmod mvnet
}

parent()
{
	lab_mdev_types | awk '$1 == "mvnet-legacy" { print $2 }'
}

# As before the tests of this suite
begin()
{
	lab_restore_bus
	! dpkg-query --show librte-bus-pci23-mdev 2>/dev/null ||
		dpkg --purge dpdk-mdev-tools librte-bus-pci23-mdev
}

# What the page undoes, it undoes without a trace.
test_getting_started()
{
	local before
	needs mdevctl mdevctl
	begin
	before=$(sha256sum "$(installed_bus)")
	page_run linux_gsg/mdev.rst PARENT="$(parent)" TYPE=mvnet-legacy
	[ "$(sha256sum "$(installed_bus)")" = "$before" ]
	[ ! -e "$MDEV_DEVICES/$uuid" ]
	[ "$(cat /proc/sys/vm/nr_hugepages)" -eq 0 ]
}

# The steps of the getting-started page that others take for granted; quicker, without packages
begin_with_mdev()
{
	begin
	lab_install_bus
	uuid=$UUID
	with_mdev mvnet-legacy "$uuid"
}

# As where systemd runs; it ends with the test.
start_udev()
{
	/lib/systemd/systemd-udevd &
	wait_for 30 udevadm control --ping
}

test_containers()
{
	needs bwrap bubblewrap
	needs udevadm udev
	begin_with_mdev
	start_udev
	page_run howto/containers.rst
	! getent passwd dpdk || lab_fail "the user is still there"
	! getent group dpdk || lab_fail "the group is still there"
	[ ! -e /etc/udev/rules.d/60-dpdk.rules ]
	[ "$(cat /proc/sys/vm/nr_hugepages)" -eq 0 ]
}

# The page's "apt install": of the packages that build.sh has fetched, without those of their
# dependencies that this is not about; apt does nothing from then on, so that this test is the last.
# The machine may forbid packages to start what they bring.
install_ovs()
{
	dpkg --install --force-depends --force-unsafe-io "$LAB_BUILD"/lab/ovs.debs/*.deb
	# Where systemd runs, its node is there before the module is.
	lab_modprobe tun
	service openvswitch-switch start
}

test_open_vswitch()
{
	[ -d "$LAB_BUILD/lab/ovs.debs" ] || skip "no Open vSwitch; devtools/lab/build.sh fetches it"
	begin_with_mdev
	install_ovs
	page_run howto/ovs.rst
}
