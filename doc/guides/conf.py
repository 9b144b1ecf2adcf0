# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

import importlib.util
import os
from pathlib import Path

project = "dpdk-mdev"
copyright = "2026 The dpdk-mdev authors"
release = version = (Path(__file__).parents[2] / "VERSION").read_text().strip()

# Options such as --no-huge are to be read as they are typed.
smartquotes = False
highlight_language = "none"

html_theme = "sphinx_rtd_theme" if importlib.util.find_spec("sphinx_rtd_theme") else "alabaster"
html_show_sphinx = False
html_copy_source = False

PARITY_TABLE = """
.. csv-table::
   :header: Case, Stock, This bus, What differs
   :widths: 30 25 25 20

"""


def add_parity_table(_app, docname, source):
    """Show what the last test run has found; PARITY_CSV names its rows."""
    if docname != "prog_guide/parity":
        return
    rows = Path(os.environ.get("PARITY_CSV", "none"))
    lines = sorted(rows.read_text().splitlines()) if rows.is_file() else []
    if lines:
        source[0] += PARITY_TABLE + "".join(f"   {line}\n" for line in lines)
    else:
        source[0] += "\nThe table is made by ``devtools/test.sh``, when it runs the lab.\n"


def setup(app):
    app.connect("source-read", add_parity_table)
