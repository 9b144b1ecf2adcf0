# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1024
#
# dpdk-mdev on real mdevs: what it lists, shows and explains. The commands that
# explain names as fixes are run as they are printed.
#
# long test_held_by_testpmd
# long test_json

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

suite_setup()
{
	mvnet_setup
	# Where any user may run it
	install -D -m 755 "$LAB_BUILD/app/dpdk-mdev/dpdk-mdev" /run/bin/dpdk-mdev
	PATH=/run/bin:$PATH
	# Of a terminal with colours: what goes elsewhere has none, or no test passes.
	export TERM=xterm
}

OUT=$LAB_OUT/out.txt

# tool STATUS ARG...: what it prints is in $OUT
tool()
{
	local expected=$1 status=0
	shift
	"${AS_USER[@]}" dpdk-mdev "$@" >"$OUT" 2>&1 || status=$?
	cat "$OUT"
	[ "$status" -eq "$expected" ] || lab_fail "status $status, not $expected: $*"
}

# A user without rights: AS_USER=("${NOBODY[@]}")
AS_USER=()
NOBODY=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# tool_json STATUS ARG...: the same as JSON, kept for check_json
tool_json()
{
	tool "$@" --json
	cp "$OUT" "$(mktemp "$JSON/XXXXXX")"
}

JSON=/run/json

# All that was kept is as the schema says: once, for Python takes seconds to start.
check_json()
{
	local status=0
	"$LAB_REPO/app/test/tool/check-json.py" \
		"$LAB_REPO/doc/guides/tools/dpdk_mdev.schema.json" "$JSON"/* || status=$?
	[ "$status" -ne 77 ] || skip "the package python3-jsonschema is missing"
	return "$status"
}

# fails_at STEP [ARG...]: explain does, for the mdev UUID
fails_at()
{
	tool 6 explain "${@:2}" "$UUID"
	expect_line "$OUT" "^FAIL  $1 "
}

# Carries out the fix that explain has printed last.
apply_fix()
{
	local fix
	fix=$(sed -n 's/^ *fix: //p' "$OUT" | tail -n 1)
	[ -n "$fix" ] || lab_fail "no fix is named"
	eval "$fix"
}

test_list()
{
	with_mdev mvnet-modern "$UUID"
	lab_mdev_create mvplat-none "$UUID2"
	tool 0 list
	expect_line "$OUT" "^$UUID  mvnet-modern +mvnet +-  .* yes$"
	expect_line "$OUT" "^$UUID2  mvplat-none .* no: vfio-platform is not vfio-pci$"
	expect_line "$OUT" '^mvnet-legacy +mvnet +[-0-9]+ +[0-9]+ +yes'
	expect_line "$OUT" '^mvplat-none +mvplat .* no: vfio-platform'
	tool 0 list --ids
	expect_line "$OUT" "^$UUID .* 1af4:1041 "
	AS_USER=("${NOBODY[@]}")
	tool 0 list
	expect_line "$OUT" "^$UUID .* no: user 65534 may not"
	expect_line "$OUT" 'processes of others cannot be seen'
}

# coloured [VARIABLE=VALUE...]: whether it is, on a terminal
coloured()
{
	env "$@" script -q -e -c "dpdk-mdev list" /dev/null >"$OUT"
	grep -q $'\033' "$OUT"
}

test_colour()
{
	coloured NO_COLOR=
	! coloured NO_COLOR=1 || lab_fail "NO_COLOR is not honoured"
	! coloured TERM=dumb || lab_fail "a terminal without colours gets some"
}

test_show()
{
	with_mdev mvnet-modern "$UUID"
	tool 0 show "${UUID^^}"
	expect_line "$OUT" '1af4:1041'
	expect_line "$OUT" '^  BAR 4 +16 KiB  rw  \[\.{24}#{8}\]$'
	expect_line "$OUT" '0x3000-0x3fff mapped$'
	expect_line "$OUT" '^  BAR 4 .* sparse-mmap +version 1$'
	expect_line "$OUT" '^  0x40 +MSI-X$'
	expect_no_line "$OUT" 'EAL:|PCI_BUS'
	tool 3 show "$UNKNOWN_UUID"
}

test_absent()
{
	fails_at present
	apply_fix
	tool 0 explain "$UUID"
	expect_line "$OUT" "^usable with DPDK: -a $UUID$"
	expect_no_line "$OUT" 'FAIL'
}

test_json()
{
	local uuid
	rm -rf "$JSON"
	mkdir "$JSON"
	with_mdev mvnet-modern "$UUID"
	tool_json 0 list --ids
	tool_json 0 show "$UUID"
	tool_json 0 explain "$UUID"
	tool_json 6 explain "$UNKNOWN_UUID"
	tool_json 3 show "$UNKNOWN_UUID"
	tool_json 2 show
	tool_json 2 no-such-command
	tool_json 0 create --no-mdevctl mvnet-legacy
	uuid=$(sed -n 's/.*"uuid": "\(.*\)".*/\1/p' "$OUT")
	tool_json 0 remove --no-mdevctl "$uuid"
	mdev_is_gone "$uuid" || lab_fail "it is still there"
	check_json
}

test_other_api()
{
	lab_mdev_create mvplat-none "$UUID"
	fails_at 'device API'
	apply_fix
	tool 0 explain "$UUID"
}

test_no_iommu_module()
{
	with_mdev mvnet-legacy "$UUID"
	rmmod vfio_iommu_type1
	fails_at container
	apply_fix
	tool 0 explain "$UUID"
}

test_missing_node()
{
	local node
	with_mdev mvnet-legacy "$UUID"
	node=$(group_node "$UUID")
	rm "$node"
	fails_at node
	apply_fix
	tool 0 explain "$UUID"
}

# As a user: the node is root's, and the limit is low.
test_user()
{
	with_mdev mvnet-legacy "$UUID"
	AS_USER=("${NOBODY[@]}")
	prlimit --pid "$BASHPID" --memlock=65536:65536
	chmod 600 /dev/vfio/vfio
	fails_at access --no-open
	apply_fix
	fails_at access
	apply_fix
	tool 0 explain "$UUID"
	expect_line "$OUT" '^\?     holder '
	expect_line "$OUT" '^\?     locked memory  64 KiB: '
	fix_limit
	tool 0 explain "$UUID"
	expect_line "$OUT" '^ok    locked memory  without a limit$'
}

# Of a subshell $$ is the shell above it, whose limit is not this one's.
fix_limit()
{
	expect_line "$OUT" 'fix: prlimit --pid [$][$] --memlock=unlimited'
	prlimit --pid "$BASHPID" --memlock=unlimited
}

# expect_held PID COMMAND: the mdev UUID, until the fix is carried out
expect_held()
{
	tool 0 list
	expect_line "$OUT" "^$UUID .* $1 \($2\) +in use$"
	tool 5 remove "$UUID"
	# Where the holder is not seen, the kernel is asked.
	AS_USER=(unshare --pid --fork --mount-proc)
	tool 5 remove "$UUID"
	expect_line "$OUT" 'another process holds the device'
	AS_USER=()
	fails_at holder
	apply_fix
	wait_for 60 is_over "$1"
	tool 0 explain "$UUID"
}

is_over()
{
	! kill -0 "$1" 2>/dev/null
}

test_held()
{
	local holder
	with_mdev mvnet-legacy "$UUID"
	sleep infinity <>"$(group_node "$UUID")" &
	holder=$!
	wait_for 10 grep -q sleep "/proc/$holder/comm"
	tool 5 show "$UUID"
	expect_line "$OUT" "is held by $holder "
	expect_held "$holder" sleep
}

test_held_by_testpmd()
{
	with_mdev mvnet-legacy "$UUID"
	testpmd_run 180 -l 0-1 --no-huge -m 128 -a "$UUID" -- "${TESTPMD_APP[@]}"
	tool 0 show "$UUID"
	expect_line "$OUT" "^  held by +$TESTPMD_PID \(dpdk-testpmd\)$"
	expect_held "$TESTPMD_PID" dpdk-testpmd
}

# What testpmd's bus does in the place of loads and stores is told from outside.
test_show_in_use()
{
	with_mdev mvnet-modern "$UUID" map=none
	testpmd_start -l 0-1 -a "$UUID"
	tool 0 show "$UUID"
	expect_line "$OUT" '^  type +mvnet-modern '
	expect_line "$OUT" '^  PCI IDs +1af4:1041, '
	expect_line "$OUT" "^  held by +$TESTPMD_PID \(dpdk-testpmd\)$"
	expect_line "$OUT" '^  PMD +net_virtio$'
	expect_line "$OUT" "^Regions, as dpdk-testpmd \($TESTPMD_PID\) has them$"
	expect_line "$OUT" '^  BAR 4 +16 KiB  rw  \[\.{32}\]$'
	expect_line "$OUT" \
		'^ +[1-9][0-9]* loads and [1-9][0-9]* stores emulated, most at 0x[0-9a-f]+ \([1-9]'
	expect_no_line "$OUT" 'failed'
	testpmd_quit
}

# created_by PROGRAM: and removed
created_by()
{
	tool 0 create mvnet-legacy "$UUID"
	[ "$(cat "$OUT")" = "$UUID" ]
	[ -e "$MDEV_DEVICES/$UUID" ]
	tool 0 remove "$UUID" --json
	expect_line "$OUT" "\"by\": \"$1\""
	mdev_is_gone "$UUID" || lab_fail "it is still there"
}

test_create_and_remove()
{
	local mdevctl
	mdevctl=$(command -v mdevctl) || skip "no mdevctl (package mdevctl)"
	created_by mdevctl
	mv "$mdevctl" /run/no-mdevctl
	created_by sysfs
	tool 0 create --parent mvnet mvnet-modern
	tool 3 create --parent mvplat mvnet-modern
	tool 1 create mvnet-legacy "$(ls "$MDEV_DEVICES")"
	mv /run/no-mdevctl "$mdevctl"
}

# completes EXPECTED WORD...: the last word, by what is installed for bash
completes()
{
	COMP_WORDS=("${@:2}")
	COMP_CWORD=$(($# - 2))
	_dpdk_mdev
	[ "${COMPREPLY[*]}" = "$1" ] || lab_fail "'${*:2}' completes to '${COMPREPLY[*]}'"
}

test_help_and_completion()
{
	local command commands
	with_mdev mvnet-legacy "$UUID"
	# shellcheck source=app/dpdk-mdev/completion.sh
	. "$LAB_REPO/app/dpdk-mdev/completion.sh"
	commands=$(_dpdk_mdev_words "" "")
	tool 0 --help
	for command in $commands; do
		expect_line "$OUT" "^  $command "
	done
	tool 0 create --help
	expect_line "$OUT" '^Usage: dpdk-mdev create '
	tool 2 list --no-such-option
	tool 2 show
	expect_line "$OUT" 'usage: dpdk-mdev show .* UUID'
	! dpdk-mdev list >/dev/full || lab_fail "no word of a full disk"
	completes explain dpdk-mdev e
	completes "$UUID" dpdk-mdev show --json 8
	completes --no-open dpdk-mdev explain --n
	completes mvplat-none dpdk-mdev create --parent mvplat mv
	_dpdk_mdev_take $'a;b\n$(touch /run/expanded)\naa\nb\n' a
	[ "${COMPREPLY[*]}" = aa ]
	_dpdk_mdev_take $'$(touch /run/expanded)\n*' ''
	[ "${#COMPREPLY[@]}" -eq 0 ]
	[ ! -e /run/expanded ]
}
