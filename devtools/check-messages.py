#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage: check-messages.py [SOURCE-FOLDER [MESSAGES.rst]]
Is every error, warning and notice of the bus a term of the guide, and every term
of the guide a line of the bus? A term that ends in "..." stands for all that begin
so. Of a term whose text begins with "EAL's own" nothing is expected. Further in,
terms are what a line may end with: a text of the source, or a system error.
Also: a line about a device begins with its name.
"""

import errno
import os
import pathlib
import re
import sys

REPO = pathlib.Path(__file__).resolve().parent.parent
LISTED = {'ERR', 'WARNING', 'NOTICE'}
# What the guide writes for what is filled in, and C's conversions.
FILLED = r'\b(?:NAME|UUID|BDF|TEXT|FOLDER|ADDRESS|KIND|VENDOR|DEVICE|DRIVER|MODE|N)\b'
CONVERSION = r'%[#0-9]*(?:z|j|l|ll)?[a-z]'
STRING = r'"((?:[^"\\]|\\.)*)"'
# Of no device: the scan of all, EAL's memory, devargs.
NOT_OF_A_DEVICE = ('cannot scan ', 'mdev DMA: ', 'cannot parse ', 'PCI address invalid',
                   'Some devices want ', 'new mdevs ', 'mdevs stay out ')
STEPS = ('pci_dev_fail', 'fail')


def arguments(text, start):
    """What is between the parentheses of the call at start."""
    depth = 0
    for match in re.finditer(STRING + r'|[()]', text[start:]):
        depth += {'(': 1, ')': -1}.get(match[0], 0)
        if depth == 0:
            return text[text.index('(', start) + 1:start + match.start()]
    raise ValueError(f'no end of {text[start:start + 40]!r}')


def unquoted(text):
    return text.replace('\\"', '"')


def literal(text):
    """The first string: pieces that only macros of inttypes.h part."""
    found = re.search(STRING + r'(?:\s*(?:PRI\w+\s*)?' + STRING + ')*', text)
    joined = re.sub(r'"\s*(PRI\w+)?\s*"', lambda m: 'd' if m[1] else '', found[0])
    return unquoted(joined[1:-1])


def returned(texts, name):
    """The texts that functions of such a name return."""
    return [unquoted(string) for text in texts
            for body in re.findall(r'^\w*' + name + r'\(.*?^}', text, re.M | re.S)
            for string in re.findall(STRING, body)]


def logged(text, whys):
    """(level, the forms that it may have) of each PCI_LOG()."""
    for match in re.finditer(r'\bPCI_LOG\(', text):
        call = arguments(text, match.start())
        level, form = call.split(',')[0], literal(call)
        if 'why_not(' in call:
            yield level, [form[:-2] + why for why in whys]
        elif form != '%s: %s: %s':
            yield level, [form]


def steps(text):
    """What pci_dev_fail() puts behind the name."""
    for match in re.finditer(r'\b(?:' + '|'.join(STEPS) + r')\((?!const)', text):
        call = arguments(text, match.start())
        yield from (unquoted(step) for step in re.findall(STRING, call))
    yield from re.findall(r'\*step = ' + STRING, text)


def source_lines(texts, whys):
    lines = [line for text in texts for line in logged(text, whys)]
    failed = [step for text in texts for step in steps(text)]
    return lines + [('ERR', ['%s: ' + step]) for step in failed + returned(texts, '_hint')]


def plain(text):
    """Without what is filled in."""
    return re.sub(FILLED, '*', re.sub(CONVERSION, '*', text))


def covers(term, form):
    """Without the system error at the end, unless that is what the term leaves out."""
    term = plain(term)
    if term.endswith('...'):
        return plain(form).startswith(term[:-3].rstrip())
    line = plain(re.sub(r': %s$', '', form))
    pattern = '.+'.join(re.escape(part) for part in line.split('*'))
    return term == line or ('*' in line and re.fullmatch(pattern, term) is not None)


def guide_terms(path):
    """(indent, term, the text below it)"""
    lines = path.read_text('utf-8').splitlines()
    for number, line in enumerate(lines[:-1]):
        if re.match(r' *``.*``$', line):
            indent = len(line) - len(line.lstrip())
            below = lines[number + 1].strip()
            yield from ((indent, term, below) for term in re.findall('``(.*?)``', line))


def unlisted(lines, terms):
    for level, forms in lines:
        if level in LISTED and not any(covers(term, form)
                                       for term in terms for form in forms):
            yield f'{level} "{forms[0]}" is not in the guide'


def unknown(terms, lines):
    for term in terms:
        if not any(covers(term, form) for _, forms in lines for form in forms):
            yield f'"{term}" is in the guide, and the bus does not log it'


def unlisted_reasons(whys, endings):
    for why in whys:
        if why not in endings:
            yield f'why "{why}" is not in the guide'


def unknown_endings(endings, texts):
    errors = {os.strerror(number) for number in errno.errorcode}
    for ending in endings:
        if ending not in errors and not any(f'"{ending}"' in text for text in texts):
            yield f'"{ending}" is in the guide, and no line ends so'


def nameless(lines):
    begin = r'(mdev )?%s[: ]|Requested device %s|Failed to handle hot-unplug for device %s'
    for level, forms in lines:
        if level in LISTED and not forms[0].startswith(NOT_OF_A_DEVICE) and \
                not re.match(begin, forms[0]):
            yield f'{level} "{forms[0]}" does not begin with a device'


def main(folder=REPO / 'drivers/bus/pci', guide=REPO / 'doc/guides/linux_gsg/messages.rst'):
    texts = [path.read_text('utf-8') for path in sorted(pathlib.Path(folder).rglob('*.c'))]
    whys = returned(texts, 'why_not')
    lines = source_lines(texts, whys)
    listed = [entry for entry in guide_terms(pathlib.Path(guide))
              if not entry[2].startswith("EAL's own")]
    terms = [term for indent, term, _ in listed if indent == 0]
    endings = [term for indent, term, _ in listed if indent > 0]
    findings = [*unlisted(lines, terms), *unknown(terms, lines), *nameless(lines),
                *unlisted_reasons(whys, endings), *unknown_endings(endings, texts)]
    for finding in findings:
        print(finding)
    print(f'check-messages: {len(lines)} lines, {len(terms)} terms, {len(findings)} findings')
    return 1 if findings or not lines or not terms else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
