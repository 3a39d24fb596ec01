"""A broken template or setting is named by file and line, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cablepress.cli.commands import main
from cablepress.config import ThemeConfig
from cablepress.theme.theme import load_theme

MakeSite = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "page.html",
            b'{% extends "dossier:page.html" %}{% block after %}caf\xe9{% endblock %}',
            "template-unreadable",
        ),
        ("cable.html", b"\xff\xfe", "ours/templates/cable.html:1:1: error template-unreadable: byte 0xff is not valid"),
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


def _ends(root: Path, command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code of a command, and all that it said."""
    with pytest.raises(SystemExit) as stop:
        main(["-f", str(root / "site.yml"), command, "-j1"])
    said = capsys.readouterr()
    return int(stop.value.code or 0), said.out + said.err


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "theme:\n  settings:\n    accent: pink\n",
            "3:5: error config-value: theme.settings.accent: expected one of blue,",
        ),
        (
            "theme:\n  settings: {acent: red}\n",
            "2:14: error config-key-unknown: theme.settings: the theme has no setting",
        ),
        ("theme:\n  settings: {help_pages: [1]}\n", "2:14: error config-type: theme.settings.help_pages: expected"),
        ("theme:\n  name: dosier\n", "2:3: error theme-missing: no theme 'dosier'; there are"),
        ("theme:\n  custom_dir: nowhere\n", "2:3: error theme-missing: theme.custom_dir: no folder 'nowhere'"),
    ],
)
def test_what_site_yml_says_of_a_theme_is_told_with_its_place(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    """As every other mistake in it."""
    code, told = _ends(make_site(files={"site.yml": text}), "build", capsys)
    assert (code, f"site.yml:{said}" in told) == (1, True)


def test_a_language_without_words_is_said(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """The pages would say that English is another language; words of one's own end that."""
    root = make_site(files={"site.yml": "title: T\nlanguage: fr-CA\ntheme: {custom_dir: ours}\n", "ours/x": ""})
    code, told = _ends(root, "build", capsys)
    assert (code, "site.yml:2:1: warning strings-missing: language: no words in 'fr-CA'" in told) == (0, True)
    (root / "ours/strings").mkdir()
    (root / "ours/strings/fr.yml").write_text("nav: {home: Accueil}\n")
    assert "strings-missing" not in _ends(root, "build", capsys)[1]


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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nav:\n  home: [a, b]\n", "2:3: error strings-type: nav.home: expected a text"),
        ("nav:\n  home:\n", "2:3: error strings-type: nav.home: expected a text"),
        ("format: {months: [J, F, M]}\n", "1:10: error strings-type: format.months: expected a list of 12 texts"),
        ("direction: left\n", "1:1: error strings-type: direction: expected ltr or rtl"),
        ("list:\n  count: '{n cables'\n", "2:3: error strings-type: list.count: a brace without the other one"),
        ("list:\n  count: '{m} cables'\n", "2:3: error strings-type: list.count: {m} is not known here; expected {n}"),
        ("list:\n  count: '{n:d} cables'\n", "2:3: error strings-type: list.count: {n:d} is not known here"),
        ("list:\n  count: {one: x, other: '{n.real}'}\n", "2:3: error strings-type: list.count: {n.real} is not known"),
        (
            "nav: {home: A}\nlist: {older: B}\nnav: {home: C}\n",
            "3:1: error strings-syntax: not valid YAML: nav appears",
        ),
        ("- home\n", "1:1: error strings-syntax"),
        ("nav:\n  home: Caf\udce9\n", "2:1: error strings-unreadable: byte 0xe9 is not valid UTF-8; expected UTF-8"),
    ],
)
def test_words_that_cannot_stand_there_are_named(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    """With file, line and column, instead of a page with brackets on it or a build that fails elsewhere."""
    root = make_site(files={"site.yml": "theme: {custom_dir: ours}\n"})
    (root / "ours/strings").mkdir(parents=True)
    (root / "ours/strings/en.yml").write_bytes(words.encode("utf-8", "surrogateescape"))
    code, told = _ends(root, "build", capsys)
    assert (code, f"ours/strings/en.yml:{said}" in told) == (1, True)
    assert _ends(root, "check", capsys)[0] == 1


def test_words_are_taken_as_they_are_written(make_site: MakeSite) -> None:
    """*No* is a word and no switch, 7 a word and no number; a section whose words are all remarks says nothing."""
    words = "nav: {home: No, articles: 07}\nlist: {count: '{n} of them'}\nindex:\n  # filter: Find\n"
    root = make_site(files={"site.yml": "theme: {custom_dir: ours}\n", "ours/strings/en.yml": words})
    theme = load_theme(root, ThemeConfig("dossier", "ours", {}), "en", "site.yml")
    text = theme.strings.text
    assert [text("nav.home"), text("nav.articles"), text("list.count", n=1)] == ["No", "07", "1 of them"]
    assert text("index.filter") == "Find in this list"


def test_check_names_every_broken_template(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """A build stops at the first; a name that no page asks for is said by both."""
    extends = '{% extends "dossier:page.html" %}'
    files = {
        "site.yml": "theme: {custom_dir: ours}\n",
        "ours/templates/cabel.html": "{% include 'mine.html' %}",
        "ours/templates/mine.html": "x",
        "ours/strings/EN.yml": "nav: {home: x}\n",
    }
    root = make_site(files=files)
    code, told = _ends(root, "build", capsys)
    assert code == 0
    assert told.count("template-unknown") == 1
    assert "cabel.html: warning template-unknown: no page and no other template asks for 'cabel.html'; did you" in told
    assert "ours/strings/EN.yml: warning file-passed-over: no file of words; expected the language and .yml" in told
    (root / "ours/templates/page.html").write_text(f"{extends}\n{{% block after %}}{{{{ page.title|shout }}}}")
    (root / "ours/templates/list.html").write_text("\n{{ list.title | }}")
    code, told = _ends(root, "check", capsys)
    assert code == 1
    assert "ours/templates/list.html:2:1: error template-syntax" in told
    assert "ours/templates/page.html:" in told


def test_a_theme_publishes_nothing_of_the_machine(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """By no link out of its folder; nor what editors leave, nor what is hidden."""
    root = make_site(files={"site.yml": "theme: {custom_dir: ours}\n", "ours/static/.git/config": "zyzzyva"})
    static = root / "ours/static"
    outside = root.parent / "outside.txt"
    outside.write_text("zyzzyva")
    draft = root / "content/cables/_held.txt"
    draft.write_text("zyzzyva")
    for name in ("style.css~", "site.js.bak", "#site.js#"):
        (static / name).write_text("zyzzyva")
    (static / "mark.svg").write_text("<svg/>")
    for name, target in {
        "a.txt": outside,
        "b.txt": draft,
        "c": root / "content",
        "d": "nowhere",
        "e.svg": "mark.svg",
    }.items():
        (static / name).symlink_to(target)
    code, told = _ends(root, "build", capsys)
    assert code == 1
    assert told.count("error link-outside") == 4
    assert told.count("warning file-not-published") == 2
    public = [path for path in (root / "public").rglob("*") if path.is_file()]
    assert [path.name for path in public if b"zyzzyva" in path.read_bytes()] == []
    assert {path.name.partition(".")[0] for path in public if path.suffix == ".svg"} >= {"mark", "e"}


def test_a_template_that_leads_out_of_its_theme_is_refused(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be a page of the site."""
    root = make_site(files={"site.yml": "theme: {custom_dir: ours}\n"})
    (root.parent / "outside.txt").write_text("zyzzyva")
    (root / "ours/templates").mkdir(parents=True)
    (root / "ours/templates/404.html").symlink_to(root.parent / "outside.txt")
    code, told = _ends(root, "build", capsys)
    assert code == 1
    assert "ours/templates/404.html: error link-outside: a link to a place outside of the theme's folder" in told
    assert not (root / "public/404.html").exists()


@pytest.mark.parametrize("custom", [".", "..", "public/ours"])
def test_a_folder_of_overrides_is_its_own(make_site: MakeSite, capsys: pytest.CaptureFixture[str], custom: str) -> None:
    """Not that of the site, whose files would all count as the theme's; nor in what a build writes and empties."""
    root = make_site(files={"site.yml": "title: T\n"})
    assert _ends(root, "build", capsys)[0] == 0
    (root / "public/ours/static").mkdir(parents=True)
    (root / "public/ours/static/style.extra.css").write_text("a{}")
    (root / "site.yml").write_text(f"theme: {{custom_dir: {custom}}}\n")
    assert _ends(root, "build", capsys)[0] == 1
    assert (root / "public/ours/static/style.extra.css").exists()
