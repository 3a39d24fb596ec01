"""Every kind of page, in both themes: it fits, it is quiet, axe finds nothing, the keyboard reaches all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

KINDS = {
    "home": "index.html",
    "cable": "cable/2007/08/07STRELSAU612.html",
    "seed": "cable/2007/07/07ASTANA1848.html",
    "list": "tag/PGOV.html",
    "dates": "date/2007-08.html",
    "index": "tag/index.html",
    "posts": "origin/index.html",
    "months": "date/index.html",
    "page": "how-to-read.html",
    "article": "articles/eleven-minutes.html",
    "articles": "articles/index.html",
    "search": "search.html",
    "results": "search.html?q=cheese",
    "cited": "cited/08GANSDORF77.html",
    "versions": "cable/2009/01/09STRELSAU21.html",
    "version": "cable/2009/01/09STRELSAU21.v1.html",
    "diff": "cable/2009/01/09STRELSAU21.diff.html",
    "changes": "changes.html",
}
"""A page of every kind. 404.html is left to the preview's tests: its addresses begin at the host's root."""

# From file://, axe may not fetch style sheets a second time; its rules look at what is computed anyway.
# All of them run, but what they find in order stays in the browser: to hand it over takes longer than to find it.
VIOLATIONS = """axe.run({
    preload: false, resultTypes: ['violations'], elementRef: false, rules: {'target-size': {enabled: true}}})
  .then((found) => found.violations.map((each) => [each.id, each.nodes[0].html]))"""


def go(page: Any, site: Path, url: str) -> None:
    """Open a page of the site, and wait for what its query finds."""
    page.goto(f"{site.as_uri()}/{url}")
    if "?" in url:
        page.locator(".hit").first.wait_for()


@contextmanager
def quiet_page(browser: Any, **options: Any) -> Iterator[Any]:
    """A page with its own settings; anything on its console fails the test."""
    context = browser.new_context(**options)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: messages.append(f"{page.url}: {error}"))
    yield page
    context.close()
    assert messages == []


@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
@pytest.mark.parametrize("widths", [(360, 768), (1440, 2560)])
def test_no_page_scrolls_sideways_or_writes_to_the_console(
    browser: Any, sites: Callable[[str], Path], theme: str, widths: tuple[int, int]
) -> None:
    """From a phone, also when it is turned, to a wide screen, every kind of page fits."""
    wide = []
    with quiet_page(browser) as page:
        for kind, url in KINDS.items():
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                if width == widths[0]:
                    go(page, sites(theme), url)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wide.append((kind, width))
    assert wide == []


@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
def test_axe_finds_no_violation(browser: Any, sites: Callable[[str], Path], theme: str) -> None:
    """Pages are for everyone, by daylight on a wide screen and at night on a phone."""
    found = []
    with quiet_page(browser) as page:
        for kind, url in KINDS.items():
            go(page, sites(theme), url)
            page.evaluate("for (const each of document.querySelectorAll('details')) { each.open = true; }")
            page.evaluate(Axe().axe_script)
            for scheme, width in (("light", 1280), ("dark", 360)):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 900})
                found += [(kind, scheme, *violation) for violation in page.evaluate(VIOLATIONS)]
    assert found == []


@pytest.mark.parametrize("theme", ["dossier", "cablegate"])
@pytest.mark.parametrize("kind", ["home", "cable", "list", "search"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_keyboard_reaches_everything(
    browser: Any, sites: Callable[[str], Path], theme: str, kind: str, width: int
) -> None:
    """Tab alone comes to every link's target, every button, every field."""
    with quiet_page(browser, viewport={"width": width, "height": 900}) as page:
        go(page, sites(theme), KINDS[kind])
        page.evaluate("for (const each of document.querySelectorAll('details')) { each.open = true; }")
        name = "(each) => each.href && each.href.baseVal || each.href || each.id || each.name || each.textContent"
        # What is not rendered until it is asked for, such as the × of a note that is not open, does not count.
        wanted = page.evaluate(
            f"""Array.from(document.querySelectorAll('a[href], button, input, select, summary'))
            .filter((each) => each.getClientRects().length).map({name})
            .map((each) => each.startsWith('../') || /^[a-z]+\\/.*html$/.test(each)
              ? new URL(each, location.href).href : each)"""
        )
        reached: set[str] = set()
        # Twice as often as there are elements: a date field stops at its month, its year and its button.
        for _ in range(2 * len(wanted)):
            page.keyboard.press("Tab")
            reached.add(page.evaluate(f"({name})(document.activeElement)"))
            if reached.issuperset(wanted):
                break
    assert sorted(set(wanted) - reached) == []


def test_a_language_from_right_to_left_holds_the_layout(browser: Any, make_site: Callable[..., Path]) -> None:
    """The interface turns round; the text of an English cable stays as it is."""
    from cablepress.build.flow import Options, build_site
    from cablepress.config import read_config

    config = "language: ar\ntheme: {custom_dir: mine}\n"
    root = make_site(files={"site.yml": config, "mine/strings/ar.yml": "direction: rtl\ncable:\n  cite: الرقم\n"})
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    for width in (360, 1440):
        with quiet_page(browser, viewport={"width": width, "height": 900}) as page:
            page.goto((root / "public/cable/2007/07/07STRELSAU612.html").as_uri())
            assert page.evaluate("getComputedStyle(document.querySelector('.acts')).direction") == "rtl"
            assert page.evaluate("getComputedStyle(document.querySelector('.text')).direction") == "ltr"
            assert page.get_by_text("الرقم").is_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_an_open_menu_of_a_list_covers_no_other(browser: Any, sites: Callable[[str], Path], width: int) -> None:
    """Each can be reached while others are open, and what is opened is on top; without a script too."""
    with quiet_page(browser, viewport={"width": width, "height": 900}, java_script_enabled=False) as page:
        go(page, sites("dossier"), "origin/embassy-strelsau.html")
        menus = page.locator(".by summary")
        assert menus.count() >= 2
        for number in [*reversed(range(menus.count())), 0, 0]:
            menus.nth(number).click(timeout=2000)
            panel = page.locator(".by ul").nth(number)
            if menus.nth(number).evaluate("(each) => each.parentElement.open"):
                panel.locator("a").first.click(timeout=2000, trial=True)
                box = panel.bounding_box()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width


def test_escape_closes_a_menu_where_it_was_opened(browser: Any, sites: Callable[[str], Path]) -> None:
    """Whoever goes on by keyboard goes on from the menu."""
    with quiet_page(browser) as page:
        go(page, sites("dossier"), "origin/embassy-strelsau.html")
        page.locator(".by summary").first.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert page.locator(".by [open]").count() == 0
        assert page.evaluate("document.activeElement.matches('.by summary')")


def test_what_needs_a_script_leaves_no_gap_without(browser: Any, sites: Callable[[str], Path]) -> None:
    """With one, its place is kept, so that nothing moves."""
    for url, selector in (("search.html", "#search-filters"), ("tag/index.html", "#_filter")):
        with quiet_page(browser, java_script_enabled=False) as page:
            go(page, sites("dossier"), url)
            assert page.locator(selector).bounding_box() is None, url


def test_on_paper_a_search_is_its_words_and_results(browser: Any, sites: Callable[[str], Path]) -> None:
    """No form, no explanations; a list has no menus."""
    with quiet_page(browser) as page:
        go(page, sites("dossier"), "search.html?q=cheese")
        page.emulate_media(media="print")
        assert page.locator("#q").is_visible()
        assert page.locator(".hit").first.is_visible()
        for selector in ("#search-form", ".syntax", ".ask button"):
            assert not page.locator(selector).is_visible(), selector
        go(page, sites("dossier"), "origin/embassy-strelsau.html")
        assert not page.locator(".by").is_visible()
