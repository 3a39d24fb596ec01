"""What becomes of a theme's static files when they are published."""

from __future__ import annotations

import pytest

from cablepress.theme.theme import published_sheet


@pytest.mark.parametrize(
    ("sheet", "published"),
    [
        ("/* Ours. */\n\na {\n  color: red; /* as the paper's */\n}\n", "a{color:red;}\n"),
        ("/*! A, licence. */ a { b: c }", "/*! A, licence. */ a{b:c}"),
        ("a/**/.b { c: 1px/* no, space */2px }", "a/**/.b{c:1px/* no, space */2px}"),
        ('a::before { content: "/* \\", */" } /* x */', 'a::before{content:"/* \\", */"}'),
        ("a :hover, b > c { d: url(//host/*/c) }", "a :hover,b > c{d:url(//host/*/c)}"),
        (
            "@media (width < 9rem) and (hover: none) { a { b: calc(1px + 2px) } }",
            "@media (width < 9rem) and (hover:none){a{b:calc(1px + 2px)}}",
        ),
        ("a { } /* never closed", "a{}/* never closed"),
    ],
)
def test_a_sheet_is_published_without_what_only_its_writers_need(sheet: str, published: str) -> None:
    """Comments between words, spaces, lines; not what stands in strings, keeps two words apart or is a licence."""
    assert published_sheet(sheet) == published
