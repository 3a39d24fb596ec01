"""What is served now, and which pages are open: between the builder's threads and the server's.

Pages are on disk, as built; after an edit and until the next build is done, those that are asked for are made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from tornado.ioloop import IOLoop

from cablepress.preview.builder import Edit, Rebuild
from cablepress.publish.site_folder import STAGING, is_complete

if TYPE_CHECKING:
    from cablepress.build.page_maker import PageMaker

_NO_EDIT: Final = Edit({}, None)


class Listener(Protocol):
    """A page that is open in a browser."""

    page: str
    """Its address, relative to the site's root."""

    def catch_up(self) -> None:
        """Load the page again if it shows something else than what is served."""
        ...

    def exchange(self, sheets: Sequence[str]) -> None:
        """Take newer style sheets, by their addresses, and keep the page."""
        ...


class Hub:
    """What the server knows of the site, and which pages are open. Touched by the server's thread alone.

    What is served is on disk, as built; after a change and until the next build is done, pages are made on request.
    """

    def __init__(self, out: Path, *, livereload: bool, on_loss: Callable[[], None] = lambda: None) -> None:
        """``on_loss`` is called when the folder of the site turns out to be gone."""
        self.out = out
        self._on_loss = on_loss
        self.livereload = livereload
        self.failure = ""
        # Pages of an earlier preview are shown at once, and reloaded if the first build changes them.
        self.ready = is_complete(out)
        self.listeners: set[Listener] = set()
        self._maker: PageMaker | None = None
        self._made: dict[str, bytes] = {}

    def edited(self, edit: Edit) -> None:
        """Serve pages that were made anew, and load them again where they are open."""
        self.failure = edit.failure
        self._maker = edit.maker
        self._made = dict(edit.pages)
        if edit.sheets_only and edit.maker is not None:
            self._exchange_sheets(edit.maker.style_sheets())
        else:
            self._reload()

    def built(self, rebuild: Rebuild) -> None:
        """Serve the outcome of a build; reload the open pages that differ from what they show."""
        self.ready = True
        edit = rebuild.edit or _NO_EDIT
        self.failure = rebuild.failure or edit.failure
        self._maker = edit.maker
        self._made = dict(edit.pages)
        self._reload()

    def lose(self) -> None:
        """Wait for the next build: somebody removed what the last one made."""
        if self.ready:
            self.ready = False
            self._on_loss()

    async def page(self, url: str) -> bytes | None:
        """The page at ``url`` if it was, or is to be, made anew since the latest build."""
        maker = self._maker
        if url not in self._made and maker is not None:
            page = await IOLoop.current().run_in_executor(None, _made_or_none, maker, url)
            if page is not None and maker is self._maker:
                self._made[url] = page
        return self._made.get(url)

    def asset(self, url: str) -> bytes | None:
        """The static file at ``url`` if it is newer than the latest build."""
        return self._maker.asset(url) if self._maker is not None else None

    def shown(self, url: str) -> str:
        """Digest of what is served at ``url`` now."""
        page = self._made.get(url)
        if page is None:
            file = find_file(self.out, url) or find_file(self.out, "404.html")
            page = file.read_bytes() if file is not None and file.is_file() else b""
        return self.digest(page)

    def digest(self, page: bytes) -> str:
        """What stands for ``page`` where it is served: why there is none, if there is none."""
        if self.failure:
            page = self.failure.encode()
        return digest_of(page) if self.ready or self.failure else "waiting"

    def _reload(self) -> None:
        for listener in list(self.listeners):
            listener.catch_up()

    def _exchange_sheets(self, sheets: Sequence[str]) -> None:
        for listener in list(self.listeners):
            listener.exchange(sheets)


def _made_or_none(maker: PageMaker, url: str) -> bytes | None:
    """The page, or none where it fails: the build that is under way says why."""
    try:
        return maker.page(url)
    except Exception:
        return None


def digest_of(data: bytes) -> str:
    """What tells one page from another: 16 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:16]


class HubScreen:
    """The hub as the builder's threads see it: whatever they say is done in the server's own thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._loop = IOLoop.current()

    def open_pages(self) -> Sequence[str]:
        """Addresses of the pages that are open in a browser."""
        return sorted({listener.page for listener in list(self._hub.listeners)})

    def edited(self, edit: Edit) -> None:
        """Show pages that were made anew."""
        self._loop.add_callback(self._hub.edited, edit)

    def built(self, rebuild: Rebuild) -> None:
        """Show what was built."""
        self._loop.add_callback(self._hub.built, rebuild)


def address_of(path: str) -> str:
    """The address of the page at ``path``: that of a folder is its ``index.html``."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def find_file(root: Path, path: str) -> Path | None:
    """The file of the site at the address ``path`` (decoded, without the first slash), ``None`` if there is none.

    A folder's address ends in ``/`` and means its ``index.html``; without the slash a folder that has one is given.
    Nothing outside ``root`` is ever given, nor what a build keeps to itself.
    """
    *folders, name = path.split("/")
    if any(part in ("", ".", "..") for part in folders) or name in (".", ".."):
        return None
    if STAGING in (*folders, name) or any(character in path for character in "\\\0:"):
        return None
    file = root.joinpath(*folders, name or "index.html")
    try:
        inside = file.resolve().is_relative_to(root.resolve())
        return file if inside and (file.is_file() or (file / "index.html").is_file()) else None
    except OSError:  # a name too long for the disk
        return None
