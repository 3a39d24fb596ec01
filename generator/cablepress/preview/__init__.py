"""Live preview: ``cablepress serve``.

Three parts that know nothing of each other: :mod:`watch` sees that files changed, :mod:`builder` builds in a
thread of its own, :mod:`server` serves what was built and tells browsers to reload. This module joins them.
See docs/preview.md.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cablepress.preview.builder import Builder
from cablepress.preview.folder import own_folder
from cablepress.preview.hub import Hub, HubScreen
from cablepress.preview.server import address, bind, listen

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the command line asks for."""

    config_file: Path
    host: str
    port: int
    """0: any free port."""
    open_browser: bool
    livereload: bool
    """Tell browsers to reload after a build."""
    drafts: bool


def _complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def serve_site(preview: Preview, say: Say, complain: Say = _complain) -> None:
    """Serve the site until interrupted; build again whenever a file of it changes.

    ``say`` is given what happens, line by line; ``complain`` what is wrong, also from another thread.

    Raises:
        CablepressError: the port is in use, or the address is none of this machine.
        KeyboardInterrupt: Ctrl-C; everything is closed by then.
    """
    sockets = bind(preview.host, preview.port)
    with own_folder(preview.config_file.parent / ".cablepress") as out:
        _serve(preview, sockets, out, say, complain)


def _serve(preview: Preview, sockets: list[socket.socket], out: Path, say: Say, complain: Say) -> None:
    url = address(preview.host, sockets)
    builder = Builder(preview.config_file, out, say, complain, drafts=preview.drafts)
    hub = Hub(out, livereload=preview.livereload, on_loss=builder.build_again)

    async def run() -> None:
        stopped = asyncio.Event()
        server = listen(hub, sockets, preview.host)
        say(f"Serving at {url} (Ctrl-C stops)")
        screen = HubScreen(hub)
        threads = [threading.Thread(target=run, args=(screen,), daemon=True) for run in (builder.run, builder.watch)]
        for thread in threads:
            thread.start()
        if preview.open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        try:
            await stopped.wait()
        finally:
            server.stop()
            builder.stop()
            # A build that is under way ends at its next step, so that it leaves nothing behind.
            for thread in threads:
                thread.join(timeout=10)

    asyncio.run(run())
