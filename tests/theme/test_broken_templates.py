"""A broken template or setting is named by file and line, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cablepress.cli.commands import main

MakeSite = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "page.html",
            b'{% extends "dossier:page.html" %}{% block after %}caf\xe9{% endblock %}',
            "template-unreadable",
        ),
        ("cable.html", b"\xff\xfe", "ours/templates/cable.html: error template-unreadable: byte 0xff is not valid"),
        ("cable.html", b'{% extends "cable.html" %}', "write “THEME:cable.html”"),
        (
            "page.html",
            b'\n\n{% include "nope.html" %}',
            "page.html:3:1: error template-missing: no template 'nope.html'",
        ),
    ],
)
def test_a_broken_template_is_named(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], name: str, data: bytes, said: str
) -> None:
    """Not UTF-8, one that extends itself, one that includes what is not there."""
    files = {"site.yml": "theme: {custom_dir: ours}\n", "content/pages/about.md": "About."}
    root = make_site(files=files)
    (root / "ours/templates").mkdir(parents=True)
    (root / "ours/templates" / name).write_bytes(data)
    with pytest.raises(SystemExit) as stop:
        main(["-f", str(root / "site.yml"), "build", "-j1"])
    assert stop.value.code == 1
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize("value", ["No", "12", "[a]", "{a: b}"])
def test_a_setting_of_another_type_is_an_error(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    """The type of the default is the type expected."""
    root = make_site(files={"site.yml": f"theme: {{settings: {{accent: {value}}}}}\n"})
    with pytest.raises(SystemExit) as stop:
        main(["-f", str(root / "site.yml"), "build", "-j1"])
    assert stop.value.code == 1
    assert "theme.settings.accent: expected something like" in capsys.readouterr().err


def test_overrides_that_do_nothing_are_said(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt block, a misspelt key of the strings; blocks and words of one's own are none."""
    page = '{% extends "dossier:page.html" %}\n{% block aftr %}A{% endblock %}'
    page += '{% block after %}{{ "own.words"|t }}{% endblock %}'
    files = {
        "site.yml": "theme: {custom_dir: ours}\n",
        "content/pages/about.md": "About.",
        "ours/templates/page.html": page.replace("{{", "{% block inner %}{% endblock %}{{"),
        "ours/strings/en.yml": "nav: {artikles: x, articles: Essays}\nown: {words: y}\n",
    }
    root = make_site(files=files)
    with pytest.raises(SystemExit) as stop:
        main(["-f", str(root / "site.yml"), "build", "-j1"])
    assert stop.value.code == 0
    err = capsys.readouterr().err
    assert "ours/templates/page.html:2:1: warning template-block-unknown" in err
    assert "no block 'aftr'; did you mean 'after'?" in err
    assert "ours/strings/en.yml: warning strings-unknown: nothing shows the words 'nav.artikles'; did you mean" in err
    assert err.count("template-block-unknown") == 1
    assert err.count("strings-unknown") == 1


def test_an_imported_sheet_is_put_in(make_site: MakeSite) -> None:
    """Where an addition imports it, browsers would pass over it; its own addresses still lead to its files."""
    files = {
        "site.yml": "theme: {custom_dir: ours}\n",
        "ours/static/parts/other.css": "p{background:url(dot.png)}",
        "ours/static/parts/dot.png": "x",
        "ours/static/print.css": "@import 'print.css';",
        "ours/static/style.extra.css": """@import url("parts/other.css");
            @import "print.css" print; b{c:url(parts/dot.png)}""",
    }
    root = make_site(files=files)
    with pytest.raises(SystemExit) as stop:
        main(["-f", str(root / "site.yml"), "build", "-j1"])
    assert stop.value.code == 0
    (sheet,) = (root / "public/static").glob("style.*.css")
    text = sheet.read_text()
    (dot,) = (root / "public/static/parts").glob("dot.*.png")
    assert f"p{{background:url(parts/{dot.name})}}" in text
    assert f"b{{c:url(parts/{dot.name})}}" in text
    assert "@media print {" in text


def test_a_missing_picture_is_named_where_a_sheet_asks_for_it(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sheet that another imports too; addresses of other hosts, data and comments are none."""
    files = {
        "site.yml": "theme: {custom_dir: ours}\n",
        "ours/static/parts/other.css": "p {\n  background: url(dto.png);\n}\n/* url(old.png) */",
        "ours/static/parts/dot.png": "x",
        "ours/static/style.extra.css": """@import url("parts/other.css"); @import 'gone.css';
            b{c:url(parts/dot.png)} i{c:url("data:image/gif;base64,R0lG")} u{c:url(https://example.org/x.png)}
            s{c:url( 'nowhere.gif#a' )}""",
    }
    root = make_site(files=files)
    with pytest.raises(SystemExit) as stop:
        main(["-f", str(root / "site.yml"), "build", "-j1"])
    assert stop.value.code == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "style-link-broken" in line]
    said = "warning style-link-broken: the theme has no static file"
    assert told == [
        f"ours/static/parts/other.css:2:19: {said} 'parts/dto.png'; did you mean 'dot.png'?",
        f"ours/static/style.extra.css:1:42: {said} 'gone.css'",
        f"ours/static/style.extra.css:3:23: {said} 'nowhere.gif'",
    ]
