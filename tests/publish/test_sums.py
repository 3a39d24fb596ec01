"""The list of a site's files: written for sha256sum, read with suspicion."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from cablepress.publish.sums import format_sums, is_inside, parse_sums

A, B = hashlib.sha256(b"a").hexdigest(), hashlib.sha256(b"b").hexdigest()


def test_a_list_is_read_as_it_was_written() -> None:
    """Names with spaces, backslashes, line breaks and bytes that are not UTF-8 come back as they were."""
    names = ["a b.html", "back\\slash", "line\nbreak", "return\rhere", "\udcff.html", "é.html"]
    sums = parse_sums(format_sums((name, A) for name in names))
    assert sums.digests == dict.fromkeys(sorted(names), A)
    assert sums.faults == ()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_sha256sum_reads_the_list(tmp_path: Path) -> None:
    """The program that readers have accepts every line, odd names too."""
    names = ["plain.html", "back\\slash", "line\nbreak", "with  spaces"]
    for name in names:
        (tmp_path / name).write_bytes(b"a")
    (tmp_path / "SHA256SUMS").write_bytes(format_sums((name, A) for name in names))
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.count("OK")) == (0, len(names)), done.stderr


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the list is empty"),
        ("\n\n", "the list is empty"),
        (f"{A}  x.html", "cut short"),
        (f"{A.upper()}  x.html\n", "in capitals"),
        (f"{A} *x.html\n", "marked as binary"),
        (f"{A}  x.html\r\n", "as on Windows"),
        (f"# a remark\n{A}  x.html\n", "line 1 is not"),
        (f"{A}  ../x.html\n", "line 1 is not"),
        (f"{A}  /etc/passwd\n", "line 1 is not"),
        (f"{A}  a//b\n", "line 1 is not"),
        (f"\\{A}  a\\tb\n", "line 1 is not"),
        (f"{A}  x.html\n{B}  x.html\n", "line 2 names x.html a second time"),
        (f"{A}  b\n{A}  a\n", "line 2 is out of order"),
    ],
)
def test_an_edited_list_is_not_passed_over(text: str, fault: str) -> None:
    """Whatever the generator would not have written is said, with its line."""
    assert any(fault in found for found in parse_sums(text.encode()).faults)


def test_no_path_leads_out_of_the_site() -> None:
    """A listed path is one of plain names."""
    assert [is_inside(path) for path in ("a/b.html", ".nojekyll", "a/../b", "/a", "", "a/./b", "a/")] == [
        True,
        True,
    ] + [False] * 5
