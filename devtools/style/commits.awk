# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Commit messages, each after a line "\001HASH".

function finding(text) {
	printf "commit %s:%d: %s: %s\n", hash, at, text, $0
}

function check_subject(text) {
	if ($0 ~ /^Revert "/)
		return
	if (length($0) > 72)
		finding("subject over 72 columns")
	if ($0 !~ /^[a-z0-9][a-z0-9_.,\/ -]*: [^ ]/)
		finding("subject is not 'area: text'")
	if ($0 ~ /[.]$/)
		finding("subject ends with a period")
	text = $0
	sub(/^[^:]*: */, "", text)
	# Acronyms (VFIO, IOVA) keep their case.
	if (text ~ /^[A-Z][a-z]/)
		finding("text begins in upper case")
}

function check_body() {
	if (at == 2 && $0 != "")
		finding("no blank line after the subject")
	# A trailer or an address cannot be broken.
	if (length($0) > 75 && $0 ~ / / && $0 !~ /^(Fixes|[A-Z][a-z]*(-[a-z]+)+): /)
		finding("line over 75 columns")
}

/^\001/ {
	hash = substr($0, 2)
	at = 0
	next
}

{
	at++
	if (at == 1)
		check_subject()
	else
		check_body()
}
