"""A thousand hostile files: the site is built, says what it left out, and does nothing on its own in a browser."""

# ruff: noqa: E501 - lines of markup as attackers write them
from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from support import cable_text

MakeSite = Callable[..., Path]

MARKUP = """<script>alert(1)</script>|<img src=x onerror=alert(1)>|<svg onload=alert(1)>|<iframe srcdoc="<script>alert(1)</script>">
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">|<form action=http://127.0.0.1:9/><input autofocus onfocus=alert(1)>
</title><script>alert(1)</script>|"><script>alert(1)</script>|'-alert(1)-'|{{ 7*7 }}|{% include "x" %}|${7*7}|javascript:alert(1)
[x](javascript:alert(1))|![x](http://127.0.0.1:9/x.png)|<base href=http://127.0.0.1:9/>|<link rel=stylesheet href=//127.0.0.1:9/x>
<object data=x>|<embed src=x>|<a href="data:text/html,<script>alert(1)</script>">x</a>|<details open ontoggle=alert(1)>|<math><mi//xlink:href="data:x,<script>alert(1)</script>">
--><script>alert(1)</script>|]]><script>alert(1)</script>|&#60;script&#62;alert(1)&#60;/script&#62;|<style>@import "//127.0.0.1:9/x"</style>|<p style="background:url(//127.0.0.1:9/x)">
</script><script>alert(1)</script>|</textarea><img src=x onerror=alert(1)>|\u2028alert(1)//|\x1b]0;owned\x07|\x9b31m|\u202etxt.exe|\ufeff|\x00|\x7f|%0d%0aSet-Cookie:x=1""".replace(
    "\n", "|"
).split("|")
NAMES = [
    "plain", "two words", "quote'", 'double"', "amp&x", "less<b>", "hash#x", "per%20cent", "new\nline", "esc\x1b[31m",
    "bidi\u202e", "dots..", "con", "-rf", "$(touch owned)", "`id`", ";ls", "|cat", "ünï", "日本", "{{7}}", "::error ::x",
]  # fmt: skip


def hostile_site(root: Path) -> int:
    """Fill a site with files of all kinds; gives their number."""
    chance = random.Random(1000)
    count = 0
    for folder in ("cables", "pages", "articles", "static"):
        (root / "content" / folder).mkdir(parents=True, exist_ok=True)
    for number in range(1000):
        bad = " ".join(chance.sample(MARKUP, 3))
        folder = ("cables", "cables", "pages", "articles", "static")[number % 5]
        extension = {"cables": "txt", "static": "bin"}.get(folder, "md")
        name = f"{chance.choice(NAMES)}-{number}.{extension}"
        if name.startswith("::"):
            name = f"{name[:-4]}.{extension}"
        place = root / "content" / folder / name
        kind = chance.randrange(12)
        try:
            if kind == 0:
                place.symlink_to(chance.choice(["/etc/passwd", "/", "..", "loop", "/nowhere", "/dev/zero"]))
            elif kind == 1:
                os.mkfifo(place)
            elif folder == "cables":
                place.write_bytes(hostile_cable(number, bad, chance))
            else:
                place.write_bytes(hostile_page(bad, chance) if folder != "static" else bad.encode(errors="replace"))
            count += 1
        except (OSError, ValueError):
            continue
    return count


def hostile_cable(number: int, bad: str, chance: random.Random) -> bytes:
    field = chance.choice(["origin", "classification", "subject", "tags", "ref", "text", "created"])
    text = cable_text(f"07ZENDA{number}", **{field: bad, "number": f"{number:03d}"})
    if chance.random() < 0.3:
        text = f"---\nnote: {chance.choice([bad, repr(bad), '[' * 200, '*x'])}\norigin: {bad!r}\n---\n{text}"
    data = text.encode("utf-8", "replace")
    return data + bytes(chance.choices(range(256), k=20)) if chance.random() < 0.2 else data


def hostile_page(bad: str, chance: random.Random) -> bytes:
    title = chance.choice([bad.replace("\n", " "), repr(bad), "&a [*a]", "0x" + "f" * 5000, "!!python/name:os.system"])
    head = f"---\ntitle: {title}\n---\n" if chance.random() < 0.6 else ""
    return f"{head}# {bad}\n\n{bad}\n\n07ZENDA{chance.randrange(1000)} [{bad}](<{bad}>)\n".encode("utf-8", "replace")


@pytest.mark.browser
def test_a_thousand_hostile_files(make_site: MakeSite, page: Page) -> None:
    """No script, no dialog, no request to anybody, no navigation of its own; no escape on the terminal; the build ends."""
    root = make_site({"07STRELSAU612": cable_text()})
    made = hostile_site(root)
    assert made > 900
    (root / "site.yml").write_text(
        "title: '<script>alert(1)</script> {{ 7*7 }}'\ndescription: '\"><img src=x onerror=alert(1)>'\n"
    )
    command = [sys.executable, "-m", "cablepress", "-f", str(root / "site.yml"), "build", "-v"]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    said = done.stderr + done.stdout
    assert done.returncode == 1
    assert b"Traceback" not in said
    assert not [byte for byte in said.replace(b"\n", b"") if byte < 32 or byte == 127]
    assert not [line for line in said.splitlines() if line.startswith(b"::")]
    assert b"error link-outside" in said
    assert b"warning html-left-out" in said
    site = root / "public"
    assert not any(b"root:x:0" in path.read_bytes() for path in site.rglob("*") if path.is_file())
    pages = sorted(path for path in site.rglob("*.html") if "cablegate" not in path.parts)
    assert len(pages) > 300
    walk(page, random.Random(7).sample(pages, 60))


def walk(page: Page, pages: list[Path]) -> None:
    """Open pages, and see that nothing happens but their being shown."""
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: happened.append(f"error {error}"))
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "data:")) or happened.append(f"request {request.url}"),
    )
    for path in pages:
        address = path.as_uri()
        page.goto(address)
        page.wait_for_timeout(30)
        assert page.url == address
        assert (
            page.evaluate("document.querySelectorAll('main iframe, main object, main embed, main script').length") == 0
        )
        assert happened == [], path
