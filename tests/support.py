"""Invented text that several tests use."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CABLE = """Reference ID Created Released Classification Origin
{id} {created} {released} {classification} {origin}

VZCZCXYZ0001
RR RUEHC
DE RUEHXX #{number}/01 1900009
ZNY CCCCC ZZH
R 090009Z JUL 07
FM AMEMBASSY STRELSAU
TO RUEHC/SECSTATE WASHDC 0001

C O N F I D E N T I A L STRELSAU 000{number}

SIPDIS

E.O. 12958: DECL: 07/06/2017
TAGS: {tags}
SUBJECT: {subject}

REF: {ref}

Classified By: CDA A. Nemo, reasons 1.4 (b) and (d).

1. (C) {text}

2. (U) The second paragraph says no more.
NEMO
"""


def cable_text(cable_id: str = "07STRELSAU612", **fields: str) -> str:
    """An invented cable in the convention of the archive; ``fields`` replace its parts."""
    defaults = {
        "created": "2007-07-09 00:09",
        "released": "2011-08-30 01:44",
        "classification": "CONFIDENTIAL",
        "origin": "Embassy Strelsau",
        "tags": "PGOV, PREL",
        "subject": f"SUBJECT OF {cable_id}",
        "ref": "NONE",
        "text": "The first paragraph of an invented cable.",
        "number": cable_id[-3:],
    }
    return CABLE.format(id=cable_id, **{**defaults, **fields})


def tree_digests(out: Path) -> dict[str, str]:
    """SHA-256 of every file below ``out``, by path."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def frozen_heap() -> Iterator[None]:
    """The garbage collector leaves alone what the process holds already, so that what is timed pays for itself only.

    A process that has run a thousand tests holds millions of objects; code that makes many of its own would have
    them all walked through again and again, and seem several times as slow as in a process of its own.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def cpu_seconds(work: Callable[[], object]) -> float:
    """The processor time of ``work``; call it within ``frozen_heap``."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def cablepress(*arguments: str) -> tuple[int, str]:
    """Run a command in a process of its own; its exit code and what it said.

    Forked from this process, since starting Python and loading the program takes longer than the build of a small site.
    """
    from cablepress.cli.commands import main

    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            _command(lambda: main(arguments), said.fileno())
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode("utf-8", "replace")


def _command(run: Callable[[], None], said: int) -> None:
    """What the forked process does; it never comes back."""
    code: object = 1
    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", buffering=1), os.fdopen(2, "w", buffering=1)
        run()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)
