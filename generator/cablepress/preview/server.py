"""Serve the preview, and carry the word "reload" to browsers through livereload's websocket.

Only the two handlers of livereload that carry the reload are used: its own watcher looks at files on the
event loop, its own static handler knows no 404 page, and its inline script is blocked by the pages' policy.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import mimetypes
import re
import secrets
import socket
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jinja2
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from cablepress.errors import CablepressError
from cablepress.preview.builder import Rebuild
from cablepress.publish.site_folder import STAGING, is_complete

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    "": "text/plain; charset=utf-8",
}
"""Types as static hosts send them, whatever the tables of this machine say."""

_OWN: Final = "-cablepress"
"""Folder of addresses that are the preview's own."""

_HEAD_END: Final = re.compile(rb"</head\s*>", re.IGNORECASE)
_IPV6: Final = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*")


class Hub:
    """What the server knows of the latest build. Touched by the server's thread alone."""

    def __init__(self, out: Path, *, livereload: bool) -> None:
        self.out = out
        self.livereload = livereload
        self.failure = ""
        # Pages of an earlier preview are shown at once, and reloaded if the first build changes them.
        self.ready = is_complete(out)
        self._run = secrets.token_hex(4)
        self._count = 0

    @property
    def build(self) -> str:
        """Name of what is served now; another for each build that changed it, and each time a preview is started."""
        return f"{self._run}-{self._count}"

    def publisher(self) -> Callable[[Rebuild], None]:
        """A function for other threads that has this one, with its event loop, :meth:`publish`."""
        loop = IOLoop.current()
        return lambda outcome: loop.add_callback(self.publish, outcome)

    def publish(self, outcome: Rebuild) -> None:
        """Serve the outcome of a build, and reload all browsers if it shows anything new."""
        news = outcome.changed or outcome.failure != self.failure or not self.ready
        self.ready = True
        self.failure = outcome.failure
        if news:
            self._count += 1
            if self.livereload:
                ReloadSocket.reload_waiters("*")


class _LocalHandler(RequestHandler):
    """Answers only to the names of this machine, if only this machine is served.

    Else any website could have its own name lead here, and read unpublished drafts in the reader's browser.
    """

    hub: Hub
    names: frozenset[str]

    def initialize(self, hub: Hub, names: frozenset[str]) -> None:
        self.hub = hub
        self.names = names

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def prepare(self) -> None:
        if self.names and _host_name(self.request.host) not in self.names:
            self.set_status(403)
            self.set_header("Content-Type", _TYPES[".txt"])
            self.finish(f"This preview answers to {', '.join(sorted(self.names))} only.\n")

    def compute_etag(self) -> None:
        """None: nothing is to be kept."""

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", _TYPES[".txt"])
        self.finish(f"{status_code} {self._reason}\n")


class SiteHandler(_LocalHandler):
    """Files of the site, as a static host serves them."""

    def get(self, path: str) -> None:
        """Send the file at ``path``; where there is none the site's own 404 page; while it is broken, why it is."""
        page = path.endswith((".html", "/")) or "." not in path.rpartition("/")[2]
        if page and self.hub.failure:
            self._notice(500, "The site cannot be built", self.hub.failure, "fixed")
            return
        if page and not self.hub.ready:
            self._notice(503, "The site is being built", "", "ready")
            return
        file = find_file(self.hub.out, path)
        if file is not None and file.is_dir():
            self.redirect(f"{self.request.path}/{'?' if self.request.query else ''}{self.request.query}")
        elif file is not None:
            self._send(200, file.read_bytes(), file.suffix)
        else:
            self._missing()

    head = get

    def _missing(self) -> None:
        page = self.hub.out / "404.html"
        if page.is_file():
            self._send(404, page.read_bytes(), ".html")
        else:
            self.send_error(404)

    def _notice(self, status: int, title: str, text: str, state: str) -> None:
        hint = "This page reloads by itself" if self.hub.livereload else "Reload this page"
        page = _notice_page().render(title=title, text=text, hint=f"{hint} when the site is {state}.")
        self._send(status, page.encode(), ".html")

    def _send(self, status: int, data: bytes, suffix: str) -> None:
        self.set_status(status)
        guessed = mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
        self.set_header("Content-Type", _TYPES.get(suffix, guessed))
        if suffix == ".html" and self.hub.livereload:
            data = with_scripts(data, self.hub.build, self.request.host)
        self.finish(data)


class OwnHandler(_LocalHandler):
    """The preview's script and style sheet."""

    def get(self, name: str) -> None:
        """Send the file ``name`` of this package."""
        self.set_header("Content-Type", _TYPES[f".{name.rpartition('.')[2]}"])
        self.finish(_package_file(name))

    head = get


class ReloadScript(_LocalHandler, LiveReloadJSHandler):  # type: ignore[misc]  # livereload ships no types
    """``livereload.js`` as it comes with livereload."""


class ReloadSocket(_LocalHandler, LiveReloadHandler):  # type: ignore[misc]  # livereload ships no types
    """livereload's websocket, for pages of this server alone."""

    watcher = Watcher()  # never asked to look; livereload only logs its latest path
    live_css = False

    def check_origin(self, origin: str) -> bool:
        """Refuse the pages of other sites, whatever livereload thinks of them."""
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """Let livereload answer; reload a page that shows an older build than the latest."""
        told = _told(message)
        if told is None:
            self.close(1003, "not the livereload protocol")
            return
        super().on_message(message)
        command, build = told
        if command == "info" and build != self.hub.build:
            self.send_message({"command": "reload", "path": "*", "liveCSS": False, "liveImg": False})


def _told(message: str | bytes) -> tuple[str, str] | None:
    """The command of a livereload message, and the build that ``reload.js`` put into it; ``None`` if it is none."""
    try:
        told = json.loads(message)
        own = told.get("plugins", {}).get("cablepress", {})
        return (told["command"], own.get("build", "")) if isinstance(told["command"], str) else None
    except (ValueError, KeyError, AttributeError):
        return None


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


def with_scripts(page: bytes, build: str, host: str) -> bytes:
    """``page`` with livereload's script at the end of its head, or of the page if the head has no end.

    The scripts are files of this server, which the strictest policy of a page (``script-src 'self'``) allows.
    """
    name, port = _host_name(host), host.rpartition(":")[2]
    query = f"port={port if port.isdecimal() else 80}"
    if _IPV6.fullmatch(name):
        # livereload.js takes the server's name from its own address, where it does not understand `[::1]`.
        query += f"&amp;host=[{name}]"
    tags = (
        f'<script src="/{_OWN}/reload.js" data-build="{build}" defer></script>'
        f'<script src="/livereload.js?{query}" defer></script>\n'
    ).encode()
    end = _HEAD_END.search(page)
    position = end.start() if end else len(page)
    return page[:position] + tags + page[position:]


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at ``host`` and ``port`` (0: any free one).

    Raises:
        CablepressError: the port is in use or not allowed, or the address is none of this machine.
    """
    try:
        return bind_sockets(port, address=host or None)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CablepressError(f"port {port} is in use; try --port {port % 65535 + 1}") from error
        if error.errno == errno.EACCES:
            raise CablepressError(f"port {port} needs more rights than you have; try --port 8000") from error
        raise CablepressError(f"cannot serve at {host!r}: {error.strerror or error}") from error


def address(host: str, sockets: Sequence[socket.socket]) -> str:
    """The address to open in a browser."""
    port = sockets[0].getsockname()[1]
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return f"http://localhost:{port}/"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def own_names(host: str, sockets: Sequence[socket.socket]) -> frozenset[str]:
    """Names to answer to; none means any, where other machines are served too and may call this one anything."""
    if all(ipaddress.ip_address(bound.getsockname()[0]).is_loopback for bound in sockets):
        return frozenset(("localhost", "127.0.0.1", "::1", host.lower()))
    return frozenset()


def listen(hub: Hub, sockets: Sequence[socket.socket], host: str) -> HTTPServer:
    """Start to serve on ``sockets``; needs a running event loop."""
    common = {"hub": hub, "names": own_names(host, sockets)}
    live = [("/livereload", ReloadSocket, common), (r"/livereload\.js", ReloadScript, common)]
    handlers = [
        *(live if hub.livereload else []),
        (rf"/{_OWN}/(reload\.js|failure\.css)", OwnHandler, common),
        (r"/(.*)", SiteHandler, common),
    ]
    # A preview that logs each request hides the lines that matter.
    app = Application(handlers, log_function=lambda handler: None, websocket_max_message_size=65536)
    server = HTTPServer(app)
    server.add_sockets(sockets)
    return server


def _host_name(host: str) -> str:
    """``127.0.0.1`` of ``127.0.0.1:8000``; empty when ``host`` is nonsense."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


@cache
def _package_file(name: str) -> bytes:
    return resources.files("cablepress.preview").joinpath(name).read_bytes()


@cache
def _notice_page() -> jinja2.Template:
    env = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    return env.from_string(_package_file("failure.html").decode())
