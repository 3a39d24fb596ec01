"""Names that every disk takes and every address can have: IDs, labels of releases, names of pages.

The rule is that of docs/cable-format.md, "The file".
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_NAME: Final = 100
SAFE_NAME: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_NAME - 1}}}")
"""The characters of a name; see :func:`refusal_of` for what else is asked of it."""
DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""What is a device on Windows, whatever follows its dot."""
LEFT_BEHIND: Final = re.compile(r"\.(?:bak|orig|rej|tmp|swp|swo|part|crdownload)\Z|\A#.*#\Z", re.IGNORECASE)
"""Names of what editors and browsers leave, which may hold a text as it was before a name was taken out of it."""


def is_hidden(name: str) -> bool:
    """Whether a file or folder is hidden by its name, or is the copy or lock that a program leaves (``x.txt~``)."""
    return name[:1] in ".~" or name[-1:] == "~"


def published_path(path: str) -> str:
    """The path of a source as a page may name it: of a folder elsewhere on this machine nothing but the file's name.

    Else the site would tell where its owner keeps things, and have other bytes on another machine.
    """
    return path.rpartition("/")[2] if path[:1] == "/" or path[1:2] == ":" else path


def refusal_of(name: str) -> str:
    """Why a name cannot be that of a file, in words that follow it; empty when it can."""
    if len(name) > LONGEST_NAME:
        return f"has {len(name)} characters; expected at most {LONGEST_NAME}"
    if DEVICE.fullmatch(name):
        return "cannot be a file name: on Windows it is a device"
    if not SAFE_NAME.fullmatch(name) or name.endswith("."):
        return "cannot be a file name; expected letters A-Z, digits, “.”, “_” and “-”, a letter or digit first"
    return ""
