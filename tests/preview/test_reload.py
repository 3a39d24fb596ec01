"""Whoever writes sees it in the browser: real pages, in Chromium, that reload by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from support import cable_text

Serve = Callable[..., Any]
pytestmark = pytest.mark.browser

CABLE = "cable/2007/07/07STRELSAU612.html"
SOURCE = "content/cables/07STRELSAU612.txt"
ABOUT = "---\ntitle: About\n---\n\n{text}\n"


class Loads:
    """Counts how often a page was loaded."""

    def __init__(self, page: Any) -> None:
        self.count = 0
        page.on("load", self._add)

    def _add(self, _: object) -> None:
        self.count += 1


def see(page: Any, text: str) -> None:
    """Wait until the page shows ``text``."""
    page.get_by_text(text).first.wait_for(timeout=60_000)


def open_page(page: Any, url: str) -> None:
    """Load a page, and return when it listens for reloads."""
    frames: list[object] = []
    # From its beginning: the first frame may come before anybody could wait for it.
    page.once("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    page.goto(url)
    for _ in range(300):
        if frames:
            break
        page.wait_for_timeout(100)
    assert frames, "the page does not listen for reloads"
    page.wait_for_timeout(200)


def test_a_page_reloads_when_its_cable_changes(serve: Serve, page: Any) -> None:
    """Once for each save, at the same place; the strict policy of the page allows it (its console is empty)."""
    served = serve()
    loads = Loads(page)
    open_page(page, f"{served.url}{CABLE}#par2")
    for number in range(1, 4):
        served.write(SOURCE, cable_text(text=f"Sentence number {number} of an invented cable."))
        see(page, f"Sentence number {number} of an invented cable.")
        page.wait_for_load_state("load")
    assert page.url == f"{served.url}{CABLE}#par2"
    assert loads.count == 4


def test_a_page_reloads_when_anything_it_is_made_of_changes(serve: Serve, page: Any) -> None:
    """A Markdown page, a template of the theme, its style sheet, site.yml."""
    served = serve(
        None,
        {
            "site.yml": "title: First title\ntheme:\n  custom_dir: mine\n",
            "content/pages/about.md": ABOUT.format(text="As it was."),
            "mine/templates/page.html": '{% extends "base.html" %}{% block main %}{{ content.html }}{% endblock %}',
        },
    )
    open_page(page, f"{served.url}about.html")
    served.write("content/pages/about.md", ABOUT.format(text="As it is."))
    see(page, "As it is.")
    template = '{% extends "base.html" %}{% block main %}<p>From the template.</p>{{ content.html }}{% endblock %}'
    served.write("mine/templates/page.html", template)
    see(page, "From the template.")
    served.write("mine/static/style.css", "main { color: rgb(1, 2, 3) }")
    is_seen = "() => getComputedStyle(document.querySelector('main')).color === 'rgb(1, 2, 3)'"
    page.wait_for_function(is_seen, timeout=60_000)
    served.write("site.yml", "title: Second title\ntheme:\n  custom_dir: mine\n")
    see(page, "Second title")


def test_folders_that_site_yml_names_anew_are_watched(serve: Serve, page: Any) -> None:
    """The configuration is read again, and what it says holds for the watch too."""
    served = serve(None, {"other/about.md": ABOUT.format(text="Elsewhere.")})
    open_page(page, served.url)
    served.write("site.yml", "title: Moved\ncontent:\n  pages: other\n")
    see(page, "Moved")
    open_page(page, f"{served.url}about.html")
    see(page, "Elsewhere.")
    served.write("other/about.md", ABOUT.format(text="Seen elsewhere."))
    see(page, "Seen elsewhere.")


def test_what_breaks_the_build_is_shown_in_the_browser_until_it_is_mended(serve: Serve, browser: Any) -> None:
    """A wrong site.yml, then a broken template: the message with file and line, escaped; then the page again."""
    served = serve(None, {"site.yml": "title: Right\n"})
    context = browser.new_context()
    page = context.new_page()
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    open_page(page, served.url)
    served.write("site.yml", "titel: <b>Wrong</b>\n")
    see(page, "site.yml:1:1: error config-key-unknown: unknown key 'titel'; did you mean 'title'?")
    served.wait("site.yml:1:1: error config-key-unknown")
    served.write("site.yml", "title: [<b>\n")
    see(page, "site.yml:2:1: error config-syntax")
    served.write("site.yml", "title: Mended\ntheme: {custom_dir: mine}\n")
    see(page, "theme.custom_dir: no folder 'mine'")
    served.write("mine/templates/home.html", "{% if %}")
    see(page, "mine/templates/home.html:1:1: error template-syntax")
    served.write("mine/templates/home.html", "{{ undefined_name }}<b>")
    see(page, "mine/templates/home.html:1:1: error template-failed")
    served.write("mine/templates/home.html", '{% extends "dossier:home.html" %}')
    see(page, "Mended")
    status = {message for message in console if "500 (Internal Server Error)" not in message}
    context.close()
    assert status == set()
    assert not any("Traceback" in line for line in served.lines)


def test_a_page_reloads_when_its_cable_is_gone_and_comes_back(serve: Serve, browser: Any) -> None:
    """While it is gone the site's own 404 page stands in its place, and reloads too."""
    served = serve({"07STRELSAU612": cable_text(), "07STRELSAU613": cable_text("07STRELSAU613")})
    context = browser.new_context()
    page = context.new_page()
    open_page(page, served.url + CABLE)
    (served.root / SOURCE).unlink()
    page.locator("body:not(.cable)").wait_for(timeout=60_000)
    served.write(SOURCE, cable_text(text="Back again."))
    see(page, "Back again.")
    context.close()


def test_a_style_sheet_is_exchanged_in_place(serve: Serve, page: Any) -> None:
    """The page is not loaded again, not even when the build that follows is done; the next page has the new sheet."""
    served = serve(None, {"site.yml": "theme: {custom_dir: mine}\n", "mine/static/style.extra.css": "main { top: 0 }"})
    loads = Loads(page)
    open_page(page, served.url + CABLE)
    builds = len([line for line in served.lines if " cables/s" in line])
    served.write("mine/static/style.extra.css", "main { color: rgb(1, 2, 3) }")
    expect(page.locator("main")).to_have_css("color", "rgb(1, 2, 3)")
    served.wait(" cables/s", builds + 1)
    page.wait_for_timeout(500)
    assert loads.count == 1
    open_page(page, served.url)
    expect(page.locator("main")).to_have_css("color", "rgb(1, 2, 3)")


def test_the_lines_around_an_error_are_shown(serve: Serve, browser: Any) -> None:
    """Of site.yml and of a template: the line that is meant has a mark before it."""
    served = serve(None, {"site.yml": "title: Right\nlanguage: en\n"})
    page = browser.new_page()
    open_page(page, served.url)
    served.write("site.yml", "title: Right\nlangauge: en\n\ntheme: {}\n")
    see(page, "> 2 | langauge: en")
    see(page, "  4 | theme: {}")
    page.close()


def test_an_edit_is_seen_while_a_build_is_under_way(serve: Serve, page: Any) -> None:
    """Two saves, the second at once after the first: both are seen, whatever is being built."""
    served = serve({f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}") for number in range(600, 640)})
    open_page(page, served.url + CABLE)
    for number in range(5):
        served.write(SOURCE, cable_text(text=f"Sentence {number} of a hurried author."))
        see(page, f"Sentence {number} of a hurried author.")


@pytest.mark.parametrize(
    ("address", "changed", "text"),
    [
        ("tag/PGOV.html", SOURCE, "A NEW SUBJECT"),
        ("index.html", SOURCE, "A NEW SUBJECT"),
        ("about.html", "content/pages/about.md", "A new page"),
    ],
)
def test_every_kind_of_page_is_made_as_a_build_makes_it(
    serve: Serve, page: Any, address: str, changed: str, text: str
) -> None:
    """The page that is shown first and the one that is built have the same bytes: it is loaded once for one save."""
    served = serve(None, {"content/pages/about.md": ABOUT.format(text="As it was.")})
    loads = Loads(page)
    open_page(page, served.url + address)
    builds = len([line for line in served.lines if " cables/s" in line])
    served.write(changed, cable_text(subject=text) if changed == SOURCE else ABOUT.format(text=text))
    see(page, text)
    served.wait(" cables/s", builds + 1)
    page.wait_for_timeout(500)
    assert loads.count == 2
