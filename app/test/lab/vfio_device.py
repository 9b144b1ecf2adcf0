# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
"""What the kernel says of an mdev, without DPDK in between.

Usage: vfio_device.py UUID [COMMAND,ARG...]...
  regions             a line for each region
  read,I,OFFSET       four bytes of region I, by pread()
  write,I,OFFSET,V    the other way
  mapped,I,OFFSET     four bytes by mmap()
  reset
"""

import errno
import mmap
import os
import struct
import sys

import vfio

FLAGS = ("read", "write", "mmap", "caps")


def describe_cap(answer, cap, ident):
    if ident == vfio.CAP_SPARSE_MMAP:
        count = struct.unpack_from("=I", answer, cap + 8)[0]
        areas = [struct.unpack_from("=QQ", answer, cap + 16 + 16 * i)
                 for i in range(count)]
        return "areas " + (",".join(f"{o:#x}+{s:#x}" for o, s in areas) or "none")
    if ident == vfio.CAP_TYPE:
        return "type {:#x} {}".format(*struct.unpack_from("=II", answer, cap + 8))
    return "msix-mappable" if ident == vfio.CAP_MSIX_MAPPABLE else f"capability {ident}"


def describe_region(answer):
    _, flags, index, cap, size, offset = vfio.REGION_INFO.unpack_from(answer)
    words = [name for bit, name in enumerate(FLAGS) if flags & 1 << bit]
    parts = [f"region {index}: offset {offset:#x} size {size:#x} " + " ".join(words)]
    while cap and len(parts) < 8:
        ident, _, following = struct.unpack_from("=HHI", answer, cap)
        parts.append(describe_cap(answer, cap, ident))
        cap = following
    return "; ".join(parts)


def show_regions(device):
    for index in range(device.nr_regions()):
        try:
            print(describe_region(device.whole_region_info(index)))
        except OSError as error:
            print(f"region {index}: {errno.errorcode[error.errno]}")


def position(device, index, offset):
    answer = device.whole_region_info(int(index))
    return vfio.REGION_INFO.unpack_from(answer)[5] + int(offset, 0)


def read(device, index, offset):
    data = os.pread(device.fd, 4, position(device, index, offset))
    print(f"{int.from_bytes(data, 'little'):#010x}")


def write(device, index, offset, value):
    os.pwrite(device.fd, int(value, 0).to_bytes(4, "little"), position(device, index, offset))


def mapped(device, index, offset):
    at = position(device, index, offset)
    page = at % mmap.PAGESIZE
    with mmap.mmap(device.fd, mmap.PAGESIZE, offset=at - page) as view:
        print(f"{memoryview(view)[page:page + 4].cast('I')[0]:#010x}")


COMMANDS = {"regions": show_regions, "read": read, "write": write, "mapped": mapped,
            "reset": vfio.Device.reset}


def main():
    device = vfio.Device(sys.argv[1])
    for word in sys.argv[2:]:
        name, *args = word.split(",")
        try:
            COMMANDS[name](device, *args)
        except OSError as error:
            print(f"{name}: {errno.errorcode[error.errno]}")


main()
