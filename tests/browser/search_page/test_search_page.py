"""The search page as readers use it, in Chromium: typing, filters, history, keyboard, landing, failures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def ask(page: Any, root: str, query: str = "", address: str = "") -> None:
    """Open the search page, and submit a query if there is one."""
    page.goto(f"{root}search.html{address}")
    if query:
        page.fill("#q", query)
        page.press("#q", "Enter")


def says(page: Any, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#search-status")).to_have_text(text)


def open_filters(page: Any) -> None:
    """On a wide screen they stand open; the first touch fills them."""
    if page.locator("#search-filters").get_attribute("open") is None:
        page.click("#search-filters summary")
    page.locator("#filter-origin").focus()


def ids(page: Any) -> list[str]:
    """Reference IDs of the shown results, in order."""
    return [re.sub(r".*/(\w+)\.html.*", r"\1", link.get_attribute("href")) for link in page.locator(".hit h2 a").all()]


# Typing


def test_results_appear_as_one_types_and_nothing_is_loaded_before(page: Any, anywhere: str) -> None:
    """But for its first file the index waits until the reader comes to the box; then results come without Enter."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    ask(page, anywhere)
    assert [url for url in loaded if re.search(r"/search/(?!lunr|engine|page|manifest)", url)] == []
    page.locator("#q").press_sequentially("money", delay=10)
    says(page, "2 cables.")
    assert sorted(ids(page)) == ["06ZENDA700", "06ZENDA702"]
    assert page.locator("#search-results b").count() == 0
    assert page.locator(".hit h2 a", has_text='<b>MONEY</b> & "QUOTES"').count() == 1


def test_before_anything_is_asked_the_page_says_how(page: Any, address: str) -> None:
    """Explanations give way to results; who came by the button of another page can type at once."""
    ask(page, address)
    syntax = page.locator("details.syntax dl")
    expect(syntax).to_be_visible()
    expect(page.locator("#q")).not_to_be_focused()
    ask(page, address, address="?q=")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("money")
    says(page, "2 cables.")
    expect(syntax).to_be_hidden()
    ask(page, address, address="?q=money")
    says(page, "2 cables.")
    expect(syntax).to_be_hidden()


def test_the_key_of_the_box_works_on_its_own_page(page: Any, address: str) -> None:
    """ "/" and an arrow lead to the first result; in a field it is a character; it can be turned off."""
    ask(page, address, address="?q=money")
    says(page, "2 cables.")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hit h2 a").first).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_have_value("money/")
    page.evaluate("localStorage.setItem('cablepress-keys', 'off')")
    ask(page, address, address="?q=money")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_half_a_word_finds_the_words_that_begin_so_until_enter(page: Any, address: str) -> None:
    """While someone types, an unknown last word is taken as a beginning; what is submitted is taken as it is."""
    ask(page, address)
    page.locator("#q").press_sequentially("protoc", delay=10)
    says(page, "1 cable. Including words that begin with “protoc”")
    page.press("#q", "Enter")
    says(page, "No cable matches.")
    assert page.locator(".hit").count() == 0


def test_an_unfinished_query_leaves_the_results_alone(page: Any, address: str) -> None:
    """Someone who begins the next clause is not told of an error."""
    ask(page, address, "money")
    says(page, "2 cables.")
    page.locator("#q").press_sequentially(" -", delay=10)
    expect(page).to_have_url(re.compile("money[+]-$"))
    says(page, "2 cables.")
    page.locator("#q").press_sequentially("honor", delay=10)
    says(page, "1 cable.")


def test_more_results_come_on_demand_and_keep_the_focus(page: Any, address: str) -> None:
    """Ten at first; the button brings the rest, goes away, and leaves the reader at the first new one."""
    ask(page, address, "railway")
    says(page, "14 cables.")
    expect(page.locator(".hit")).to_have_count(10)
    expect(page.locator("#search-more")).to_have_text("More results")
    page.locator("#search-more").press("Enter")
    expect(page.locator(".hit")).to_have_count(14)
    expect(page.locator("#search-more")).to_be_hidden()
    expect(page.locator(".hit h2 a").nth(10)).to_be_focused()
    assert len(set(ids(page))) == 14


# Filters, dates, order


def test_filters_count_over_all_results_and_narrow_them(page: Any, anywhere: str) -> None:
    """Counts come from all matches, not only those shown; a choice narrows, and clearing widens again."""
    ask(page, anywhere, "railway")
    open_filters(page)
    origin = page.locator("#filter-origin option")
    expect(origin).to_have_text(["any", "Consulate Zenda (2)", "Embassy Strelsau (12)"])
    expect(page.locator("#filter-classification option")).to_have_text(["any", "CONFIDENTIAL (11)", "SECRET (3)"])
    expect(page.locator("#filter-year option")).to_have_text(["any", "2005 (8)", "2006 (2)", "2009 (4)"])
    page.select_option("#filter-classification", "SECRET")
    says(page, "3 of 14 cables, narrowed.")
    assert sorted(ids(page)) == ["05STRELSAU001", "05STRELSAU002", "05STRELSAU003"]
    expect(page.locator("#filter-tag option")).to_have_text(["any", "ECON (2)", "PGOV (2)", "PREL (1)"])
    expect(page.locator("#filter-classification option")).to_have_text(["any", "CONFIDENTIAL (11)", "SECRET (3)"])
    page.select_option("#filter-tag", "PREL")
    says(page, "1 of 14 cables, narrowed.")
    page.click("#filter-clear")
    says(page, "14 cables.")
    assert page.input_value("#filter-classification") == ""


@pytest.mark.parametrize("words", ["", "railway )) ^"])
def test_choices_are_not_those_of_an_earlier_query(page: Any, anywhere: str, words: str) -> None:
    """Who empties the box, or asks what cannot be read, finds no counts of what was found before."""
    ask(page, anywhere, "railway")
    page.locator("#filter-year").focus()
    expect(page.locator("#filter-year option", has_text="2005 (8)")).to_have_count(1)
    page.select_option("#filter-year", "2005")
    expect(page.locator("#filter-tag option", has_text="(").first).to_be_attached()
    page.select_option("#filter-year", "")
    says(page, "14 cables.")
    page.fill("#q", words)
    page.press("#q", "Enter")
    expect(page.locator(".hit")).to_have_count(0)
    expect(page.locator("#filter-year option", has_text="2007")).to_have_count(1)
    expect(page.locator("#filter-year option", has_text="2006 (2)")).to_have_count(0)


def test_a_date_range_and_an_order(page: Any, address: str) -> None:
    """From and until are days, both included; results can go by date either way."""
    ask(page, address, "railway", "?from=2006-04-02&to=2009-10-09")
    says(page, "3 of 14 cables, narrowed.")
    page.select_option("#sort", "newest")
    expect(page.locator(".hit .when")).to_have_text(["9 October 2009", "9 September 2009", "2 April 2006"])
    page.select_option("#sort", "oldest")
    expect(page.locator(".hit .when")).to_have_text(["2 April 2006", "9 September 2009", "9 October 2009"])
    page.fill("#filter-to", "2009-10-08")
    says(page, "2 of 14 cables, narrowed.")


def test_filters_without_words_list_all_that_passes(page: Any, address: str) -> None:
    """One can browse a post or a year through the search page."""
    ask(page, address, address="?year=2006&sort=oldest")
    says(page, "3 of 22 cables, narrowed.")
    assert ids(page) == ["06ZENDA700", "06ZENDA701", "06ZENDA702"]
    assert page.locator("#search-filters").get_attribute("open") is not None


def test_opened_filters_show_what_there_is_before_anything_is_asked(page: Any, address: str) -> None:
    """The choices of the whole archive, with counts, as a way in."""
    ask(page, address)
    open_filters(page)
    expect(page.locator("#filter-year option")).to_contain_text(
        ["any", "2005 (8)", "2006 (3)", "2007 (1)", "2009", "2010"]
    )
    expect(page.locator("#search-chart")).to_be_hidden()
    page.select_option("#filter-year", "2007")
    says(page, "1 of 22 cables, narrowed.")


def test_the_chart_shows_results_over_time_and_narrows_by_a_click(page: Any, address: str) -> None:
    """A bar for each year; its label says in words what it shows."""
    ask(page, address, "railway")
    chart = page.locator("#search-chart svg")
    expect(chart).to_have_attribute("aria-label", "Results over time: 2005 – 2009, most in 2005: 8")
    assert chart.locator("title").all_text_contents() == ["2005: 8", "2006: 2", "2007: 0", "2008: 0", "2009: 4"]
    chart.locator(".bar").nth(4).click()
    says(page, "4 of 14 cables, narrowed.")
    assert page.input_value("#filter-from") == "2009-01-01"
    assert page.input_value("#filter-to") == "2009-12-31"
    expect(page.locator("#search-chart .bar.out")).to_have_count(4)


# Address and history


def test_back_and_forward_walk_through_searches(page: Any, anywhere: str) -> None:
    """The address holds query and filters; each search one meant is a step, typing is none."""
    ask(page, anywhere, "money")
    says(page, "2 cables.")
    page.fill("#q", "hono")
    expect(page).to_have_url(re.compile(r"\?q=hono$"))
    page.fill("#q", "honor")
    page.press("#q", "Enter")
    says(page, "2 cables.")
    expect(page.locator(".hit h2 a", has_text="PROTOCOL")).to_be_visible()
    open_filters(page)
    page.select_option("#filter-tag", "PGOV")
    expect(page).to_have_url(re.compile(r"\?q=honor\&tag=PGOV$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=honor$"))
    expect(page.locator("#filter-tag")).to_have_value("")
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=money$"))
    expect(page.locator("#q")).to_have_value("money")
    expect(page.locator(".hit h2 a", has_text="QUOTES")).to_be_visible()
    page.go_forward()
    expect(page.locator("#q")).to_have_value("honor")
    expect(page.locator(".hit h2 a", has_text="PROTOCOL")).to_be_visible()


def test_an_address_with_query_and_filters_shows_its_results(page: Any, anywhere: str) -> None:
    """A link to a search works, and so does the box on every other page."""
    ask(page, anywhere, address="?q=railway&classification=SECRET&sort=newest")
    says(page, "3 of 14 cables, narrowed.")
    assert ids(page) == ["05STRELSAU003", "05STRELSAU002", "05STRELSAU001"]
    page.goto(f"{anywhere}cable/2006/03/06ZENDA700.html")
    page.fill(".find input", "money")
    page.press(".find input", "Enter")
    says(page, "2 cables.")


# Keyboard and screen reader


def test_the_keyboard_is_enough(page: Any, anywhere: str) -> None:
    """Arrows go down into the results and up again, Escape back to the box and then empties it, Enter opens."""
    ask(page, anywhere, "money")
    says(page, "2 cables.")
    links = page.locator(".hit h2 a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert links.nth(0).evaluate("each => getComputedStyle(each).outlineStyle") != "none"
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator(".hit")).to_have_count(0)
    says(page, "")
    page.keyboard.type("money")
    says(page, "2 cables.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cable/2006/**")


def test_a_screen_reader_hears_the_count(page: Any, address: str) -> None:
    """The count stands in a live region that is there from the start."""
    ask(page, address)
    status = page.get_by_role("status")
    expect(status).to_have_text("")
    page.fill("#q", "railway")
    expect(status).to_have_text("14 cables.")
    page.fill("#q", "zzzz")
    expect(status).to_have_text("No cable matches.")
    expect(page.locator("#search-chart")).to_be_hidden()


# Passages


def test_a_result_shows_its_best_paragraph_and_lands_there_with_the_words_marked(page: Any, address: str) -> None:
    """Subject, date, post and class; the paragraph with most of the words; the link goes right to it."""
    ask(page, address, "railway honor")
    hit = page.locator(".hit", has_text="06ZENDA700")
    expect(hit.locator(".excerpt")).to_have_text(
        "The minister calls the railways a matter of national honor, and of money."
    )
    expect(hit.locator(".excerpt mark")).to_have_text(["railways", "honor"])
    expect(hit.locator("h2 mark")).to_have_text(["HONOR"])
    expect(hit.locator(".q")).to_contain_text("2 March 2006 · Consulate Zenda · 06ZENDA700 · CONFIDENTIAL")
    hit.locator("a").click()
    page.wait_for_url("**/cable/2006/03/06ZENDA700.html?mark=railways+honor#par3")
    expect(page.locator("#par3 mark")).to_have_text(["railways", "honor"])
    expect(page.locator("#par3")).to_be_in_viewport()
    assert page.locator("mark").count() == 2


def test_from_the_disk_a_result_shows_the_beginning_and_lands_all_the_same(page: Any, site: Path) -> None:
    """Pages cannot be read on file://: the excerpt of the index stands in, and the cable's page finds the paragraph."""
    ask(page, site.as_uri() + "/", "railway honor")
    hit = page.locator(".hit", has_text="06ZENDA701")
    expect(hit.locator(".excerpt")).to_contain_text("An honor for the railway.")
    expect(hit.locator(".excerpt mark")).to_have_text(["honor", "railway"])
    page.locator(".hit", has_text="06ZENDA700").locator("a").click()
    page.wait_for_url("**/06ZENDA700.html?mark=*")
    expect(page.locator("#par3 mark")).to_have_text(["railways", "honor"])
    expect(page).to_have_url(re.compile("#par3$"))
    expect(page.locator("#par3")).to_be_in_viewport()
    page.go_back()
    says(page, "14 cables.")


def test_pages_are_read_only_for_results_one_can_see(page: Any, address: str) -> None:
    """Results far below the screen cost nothing until one scrolls there."""
    read: list[str] = []
    page.on("request", lambda request: read.append(request.url) if "/cable/" in request.url else None)
    page.set_viewport_size({"width": 800, "height": 500})
    ask(page, address, "railway")
    expect(page.locator(".hit").nth(0).locator(".excerpt mark").first).to_be_visible()
    assert 0 < len(read) < 10
    page.locator(".hit").nth(9).scroll_into_view_if_needed()
    expect(page.locator(".hit").nth(9).locator(".excerpt mark").first).to_be_visible()


# Phrases and reference IDs


def test_a_phrase_is_looked_for_in_the_pages(page: Any, address: str) -> None:
    """Only cables with the words in this order are left, and only those words are marked."""
    ask(page, address, '"national honor"')
    says(page, "1 cable.")
    expect(page.locator(".hit .excerpt mark")).to_have_text(["national", "honor"])
    assert ids(page) == ["06ZENDA700"]
    assert page.locator(".hit h2 a").get_attribute("href").endswith("?mark=national+honor#par3")
    open_filters(page)
    expect(page.locator("#filter-year option")).to_have_text(["any", "2006 (1)"])
    page.fill("#q", '"honor national"')
    says(page, "No cable matches.")
    expect(page.locator("#filter-year option")).to_have_text(["any"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"matter of national honor"', ["06ZENDA700"]),
        ('"honor national"', []),
        ('honor -"national honor"', ["06ZENDA701"]),
        ('subject:"railway number" +"carries 3 trains"', ["05STRELSAU003"]),
        ('origin:"Consulate Zenda" loan', ["06ZENDA702"]),
    ],
)
def test_phrases_go_with_the_rest_of_the_syntax(page: Any, address: str, query: str, found: list[str]) -> None:
    """Stop words count, a minus excludes, a field narrows."""
    ask(page, address, query)
    says(page, re.compile(r"^(\d+ cables?|No cable matches)\.$"))
    assert sorted(ids(page)) == sorted(found)


def test_results_of_a_phrase_appear_as_they_are_confirmed(page: Any, address: str) -> None:
    """The first candidates are shown while others are still being read; then the reader is asked to go on."""
    held: list[Any] = []
    read: list[str] = []
    holding = [True]

    def read_or_hold(route: Any) -> None:
        read.append(route.request.url)
        if holding and len(read) > 10:
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile(r"/cable/.*\.html"), read_or_hold)
    ask(page, address, '"second paragraph says"')
    says(page, "Looking for the phrase: 8 of 21 cables read …")
    expect(page.locator(".hit")).to_have_count(8)
    holding.clear()
    for route in held:
        route.continue_()
    says(page, "16 found in the first 16 of 21 cables that may match.")
    expect(page.locator(".hit")).to_have_count(16)
    expect(page.locator("#search-more")).to_have_text("Search further")
    page.click("#search-more")
    says(page, "21 cables.")
    assert len(set(ids(page))) == 21


def test_a_new_query_stops_what_the_last_one_was_reading(page: Any, address: str) -> None:
    """Pages of an old query are not waited for, and do not show up among the new results."""
    held: list[Any] = []
    page.route(re.compile(r"/cable/2010/.*\.html"), lambda route: held.append(route))
    ask(page, address, '"second paragraph says" empty')
    says(page, re.compile("^Looking for the phrase|^Searching"))
    page.fill("#q", "money")
    says(page, "2 cables.")
    page.unroute_all()
    assert sorted(ids(page)) == ["06ZENDA700", "06ZENDA702"]


def test_from_the_disk_phrases_of_the_text_are_said_to_be_unchecked(page: Any, site: Path) -> None:
    """Cables with all words are shown; a phrase in the subject is checked all the same."""
    root = site.as_uri() + "/"
    ask(page, root, '"national honor"')
    says(page, re.compile("^2 cables. A page opened from disk cannot look for a phrase"))
    ask(page, root, 'subject:"number railway"')
    says(page, "No cable matches.")


def test_a_phrase_of_stop_words_is_refused(page: Any, address: str) -> None:
    """The index knows none of the words."""
    ask(page, address, '"to be or not to be"')
    says(page, re.compile("so common that they are not in the index"))


def test_a_reference_id_goes_straight_to_its_cable_on_enter(page: Any, anywhere: str) -> None:
    """Not while typing; and the way back leads to the search, not to the cable again."""
    ask(page, anywhere)
    page.locator("#q").press_sequentially("07astana1848", delay=5)
    says(page, "1 cable.")
    page.press("#q", "Enter")
    page.wait_for_url("**/cable/2007/07/07ASTANA1848.html")
    page.go_back()
    page.wait_for_url("**/search.html?q=07astana1848")
    says(page, "1 cable.")


def test_the_box_of_any_page_takes_a_reference_id(page: Any, address: str) -> None:
    """One step back leads to where one was."""
    page.goto(f"{address}index.html")
    page.fill(".find input", "06ZENDA701")
    page.press(".find input", "Enter")
    page.wait_for_url("**/cable/2006/04/06ZENDA701.html")
    page.go_back()
    page.wait_for_url("**/index.html")


def test_an_unknown_reference_id_is_searched_for(page: Any, address: str) -> None:
    """It may be cited by other cables; here it is not."""
    ask(page, address, "09NOWHERE1")
    says(page, "No cable matches.")


# What can go wrong


@pytest.mark.parametrize(
    ("query", "message", "here"),
    [
        ("money sender:minister", "This search cannot be read: there is no field “sender”.", "sender"),
        ("money +", "This search cannot be read: a word is missing.", "+"),
        ("money~x", "This search cannot be read: “~” must be followed by a number, 1 or 2.", "~x"),
        ("money^x", "This search cannot be read: “^” must be followed by a number.", "^x"),
    ],
)
def test_a_query_that_cannot_be_read_is_shown_with_the_place(
    page: Any, address: str, query: str, message: str, here: str
) -> None:
    """lunr's complaint, in plain words."""
    ask(page, address, query)
    says(page, re.compile("^" + re.escape(message)))
    expect(page.locator(".asked")).to_have_text(query)
    expect(page.locator(".asked mark")).to_have_text(here)


def test_a_query_that_is_too_broad_is_refused(page: Any, address: str) -> None:
    """A word may differ in two letters at most."""
    ask(page, address, "money~5")
    says(page, re.compile("1 or 2"))
    expect(page.locator("#search-retry")).to_have_count(0)


def test_a_shard_that_does_not_load_is_said_and_tried_again(lossy_page: Any, anywhere: str) -> None:
    """The reader is told, and the button mends it; from file:// too, where there is no status 404."""
    page = lossy_page
    page.route(
        re.compile(r"/search/\w+/s\d+\.js"),
        lambda route: route.fulfill(status=404) if anywhere.startswith("http") else route.abort("failed"),
    )
    ask(page, anywhere, "money")
    says(page, "A part of the search index could not be loaded.")
    page.unroute_all()
    page.click("#search-retry")
    says(page, "2 cables.")
    expect(page.locator("#search-retry")).to_have_count(0)


def test_a_missing_manifest_can_be_tried_again(lossy_page: Any, address: str) -> None:
    """Nothing at all could be loaded, and then it can."""
    page = lossy_page
    page.route(re.compile(r"/search/manifest\.js"), lambda route: route.fulfill(status=503))
    ask(page, address, address="?q=money")
    says(page, "A part of the search index could not be loaded.")
    page.unroute_all()
    page.click("#search-retry")
    says(page, "2 cables.")


def test_missing_counts_leave_the_results(lossy_page: Any, address: str) -> None:
    """Without the columns one still sees what was found."""
    page = lossy_page
    page.route(re.compile(r"/search/\w+/f-\w+\.js"), lambda route: route.fulfill(status=404))
    ask(page, address, "money")
    says(page, "A part of the search index could not be loaded.")
    expect(page.locator(".hit")).to_have_count(2)
    page.unroute_all()
    open_filters(page)
    expect(page.locator("#filter-origin option")).to_have_text(["any", "Consulate Zenda (2)"])


def test_who_comes_back_to_many_results_asks_a_failing_server_once(lossy_page: Any, address: str) -> None:
    """That more results were seen before is no reason to ask again and again; the button asks for them."""
    page, asked = lossy_page, []

    def fail(route: Any) -> None:
        asked.append(route)
        route.fulfill(status=404)

    page.goto(f"{address}search.html?q=railway")
    expect(page.locator(".hit")).to_have_count(10)
    page.evaluate("history.replaceState({shown: 14}, '')")
    page.route(re.compile(r"/search/\w+/m\d+\.js"), fail)
    page.reload()
    says(page, "A part of the search index could not be loaded.")
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    first = len(asked)
    page.unroute_all()
    page.click("#search-retry")
    expect(page.locator(".hit")).to_have_count(10)
    assert first <= 2  # with the postings, and for the results


def test_an_index_of_another_version_is_refused(page: Any, address: str) -> None:
    """A page kept by the browser beside a newer index would find nonsense."""
    page.route(
        re.compile(r"/search/manifest\.js"),
        lambda route: route.fulfill(
            content_type="text/javascript", body='Cablepress.shard("manifest",{"format":999});'
        ),
    )
    ask(page, address, "money")
    says(page, re.compile("^This page is older or newer than its search index"))
    expect(page.locator("#search-retry")).to_have_count(0)
    expect(page.locator(".hit")).to_have_count(0)


def test_a_page_that_cannot_be_read_leaves_the_excerpt(lossy_page: Any, address: str) -> None:
    """A result without its page still shows how the cable begins."""
    page = lossy_page
    page.route(re.compile(r"/06ZENDA702\.html"), lambda route: route.fulfill(status=404))
    ask(page, address, "loan")
    expect(page.locator(".hit .excerpt")).to_contain_text("A loan.")
    ask(page, address, '"a loan"')
    says(page, "No cable matches. 1 pages could not be read.")


def test_a_missing_program_is_said(lossy_page: Any, address: str) -> None:
    """If the engine and what hangs on it are not there, the page does not stay silent."""
    page = lossy_page
    page.route(re.compile(r"/search/(engine|manifest)\.js"), lambda route: route.fulfill(status=404))
    ask(page, address)
    says(page, "A part of the search index could not be loaded.")


def test_without_javascript_a_sentence_says_what_to_do(browser: Any, site: Path) -> None:
    """Search needs JavaScript; the lists do not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "search.html").as_uri())
    assert page.locator("noscript").is_visible()
    assert "Search needs JavaScript" in page.locator("noscript").inner_text()
    assert page.locator("#search-filters").is_hidden()
    assert page.locator("main .ask").is_hidden()
    ways = page.locator("noscript a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert ways == [f"{name}/index.html" for name in ("origin", "tag", "classification", "date", "reldate", "data")]
    page.click("noscript a >> nth=0")
    assert page.url.endswith("origin/index.html")
    context.close()


# Looks


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_with_results_filters_and_errors(browser: Any, address: str, width: int) -> None:
    """Nothing scrolls sideways, however long the words."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for query in ["?q=railway&tag=PGOV", "?q=foo%3A" + 120 * "x", "?q=%22national+honor%22"]:
        ask(page, address, address=query)
        says(page, re.compile(r"\w"))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(query)
    context.close()
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_among_results(browser: Any, address: str, scheme: str) -> None:
    """Results, chart and filters are for everyone."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    ask(page, address, address="?q=railway&year=2005")
    says(page, "8 of 14 cables, narrowed.")
    expect(page.locator("#search-chart svg")).to_be_visible()
    violations = Axe().run(page).response["violations"]
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_a_hostile_name_is_shown_as_text(page: Any, address: str) -> None:
    """What stands in a subject or an address never becomes an element."""
    ask(page, address, address="?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E+quotes&origin=%3Cb%3E")
    says(page, re.compile("No cable matches|cannot be read|narrowed"))
    assert page.locator("#search-results img, #search-filters b, #search-results b").count() == 0


# What was understood


def test_what_was_understood_is_shown_and_can_be_taken_off(page: Any, anywhere: str) -> None:
    """Operators and fields become chips; a chip taken off is gone from the query."""
    ask(page, anywhere, "railway NOT honor year:2006 classification:confidential")
    says(page, "No cable matches.")
    expect(page.locator(".chip span")).to_have_text(
        ["railway", "without: honor", "year: 2006", "classification: confidential"]
    )
    page.locator(".chip button").nth(1).click()
    says(page, "2 cables.")
    expect(page.locator("#q")).to_have_value("railway year:2006 classification:confidential")
    assert sorted(ids(page)) == ["06ZENDA700", "06ZENDA701"]


def test_a_misspelled_word_is_offered_otherwise(page: Any, anywhere: str) -> None:
    """Nothing is found, and the page says so, and what a near word would find."""
    ask(page, anywhere, "railwey")
    says(page, "No cable matches.")
    expect(page.locator("#search-understood .offer")).to_have_text(["railway"])
    expect(page.locator("#search-understood")).to_contain_text("(14)")
    page.locator(".offer").click()
    says(page, "14 cables.")


def test_a_word_is_offered_to_those_who_type_slowly(page: Any, anywhere: str) -> None:
    """What typing found stands there when Enter is pressed; help goes before the results that take its place."""
    page.goto(f"{anywhere}search.html")
    page.fill("#q", "railwey")
    says(page, "No cable matches.")
    expect(page.locator(".offer")).to_have_count(0)
    page.press("#q", "Enter")
    expect(page.locator("#search-understood .offer")).to_have_text(["railway"])


def test_an_empty_result_says_what_each_word_finds(page: Any, anywhere: str) -> None:
    """Which word found nothing, how many the others find, and a way on."""
    ask(page, anywhere, "+railway +zzzz")
    says(page, "No cable matches.")
    expect(page.locator(".alone li")).to_have_text(["railway 14 cables.", "zzzz in no cable"])
    page.get_by_role("button", name="Search for the words that were found").click()
    says(page, "14 cables.")


def test_a_reference_in_any_form_finds_its_cable_first(page: Any, anywhere: str) -> None:
    """Year, post and number, in words that are no ID."""
    for typed in ("06 ZENDA 701", "ZENDA 701", "701 Zenda 2006"):
        ask(page, anywhere, typed)
        expect(page.locator(".hit h2 a").first).to_contain_text("PROTOCOL")


def test_a_quotation_is_found_and_compared(page: Any, address: str) -> None:
    """Pasted words lead to their paragraph; words that differ are counted and marked; what is not there is said."""
    quoted = "the minister calls the railways a matter of national honor"
    ask(page, address, quoted)
    says(page, re.compile("^Quoted exactly"))
    expect(page.locator(".hit h2 a").first).to_have_attribute("href", re.compile("06ZENDA700.html.*#par3$"))
    ask(page, address, quoted.replace("calls", "called").replace("honor", "pride"))
    says(page, re.compile("^2 words differ"))
    expect(page.locator(".hit").first.locator(".differs")).to_have_text(["calls", "honor"])
    ask(page, address, "seven unheard words about something else honor")
    says(page, re.compile("^Not in this archive"))


def test_from_the_disk_a_quotation_is_said_to_be_unchecked(page: Any, site: Path) -> None:
    """No page can be read there."""
    ask(page, site.as_uri() + "/", "the minister calls the railways a matter of national honor")
    says(page, re.compile("^A page opened from disk cannot compare"))
    assert ids(page)[0] == "06ZENDA700"


def test_only_paragraphs_of_one_marking(page: Any, address: str) -> None:
    """The words must be in a paragraph that is marked so; the excerpt is of such a one."""
    ask(page, address, "honor", "")
    says(page, "2 cables.")
    page.click("#search-filters summary") if page.locator("#search-filters[open]").count() == 0 else None
    page.select_option("#filter-marking", "C")
    says(page, "2 cables.")
    page.select_option("#filter-marking", "S")
    says(page, "No cable matches.")
    page.select_option("#filter-marking", "U")
    says(page, "No cable matches.")
    page.fill("#q", "second")
    page.press("#q", "Enter")
    says(page, re.compile("found in the first|cables"))
    expect(page.locator(".hit .excerpt").first).to_contain_text("The second paragraph says no more.")


def test_further_paragraphs_of_a_cable_are_under_its_result(page: Any, address: str) -> None:
    """Each with its number, its words and its own address."""
    ask(page, address, "honor paragraph")
    hit = page.locator(".hit", has_text="06ZENDA700")
    expect(hit.locator(".further summary")).to_have_text("and 1 more paragraph in this cable")
    hit.locator(".further summary").click()
    expect(hit.locator(".further li a")).to_have_attribute("href", re.compile("#par3$"))
    expect(hit.locator(".further li mark")).to_have_text("honor")


def test_filters_that_leave_nothing_can_be_taken_off(page: Any, address: str) -> None:
    """Those of the form and days in the query at once; what remains is asked anew."""
    ask(page, address, address="?q=railway+in+May+1999&origin=Consulate+Zenda")
    says(page, re.compile(r"^0 of \d+ cables, narrowed\.$"))
    page.get_by_role("button", name="Remove the filters").click()
    says(page, "14 cables.")
    assert page.input_value("#q") == "railway"
    assert page.input_value("#filter-origin") == ""


def test_a_day_without_cables_may_be_what_is_spoken_of(page: Any, address: str) -> None:
    """The words can be looked for as they are."""
    ask(page, address, "11 September 2001")
    says(page, re.compile(r"^0 of \d+ cables, narrowed\.$"))
    page.get_by_role("button", name="Search the texts for these words").click()
    says(page, "No cable matches.")
    assert page.input_value("#q") == '"11 September 2001"'


def test_two_words_are_offered_for_one(page: Any, address: str) -> None:
    """``nationalday`` is in no cable, and its parts are; with their number."""
    ask(page, address, "nationalday")
    expect(page.locator(".meant")).to_have_text("Did you mean national day (1)")
    page.get_by_role("button", name="national day").click()
    says(page, re.compile(r"^\d+ cables\.$"))


def test_paper_says_that_there_are_more_results(page: Any, address: str) -> None:
    """What was printed would else pass for all that was found; the form and its button are not printed."""
    ask(page, address, "railway")
    page.emulate_media(media="print")
    expect(page.locator("#search-more")).to_be_visible()
    expect(page.locator("#search-form")).to_be_hidden()
