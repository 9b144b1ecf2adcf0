# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Sourced by suites whose VM has two NICs of each model, on a hub for each model.

# shellcheck source=app/test/lab/parity.sh
. "$LAB_REPO/app/test/lab/parity.sh"

declare -A MODEL_IDS=(
	[e1000]=8086:100e [e1000e]=8086:10d3 [vmxnet3]=15ad:07b0
	[virtio-legacy]=1af4:1000 [virtio-modern]=1af4:1041
)

# Two BDFs each; to ask sysfs takes long in the VM.
declare -A NICS_OF

# bind_pairs DRIVER MODEL...
bind_pairs()
{
	local driver=$1 model nic
	shift
	for model; do
		NICS_OF[$model]=$(lab_nics "${MODEL_IDS[$model]}" | paste -sd ' ')
		for nic in ${NICS_OF[$model]}; do
			lab_bind "$nic" "$driver"
		done
	done
}

# The NICs of these models, in the order of their addresses
nics_of_models()
{
	local model
	for model; do
		printf '%s\n' "${NICS_OF[$model]% *}" "${NICS_OF[$model]#* }"
	done | sort
}

# allow_pairs MODEL...: sets the array allow, and PORT_OF, for testpmd numbers ports by address
declare -A PORT_OF
allow_pairs()
{
	local nic port=0
	allow=()
	for nic in $(nics_of_models "$@"); do
		allow+=(-a "$nic")
		PORT_OF[$nic]=$port
		port=$((port + 1))
	done
}

PMD_APP=(-i --total-num-mbufs=8192 --rxd=256 --txd=512 --forward-mode=rxonly)

# port_counts PORT: "RX n TX n", as testpmd shows them last
port_counts()
{
	testpmd_do "show port stats $1"
	tail -n 14 "$TESTPMD_OUT" | awk '/RX-packets:/ { rx = $2 } /TX-packets:/ { tx = $2 }
		END { print "RX " rx " TX " tx }'
}

BURST=32

has_received()
{
	[[ $(port_counts "$1") = "RX $BURST TX "* ]]
}

ARRIVED="$BURST packets each way, all counted on both sides"

# exchange MODEL [WHEN]: one burst each way; each end counts what it sent, and what it got
exchange()
{
	local model=$1 when=${2:-} nics ports counts
	nics=${NICS_OF[$model]}
	ports="${PORT_OF[${nics% *}]} ${PORT_OF[${nics#* }]}"
	testpmd_do "set portlist ${ports/ /,}"
	testpmd_do "clear port stats all"
	testpmd_do "start tx_first 1"
	wait_for 20 has_received "${ports% *}" || true
	wait_for 20 has_received "${ports#* }" || true
	testpmd_do stop
	counts="$(port_counts "${ports% *}"), $(port_counts "${ports#* }")"
	[ "$counts" != "RX $BURST TX $BURST, RX $BURST TX $BURST" ] || counts=$ARRIVED
	result "$counts" "$model${when:+ $when}"
}

exchange_all()
{
	local model
	for model; do
		exchange "$model"
	done
}

# start_pairs "EAL-ARG..." MODEL...: with their NICs alone
start_pairs()
{
	local eal=$1 allow
	shift
	allow_pairs "$@"
	# shellcheck disable=SC2086 # several arguments
	testpmd_run 90 -l 0-1 $eal "${allow[@]}" -- "${PMD_APP[@]}"
	runs_library "$TESTPMD_PID"
}

# primary_traffic "EAL-ARG..." MODEL...
primary_traffic()
{
	testpmd_select "-$LIBRARY"
	start_pairs "$@"
	exchange_all "${@:2}"
	testpmd_quit
	log_lines
}

# secondary_traffic "EAL-ARG..." MODEL...: a primary that sets the ports up, and a secondary that
# does all the work
secondary_traffic()
{
	testpmd_select "-$LIBRARY"
	start_pairs "$@"
	testpmd_select "-$LIBRARY-secondary"
	start_pairs "$1 --proc-type=secondary" "${@:2}"
	exchange_all "${@:2}"
	testpmd_quit
	log_lines
	testpmd_select "-$LIBRARY"
	testpmd_quit
}
