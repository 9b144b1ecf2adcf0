# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --iommu --nic e1000 --nic e1000e --mem 1536
# limit test_ping 300
# long test_ping
#
# Debian's Open vSwitch with a NIC on vfio-pci, with the installed library and with ours. The other
# NIC stays with the kernel, in a network namespace, from where the bridge's own port is pinged.
# The port is an e1000: Open vSwitch keeps the CRC of frames, and QEMU's e1000e has none to keep.

# shellcheck source=app/test/lab/parity.sh
. "$LAB_REPO/app/test/lab/parity.sh"

OVS=$LAB_BUILD/lab/ovs/usr
VSWITCHD=$OVS/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk
PATH=$OVS/bin:$OVS/sbin:$PATH
export LD_LIBRARY_PATH=$OVS/lib/x86_64-linux-gnu
export OVS_RUNDIR=/run/ovs OVS_DBDIR=/run/ovs OVS_LOGDIR=/run/ovs OVS_SYSCONFDIR=/run/ovs

PINGS=10

suite_setup()
{
	[ -x "$VSWITCHD" ] || skip "no Open vSwitch in $OVS; devtools/lab/build.sh fetches it"
	NIC=$(lab_nics 8086:100e)
	lab_hugepages 512
	lab_modprobe tun
	lab_bind "$NIC" vfio-pci
	peer_setup "$(lab_nics 8086:10d3)"
}

peer_setup()
{
	lab_bind "$1" e1000e
	PEER=$(ls "/sys/bus/pci/devices/$1/net")
	ip netns add peer
	ip link set "$PEER" netns peer
	ip -n peer address add 192.0.2.1/24 dev "$PEER"
	ip -n peer link set "$PEER" up
}

peer_has_carrier()
{
	ip -n peer link show dev "$PEER" | grep -q LOWER_UP
}

is_over()
{
	! kill -0 "$1" 2>/dev/null
}

# is_there_or_over PATH PID
is_there_or_over()
{
	[ -e "$1" ] || is_over "$2"
}

vsctl()
{
	ovs-vsctl --timeout=90 "$@"
}

# With an empty database
start_ovsdb()
{
	rm -rf "$OVS_RUNDIR"
	mkdir "$OVS_RUNDIR"
	ovsdb-tool create "$OVS_DBDIR/conf.db" "$OVS/share/openvswitch/vswitch.ovsschema"
	ovsdb-server --remote="punix:$OVS_RUNDIR/db.sock" --pidfile \
		"$OVS_DBDIR/conf.db" >"$LAB_OUT/ovsdb-$LIBRARY.log" 2>&1 &
	OVSDB_PID=$!
	wait_for 30 is_there_or_over "$OVS_RUNDIR/db.sock" "$OVSDB_PID"
	vsctl --no-wait init
}

# start_vswitchd BDF: waits until DPDK is initialized
start_vswitchd()
{
	vsctl --no-wait set Open_vSwitch . other_config:dpdk-init=true \
		other_config:dpdk-extra="-a $1" other_config:dpdk-lcore-mask=1 \
		other_config:pmd-cpu-mask=2 other_config:dpdk-socket-mem=256
	"$VSWITCHD" --pidfile --log-file="$OVS_LOG" "unix:$OVS_RUNDIR/db.sock" >/dev/null 2>&1 &
	VSWITCHD_PID=$!
	wait_for 60 dpdk_is_up_or_over
	dpdk_is_up || cat "$OVS_LOG"
	runs_library "$VSWITCHD_PID"
}

dpdk_is_up()
{
	[ "$(vsctl get Open_vSwitch . dpdk_initialized)" = true ]
}

dpdk_is_up_or_over()
{
	dpdk_is_up || is_over "$VSWITCHD_PID"
}

link_is_up()
{
	[ "$(vsctl get Interface "$1" link_state)" = up ]
}

# add_bridge BDF: with the NIC as port p0, and an address of its own
add_bridge()
{
	vsctl add-br br0 -- set Bridge br0 datapath_type=netdev
	vsctl add-port br0 p0 -- set Interface p0 type=dpdk options:dpdk-devargs="$1"
	ip address add 192.0.2.2/24 dev br0
	ip link set br0 up
	wait_for 60 link_is_up p0
}

stop_ovs()
{
	ovs-appctl -T 60 -t ovs-vswitchd-dpdk exit --cleanup
	wait_for 60 is_over "$VSWITCHD_PID"
	wait "$VSWITCHD_PID"
	ovs-appctl -T 60 -t ovsdb-server exit
	wait_for 60 is_over "$OVSDB_PID"
	wait "$OVSDB_PID"
}

ping_bridge()
{
	local out=$LAB_OUT/ping-$LIBRARY.txt
	wait_for 30 peer_has_carrier
	# The bridge has a new MAC address each time.
	ip -n peer neighbour flush all
	ip netns exec peer ping -n -i 0.2 -W 5 -c "$PINGS" 192.0.2.2 >"$out" || true
	result "$(grep -c 'bytes from' "$out" || true) of $PINGS pings answered"
}

# What DPDK has said, without what Open vSwitch puts before it
dpdk_log()
{
	local out=$LAB_OUT/dpdk-$LIBRARY.txt
	sed -nE 's/^.*\|dpdk(\([^)]*\))?\|[A-Z]+\|(.*)/\2/p' "$OVS_LOG" >"$out"
	TESTPMD_OUT=$out log_lines
}

ping_through_ovs()
{
	OVS_LOG=$LAB_OUT/vswitchd-$LIBRARY.log
	start_ovsdb
	start_vswitchd "$NIC"
	add_bridge "$NIC"
	ping_bridge
	vsctl --columns=error,link_state,status --format=list list Interface p0
	stop_ovs
	dpdk_log
}

test_ping()
{
	compare_but_for "MSI-X is chosen on e1000, which has no vectors of it" \
		'Error enabling MSI-X' 'Error (en|dis)abling MSI-X' \
		"$PINGS of $PINGS pings answered" "vfio-pci, Open vSwitch" ping_through_ovs
}
