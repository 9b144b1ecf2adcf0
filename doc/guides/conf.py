# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The dpdk-mdev authors

import importlib.util
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
