"""A small archive, built once, and a server of it under a path of its own."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support import cable_text

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config

SEED = Path(__file__).parents[3] / "content" / "cables" / "07ASTANA1848.txt"

FILLER = "Nothing of note was said about the weather in the capital. " * 12


def _cables() -> dict[str, str]:
    """Invented cables by ID: 14 on a railway, three with words that phrases are made of, six about nothing."""
    cables = {}
    for number in range(1, 7):
        cable_id = f"10ZENDA{number}"
        cables[cable_id] = cable_text(cable_id, created="2010-01-01 00:00", subject=f"EMPTY {number}", text="Nothing.")
    for number in range(1, 13):
        year = "2005" if number <= 8 else "2009"
        cable_id = f"{year[2:]}STRELSAU{number:03}"
        cables[cable_id] = cable_text(
            cable_id,
            created=f"{year}-{number:02}-09 00:09",
            subject=f"RAILWAY NUMBER {number}",
            tags="PGOV, ECON" if number % 2 else "PREL",
            classification="SECRET" if number <= 3 else "CONFIDENTIAL",
            text=f"The railway carries {number} trains. {FILLER}",
        )
    honor = "3. (C) The minister calls the railways a matter of national honor, and of money."
    cables["06ZENDA700"] = cable_text(
        "06ZENDA700", created="2006-03-02 10:00", origin="Consulate Zenda", subject="HONOR", text=f"{FILLER}\n\n{honor}"
    )
    cables["06ZENDA701"] = cable_text(
        "06ZENDA701",
        created="2006-04-02 10:00",
        origin="Consulate Zenda",
        subject="PROTOCOL",
        text="An honor for the railway. A national day is held.",
    )
    cables["06ZENDA702"] = cable_text(
        "06ZENDA702",
        created="2006-05-02 10:00",
        origin="Consulate Zenda",
        subject='<b>MONEY</b> & "QUOTES"',
        text="A loan.",
    )
    return cables


@pytest.fixture(scope="session")
def web_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that is served; the site lies two folders below."""
    return tmp_path_factory.mktemp("search-page")


@pytest.fixture(scope="session")
def site(web_root: Path) -> Path:
    """The folder of the built site: 21 invented cables and the seed."""
    source = web_root / "source"
    folder = source / "content" / "cables"
    folder.mkdir(parents=True)
    for cable_id, text in _cables().items():
        (folder / f"{cable_id}.txt").write_text(text, encoding="utf-8")
    shutil.copy(SEED, folder)
    (source / "site.yml").write_text("title: Small archive\n", encoding="utf-8")
    public = web_root / "served" / "some" / "path"
    build_site(read_config(source / "site.yml"), Options(public, jobs=1))
    return public


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """URL of a server of a folder, with ``/`` at its end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Path, web_root: Path) -> Iterator[str]:
    """URL of the site's root on a server, with ``/`` at its end; the site lies under a path."""
    with served(web_root / "served") as root:
        yield f"{root}some/path/"


@pytest.fixture(params=["http", "file"])
def anywhere(request: pytest.FixtureRequest, address: str, site: Path) -> str:
    """URL of the site's root, on a server and then from the disk."""
    return address if request.param == "http" else site.as_uri() + "/"


@contextmanager
def tolerant_page(browser: Any, tolerated: str) -> Iterator[Any]:
    """A page whose console may hold messages with ``tolerated`` in them, and no others."""
    context = browser.new_context()
    opened = context.new_page()
    messages: list[str] = []
    opened.on("console", lambda message: messages.append(message.text))
    opened.on("pageerror", lambda error: messages.append(f"error: {error}"))
    yield opened
    context.close()
    assert [text for text in messages if tolerated not in text] == []


@pytest.fixture
def lossy_page(browser: Any) -> Iterator[Any]:
    """A page that may lose files: Chromium writes each to the console."""
    with tolerant_page(browser, "Failed to load resource") as opened:
        yield opened
