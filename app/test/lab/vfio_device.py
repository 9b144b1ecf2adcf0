# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors
"""What the kernel says of an mdev, without DPDK in between.

Usage: vfio_device.py UUID [COMMAND,ARG...]...
  regions             a line for each region
  region,I[,ARGSZ]    the answer to region info, as it is
  irqs                how many of each kind
  read,I,OFFSET       four bytes of region I, by pread()
  write,I,OFFSET,V    the other way
  mapped,I,OFFSET     four bytes by mmap()
  reset
"""

import errno
import fcntl
import mmap
import os
import struct
import sys

# linux/vfio.h: _IO(';', 100 + N)
SET_IOMMU, SET_CONTAINER, DEVICE_FD, INFO, REGION, IRQ, RESET = (
    0x3B64 + n for n in (2, 4, 6, 7, 8, 9, 11))
TYPE1V2 = 3
FLAGS = ("read", "write", "mmap", "caps")
CAP_SPARSE, CAP_TYPE, CAP_MSIX = 1, 2, 3
REGION_INFO = struct.Struct("=IIIIQQ")
MAX_INFO = 65536


def open_device(uuid):
    link = os.readlink(f"/sys/bus/mdev/devices/{uuid}/iommu_group")
    group = os.open("/dev/vfio/" + os.path.basename(link), os.O_RDWR)
    container = os.open("/dev/vfio/vfio", os.O_RDWR)
    fcntl.ioctl(group, SET_CONTAINER, bytearray(struct.pack("=i", container)))
    fcntl.ioctl(container, SET_IOMMU, TYPE1V2)
    return fcntl.ioctl(group, DEVICE_FD, bytearray(uuid.encode() + b"\0"))


def region_answer(fd, index, argsz):
    answer = bytearray(argsz)
    REGION_INFO.pack_into(answer, 0, argsz, 0, index, 0, 0, 0)
    fcntl.ioctl(fd, REGION, answer)
    return answer


def region_info(fd, index):
    answer = region_answer(fd, index, REGION_INFO.size)
    argsz = REGION_INFO.unpack_from(answer)[0]
    if REGION_INFO.size < argsz <= MAX_INFO:
        answer = region_answer(fd, index, argsz)
    return answer


def describe_cap(answer, cap, ident):
    if ident == CAP_SPARSE:
        count = struct.unpack_from("=I", answer, cap + 8)[0]
        areas = [struct.unpack_from("=QQ", answer, cap + 16 + 16 * i)
                 for i in range(count)]
        return "areas " + (",".join(f"{o:#x}+{s:#x}" for o, s in areas) or "none")
    if ident == CAP_TYPE:
        return "type {:#x} {}".format(*struct.unpack_from("=II", answer, cap + 8))
    return "msix-mappable" if ident == CAP_MSIX else f"capability {ident}"


def describe_region(answer):
    _, flags, index, cap, size, offset = REGION_INFO.unpack_from(answer)
    words = [name for bit, name in enumerate(FLAGS) if flags & 1 << bit]
    parts = [f"region {index}: offset {offset:#x} size {size:#x} " + " ".join(words)]
    while cap and len(parts) < 8:
        ident, _, following = struct.unpack_from("=HHI", answer, cap)
        parts.append(describe_cap(answer, cap, ident))
        cap = following
    return "; ".join(parts)


def show_regions(fd):
    info = bytearray(struct.pack("=5I", 20, 0, 0, 0, 0))
    fcntl.ioctl(fd, INFO, info)
    for index in range(struct.unpack("=5I", info)[2]):
        try:
            print(describe_region(region_info(fd, index)))
        except OSError as error:
            print(f"region {index}: {errno.errorcode[error.errno]}")


def show_region(fd, index, argsz=REGION_INFO.size):
    answer = region_answer(fd, int(index), int(argsz))
    print("argsz {} flags {:#x} index {} cap {} size {:#x} offset {:#x}".format(
        *REGION_INFO.unpack_from(answer)), answer[REGION_INFO.size:].hex())


def show_irqs(fd):
    for index, name in enumerate(("INTx", "MSI", "MSI-X", "ERR", "REQ")):
        info = bytearray(struct.pack("=4I", 16, 0, index, 0))
        try:
            fcntl.ioctl(fd, IRQ, info)
            print(name, struct.unpack("=4I", info)[3])
        except OSError as error:
            print(name, errno.errorcode[error.errno])


def position(fd, index, offset):
    return REGION_INFO.unpack_from(region_info(fd, int(index)))[5] + int(offset, 0)


def read(fd, index, offset):
    data = os.pread(fd, 4, position(fd, index, offset))
    print(f"{int.from_bytes(data, 'little'):#010x}")


def write(fd, index, offset, value):
    os.pwrite(fd, int(value, 0).to_bytes(4, "little"), position(fd, index, offset))


def mapped(fd, index, offset):
    at = position(fd, index, offset)
    page = at % mmap.PAGESIZE
    with mmap.mmap(fd, mmap.PAGESIZE, offset=at - page) as view:
        print(f"{memoryview(view)[page:page + 4].cast('I')[0]:#010x}")


def reset(fd):
    fcntl.ioctl(fd, RESET, 0)


COMMANDS = {"regions": show_regions, "region": show_region, "irqs": show_irqs,
            "read": read, "write": write, "mapped": mapped, "reset": reset}


def main():
    fd = open_device(sys.argv[1])
    for word in sys.argv[2:]:
        name, *args = word.split(",")
        try:
            COMMANDS[name](fd, *args)
        except OSError as error:
            print(f"{name}: {errno.errorcode[error.errno]}")


main()
