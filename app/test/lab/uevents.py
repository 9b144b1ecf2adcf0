# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage, in the lab's VM: uevents.py
Prints "listening", and then what the kernel says of mdevs, as it comes: "ACTION NAME".
"""

import os
import socket

NETLINK_KOBJECT_UEVENT = 15
KERNEL_GROUP = 1


def values(message):
    words = message.decode(errors='replace').split('\0')
    return dict(word.split('=', 1) for word in words if '=' in word)


def main():
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_KOBJECT_UEVENT) as sock:
        sock.bind((0, KERNEL_GROUP))
        print('listening', flush=True)
        while True:
            event = values(sock.recv(8192))
            if event.get('SUBSYSTEM') == 'mdev':
                print(event['ACTION'], os.path.basename(event['DEVPATH']), flush=True)


if __name__ == '__main__':
    main()
