#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: build.sh [--kernel 6.1|6.12]
# Makes what vm.sh boots, below $BUILD/lab/KERNEL. What is there already is kept.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

HERE=$REPO/devtools/lab
declare -A SUITES=([6.1]=own [6.12]=bookworm-backports)
BOOT_MODULES=(virtio_pci virtio_console 9pnet_virtio 9p overlay)
SAMPLES=samples/vfio-mdev
OWN_MODULES=(mvnet mpci)

usage()
{
	die "usage: build.sh [--kernel 6.1|6.12]"
}

parse_args()
{
	kernel=6.1
	while [ $# -gt 0 ]; do
		case $1 in
		--kernel) kernel=${2:-}; shift ;;
		*) usage ;;
		esac
		shift
	done
	[ -n "${SUITES[${kernel:-none}]:-}" ] || usage
}

host_packages()
{
	install_packages qemu-system-x86 busybox-static cpio kmod xz-utils zstd dpkg-dev \
		gcc-12 make libc6-dev libelf1 linux-source-6.1 procps
}

# --- the kernel: image, headers and kbuild of one version, unpacked and not installed ---

show_field()
{
	private_apt "${SUITES[$kernel]}" apt-cache show --no-all-versions "$1" |
		sed -n "s/^$2: //p" | head -n 1
}

# Lines PACKAGE=VERSION; all come from one source package, so image and headers agree.
resolve_kernel()
{
	local version headers pkg
	version=$(show_field linux-headers-amd64 Version)
	headers=$(show_field linux-headers-amd64 Depends | grep -o '^linux-headers-[^ ]*')
	show_field "$headers" Depends | grep -oE 'linux-(headers|kbuild)-[^ ,]*' |
		while read -r pkg; do
			printf '%s=%s\n' "$pkg" "$version"
		done
	printf '%s=%s\n' "$headers" "$version"
	printf '%s=%s\n' "linux-image-${headers#linux-headers-}" "$version"
}

# Debian's header packages name each other by absolute paths.
relocate_headers()
{
	# shellcheck disable=SC2016 # for make
	local beside='$(dir $(lastword $(MAKEFILE_LIST)))..'
	sed -i "s|^include /usr/src/|include $beside/|" "$lab"/root/usr/src/linux-headers-*/Makefile
}

# Newer kernel packages have their modules below /usr/lib.
modules_base()
{
	local base=$lab/root
	[ -d "$base/lib/modules" ] || base=$base/usr
	printf '%s\n' "$base"
}

# number FILE OFFSET SIZE: a little-endian field
number()
{
	od -An -v -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# Software emulation needs five seconds to unpack the kernel, this machine one; QEMU boots the
# bare ELF image too. Field offsets: the x86 boot protocol. The size of the unpacked image
# follows the packed one, hence the 4.
unpack_image()
{
	local image=$1 start size tool
	start=$((($(number "$image" $((0x1f1)) 1) + 1) * 512 + $(number "$image" $((0x248)) 4)))
	size=$(($(number "$image" $((0x24c)) 4) - 4))
	case $(number "$image" "$start" 4) in
	$((0x587a37fd))) tool=xz ;;
	$((0xfd2fb528))) tool=zstd ;;
	*) die "$image is packed in a way that is not known here" ;;
	esac
	# 141: tail is told to stop
	tail -c "+$((start + 1))" "$image" | head -c "$size" | "$tool" -dc || [ $? -eq 141 ]
}

fetch_kernel()
{
	local packages=()
	[ ! -e "$lab/release" ] || return 0
	resolve_kernel >"$lab/packages"
	mapfile -t packages <"$lab/packages"
	[ "${#packages[@]}" -eq 4 ] || die "cannot tell the packages of kernel $kernel"
	fetch_debs "${SUITES[$kernel]}" "$lab/root" "${packages[@]}"
	release=$(sed -n 's/^linux-image-\(.*\)=.*/\1/p' "$lab/packages")
	relocate_headers
	depmod -b "$(modules_base)" "$release"
	unpack_image "$lab/root/boot/vmlinuz-$release" >"$lab/vmlinux"
	ln -sfn "$(realpath --relative-to="$lab" "$(modules_base)")/lib/modules/$release" \
		"$lab/lib-modules"
	printf '%s\n' "$release" >"$lab/release"
}

# --- the initramfs ---

boot_module_files()
{
	local mod
	for mod in "${BOOT_MODULES[@]}"; do
		modprobe -C /dev/null -d "$(modules_base)" -S "$release" --show-depends "$mod"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'
}

fill_initramfs()
{
	local tree=$1 file
	mkdir -p "$tree"/{bin,dev,proc,sys,modules,newroot}
	cp "$(command -v busybox)" "$tree/bin/busybox"
	cp "$HERE/initramfs-init.sh" "$tree/init"
	chmod 755 "$tree/init"
	while read -r file; do
		cp "$file" "$tree/modules/"
		basename "$file"
	done < <(boot_module_files) >"$tree/modules/order"
}

build_initramfs()
{
	local tree=$lab/initramfs stamp
	stamp=$(cat "$HERE/initramfs-init.sh" "$HERE/build.sh" "$lab/packages" | sha256sum)
	! is_stamped "$tree" "$stamp" || return 0
	rm -rf "$tree"
	fill_initramfs "$tree"
	(cd "$tree" && find . | cpio --quiet -o -H newc -R 0:0) >"$lab/initrd.img.new"
	mv "$lab/initrd.img.new" "$lab/initrd.img"
	printf '%s\n' "$stamp" >"$tree/.stamp"
}

# --- kernel modules ---

# build_modules NAME SOURCE_DIR... -- [MAKE_ARG...]: in one copy, so that the sources stay clean
build_modules()
{
	local name=$1 sources=() copy=$lab/src/$1 stamp
	shift
	while [ "$1" != -- ]; do
		sources+=("$1")
		shift
	done
	shift
	stamp=$(find "${sources[@]}" -type f -print0 | sort -z | xargs -0 sha256sum |
		cat - "$lab/packages" | sha256sum)
	! is_stamped "$copy" "$stamp" || return 0
	log "building $name for $release"
	rm -rf "$copy"
	mkdir -p "$copy" "$lab/modules"
	cp -r "${sources[@]/%//.}" "$copy"
	quietly "$BUILD/log/$name-$kernel.log" make -j2 \
		-C "$lab/root/usr/src/linux-headers-$release" M="$copy" \
		CONFIG_DEBUG_INFO_BTF_MODULES= modules "$@"
	cp "$copy"/*.ko "$lab/modules/"
	printf '%s\n' "$stamp" >"$copy/.stamp"
}

build_own()
{
	local name
	for name in "${OWN_MODULES[@]}"; do
		build_modules "$name" "$HERE/$name" "$HERE/vfio" --
	done
}

# The package holds its tree as one archive; reading it takes ten seconds.
unpack_samples()
{
	local tree=$lab/kernel-source
	[ ! -e "$tree/$SAMPLES/Makefile" ] || return 0
	rm -rf "$tree"
	mkdir -p "$tree.new"
	tar -C "$tree.new" --strip-components=1 -xf "/usr/src/linux-source-$kernel.tar.xz" \
		"linux-source-$kernel/$SAMPLES"
	mv "$tree.new" "$tree"
}

build_samples()
{
	[ "$kernel" = 6.1 ] || return 0
	unpack_samples
	build_modules samples "$lab/kernel-source/$SAMPLES" -- CONFIG_SAMPLE_VFIO_MDEV_MTTY=m \
		CONFIG_SAMPLE_VFIO_MDEV_MDPY=m CONFIG_SAMPLE_VFIO_MDEV_MBOCHS=m
}

# The other kernel driver that DPDK takes; its package holds sources only.
build_igb_uio()
{
	local tree=$BUILD/lab/dpdk-kmods
	with_lock "$BUILD/lab/lock-dpdk-kmods" fetch_debs own "$tree" dpdk-kmods-dkms
	build_modules igb_uio "$(dirname "$(find "$tree/usr/src" -name igb_uio.c)")" --
}

build_all()
{
	mkdir -p "$lab/modules"
	fetch_kernel
	release=$(cat "$lab/release")
	build_initramfs
	build_samples
	build_own
	build_igb_uio
}

# What suites run and this machine need not have, with the libraries that it needs: to be installed
# in the VM, or run as it is
fetch_ovs()
{
	download_debs own "$BUILD/lab/ovs.debs" openvswitch-switch-dpdk openvswitch-switch \
		openvswitch-common libunbound8 libevent-2.1-7 libxdp1 libbpf1 libcap-ng0
	unpack_debs "$BUILD/lab/ovs.debs" "$BUILD/lab/ovs"
}

main()
{
	parse_args "$@"
	lab=$BUILD/lab/$kernel
	host_packages
	with_lock "$BUILD/lab/lock-$kernel" build_all
	with_lock "$BUILD/lab/lock-ovs" fetch_ovs
}

main "$@"
