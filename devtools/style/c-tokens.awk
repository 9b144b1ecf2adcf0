# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# What a driver must not call: it may not end the process, write to the
# program's output or overrun a buffer. Load after c-lib.awk.

function has_token(code, token, at) {
	while ((at = index(code, token)) > 0) {
		if (at == 1 || substr(code, at - 1, 1) !~ /[A-Za-z0-9_]/)
			return 1
		code = substr(code, at + length(token))
	}
	return 0
}

BEGIN {
	count = split("rte_panic rte_exit abort( exit( assert( printf( vprintf( " \
		"fprintf(stderr fprintf(stdout perror( sprintf( vsprintf( " \
		"strcpy( strcat( atoi( atol( __sync_", tokens, " ")
}

{
	code = code_of($0)
	for (i = 1; i <= count; i++)
		if (has_token(code, tokens[i]))
			finding("'" tokens[i] "' in a driver")
	if (code ~ /^# *include *<assert\.h>/)
		finding("<assert.h> in a driver")
	if (code ~ /switch \(.*kdrv/)
		finding("switch over kdrv: use the table of operations")
}
