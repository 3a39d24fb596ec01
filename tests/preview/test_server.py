"""What the preview serves at which address, and to whom."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from cablepress.errors import CablepressError
from cablepress.preview.builder import Edit, Rebuild
from cablepress.preview.hub import Hub, find_file
from cablepress.preview.server import address, bind, forwarded_names, own_names, with_script
from cablepress.publish.site_folder import STAGING


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site folder with a secret beside it."""
    root = tmp_path / "preview"
    for name in ("index.html", "tag/index.html", "tag/PGOV.html", ".nojekyll", f"{STAGING}/c0-1"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (root / "empty").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (root / "linked.txt").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "index.html"),
        ("index.html", "index.html"),
        ("tag/", "tag/index.html"),
        ("tag", "tag"),
        ("tag/PGOV.html", "tag/PGOV.html"),
        (".nojekyll", ".nojekyll"),
    ],
)
def test_addresses_lead_to_files(site: Path, path: str, file: str) -> None:
    """A folder's address is that of its index page."""
    assert find_file(site, path) == site / file


@pytest.mark.parametrize(
    "path",
    [
        "missing.html",
        "index.html/",
        "empty",
        "empty/",
        "../secret.txt",
        "tag/../../secret.txt",
        "tag/..",
        "..",
        ".",
        "./index.html",
        "/etc/passwd",
        "tag//PGOV.html",
        "..\\secret.txt",
        "C:/secret.txt",
        "linked.txt",
        "index.html\0.txt",
        f"{STAGING}/c0-1",
        "x" * 5000,
    ],
)
def test_no_address_leads_out_of_the_site(site: Path, path: str) -> None:
    """Nor to a page that is staged, nor to a folder without an index page."""
    assert find_file(site, path) is None


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<head><title>x</title></head><body>", b"<head><title>x</title>%s</head><body>"),
        (b"<HEAD></HEAD >", b"<HEAD>%s</HEAD >"),
        (b"<!doctype html><title>x</title><p>y", b"<!doctype html><title>x</title><p>y%s"),
    ],
)
def test_the_script_is_at_the_end_of_the_head(page: bytes, expected: bytes) -> None:
    """It is a file of the server: a strict policy allows no inline script."""
    script = b'<script src="/-cablepress/reload.js" data-shown="ab1" defer></script>\n'
    assert with_script(page, "ab1") == expected.replace(b"%s", script)


def test_a_busy_port_is_an_error_that_names_another() -> None:
    """The next port is as good a guess as any."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CablepressError, match=f"^port {port} is in use; try --port {port % 65535 + 1}$"):
            bind("127.0.0.1", port)


def test_an_address_of_another_machine_is_an_error() -> None:
    """192.0.2.1 is set aside for documentation: no machine has it."""
    with pytest.raises(CablepressError, match=r"cannot serve at '192\.0\.2\.1'"):
        bind("192.0.2.1", 0)


def test_only_the_names_of_this_machine_are_answered_to() -> None:
    """Unless other machines are served too; port 0 becomes a real one."""
    near, all_around = bind("127.0.0.1", 0), bind("0.0.0.0", 0)
    try:
        port = near[0].getsockname()[1]
        assert port > 0
        assert own_names("127.0.0.1", near) == {"localhost", "127.0.0.1", "::1"}
        assert own_names("0.0.0.0", all_around) == frozenset()
        assert address("127.0.0.1", near) == f"http://127.0.0.1:{port}/"
        assert address("::1", near) == f"http://[::1]:{port}/"
        assert address("0.0.0.0", near) == f"http://localhost:{port}/"
    finally:
        for bound in near + all_around:
            bound.close()


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({}, ()),
        ({"CODESPACE_NAME": "Fluffy-1"}, ("fluffy-1-8000.app.github.dev",)),
        (
            {"CODESPACE_NAME": "fluffy-1", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN": "preview.example"},
            ("fluffy-1-8000.preview.example",),
        ),
        ({"GITPOD_WORKSPACE_URL": "https://red-fox.ws.example"}, ("8000-red-fox.ws.example",)),
    ],
)
def test_a_workspace_in_a_browser_forwards_under_a_name_of_its_own(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], names: tuple[str, ...]
) -> None:
    """The environment says which; nothing that a request claims is asked."""
    for name in ("CODESPACE_NAME", "GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "GITPOD_WORKSPACE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert forwarded_names(8000) == names


def test_what_is_served_has_another_digest_when_it_shows_something_new(tmp_path: Path) -> None:
    """A page that is waited for, as built, as made anew, a failure, its end, a page that is gone."""
    hub = Hub(tmp_path, livereload=True)
    assert hub.shown("index.html") == "waiting"
    (tmp_path / "index.html").write_text("built")
    (tmp_path / "404.html").write_text("missing")
    hub.built(Rebuild(changed=True))
    built = hub.shown("index.html")
    hub.built(Rebuild(changed=False))
    assert hub.shown("index.html") == built
    hub.edited(Edit({"index.html": b"edited"}, None))
    edited = hub.shown("index.html")
    (tmp_path / "index.html").write_text("edited")
    hub.built(Rebuild(changed=True))
    assert hub.shown("index.html") == edited
    hub.built(Rebuild(changed=False, failure="site.yml:1:1: error"))
    failed = hub.shown("index.html")
    assert hub.shown("tag/PGOV.html") == failed
    hub.built(Rebuild(changed=False))
    assert hub.shown("index.html") == edited
    (tmp_path / "index.html").unlink()
    assert hub.shown("index.html") == hub.digest(b"missing")
    assert len({"waiting", built, edited, failed, hub.shown("index.html")}) == 5
