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
