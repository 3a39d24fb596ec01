"""The preview as any program sees it, over HTTP."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

from support import cable_text
from tornado.websocket import websocket_connect

Serve = Callable[..., Any]
CABLE = "cable/2007/07/07STRELSAU612.html"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


def ask(served: Any, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, str]:
    """One request, its path sent as it stands."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, "" if response.status == 101 else response.read().decode()
    finally:
        connection.close()


def test_pages_are_gzipped_for_whoever_takes_that(serve: Serve) -> None:
    """As on a host; the text is the same."""
    served = serve()
    _, plain = ask(served, f"/{CABLE}")
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    with closing(connection):
        connection.request("GET", f"/{CABLE}", headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.read()).decode() == plain


def test_the_site_is_served_as_a_static_host_serves_it(serve: Serve) -> None:
    """Index pages, types, HEAD, the site's own 404 page; nothing is to be kept by the browser."""
    served = serve()
    response, text = ask(served, f"/{CABLE}")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "SUBJECT OF 07STRELSAU612" in text
    assert '<script src="/-cablepress/reload.js" data-shown="' in text
    length = response.headers["Content-Length"]

    response, text = ask(served, f"/{CABLE}", "HEAD")
    assert (response.status, text, response.headers["Content-Length"]) == (200, "", length)

    response, _ = ask(served, "/tag?x=1")
    assert (response.status, response.headers["Location"]) == (302, "/tag/?x=1")
    response, text = ask(served, "/tag/")
    assert (response.status, "PGOV" in text) == (200, True)

    response, text = ask(served, "/cable/2007/07/missing.html")
    assert response.status == 404
    assert "href=/index.html>" in text
    response, text = ask(served, "/cable/2007/07/07STRELSAU612.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text == cable_text()


OUTSIDE = (
    "/../site.yml",
    "/%2e%2e/site.yml",
    "/..%2f..%2fsite.yml",
    "/cable/%2e%2e/%2e%2e/%2e%2e/site.yml",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/.cablepress-staging/x",
    "/%00",
    "/%ff%fe",
    "/-cablepress/../builder.py",
)


def test_no_path_leads_out_of_the_site(serve: Serve) -> None:
    """However it is encoded."""
    served = serve(None, {"site.yml": "title: not to be read\n"})
    for path in OUTSIDE:
        response, text = ask(served, path)
        assert response.status in (400, 404), path
        assert not re.search("title: not to be read|root:|import", text), path


def test_only_pages_of_this_server_may_listen_for_reloads(serve: Serve) -> None:
    """Another site, open in the same browser, learns nothing; nor does one whose name was led here."""
    served = serve()
    here = f"http://127.0.0.1:{served.port}"
    assert ask(served, "/livereload", Origin=here, **UPGRADE)[0].status == 101
    assert ask(served, "/livereload", Origin="http://example.org", **UPGRADE)[0].status == 403
    assert ask(served, "/livereload", Origin=f"http://127.0.0.1:{served.port + 1}", **UPGRADE)[0].status == 403
    assert ask(served, "/livereload", Origin="http://example.org", Host="example.org", **UPGRADE)[0].status == 403
    response, text = ask(served, f"/{CABLE}", Host=f"example.org:{served.port}")
    assert (response.status, "SUBJECT" in text) == (403, False)
    assert ask(served, f"/{CABLE}", Host=f"localhost:{served.port}")[0].status == 200


def run_apart(asked: Coroutine[Any, Any, Any]) -> Any:
    """What ``asked`` gives, in a thread of its own: a browser of another test may hold an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


async def connect(served: Any, shown: str) -> list[str]:
    """Commands that a page which shows ``shown`` is sent when it connects, and then for a change of its cable."""
    socket = await websocket_connect(f"ws://127.0.0.1:{served.port}/livereload")
    commands = []
    plugins = {"cablepress": {"page": f"/{CABLE}", "shown": shown}}
    for message in ({"command": "hello"}, {"command": "info", "url": "x", "plugins": plugins}):
        await socket.write_message(json.dumps(message))
    served.write("content/cables/07STRELSAU612.txt", cable_text(subject=f"CHANGED FOR {shown}"))
    while commands.count("reload") < (2 if shown == "old" else 1):
        message = await asyncio.wait_for(socket.read_message(), 60)
        assert message is not None
        commands.append(json.loads(message)["command"])
    socket.close()
    return commands


def test_a_page_of_an_older_build_reloads_as_soon_as_it_connects(serve: Serve) -> None:
    """It was fetched just before a build ended, and connected after: no word of that build could reach it."""
    served = serve()
    current = re.search('data-shown="(.*?)"', ask(served, f"/{CABLE}")[1])
    assert current is not None
    assert run_apart(connect(served, current[1])) == ["hello", "reload"]
    assert run_apart(connect(served, "old")) == ["hello", "reload", "reload"]


def test_what_is_no_livereload_closes_the_connection(serve: Serve) -> None:
    """Nonsense is no reason for a traceback."""

    async def say(nonsense: str) -> str | bytes | None:
        socket = await websocket_connect(f"ws://127.0.0.1:{served.port}/livereload")
        await socket.write_message(nonsense)
        return await asyncio.wait_for(socket.read_message(), 60)

    served = serve()
    for nonsense in ("{", "[]", "{}", "1", '{"command": "info", "plugins": 1}', '{"command": []}'):
        assert run_apart(say(nonsense)) is None, nonsense
    served.stop()
    assert not any("Traceback" in line for line in served.lines)


def test_without_livereload_pages_are_served_as_they_are_published(serve: Serve) -> None:
    """``--no-livereload``: byte for byte the file; it is still built again."""
    served = serve(options=("--no-livereload",))
    built = served.root / ".cablepress" / "preview" / CABLE
    assert ask(served, f"/{CABLE}")[1] == built.read_text(encoding="utf-8")
    assert ask(served, "/livereload.js")[0].status == 404
    served.write("content/cables/07STRELSAU612.txt", cable_text(subject="ANOTHER SUBJECT"))
    served.wait(" cables/s", times=2)
    assert "ANOTHER SUBJECT" in ask(served, f"/{CABLE}")[1]


def test_drafts_are_shown_when_asked_for_and_public_is_left_alone(serve: Serve) -> None:
    """The preview has a folder of its own."""
    draft = {"content/pages/plan.md": "---\ntitle: A plan\ndraft: true\n---\nNot yet.\n"}
    without = serve(None, draft)
    assert ask(without, "/plan.html")[0].status == 404
    without.close()  # the site is made anew, with the folder in which previews find each other
    served = serve(None, draft, options=("--drafts",))
    assert ask(served, "/plan.html")[0].status == 200
    assert not (served.root / "public").exists()


def test_a_bad_cable_is_told_of_once_and_stops_nothing(serve: Serve) -> None:
    """Its problems are repeated only when they change."""
    served = serve()
    served.write("content/cables/07STRELSAU613.txt", "Reference ID\0")
    served.wait("content/cables/07STRELSAU613.txt:1:1: error not-text")
    served.wait(" cables/s", times=2)
    served.write("content/cables/07STRELSAU612.txt", cable_text(subject="ANOTHER SUBJECT"))
    served.wait(" cables/s", times=3)
    assert "ANOTHER SUBJECT" in ask(served, f"/{CABLE}")[1]
    assert sum("not-text" in line for line in served.lines) == 1


def test_five_saves_in_a_burst_make_one_build(serve: Serve) -> None:
    """And the build has what was saved last."""
    served = serve()
    for number in range(5):
        served.write("content/cables/07STRELSAU612.txt", cable_text(subject=f"SAVE {number}"))
    served.wait(" cables/s", times=2)
    served.write("content/pages/mark.md", "# A mark\n\nThe builds before this one are counted.\n")
    served.wait("content/pages/mark.md changed")
    served.wait(" cables/s", times=3)
    assert "SAVE 4" in ask(served, f"/{CABLE}")[1]
    assert sum("07STRELSAU612.txt changed" in line for line in served.lines) == 1


def test_ctrl_c_ends_the_preview_with_130(serve: Serve) -> None:
    """In one line."""
    served = serve()
    assert served.stop() == 130
    assert served.lines[-1] == "cablepress: interrupted"
    assert not any("Traceback" in line for line in served.lines)


def test_a_busy_port_is_an_error(make_site: Callable[..., Path]) -> None:
    """Exit code 1, one line, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "cablepress",
            "serve",
            "-f",
            str(make_site() / "site.yml"),
            "-p",
            str(port),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr == f"port {port} is in use; try --port {port % 65535 + 1}\n"


def test_two_previews_of_one_site_do_not_meet(serve: Serve) -> None:
    """Each has a folder of its own; both see an edit, and neither shows an error."""
    one = serve()
    with closing(one.beside()) as other:
        other.wait(" cables/s")
        one.write("content/cables/07STRELSAU612.txt", cable_text(subject="SEEN BY BOTH"))
        for served in (one, other):
            served.wait(" cables/s", 2)
            assert "SEEN BY BOTH" in ask(served, f"/{CABLE}")[1]
    folders = sorted(path.name for path in (one.root / ".cablepress").glob("preview*") if path.is_dir())
    assert folders == ["preview", "preview-2"]


def test_a_preview_that_was_removed_is_built_again(serve: Serve) -> None:
    """``make clean`` under a running preview: whoever asks for a page gets it, a moment later."""
    served = serve()
    shutil.rmtree(served.root / ".cablepress")
    assert ask(served, f"/{CABLE}")[0].status == 503
    served.wait(" cables/s", 2)
    assert ask(served, f"/{CABLE}")[0].status == 200


def test_only_a_workspace_of_this_environment_may_forward(serve: Serve) -> None:
    """A name that a request claims is nothing; one that the environment says is answered to."""
    served = serve()
    assert ask(served, f"/{CABLE}", Host="evil.example", **{"X-Forwarded-Host": "localhost"})[0].status == 403
