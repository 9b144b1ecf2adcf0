# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# First process on the VM's real root: runs the script that vm.sh was given and powers off.

output_port()
{
	local ports=(/sys/class/virtio-ports/*)
	printf '/dev/%s\n' "${ports[0]##*/}"
}

# A pipe and not the port itself: the port can be opened once only, which /dev/stdout would break.
# What the script leaves running may hold the pipe open; that must not hold up the end.
run_script()
{
	local reader rc=0
	mkfifo /run/lab-output
	cat /run/lab-output >"$(output_port)" &
	reader=$!
	bash "$@" </dev/null >/run/lab-output 2>&1 || rc=$?
	timeout 2 tail -s 0.1 --pid="$reader" -f /dev/null || true
	printf '%s\n' "$rc" >"$LAB_OUT/.vm/status"
}

power_off()
{
	dmesg >"$LAB_OUT/dmesg.txt"
	echo o >/proc/sysrq-trigger
	sleep 60
}

main()
{
	export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	export HOME=/root LANG=C.UTF-8
	# shellcheck source=/dev/null # sets LAB_* and the arguments
	. /run/lab/.vm/env
	cd "$LAB_CWD"
	run_script "$@"
	power_off
}

set -euo pipefail
main "$@"
