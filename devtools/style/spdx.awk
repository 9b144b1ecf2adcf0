# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# The two lines that every source file begins with.

function licence_of(file) {
	if (file ~ /(^|\/)devtools\/lab\/(mvnet|mpci|vfio)\//)
		return "GPL-2[.]0(-only)?"
	return "BSD-3-Clause"
}

function opening_of(file) {
	if (file ~ /\.[ch]$/)
		return "/[*] "
	return file ~ /\.rst$/ ? "[.][.] +" : "# "
}

function continuation_of(file) {
	if (file ~ /\.[ch]$/)
		return " [*] "
	return file ~ /\.rst$/ ? " +" : "# "
}

function finding(file, line, text) {
	printf "%s:%d: %s\n", file, line, text
}

function check(file, first, second, at) {
	# Which shell it is, for the kernel or for shellcheck, is told before.
	do {
		at++
		first = second = ""
		getline first < file
	} while (first ~ /^#(!| shellcheck )/)
	getline second < file
	close(file)
	if (first !~ ("^" opening_of(file) "SPDX-License-Identifier: " licence_of(file) "$"))
		finding(file, at, "first line is not the SPDX line of this folder's licence")
	if (second !~ ("^" continuation_of(file) "Copyright *\\([cC]\\) [0-9]"))
		finding(file, at + 1, "no copyright line after the SPDX line")
}

BEGIN {
	for (i = 1; i < ARGC; i++)
		check(ARGV[i])
}
