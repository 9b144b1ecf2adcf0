# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""A device by VFIO's bare ioctls, as <linux/vfio.h> has them."""

import ctypes
import fcntl
import mmap
import os
import struct

TYPE1V2_IOMMU = 3

(SET_IOMMU, GROUP_SET_CONTAINER, GROUP_GET_DEVICE_FD, DEVICE_GET_INFO, DEVICE_GET_REGION_INFO,
 DEVICE_SET_IRQS, DEVICE_RESET, IOMMU_MAP_DMA) = (
    ord(';') << 8 | 100 + number for number in (2, 4, 6, 7, 8, 10, 11, 13))

FLAG_READ, FLAG_WRITE, FLAG_MMAP, FLAG_CAPS = 1, 2, 4, 8
CAP_SPARSE_MMAP, CAP_TYPE, CAP_MSIX_MAPPABLE = 1, 2, 3

BAR0, BAR1, BAR4, BAR5, CONFIG = 0, 1, 4, 5, 7
MSIX = 2

REGION_INFO = struct.Struct('<4I2Q')


class Memory:
    """Pages of this process that the device knows by another address."""

    def __init__(self, size, iova):
        self.bytes = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.iova = iova
        self.size = size

    def address(self):
        return ctypes.addressof(ctypes.c_char.from_buffer(self.bytes))


class Device:
    def __init__(self, uuid):
        self.sysfs = f'/sys/bus/mdev/devices/{uuid}'
        group = os.path.basename(os.readlink(f'{self.sysfs}/iommu_group'))
        self.container = os.open('/dev/vfio/vfio', os.O_RDWR)
        self.group = os.open(f'/dev/vfio/{group}', os.O_RDWR)
        fcntl.ioctl(self.group, GROUP_SET_CONTAINER, struct.pack('i', self.container))
        fcntl.ioctl(self.container, SET_IOMMU, TYPE1V2_IOMMU)
        self.fd = fcntl.ioctl(self.group, GROUP_GET_DEVICE_FD,
                              bytearray(uuid.encode() + b'\0'), True)

    @property
    def interface(self):
        """The network interface at the other end of mvnet's."""
        name, = os.listdir(f'{self.sysfs}/net')
        return name

    def nr_regions(self):
        info = bytearray(struct.pack('<5I', 20, 0, 0, 0, 0))
        fcntl.ioctl(self.fd, DEVICE_GET_INFO, info)
        return struct.unpack('<5I', info)[2]

    def region_info(self, index, argsz=REGION_INFO.size, room=4096):
        """The answer, in a buffer whose other bytes were 0xa5 before."""
        answer = bytearray(b'\xa5' * room)
        REGION_INFO.pack_into(answer, 0, argsz, 0, index, 0, 0, 0)
        fcntl.ioctl(self.fd, DEVICE_GET_REGION_INFO, answer, True)
        return answer

    def whole_region_info(self, index):
        """With the capabilities, for which the kernel tells how much room they take."""
        argsz, = struct.unpack_from('<I', self.region_info(index))
        return self.region_info(index, argsz, max(argsz, REGION_INFO.size))

    def region(self, index):
        """Flags, size and offset."""
        _, flags, _, _, size, offset = REGION_INFO.unpack_from(self.region_info(index))
        return flags, size, offset

    def read(self, index, offset, length):
        return os.pread(self.fd, length, self.region(index)[2] + offset)

    def write(self, index, offset, data):
        return os.pwrite(self.fd, data, self.region(index)[2] + offset)

    def map(self, index, offset, length, flags=mmap.MAP_SHARED):
        return mmap.mmap(self.fd, length, flags, offset=self.region(index)[2] + offset)

    def map_dma(self, memory):
        arg = struct.pack('<2I3Q', 32, FLAG_READ | FLAG_WRITE, memory.address(),
                          memory.iova, memory.size)
        fcntl.ioctl(self.container, IOMMU_MAP_DMA, arg)

    def enable_msix(self, fds):
        eventfd_trigger = 1 << 2 | 1 << 5
        fcntl.ioctl(self.fd, DEVICE_SET_IRQS, struct.pack(
            f'<5I{len(fds)}i', 20 + 4 * len(fds), eventfd_trigger, MSIX, 0, len(fds), *fds))

    def reset(self):
        fcntl.ioctl(self.fd, DEVICE_RESET)
