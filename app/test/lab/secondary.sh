# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# lab: --mem 1280
# long test_attach_in_secondary_and_primary
# limit test_traffic_in_both 300
# limit test_same_answers_mvnet 300
# limit test_same_answers_mbochs 300
# limit test_secondary_is_killed 300
# limit test_primary_is_killed_and_restarted 300
#
# One mdev in two processes: the same to both, and free again when they end,
# however that is.

# shellcheck source=app/test/lab/processes.sh
. "$LAB_REPO/app/test/lab/processes.sh"

suite_setup()
{
	mvnet_setup
	lab_insmod mbochs
}

# shown EAL-ARG...: what such a process knows of the device; interrupts are the primary's
shown()
{
	"$TEST_MDEV" "${EAL[@]}" "$@" -- show "$UUID" 2>"$LAB_OUT/show.err" |
		sed -n '/^device/,$p' | grep -vE '^  (interrupts|REQ)'
}

same_answers()
{
	type=$1
	with_mdev "$type" "$UUID"
	shown --proc-type=primary -a "$UUID" >"$LAB_OUT/primary.show"
	grep -q '^device' "$LAB_OUT/primary.show"
	start first primary -a "$UUID"
	shown --proc-type=secondary -a "$UUID" >"$LAB_OUT/secondary.show"
	diff "$LAB_OUT/primary.show" "$LAB_OUT/secondary.show"
	"$TEST_MDEV" "${EAL[@]}" --proc-type=secondary -a "$UUID" -- check-regions "$UUID" \
		>"$LAB_OUT/regions.txt" 2>&1 || { cat "$LAB_OUT/regions.txt"; return 1; }
	expect_no_line "$LAB_OUT/regions.txt" '^FAIL'
	ended first TERM
	is_free
}

test_same_answers_mvnet()
{
	same_answers mvnet-legacy
}

test_same_answers_mbochs()
{
	same_answers mbochs-small
}

# The primary was told of it; nobody else need be.
test_secondary_that_was_not_told()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	with_mdev "$type" "$UUID2"
	start first primary -a "$UUID"
	start second secondary
	expect_no_line "$LAB_OUT/second.txt" 'EAL:.*([Ee]rror|[Cc]annot|[Ff]ail)'
	"$TEST_MDEV" "${EAL[@]}" --proc-type=secondary -- show >"$LAB_OUT/out.txt" 2>&1
	[ "$(grep -c '^device' "$LAB_OUT/out.txt")" -eq 1 ]
	ended second TERM
	ended first TERM
	is_free
}

# One that the primary does not have is not the secondary's to open.
test_secondary_cannot_have_another()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	with_mdev "$type" "$UUID2"
	start first primary -a "$UUID"
	"$TEST_MDEV" "${EAL[@]}" --proc-type=secondary -a "$UUID2" -- show "$UUID2" \
		>"$LAB_OUT/out.txt" 2>&1 && lab_fail "it has it"
	expect_line "$LAB_OUT/out.txt" "$UUID2: the primary process has not opened it"
	ended first TERM
	is_free
}

# Again and again: nothing of a killed one stops the next.
test_secondary_is_killed()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	start first primary -a "$UUID"
	for _ in 1 2 3; do
		start second secondary -a "$UUID"
		ended second KILL
	done
	start second secondary -a "$UUID"
	ended second TERM
	ended first TERM
	is_free
}

# While it waits for the answer, which then comes to nobody.
test_secondary_is_killed_as_it_asks()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	start first primary -a "$UUID"
	strace -f -qq --seccomp-bpf -o /run/trace.txt -e trace=recvmsg \
		-e inject=recvmsg:signal=SIGKILL:when=1 \
		"$TEST_MDEV" "${EAL[@]}" --proc-type=secondary -a "$UUID" -- show "$UUID" \
		>"$LAB_OUT/killed.txt" 2>&1 || true
	grep -q 'killed by SIGKILL' /run/trace.txt
	start second secondary -a "$UUID"
	ended second TERM
	ended first TERM
	is_free
}

test_primary_is_killed_and_restarted()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	start first primary -a "$UUID"
	start second secondary -a "$UUID"
	ended first KILL
	ended second TERM
	start first primary -a "$UUID"
	start second secondary -a "$UUID"
	ended second TERM
	ended first TERM
	is_free
	[ "$(hugepage_files 'two*')" -le 32 ]
}

# What a secondary attaches, EAL attaches in the primary first, and detaches in both.
test_attach_in_secondary_and_primary()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	with_mdev "$type" "$UUID2"
	start first primary -a "$UUID"
	process second secondary -a "$UUID" -- hotplug "$UUID2"
	# shellcheck disable=SC2154 # process() sets it
	wait "$second" || { cat "$LAB_OUT/second.txt" "$LAB_OUT/first.txt"; return 1; }
	expect_no_line "$LAB_OUT/second.txt" '^FAIL'
	expect_line "$LAB_OUT/first.txt" "Probe PCI driver: .* $UUID2"
	ended first TERM
	is_free
}

# It holds what the next primary wants, and that is told; when it ends, all is free.
test_primary_is_killed_and_the_secondary_lives()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	start first primary -a "$UUID"
	start second secondary -a "$UUID"
	ended first KILL
	test_mdev -a "$UUID" -- show "$UUID" >"$LAB_OUT/busy.txt" 2>&1 && lab_fail "it has it"
	expect_line "$LAB_OUT/busy.txt" "$UUID: .*another process holds the device"
	ended second TERM
	is_free
}

# Two at a time, from the start and by hotplug in the primary
test_two_mdevs()
{
	type=mvnet-legacy
	with_mdev "$type" "$UUID"
	with_mdev "$type" "$UUID2"
	start first primary -a "$UUID" -a "$UUID2"
	"$TEST_MDEV" "${EAL[@]}" --proc-type=secondary -- show >"$LAB_OUT/out.txt" 2>&1
	[ "$(grep -c '^device' "$LAB_OUT/out.txt")" -eq 2 ]
	ended first TERM
	start second primary -a "$UUID"
	ended second TERM
	is_free
}

# --- testpmd ---

# In this mode a process takes all queues; so one at a time answers, on both pairs.
pings()
{
	testpmd_select "$1"
	testpmd_do start
	ping -n -i 0.05 -W 5 -e 10 -c 20 192.0.2.2
	ping -n -i 0.05 -W 5 -e 11 -c 20 192.0.2.2
	testpmd_do stop
}

test_traffic_in_both()
{
	with_mdev mvnet-legacy "$UUID" queues=2
	two_testpmds icmpecho
	mvnet_up "$UUID" 192.0.2.1/24
	pings -1
	pings -0
	pings -1
	testpmd_quit
	pings -0
	testpmd_quit
}
