# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Completion for bash: installed as share/bash-completion/completions/dpdk-mdev

_dpdk_mdev_types()
{
	local dir parent=${1:-*}
	# shellcheck disable=SC2231 # the parent may be a pattern
	for dir in /sys/class/mdev_bus/$parent/mdev_supported_types/*/; do
		[ -d "$dir" ] || continue
		dir=${dir%/}
		printf '%s\n' "${dir##*/}"
	done
}

_dpdk_mdev_names()
{
	local path
	for path in "$1"/*; do
		[ ! -e "$path" ] || printf '%s\n' "${path##*/}"
	done
}

# The words before the cursor: sets command and parent of the caller
_dpdk_mdev_look_back()
{
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--parent) parent=${COMP_WORDS[i + 1]:-} ;;
		-*) ;;
		*) [ -n "$command" ] || command=${COMP_WORDS[i]} ;;
		esac
	done
}

_dpdk_mdev_options()
{
	printf '%s\n' --json --help
	case $1 in
	'') echo --version ;;
	list) echo --ids ;;
	explain) echo --no-open ;;
	create) printf '%s\n' --parent --no-mdevctl ;;
	remove) echo --no-mdevctl ;;
	esac
}

_dpdk_mdev_words()
{
	case $1 in
	'') printf '%s\n' list show explain create remove ;;
	show | explain | remove) _dpdk_mdev_names /sys/bus/mdev/devices ;;
	create) _dpdk_mdev_types "$2" ;;
	esac
}

# _dpdk_mdev_take WORDS CURRENT: those lines that begin so. Not by compgen -W, which
# expands them, and none that the shell would read in another way.
_dpdk_mdev_take()
{
	local word
	COMPREPLY=()
	while IFS= read -r word; do
		case $word in
		'' | *[!A-Za-z0-9._:-]*) ;;
		"$2"*) COMPREPLY+=("$word") ;;
		esac
	done <<<"$1"
}

_dpdk_mdev()
{
	local current=${COMP_WORDS[COMP_CWORD]} command='' parent='' words
	_dpdk_mdev_look_back
	if [ "${COMP_WORDS[COMP_CWORD - 1]}" = --parent ]; then
		words=$(_dpdk_mdev_names /sys/class/mdev_bus)
	elif [[ $current = -* ]]; then
		words=$(_dpdk_mdev_options "$command")
	else
		words=$(_dpdk_mdev_words "$command" "$parent")
	fi
	_dpdk_mdev_take "$words" "$current"
}

complete -F _dpdk_mdev dpdk-mdev
