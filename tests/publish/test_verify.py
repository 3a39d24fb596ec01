"""``cablepress verify``: what was done to a copy of a site is told, file by file; an untouched copy passes."""

from __future__ import annotations

import codecs
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import cable_text

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options
from cablepress.cli.commands import cli
from cablepress.config import read_config
from cablepress.errors import CablepressError
from cablepress.publish.copies import what_is
from cablepress.publish.verify import Report, verify_site

PAGE = "cable/2007/07/07STRELSAU612.html"
needs_ssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None and "CI" not in os.environ, reason="no ssh-keygen here"
)


def build(root: Path, out: Path) -> Path:
    build_site(read_config(root / "site.yml"), Options(out, jobs=1))
    return out


def make_key(path: Path, kind: str = "ed25519") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", str(path)], check=True)
    return path


def told(report: Report) -> list[tuple[str, str]]:
    return [(found.kind, found.path) for found in report.findings]


@pytest.fixture
def site(make_site: Callable[..., Path], tmp_path: Path) -> Path:
    """A site of two cables, built."""
    root = make_site({name: cable_text(name) for name in ("07STRELSAU612", "07STRELSAU613")})
    return build(root, tmp_path / "public")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        pass


class _Hiding(_Quiet):
    """Gives out no hidden files, as many hosts do."""

    def send_head(self) -> object:  # type: ignore[override]
        if "/." in self.path:
            self.send_error(404)
            return None
        return super().send_head()


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder; gives its address."""
    servers = []

    def start(folder: Path, handler: type[_Quiet] = _Quiet) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_untouched_copy_passes(site: Path, tmp_path: Path) -> None:
    """A copy has as many files as its list, and nothing to be told."""
    copy = Path(shutil.copytree(site, tmp_path / "copy"))
    report = verify_site(str(copy), against=str(site / "SHA256SUMS"))
    assert report.findings == ()
    assert report.files == sum(1 for path in copy.rglob("*") if path.is_file()) - len((".cablepress", "SHA256SUMS"))


def test_a_copy_built_elsewhere_passes(site: Path, tmp_path: Path) -> None:
    """The same sources in another folder give a site that the first one's list fits."""
    moved = Path(shutil.copytree(tmp_path / "site", tmp_path / "other" / "place"))
    assert verify_site(str(build(moved, moved / "out")), against=str(site / "SHA256SUMS")).findings == ()


def test_a_served_copy_passes(site: Path, serve: Callable[..., str]) -> None:
    """Every listed file is fetched, also from a host that hides hidden files and from an address of its front page."""
    assert verify_site(serve(site)).findings == ()
    assert verify_site(serve(site).removesuffix("/") + "/index.html").findings == ()
    hiding = verify_site(serve(site, _Hiding))
    assert hiding.findings == ()
    assert any(".nojekyll" in note for note in hiding.notes)


def flip(site: Path) -> None:
    data = bytearray((site / PAGE).read_bytes())
    data[len(data) // 2] ^= 1
    (site / PAGE).write_bytes(data)


def link(site: Path) -> None:
    other = site.parent / "elsewhere.html"
    shutil.copyfile(site / PAGE, other)
    (site / PAGE).unlink()
    (site / PAGE).symlink_to(other)


def link_folder(site: Path) -> None:
    shutil.move(site / "tag", site.parent / "tag")
    (site / "tag").symlink_to(site.parent / "tag")


def edit_sums(site: Path) -> None:
    sums = site / "SHA256SUMS"
    sums.write_text("\n".join(line for line in sums.read_text().splitlines() if PAGE not in line) + "\n")


def link_list(site: Path) -> None:
    (site / "SHA256SUMS").rename(site.parent / "sums")
    (site / "SHA256SUMS").symlink_to(site.parent / "sums")


def hide_in_sums(site: Path) -> None:
    (site / "SHA256SUMS").open("a").write("# evil.js is fine\n")


def folder_for_page(site: Path) -> None:
    (site / PAGE).unlink()
    (site / PAGE).mkdir()
    (site / PAGE / "x").write_text("")


TAMPERING: list[tuple[Callable[[Path], object], tuple[str, str]]] = [
    (flip, ("changed", PAGE)),
    (lambda site: (site / PAGE).write_bytes(b""), ("changed", PAGE)),
    (lambda site: (site / PAGE).unlink(), ("missing", PAGE)),
    (lambda site: shutil.rmtree(site / "tag"), ("missing", "tag/index.html")),
    (
        lambda site: (site / "cable/2007/07/07STRELSAU999.html").write_text("x"),
        ("added", "cable/2007/07/07STRELSAU999.html"),
    ),
    (lambda site: (site / "evil.js").write_text("x"), ("added", "evil.js")),
    (lambda site: (site / "static/.evil.js").write_text("x"), ("added", "static/.evil.js")),
    (lambda site: (site / ".htaccess").write_text("x"), ("added", ".htaccess")),
    (lambda site: (site / "cable/.htaccess").write_text("x"), ("added", "cable/.htaccess")),
    (lambda site: (site / "cable/SHA256SUMS").write_text("x"), ("added", "cable/SHA256SUMS")),
    (lambda site: (site / "cable/.git").mkdir() or (site / "cable/.git/x").write_text("x"), ("added", "cable/.git/x")),
    (lambda site: (site / ".cablepress").write_text("<script>"), ("added", ".cablepress")),
    (
        lambda site: (site / ".cablepress-staging").mkdir() or (site / ".cablepress-staging/x").write_text(""),
        ("added", ".cablepress-staging/x"),
    ),
    (link, ("link", PAGE)),
    (lambda site: (site / "dead.html").symlink_to("nowhere"), ("link", "dead.html")),
    (link_folder, ("link", "tag")),
    (link_folder, ("link", "tag/index.html")),
    (folder_for_page, ("changed", PAGE)),
    (folder_for_page, ("added", f"{PAGE}/x")),
    (edit_sums, ("added", PAGE)),
    (hide_in_sums, ("list", "SHA256SUMS")),
    (lambda site: (site / "SHA256SUMS").write_bytes(b""), ("list", "SHA256SUMS")),
    (lambda site: (site / "SHA256SUMS").unlink(), ("missing", "SHA256SUMS")),
    (
        lambda site: (site / "SHA256SUMS").rename(site / "S") and (site / "SHA256SUMS").symlink_to("S"),
        ("link", "SHA256SUMS"),
    ),
    (lambda site: (site / "SHA256SUMS").unlink() or (site / "SHA256SUMS").mkdir(), ("changed", "SHA256SUMS")),
    (lambda site: (site / PAGE).rename(site / PAGE.lower()), ("added", PAGE.lower())),
    (lambda site: (site / PAGE).rename(site / PAGE.lower()), ("missing", PAGE)),
    (lambda site: (site / "empty").write_text(""), ("added", "empty")),
]


@pytest.mark.parametrize(("tamper", "finding"), TAMPERING)
def test_tampering_is_told(site: Path, tamper: Callable[[Path], object], finding: tuple[str, str]) -> None:
    """Whatever was done to a copy is told with the file that it was done to."""
    tamper(site)
    assert finding in told(verify_site(str(site)))


REWRITTEN: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda sums: sums.replace(b"\n", b"\r\n"), "lines end as on Windows"),
    (lambda sums: codecs.BOM_UTF8 + sums, "byte order mark"),
    (lambda sums: re.sub(rb"(?m)^[0-9a-f]{64}", lambda found: found[0].upper(), sums), "digests are in capitals"),
    (lambda sums: sums.replace(b"  ", b" *"), "marked as binary"),
    (lambda sums: b"0" * 64 + b"  ../x\n" + sums, "a path inside the site"),
    (lambda sums: b"0" * 64 + b"  /etc/passwd\n" + sums, "a path inside the site"),
    (lambda sums: sums.splitlines(keepends=True)[0] + sums, "a second time"),
    (lambda sums: sums[:-1], "cut short"),
]


@pytest.mark.parametrize(("change", "message"), REWRITTEN)
def test_a_list_that_was_written_anew_is_one_finding(
    site: Path, change: Callable[[bytes], bytes], message: str
) -> None:
    """What another program or hand did to the list is told once, and the files are compared all the same."""
    sums = site / "SHA256SUMS"
    sums.write_bytes(change(sums.read_bytes()))
    [found] = verify_site(str(site)).findings
    assert (found.kind, found.path) == ("list", "SHA256SUMS")
    assert message in found.message
    flip(site)
    assert ("changed", PAGE) in told(verify_site(str(site)))


def test_a_list_of_noise_is_told_in_few_lines(site: Path) -> None:
    """Of a thousand wrong lines the first are told."""
    (site / "SHA256SUMS").write_bytes(b"noise\n" * 1000)
    report = verify_site(str(site))
    assert len(report.findings) < 30
    assert any("980 more lines" in found.message for found in report.findings)


def test_a_host_that_gives_a_page_for_everything(site: Path, serve: Callable[..., str], tmp_path: Path) -> None:
    """Its page is no signature and no list; a site that is there passes."""

    class Soft(_Quiet):
        def send_error(self, code: int, *_: object, **__: object) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>No such page</html>\n")

    assert verify_site(serve(site, Soft)).findings == ()
    (site / PAGE).unlink()
    assert told(verify_site(serve(site, Soft))) == [("changed", PAGE)]
    (site / "SHA256SUMS").unlink()
    [found] = verify_site(serve(site, Soft)).findings
    assert found.message == "this is a page and not the list of the site's files"
    key = tmp_path / "key.pub"
    key.write_text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x\n")
    assert ("missing", "SHA256SUMS.sig") in told(verify_site(serve(site, Soft), key=str(key)))


def test_a_page_that_is_sent_on_to_itself(site: Path, serve: Callable[..., str]) -> None:
    """A circle is told in one line."""

    class Circle(_Quiet):
        def do_GET(self) -> None:
            if not self.path.endswith("612.html"):
                super().do_GET()
                return
            self.send_response(301)
            self.send_header("Location", self.path)
            self.end_headers()

    [found] = verify_site(serve(site, Circle)).findings
    assert (found.kind, found.path) == ("unread", PAGE)
    assert "\n" not in found.message


def test_a_name_of_several_lines_makes_one_line(site: Path) -> None:
    """Whoever adds a file names it as they like: no second line says what is not so."""
    (site / "x\nabout.html: changed: not by us\x1b[2K.html").write_text("x")
    result = CliRunner().invoke(cli, ["verify", "-q", str(site)])
    lines = result.output.splitlines()
    assert lines == ["x\\nabout.html: changed: not by us\\x1b[2K.html: added: a page that the list does not name"]


def test_one_change_is_one_finding(site: Path) -> None:
    """Nothing else is told than what was done."""
    flip(site)
    assert told(verify_site(str(site))) == [("changed", PAGE)]
    link(site)
    assert told(verify_site(str(site))) == [("link", PAGE)]


def test_page_and_list_changed_together_show_beside_another_list(site: Path, tmp_path: Path) -> None:
    """Whoever changes the list too is found by a list that was kept elsewhere."""
    kept = tmp_path / "kept"
    shutil.copyfile(site / "SHA256SUMS", kept)
    before = subprocess.check_output(["sha256sum", site / PAGE], text=True).split()[0]
    flip(site)
    after = subprocess.check_output(["sha256sum", site / PAGE], text=True).split()[0]
    sums = site / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(before, after))
    alone = verify_site(str(site))
    assert alone.findings == ()
    assert any("may have changed the list too" in note for note in alone.notes)
    assert told(verify_site(str(site), against=str(kept))) == [("list", "SHA256SUMS"), ("changed", PAGE)]


def test_served_tampering_is_told(site: Path, serve: Callable[..., str], tmp_path: Path) -> None:
    """Over HTTP a changed page, a missing one and a list that is not the one given are found."""
    kept = tmp_path / "kept"
    shutil.copyfile(site / "SHA256SUMS", kept)
    flip(site)
    (site / "about-us.html").unlink(missing_ok=True)
    (site / "index.html").unlink()
    edit_sums(site)
    found = told(verify_site(serve(site), against=str(kept)))
    assert found == [("list", "SHA256SUMS"), ("changed", PAGE), ("missing", "index.html")]


def test_a_page_sent_on_to_another_host_is_a_link(site: Path, serve: Callable[..., str]) -> None:
    """What another host gives out is not the site's, though it be the same bytes."""

    class Elsewhere(_Quiet):
        def do_GET(self) -> None:
            if self.path.endswith("612.html"):
                self.send_response(302)
                self.send_header("Location", "http://localhost:1/" + PAGE)
                self.end_headers()
            else:
                super().do_GET()

    assert told(verify_site(serve(site, Elsewhere))) == [("link", PAGE)]


@needs_ssh
def test_a_signed_site(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """The signature passes with its key; with another key, an edited list or without a signature it does not."""
    key, other = make_key(tmp_path / "key"), make_key(tmp_path / "other")
    root = make_site(files={"site.yml": "publish:\n  sign: ../key\n"})
    out = build(root, tmp_path / "public")
    good = verify_site(str(out), key=f"{key}.pub")
    assert good.findings == ()
    assert any("signed with the key SHA256:" in note for note in good.notes)
    assert verify_site(str(out)).findings == ()
    assert told(verify_site(str(out), key=f"{other}.pub")) == [("signature", "SHA256SUMS.sig")]
    sums = (out / "SHA256SUMS").read_bytes()
    (out / "SHA256SUMS").write_bytes(sums[sums.index(b"\n") + 1 :])
    assert ("signature", "SHA256SUMS.sig") in told(verify_site(str(out)))
    assert ("signature", "SHA256SUMS.sig") in told(verify_site(str(out), key=f"{key}.pub"))
    (out / "SHA256SUMS").write_bytes(sums)
    (out / "SHA256SUMS.sig").unlink()
    assert verify_site(str(out)).findings == ()
    assert told(verify_site(str(out), key=f"{key}.pub")) == [("missing", "SHA256SUMS.sig")]


@needs_ssh
def test_a_signature_for_something_else_does_not_pass(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """The namespace keeps a signature of a letter from being one of a site."""
    key = make_key(tmp_path / "key")
    out = build(make_site(), tmp_path / "public")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "file", out / "SHA256SUMS"], check=True)
    assert told(verify_site(str(out), key=f"{key}.pub")) == [("signature", "SHA256SUMS.sig")]


@needs_ssh
def test_allowed_signers_are_read(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """The key may come in a file of allowed signers, with remarks and principals."""
    key = make_key(tmp_path / "key")
    out = build(make_site(files={"site.yml": "publish:\n  sign: ../key\n"}), tmp_path / "public")
    signers = tmp_path / "signers"
    signers.write_text(
        f'# whom we trust\npress@example.org namespaces="cablepress" {key.with_suffix(".pub").read_text()}'
    )
    assert verify_site(str(out), key=str(signers)).findings == ()
    signers.write_text(f"# {key.with_suffix('.pub').read_text()}")
    with pytest.raises(CablepressError, match="no SSH public key"):
        verify_site(str(out), key=str(signers))


@needs_ssh
def test_a_signature_is_kept_while_the_list_is_the_same(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """ECDSA never signs twice alike; a build that changes nothing changes no signature. Another key signs anew."""
    make_key(tmp_path / "key", "ecdsa")
    out = tmp_path / "public"
    root = make_site(files={"site.yml": "publish:\n  sign: ../key\n"})
    config = read_config(root / "site.yml")
    build_site(config, Options(out, jobs=1))
    first = (out / "SHA256SUMS.sig").read_bytes()
    build_site(config, Options(out, jobs=1, clean=True))
    assert (out / "SHA256SUMS.sig").read_bytes() == first
    make_key(tmp_path / "next")
    (root / "site.yml").write_text("publish:\n  sign: ../next\n")
    build(root, out)
    assert verify_site(str(out), key=str(tmp_path / "next.pub")).findings == ()


@needs_ssh
def test_without_the_key_no_site_is_written(make_site: Callable[..., Path], tmp_path: Path) -> None:
    """A key that is not there stops the build; the site stays as it was."""
    root = make_site()
    out = build(root, tmp_path / "public")
    before = (out / "SHA256SUMS").read_bytes()
    (root / "site.yml").write_text("title: Other\npublish:\n  sign: missing-key\n")
    with pytest.raises(CablepressError, match="there is no key"):
        build(root, out)
    assert (out / "SHA256SUMS").read_bytes() == before
    assert verify_site(str(out)).findings == ()


def test_the_command(site: Path) -> None:
    """Exit 0 and a line when all is well; 1 and a line for each file when not; JSON for programs; 1 for no site."""
    run = CliRunner().invoke
    good = run(cli, ["verify", str(site)])
    assert (good.exit_code, "all as listed" in good.output) == (0, True)
    flip(site)
    bad = run(cli, ["verify", str(site), "-q"])
    assert (bad.exit_code, bad.stdout) == (
        1,
        f"{PAGE}: changed: the page of cable 07STRELSAU612 is not as it was published\n",
    )
    data = json.loads(run(cli, ["verify", str(site), "-q", "--format", "json"]).stdout)
    assert [(found["kind"], found["path"]) for found in data["findings"]] == [("changed", PAGE)]
    with pytest.raises(CablepressError, match="no such folder"):
        verify_site(str(site / "nowhere"))
    with pytest.raises(CablepressError, match="--against"):
        verify_site(str(site), against=str(site / "nowhere"))
    with pytest.raises(CablepressError, match="127"):
        verify_site("http://127.0.0.1:1/")


def test_paths_in_plain_words() -> None:
    """A reader is told what a file is, not only where."""
    assert what_is("cable/2007/07/07ASTANA1848.txt") == "the source text of cable 07ASTANA1848"
    assert what_is("cable/undated/X.json") == "the record of cable X"
    assert what_is("tag/PGOV.html") == "a list of cables"
    assert what_is("static/site.12345678.js") == "a script"
    assert what_is("index.html") == "a page"
