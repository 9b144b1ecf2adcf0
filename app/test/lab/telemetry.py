# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage, in the lab's VM: telemetry.py (--lines | BDF UUID GROUP GROUP) <ANSWERS
--lines: each line is an answer, an object or null. Else checks what dpdk-telemetry.py printed of a
program that has both devices: the list, each device and its regions, and what was asked for by a
wrong name.
"""

import json
import sys


def equal(what, got, wanted):
    if got != wanted:
        raise AssertionError(f'{what}: {got}, and not {wanted}')


def sysfs_id(path, name):
    with open(f'{path}/{name}', encoding='ascii') as file:
        return file.read().strip()


def check_function(device, bdf):
    path = f'/sys/bus/pci/devices/{bdf}'
    equal('kind', device['kind'], 'bdf')
    equal('back end', device['back_end'], 'vfio-pci')
    equal('driver', device['driver'], 'net_e1000_em')
    for name, attr in (('vendor_id', 'vendor'), ('device_id', 'device'),
                       ('class_id', 'class')):
        equal(name, device[name], sysfs_id(path, attr))


def check_mdev(device):
    equal('kind', device['kind'], 'uuid')
    equal('back end', device['back_end'], 'vfio-mdev')
    equal('driver', device['driver'], 'net_virtio')
    equal('vendor_id', device['vendor_id'], '0x1af4')


def check_open(device, group):
    equal('open', (device['open'], device['mapped']), (1, 1))
    equal('group', device['iommu_group'], group)


# Together they are the region, and an address is there if something is mapped, or
# drivers may load and store all the same.
def check_region(region):
    def ends(text):
        first, last = (int(number, 16) for number in text.split('-'))
        return first, last + 1
    at = 0
    for start, end in sorted(ends(text) for text in region['areas'] + region['holes']):
        equal('start of a range', start, at)
        at = end
    if at < region['size']:
        raise AssertionError(f'{region}: ends at {at:#x}')
    equal('address', 'addr' in region, bool(region['areas']) or 'emulated' in region['flags'])


def check_regions(regions, device):
    for index, bar in device['bars'].items():
        equal('size', regions[index]['size'], bar['size'])
        equal('address', regions[index].get('addr'), bar.get('addr'))
    for index in range(6):
        if str(index) in regions:
            check_region(regions[str(index)])
    if not regions['7']['size']:
        raise AssertionError('no config space')


def check_lines():
    """Answers, up to where the client finds the program gone."""
    gone = False
    for line in sys.stdin:
        if line.startswith('Error connecting to '):
            gone = True
            continue
        if gone:
            raise AssertionError(f'an answer of a program that was gone: {line}')
        for value in json.loads(line).values():
            if value is not None and not isinstance(value, dict):
                raise AssertionError(f'not an answer: {line}')


def main(bdf, uuid, *groups):
    answers = [json.loads(line) for line in sys.stdin]
    values = [next(iter(answer.values())) for answer in answers]
    equal('answers', len(values), 8)
    names = [entry['name'] for entry in values[0].values()]
    equal('list', names, [bdf, uuid])
    equal('behind the last', values[1], {})
    check_function(values[2], bdf)
    check_mdev(values[4])
    for device, group in ((values[2], groups[0]), (values[4], groups[1])):
        check_open(device, int(group))
    check_regions(values[3], values[2])
    check_regions(values[5], values[4])
    equal('wrong names', values[6:], [None, None])


if __name__ == '__main__':
    if sys.argv[1:] == ['--lines']:
        check_lines()
    else:
        main(*sys.argv[1:])
