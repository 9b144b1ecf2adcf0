# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites that do what a page of the guide says, line by line. Of a page count the blocks
# ".. code-block:: console", and in these
#   # COMMAND          is run as root, in one shell for the whole page,
#   $ COMMAND          is run as the user "dpdk", who has what that shell exports,
#   testpmd> COMMAND   is typed into the testpmd that was started last,
# and any other line has to be in what the command before it prints; "..." there stands for
# anything. What follows "\" at the end of a line belongs to it.

# shellcheck source=app/test/lab/mdev.sh
. "$LAB_REPO/app/test/lab/mdev.sh"

PAGE_OUT=/run/page.out
PAGE_USER=(setpriv --reuid=dpdk --regid=dpdk --init-groups --)

# page_setup: what the reader has: the packages below build/, an answer to apt's questions, and what
# systemd mounts
page_setup()
{
	mkdir -p /run/page /dev/hugepages
	mount -t hugetlbfs hugetlbfs /dev/hugepages
	ln -sfn "$LAB_BUILD" /run/page/build
	# Nothing is fetched here, and to read the lists of what there is takes a minute.
	mount -t tmpfs lists /var/lib/apt/lists
	rm -f /var/lib/man-db/auto-update
	cat >/etc/apt/apt.conf.d/99lab <<-END
	APT::Get::Assume-Yes "true";
	// Other packages' hooks, which take long here and have nothing to do
	#clear DPkg::Pre-Install-Pkgs;
	#clear DPkg::Post-Invoke;
	END
	export DEBIAN_FRONTEND=noninteractive
}

# page_lines PAGE
page_lines()
{
	awk '
		/^\.\. code-block:: console$/ { inside = 1; next }
		/^[^ ]/ { inside = 0 }
		inside && NF {
			sub(/^    /, "")
			if (sub(/\\$/, "")) { printf "%s", $0; next }
			print
		}' "$LAB_REPO/doc/guides/$1"
}

# page_run PAGE [NAME=VALUE...]: with what the reader puts in for the page's NAMEs
page_run()
{
	local lines name value line
	lines=$(page_lines "$1")
	for value in "${@:2}"; do
		name=${value%%=*}
		lines=${lines//"$name"/"${value#*=}"}
	done
	cd /run/page || return
	while IFS= read -r -u 3 line; do
		page_line "$line"
	done 3<<<"$lines"
}

page_line()
{
	echo "| $1"
	case $1 in
	'# '*) page_command "${1#\# }" ;;
	'$ '*) page_command "${1#\$ }" "${PAGE_USER[@]}" ;;
	'testpmd> quit') page_quit ;;
	'testpmd> '*) page_type "${1#testpmd> }" ;;
	*) page_expect "$1" ;;
	esac
}

# page_command COMMAND [WORD...]: these words run it as another user
page_command()
{
	case $1 in
	*dpdk-testpmd*' -i'*) page_testpmd "$@" ;;
	*) page_shell "$@" ;;
	esac
}

page_shell()
{
	page_answer=$PAGE_OUT page_from=1
	if [ $# -gt 1 ]; then
		"${@:2}" bash -c "$1" >"$PAGE_OUT" 2>&1 </dev/null
	else
		# shellcheck disable=SC2294 # as a shell reads it
		eval "$1" >"$PAGE_OUT" 2>&1 </dev/null
	fi || { cat "$PAGE_OUT"; lab_fail "failed: $1"; }
}

# Up to its prompt
page_testpmd()
{
	page_answer=$TESTPMD_OUT page_from=1
	if [ $# -gt 1 ]; then
		TESTPMD_COMMAND=("${@:2}" bash -c "exec $1")
	else
		eval "TESTPMD_COMMAND=($1)"
	fi
	testpmd_run 120
	TESTPMD_COMMAND=(dpdk-testpmd)
}

page_type()
{
	page_from=$(($(wc -l <"$TESTPMD_OUT") + 1))
	page_answer=$TESTPMD_OUT
	testpmd_do "$1"
}

page_quit()
{
	page_from=$(($(wc -l <"$TESTPMD_OUT") + 1))
	page_answer=$TESTPMD_OUT
	testpmd_quit
}

page_said()
{
	local line
	while IFS= read -r line; do
		# shellcheck disable=SC2053 # a pattern is wanted
		[[ $line != *$1* ]] || return 0
	done < <(tail -n "+$page_from" "$page_answer" | tr -s ' \t' ' ')
	return 1
}

page_expect()
{
	local pattern
	pattern=$(tr -s ' \t' ' ' <<<"$1" | sed 's/[][*?\\]/\\&/g; s/\.\.\./*/g; s/^ //; s/ $//')
	wait_for 20 page_said "$pattern" && return
	cat "$page_answer"
	lab_fail "not in the output: $1"
}
