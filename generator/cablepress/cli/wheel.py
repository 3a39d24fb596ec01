"""The wheel of the running program: made of its own files, the same bytes wherever it is made.

Nothing is asked of an index or a build tool: a wheel is a zip archive with a few files of metadata. So a site can
carry the program that builds it, whether that runs from a checkout or from an installed wheel. Its files are stored
without compression, since libraries for that differ in their bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final, NamedTuple

import cablepress
from cablepress import __version__
from cablepress.errors import CablepressError
from cablepress.theme.folders import own_themes

_COMPILED: Final = (".pyc", ".pyo", ".so", ".pyd")
_NEVER: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the first that a zip archive can say."""

_ENTRY: Final = b"[console_scripts]\ncablepress = cablepress.cli.commands:main\n"
_WHEEL: Final = b"Wheel-Version: 1.0\nGenerator: cablepress\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


class Wheel(NamedTuple):
    """A wheel: its file name and its bytes."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Digest of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def build_wheel() -> Wheel:
    """The wheel of the program that is running; a compiled parser goes into it as the Python that it was compiled from.

    Raises:
        CablepressError: nothing says what the program needs, as it was never installed.
    """
    info = f"cablepress-{__version__}.dist-info"
    files = {
        **_package_files(),
        f"{info}/METADATA": _metadata(),
        f"{info}/WHEEL": _WHEEL,
        f"{info}/entry_points.txt": _ENTRY,
        f"{info}/licenses/LICENSE": _license(),
    }
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in sorted(files.items()))
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return Wheel(f"cablepress-{__version__}-py3-none-any.whl", _zipped(files))


def _package_files() -> dict[str, bytes]:
    package = Path(cablepress.__file__).parent
    homes = [("cablepress", package), ("cablepress/themes", own_themes())]
    files = {
        f"{prefix}/{path.relative_to(home).as_posix()}": path
        for prefix, home in homes
        for path in home.rglob("*")
        if path.is_file() and not _is_left_out(path.relative_to(home))
    }
    return {name: path.read_bytes() for name, path in sorted(files.items())}


def _is_left_out(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return hidden or path.suffix in _COMPILED or path.name.endswith(("~", ".d.ts"))


def _metadata() -> bytes:
    """Name, version and what is needed; in one form, whatever tool wrote the metadata of the installation."""
    project = _project()
    needs = sorted(map(_normal, project["dependencies"]))
    lines = [
        "Metadata-Version: 2.1",
        "Name: cablepress",
        f"Version: {__version__}",
        f"Summary: {project['description']}",
        "License: MIT",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    return ("\n".join(lines) + "\n").encode()


def _project() -> dict[str, Any]:
    """What ``pyproject.toml`` says in a checkout, else what the installed wheel says."""
    checkout = Path(cablepress.__file__).parents[2] / "pyproject.toml"
    if checkout.is_file():
        project: dict[str, Any] = tomllib.loads(checkout.read_text(encoding="utf-8")).get("project", {})
        if project.get("name") == "cablepress":
            return project
    try:
        metadata = distribution("cablepress").metadata
    except PackageNotFoundError:
        raise CablepressError("Cablepress is not installed, so nothing says what it needs; install it first") from None
    needs = [need for need in metadata.get_all("Requires-Dist") or [] if "extra ==" not in need]
    return {
        "description": metadata["Summary"],
        "requires-python": metadata["Requires-Python"],
        "dependencies": needs,
    }


def _normal(requirement: str) -> str:
    """``livereload>=2.7,<3`` as ``livereload<3,>=2.7``: the order that build tools write differs from ours."""
    name, versions, rest = re.fullmatch(r"([\w.-]+)\s*\(?([^;)]*)\)?\s*(;.*)?", requirement.strip()).groups("")  # type: ignore[union-attr]
    return name + ",".join(sorted(part.strip() for part in versions.split(","))) + rest


def _license() -> bytes:
    checkout = Path(cablepress.__file__).parents[2] / "LICENSE"
    if (checkout.parent / "pyproject.toml").is_file() and checkout.is_file():
        return checkout.read_bytes()
    try:
        return (distribution("cablepress").read_text("licenses/LICENSE") or "").encode()
    except PackageNotFoundError:
        return b""


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
