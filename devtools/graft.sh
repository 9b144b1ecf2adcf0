#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: graft.sh SRC
#        graft.sh --undo SRC
# Puts the PCI bus, EAL's helper and the unit tests into the DPDK source tree
# SRC, or brings them up to date there; --undo restores the tree byte for byte.
# The tree's own drivers/bus/pci becomes drivers/bus/pci/upstream, from which
# FreeBSD and Windows are built. What undo needs is in SRC/.graft.

set -euo pipefail

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

BUS=drivers/bus/pci
TESTS=app/test/bus_pci
EXPORT=$'\teal_parse_sysfs_str; # WINDOWS_NO_EXPORT'
# Files of the tree that get a line: FILE|WHERE|PATTERN|LINE
HOOKS=(
	"lib/eal/unix/meson.build|after|^sources [+]= files[(]\$|        'eal_sysfs.c',"
	"lib/eal/version.map|in-section|^INTERNAL [{]\$|$EXPORT"
	"app/test/meson.build|before|^foreach d:test_deps\$|subdir('bus_pci')"
)
OWN_FILES=(pci_common.c pci_params.c private.h meson.build bsd/pci.c windows/pci.c)

changes=0

# ---- what is to be where: lines "FILE-HERE<tab>FILE-IN-THE-TREE" ----

list_folder() {
	local from=$1 to=$2
	shift 2
	(cd "$REPO/$from" && find . "$@" -type f -printf '%P\n') | LC_ALL=C sort |
		while IFS= read -r file; do
			printf '%s\t%s\n' "$from/$file" "$to/$file"
		done
}

list_ours() {
	list_folder drivers/bus/pci "$BUS"
	list_folder lib/eal lib/eal
	list_folder app/test/graft "$TESTS"
	list_folder app/test "$TESTS/unit" -maxdepth 1 ! -name abi_layout.c
}

# ---- is it a tree to work on ----

check_tree() {
	local version part
	for part in VERSION lib/eal/version.map app/test/meson.build drivers/meson.build; do
		[ -f "$src/$part" ] || die "$src is no DPDK source tree: it has no $part"
	done
	version=$(cat "$src/VERSION")
	[[ $version =~ ^22\.11(\.[0-9]+)?$ ]] ||
		die "$src is DPDK $version; this release knows 22.11"
}

is_grafted() {
	[ -d "$src/.graft" ]
}

is_complete() {
	[ -f "$src/.graft/sums" ]
}

check_hook() {
	local file where pattern line
	IFS='|' read -r file where pattern line <<<"$1"
	[ "$(grep -cE -- "$pattern" "$src/$file")" = 1 ] ||
		die "$src/$file is not as DPDK made it: not one line $pattern"
	! grep -qxF -- "$line" "$src/$file" ||
		die "$src/$file has the line of a graft, and there is no $src/.graft"
}

check_untouched() {
	local file hook
	for file in "${OWN_FILES[@]}"; do
		[ -f "$src/$BUS/$file" ] ||
			die "$src/$BUS is not as DPDK made it: $file is missing"
	done
	[ ! -e "$src/$BUS/upstream" ] ||
		die "$src/$BUS/upstream is there, and there is no $src/.graft"
	for hook in "${HOOKS[@]}"; do
		check_hook "$hook"
	done
	while IFS=$'\t' read -r _ file; do
		[[ $file == "$BUS"/* ]] || [ ! -e "$src/$file" ] ||
			die "$src/$file is there already"
	done < <(list_ours)
}

# Work that someone did in the grafted tree would be lost.
check_unchanged() {
	local changed
	changed=$(cd "$src" && LC_ALL=C sha256sum --check --quiet .graft/sums 2>/dev/null |
		sed 's/: FAILED.*//' | paste -sd ' ') || true
	[ -z "$changed" ] ||
		die "somebody changed these files since the graft; move them away first: $changed"
}

# ---- graft ----

# A file that is as it should be keeps its time, and ninja has nothing to do.
put() {
	cmp -s "$1" "$src/$2" && return
	mkdir -p "$(dirname "$src/$2")"
	cp "$1" "$src/$2"
	changes=$((changes + 1))
}

save_originals() {
	local hook file
	for hook in "${HOOKS[@]}"; do
		file=${hook%%|*}
		mkdir -p "$src/.graft/edited/$(dirname "$file")"
		cp -p "$src/$file" "$src/.graft/edited/$file"
	done
}

list_added() {
	list_ours | cut -f2 >"$src/.graft/added"
}

move_bus_aside() {
	mv "$src/$BUS" "$src/.graft/upstream"
	mkdir "$src/$BUS"
	mv "$src/.graft/upstream" "$src/$BUS/upstream"
}

put_ours() {
	local from to
	while IFS=$'\t' read -r from to; do
		put "$REPO/$from" "$to"
	done < <(list_ours)
}

# What an earlier version of this repository had, and this one has not.
remove_stale() {
	local file
	comm -23 <(LC_ALL=C sort "$src/.graft/added") <(list_ours | cut -f2 | LC_ALL=C sort) |
		while IFS= read -r file; do
			rm -f "$src/$file"
		done
}

edited() {
	local file where pattern line
	IFS='|' read -r file where pattern line <<<"$1"
	WHERE=$where PATTERN=$pattern LINE=$line awk '
		BEGIN { where = ENVIRON["WHERE"]; line = ENVIRON["LINE"] }
		{ hit = $0 ~ ENVIRON["PATTERN"]; found = found || hit }
		where == "before" && hit { print line }
		{ print }
		where == "after" && hit { print line }
		where == "in-section" && found && !done && /global:/ {
			print ""; print line; getline; done = 1 }' "$src/.graft/edited/$file"
}

put_hooks() {
	local hook
	for hook in "${HOOKS[@]}"; do
		edited "$hook" >"$src/.graft/new"
		put "$src/.graft/new" "${hook%%|*}"
	done
	rm "$src/.graft/new"
}

write_sums() {
	(
		cd "$src"
		{ cat .graft/added; printf '%s\n' "${HOOKS[@]%%|*}"; } |
			xargs -d '\n' sha256sum >.graft/sums.new
		mv .graft/sums.new .graft/sums
	)
}

start_graft() {
	check_untouched
	mkdir "$src/.graft"
	save_originals
	list_added
	move_bus_aside
}

graft() {
	if is_grafted; then
		is_complete || die "$src is half grafted; graft.sh --undo restores it"
		check_unchanged
		remove_stale
		list_added
	else
		start_graft
	fi
	put_ours
	put_hooks
	write_sums
	if [ "$changes" -eq 0 ]; then
		log "$src is up to date, nothing to do"
	else
		log "$src: $changes files written"
	fi
}

# ---- undo: also of a graft that was interrupted anywhere ----

restore_bus() {
	[ ! -d "$src/$BUS/upstream" ] || mv "$src/$BUS/upstream" "$src/.graft/upstream"
	[ -d "$src/.graft/upstream" ] || return 0
	rm -rf "${src:?}/$BUS"
	mv "$src/.graft/upstream" "$src/$BUS"
}

restore_edited() {
	local hook file
	for hook in "${HOOKS[@]}"; do
		file=${hook%%|*}
		cmp -s "$src/.graft/edited/$file" "$src/$file" ||
			! [ -f "$src/.graft/edited/$file" ] ||
			cp -p "$src/.graft/edited/$file" "$src/$file"
	done
}

remove_added() {
	local file
	[ -f "$src/.graft/added" ] || return 0
	while IFS= read -r file; do
		[[ $file == "$BUS"/* ]] || rm -f "$src/$file"
	done <"$src/.graft/added"
	rm -rf "${src:?}/$TESTS"
}

undo() {
	is_grafted || { log "$src is not grafted, nothing to undo"; return; }
	! is_complete || check_unchanged
	rm -f "$src/.graft/sums"
	restore_bus
	remove_added
	restore_edited
	rm -rf "$src/.graft"
	log "$src is as it was"
}

main() {
	local action=graft
	if [ "${1:-}" = --undo ]; then
		action=undo
		shift
	fi
	[ $# -eq 1 ] || die "usage: graft.sh [--undo] SRC"
	src=$(realpath -e "$1" 2>/dev/null) || die "no such folder: $1"
	check_tree
	"$action"
}

main "$@"
