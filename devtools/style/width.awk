# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Columns of a line of code: a tab goes to the next multiple of 8, and the
# second and later bytes of a UTF-8 character take no room.

function width_of(line, columns, i, parts, count) {
	gsub(/[\200-\277]/, "", line)
	count = split(line, parts, "\t")
	for (i = 1; i < count; i++)
		columns += length(parts[i]) + 8 - (columns + length(parts[i])) % 8
	return columns + length(parts[count])
}

width_of($0) > 100 {
	printf "%s:%d: over 100 columns\n", FILENAME, FNR
}
