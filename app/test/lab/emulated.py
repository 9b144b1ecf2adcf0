# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""
Usage, in the lab's VM: emulated.py <ANSWER
ANSWER is what dpdk-telemetry.py printed of a device's regions. A line for each of them that was
reached by emulated loads and stores: REGION LOADS STORES FAILED OFFSET...
"""

import json
import sys


def main():
    regions = next(iter(json.load(sys.stdin).values()))
    for index, region in sorted(regions.items()):
        counts = [region.get(f'emulated_{what}', 0) for what in ('loads', 'stores', 'failed')]
        if any(counts):
            print(index, *counts, *(place.split()[0] for place in region['emulated_at']))


if __name__ == '__main__':
    main()
