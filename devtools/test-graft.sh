#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: test-graft.sh
# Grafts Debian's DPDK source, builds it for Linux and its PCI bus for Windows,
# runs the unit tests in its dpdk-test, and undoes the graft of a copy. All is
# below $BUILD/graft, and kept: when nothing has changed, nothing is compiled.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(gcc libc6-dev meson ninja-build pkg-config dpkg-dev libdpdk-dev libcmocka-dev binutils
	ccache python3-pyelftools gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64)
GRAFT=$REPO/devtools/graft.sh
DIR=$BUILD/graft
TREE=$DIR/src
PRISTINE=$DIR/pristine
DRIVERS=bus/pci,bus/vdev,mempool/ring,net/ring,net/e1000,net/virtio,net/vmxnet3
NO_LIBS=bitratestats,cfgfile,flow_classify,gpudev,gro,gso,jobstats,kni,latencystats,metrics,node
NO_LIBS=$NO_LIBS,pdump,pipeline,port,power,table,vhost
BUS_FOR_WINDOWS=drivers/librte_bus_pci-23.dll
export CCACHE_DIR=$BUILD/ccache

passed=0
failed=0

check() {
	local name=$1 start=$SECONDS status=0
	shift
	# In a condition bash would ignore set -e in the function.
	set +e
	(set -e; "$@")
	status=$?
	set -e
	if [ "$status" -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok   $name ($((SECONDS - start)) s)"
	else
		failed=$((failed + 1))
		echo "FAIL $name ($((SECONDS - start)) s)"
	fi
}

# ---- the trees ----

source_version() {
	dpkg-query -W -f='${source:Version}' libdpdk-dev
}

# The tree that is built stays, so that files keep their times.
prepare_trees() {
	local package
	package=dpdk=$(source_version)
	fetch_source "$package" "$PRISTINE"
	is_stamped "$TREE" "$package" && return
	rm -rf "$TREE" "$DIR/linux" "$DIR/windows"
	cp -a "$PRISTINE" "$TREE"
}

graft_tree() {
	"$GRAFT" "$TREE"
	"$GRAFT" "$TREE" 2>&1 | grep -F 'nothing to do'
}

# ---- refusals, and the way back ----

# refuses TEXT ARG...: with that in its message, and without a change to the copy
refuses() {
	local text=$1 output
	shift
	! output=$("$GRAFT" "$@" 2>&1) || { echo "not refused: $*"; return 1; }
	grep -qF -- "$text" <<<"$output" || { echo "$output"; return 1; }
}

with_copy() {
	rm -rf "$DIR/copy" "$DIR/copy.was"
	mkdir -p "$DIR/copy"
	(cd "$PRISTINE" && cp -a --parents VERSION lib/eal drivers/bus drivers/meson.build \
		app/test "$DIR/copy")
	cp -a "$DIR/copy" "$DIR/copy.was"
	(set -e; "$@" "$DIR/copy")
	rm -rf "$DIR/copy" "$DIR/copy.was"
}

same_as_before() {
	diff -r "$DIR/copy.was" "$1"
}

undo_restores() {
	"$GRAFT" "$1"
	[ -d "$1/drivers/bus/pci/upstream" ]
	"$GRAFT" --undo "$1"
	same_as_before "$1"
	"$GRAFT" --undo "$1" 2>&1 | grep -F 'nothing to undo'
}

refuses_strangers() {
	refuses 'no DPDK source tree' "$REPO"
	refuses 'no such folder' "$1/no-such"
	echo 99.11.0 >"$1/VERSION"
	refuses 'is DPDK 99.11.0' "$1"
	cp "$DIR/copy.was/VERSION" "$1"
	sed -i 's/^foreach d:test_deps/foreach dep:test_deps/' "$1/app/test/meson.build"
	refuses 'not as DPDK made it' "$1"
	cp "$DIR/copy.was/app/test/meson.build" "$1/app/test"
	mkdir "$1/drivers/bus/pci/upstream"
	refuses 'drivers/bus/pci/upstream is there' "$1"
	rmdir "$1/drivers/bus/pci/upstream"
	same_as_before "$1"
}

refuses_half_a_graft() {
	"$GRAFT" "$1"
	rm "$1/.graft/sums"
	refuses 'half grafted' "$1"
	"$GRAFT" --undo "$1"
	same_as_before "$1"
}

refuses_to_lose_work() {
	"$GRAFT" "$1"
	echo '/* mine */' >>"$1/drivers/bus/pci/pci_list.c"
	refuses 'drivers/bus/pci/pci_list.c' --undo "$1"
	refuses 'drivers/bus/pci/pci_list.c' "$1"
}

# ---- builds: -Werror makes a warning an error, meson's are looked for ----

configure() {
	local build=$1
	shift
	[ -f "$build/build.ninja" ] ||
		quietly "$build.log" meson setup "$build" "$TREE" -Dwerror=true \
			-Dbuildtype=release -Dplatform=generic "$@"
	! grep -E 'WARNING|ERROR' "$build.log"
}

# The compilers of cross-mingw are called through ccache already.
build_linux() {
	CC='ccache gcc' configure "$DIR/linux" -Denable_drivers="$DRIVERS" \
		-Ddisable_libs="$NO_LIBS" -Denable_apps=test-pmd -Dtests=true
	quietly "$DIR/linux-ninja.log" ninja -C "$DIR/linux" -j2 \
		app/dpdk-testpmd app/test/dpdk-test
	! grep -i 'warning:' "$DIR/linux-ninja.log"
}

build_windows() {
	configure "$DIR/windows" --cross-file "$TREE/config/x86/cross-mingw" \
		-Denable_drivers=bus/pci -Denable_apps=none -Dtests=false
	quietly "$DIR/windows-ninja.log" ninja -C "$DIR/windows" -j2 "$BUS_FOR_WINDOWS"
	! grep -i 'warning:' "$DIR/windows-ninja.log"
}

# ---- the unit tests, each a command of dpdk-test ----

list_commands() {
	grep -oE 'UNIT\([a-z0-9_]+\)' "$DIR/linux/app/test/bus_pci/unit_list.h" |
		sed 's/UNIT(\(.*\))/\1_autotest/'
}

run_command() {
	DPDK_TEST=$1 timeout 300 "$DIR/linux/app/test/dpdk-test" -l 0 --no-huge -m 64 \
		--no-shconf --no-telemetry --file-prefix="$1" >"$DIR/$1.log" 2>&1 </dev/null &&
		grep -q '^Test OK' "$DIR/$1.log" && return
	tail -n 40 "$DIR/$1.log"
	return 1
}

run_unit_tests() {
	local command
	for command in $(list_commands); do
		check "$command" run_command "$command"
	done
}

main() {
	install_packages "${PACKAGES[@]}"
	prepare_trees
	check graft graft_tree
	check undo with_copy undo_restores
	check stranger with_copy refuses_strangers
	check half with_copy refuses_half_a_graft
	check changed with_copy refuses_to_lose_work
	check linux build_linux
	run_unit_tests
	check windows build_windows
	printf 'graft: %d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}

main "$@"
