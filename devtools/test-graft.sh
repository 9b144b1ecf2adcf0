#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: test-graft.sh
# Grafts Debian's DPDK source, builds it for Linux and its PCI bus for Windows,
# runs the unit tests in its dpdk-test, and undoes grafts of a copy. Trees and
# builds are in $BUILD/graft, the compiler's cache in $BUILD/ccache, the package
# lists in $BUILD/apt, and all is kept: what has not changed is not compiled.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

PACKAGES=(gcc libc6-dev meson ninja-build pkg-config dpkg-dev libdpdk-dev libcmocka-dev
	libzydis-dev binutils ccache python3-pyelftools gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64)
GRAFT=$REPO/devtools/graft.sh
DIR=$BUILD/graft
TREE=$DIR/src
COPY=$DIR/copy
WAS=$DIR/copy.was
GRAFTED=$DIR/copy.grafted
NEWER=$DIR/newer
FAILING=$DIR/failing
PRISTINE=$DIR/pristine
DRIVERS=bus/pci,bus/vdev,mempool/ring,net/ring,net/e1000,net/virtio,net/vmxnet3
NO_LIBS=bitratestats,cfgfile,flow_classify,gpudev,gro,gso,jobstats,kni,latencystats,metrics,node
NO_LIBS=$NO_LIBS,pdump,pipeline,port,power,table,vhost
OPTIONS=(-Dwerror=true -Dbuildtype=release -Dplatform=generic)
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
	rm -rf "$TREE" "$TREE.new" "$DIR/linux" "$DIR/windows"
	# The stamp must not be there before the rest is.
	cp -a "$PRISTINE" "$TREE.new"
	mv "$TREE.new" "$TREE"
}

graft_tree() {
	"$GRAFT" "$TREE"
	"$GRAFT" "$TREE" 2>&1 | grep -F 'nothing to do'
}

# ---- copies of what a graft touches, as it was and grafted, and of this repository ----

make_copies() {
	rm -rf "$WAS" "$GRAFTED" "$NEWER"
	mkdir -p "$WAS" "$NEWER"
	(cd "$PRISTINE" && cp -a --parents VERSION meson.build lib/eal drivers/bus \
		drivers/meson.build app/test "$WAS")
	cp -a "$WAS" "$GRAFTED"
	(cd "$REPO" && cp -a --parents devtools/graft.sh devtools/common.sh drivers/bus/pci \
		lib/eal app/test "$NEWER")
	newer_graft "$GRAFTED"
	[ -d "$GRAFTED/drivers/bus/pci/upstream" ]
	make_newer
}

# As the repository may be one day: one file changed, one gone, one new
make_newer() {
	echo '/* newer */' >>"$NEWER/drivers/bus/pci/pci_list.c"
	rm "$NEWER/app/test/test_pci_cap.c"
	echo '/* newer */' >"$NEWER/lib/eal/unix/eal_newer.c"
}

newer_graft() {
	"$NEWER/devtools/graft.sh" "$@"
}

copy() {
	rm -rf "$COPY"
	cp -a "$1" "$COPY"
}

# with_copy FOLDER COMMAND...: runs it on a new copy
with_copy() {
	copy "$1"
	shift
	(set -e; "$@")
	rm -rf "$COPY"
}

same_as_before() {
	diff -r --no-dereference "$WAS" "$COPY"
}

state_of_copy() {
	(cd "$COPY" && find . -printf '%P %y %s %T@ %l\n' | LC_ALL=C sort | sha256sum)
}

# refuses TEXT ARG...: with that in its message, and without a change to the copy
refuses() {
	local text=$1 output before
	shift
	before=$(state_of_copy)
	! output=$("$GRAFT" "$@" 2>&1) || { echo "not refused: $*"; return 1; }
	grep -qF -- "$text" <<<"$output" || { echo "$output"; return 1; }
	[ "$(state_of_copy)" = "$before" ] || { echo "refused, but changed: $*"; return 1; }
}

undo_restores() {
	"$GRAFT" --undo "$COPY"
	same_as_before
	"$GRAFT" --undo "$COPY" 2>&1 | grep -F 'nothing to undo'
}

knows_its_usage() {
	"$GRAFT" --help | grep -qF 'usage: graft.sh [--undo] SRC'
	refuses 'usage: graft.sh [--undo] SRC'
	refuses 'usage: graft.sh [--undo] SRC' "$COPY" "$COPY"
	refuses 'no such folder: --version' --version
}

refuses_strangers() {
	refuses 'no DPDK source tree' "$REPO"
	refuses 'no such folder' "$COPY/no-such"
	echo 99.11.0 >"$COPY/VERSION"
	refuses 'is DPDK 99.11.0' "$COPY"
	cp "$WAS/VERSION" "$COPY"
	sed -i 's/^foreach d:test_deps/foreach dep:test_deps/' "$COPY/app/test/meson.build"
	refuses 'not as DPDK made it' "$COPY"
	cp "$WAS/app/test/meson.build" "$COPY/app/test"
	mkdir "$COPY/drivers/bus/pci/upstream"
	refuses 'drivers/bus/pci/upstream is there' "$COPY"
	rmdir "$COPY/drivers/bus/pci/upstream"
	mkdir "$COPY/app/test/bus_pci"
	echo '/* mine */' >"$COPY/app/test/bus_pci/own.c"
	refuses 'app/test/bus_pci is there' "$COPY"
	rm -r "$COPY/app/test/bus_pci"
	same_as_before
}

# ---- work that somebody did in a grafted tree ----

change_files() {
	echo '/* mine */' >>"$COPY/drivers/bus/pci/pci_list.c"
	echo '# mine' >>"$COPY/lib/eal/version.map"
}

move_changed_away() {
	mv "$COPY/drivers/bus/pci/pci_list.c" "$COPY/lib/eal/version.map" "$DIR/away"
}

keeps_changed_files() {
	local changed='drivers/bus/pci/pci_list.c lib/eal/version.map'
	rm -rf "$DIR/away"
	mkdir "$DIR/away"
	change_files
	refuses "$changed" --undo "$COPY"
	refuses "$changed" "$COPY"
	move_changed_away
	"$GRAFT" "$COPY"
	cmp "$GRAFTED/drivers/bus/pci/pci_list.c" "$COPY/drivers/bus/pci/pci_list.c"
	cmp "$GRAFTED/lib/eal/version.map" "$COPY/lib/eal/version.map"
	change_files
	move_changed_away
	"$GRAFT" --undo "$COPY"
	same_as_before
	rm -r "$DIR/away"
}

keeps_new_files() {
	local file
	for file in drivers/bus/pci/linux/mine.c app/test/bus_pci/mine.c; do
		ln -s nowhere "$COPY/$file"
		refuses "$file" --undo "$COPY"
		refuses "$file" "$COPY"
		mv "$COPY/.graft/sums" "$DIR/sums"
		refuses "$file" --undo "$COPY"
		mv "$DIR/sums" "$COPY/.graft/sums"
		rm "$COPY/$file"
	done
	echo '/* mine */' >"$COPY/drivers/bus/pci/upstream/mine.c"
	"$GRAFT" --undo "$COPY"
	rm "$COPY/drivers/bus/pci/mine.c"
	same_as_before
}

keeps_the_original_bus() {
	mv "$COPY/drivers/bus/pci/upstream" "$DIR/away"
	refuses 'drivers/bus/pci/upstream is gone' --undo "$COPY"
	refuses 'drivers/bus/pci/upstream is gone' "$COPY"
	mv "$DIR/away" "$COPY/drivers/bus/pci/upstream"
	"$GRAFT" --undo "$COPY"
	same_as_before
}

# ---- a newer version of this repository ----

updates() {
	echo '/* mine */' >"$COPY/lib/eal/unix/eal_newer.c"
	GRAFT=newer_graft refuses 'lib/eal/unix/eal_newer.c is there' "$COPY"
	rm "$COPY/lib/eal/unix/eal_newer.c"
	newer_graft "$COPY" 2>&1 | grep -F ': 3 files'
	cmp "$NEWER/drivers/bus/pci/pci_list.c" "$COPY/drivers/bus/pci/pci_list.c"
	cmp "$NEWER/lib/eal/unix/eal_newer.c" "$COPY/lib/eal/unix/eal_newer.c"
	[ ! -e "$COPY/app/test/bus_pci/unit/test_pci_cap.c" ]
	newer_graft "$COPY" 2>&1 | grep -F 'nothing to do'
	newer_graft --undo "$COPY"
	same_as_before
}

# ---- interruptions ----

# In PATH before the real ones: the call that brings "left" to 0 fails, and a
# cp leaves half a file, as on a full disk.
make_failing() {
	local name
	rm -rf "$FAILING"
	mkdir -p "$FAILING"
	cat >"$FAILING/cp" <<-'END'
	#!/bin/sh
	read -r left <"${0%/*}/left"
	left=$((left - 1))
	echo "$left" >"${0%/*}/left"
	PATH=${PATH#*:}
	[ "$left" -eq 0 ] || exec "${0##*/}" "$@"
	for last; do :; done
	[ "${0##*/}" != cp ] || echo half >"$last"
	exit 1
	END
	chmod +x "$FAILING/cp"
	for name in mv mkdir rm; do
		ln "$FAILING/cp" "$FAILING/$name"
	done
}

# failing_at N COMMAND...: its Nth cp, mv, mkdir or rm fails, if it has so many
failing_at() {
	echo "$1" >"$FAILING/left"
	shift
	(PATH=$FAILING:$PATH; "$@") >"$DIR/failing.log" 2>&1
}

undo_after_failure() {
	[ "$(cat "$FAILING/left")" -eq 0 ] || { cat "$DIR/failing.log"; return 1; }
	"$GRAFT" --undo "$COPY" 2>"$DIR/undo.log" || { cat "$DIR/undo.log"; return 1; }
	same_as_before
}

# survives FOLDER COMMAND...: interrupted anywhere, undo restores a copy of it. The
# first steps are tried one by one, of the many like ones after them a few.
survives() {
	local from=$1 step=1
	shift
	make_failing
	copy "$from"
	until failing_at "$step" "$@"; do
		undo_after_failure || { echo "failed in step $step: $*"; return 1; }
		step=$((step < 15 ? step + 1 : step * 2))
		copy "$from"
	done
	"$GRAFT" --undo "$COPY"
	same_as_before
}

survives_graft() {
	survives "$WAS" "$GRAFT" "$COPY"
}

survives_update() {
	survives "$GRAFTED" newer_graft "$COPY"
}

survives_undo() {
	survives "$GRAFTED" "$GRAFT" --undo "$COPY"
}

refuses_half_a_graft() {
	make_failing
	if failing_at 40 "$GRAFT" "$COPY"; then return 1; fi
	refuses 'half grafted' "$COPY"
	"$GRAFT" --undo "$COPY"
	same_as_before
}

# ---- builds: -Werror makes a warning an error, meson's are looked for ----

no_line() {
	! grep -E "$@"
}

# configure FOLDER OPTION...: anew, unless the last build there was a clean one
# with these options. What a warning is about would not be built once more.
configure() {
	local build=$1
	shift
	is_stamped "$build" "$*" || rm -rf "$build"
	[ -d "$build" ] || quietly "$build.log" meson setup "$build" "$TREE" "$@"
	rm -f "$build/.stamp"
	printf '%s\n' "$*" >"$build/.options"
	no_line 'WARNING|ERROR' "$build.log"
}

compile() {
	local build=$1
	shift
	quietly "$build-ninja.log" ninja -C "$build" -j2 "$@"
	no_line -i 'warning:' "$build-ninja.log"
	mv "$build/.options" "$build/.stamp"
}

build_linux() {
	CC='ccache gcc' configure "$DIR/linux" "${OPTIONS[@]}" -Denable_drivers="$DRIVERS" \
		-Ddisable_libs="$NO_LIBS" -Denable_apps=test-pmd -Dtests=true
	compile "$DIR/linux" app/dpdk-testpmd app/test/dpdk-test
}

# The compilers of cross-mingw are called through ccache already.
build_windows() {
	configure "$DIR/windows" "${OPTIONS[@]}" --cross-file "$TREE/config/x86/cross-mingw" \
		-Denable_drivers=bus/pci -Denable_apps=none -Dtests=false
	compile "$DIR/windows" "$BUS_FOR_WINDOWS"
}

# ---- the unit tests, each a command of dpdk-test ----

list_commands() {
	grep -oE 'UNIT\([a-z0-9_]+\)' "$DIR/linux/app/test/bus_pci/unit_list.h" |
		sed 's/UNIT(\(.*\))/\1_autotest/'
}

# The graft's meson.build leaves out all of them where it lacks something.
all_are_listed() {
	local tests
	# One has a sanitizer of its own, one is for another processor: they are no commands.
	mapfile -t tests < <(find "$REPO/app/test" -name 'test_*.c' ! -name test_pci_threads.c \
		! -name test_pci_insn_arm64.c)
	[ $# -eq "${#tests[@]}" ] || { echo "$# commands for ${#tests[@]} files"; return 1; }
}

# The host's devices are left alone, and its /run.
run_command() {
	RUNTIME_DIRECTORY=$DIR/run DPDK_TEST=$1 timeout 300 "$DIR/linux/app/test/dpdk-test" \
		-l 0 --no-huge -m 64 --no-pci --no-shconf --no-telemetry --file-prefix="$1" \
		>"$DIR/$1.log" 2>&1 </dev/null &&
		grep -q '^Test OK' "$DIR/$1.log" &&
		[ -d "$DIR/run/dpdk/$1" ] && no_line 'EAL: Probe' "$DIR/$1.log" && return
	tail -n 40 "$DIR/$1.log"
	return 1
}

run_unit_tests() {
	local commands=() command
	mapfile -t commands < <(list_commands)
	check unit-list all_are_listed "${commands[@]}"
	rm -rf "$DIR/run"
	mkdir -p "$DIR/run"
	for command in "${commands[@]}"; do
		check "$command" run_command "$command"
	done
}

check_copies() {
	check copies make_copies
	check usage with_copy "$WAS" knows_its_usage
	check undo with_copy "$GRAFTED" undo_restores
	check stranger with_copy "$WAS" refuses_strangers
	check changed with_copy "$GRAFTED" keeps_changed_files
	check new-file with_copy "$GRAFTED" keeps_new_files
	check original with_copy "$GRAFTED" keeps_the_original_bus
	check update with_copy "$GRAFTED" updates
	check half with_copy "$WAS" refuses_half_a_graft
	check failing-graft with_copy "$WAS" survives_graft
	check failing-update with_copy "$GRAFTED" survives_update
	check failing-undo with_copy "$GRAFTED" survives_undo
	rm -rf "$WAS" "$GRAFTED" "$NEWER" "$FAILING"
}

main() {
	install_packages "${PACKAGES[@]}"
	prepare_trees
	check graft graft_tree
	check_copies
	check linux build_linux
	run_unit_tests
	check windows build_windows
	printf 'graft: %d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}

main "$@"
