# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""dma.py TRACE: what the calls of type1, recorded by dma.sh, have mapped and unmapped.

A line for each container, in the order of their first calls:

    container NUMBER maps N unmaps N live RANGES BYTES open|closed

It fails if the kernel refused a call, or unmapped anything but one range as it was mapped, or did
not keep all of the record.
"""

import re
import sys

MAP_DMA, UNMAP_DMA = 0x3b71, 0x3b72

LINE = re.compile(r'-(\d+) +\[.*: (dma_call|dma_done|dma_end): .*?\) ?(.*)$')
# What the kernel still has, and has had
ENTRIES = re.compile(r'^# entries-in-buffer/entries-written: (\d+)/(\d+) ')


class Container:
    def __init__(self):
        self.live = {}
        self.maps = self.unmaps = 0
        self.open = True

    def map(self, iova, size):
        self.live[iova] = size
        self.maps += 1

    def unmap(self, iova, size):
        self.unmaps += 1
        return self.live.pop(iova, None) == size

    def __str__(self):
        return (f'maps {self.maps} unmaps {self.unmaps} live {len(self.live)} '
                f'{sum(self.live.values())} {"open" if self.open else "closed"}')


class Recorder:
    def __init__(self):
        self.containers = []
        self.current = {}       # by the kernel's address
        self.pending = {}       # by thread
        self.wrong = []

    def container(self, address):
        if address not in self.current:
            self.current[address] = Container()
            self.containers.append(self.current[address])
        return self.current[address]

    def dma_call(self, thread, value):
        self.pending[thread] = value

    # A kernel's return probe may miss a call, but then says nothing at all of it.
    def dma_done(self, thread, value):
        call = self.pending.pop(thread, None)
        if call is None:
            return
        done = value['ret'] == 0
        container = self.container(call['container'])
        if call['cmd'] == MAP_DMA:
            iova, size = call['second'], call['third']
            if done:
                container.map(iova, size)
        else:
            iova, size = call['first'], call['second']
            done = done and container.unmap(iova, size)
        if not done:
            self.wrong.append(f'call {call["cmd"]:#x} of {iova:#x}, {size:#x} bytes: '
                              f'{value["ret"]}')

    def dma_end(self, _, value):
        if value['container'] in self.current:
            self.current.pop(value['container']).open = False

    def event(self, thread, event, text):
        value = {name: int(number, 0) for name, number in
                 (pair.split('=') for pair in text.split())}
        getattr(self, event)(thread, value)

    def entries(self, kept, written):
        if kept != written:
            self.wrong.append(f'the kernel kept {kept} of {written} entries')

    def read(self, line):
        if match := LINE.search(line):
            self.event(*match.groups())
        elif match := ENTRIES.match(line):
            self.entries(*match.groups())


def main():
    recorder = Recorder()
    with open(sys.argv[1], encoding='ascii') as trace:
        for line in trace:
            recorder.read(line)
    for number, container in enumerate(recorder.containers, 1):
        print('container', number, container)
    for line in recorder.wrong:
        print('wrong:', line, file=sys.stderr)
    return 1 if recorder.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
