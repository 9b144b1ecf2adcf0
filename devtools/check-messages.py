#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage: check-messages.py [--self-test | SOURCE-FOLDER [MESSAGES.rst]]
Is every line of the bus but debug's a term of the guide, and every term of the guide
a line of the bus? They have to be equal but for what is filled in, and for a system
error at the end of a line; a term that ends in "..." stands for all that begin so.
Of a term whose text begins with "EAL's own", or "On the standard error", nothing is
expected. Further in, terms
are what a line may end with: a text of the source, or a system error.
Also: a line about a device begins with its name, and all lines can be found here:
by PCI_LOG() or pci_dev_fail(), with a level and a text written out.
"""

import errno
import os
import pathlib
import re
import sys

REPO = pathlib.Path(__file__).resolve().parent.parent
LISTED = {'EMERG', 'ALERT', 'CRIT', 'ERR', 'WARNING', 'NOTICE', 'INFO'}
LEVELS = LISTED | {'DEBUG'}
# What the guide writes for what is filled in, and C's conversions.
FILLED = (r'\b(?:NAME|UUID|BDF|TEXT|FOLDER|FILE|ADDRESS|KIND|VENDOR|DEVICE|DRIVER|BACK_END|MODE)\b'
          r'|(?<![A-Z])N\b')
CONVERSION = r'%[-+ #0]*[0-9]*(?:\.(?:[0-9]+|\*))?(?:hh|h|ll|l|j|z|t)?[a-zA-Z]'
STRING = r'"((?:[^"\\]|\\.)*)"'
# Pieces that only macros of inttypes.h part.
TEXT = STRING + r'(?:\s*(?:PRI\w+\s*)?' + STRING + ')*'
COMMENT = r'/\*.*?\*/|//[^\n]*'
LOG_DEFINITION = r'#define PCI_LOG\((?:[^\n]*\\\n)*[^\n]*\n'
# Of no device: the scan of all, EAL's memory, devargs.
NOT_OF_A_DEVICE = ('cannot scan ', 'mdev DMA: ', 'cannot parse ', 'PCI address invalid',
                   'PCI parameter invalid', 'Some devices want ', 'new mdevs ', 'mdevs stay out ',
                   'SIGSEGV goes to ', 'emulated loads and stores will ')
BEGIN = r'(mdev )?%s[: ]|Requested device %s|Failed to handle hot-unplug for device %s'
# One for each device in use: the guide tells of it in its introduction.
NOT_LISTED = 'Probe PCI driver: '
STEPS = r'\b(?:pci_dev_fail|fail)\((?!const)'
# It is given another function's text, which is looked at there.
PASSED_ON = r'step|what|\w+_hint\(.*\)'


def without_comments(text):
    return re.sub(f'({STRING})|{COMMENT}', lambda m: m[1] or ' ', text, flags=re.S)


def arguments(text, start):
    """Those of the call at start."""
    depth, parts, begin = 0, [], start
    for match in re.finditer(STRING + r'|[(),]', text[start:]):
        depth += {'(': 1, ')': -1}.get(match[0], 0)
        at = start + match.start()
        if match[0] == '(' and depth == 1:
            begin = at + 1
        elif depth == 0 or (depth == 1 and match[0] == ','):
            parts.append(text[begin:at].strip())
            begin = at + 1
        if depth == 0:
            return parts
    raise ValueError(f'no end of {text[start:start + 40]!r}')


def unquoted(text):
    return text.replace('\\"', '"')


def literals(argument):
    """Its texts, the one that is chosen or all to choose from; none: it has others."""
    if not re.fullmatch(r'|.*\?\s*:', re.sub(TEXT, '', argument).strip(), re.S):
        return []
    joined = [re.sub(r'(?<!\\)"\s*(PRI\w+)?\s*"', lambda m: 'd' if m[1] else '', found[0])
              for found in re.finditer(TEXT, argument)]
    return [unquoted(text[1:-1]) for text in joined]


def returned(texts, name):
    """The texts that functions of such a name return."""
    return [unquoted(string) for text in texts
            for body in re.findall(r'^\w*' + name + r'\(.*?^}', text, re.M | re.S)
            for string in re.findall(STRING, body)]


def function_at(text, position):
    names = re.findall(r'^(\w+)\(', text[:position], re.M)
    return names[-1] if names else ''


def logged(text, whys):
    """(level, form, whether a system error is at its end) of each PCI_LOG()."""
    for match in re.finditer(r'\bPCI_LOG\s*\(', text):
        level, form, *values = [*arguments(text, match.start()), '']
        forms = literals(form) or [None]
        if function_at(text, match.start()) == 'pci_dev_fail' and forms == ['%s: %s: %s']:
            continue
        last = ''.join(values[-2:])
        if 'why_not(' in last and form.endswith('%s"'):
            forms = [form[:-2] + why for form in forms for why in whys]
        yield from ((level, form, 'strerror(' in last) for form in forms)


def steps(text):
    """What pci_dev_fail() puts behind the name."""
    for match in re.finditer(STEPS, text):
        step = [*arguments(text, match.start()), ''][1]
        if not re.fullmatch(PASSED_ON, step, re.S):
            yield from literals(step) or [None]
    yield from re.findall(r'\*step = ' + STRING, text)


def source_lines(texts):
    whys = returned(texts, 'why_not')
    failed = [step for text in texts for step in steps(text)] + returned(texts, '_hint')
    return [line for text in texts for line in logged(text, whys)] + \
        [('ERR', step and '%s: ' + step, False) for step in failed]


def plain(text):
    """Without what is filled in."""
    return re.sub(FILLED, '*', re.sub(CONVERSION, '*', text))


def covers(term, line):
    _, form, error = line
    term = plain(term)
    if term.endswith('...'):
        return plain(form).startswith(term[:-3].rstrip())
    return term == plain(re.sub(r': %s$', '', form) if error else form)


def guide_terms(text):
    """(indent, term, the text below it)"""
    lines = text.splitlines()
    for number, line in enumerate(lines[:-1]):
        if re.match(r' *``.*``$', line):
            indent = len(line) - len(line.lstrip())
            below = lines[number + 1].strip()
            yield from ((indent, term, below) for term in re.findall('``(.*?)``', line))


def not_found_here(text):
    rest = re.sub(LOG_DEFINITION, '', text)
    for match in re.finditer(r'\b(?:RTE_LOG\w*|rte_v?log)\s*\(.*', rest):
        yield f'{match[0]} is not by PCI_LOG()'


def malformed(level, form):
    if level not in LEVELS:
        return f'the level {level} is none'
    if form is None:
        return f'{level}: a text that is not written out'
    if not re.search('[A-Za-z]', re.sub(CONVERSION, '', form)):
        return f'{level} "{form}" says nothing'
    return None


def faults(line, terms):
    level, form, _ = line
    if level not in LISTED or form.startswith(NOT_LISTED):
        return
    if not any(covers(term, line) for term in terms):
        yield f'{level} "{form}" is not in the guide'
    if not form.startswith(NOT_OF_A_DEVICE) and not re.match(BEGIN, form):
        yield f'{level} "{form}" does not begin with a device'


def unknown(terms, lines):
    for term in terms:
        if not any(covers(term, line) for line in lines):
            yield f'"{term}" is in the guide, and the bus does not log it'
        if not re.search('[a-z]', re.sub(r'^mdev |\.\.\.$', '', plain(term))):
            yield f'"{term}" says nothing'


def unlisted_reasons(whys, endings):
    for why in whys:
        if why not in endings:
            yield f'why "{why}" is not in the guide'


def unknown_endings(endings, texts):
    errors = {os.strerror(number) for number in errno.errorcode}
    for ending in endings:
        if ending not in errors and not any(f'"{ending}"' in text for text in texts):
            yield f'"{ending}" is in the guide, and no line ends so'


def check(sources, guide):
    """(lines, terms, findings)"""
    texts = [without_comments(text) for text in sources]
    findings = [finding for text in texts for finding in not_found_here(text)]
    texts = [re.sub(LOG_DEFINITION, '', text) for text in texts]
    lines = source_lines(texts)
    findings += filter(None, [malformed(level, form) for level, form, _ in lines])
    lines = [line for line in lines if not malformed(*line[:2])]
    listed = [entry for entry in guide_terms(guide)
              if not entry[2].startswith(("EAL's own", 'On the standard error'))]
    terms = [term for indent, term, _ in listed if indent == 0]
    endings = [term for indent, term, _ in listed if indent > 0]
    findings += [fault for line in lines for fault in faults(line, terms)]
    findings += [*unknown(terms, lines), *unlisted_reasons(returned(texts, 'why_not'), endings),
                 *unknown_endings(endings, texts)]
    return lines, terms, findings


# (source, terms, the beginnings of the findings)
WHY = 'const char *\nx_why_not(void)\n{\n\treturn a ? "it is odd" : "it is even";\n}\n'
CASES = (
    ('PCI_LOG(ERR, "%s: broken: %s", n, strerror(e));', ['NAME: broken'], []),
    ('PCI_LOG(ERR, "%s: broken: %s", n, s);', ['NAME: broken: TEXT'], []),
    ('PCI_LOG(ERR, "%s: at %#" PRIx64 " of %u", n, a, b);', ['BDF: at ADDRESS of N'], []),
    ('PCI_LOG(WARNING, "%s: no /dev/uio%d", n, i);', ['NAME: no /dev/uioN'], []),
    ('PCI_LOG(ERR, "mdev DMA: cannot map %s", n);', ['mdev DMA: cannot map ...'], []),
    ('PCI_LOG(DEBUG, "all is well");', [], []),
    ('PCI_LOG(INFO, "Probe PCI driver: %s", n);', [], []),
    ('PCI_LOG(ERR, "%s: broken, see %s", n, s);', ['NAME: broken, see the moon'],
     ['ERR "%s: broken, see %s" is not', '"NAME: broken, see the moon" is in']),
    ('PCI_LOG(ERR, "%s: %s", n, s);', ['NAME: TEXT'],
     ['ERR "%s: %s" says', '"NAME: TEXT" is in', '"NAME: TEXT" says']),
    ('PCI_LOG(ERR, "mdev %s: %s", n, s);', ['mdev UUID: ...'], ['"mdev UUID: ..." says']),
    ('PCI_LOG(ERR, "%s: %s: %s", n, s, t);', [], ['ERR "%s: %s: %s" says']),
    ('int\npci_dev_fail(const char *n)\n{\n\tPCI_LOG(ERR, "%s: %s: %s", n, s, t);\n}\n', [], []),
    ('PCI_LOG(ERR, a(b, c) ? "%s: one" : "%s: two", n);', ['NAME: one'],
     ['ERR "%s: two" is not']),
    (r'PCI_LOG(ERR, "cannot parse \"%s\"", s);', ['cannot parse "TEXT"'], []),
    ('PCI_LOG(ERR, text, n);', [], ['ERR: a text']),
    ('PCI_LOG(ERR);', [], ['ERR: a text']),
    ('PCI_LOG(ERR, TEXT "%s: one", n);', [], ['ERR: a text']),
    ('PCI_LOG(level, "%s: one", n);', [], ['the level level']),
    ('#define BAD(l, ...) PCI_LOG(l, __VA_ARGS__)\n', [], ['the level l']),
    ('#define PCI_LOG(level, ...) \\\n\tRTE_LOG(level, EAL, __VA_ARGS__)\n', [], []),
    ('RTE_LOG(ERR, EAL, "%s: one", n);', [], ['RTE_LOG(ERR']),
    ('rte_log(RTE_LOG_ERR, type, "%s: one", n);', [], ['rte_log(RTE']),
    ('/* PCI_LOG(ERR, "%s: one", n); */', [], []),
    ('PCI_LOG(INFO, "%s: one", n);', [], ['INFO "%s: one" is not']),
    ('PCI_LOG(INFO, "Device %s is one", n);', ['Device NAME is one'],
     ['INFO "Device %s is one" does not begin']),
    ('pci_dev_fail(dev, "opening it", ret);', ['NAME: opening it'], []),
    ('pci_dev_fail(dev, a ? "one" : "two", ret);', ['NAME: one'], ['ERR "%s: two" is not']),
    ('pci_dev_fail(dev, text, ret);', [], ['ERR: a text']),
    (WHY + 'PCI_LOG(ERR, "mdev %s: %s", n, x_why_not());',
     ['mdev UUID: it is odd', '    it is odd', '    it is even'],
     ['ERR "mdev %s: it is even" is not']),
    (WHY, ['    it is odd'], ['why "it is even"']),
    ('', ['    it is odd', '    Permission denied'], ['"it is odd" is in']),
)


def self_test():
    for source, terms, wanted in CASES:
        guide = ''.join(re.sub(r'( *)(.*)', r'\1``\2``\n\1    Text.\n', term, count=1)
                        for term in terms)
        found = check([source], guide)[2]
        if len(found) != len(wanted) or \
                not all(any(got.startswith(want) for got in found) for want in wanted):
            print(f'{source}\n  found: {found}\n  wanted: {wanted}')
            return 1
    print(f'check-messages: self-test of {len(CASES)} cases passed')
    return 0


def main(folder=REPO / 'drivers/bus/pci', guide=REPO / 'doc/guides/linux_gsg/messages.rst'):
    if folder == '--self-test':
        return self_test()
    paths = sorted(pathlib.Path(folder).rglob('*.[ch]'))
    lines, terms, findings = check([path.read_text('utf-8') for path in paths],
                                   pathlib.Path(guide).read_text('utf-8'))
    for finding in findings:
        print(finding)
    print(f'check-messages: {len(lines)} lines, {len(terms)} terms, {len(findings)} findings')
    return 1 if findings or not lines or not terms else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
