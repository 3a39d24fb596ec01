"""Pages of the original site: what is taken from them, what is left, and what is told."""

from __future__ import annotations

import pytest
from importers.samples import BODY, HEADER, page

from cablepress.cli.commands import main

ARTICLES = (
    "\n<tr>\n<td colspan='5'>\nAppears in these articles:<br />\n"
    "<a href='http://http://paper.invalid/feast'>http://paper.invalid/feast</a><br />\n"
    "<a href='https://other.invalid/?a=1&amp;b=2'>x</a></td>\n</tr>"
)


def test_a_page_becomes_a_cable_that_reads_as_the_page(run, given):
    """The five values of the table, header and body word for word; navigation, links and ¶ are gone."""
    given("mirror/cable/2008/02/08STRELSAU77.html", page(articles=ARTICLES))
    done = run(given("mirror/index.html", "<html><body>front page</body></html>").parent)
    assert done.code == 0
    assert done.last == "1 new, 0 same, 0 changed, 0 refused; 1 file passed over"
    assert "pages of the original site (html)" in done.out
    file = done.files()["cables/08STRELSAU77.txt"]
    assert file == (
        "---\n"
        "id: 08STRELSAU77\n"
        "created: 2008-02-14T09:15Z\n"
        "released: 2011-08-30T01:44Z\n"
        "classification: CONFIDENTIAL\n"
        "origin: Embassy Strelsau\n"
        'articles: ["http://paper.invalid/feast", "https://other.invalid/?a=1&b=2"]\n'
        "source: cable/2008/02/08STRELSAU77.html, a page of the original site\n"
        "---\n" + HEADER + "\n\n" + BODY
    )
    cable = done.cable("08STRELSAU77")
    assert cable.subject == 'A "SOLEMN" FEAST & ITS <COST>'
    assert [block.anchor for block in cable.blocks if block.kind == "paragraph"] == ["par1", "par2"]
    assert cable.articles == ("http://paper.invalid/feast", "https://other.invalid/?a=1&b=2")
    assert [reference.candidate for reference in cable.references] == ["08ZENDA9", "07STRELSAU612"]
    assert not cable.problems


@pytest.mark.parametrize(
    ("shown", "group", "created"),
    [
        ("2008-02-14 09:09", "140915Z FEB 08", "09:15"),  # the hour, twice
        ("2008-02-14 18:06", "141842Z FEB 08", "18:42"),  # the hour, in its 12-hour form
        ("2008-02-14 00:12", "140041Z FEB 08", "00:41"),
        ("2008-02-14 09:09", "130915Z FEB 08", "09:09"),  # another day: the page stands
        ("2008-02-14 09:10", "140915Z FEB 08", "09:10"),  # not of that kind
    ],
)
def test_the_minute_of_early_pages_is_that_of_the_date_time_group(run, given, shown, group, created):
    """Pages of 2010 repeat the hour as the minute."""
    header = HEADER.replace("140915Z FEB 08", group)
    done = run(given("08STRELSAU77.html", page(created=shown, header=header)))
    assert done.cable("08STRELSAU77").created.strftime("%H:%M") == created


def test_only_the_elements_and_entities_that_occur_are_read(run, given):
    """Pseudo elements and pseudo entities are text."""
    html = page(body=BODY.replace("too much", "TOOMUCH"))
    strange = "<strong>too</strong> <142612 much> &D; &processes8; &#39;so&#x27;&nbsp;it<br>seems </td></tr></table>"
    done = run(given("08STRELSAU77.html", html.replace("TOOMUCH", strange)))
    assert "It cost too <142612 much> &D; &processes8; 'so'\xa0it\nseems ." in done.files()["cables/08STRELSAU77.txt"]


def test_a_table_left_open_in_the_text_does_not_end_the_page(run, given):
    """The table is the last one before the text, whatever stands in the text."""
    html = page(body=BODY.replace("too much", "TOOMUCH")).replace("TOOMUCH", "<table class='cable'><tr><td>much")
    assert run(given("08STRELSAU77.html", html)).cable("08STRELSAU77").origin == "Embassy Strelsau"


def test_a_page_that_must_hold_a_cable_and_does_not_is_refused(run, given):
    """With its path and what was expected; the others are imported. Lists and articles are passed over."""
    given("mirror/cable/2008/02/08STRELSAU77.html", page())
    given("mirror/cable/2008/02/08STRELSAU78.html", page().replace("<code><pre>", "<div>"))
    given("mirror/cable/2008/02/08STRELSAU79.html", page().replace("class='cable'", "class='list'"))
    given("mirror/cable/2008/02/08STRELSAU80.html", page().replace("<td>\n<a href='/origin", "<a href='/origin"))
    for name in ("cable/index.html", "cable/2008/index.html", "cable/2008/02/index.html"):
        given(f"mirror/{name}", "<html><body>Index of /cable</body></html>")
    given("mirror/tag/PREL_0.html", "<html><table class='cable'><tr><td>list</td></tr></table></html>")
    done = run(given("mirror/file/wikileaks_archive.7z", b"7z\xbc\xaf\x27\x1c").parent.parent)
    assert done.code == 1
    assert done.last == "1 new, 0 same, 0 changed, 3 refused; 5 files passed over"
    assert "08STRELSAU78.html: error page-without-cable: the page has no text; expected" in done.err
    assert "08STRELSAU79.html: error page-without-cable: the page has no table of a cable; expected" in done.err
    assert "08STRELSAU80.html:7:1: error page-without-cable: the table of the page has no row of five cells" in done.err


def test_odd_ids_are_kept_as_published(run, given):
    """The ID is that of the table; it is not repaired."""
    given("m/cable/2008/02/a.html", page("08SECTION01GF02BISHIEK21"))
    done = run(given("m/cable/2008/02/b.html", page("7575LIBREVILLE1895")).parent)
    assert sorted(done.files()) == ["cables/08SECTION01GF02BISHIEK21.txt", "cables/7575LIBREVILLE1895.txt"]


def test_an_unreadable_date_is_told_and_the_cable_imported(run, given):
    """A date is never guessed."""
    done = run(given("08STRELSAU77.html", page(released="2011-13-45 01:44")))
    assert "warning date-unreadable: released: '2011-13-45 01:44' is not a date and time" in done.err
    assert done.cable("08STRELSAU77").released is None


def test_the_site_has_every_address_of_the_mirror(run, given):
    """Links made to the original site since 2010 work again, odd IDs and wrong minutes included."""
    given("m/cable/2008/02/08STRELSAU77.html", page())
    given("m/cable/2010/01/10STRELSAU1.html", page("10STRELSAU1", created="2010-01-31 23:11"))
    last = given("m/cable/1975/12/7575STRELSAU318.html", page("7575STRELSAU318", created="1975-12-31 10:10"))
    mirror = last.parents[3]
    root = run(mirror).root
    with pytest.raises(SystemExit) as ended:
        main(["-f", str(root / "site.yml"), "-q", "build"])
    assert not ended.value.code
    addresses = sorted(path.relative_to(mirror).as_posix() for path in mirror.rglob("*.html"))
    assert (
        sorted(path.relative_to(root / "public").as_posix() for path in (root / "public").glob("cable/*/*/*.html"))
        == addresses
    )
