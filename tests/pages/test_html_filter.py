"""Raw HTML in Markdown: text, links and pictures pass; nothing that runs, loads from elsewhere, sends or leads away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablepress.pages.html_filter import filter_html


@pytest.mark.parametrize(
    "html",
    [
        '<p>Text with <b>bold</b>, <a href="x.html#par3">a link</a> &amp; an <em>entity</em> &eacute;&#233;.</p>\n',
        '<p><img src="map.png" alt="A map" width="3" /></p>\n',
        '<table>\n<tr><th scope="col">A</th></tr>\n</table>\n',
        "<details><summary>More</summary>\n<p>1 &lt; 2</p></details>",
        '<h2 id="a">A</h2>\n<hr />\n<ol start="3">\n<li>x</li>\n</ol>\n',
        '<a href="mailto:a@example.org" title="Say &quot;no&quot;">a</a><a href="?a=1&amp;copy=2">b</a>',
        '<img src="data:image/png;base64,AAAA" alt="" />',
        "<p>日本語 – “quotes”</p>",
    ],
)
def test_what_is_allowed_stays_as_it_is(html: str) -> None:
    """Byte for byte."""
    found = filter_html(html)
    assert found.html == html
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<meta http-equiv="refresh" content="0;url=http://x/">', ""),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<SCRIPT SRC=//x/y.js></SCRIPT>b", "ab"),
        ("a<style>p{color:red}</style>b", "ab"),
        ('<iframe src="http://x/"></iframe>', ""),
        ('<form action="http://x/"><input name="q"><button>Go</button></form>', "Go"),
        ("<b onclick=alert(1) ONMOUSEOVER='x'>t</b>", "<b>t</b>"),
        ('<p style="background:url(//x/y)">t</p>', "<p>t</p>"),
        ('<td style="text-align:right">1</td>', '<td align="right">1</td>'),
        ('<a href="javascript:alert(1)">t</a>', "<a>t</a>"),
        ('<a href=" java\tscript:alert(1)">t</a>', "<a>t</a>"),
        ('<a href="&#106;avascript:alert(1)">t</a>', "<a>t</a>"),
        ('<a href="vbscript:x">t</a><a href="data:text/html,x">u</a>', "<a>t</a><a>u</a>"),
        ('<a href="x.html" ping="http://x/" target="_blank">t</a>', '<a href="x.html">t</a>'),
        ('<img src="https://x/y.png" alt="A map">', '<a href="https://x/y.png">A map</a>'),
        ('<img src="//x/y.png">', '<a href="//x/y.png">//x/y.png</a>'),
        ('<img src="\\\\x\\y.png">', '<a href="\\\\x\\y.png">\\\\x\\y.png</a>'),
        ('<img src=x onerror=alert(1) srcset="//x/y 2x">', '<img src="x" />'),
        ("<svg onload=alert(1)><a href='x'>t</a></svg>", '<a href="x">t</a>'),
        ("<math><mtext>t</mtext></math>", "t"),
        ('<object data="x.swf"></object><embed src="x.swf"><applet></applet>', ""),
        ('<base href="//x/"><link rel="stylesheet" href="//x/y.css">', ""),
        ("</main></body></html>t", "t"),
        ("<div><b>t", "<div><b>t</b></div>"),
        ("</div></article>t", "t"),
        ("<!-- a comment --><!doctype html><?php x ?><![CDATA[y]]>t", None),
        ("<plaintext>t<textarea></textarea>", None),
        ("<b/>t", "<b>t</b>"),
    ],
)
def test_what_is_not_allowed_goes(html: str, expected: str | None) -> None:
    """Its text stays, where it has any; that something went is said."""
    found = filter_html(html)
    if expected is not None:
        assert found.html == expected
    assert "script" not in found.html.replace("javascript", "").casefold() or "&lt;" in found.html


def test_links_and_anchors_are_noted() -> None:
    """Those of pictures apart."""
    found = filter_html('<h2 id="a">A</h2><a href="b.html" name="old">b</a><img src="c.png" alt="">')
    assert found.anchors == {"a", "old"}
    assert [tuple(link) for link in found.links] == [("b.html", False), ("c.png", True)]


_SIGNS = [
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    '"',
    "'",
    "`",
    "=",
    " ",
    "\n",
    "\0",
    "&",
    "&lt;",
    "&#x3c;",
]
_WORDS = """script style svg math img a b p title textarea noscript template iframe onerror onload href src srcdoc
javascript: alert(1) //x/ https://x/ x"""
_PIECES = st.sampled_from([*_SIGNS, *_WORDS.split()])


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_nothing_passes_a_second_look(html: str) -> None:
    """What was written anew is allowed as it is: no mixture hides a tag from one reading and shows it to another."""
    once = filter_html(html)
    twice = filter_html(once.html)
    assert twice.html == once.html
    assert twice.left_out == ()
