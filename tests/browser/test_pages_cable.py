"""The cable page: what a reader finds, understands, links to and quotes; with and without JavaScript."""

from __future__ import annotations

import gzip
import json
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import cable_text

from cablepress.build.flow import Options, build_site
from cablepress.config import read_config

pytestmark = pytest.mark.browser

SEED = "cable/2007/07/07ASTANA1848.html"
LONG = "cable/2007/08/07STRELSAU612.html"


@pytest.fixture
def plain(browser: Any) -> Any:
    """A page in which JavaScript is off."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def top(page: Any, selector: str) -> float:
    return float(page.locator(selector).bounding_box()["y"])


def test_one_line_of_facts_has_the_five_values_each_a_link(page: Any, dossier: Path) -> None:
    """Reference ID, created, released, classification and origin, as in the table of the original site."""
    page.goto((dossier / SEED).as_uri())
    links = page.locator(".record a")
    assert links.all_inner_texts() == [
        "07ASTANA1848",
        "9 July 2007, 00:09 UTC",
        "30 August 2011, 01:44 UTC",
        "CONFIDENTIAL",
        "Embassy Astana",
    ]
    for number in range(5):
        page.goto((dossier / SEED).as_uri())
        links.nth(number).click()
        page.locator("h1").wait_for()


@pytest.mark.parametrize(("width", "limit"), [(360, 560), (768, 560), (1440, 460), (2560, 460)])
@pytest.mark.parametrize("url", [SEED, LONG])
def test_the_text_begins_near_the_top(browser: Any, dossier: Path, width: int, limit: int, url: str) -> None:
    """A reader sees the first sentence without scrolling, and comes to it in at most 25 steps of the Tab key."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((dossier / url).as_uri())
    assert top(page, ".text > p >> nth=0") <= limit
    before = page.evaluate(
        """() => { const first = document.querySelector('.text > [id]');
        return [...document.querySelectorAll('a[href], button, input, summary')].filter((each) => each.checkVisibility()
          && first.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING).length; }"""
    )
    assert before <= 25
    context.close()


def test_every_character_of_the_blocks_is_in_the_page(page: Any, dossier: Path) -> None:
    """Prose hides rules of dashes from sight; it never drops them."""
    records = sorted(dossier.glob("cable/*/*/*.json"))
    assert records
    for path in records:
        record = json.loads(path.read_text(encoding="utf-8"))
        page.goto(path.with_suffix(".html").as_uri())
        shown = page.evaluate(
            """() => { const text = document.querySelector('.text').cloneNode(true);
            text.querySelectorAll('summary, details p').forEach((each) => each.remove());
            const signs = ':scope > :not(p[id^="par"]) > a[href^="#"]:not([id])';
            text.querySelectorAll(signs).forEach((each) => each.remove());
            return text.textContent; }"""
        )
        sent = "".join(each.get("opening", "") + each["text"] + each.get("closing", "") for each in record["blocks"])
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", record["header"]["text"] + sent), path.name


def test_the_text_as_transmitted_is_one_switch_away_without_javascript(plain: Any, dossier: Path) -> None:
    """The rules around headings appear, and the lines break where they broke."""
    plain.goto((dossier / SEED).as_uri())
    rule = plain.locator("h3 > i").first
    assert not rule.is_visible()
    assert plain.locator("#par2").bounding_box()["height"] < 300
    plain.locator("label:has(#_sent)").click()
    assert rule.is_visible()
    assert plain.locator("#par2").evaluate("(each) => getComputedStyle(each).whiteSpaceCollapse") == "preserve"


def test_a_code_is_explained_where_it_stands_without_javascript(plain: Any, dossier: Path) -> None:
    """The note opens at the foot of the window, the text stays where it was, and × leads back to the word."""
    plain.goto((dossier / SEED).as_uri())
    term = plain.locator("[href^='#term_']", has_text="septel").first
    term.scroll_into_view_if_needed()
    before = term.bounding_box()
    term.click()
    note = plain.locator("#term_septel")
    box = note.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(900, abs=2)
    assert term.bounding_box() == before
    note.locator("a").click()
    assert plain.url.endswith("#t_septel")
    assert 0 <= term.bounding_box()["y"] < 900
    assert note.bounding_box()["y"] > 900


@pytest.mark.parametrize("selector", ["[href^='#term_']", ".marks a", "b a[href^='#m_']"])
def test_whoever_opens_a_note_by_keyboard_keeps_the_place(page: Any, dossier: Path, selector: str) -> None:
    """Enter opens it, Escape closes it, the focus is where it was; the history has not grown."""
    page.goto((dossier / LONG if "term" not in selector else dossier / SEED).as_uri())
    link = page.locator(selector).first
    link.focus()
    before, steps = page.evaluate("scrollY"), page.evaluate("history.length")
    for leave in ("Escape", "Tab"):
        page.keyboard.press("Enter")
        card = page.locator(".card")
        assert card.is_visible()
        assert page.evaluate("document.querySelector('.card').contains(document.activeElement)")
        page.keyboard.press(leave)
        if leave == "Tab":
            page.keyboard.press("Tab")
        assert not card.is_visible()
        if leave == "Escape":
            assert link.evaluate("(each) => each === document.activeElement")
    # The Tab key goes on from the word.
    assert link.evaluate("(each) => Boolean(each.compareDocumentPosition(document.activeElement) & 4)")
    assert abs(page.evaluate("scrollY") - before) < 400
    assert page.evaluate("history.length") == steps


def test_the_colour_of_a_marking_is_that_of_its_paragraph_alone(browser: Any, dossier: Path) -> None:
    """Without the script the number has it too; a paragraph without a marking that is known has none."""
    for script in (False, True):
        page = browser.new_context(java_script_enabled=script, color_scheme="light").new_page()
        page.goto((dossier / "cable/2008/05/08ZENDA9.html").as_uri())
        soft = page.locator(".foot").evaluate("e => getComputedStyle(e).color")
        seen = set()
        for link in page.locator(".text[data-m] > p > a[href^='#par']:first-child").all():
            marked = link.get_attribute("data-m") != ""
            coloured = link.locator("i") if script and marked else link
            assert (coloured.evaluate("e => getComputedStyle(e).color") == soft) != marked, link.inner_text()
            seen.add(marked)
        assert seen == {True, False}
        page.context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_portion_markings_and_captions_are_explained(browser: Any, dossier: Path, width: int) -> None:
    """Each (C) and each caption has a card that can be read on a phone."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto((dossier / LONG).as_uri())
    for selector in ("#par1 [href^='#m_']", "#par3 > a > i", ".marks a"):
        link = page.locator(selector).first
        link.click()
        card = page.locator(".card")
        assert card.inner_text().startswith(link.inner_text())
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
    context.close()


def test_a_reference_in_the_text_leads_to_its_cable_with_a_card(page: Any, make_site: Callable[..., Path]) -> None:
    """ "ref B" is a link; the card has subject, date, post and first lines; the bytes are those of the text."""
    other = cable_text("07ZENDA31", origin="Consulate Zenda", subject="A LEAKING ROOF", text="The roof leaks.")
    text = "As told in ref B and in reftel A, and as (REF A) says, the roof leaks. Refs A and B agree."
    citing = cable_text("07STRELSAU612", ref="A. 06 HENTZAU 7\n     B. ZENDA 31", text=text)
    root = make_site(files={"content/cables/07ZENDA31.txt": other, "content/cables/07STRELSAU612.txt": citing})
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    page.goto((root / "public/cable/2007/07/07STRELSAU612.html").as_uri())
    links = page.locator("#par1 [href$='.html']")
    assert links.all_inner_texts() == ["ref B", "reftel A", "REF A", "Refs A", "B"]
    ends = [link.get_attribute("href").rpartition("/")[2] for link in links.all()]
    assert ends == [f"{name}.html" for name in ("07ZENDA31", "06HENTZAU7", "06HENTZAU7", "06HENTZAU7", "07ZENDA31")]
    page.locator(".text summary").click()
    assert page.locator(".text details [href$='.html']").count() == 2
    links.first.hover()
    card = page.locator(".card")
    card.wait_for()
    for words in ("A LEAKING ROOF", "9 July 2007", "Consulate Zenda", "The roof leaks."):
        assert words in card.inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    links.first.click()
    page.wait_for_url("**/07ZENDA31.html")
    assert "07STRELSAU612" in page.locator(".refs").last.inner_text()
    page.go_back()
    links.nth(1).click()
    page.wait_for_url("**/cited/06HENTZAU7.html")
    assert "reftel A" in page.locator("q").inner_text()


def test_the_address_marks_a_paragraph_with_all_its_blocks(plain: Any, make_site: Callable[..., Path]) -> None:
    """The mark is seen, and ends where the next paragraph begins."""
    text = "It is so:\n\n-- one thing, and a long one;\n\n-- another thing.\n\nAnd it goes on without a number."
    root = make_site(files={"content/cables/07STRELSAU612.txt": cable_text("07STRELSAU612", text=text)})
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    plain.goto((root / "public/cable/2007/07/07STRELSAU612.html").as_uri() + "#par1")
    marked = """[...document.querySelectorAll('.text > [id]')].filter((each) =>
        getComputedStyle(each).boxShadow !== 'none').map((each) => each.id)"""
    found = plain.evaluate(marked)
    assert found[0] == "par1"
    assert len(found) >= 2
    assert "par2" not in found


def test_the_reader_sees_where_they_are(page: Any, dossier: Path) -> None:
    """The bar has ID and paragraph once the title has gone, and the contents mark the section."""
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto((dossier / LONG).as_uri())
    bar = page.locator(".running")
    assert not bar.is_visible()
    page.locator(".text > p").last.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 400)")
    bar.wait_for()
    assert "07STRELSAU612" in bar.inner_text()
    assert re.search(r"para\. \d+ / \d+", bar.inner_text())


def test_a_block_without_a_number_is_in_the_paragraph_before_it(page: Any, dossier: Path) -> None:
    """Also where it begins with a marking of its own."""
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto((dossier / "cable/2009/01/09STRELSAU21.html").as_uri())
    page.evaluate("scrollTo(0, document.querySelector('#par5 + #u1').getBoundingClientRect().top + scrollY - 190)")
    page.locator(".running", has_text=re.compile(r"para\. 5 / 6")).wait_for()


def test_the_number_of_a_paragraph_copies_its_address_and_quotation(browser: Any, dossier: Path) -> None:
    """Two steps, and the paragraph can be pasted: its address, its citation, its words."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((dossier / SEED).as_uri())
    address = (dossier / SEED).as_uri() + "#par10"
    for name, ends in (("Copy link", [address]), ("Cite", ["para. 10"]), ("quotation", ["“", "#par10"])):
        page.locator("[href='#par10']").first.click()
        page.locator(".card button", has_text=name).click()
        page.locator("#_said", has_text="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert all(part in copied for part in ends), name
    assert page.url == address
    context.close()


def test_a_touch_shows_the_card_of_a_reference_first(browser: Any, make_site: Callable[..., Path]) -> None:
    """A second touch follows the link; there is no hovering on a phone."""
    other = cable_text("07ZENDA31", subject="A LEAKING ROOF")
    citing = cable_text("07STRELSAU612", ref="A. ZENDA 31", text="As ref A has it.")
    root = make_site(files={"content/cables/07ZENDA31.txt": other, "content/cables/07STRELSAU612.txt": citing})
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto((root / "public/cable/2007/07/07STRELSAU612.html").as_uri())
    link = page.locator("#par1 [href$='.html']")
    card = page.locator(".card", has_text="A LEAKING ROOF")
    _tap(link, lambda: card.wait_for(timeout=5_000))
    assert page.url.endswith("07STRELSAU612.html")
    _tap(link, lambda: page.wait_for_url("**/07ZENDA31.html", timeout=5_000))
    context.close()


def _tap(target: Any, seen: Callable[[], None]) -> None:
    """Touch until it is taken for a touch: a busy machine may let the finger lie so long that it is a long press."""
    from playwright.sync_api import TimeoutError as TooLateError

    for _ in range(5):
        target.tap()
        try:
            seen()
        except TooLateError:
            continue
        return
    raise AssertionError("no touch did what it should")


def test_the_keyboard_comes_to_the_contents_beside_a_long_text(plain: Any, dossier: Path) -> None:
    """On wide screens too, where the link is seen only when it has the focus: not by way of the whole text."""
    plain.set_viewport_size({"width": 1440, "height": 900})
    plain.goto((dossier / LONG).as_uri())
    link = plain.locator(".acts [href='#_side']")
    assert (
        plain.evaluate("getComputedStyle(document.querySelector(\".acts [href='#_side']\")).clipPath") == "inset(50%)"
    )
    for _ in range(25):
        plain.keyboard.press("Tab")
        if link.evaluate("(each) => each === document.activeElement"):
            break
    assert link.bounding_box()["width"] > 24
    plain.keyboard.press("Enter")
    plain.keyboard.press("Tab")
    assert plain.evaluate("document.activeElement.matches('#_side ol a')")


def test_on_a_phone_search_is_a_button_in_sight(plain: Any, dossier: Path) -> None:
    """It needs no script, is of 24 px at least, and the row of lists does not push it out."""
    plain.set_viewport_size({"width": 320, "height": 700})
    plain.goto((dossier / SEED).as_uri())
    assert not plain.locator(".find input").is_visible()
    button = plain.locator(".find button")
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    assert box["x"] + box["width"] <= 320
    button.click()
    assert "/search.html" in plain.url


def test_the_sheet_of_contents_closes_where_the_reader_is(browser: Any, dossier: Path) -> None:
    """On a phone, by a touch beside it or by Escape: the text stays where it was, the history does not grow."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto((dossier / LONG).as_uri())
    page.evaluate("scrollTo(0, 1500)")
    for leave in (lambda: page.touchscreen.tap(180, 120), lambda: page.keyboard.press("Escape")):
        page.locator(".running [href='#_side']").tap()
        assert page.locator("#_side").bounding_box()["y"] > 200
        steps = page.evaluate("history.length")
        leave()
        page.wait_for_function("getComputedStyle(document.querySelector('#_side')).position !== 'fixed'")
        assert page.evaluate("scrollY") == pytest.approx(1500, abs=4)
        assert page.evaluate("history.length") == steps
    context.close()


def test_keys_search_and_go_to_the_neighbours_and_can_be_turned_off(page: Any, dossier: Path) -> None:
    """ "/" goes to the box, "n" and "p" to the cables of the same post; "?" tells, and has the switch."""
    page.goto((dossier / SEED).as_uri())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.goto((dossier / LONG).as_uri())
    later = page.locator("a[rel=next]").get_attribute("href").rpartition("/")[2]
    page.keyboard.press("n")
    page.wait_for_url(f"**/{later}")
    page.keyboard.press("p")
    page.wait_for_url("**/07STRELSAU612.html")
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn the keys off").click()
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.url.endswith("07STRELSAU612.html")
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn the keys on").click()


def test_an_index_is_narrowed_and_ordered(page: Any, dossier: Path) -> None:
    """A box finds a tag by any part of its name or meaning; the largest can come first."""
    page.goto((dossier / "tag/index.html").as_uri())
    shown = page.locator("#_terms li:visible")
    every = shown.count()
    page.locator("#_filter input[type=search]").fill("GOV")
    assert 0 < shown.count() < every
    assert all("gov" in text.casefold() for text in shown.all_inner_texts())
    page.locator("#_filter input[type=search]").fill("")
    page.locator("#_filter input[type=checkbox]").check()
    counts = [int(item.get_attribute("data-n")) for item in shown.all()]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == every


def test_words_that_were_searched_for_are_marked_in_their_paragraph(page: Any, dossier: Path) -> None:
    """A result of the search lands on the paragraph and shows why."""
    page.goto((dossier / SEED).as_uri() + "?mark=tuyakba*+ALMATY+%28x+*#par7")
    assert page.locator("mark").all_inner_texts() == ["Tuyakbay", "Almaty", "Tuyakbay"]
    assert page.locator("#par7 mark").count() == 3


def test_a_list_is_sorted_by_any_column_and_back(page: Any, dossier: Path) -> None:
    """Without a server: the buttons are made by the script."""
    page.goto((dossier / "tag/PGOV.html").as_uri())
    links = page.locator(".rows tbody a")

    def shown() -> list[str]:
        """When each cable was created."""
        paths = [dossier / "tag" / link.get_attribute("href") for link in links.all()]
        return [json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["created"] for path in paths]

    before = shown()
    button = page.get_by_role("button", name="Date")
    button.focus()
    page.keyboard.press("Enter")
    assert shown() == sorted(before)
    page.keyboard.press("Enter")
    assert shown() == sorted(before, reverse=True)
    assert page.locator("th[aria-sort=descending]").count() == 1
    page.get_by_role("button", name="Subject").click()
    subjects = page.locator(".rows tbody td:nth-child(2) a").all_inner_texts()
    assert [text.casefold() for text in subjects] == sorted(text.casefold() for text in subjects)


def test_a_chart_is_drawn_and_told(page: Any, dossier: Path) -> None:
    """The picture has a name and a description; the table below it has the same figures, and links for the keyboard."""
    page.goto((dossier / "index.html").as_uri())
    chart = page.get_by_role("group", name="Cables by date and classification")
    assert "CONFIDENTIAL" in chart.locator("desc").text_content()
    bars = chart.locator("a")
    page.get_by_text("The figures as a table").click()
    rows = page.locator(".figures tbody tr")
    assert rows.count() == bars.count() > 5
    for number in range(rows.count()):
        row = rows.nth(number)
        label = row.locator("th").inner_text()
        cells = [int(text) for text in row.locator("td").all_inner_texts() if text.strip()]
        assert sum(cells[:-1]) == cells[-1]
        assert bars.nth(number).get_attribute("aria-label") == f"{label}: {cells[-1]}"
        assert row.locator("a").get_attribute("href") == bars.nth(number).get_attribute("href")


def test_a_printed_cable_can_be_cited(page: Any, make_site: Callable[..., Path]) -> None:
    """On paper: the facts, the header, the text, its permanent address and those of what it names; no navigation."""
    citing = cable_text("07STRELSAU612", ref="A. ZENDA 31")
    files = {"site.yml": "url: https://example.org/archive/\n", "content/cables/07STRELSAU612.txt": citing}
    root = make_site(files=files)
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    page.emulate_media(media="print")
    page.goto((root / "public/cable/2007/07/07STRELSAU612.html").as_uri())
    for hidden in ("header.top", "#_side ol", "label:has(#_sent)"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.locator("#par1").is_visible()
    address = "https://example.org/archive/cable/2007/07/07STRELSAU612.html"
    assert address in page.locator("#_cite").inner_text()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator(".refs a").evaluate_all("(links) => links.map((link) => link.dataset.url)")
    assert printed == ["https://example.org/archive/cited/07ZENDA31.html"]
    assert page.locator(".text pre").is_visible()


def test_the_head_says_what_the_page_is(page: Any, make_site: Callable[..., Path]) -> None:
    """Canonical link, description, Open Graph and JSON-LD, for those who link to a cable."""
    root = make_site(files={"site.yml": "url: https://example.org/archive/\n"})
    build_site(read_config(root / "site.yml"), Options(root / "public", jobs=1))
    page.goto((root / "public/cable/2007/07/07STRELSAU612.html").as_uri())
    address = "https://example.org/archive/cable/2007/07/07STRELSAU612.html"
    assert page.locator("link[rel=canonical]").get_attribute("href") == address
    assert page.locator("meta[name=description]").get_attribute("content")
    for name in ("og:title", "og:type", "og:url", "og:description", "og:site_name"):
        assert page.locator(f"meta[property='{name}']").get_attribute("content"), name
    data = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert (data["identifier"], data["url"]) == ("07STRELSAU612", address)


@pytest.mark.real
@pytest.mark.parametrize(("theme", "markup", "beyond"), [("dossier", 6_000, 7_800), ("cablegate", 7_000, 9_020)])
def test_a_cable_of_median_length_stays_within_its_budget(
    shared: Path, tmp_path: Path, theme: str, markup: int, beyond: int
) -> None:
    """What a page has beside words to be read, what it has beyond the cable's own text; one style sheet, one script."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "cables").symlink_to(shared / "cables" / "text")
    (tmp_path / "site.yml").write_text(f"url: https://example.org/archive/\ntheme:\n  name: {theme}\n")
    build_site(read_config(tmp_path / "site.yml"), Options(tmp_path / "public", jobs=1))
    marks, more = [], []
    for path in (tmp_path / "public").glob("cable/*/*/*.html"):
        record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        parts = [each.get("opening", "") + each["text"] + each.get("closing", "") for each in record["blocks"]]
        html = path.read_text(encoding="utf-8")
        size, (head, body) = len(html.encode()), html.split("<body", 1)
        marks.append(size - len(re.sub(r"<[^>]*>", "", f"<body{body}").encode()))
        more.append(size - len("".join([record["header"]["text"], *parts]).encode()))
        assert (head.count("rel=stylesheet"), html.count("<script defer src=")) == (1, 1)
    for pattern, most in (("style.*.css", 9_000), ("site.*.js", 8_000)):
        (asset,) = (tmp_path / "public/static").glob(pattern)
        assert len(gzip.compress(asset.read_bytes())) < most, pattern
    assert statistics.median(marks) <= markup
    assert statistics.median(more) <= beyond
