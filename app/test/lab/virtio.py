# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""A small driver for a modern virtio-net function, on bare VFIO."""

import ctypes
import struct
import time

import vfio

COMMON, NOTIFY, ISR, DEVICE, WINDOW = 1, 2, 3, 4, 5

F_MAC, F_STATUS, F_VERSION_1 = 1 << 5, 1 << 16, 1 << 32
F_CTRL_VQ, F_MQ = 1 << 17, 1 << 22

ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK = 1, 2, 4, 8

RXQ, TXQ = 0, 1

HDR_LEN = 12

# Offset and format of the common configuration's registers
REGS = {
    'device_feature_select': (0, '<I'), 'device_feature': (4, '<I'),
    'driver_feature_select': (8, '<I'), 'driver_feature': (12, '<I'),
    'config_vector': (16, '<H'), 'num_queues': (18, '<H'),
    'status': (20, '<B'), 'generation': (21, '<B'),
    'queue_select': (22, '<H'), 'queue_size': (24, '<H'), 'queue_vector': (26, '<H'),
    'queue_enable': (28, '<H'), 'queue_notify_off': (30, '<H'),
    'desc_lo': (32, '<I'), 'desc_hi': (36, '<I'), 'avail_lo': (40, '<I'),
    'avail_hi': (44, '<I'), 'used_lo': (48, '<I'), 'used_hi': (52, '<I'),
}


def wait_for(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f'timed out: {what}')
        time.sleep(0.01)


class Ring:
    """
    A split virtqueue, of which each descriptor has a buffer of 2 KiB. An odd one starts its
    parts where no more than their elements are aligned.
    """

    BUFFER = 2048

    def __init__(self, size, iova, odd=False):
        self.size = size
        self.desc = 16 * odd
        self.avail = 4096 + 2 * odd
        self.used = 8192 + 4 * odd
        self.buffers = 16384
        self.memory = vfio.Memory(self.buffers + size * self.BUFFER, iova)
        self.taken = 0

    def iova(self, offset):
        return self.memory.iova + offset

    def word(self, offset):
        return ctypes.c_uint16.from_buffer(self.memory.bytes, offset)

    def put_desc(self, index, length, flags, address=None, after=0):
        if address is None:
            address = self.iova(self.buffers + index * self.BUFFER)
        struct.pack_into('<QIHH', self.memory.bytes, self.desc + 16 * index,
                         address, length, flags, after)

    def offer(self, index):
        idx = self.word(self.avail + 2)
        self.word(self.avail + 4 + 2 * (idx.value % self.size)).value = index
        idx.value = (idx.value + 1) & 0xffff

    def fill(self, index, data):
        start = self.buffers + index * self.BUFFER
        self.memory.bytes[start:start + len(data)] = data

    def has_used(self):
        return self.word(self.used + 2).value != self.taken

    def take(self):
        """What the device has given back: the descriptor, its length and its bytes."""
        index, length = struct.unpack_from('<II', self.memory.bytes,
                                           self.used + 4 + 8 * (self.taken % self.size))
        self.taken = (self.taken + 1) & 0xffff
        start = self.buffers + index * self.BUFFER
        return index, length, self.memory.bytes[start:start + min(length, self.BUFFER)]


class Function:
    """The virtio function: its structures and registers."""

    def __init__(self, device):
        self.vfio = device
        self.config = self.vfio.read(vfio.CONFIG, 0, 256)
        self.caps = {self.config[at + 3]: at for at in self.walk() if self.config[at] == 9}

    def walk(self):
        """Where the capabilities are in configuration space."""
        found = []
        at = self.config[0x34]
        while at:
            if at in found or at < 0x40 or at % 4:
                raise AssertionError(f'capability list: {found}, then {at:#x}')
            found.append(at)
            at = self.config[at + 1]
        return found

    def structure(self, kind):
        """BAR, offset and length."""
        at = self.caps[kind]
        return (self.config[at + 4],) + struct.unpack_from('<II', self.config, at + 8)

    def load(self, kind, offset, length):
        bar, start, _ = self.structure(kind)
        return self.vfio.read(bar, start + offset, length)

    def get(self, name):
        offset, form = REGS[name]
        return struct.unpack(form, self.load(COMMON, offset, struct.calcsize(form)))[0]

    def put(self, name, value):
        offset, form = REGS[name]
        bar, start, _ = self.structure(COMMON)
        self.vfio.write(bar, start + offset, struct.pack(form, value))

    def offered(self):
        value = 0
        for select in 0, 1:
            self.put('device_feature_select', select)
            value |= self.get('device_feature') << 32 * select
        return value

    def accept(self, features):
        """True if the device agrees."""
        self.put('status', 0)
        self.put('status', ACKNOWLEDGE | DRIVER)
        for select in 0, 1:
            self.put('driver_feature_select', select)
            self.put('driver_feature', features >> 32 * select & 0xffffffff)
        self.put('status', ACKNOWLEDGE | DRIVER | FEATURES_OK)
        return bool(self.get('status') & FEATURES_OK)

    def place(self, queue, ring):
        self.put('queue_select', queue)
        self.put('queue_size', ring.size)
        for name in 'desc', 'avail', 'used':
            address = ring.iova(getattr(ring, name))
            self.put(name + '_lo', address & 0xffffffff)
            self.put(name + '_hi', address >> 32)

    def enable(self):
        """The queue that is selected; True if the device agrees."""
        self.put('queue_enable', 1)
        return self.get('queue_enable') == 1

    def set_master(self, on=True):
        command = struct.unpack('<H', self.vfio.read(vfio.CONFIG, 4, 2))[0]
        self.vfio.write(vfio.CONFIG, 4, struct.pack('<H', command & ~4 | on << 2))


class Net:
    """A driver that has the function running: two rings a pair; with several, one to control."""

    def __init__(self, uuid, notify, size=16, odd=False, vectors=(), pairs=1):
        self.function = Function(vfio.Device(uuid))
        self.notify = getattr(self, 'notify_by_' + notify)
        self.pairs = pairs
        self.rings = [Ring(size, start + pair * 0x1000000, odd)
                      for pair in range(pairs) for start in (0x10000000, 0x7_00000000)]
        if pairs > 1:
            self.rings.append(Ring(size, 0x8_00000000, odd))
        self.vectors = vectors
        bar, start, length = self.function.structure(NOTIFY)
        self.page = notify == 'mapping' and self.function.vfio.map(bar, start, length)
        for ring in self.rings:
            self.function.vfio.map_dma(ring.memory)
        self.start()

    def start(self):
        function = self.function
        assert function.accept(function.offered())
        for queue, ring in enumerate(self.rings):
            function.place(queue, ring)
            if self.vectors:
                function.put('queue_vector', self.vectors[queue])
            assert function.enable()
        function.set_master()
        function.put('status', ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK)
        for pair in range(self.pairs):
            for index in range(self.rings[RXQ].size):
                self.give(index, pair)

    def place_of(self, queue):
        at = self.function.caps[NOTIFY]
        self.function.put('queue_select', queue)
        step = struct.unpack_from('<I', self.function.config, at + 16)[0]
        return step * self.function.get('queue_notify_off')

    def notify_by_mapping(self, queue):
        ctypes.c_uint16.from_buffer(self.page, self.place_of(queue)).value = queue

    def notify_by_write(self, queue):
        bar, start, _ = self.function.structure(NOTIFY)
        self.function.vfio.write(bar, start + self.place_of(queue), struct.pack('<H', queue))

    def give(self, index, pair=0):
        """A buffer for the device to receive in."""
        ring = self.rings[2 * pair + RXQ]
        ring.put_desc(index, ring.BUFFER, 2)
        ring.offer(index)

    def send(self, frame, index=0, pair=0):
        """Sends and waits until the device has given the buffer back."""
        ring = self.rings[2 * pair + TXQ]
        ring.fill(index, bytes(HDR_LEN) + frame)
        ring.put_desc(index, HDR_LEN + len(frame), 0)
        ring.offer(index)
        self.notify(2 * pair + TXQ)
        wait_for(ring.has_used, 'the device takes a packet')
        assert ring.take()[0] == index

    def command(self, data):
        """On the control queue; what the device answers."""
        queue = len(self.rings) - 1
        ring = self.rings[queue]
        ring.fill(0, data)
        ring.fill(1, b'\xff')
        ring.put_desc(0, len(data), 1, after=1)
        ring.put_desc(1, 1, 2)
        ring.offer(0)
        self.notify(queue)
        wait_for(ring.has_used, 'the device answers a command')
        assert ring.take()[:2] == (0, 1)
        return ring.memory.bytes[ring.buffers + ring.BUFFER]

    def receive(self, pair=0):
        """The packets that have come: header and frame of each."""
        ring = self.rings[2 * pair + RXQ]
        packets = []
        while ring.has_used():
            index, _, data = ring.take()
            packets.append((data[:HDR_LEN], data[HDR_LEN:]))
            self.give(index, pair)
            self.notify(2 * pair + RXQ)
        return packets
