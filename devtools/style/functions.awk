# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Length of functions in C and shell, from brace to brace, and how deep blocks
# nest in C. Load after c-lib.awk.

function name_of(text) {
	sub(/ *\(.*/, "", text)
	sub(/^.*[ \t*]/, "", text)
	return text
}

function begin(text) {
	name = name_of(text)
	start = FNR
	depth = 1
	deepest = 1
}

function add(list, text) {
	return list (list == "" ? "" : ", ") text
}

function end(lines) {
	lines = FNR - start - 1
	if (lines > MAX_LINES)
		printf "%s:%d: %s() has %d lines, limit %d\n",
			FILENAME, start, name, lines, MAX_LINES
	else if (lines > AIM_LINES) {
		n_long++
		long = add(long, name " " lines)
	}
	# The body itself is depth 1.
	if (deepest - 1 > AIM_DEPTH) {
		n_deep++
		deep = add(deep, name " " (deepest - 1))
	}
}

function count_depth(code) {
	depth += gsub(/{/, "{", code)
	if (depth > deepest)
		deepest = depth
	depth -= gsub(/}/, "}", code)
}

function shell_line(line) {
	if (line ~ /^[A-Za-z_][A-Za-z0-9_-]* *\(\)/)
		shell_head = line
	if (shell_head != "" && line ~ /(^|\)) *[{(]$/) {
		in_shell = 1
		begin(shell_head)
		shell_head = ""
	} else if (in_shell && line ~ /^[})]/) {
		in_shell = 0
		end()
	}
}

function c_line(code) {
	track(code)
	if (opened)
		begin(function_head)
	else if (closed)
		end()
	else if (inside == 1)
		count_depth(code)
}

BEGIN {
	MAX_LINES = 60
	AIM_LINES = 40
	AIM_DEPTH = 3
}

FNR == 1 {
	in_shell = 0
	shell_head = ""
	is_c = FILENAME ~ /\.[ch]$/
}

is_c {
	c_line(code_of($0))
	next
}

{
	shell_line($0)
}

END {
	if (n_long)
		printf "info: %d functions over %d lines: %s\n", n_long, AIM_LINES, long
	if (n_deep)
		printf "info: %d functions nest over %d: %s\n", n_deep, AIM_DEPTH, deep
}
