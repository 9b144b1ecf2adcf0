# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
#
# Layout of C code. Load after c-lib.awk.

function check_indentation(line) {
	if (line ~ /^ / && !(was_comment && line ~ /^ \*/))
		finding("indentation with spaces")
	if (line ~ / \t/)
		finding("space before a tab")
}

function check_keywords(code) {
	if (code ~ /(^|[^A-Za-z0-9_])(if|for|while|switch|return)\(/)
		finding("no space between a keyword and '('")
	if (code ~ /^[\t }]*(if|for|while|switch)[ (].*\){$/ ||
			code ~ /(^|[^A-Za-z0-9_])(do|else){/ || code ~ /}(else|while)/)
		finding("no space beside a brace")
}

function is_call(word, next_char, code) {
	if (word in keyword || next_char == "*")
		return 0
	return code !~ /^typedef/ && code !~ ("^# *define " word " ")
}

function check_calls(code, rest, word, next_char) {
	rest = code
	while (match(rest, /[A-Za-z_][A-Za-z0-9_]* +\(/)) {
		word = substr(rest, RSTART, RLENGTH)
		sub(/ +\($/, "", word)
		next_char = substr(rest, RSTART + RLENGTH, 1)
		if (is_call(word, next_char, code))
			finding("space between '" word "' and '('")
		rest = substr(rest, RSTART + RLENGTH)
	}
}

function check_spacing(code) {
	if (code ~ /\/\//)
		finding("C99 comment")
	if (code ~ /,[^ \t]/)
		finding("no space after a comma")
	if (code ~ /[A-Za-z0-9_]\*+( +[A-Za-z_]|\))/)
		finding("'*' belongs to the name: 'type *name'")
}

function check_braces(code) {
	if (!inside && code ~ /^[A-Za-z_][^=]*\) *{.*}$/)
		finding("brace of a function not on its own line")
	if (opened && code != "{")
		finding("brace of a function not on its own line")
	if (code ~ /^\t+{$/ && previous ~ /^\t+(} )?(if|for|while|switch|else|do)/)
		finding("brace belongs at the end of the line before")
	if (code ~ /^\t+else/ && previous ~ /^\t+}$/)
		finding("'else' belongs behind the brace before it")
}

function check_head() {
	if (opened && function_head !~ /^[A-Za-z_][A-Za-z0-9_]*\(/)
		finding("return type not on its own line")
}

BEGIN {
	split("if for while switch return case else do sizeof typeof volatile asm " \
		"defined and or not in const", words, " ")
	for (i in words)
		keyword[words[i]] = 1
}

FNR == 1 {
	previous = ""
}

{
	code = code_of($0)
	track(code)
	check_indentation($0)
	check_keywords(code)
	check_calls(code)
	check_spacing(code)
	check_braces(code)
	check_head()
	previous = code
}
