# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# What no text file may hold. The patterns are spelled so as not to match
# themselves.

function finding(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text
}

/[ \t\r]$/ {
	finding("trailing white space")
}

/(^|[^A-Za-z0-9_])(FIX[M]E|XX[X]|TO[D]O)([^A-Za-z0-9_]|$)/ {
	finding("unfinished work: file an issue instead")
}

# What follows a brace, a parenthesis, a word or a quoted variable is a path
# below something else.
function machine_path(line) {
	gsub(/"\$[^" ]*"/, "VARIABLE", line)
	return line ~ /(^|[^A-Za-z0-9_.})-])\/(work|farm|root|tmp\/[a-z]+)\//
}

machine_path($0) {
	finding("path of one machine")
}

/(deb|security|ftp|archive|snapshot)[.]([a-z]+[.])?(debian|ubuntu)[.]/ ||
/debian[.]org\/debian/ || /np[m]js/ || /py[p]i[.]org/ {
	finding("host of a package registry")
}
