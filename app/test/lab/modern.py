# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage, in the lab's VM: modern.py CHECK UUID [ARG...]
Checks of the mdev type mvnet-modern, for the suite modern.sh.
"""

import errno
import mmap
import os
import socket
import struct
import sys

import vfio
import virtio
from virtio import wait_for

PAGE = 4096
BAR_SIZE = 4 * PAGE
MAPPABLE = vfio.FLAG_READ | vfio.FLAG_WRITE | vfio.FLAG_MMAP | vfio.FLAG_CAPS
FEATURES = virtio.F_MAC | virtio.F_STATUS | virtio.F_VERSION_1
IFF_UP = 1


def equal(what, got, wanted):
    if got != wanted:
        raise AssertionError(f'{what}: {got}, and not {wanted}')


def refused(what, error, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except OSError as exc:
        equal(what, errno.errorcode[exc.errno], errno.errorcode[error])
        return
    raise AssertionError(f'{what}: not refused')


# --- the function as PCI and VFIO show it ---

def identity(uuid):
    device = vfio.Device(uuid)
    config = device.read(vfio.CONFIG, 0, 256)
    equal('config space', len(config), 256)
    equal('vendor and device', struct.unpack_from('<HH', config), (0x1af4, 0x1041))
    equal('class', config[9:12].hex(), '000002')
    assert config[8] >= 1, 'a revision of a modern function'
    equal('header type', config[0xe], 0)
    equal('BARs 0, 2 and 3', (config[0x10:0x14] + config[0x18:0x20]).hex(), '00' * 12)
    equal('BAR4 is of memory, and has 64 bits', config[0x20] & 0xf, 4)
    device.write(vfio.CONFIG, 0x20, b'\xff' * 8)
    equal('size of BAR4', struct.unpack('<Q', device.read(vfio.CONFIG, 0x20, 8))[0],
          (1 << 64) - BAR_SIZE | 4)
    equal('BAR5', device.region(vfio.BAR5)[:2], (0, 0))
    equal('BAR0', device.region(vfio.BAR0)[:2], (0, 0))


def capabilities(uuid):
    function = virtio.Function(vfio.Device(uuid))
    equal('capabilities', sorted(function.config[at] for at in function.walk()),
          [9] * 5 + [0x11])
    equal('kinds', sorted(function.caps), [1, 2, 3, 4, 5])
    pages = set()
    for kind in virtio.COMMON, virtio.NOTIFY, virtio.ISR, virtio.DEVICE:
        bar, offset, length = function.structure(kind)
        equal(f'BAR of {kind}', bar, vfio.BAR4)
        assert 0 < length <= PAGE and offset % PAGE == 0 and offset < BAR_SIZE
        pages.add(offset)
    equal('pages', len(pages), 4)
    lengths = [function.config[function.caps[kind] + 2] for kind in range(1, 6)]
    equal('lengths of the capabilities', lengths, [16, 20, 16, 16, 20])


def region_info(uuid):
    device = vfio.Device(uuid)
    notify = virtio.Function(device).structure(virtio.NOTIFY)[1]
    full = vfio.REGION_INFO.size + 32
    refused('too short', errno.EINVAL, device.region_info, vfio.BAR4, 31)
    for argsz in 32, 33, full - 1:
        answer = device.region_info(vfio.BAR4, argsz)
        got = vfio.REGION_INFO.unpack_from(answer)
        equal(f'argsz {argsz}', got[:5], (full, MAPPABLE, vfio.BAR4, 0, BAR_SIZE))
        equal('nothing behind it', answer[32:], b'\xa5' * len(answer[32:]))
    for argsz in full, full + 1, 4096:
        answer = device.region_info(vfio.BAR4, argsz)
        got = vfio.REGION_INFO.unpack_from(answer)
        equal(f'argsz {argsz}', got[:5], (argsz, MAPPABLE, vfio.BAR4, 32, BAR_SIZE))
        equal('capability', struct.unpack_from('<HHIIIQQ', answer, 32),
              (vfio.CAP_SPARSE_MMAP, 1, 0, 1, 0, notify, PAGE))
        equal('nothing behind it', answer[full:], b'\xa5' * len(answer[full:]))
    plain = vfio.FLAG_READ | vfio.FLAG_WRITE
    for index, size in (vfio.BAR1, PAGE), (vfio.CONFIG, 256):
        got = vfio.REGION_INFO.unpack_from(device.region_info(index, 4096))
        equal(f'region {index}', got[:5], (4096, plain, index, 0, size))


def mapping(uuid):
    device = vfio.Device(uuid)
    page = device.map(vfio.BAR4, 3 * PAGE, PAGE)
    equal('at first', page[:], b'\xff' * PAGE)
    page[100:104] = b'here'
    equal('a second mapping', device.map(vfio.BAR4, 3 * PAGE, PAGE)[100:104], b'here')
    for offset, length in (0, PAGE), (PAGE, PAGE), (2 * PAGE, PAGE), (0, BAR_SIZE), \
            (2 * PAGE, 2 * PAGE), (3 * PAGE, 2 * PAGE), (4 * PAGE, PAGE):
        refused(f'{length} bytes at {offset}', errno.EINVAL, device.map, vfio.BAR4,
                offset, length)
    refused('private', errno.EINVAL, device.map, vfio.BAR4, 3 * PAGE, PAGE,
            mmap.MAP_PRIVATE)
    refused('BAR1', errno.EINVAL, device.map, vfio.BAR1, 0, PAGE)
    refused('config space', errno.EINVAL, device.map, vfio.CONFIG, 0, PAGE)


def accessors(uuid):
    device = vfio.Device(uuid)
    equal('whole', len(device.read(vfio.BAR4, 0, BAR_SIZE)), BAR_SIZE)
    equal('at the end', len(device.read(vfio.BAR4, BAR_SIZE - 2, 8)), 2)
    refused('behind the end', errno.EINVAL, device.read, vfio.BAR4, BAR_SIZE, 1)
    equal('behind the registers', device.read(vfio.BAR4, 56, 8), bytes(8))
    equal('the notifications', device.read(vfio.BAR4, 3 * PAGE, 8), b'\xff' * 8)
    equal('write', device.write(vfio.BAR4, BAR_SIZE - 2, bytes(8)), 2)


def map_none(uuid):
    device = vfio.Device(uuid)
    for argsz in 32, 4096:
        got = vfio.REGION_INFO.unpack_from(device.region_info(vfio.BAR4, argsz))
        equal('answer', got[:5],
              (argsz, vfio.FLAG_READ | vfio.FLAG_WRITE, vfio.BAR4, 0, BAR_SIZE))
    refused('a mapping', errno.EINVAL, device.map, vfio.BAR4, 3 * PAGE, PAGE)
    equal('BAR4', len(device.read(vfio.BAR4, 0, BAR_SIZE)), BAR_SIZE)


# --- virtio's registers ---

def features(uuid):
    function = virtio.Function(vfio.Device(uuid))
    equal('offered', function.offered(), FEATURES)
    for select in 2, 33, 0xffffffff:
        function.put('device_feature_select', select)
        equal(f'features {select}', function.get('device_feature'), 0)
    for wanted in virtio.F_VERSION_1, FEATURES:
        assert function.accept(wanted), f'{wanted:#x} is accepted'
    function.put('driver_feature', 0)
    equal('settled features', function.get('driver_feature'), 1)
    for wanted in 0, virtio.F_MAC, FEATURES | 1, FEATURES | 1 << 34, 1 << 63:
        assert not function.accept(wanted), f'{wanted:#x} is refused'
    bring_up(function.vfio.interface)
    function.set_master()
    function.put('status', virtio.ACKNOWLEDGE | virtio.DRIVER | virtio.DRIVER_OK)
    equal('carrier of what is not agreed on', carrier(function), 0)
    function.put('status', 0)
    function.put('status', virtio.FEATURES_OK)
    equal('status', function.get('status'), 0)


def queues(uuid):
    function = virtio.Function(vfio.Device(uuid))
    equal('queues', function.get('num_queues'), 2)
    function.put('queue_select', 2)
    equal('size of what is not there', function.get('queue_size'), 0)
    function.put('desc_lo', 0x1000)
    equal('its address', function.get('desc_lo'), 0)
    assert not function.enable(), 'it cannot be enabled'
    for queue in 0, 1:
        one_queue(function, queue)
    function.put('status', 0)
    for queue in 0, 1:
        function.put('queue_select', queue)
        equal('after a reset', [function.get(name) for name in
                                ('queue_enable', 'queue_size', 'queue_vector', 'used_hi')],
              [0, 256, 0xffff, 0])


def one_queue(function, queue):
    function.put('queue_select', queue)
    equal('first size', function.get('queue_size'), 256)
    equal('place of its notifications', function.get('queue_notify_off'), queue)
    for size in 0, 3, 512, 0x8000:
        function.put('queue_size', size)
        equal(f'size {size}', function.get('queue_size'), 256)
    for vector, stored in (queue, queue), (3, 0xffff), (2, 2):
        function.put('queue_vector', vector)
        equal(f'vector {vector}', function.get('queue_vector'), stored)
    for part, wrong in ('desc', 8), ('avail', 1), ('used', 2):
        function.put(part + '_lo', wrong)
        assert not function.enable(), f'{part} at {wrong} is not aligned'
        function.put(part + '_lo', 0)
    ring = virtio.Ring(8, 0x5_00000000 + queue * 0x100000)
    function.place(queue, ring)
    function.put('queue_enable', 2)
    equal('enabled by 2', function.get('queue_enable'), 0)
    assert function.enable(), 'enabled'
    for name, value in ('queue_size', 16), ('desc_lo', 0), ('used_hi', 1), ('queue_enable', 0):
        before = function.get(name)
        function.put(name, value)
        equal(f'{name} when enabled', function.get(name), before)


def window(uuid):
    """Registers through configuration space, as by the BAR."""
    function = virtio.Function(vfio.Device(uuid))
    at = function.caps[virtio.WINDOW]
    config = vfio.CONFIG

    def look(bar, offset, length):
        function.vfio.write(config, at + 4, bytes([bar]))
        function.vfio.write(config, at + 8, struct.pack('<II', offset, length))

    for offset, length in (18, 2), (24, 2), (2 * PAGE, 4), (20, 1), (3 * PAGE, 2):
        look(vfio.BAR4, offset, length)
        equal(f'{length} bytes at {offset}', function.vfio.read(config, at + 16, length),
              function.vfio.read(vfio.BAR4, offset, length))
    look(vfio.BAR4, 22, 2)
    function.vfio.write(config, at + 16, b'\x01\0')
    equal('selected by the window', function.get('queue_select'), 1)
    for bar, offset, length in (0, 22, 2), (4, BAR_SIZE, 2), (4, 22, 0), (4, 22, 3), \
            (4, 21, 2), (4, 22, 8), (4, 0xfffffffe, 2):
        look(bar, offset, length)
        function.vfio.write(config, at + 16, b'\0\0')
        function.vfio.read(config, at + 16, 4)
        equal(f'by {bar}, {offset}, {length}', function.get('queue_select'), 1)
    look(vfio.BAR4, 2 * PAGE, 8)
    function.vfio.write(config, at + 16, bytes(4))
    equal('too long', function.vfio.read(config, at + 16, 8), bytes(8))


def common_bytes(uuid):
    """For who reads them in another way."""
    print(virtio.Function(vfio.Device(uuid)).load(virtio.COMMON, 0, 56).hex())


# --- the network ---

def carrier(function):
    with open(f'/sys/class/net/{function.vfio.interface}/carrier', encoding='ascii') as file:
        return int(file.read())


def bring_up(interface, up=True):
    with open(f'/sys/class/net/{interface}/flags', 'w', encoding='ascii') as file:
        file.write(hex(IFF_UP if up else 0))


def device_config(uuid):
    function = virtio.Function(vfio.Device(uuid))
    before = function.load(virtio.DEVICE, 0, 8), function.get('generation')
    assert before[0][0] & 3 == 2, 'an address of a host, given locally'
    equal('link', before[0][6:], b'\0\0')
    bring_up(function.vfio.interface)
    equal('link, with the interface up', function.load(virtio.DEVICE, 0, 8),
          before[0][:6] + b'\x01\0')
    assert function.get('generation') != before[1], 'another generation'


class Peer:
    """The kernel's end, for frames of a kind that nothing else sends."""

    TYPE = 0x88b5

    def __init__(self, interface):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        bring_up(interface)
        self.socket.bind((interface, self.TYPE))
        self.socket.settimeout(30)

    @classmethod
    def frame(cls, text):
        return b'\xff' * 6 + b'\x02\0\0\0\0\x01' + struct.pack('>H', cls.TYPE) + \
            text.encode().ljust(46, b'.')


def to_kernel(net, peer, text, index=0, pair=0):
    net.send(peer.frame(text), index, pair)
    equal('what the kernel receives', peer.socket.recv(2048), peer.frame(text))


def to_driver(net, peer, text):
    """Sends until it has come, because the interface needs a while to see its carrier."""
    wanted = struct.pack('<10xH', 1), peer.frame(text)

    def has_come():
        peer.socket.send(peer.frame(text))
        return wanted in net.receive()

    wait_for(has_come, 'the driver receives the packet')


def exchange(uuid, notify, size='16', odd=''):
    """Twice around the rings."""
    net = virtio.Net(uuid, notify, int(size), bool(odd))
    peer = Peer(net.function.vfio.interface)
    equal('carrier', carrier(net.function), 1)
    for number in range(2 * int(size) + 1):
        to_kernel(net, peer, f'out {number}', number % int(size))
        to_driver(net, peer, f'in {number}')
    net.function.put('status', 0)
    equal('carrier after a reset', carrier(net.function), 0)


def interrupts(uuid):
    """A vector for each queue."""
    fds = [os.eventfd(0, os.EFD_NONBLOCK) for _ in range(3)]
    net = virtio.Net(uuid, 'mapping', vectors=(1, 2))
    net.function.vfio.enable_msix(fds)
    peer = Peer(net.function.vfio.interface)
    to_kernel(net, peer, 'out')
    wait_for(lambda: signalled(fds[2]), 'the interrupt of what was sent')
    to_driver(net, peer, 'in')
    wait_for(lambda: signalled(fds[1]), 'the interrupt of what was received')
    assert net.function.load(virtio.ISR, 0, 1)[0] & 1, 'a queue is told of'
    bring_up(net.function.vfio.interface, False)
    assert net.function.load(virtio.ISR, 0, 1)[0] & 2, 'the configuration is told of'
    equal('ISR, when read', net.function.load(virtio.ISR, 0, 1), b'\0')


def signalled(fd):
    try:
        return os.eventfd_read(fd) > 0
    except BlockingIOError:
        return False


def reset(uuid):
    """By VFIO, while it runs; it can be started again."""
    net = virtio.Net(uuid, 'mapping')
    bring_up(net.function.vfio.interface)
    equal('carrier', carrier(net.function), 1)
    net.function.vfio.reset()
    equal('status', net.function.get('status'), 0)
    equal('carrier after it', carrier(net.function), 0)
    for ring in net.rings:
        ring.memory.bytes[:ring.buffers] = bytes(ring.buffers)
        ring.taken = 0
    net.start()
    peer = Peer(net.function.vfio.interface)
    to_kernel(net, peer, 'out')
    to_driver(net, peer, 'in')


def bad_ring(uuid, what):
    """The sending queue stops, and the other one goes on."""
    net = virtio.Net(uuid, 'mapping', 8)
    peer = Peer(net.function.vfio.interface)
    to_kernel(net, peer, 'out')
    log = KernelLog()
    ring = net.rings[virtio.TXQ]
    {'index': lambda: ring.offer(8),
     'direction': lambda: (ring.put_desc(1, 64, 2), ring.offer(1)),
     'address': lambda: (ring.put_desc(1, 64, 0, 1 << 40), ring.offer(1)),
     'indirect': lambda: (ring.put_desc(1, 64, 4), ring.offer(1)),
     'loop': lambda: (ring.put_desc(0, 64, 1), ring.offer(0))}[what]()
    net.notify(virtio.TXQ)
    to_driver(net, peer, 'in')
    wait_for(lambda: log.has(f'{uuid}: queue 1 stopped'), 'a line in the log')
    assert not ring.has_used(), 'nothing is given back'


# --- several pairs of queues ---

def pairs(uuid):
    """Registers of a device that has two."""
    function = virtio.Function(vfio.Device(uuid))
    equal('offered', function.offered(), FEATURES | virtio.F_CTRL_VQ | virtio.F_MQ)
    equal('network configuration', function.structure(virtio.DEVICE)[2], 10)
    equal('pairs', function.load(virtio.DEVICE, 8, 2), b'\x02\0')
    equal('queues', function.get('num_queues'), 5)
    for queue, size in (4, 256), (5, 0):
        function.put('queue_select', queue)
        equal(f'size of queue {queue}', function.get('queue_size'), size)
    function.put('queue_select', 4)
    for vector, stored in (5, 5), (6, 0xffff):
        function.put('queue_vector', vector)
        equal(f'vector {vector}', function.get('queue_vector'), stored)


def commands(uuid):
    """Class, command and number of pairs; whatever else is refused."""
    net = virtio.Net(uuid, 'mapping', pairs=2)
    for data, answer in ('04000200', 0), ('04000000', 1), ('04000300', 1), ('040002', 1), \
            ('0400020000', 1), ('04010200', 1), ('000001', 1), ('0400', 1), ('04000100', 0):
        equal(f'answer to {data}', net.command(bytes.fromhex(data)), answer)
    log = KernelLog()
    ring = net.rings[4]
    ring.put_desc(0, 4, 0)
    ring.offer(0)
    net.notify(4)
    wait_for(lambda: log.has(f'{uuid}: queue 4 stopped'), 'no room for the answer')
    assert not ring.has_used(), 'nothing is given back'


def echo(ident):
    """An echo request of IPv4, as far as anyone looks at it here."""
    ip = struct.pack('>BBHHHBBHII', 0x45, 0, 28, 0, 0, 64, 1, 0, 0xc0000201, 0xc0000202)
    frame = b'\xff' * 6 + b'\x02\0\0\0\0\x01\x08\0' + ip + \
        struct.pack('>BBHHH', 8, 0, 0, ident, 1)
    return frame.ljust(60, b'\0')


def exchange_by_pairs(uuid):
    net = virtio.Net(uuid, 'mapping', pairs=2)
    peer = Peer(net.function.vfio.interface)
    sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sender.bind((net.function.vfio.interface, 0x800))

    def comes_by(pair, ident):
        sender.send(echo(ident))
        return echo(ident) in [frame for _, frame in net.receive(pair)]

    to_kernel(net, peer, 'by the second', pair=1)
    wait_for(lambda: comes_by(0, 11), 'all by the first pair, as long as nothing is said')
    equal('set', net.command(b'\x04\0\x02\0'), 0)
    for pair, ident in (1, 13), (0, 14), (1, 0xffff):
        wait_for(lambda: comes_by(pair, ident), f'{ident} by pair {pair}')
    net.receive()
    equal('set back', net.command(b'\x04\0\x01\0'), 0)
    wait_for(lambda: comes_by(0, 15), 'all by the first pair again')
    net.receive(1)
    wait_for(lambda: comes_by(0, 17), 'and again')
    equal('by the second', net.receive(1), [])


class KernelLog:
    """What the kernel says from now on; a read is a line, or fails where there is none."""

    def __init__(self):
        self.fd = os.open('/dev/kmsg', os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.fd, 0, os.SEEK_END)

    def has(self, text):
        try:
            while text.encode() not in os.read(self.fd, 8192):
                pass
        except BlockingIOError:
            return False
        return True


if __name__ == '__main__':
    globals()[sys.argv[1].replace('-', '_')](*sys.argv[2:])
    print('ok')
