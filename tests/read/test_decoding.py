"""Bytes of files that people kept for years: one wrong byte stays one wrong byte."""

from __future__ import annotations

import pytest

from cablepress.read.decoding import decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        ("\ufeffJosé".encode(), "José"),
        ("José Müller “résumé” trail ".encode() + b"\xc3", "José Müller “résumé” trail Ã"),
        ("é".encode() + b"\xe9", "éé"),
        ("José ".encode() + b"\x93quoted\x94", "JosÃ© “quoted”"),
        (b"caf\xe9", "café"),
        (b"\x93quoted\x94 \x81", "“quoted” \x81"),
        ("Zürich 北京".encode("utf-16"), "Zürich 北京"),
        ("\ufeffZürich".encode("utf-16-be"), "Zürich"),
        ("Plain text, no mark.\n".encode("utf-16-le"), "Plain text, no mark.\n"),
        ("Plain text, no mark.\n".encode("utf-16-be"), "Plain text, no mark.\n"),
    ],
)
def test_bytes_become_text(data: bytes, text: str) -> None:
    """UTF-8, UTF-16 with and without its mark, Windows-1252, and mixtures of them."""
    assert decode(data, "x.txt").text == text


@pytest.mark.parametrize("count", [1, 2, 30])
def test_wrong_bytes_cost_nothing_but_themselves(count: int) -> None:
    """Wherever they stand; how many there are is said."""
    text = "Übermäßig häufige Umlaute: äöü. " * 40
    data = text.encode()
    step = len(data) // (count + 1)
    cuts = [data[number * step : (number + 1) * step] for number in range(count + 1)]
    cuts[-1] = data[count * step :]
    broken = b"\xff".join(cuts)
    found = decode(broken, "x.txt")
    assert found.text is not None
    assert found.text.count("ÿ") >= count
    assert found.text.count("ä") >= text.count("ä") - count
    (problem,) = found.problems
    assert problem.code == "encoding-doubtful"
    assert (f"and {count - 1} more" in problem.message or "more" in problem.message) == (count > 1)


def test_the_place_of_the_first_wrong_byte_is_said() -> None:
    """Line and column, in bytes."""
    (problem,) = decode("é\nab".encode() + b"\xfe", "x.txt").problems
    assert (problem.line, problem.column) == (2, 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"ab\0", "not-text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-text"),
        (b"\xff\xfeabc", "not-text"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "lfs-pointer"),
        (b"/annex/objects/SHA256E-s12--4d7a.txt\n", "lfs-pointer"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    """It would be a page of nothing."""
    found = decode(data, "x.txt")
    assert found.text is None
    assert [(problem.level, problem.code) for problem in found.problems] == [("error", code)]


_OURS = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> a branch\n"


@pytest.mark.parametrize("data", [f"a\n{_OURS}".encode(), f"a\r\n{_OURS}".replace("\n", "\r\n").encode()])
def test_a_merge_that_was_not_finished_is_said(data: bytes) -> None:
    """With the line of its first mark; both texts stay."""
    found = decode(data, "x.txt")
    assert [(problem.code, problem.line) for problem in found.problems] == [("merge-conflict", 2)]
    assert found.text == data.decode()


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< HEAD\nours\n", "=======\n>>>>>>> x\n<<<<<<< y\n", "text <<<<<<< a\n=======\n>>>>>>> b\n", "<<<<<<< " * 9],
)
def test_marks_that_are_not_those_of_a_merge_say_nothing(text: str) -> None:
    """Only all three, each at the head of its line and in their order."""
    assert decode(text.encode(), "x.txt").problems == ()
