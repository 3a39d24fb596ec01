"""Files, folders, archives and standard input; names that lead out, bombs, and what breaks off."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import time
import zipfile
from types import SimpleNamespace

import pytest
from importers.samples import page, row
from support import frozen_heap

from cablepress.importers import inputs

PAGES = {f"m/cable/2008/02/08STRELSAU{n}.html": page(f"08STRELSAU{n}").encode() for n in (77, 78)}
TABLE = (row(1, "08STRELSAU77") + row(2, "08STRELSAU78")).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


ARCHIVES = {
    "mirror.zip": zipped(PAGES),
    "mirror.tar": tarred(PAGES),
    "mirror.tar.gz": tarred(PAGES, "w:gz"),
    "mirror.tar.bz2": tarred(PAGES, "w:bz2"),
    "mirror.tar.xz": tarred(PAGES, "w:xz"),
    "cables.csv.gz": gzip.compress(TABLE),
    "cables.csv.bz2": bz2.compress(TABLE),
    "cables.csv.xz": lzma.compress(TABLE),
    "cables.zip": zipped({"cables.csv": TABLE}),
    "inner.tar": tarred({"cables.csv.gz": gzip.compress(TABLE)}),
    "cables.csv": TABLE,
}
TWO = ["cables/08STRELSAU77.txt", "cables/08STRELSAU78.txt"]


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_reads_as_what_is_in_it(run, given, name):
    """Compressed or not, by its content and not by its name."""
    done = run(given(name, ARCHIVES[name]))
    assert done.code == 0
    assert sorted(done.files()) == TWO


@pytest.mark.parametrize("name", ARCHIVES)
def test_standard_input_reads_as_a_file(run, given, name, monkeypatch):
    """``-``: any form, any archive."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(ARCHIVES[name]))))
    assert sorted(run("-").files()) == TWO


def test_the_same_files_come_of_a_folder_and_of_an_archive(run, given):
    """Byte for byte: the source is named by its place in the archive."""
    for name, data in PAGES.items():
        given(name, data)
    folder = run(given("x", "").parent / "m").files()
    archive = run("--update", given("m.tar", tarred({name[2:]: data for name, data in PAGES.items()})))
    assert archive.last == "0 new, 2 same, 0 changed, 0 refused"
    assert archive.files() == folder


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize(
    "name", ["../08STRELSAU79.html", "m/../../08STRELSAU79.html", "/08STRELSAU79.html", "C:/x.html"]
)
def test_a_name_that_leads_out_of_an_archive_is_refused(run, given, make, name):
    """Told with the name; the rest is imported."""
    path = given("mirror.bin", make({name: page("08STRELSAU79").encode(), **PAGES}))
    done = run(path)
    assert done.code == 1
    assert f"{path}/{name}: error name-refused: the name leads out of the archive" in done.err
    assert sorted(done.files()) == TWO


def test_links_and_devices_in_a_tar_are_not_followed(run, given):
    """Nothing outside the archive is read."""
    out = io.BytesIO(ARCHIVES["mirror.tar"])
    with tarfile.open(fileobj=out, mode="a") as archive:
        member = tarfile.TarInfo("m/cable/2008/02/08STRELSAU79.html")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    done = run(given("mirror.tar", out.getvalue()))
    assert "08STRELSAU79.html: warning link-skipped" in done.err
    assert sorted(done.files()) == TWO


@pytest.mark.parametrize("filling", [b"\0", b" ", b"\n"])
@pytest.mark.parametrize("name", ["m/cable/2008/02/08STRELSAU79.html", "cables.csv", "big"])
def test_a_zip_bomb_is_refused_at_once(run, given, filling, name):
    """By the sizes that it names; the rest is imported."""
    archive = given("mirror.zip", zipped({name: filling * (100 << 20), **PAGES}))
    with frozen_heap():
        start = time.process_time()
        done = run(archive)
        assert time.process_time() - start < 10
    assert "error archive-bomb: 104,857,600 bytes out of" in done.err
    assert sorted(done.files()) == TWO


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_bomb_is_stopped_on_its_way(run, given, compress, monkeypatch):
    """Sizes are counted, not believed; what came before is imported."""
    monkeypatch.setattr(inputs, "_FREE", 4 << 20)
    head = TABLE + b'"3","2/14/2008 9:15","08STRELSAU79","X","SECRET","","","'
    # 72 MiB in streams one behind the other, all but the first the same: made in a moment.
    done = run(given("cables.csv.z", compress(head) + compress(b"a b c\n" * (1 << 18)) * 48))
    assert done.code == 1
    assert sorted(done.files()) == TWO


def test_an_archive_that_breaks_off_gives_what_it_has(run, given):
    """And says where it broke off."""
    whole = gzip.compress(b"".join(row(n, f"08STRELSAU{n}").encode() for n in range(1, 400)), 1)
    done = run(given("cables.csv.gz", whole[: len(whole) // 2]))
    assert done.code == 1
    assert "error file-unreadable: cannot be read further: Compressed file ended" in done.err
    # Nearly half of the rows; what was decompressed before the end is not lost with it.
    assert 150 < len(done.files()) < 200
    tar = ARCHIVES["mirror.tar"]
    assert "cannot be read further" in run(given("mirror.tar", tar[: len(tar) // 3])).err
    assert "error archive-broken" in run(given("mirror.zip", ARCHIVES["mirror.zip"][:500])).err


@pytest.mark.parametrize("name", ["cables.csv.gz", "cables.csv.bz2", "cables.csv.xz"])
def test_a_small_file_that_breaks_off_gives_its_first_rows(run, given, name):
    """Though all of it is read at once."""
    rows = "".join(row(n, f"08STRELSAU{n}", body=f"{os.urandom(20_000).hex()}\n") for n in range(1, 31)).encode()
    compress = {"gz": gzip, "bz2": bz2, "xz": lzma}[name.rpartition(".")[2]].compress
    data = compress(rows)
    done = run(given(name, data[: len(data) * 4 // 5]))
    assert (done.code, "cannot be read further" in done.err) == (1, True)
    assert len(done.files()) > 8


def test_what_follows_compressed_data_is_passed_over(run, given):
    """As other programs do, and it is said."""
    done = run(given("cables.csv.gz", gzip.compress(TABLE) + b"--boundary--"))
    assert (done.code, sorted(done.files())) == (0, TWO)
    assert "warning archive-broken: something else follows the compressed data" in done.err


def test_an_archive_with_a_password_is_named(run, given):
    """Python's own words for it are a line of code."""
    data = bytearray(ARCHIVES["mirror.zip"])
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + place] |= 1
    done = run(given("mirror.zip", bytes(data)))
    assert "error archive-broken: it is encrypted; unpack it with its password" in done.err
    assert sorted(done.files()) == TWO[1:]


def test_forms_of_archive_that_are_not_read_are_named(run, given):
    """With what to do about them."""
    assert "a 7z archive is not read; unpack it" in run(given("a.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 99)).err


@pytest.mark.parametrize("make", [zipped, tarred])
def test_an_archive_in_an_archive_is_opened(run, given, make):
    """And one in a folder; who collected them did not unpack them."""
    for number, source in enumerate((given("outer", make({"inner.zip": ARCHIVES["mirror.zip"]})), "folder")):
        if number:
            source = given("folder/a/mirror.tar.gz", ARCHIVES["mirror.tar.gz"]).parents[1]
        done = run(source)
        assert done.code == 0
        assert sorted(done.files()) == TWO
        assert ("2 new", "2 same")[number] in done.last


def test_archives_without_end_within_each_other_are_not_opened(run, given):
    """A bomb can be folded; it is told."""
    inner = ARCHIVES["mirror.zip"]
    for _ in range(3):
        inner = zipped({"inner.zip": inner, **PAGES})
    done = run(given("outer.zip", inner))
    assert "inner.zip: warning archive-skipped" in done.err
    assert sorted(done.files()) == TWO


def test_a_line_without_end_is_refused(run, given, monkeypatch):
    """No line can fill the memory."""
    monkeypatch.setattr(inputs, "MOST_IN_CABLE", 1 << 20)
    done = run(
        given("cables.csv", TABLE + b'"3","2/14/2008 9:15","08STRELSAU79","X","SECRET","","","' + b"a" * (3 << 20))
    )
    assert done.code == 1
    assert "error file-unreadable: cannot be read further: a line of more than" in done.err
    assert sorted(done.files()) == TWO


def test_utf16_tables_are_read(run, given):
    """As spreadsheets save them."""
    assert sorted(run(given("cables.csv", TABLE.decode().encode("utf-16"))).files()) == TWO


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_of_a_folder_is_told(run, given):
    """The others are imported."""
    for name, data in PAGES.items():
        last = given(name, data)
    last.chmod(0)
    assert "error file-unreadable: Permission denied" in run(last.parents[3]).err


@pytest.mark.parametrize("source", [".", "content", "content/cables", "content/cables/2007", "content/versions", ".."])
def test_a_site_does_not_import_itself(run, site, source) -> None:
    """Its own folders, or one that holds them: one message, and nothing is read."""
    (site / "content/cables/2007").mkdir(parents=True)
    (site / "content/versions").mkdir()
    (site / "content/cables/2007/07STRELSAU1.txt").write_text("A cable.")
    done = run(site / source)
    assert done.code == 1
    assert done.out + done.err == (
        f"{site / source}: holds, or is in, the cables of this site; name the file or folder that others gave you\n"
    )


class _Pipe(io.BytesIO):
    """What cannot be gone back in, so that sizes stand behind the files of a zip."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("make", [io.BytesIO, _Pipe])
@pytest.mark.parametrize("lost", ["list", "last"])
def test_a_zip_that_was_cut_short_gives_what_is_there(run, given, kind, make, lost):
    """Without the list at its end, or without half of its last file; of what is stored the size is needed."""
    out = make()
    with zipfile.ZipFile(out, "w", kind) as archive:
        archive.writestr("m/", b"")
        for name, data in PAGES.items():
            archive.writestr(name, data)
    data = out.getvalue()
    names = list(PAGES)
    end = data.index(b"PK\x01\x02") if lost == "list" else data.index(names[1].encode()) + 200
    done = run(given("mirror.zip", data[:end]))
    assert done.code == 1
    assert "mirror.zip: error archive-broken: the end of the zip is missing" in done.err
    if make is _Pipe and kind == zipfile.ZIP_STORED:
        assert f"mirror.zip/{names[0]}: error archive-broken: cannot be read without the list" in done.err
    elif lost == "list":
        assert sorted(done.files()) == TWO
    else:
        assert TWO[0] in done.files()
        assert (
            f"mirror.zip/{names[1]}: error file-unreadable: cannot be read further: the archive breaks off" in done.err
        )


def test_names_in_a_zip_that_was_cut_short_lead_nowhere(run, given):
    """What leads out of it is refused, what is encrypted or no zip at all is named."""
    data = zipped({"../out.html": b"x" * 99, **PAGES})
    done = run(given("mirror.zip", data[: data.index(b"PK\x01\x02")]))
    assert "name-refused" in done.err
    assert sorted(done.files()) == TWO
    locked = bytearray(data[: data.index(b"PK\x01\x02")])
    locked[locked.index(b"PK\x03\x04", 9) + 6] |= 1
    assert "it is encrypted" in run(given("locked.zip", bytes(locked))).err
    assert "archive-broken" in run(given("none.zip", b"PK\x03\x04" + b"x" * 5000)).err
