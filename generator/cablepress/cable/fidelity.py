"""The proof that nothing is lost: a cable's blocks, put together, are its body less what was cut."""

from __future__ import annotations

from cablepress.cable.file.front_matter import parse_front_matter
from cablepress.cable.file.lines import decode_all, normalise
from cablepress.cable.file.meta_table import find_meta
from cablepress.cable.report import Report
from cablepress.model import Cable, Cut


def lost_text(text: str, cable: Cable) -> str:
    """What of the file ``text`` is neither in ``cable`` nor in its cuts, or not in its place; ``""`` if all is well.

    Compared is everything after the meta table but white space: the source without the cuts, entities
    decoded once, with header and blocks as they follow each other. The answer is the source's text
    from the first difference on (at most 200 characters), or what the cable has beyond it.
    """
    expected = _squeeze(_source_without_cuts(text, cable.cut))
    found = _squeeze(cable.header.text + "".join(f"{b.opening}{b.text}{b.closing}" for b in cable.blocks))
    if expected == found:
        return ""
    place = next(
        (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), min(len(expected), len(found))
    )
    return expected[place : place + 200] or f"(not in the source:) {found[place : place + 200]}"


def _source_without_cuts(text: str, cuts: tuple[Cut, ...]) -> str:
    text = normalise(text)
    lines = text.split("\n")
    _, first = parse_front_matter(lines, Report(""))
    _, first = find_meta(lines, first, Report(""), [])
    for cut in cuts:
        if cut.line > first:
            _take_out(lines, cut)
    return "\n".join(map(decode_all, lines[first:]))


def _take_out(lines: list[str], cut: Cut) -> None:
    """Take the text of one cut out of its lines, once; a broken entity leaves what it stands for.

    That is put down as an entity, so that decoding the lines gives it back and decodes it no further.
    """
    if cut.reason == "broken-entity":
        head, tail = cut.text.split("\n")
        index = cut.line - 1
        while not lines[index].rstrip().endswith(head):
            index += 1
        lines[index] = lines[index].rstrip().removesuffix(head) + head + tail
        lines[index + 1] = lines[index + 1].removeprefix(tail)
        return
    for offset, part in enumerate(cut.text.split("\n")):
        words = part.strip()
        index = _row_with(lines, cut.line - 1 + offset, words)
        line = lines[index]
        if cut.reason == "dump-escape":
            lines[index] = line.replace('""', '"') if words == '""' else line.rstrip().removesuffix(words)
            continue
        if "&" in line and words != line.strip() and cut.reason not in _CUT_AS_WRITTEN:
            # What was cut of a line may have had an entity in it: the rest is put down so that decoding gives it back.
            line = decode_all(line).replace("&", "&amp;")
            words = words.replace("&", "&amp;")
        lines[index] = line.replace(words, "", 1)


_CUT_AS_WRITTEN = frozenset(("dump-record", "dump-abstract"))
"""What is cut before entities are decoded."""
MOST_JOINED = 4
"""Source lines that broken entities may have made one of."""


def _row_with(lines: list[str], index: int, words: str) -> int:
    """The line from ``index`` on that holds ``words``: a broken entity joins lines, and what is cut has the first's."""
    for row in range(index, min(index + MOST_JOINED, len(lines))):
        if words in lines[row] or words in decode_all(lines[row]):
            return row
    return index


def _squeeze(text: str) -> str:
    return "".join(text.split())
