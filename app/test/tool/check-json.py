#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

"""Validate what dpdk-mdev prints.

Usage: check-json.py SCHEMA FILE...
       check-json.py SCHEMA --tests PROGRAM...
Of files, or of what test programs keep in $TOOL_JSON_DIR.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77

try:
    import jsonschema
except ImportError:
    print("the package python3-jsonschema is missing")
    sys.exit(SKIPPED)


def run_tests(programs, folder):
    env = dict(os.environ, TOOL_JSON_DIR=folder)
    for program in programs:
        subprocess.run([program], env=env, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    return sorted(Path(folder).glob("*.json"))


def branch_of(schema, value):
    """Only the part for that command: its errors say more than "not any of"."""
    name = "error" if "error" in value else value["command"]
    if "process" in value:
        name += "_in_use"
    return {"definitions": schema["definitions"], "$ref": f"#/definitions/{name}"}


def check(schema, paths):
    jsonschema.Draft7Validator.check_schema(schema)
    for path in paths:
        value = json.loads(Path(path).read_text())
        jsonschema.Draft7Validator(branch_of(schema, value)).validate(value)
        jsonschema.Draft7Validator(schema).validate(value)
    return len(paths)


def main():
    schema = json.loads(Path(sys.argv[1]).read_text())
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[2] == "--tests":
            paths = run_tests(sys.argv[3:], folder)
        else:
            paths = sys.argv[2:]
        count = check(schema, paths)
    print(f"{count} outputs are as the schema says")
    sys.exit(0 if count > 0 else 1)


main()
