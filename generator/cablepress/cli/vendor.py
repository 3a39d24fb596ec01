"""``cablepress vendor``: a site carries its generator, since it must build in twenty years and no index holds this one.

Into ``tools/`` go the wheel of the running program, a lock file that names every file of what it needs by its
digest, and the digests of both. The workflows of a site install from there and from nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path
from typing import Final

from cablepress import __version__
from cablepress.cli.wheel import build_wheel
from cablepress.errors import CablepressError
from cablepress.publish.site_folder import write_file

TOOLS: Final = "tools"
LOCK: Final = f"{TOOLS}/requirements.txt"
SUMS: Final = f"{TOOLS}/SHA256SUMS"

_HEAD: Final = f"""\
# Cablepress {__version__} and all that it needs, every file by its digest. Written by `cablepress vendor`; do not edit.
# In the site's folder: python -m pip install --require-hashes -r {LOCK}
--require-hashes
--only-binary :all:
"""
_FROM_INDEX: Final = re.compile(r"pip3?\s+install\s+(?:-\S+\s+)*[\"']?cablepress\b")


def vendored_files() -> dict[str, bytes]:
    """The files of ``tools/``, by path in the site: the same bytes for one version, wherever they are made."""
    wheel = build_wheel()
    locked = resources.files("cablepress").joinpath("lock.txt").read_text(encoding="utf-8")
    lock = f"{_HEAD}./{TOOLS}/{wheel.name} \\\n    --hash=sha256:{wheel.sha256}\n{locked}".encode()
    files = {f"{TOOLS}/{wheel.name}": wheel.data, LOCK: lock}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {**files, SUMS: sums.encode()}


def vendor_site(folder: Path) -> tuple[list[str], list[str]]:
    """Put this program into the site in ``folder``; an older wheel goes.

    Gives the paths of the files, and what the site's keeper has to do.

    Raises:
        CablepressError: there is no site, or it cannot be written.
    """
    if not (folder / "site.yml").is_file():
        raise CablepressError(f"{folder}: no site.yml; name the folder of a site")
    files = vendored_files()
    try:
        for name, data in files.items():
            write_file(folder / name, data)
        for old in (folder / TOOLS).glob("cablepress-*.whl"):
            if f"{TOOLS}/{old.name}" not in files:
                old.unlink()
    except OSError as error:
        raise CablepressError(f"{folder / TOOLS}: {error.strerror}") from error
    return list(files), list(_to_do(folder))


def _to_do(folder: Path) -> list[str]:
    """What still installs the program by name, from an index on which anybody may register it."""
    places = [*sorted((folder / ".github/workflows").glob("*.y*ml")), folder / ".gitlab-ci.yml"]
    found = []
    for place in places:
        text = place.read_text(encoding="utf-8", errors="replace") if place.is_file() else ""
        if _FROM_INDEX.search(text):
            name = place.relative_to(folder).as_posix()
            step = f"python -m pip install --require-hashes -r {LOCK}"
            found.append(f"{name} installs cablepress by name, from an index; let it run: {step}")
    return found
