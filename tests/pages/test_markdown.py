"""Markdown pages and articles: ids of headings, cables that become links, the order of articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from records import archive

from cablepress.config import ContentConfig, read_config
from cablepress.pages.markdown import parse_markdown
from cablepress.pages.markdown_pages import read_markdown_pages


def html(text: str, held: str = "07STRELSAU612") -> str:
    """The HTML of a Markdown text, in an archive with one cable."""
    page, _ = parse_markdown(
        text,
        path="content/articles/a.md",
        root="../",
        cable_url=lambda cable_id: f"cable/{cable_id}.html" if cable_id == held else None,
        file_url={"content/pages/about.md": "about.html"}.get,
    )
    return str(page.html)


def test_headings_of_one_name_have_ids_of_their_own() -> None:
    """The first has the plain one; those that are already taken are passed over."""
    text = "## Clock\n\n## Clock\n\n### Clock\n\n## Clock 2\n\n## ساعة\n\n## ساعة\n"
    assert re.findall(r'id="([^"]+)"', html(text)) == [
        "clock",
        "clock-2",
        "clock-3",
        "clock-2-2",
        "ساعة",
        "section",
        "ساعة-2",
        "section-2",
    ]


def test_a_table_of_contents_has_the_headings_of_the_second_level() -> None:
    """With the ids that they have on the page."""
    page, _ = parse_markdown("# T\n\n## A\n\n### B\n\n## A\n", path="a.md", root="", cable_url=lambda _: None)
    assert page.toc == (("a", "A"), ("a-2", "A"))
    assert page.title == "T"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See 07STRELSAU612.", 'See <a class="cable" href="../cable/07STRELSAU612.html">07STRELSAU612</a>.'),
        ("07STRELSAU612#par3", '<a class="cable" href="../cable/07STRELSAU612.html#par3">07STRELSAU612#par3</a>'),
        ("99NOWHERE1", "99NOWHERE1"),
        ("[the 07STRELSAU612 clock](x.html)", '<a href="x.html">the 07STRELSAU612 clock</a>'),
        ("[about](../pages/about.md#us)", '<a href="../about.html#us">about</a>'),
        ("[elsewhere](other.md)", '<a href="other.md">elsewhere</a>'),
    ],
)
def test_links_lead_to_cables_and_pages(text: str, expected: str) -> None:
    """A held cable's ID is a link, but not inside of another link; ``.md`` leads to the page made of it."""
    assert html(text) == f"<p>{expected}</p>\n"


def content_of(root: Path) -> tuple[Path, ContentConfig]:
    """The folder of a site, and the names of its folders of content."""
    return root, read_config(root / "site.yml").content


def test_articles_are_newest_first(make_site: Callable[..., Path]) -> None:
    """Of one day the later name first; without a date last."""
    files = {"a": "2011-09-01", "b": "2011-09-05", "c": "2011-09-01", "d": ""}
    texts = {f"content/articles/{name}.md": f"---\ndate: {day}\n---\n" if day else "x" for name, day in files.items()}
    content, _ = read_markdown_pages(*content_of(make_site(files=texts)), archive(), drafts=False)
    assert [link.url for link in content.article_links] == [
        "articles/b.html",
        "articles/c.html",
        "articles/a.html",
        "articles/d.html",
    ]


def test_pages_are_in_the_order_they_ask_for(make_site: Callable[..., Path]) -> None:
    """Those that ask for none come last, by title; the introduction of the front page is no page."""
    texts = {
        "content/pages/index.md": "Welcome.",
        "content/pages/a.md": "---\ntitle: Zenda\n---\n",
        "content/pages/b.md": "---\ntitle: Altenreich\n---\n",
        "content/pages/c.md": "---\ntitle: Clocks\norder: 2\n---\n",
        "content/pages/d.md": "---\ntitle: Bridges\norder: 1.5\n---\n",
        "content/pages/e.md": "---\ntitle: Draft\norder: 0\ndraft: true\n---\n",
    }
    site = content_of(make_site(files=texts))
    content, _ = read_markdown_pages(*site, archive(), drafts=False)
    assert [link.title for link in content.page_links] == ["Bridges", "Clocks", "Altenreich", "Zenda"]
    assert content.intro == "<p>Welcome.</p>\n"
    with_drafts, _ = read_markdown_pages(*site, archive(), drafts=True)
    assert next(link.title for link in with_drafts.page_links) == "Draft"
