#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Usage: check-calls.sh LIBRARY WRAPPED...
# Every function that the bus takes from others is one of WRAPPED, which the fakes replace and can
# let fail, or one that is named here, because it does not fail.

set -euo pipefail
shopt -s inherit_errexit

NEVER_FAIL=(
	# what compiler and linker add
	_ITM_deregisterTMCloneTable _ITM_registerTMCloneTable __cxa_finalize __gmon_start__
	__tls_get_addr __ctype_b_loc __errno_location gnu_dev_makedev per_lcore__rte_errno
	# text and memory
	memchr memcmp memcpy memmove memset bcmp free snprintf strchr strcmp strcspn strerror
	strlcpy strlen strnlen strncmp strrchr strspn strtoul rte_strerror rte_strscpy
	qsort
	# nothing is asked of the kernel, or the answer is of no use
	closedir dirfd fprintf getenv sysconf pthread_mutex_lock pthread_mutex_unlock usleep
	__rte_panic dl_iterate_phdr dladdr getpid pause poll process_vm_readv pthread_setcancelstate
	syscall write
	# of a signal that there is
	pthread_sigmask sigaction sigaddset sigdelset sigfillset
	# what cannot be taken apart is refused
	ZydisDecoderDecodeFull ZydisDecoderInit ZydisMnemonicGetString ZydisRegisterGetClass
	ZydisRegisterGetId ZydisRegisterGetLargestEnclosing ZydisRegisterGetWidth
	# lists and texts of EAL
	rte_bus_find_by_name rte_bus_register rte_bus_unregister rte_devargs_next
	rte_devargs_remove rte_kvargs_free rte_kvargs_get rte_kvargs_parse rte_kvargs_process
	rte_mcfg_tailq_read_lock rte_mcfg_tailq_read_unlock rte_mcfg_tailq_write_lock
	rte_mcfg_tailq_write_unlock rte_pci_addr_cmp rte_pci_addr_parse
	rte_uuid_compare rte_uuid_parse rte_uuid_unparse
	# only without a handle
	rte_intr_dev_fd_get rte_intr_dev_fd_set rte_intr_fd_get rte_intr_fd_set
	rte_intr_instance_free rte_intr_nb_intr_get rte_intr_type_get rte_intr_type_set
)

calls()
{
	nm -D --undefined-only "$1" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u
}

main()
{
	local library=$1 called unknown
	shift
	called=$(calls "$library")
	[ -n "$called" ] || { echo "$library calls nothing"; return 1; }
	unknown=$(comm -23 <(echo "$called") <(printf '%s\n' "$@" "${NEVER_FAIL[@]}" | sort -u))
	[ -n "$unknown" ] || return 0
	echo "no test can let this fail, wrap it in app/test/meson.build:" "${unknown//$'\n'/ }"
	return 1
}

main "$@"
