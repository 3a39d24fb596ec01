"""What the processes load that a command starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
from names import is_loaded
from cablepress.build.pool import open_pool, start_apart
from cablepress.cli import commands

if __name__ == "__main__":
    commands._prepare_process()
    with open_pool(2, []) as pool:
        print(start_apart(pool, is_loaded, "click")())
"""
_NAMES = """
import sys

def is_loaded(name):
    return name in sys.modules
"""


def test_workers_do_not_load_the_command_line(tmp_path: Path) -> None:
    """They would run the program once more otherwise, which takes a tenth of a second each time."""
    (tmp_path / "program.py").write_text(_PROGRAM)
    (tmp_path / "names.py").write_text(_NAMES)
    environment = {**os.environ, "PYTHONPATH": os.fspath(tmp_path)}
    for call in ([os.fspath(tmp_path / "program.py")], ["-m", "program"]):
        done = subprocess.run([sys.executable, *call], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == "False\n", done.stderr
