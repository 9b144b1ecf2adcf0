#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: check-deb.sh
# Builds the Debian packages and looks at them: lintian, their version, that they bring no file
# which another package has, the ABI of their library, and a PMD that is compiled with what they
# hold, and with what "meson install" of the build in $BUILD puts into a folder.
# That they can be installed and removed is tried in the lab, by app/test/lab/packages.sh.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

OUT=$BUILD/deb
LIBRARY=dpdk/pmds-23.0/librte_bus_pci.so.23.0
SKIPPED=77

checks=0
skipped=0

# check WHAT COMMAND...
check() {
	local what=$1 rc=0
	shift
	"$@" || rc=$?
	case $rc in
	0)
		echo "ok   $what"
		checks=$((checks + 1))
		;;
	"$SKIPPED")
		echo "skip $what"
		skipped=$((skipped + 1))
		;;
	*)
		die "$what: not so"
		;;
	esac
}

# Also what lintian only proposes
is_lintian_clean() {
	lintian --allow-root --display-info --pedantic --fail-on error,warning,info,pedantic \
		"${debs[@]}"
}

has_version() {
	[ "$(dpkg-deb -f "$1" Version)" = "$(cat "$REPO/VERSION")" ]
}

unpack() {
	local deb
	rm -rf "$OUT/root"
	for deb in "${debs[@]}"; do
		dpkg -x "$deb" "$OUT/root"
	done
}

# Lines "PACKAGE FILE", of all that is unpacked and that a package not ours has too
files_of_others() {
	find "$OUT/root" ! -type d -printf '/%P\n' | xargs -d '\n' dpkg -S 2>/dev/null |
		sed -n '/^diversion by /!p' |
		awk '{
			for (i = 1; i < NF; i++) {
				package = $i
				sub(/[,:].*/, "", package)
				if (package !~ /^(dpdk-mdev-.*|librte-bus-pci23-mdev)$/)
					print package, $NF
			}
		}'
}

# But for the one that is diverted
brings_new_files() {
	[ "$(files_of_others)" = "librte-bus-pci23 $libdir/$LIBRARY" ]
}

has_abi() {
	quietly "$BUILD/log/deb-abi.log" "$REPO/devtools/check-abi.sh" \
		"$OUT/root$libdir/$LIBRARY"
}

# A page for each program
has_manual_pages() {
	diff <(find "$1" -path '*/bin/*' -printf '%f\n' | sort) \
		<(find "$1" -path '*/man1/*' -printf '%f\n' | sed 's/\.1\(\.gz\)\?$//' | sort)
}

# compiles_pmd ROOT [LIBRARY]: makes ROOT.pmd/outside.so, linked with that library if one is named.
# The lab loads the one that is made with the packages.
compiles_pmd() {
	local flags pkgconfig
	pkgconfig=$(dirname "$(find "$1" -name dpdk-mdev.pc)")
	flags=$(PKG_CONFIG_PATH=$pkgconfig pkg-config --cflags --libs dpdk-mdev)
	flags=${flags/-lrte_bus_pci/"-l${2:-rte_bus_pci}"}
	mkdir -p "$1.pmd"
	# shellcheck disable=SC2086 # several words
	gcc -Wall -Wextra -Werror -O2 -fPIC -shared -Wl,--no-undefined \
		-o "$1.pmd/outside.so" "$REPO/app/test/pmd/outside.c" $flags
}

# DESTDIR, as for a package of another kind
meson_install() {
	rm -rf "$OUT/install"
	DESTDIR=$OUT/install quietly "$BUILD/log/meson-install.log" \
		meson install --no-rebuild -C "$BUILD"
}

main() {
	local deb
	[ -f "$BUILD/build.ninja" ] || die "no build in $BUILD; run devtools/build.sh first"
	install_packages lintian libdpdk-dev pkgconf
	mapfile -t debs < <("$REPO/devtools/build-deb.sh")
	[ "${#debs[@]}" -eq 3 ] || die "there should be three packages: ${debs[*]}"
	libdir=$(pkg-config --variable=libdir libdpdk)
	unpack
	check "lintian finds nothing" is_lintian_clean
	for deb in "${debs[@]}"; do
		check "$(basename "$deb") has the version of the tree" has_version "$deb"
	done
	check "one file is in the place of another" brings_new_files
	check "the library has the ABI" has_abi
	check "each program of the packages has a manual page" has_manual_pages "$OUT/root"
	# They have no links to the library: libdpdk-dev has them.
	check "a PMD compiles with the packages" \
		compiles_pmd "$OUT/root" ":${LIBRARY##*/}"
	check "meson install" meson_install
	check "each program installed by meson has a manual page" has_manual_pages "$OUT/install"
	check "a PMD compiles with what is installed by meson" compiles_pmd "$OUT/install"
	printf 'check-deb: %d passed, 0 failed' "$checks"
	[ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
	echo
}

main "$@"
