"""Links: none is dead, none leads to another host unasked; and hostile words stay words."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config


class _Links(HTMLParser):
    """Collects the ids of a page, where it links to, and what it loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if "src" in values or (tag == "link" and values.get("rel") in ("stylesheet", "icon")):
            self.loads.append(values.get("src") or values["href"])
        elif tag in ("a", "form") or values.get("rel") == "alternate":
            self.links.append(values.get("href") or values.get("action") or "")
        elif values.get("http-equiv") == "refresh":
            self.links.append(values["content"].partition("url=")[2])


def read(path: Path) -> _Links:
    page = _Links()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def dead_links(site: Path) -> Iterator[tuple[str, str]]:
    """Pages and the links on them that lead nowhere; also ids that stand twice and requests to other hosts."""
    pages = {path.relative_to(site).as_posix(): read(path) for path in site.rglob("*.html")}
    for url, page in pages.items():
        for twice in {each for each in page.ids if page.ids.count(each) > 1}:
            yield url, f"id twice: {twice}"
        for link in page.loads + page.links:
            if re.match(r"[a-z]+:", link):
                if link in page.loads:
                    yield url, f"request to another host: {link}"
                continue
            target, fragment = urldefrag(link)
            # 404.html is shown at any address, so its links begin at the site's own path, here "/".
            path = target.lstrip("/") if url == "404.html" else posixpath.join(posixpath.dirname(url), target)
            path = posixpath.normpath(unquote(path.partition("?")[0])) if target else url
            if not (site / path).is_file() or (fragment and unquote(fragment) not in pages[path].ids):
                yield url, link


@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
def test_no_link_is_dead_and_nothing_comes_from_other_hosts(sites: Callable[[str], Path], theme: str) -> None:
    """Every address and every fragment of the sample archive exists, and no id stands twice on a page."""
    assert list(dead_links(sites(theme))) == []


@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
def test_no_page_has_an_inline_script_or_style(sites: Callable[[str], Path], theme: str) -> None:
    """The policy would block them; JSON-LD is data, and the only thing that stands inline."""
    inline = re.compile(r"<style|<[^>]+\s(?:style|on\w+)=|<script(?! (?:defer src=|type=\"application/ld\+json\"))")
    for path in sites(theme).rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert inline.search(html) is None, path
        assert "Content-Security-Policy" in html, path
        assert "unsafe" not in html.partition("<title>")[0], path


@pytest.mark.browser
def test_every_page_is_whole_without_javascript(browser: Any, dossier: Path) -> None:
    """Only search needs it, and says so."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    empty = []
    for path in sorted(dossier.rglob("*.html")):
        page.goto(path.as_uri())
        heading, text = page.evaluate("['h1', 'main'].map((name) => document.querySelector(name).innerText)")
        if not heading.strip() or len(text) < 40:
            empty.append(path.name)
    page.goto((dossier / "search.html").as_uri())
    assert "Search needs JavaScript" in page.locator("main").inner_text()
    context.close()
    assert empty == []
    assert [url for url in requests if not url.startswith("file://")] == []


def test_the_original_sites_addresses_lead_to_ours(sites: Callable[[str], Path]) -> None:
    """Links made since 2010 to /tag/PGOV_0.html and its like work again."""
    site = sites("cablegate")
    for old, new in {
        "tag/PGOV_0.html": "tag/PGOV.html",
        "date/2007-07_0.html": "date/2007-07.html",
        "reldate/2011-08-30_0.html": "reldate/2011-08-30.html",
        "classification/1_0.html": "classification/confidential.html",
    }.items():
        target = read(site / old).links[0]
        assert posixpath.normpath(posixpath.join(posixpath.dirname(old), target)) == new


EVIL = "<script>window.pwned=1</script><img src=x onerror=window.pwned=2>\"'{{ 7 * 7 }}{% raw %}"

HOSTILE = """---
id: 07STRELSAU612
created: 2007-07-09T00:09Z
released: 2011-08-30T01:44Z
classification: SECRET
origin: {origin}
subject: {subject}
tags: [{tag}, PGOV]
note: {evil}
source: {evil}
---
{evil}
FM {evil}

S E C R E T STRELSAU 000612
TAGS: {tag}
SUBJECT: {subject}
REF: {evil}
Classified By: {evil} reasons 1.4 (b)

1. (C/{evil}) {evil}

{evil}
-----------------

2. (S) -- {evil}
-- {long}
{evil}
"""


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
def test_hostile_words_hold_no_sway(browser: Any, make_site: Callable[..., Path], theme: str) -> None:
    """A subject of 2,000 characters, a tag of 200, an Arabic origin, scripts in every field: nothing runs or bursts."""
    quoted = "'" + EVIL.replace("'", "''") + "'"
    fields = {"evil": quoted, "long": "W" * 3000}
    cables = {
        "07STRELSAU612": HOSTILE.format(
            origin="السفارة الأمريكية في القاهرة", subject="W" * 2000, tag="T" * 200, **fields
        ),
        "07STRELSAU613": HOSTILE.replace("612", "613").format(origin=quoted, subject=quoted, tag=quoted, **fields),
        "07STRELSAU614": HOSTILE.replace("612", "614").format(
            origin="O" * 300, subject="word " * 400, tag="X", **fields
        ),
    }
    root = make_site(cables, {"site.yml": f"title: {quoted}\ndescription: {quoted}\ntheme: {{name: {theme}}}\n"})
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    site = root / "public"
    assert list(dead_links(site)) == []
    context = browser.new_context()
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("dialog", lambda dialog: noise.append("dialog"))
    for path in sorted(path for path in site.rglob("*.html") if path.name not in ("search.html", "404.html")):
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            if width == 360:
                page.goto(path.as_uri())
            shown = page.evaluate("[window.pwned ?? 0, document.images.length, document.documentElement.scrollWidth]")
            assert shown[:2] == [0, 0], path
            assert shown[2] <= width, path
    context.close()
    assert noise == []


def test_a_form_may_be_sent_from_a_disk(dossier: Path) -> None:
    """Firefox blocks it on pages from file:// unless the policy names the scheme; no page of a host can go there."""
    for path in dossier.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        if "<form" in html:
            assert "form-action 'self' file:;" in html, path
