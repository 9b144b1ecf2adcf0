#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: vm.sh [--iommu] [--icount SHIFT] [--nic MODEL | --hub]... [--device MODEL]... [--mem MB]
#              [--smp N] [--timeout SECONDS] [--kernel 6.1|6.12] [--out DIR] [--] SCRIPT [ARG...]
# shellcheck disable=SC2054 # QEMU's options hold commas
#
# Runs SCRIPT as root in a VM whose root is this machine's, and exits with its status;
# 124 when the time is up, 70 when the kernel complained or died.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
# shellcheck source=devtools/lab/kernel-log.sh
. "$REPO/devtools/lab/kernel-log.sh"

HERE=$REPO/devtools/lab
TIMED_OUT=124
KERNEL_FAILED=70

usage()
{
	sed -n 's/^# \(Usage: .*\|  .*--.*\)/\1/p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

parse_args()
{
	iommu=no icount='' nics=() devices=() hub=0 mem=1024 smp=2
	timeout=300 kernel=6.1 out='' argv=()
	while [ $# -gt 0 ]; do
		case $1 in
		--iommu) iommu=yes; shift; continue ;;
		--hub) hub=$((hub + 1)); shift; continue ;;
		--) shift; break ;;
		--*) [ $# -gt 1 ] || usage ;;
		*) break ;;
		esac
		parse_value "$1" "$2"
		shift 2
	done
	[ $# -gt 0 ] || usage
	[ -f "$1" ] || die "no such script: $1"
	argv=("$(realpath "$1")" "${@:2}")
}

parse_value()
{
	case $1 in
	--nic) nics+=("$hub $2") ;;
	--device) devices+=("$2") ;;
	--mem) mem=$2 ;;
	--smp) smp=$2 ;;
	--icount) icount=$2 ;;
	--timeout) timeout=$2 ;;
	--kernel) kernel=$2 ;;
	--out) out=$2 ;;
	*) usage ;;
	esac
}

prepare_out()
{
	mkdir -p "$BUILD/lab/out"
	[ -n "$out" ] || out=$(mktemp -d "$BUILD/lab/out/$(basename "${argv[0]}" .sh).XXXXXX")
	mkdir -p "$out/.vm"
	out=$(realpath "$out")
	rm -f "$out/.vm"/{status,input} "$out/dmesg.txt" "$out/console.log"
}

# Read by both inits of the VM; so nothing needs quoting on the kernel's command line.
write_env()
{
	local lab=$BUILD/lab/$kernel
	{
		printf 'export LAB_OUT=%q LAB_REPO=%q LAB_BUILD=%q\n' "$out" "$REPO" "$BUILD"
		printf 'export LAB_KERNEL_DIR=%q LAB_MODULES=%q\n' "$lab" "$lab/modules"
		printf 'LAB_CWD=%q\n' "$PWD"
		printf 'set --'
		printf ' %q' "${argv[@]}"
	} >"$out/.vm/env"
}

# --- QEMU's arguments, collected in the array qemu ---

machine_args()
{
	local machine=q35 accel=tcg,thread=multi
	[ "$iommu" = no ] || machine+=,kernel-irqchip=split
	# A clock that counts instructions, of one processor at a time
	if [ -n "$icount" ]; then
		accel=tcg,thread=single
		qemu+=(-icount "shift=$icount")
	fi
	qemu+=(-machine "$machine" -accel "$accel" -cpu max -smp "$smp" -m "$mem"
		-nodefaults -no-user-config -no-reboot -display none -vga none)
	[ "$iommu" = no ] || qemu+=(-device intel-iommu,intremap=on,caching-mode=on)
}

kernel_args()
{
	# A busy machine is late with the ticks by which Linux would see whether the timer works.
	local cmdline="console=ttyS0 quiet panic=-1 log_buf_len=4M net.ifnames=0 no_timer_check"
	[ "$iommu" = no ] || cmdline+=" intel_iommu=on"
	qemu+=(-kernel "$BUILD/lab/$kernel/vmlinux" -initrd "$BUILD/lab/$kernel/initrd.img"
		-append "$cmdline")
}

# share TAG PATH OPTION...
share()
{
	local tag=$1 path=${2//,/,,}
	qemu+=(-fsdev "local,id=$tag,path=$path,security_model=none,multidevs=remap$3"
		-device "virtio-9p-pci,fsdev=$tag,mount_tag=$tag")
}

output_args()
{
	qemu+=(-chardev "file,id=console,path=${out//,/,,}/console.log" -serial chardev:console
		-chardev stdio,id=output,signal=off -device virtio-serial-pci
		-device virtserialport,nr=1,chardev=output)
}

# On hubs that lead nowhere else.
nic_args()
{
	local i mac
	for i in "${!nics[@]}"; do
		mac=52:54:00:00:00:$(printf '%02x' "$((i + 1))")
		qemu+=(-netdev "hubport,id=net$i,hubid=${nics[i]%% *}" -device
			"${nics[i]#* },netdev=net$i,mac=$mac")
	done
}

device_args()
{
	local device
	for device in "${devices[@]}"; do
		qemu+=(-device "$device")
	done
}

# --- run and judge ---

# The VM must not outlive this script, however it ends. QEMU stops the output when its input
# ends, so it gets one that never does.
run_qemu()
{
	mkfifo "$out/.vm/input"
	setpriv --pdeathsig TERM timeout --foreground -k 5 "$timeout" "${qemu[@]}" \
		0<>"$out/.vm/input" 2>"$out/qemu.log"
}

# died RC: the guest left no status
died()
{
	if [ "$1" -eq "$TIMED_OUT" ]; then
		log "ended after $timeout s; log: $out/console.log"
		return "$TIMED_OUT"
	fi
	log "the VM ended before the script did; the end of $out/qemu.log and $out/console.log:"
	tail -q -n 30 "$out/qemu.log" "$out/console.log" >&2
	return "$KERNEL_FAILED"
}

script_status()
{
	local rc=$1
	[ -s "$out/.vm/status" ] || { died "$rc"; return; }
	return "$(cat "$out/.vm/status")"
}

# judge_kernel STATUS: the kernel's log turns success into failure
judge_kernel()
{
	local lines
	[ -e "$out/dmesg.txt" ] || cp "$out/console.log" "$out/dmesg.txt"
	lines=$(kernel_trouble "$out/dmesg.txt") || return "$1"
	log "the kernel complained, see $out/dmesg.txt:"
	printf '%s\n' "$lines" >&2
	[ "$1" -ne 0 ] || return "$KERNEL_FAILED"
	return "$1"
}

main()
{
	local rc=0
	parse_args "$@"
	[ -n "${LAB_NO_BUILD:-}" ] || "$HERE/build.sh" --kernel "$kernel"
	prepare_out
	write_env
	qemu=(qemu-system-x86_64)
	machine_args
	kernel_args
	share root / ,readonly=on
	share out "$out" ''
	output_args
	device_args
	nic_args
	run_qemu || rc=$?
	script_status "$rc" || rc=$?
	judge_kernel "$rc"
}

main "$@"
