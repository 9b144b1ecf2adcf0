#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: graft.sh SRC
#        graft.sh --undo SRC
# Puts the PCI bus, EAL's helper and the unit tests into the DPDK source tree
# SRC, or brings them up to date there; --undo restores the tree byte for byte.
# The tree's own drivers/bus/pci becomes drivers/bus/pci/upstream, from which
# FreeBSD and Windows are built. What undo needs is in SRC/.graft, and is all
# there before anything else of the tree is touched. Without SRC/.graft/sums the
# tree is half grafted.

set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=devtools/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

USAGE='usage: graft.sh [--undo] SRC'
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
sources=

# ---- what is to be where: lines "FILE-HERE<tab>FILE-IN-THE-TREE" ----

list_folder() {
	local from=$1 to=$2
	shift 2
	find "$REPO/$from" "$@" -type f -printf "$from/%P\t$to/%P\n" | LC_ALL=C sort
}

list_sources() {
	list_folder drivers/bus/pci "$BUS"
	list_folder lib/eal lib/eal
	list_folder app/test/graft "$TESTS"
	list_folder app/test "$TESTS/unit" -maxdepth 1 ! -name abi_layout.c \
		! -name test_pci_insn_arm64.c
}

list_ours() {
	cut -f2 <<<"$sources"
}

# ---- is it a tree to work on ----

check_tree() {
	local version part
	for part in VERSION meson.build drivers/meson.build lib/eal/meson.build; do
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
	[ "$(grep -cE -- "$pattern" "$src/$file" 2>/dev/null || true)" = 1 ] ||
		die "$src/$file is not as DPDK made it: not one line $pattern"
	! grep -qxF -- "$line" "$src/$file" ||
		die "$src/$file has the line of a graft, and there is no $src/.graft"
}

# check_absent FILE...: ours would be written over it, and be removed by undo.
check_absent() {
	local file
	for file; do
		if [ -e "$src/$file" ] || [ -L "$src/$file" ]; then
			die "$src/$file is there, and is not of a graft"
		fi
	done
}

check_untouched() {
	local file hook others
	for file in "${OWN_FILES[@]}"; do
		[ -f "$src/$BUS/$file" ] ||
			die "$src/$BUS is not as DPDK made it: $file is missing"
	done
	for hook in "${HOOKS[@]}"; do
		check_hook "$hook"
	done
	mapfile -t others < <(list_ours | grep -v -e "^$BUS/" -e "^$TESTS/")
	check_absent "$BUS/upstream" "$TESTS" "${others[@]}"
}

# Work that someone did in the grafted tree would be lost. What is not there
# any more was moved away, as the message asks.
check_unchanged() {
	local changed
	changed=$(cd "$src" && LC_ALL=C sha256sum --check --quiet --ignore-missing .graft/sums \
		2>/dev/null | sed 's/: FAILED.*//' | paste -sd ' ') || true
	[ -z "$changed" ] ||
		die "somebody changed these files since the graft; move them away first: $changed"
	[ -d "$src/$BUS/upstream" ] ||
		die "$src/$BUS/upstream is gone: it is the tree's own, bring it back first"
}

# In a half grafted tree, $BUS may be the tree's own yet, or again.
list_our_folders() {
	[ ! -d "$src/$TESTS" ] || printf '%s\n' "$TESTS"
	[ -d "$src/$BUS/upstream" ] || [ -d "$src/.graft/upstream" ] || return 0
	[ ! -d "$src/$BUS" ] || printf '%s\n' "$BUS"
}

list_present() {
	local folder
	cd "$src"
	list_our_folders | while IFS= read -r folder; do
		find "$folder" -path "$BUS/upstream" -prune -o ! -type d -print
	done
}

# Undo removes both folders.
check_no_new_files() {
	local new
	new=$(list_present | { grep -vxF -f "$src/.graft/added" || true; } | paste -sd ' ')
	[ -z "$new" ] ||
		die "somebody added these files since the graft; move them away first: $new"
}

# ---- graft ----

# A file that is as it should be keeps its time, and ninja has nothing to do.
put() {
	local to=$src/$2
	[ ! -e "$to" ] || ! cmp -s "$1" "$to" || return 0
	[ -d "${to%/*}" ] || mkdir -p "${to%/*}"
	cp "$1" "$to"
	changes=$((changes + 1))
}

save_originals() {
	local hook file
	for hook in "${HOOKS[@]}"; do
		file=${hook%%|*}
		mkdir -p "$1/edited/${file%/*}"
		cp -p "$src/$file" "$1/edited/$file"
	done
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
	done <<<"$sources"
}

# What an earlier version of this repository had, and this one has not.
remove_stale() {
	local file
	while IFS= read -r file; do
		rm -f "$src/$file"
		changes=$((changes + 1))
	done < <(list_ours | grep -vxF -f - "$src/.graft/added")
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
	local saved=$src/.graft.new
	check_untouched
	mkdir "$saved"
	save_originals "$saved"
	list_ours >"$saved/added"
	mv "$saved" "$src/.graft"
	move_bus_aside
}

update_graft() {
	local new
	is_complete || die "$src is half grafted; graft.sh --undo restores it"
	check_unchanged
	check_no_new_files
	mapfile -t new < <(list_ours | grep -vxF -f "$src/.graft/added")
	check_absent "${new[@]}"
	rm "$src/.graft/sums"
	remove_stale
	list_ours >"$src/.graft/added.new"
	mv "$src/.graft/added.new" "$src/.graft/added"
}

graft() {
	sources=$(list_sources)
	if is_grafted; then
		update_graft
	else
		start_graft
	fi
	put_ours
	put_hooks
	write_sums
	if [ "$changes" -eq 0 ]; then
		log "$src is up to date, nothing to do"
	else
		log "$src: $changes files written or removed"
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
	local file
	while IFS= read -r file; do
		cmp -s "$src/.graft/edited/$file" "$src/$file" ||
			cp -p "$src/.graft/edited/$file" "$src/$file"
	done < <(find "$src/.graft/edited" -type f -printf '%P\n')
}

remove_added() {
	local file
	while IFS= read -r file; do
		[[ $file == "$BUS"/* || $file == "$TESTS"/* ]] || rm -f "$src/$file"
	done <"$src/.graft/added"
	rm -rf "${src:?}/$TESTS"
}

# Its own record goes at once: a part of it would be worse than none.
forget_graft() {
	mv "$src/.graft" "$src/.graft.new"
	rm -rf "$src/.graft.new"
}

undo() {
	is_grafted || { log "$src is not grafted, nothing to undo"; return; }
	! is_complete || check_unchanged
	check_no_new_files
	rm -f "$src/.graft/sums"
	restore_bus
	remove_added
	restore_edited
	forget_graft
	log "$src is as it was"
}

main() {
	local action=graft
	case ${1:-} in
	-h | --help) echo "$USAGE"; return ;;
	--undo) action=undo; shift ;;
	esac
	[ $# -eq 1 ] || die "$USAGE"
	src=$(realpath -e -- "$1" 2>/dev/null) || die "no such folder: $1"
	check_tree
	# It was never used: the graft was interrupted before, or undone after.
	rm -rf "$src/.graft.new"
	"$action"
}

main "$@"
