"""Serve the preview, and carry the word "reload" to browsers through livereload's websocket.

Only the two handlers of livereload that carry the reload are used: its own watcher looks at files on the
event loop, its own static handler knows no 404 page, and its inline script is blocked by the pages' policy.
"""

from __future__ import annotations

import errno
import ipaddress
import json
import mimetypes
import os
import re
import socket
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from cablepress.errors import CablepressError
from cablepress.preview.hub import Hub, address_of, find_file
from cablepress.publish.site_folder import MARKER

if TYPE_CHECKING:
    import jinja2

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


class _LocalHandler(RequestHandler):
    """Answers only to the names of this machine, if only this machine is served.

    Else any website could have its own name lead here, and read unpublished drafts in the reader's browser.
    """

    hub: Hub
    names: frozenset[str]
    forwarded: frozenset[str]
    """Names under which a workspace shows this server to its owner's browser alone."""

    def initialize(self, hub: Hub, names: frozenset[str], forwarded: frozenset[str]) -> None:
        self.hub = hub
        self.names = names
        self.forwarded = forwarded

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

    async def get(self, path: str) -> None:
        """Send the file at ``path``; where there is none the site's own 404 page; while it is broken, why it is."""
        page = path.endswith((".html", "/")) or "." not in path.rpartition("/")[2]
        if page and self.hub.failure:
            self._notice(500, "The site cannot be built", self.hub.failure, "fixed")
            return
        if page and not (self.hub.out / MARKER).exists():
            self.hub.lose()
        if page and not self.hub.ready:
            self._notice(503, "The site is being built", "", "ready")
            return
        url = address_of(path)
        made = await self.hub.page(url) if page else self.hub.asset(url)
        if made is not None:
            self._send(200, made, Path(url).suffix)
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
            data = with_script(data, self.hub.digest(data))
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
    page = ""
    """Address of the page that is open, relative to the site's root."""
    _shown = ""
    """Digest of what it shows."""

    def check_origin(self, origin: str) -> bool:
        """Refuse the pages of other sites, whatever livereload thinks of them."""
        return WebSocketHandler.check_origin(self, origin) or _host_name(urlsplit(origin).netloc) in self.forwarded

    def on_message(self, message: str | bytes) -> None:
        """Let livereload answer; reload a page that shows something else than what is served now."""
        told = _told(message)
        if told is None:
            self.close(1003, "not the livereload protocol")
            return
        super().on_message(message)
        if told.command == "info":
            self.page, self._shown = told.page, told.shown
            self.hub.listeners.add(self)
            IOLoop.current().spawn_callback(self._connect)

    async def _connect(self) -> None:
        """Compare what the page shows with what it would be now; it may have been fetched before an edit."""
        await self.hub.page(self.page)
        self.catch_up()

    def on_close(self) -> None:
        """Forget the page."""
        super().on_close()
        self.hub.listeners.discard(self)

    def catch_up(self) -> None:
        """Have the page loaded again if it shows something else than what is served."""
        now = self.hub.shown(self.page)
        if now != self._shown:
            self._shown = now
            self._say_reload("*")

    def exchange(self, sheets: Sequence[str]) -> None:
        """Have the page take newer style sheets, and keep its place."""
        now = self.hub.shown(self.page)
        if now != self._shown:
            self._shown = now
            for sheet in sheets:
                self._say_reload(f"{sheet}#{now}")

    def _say_reload(self, path: str) -> None:
        if self.hub.livereload:
            self.send_message({"command": "reload", "path": path, "liveCSS": True, "liveImg": False})


class _Told(NamedTuple):
    """A message of ``livereload.js``, and what ``reload.js`` put into it."""

    command: str
    page: str
    shown: str


def _told(message: str | bytes) -> _Told | None:
    """What a message says; ``None`` if it is not of the livereload protocol."""
    try:
        told = json.loads(message)
        own = told.get("plugins", {}).get("cablepress", {})
        page, shown = own.get("page", ""), own.get("shown", "")
        if not all(isinstance(value, str) for value in (told["command"], page, shown)):
            return None
        return _Told(told["command"], address_of(unquote(page).removeprefix("/")), shown)
    except (ValueError, KeyError, AttributeError, RecursionError):
        return None


def with_script(page: bytes, shown: str) -> bytes:
    """``page`` with the preview's script at the end of its head, or of the page if the head has no end.

    The script is a file of this server, which the strictest policy of a page (``script-src 'self'``) allows; it loads
    livereload's. ``shown`` is the digest of the page, by which the server knows whether it is up to date.
    """
    tag = f'<script src="/{_OWN}/reload.js" data-shown="{shown}" defer></script>\n'.encode()
    end = _HEAD_END.search(page)
    position = end.start() if end else len(page)
    return page[:position] + tag + page[position:]


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
        return frozenset(("localhost", "127.0.0.1", "::1", host.lower(), *forwarded_names(sockets[0].getsockname()[1])))
    return frozenset()


def forwarded_names(port: int) -> tuple[str, ...]:
    """Names under which a workspace in a browser (Codespaces, Gitpod) forwards ``port``; it says so in its environment.

    What a request claims in its own headers is not asked: any website could claim it.
    """
    environment = os.environ
    names = []
    if space := environment.get("CODESPACE_NAME"):
        domain = environment.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.github.dev")
        names.append(f"{space}-{port}.{domain}".lower())
    if space := urlsplit(environment.get("GITPOD_WORKSPACE_URL", "")).hostname:
        names.append(f"{port}-{space}".lower())
    return tuple(names)


def listen(hub: Hub, sockets: Sequence[socket.socket], host: str) -> HTTPServer:
    """Start to serve on ``sockets``; needs a running event loop."""
    forwarded = frozenset(forwarded_names(sockets[0].getsockname()[1]))
    common = {"hub": hub, "names": own_names(host, sockets), "forwarded": forwarded}
    live = [("/livereload", ReloadSocket, common), (r"/livereload\.js", ReloadScript, common)]
    handlers = [
        *(live if hub.livereload else []),
        (rf"/{_OWN}/(reload\.js|failure\.css)", OwnHandler, common),
        (r"/(.*)", SiteHandler, common),
    ]
    # A preview that logs each request hides the lines that matter. It gzips, as hosts do.
    app = Application(
        handlers, log_function=lambda handler: None, websocket_max_message_size=65536, compress_response=True
    )
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
    import jinja2  # takes as long as all that serves pages

    env = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    return env.from_string(_package_file("failure.html").decode())
