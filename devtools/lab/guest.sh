# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by the scripts that run in the lab's VM; README.md beside it lists what is offered.

MDEV_PARENTS=/sys/class/mdev_bus
MDEV_DEVICES=/sys/bus/mdev/devices

lab_fail()
{
	printf 'lab: %s\n' "$*" >&2
	return 1
}

# wait_for SECONDS COMMAND...: ten tries a second until the command succeeds
wait_for()
{
	local deadline=$((${EPOCHREALTIME/./} + $1 * 1000000))
	shift
	until "$@"; do
		[ "${EPOCHREALTIME/./}" -lt "$deadline" ] || lab_fail "timed out: $*" || return
		sleep 0.1
	done
}

# lab_hugepages MB: 2 MB pages, mounted where DPDK looks for them
lab_hugepages()
{
	local dir=/sys/kernel/mm/hugepages/hugepages-2048kB want=$(($1 / 2)) got
	echo "$want" >"$dir/nr_hugepages"
	got=$(cat "$dir/nr_hugepages")
	[ "$got" -ge "$want" ] || lab_fail "only $got of $want hugepages are to be had" || return
	mountpoint -q /dev/hugepages && return
	mkdir -p /dev/hugepages
	mount -t hugetlbfs -o pagesize=2M hugetlbfs /dev/hugepages
}

# --- kernel modules ---

lab_modprobe()
{
	modprobe -a "$@"
}

# lab_insmod NAME [PARAM=VALUE...]: a module of the lab's own, after what it depends on
lab_insmod()
{
	local file=$LAB_MODULES/$1.ko depends
	shift
	[ -e "$file" ] || lab_fail "no module $file" || return
	depends=$(modinfo -F depends "$file")
	# shellcheck disable=SC2086 # several names
	[ -z "$depends" ] || modprobe -a ${depends//,/ } || return
	insmod "$file" "$@"
}

# --- the drop-in in the place of the installed library; the overlay takes the change ---

installed_bus()
{
	local libdir=/usr/lib/x86_64-linux-gnu
	! command -v pkg-config >/dev/null || libdir=$(pkg-config --variable=libdir libdpdk)
	readlink -e "$libdir"/dpdk/pmds-*/librte_bus_pci.so.??.?
}

# By renaming: a running process keeps the file that it has mapped.
replace_file()
{
	cp "$1" "$2.new"
	mv "$2.new" "$2"
}

STOCK_BUS=/run/stock_bus_pci.so

lab_install_bus()
{
	local target
	target=$(installed_bus) || lab_fail "no installed librte_bus_pci" || return
	# Where our package is installed, the stock library is beside.
	[ -e "$STOCK_BUS" ] || cp "$(dpkg-divert --truename "$target")" "$STOCK_BUS"
	replace_file "$LAB_BUILD/drivers/${target##*/}" "$target"
}

lab_restore_bus()
{
	[ ! -e "$STOCK_BUS" ] || replace_file "$STOCK_BUS" "$(installed_bus)"
}

# --- mediated devices ---

# Lines "TYPE PARENT AVAILABLE DEVICE_API"
lab_mdev_types()
{
	local dir
	for dir in "$MDEV_PARENTS"/*/mdev_supported_types/*; do
		[ -d "$dir" ] || continue
		printf '%s %s %s %s\n' "${dir##*/}" "$(basename "${dir%/mdev_supported_types/*}")" \
			"$(cat "$dir/available_instances")" "$(cat "$dir/device_api")"
	done
}

mdev_is_ready()
{
	[ -e "$MDEV_DEVICES/$1/mdev_type" ]
}

# lab_mdev_create TYPE UUID [PARENT]: at the first parent that offers the type
lab_mdev_create()
{
	local type=$1 uuid=$2 dirs=("$MDEV_PARENTS"/*/mdev_supported_types/"$1")
	[ -z "${3:-}" ] || dirs=("$MDEV_PARENTS/$3/mdev_supported_types/$type")
	[ -d "${dirs[0]}" ] || lab_fail "no parent offers the mdev type $type" || return
	echo "$uuid" >"${dirs[0]}/create" || lab_fail "cannot create $uuid as $type" || return
	wait_for 20 mdev_is_ready "$uuid"
}

mdev_is_gone()
{
	[ ! -e "$MDEV_DEVICES/$1" ]
}

lab_mdev_remove()
{
	echo 1 >"$MDEV_DEVICES/$1/remove" || lab_fail "cannot remove $1" || return
	wait_for 20 mdev_is_gone "$1"
}

# --- PCI ---

# lab_bind BDF DRIVER: also a driver that does not know the device's IDs; "none" only unbinds
lab_bind()
{
	local dev=/sys/bus/pci/devices/$1 driver=$2
	[ ! -e "$dev/driver" ] || echo "$1" >"$dev/driver/unbind"
	[ "$driver" != none ] || driver=
	echo "$driver" >"$dev/driver_override"
	[ -n "$driver" ] || return 0
	[ -e "/sys/bus/pci/drivers/$driver" ] || modprobe "$driver"
	echo "$1" >/sys/bus/pci/drivers_probe
	[ "$(basename "$(readlink "$dev/driver")")" = "$driver" ] ||
		lab_fail "$1 does not bind to $driver"
}

# lab_nics [VENDOR:DEVICE]: the BDFs of the network functions, in order
lab_nics()
{
	local dev
	for dev in /sys/bus/pci/devices/*; do
		[[ $(cat "$dev/class") = 0x02* ]] || continue
		[ -z "${1:-}" ] || grep -qi "^PCI_ID=$1$" "$dev/uevent" || continue
		printf '%s\n' "${dev##*/}"
	done
}
