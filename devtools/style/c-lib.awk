# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# What all checks of C share: the code of a line without its comments and
# literals, and where functions begin and end.

function finding(text) {
	printf "%s:%d: %s\n", FILENAME, FNR, text
}

# The rest of a line after the literal that the quote character opened.
function after_literal(line, quote, token) {
	while (match(line, "\\\\.|" quote)) {
		token = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		if (token == quote)
			return line
	}
	return ""
}

function after_comment(line, end) {
	end = index(line, "*/")
	if (end == 0)
		return ""
	in_comment = 0
	return substr(line, end + 2)
}

# Comments become nothing, literals an empty pair of quotes, "//" stays.
function code_of(line, out, token) {
	was_comment = in_comment
	if (in_comment)
		line = after_comment(line)
	while (match(line, "[\"']|/[*/]")) {
		token = substr(line, RSTART, RLENGTH)
		out = out substr(line, 1, RSTART - 1)
		line = substr(line, RSTART + RLENGTH)
		if (token == "//")
			return out token
		if (token == "/*") {
			in_comment = 1
			line = after_comment(line)
		} else {
			line = after_literal(line, token)
			out = out token token
		}
	}
	out = out line
	sub(/[ \t]+$/, "", out)
	return out
}

# Attributes with parentheses hide which word is the function's name.
function without_attributes(code) {
	gsub(/__attribute__ *\(\(.*\)\)/, "", code)
	gsub(/__rte_[a-z_]+\([^)]*\)/, "", code)
	sub(/[ \t]+$/, "", code)
	return code
}

function remember_head(code) {
	code = without_attributes(code)
	if (code == "" || code ~ /^[#}]/ || code ~ /;$/)
		head = ""
	else if (head == "" && code ~ /^[A-Za-z_][^=]*\(/)
		head = code
}

# Sets opened or closed where this line begins or ends the body of a function,
# and inside: 1 in a function, 2 in another block of file scope.
function track(code) {
	opened = closed = 0
	if (inside) {
		if (code ~ /^}/) {
			closed = (inside == 1)
			inside = 0
		}
		return
	}
	if (code !~ /^{/)
		remember_head(code)
	if (code !~ /{$/ || code ~ /^#/ || code ~ /^extern ""/)
		return
	opened = (head != "" && code !~ /=/)
	inside = opened ? 1 : 2
	function_head = head
	head = ""
}

FNR == 1 {
	in_comment = 0
	inside = 0
	head = ""
}
