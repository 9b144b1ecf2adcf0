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
html_static_path = ["_static"]
html_css_files = ["css/custom.css"]
html_show_sphinx = False
html_copy_source = False

# And what devtools/test.sh draws: without it, a page has no picture.
html_static_path += [plots] if (plots := os.environ.get("PLOTS")) else []

# The pages on programs that are installed are their manual pages too.
man_pages = [
    (f"tools/{page}", program, description, "The dpdk-mdev authors", 1)
    for page, program, description in (
        ("dpdk_mdev", "dpdk-mdev", "mediated devices of a host, for DPDK"),
        ("mdev_draw", "dpdk-mdev-draw", "draw on a mediated device that is a Bochs display"),
        ("pci_perf", "dpdk-test-pci-perf", "measure what DPDK's PCI bus costs"),
        ("test_mdev", "dpdk-test-mdev", "show and check a mediated device in DPDK"),
    )
]

# Tables of pages, at their end: the variable that names the file with the rows.
TABLES = {
    "prog_guide/parity": (
        "PARITY_CSV",
        "Beside the stock bus",
        "Case, Stock, This bus, What differs",
        "30 25 25 20",
    ),
    "prog_guide/performance": (
        "GOALS_CSV",
        "What was aimed at",
        "What, Goal, Measured, From and to, Reached",
        "46 10 12 20 12",
    ),
}


def table(title, header, widths, rows):
    options = f"   :header: {header}\n   :widths: {widths}\n\n"
    return f"\n.. csv-table:: {title}\n{options}" + "".join(f"   {row}\n" for row in rows)


def add_table(_app, docname, source):
    """Append what the last test run, or the last measurement, has found."""
    if docname not in TABLES:
        return
    variable, *layout = TABLES[docname]
    rows = Path(os.environ.get(variable, "none"))
    lines = rows.read_text().splitlines() if rows.is_file() else []
    if lines:
        source[0] += table(*layout, lines)
    else:
        source[0] += "\nThe table is made by ``devtools/test.sh``.\n"


def setup(app):
    app.connect("source-read", add_table)
