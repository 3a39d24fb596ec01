"""What changed between two texts of a cable, word by word."""

from __future__ import annotations

import random

from support import cpu_seconds, frozen_heap

from cablepress import parse_cable
from cablepress.archive.differences import Passage, passages, words_of
from cablepress.model import Block

TOP = "C O N F I D E N T I A L ZENDA 000077\n\nSIPDIS\n\nE.O. 12958: DECL: 02/14/2018\nTAGS: PREL\nSUBJECT: FEAST\n\n"


def blocks(*paragraphs: str) -> tuple[Block, ...]:
    text = TOP + "\n\n".join(f"{n}. (C) {text}" for n, text in enumerate(paragraphs, 1))
    return parse_cable(text, stem="08ZENDA77").blocks


def told(passage: Passage) -> str:
    """``was {-red-} {+green+}``."""
    parts = []
    for piece in passage.pieces:
        if piece.same:
            parts.append(piece.after)
        else:
            parts += [f"{{-{piece.before}-}}"] * bool(piece.before) + [f"{{+{piece.after}+}}"] * bool(piece.after)
    return " ".join(parts)


def test_the_same_text_has_no_differences():
    """However its lines are broken."""
    one, other = blocks("The feast was long and loud."), blocks("The feast was\nlong and loud.")
    assert passages(one, other) == ()


def test_a_redaction_that_is_opened():
    """The name that stood behind it, in its paragraph, with the anchors of both."""
    old = blocks("It began.", "It was XXXXXXXXXXXX, the host said.", "It ended.")
    new = blocks("It began.", "It was Fritz von Tarlenheim, the host said.", "It ended.")
    (found,) = passages(old, new)
    assert told(found) == "2. (C) It was {-XXXXXXXXXXXX-} {+Fritz von Tarlenheim+} , the host said."
    assert (found.kind, found.anchor, found.old_anchor, found.number) == ("opened", "par2", "par2", 2)


def test_a_redaction_that_is_made():
    """The other way round."""
    old, new = blocks("It was [NAME REMOVED]'s feast."), blocks("It was Rupert's feast.")
    assert [found.kind for found in passages(new, old)] == ["closed"]
    assert [found.kind for found in passages(old, new)] == ["opened"]


def test_words_put_in_and_taken_out():
    """Each in the paragraph in which it stood."""
    old = blocks("The long feast was loud.", "It ended in tears.")
    new = blocks("The feast was very loud.", "It ended.")
    assert [told(found) for found in passages(old, new)] == [
        "1. (C) The {-long-} feast was {+very+} loud.",
        "2. (C) It ended {-in tears-} .",
    ]
    assert {found.kind for found in passages(old, new)} == {"other"}


def test_a_paragraph_that_came_and_one_that_went():
    """With an anchor on the side on which it stands."""
    old, new = blocks("It began.", "Then it rained all night long."), blocks("It began.", "Nobody came at all.")
    two = (*new, Block("paragraph", "par3", "An epilogue was written.", 40, opening="3. (C) ", number=3))
    (found,) = passages(new, two)
    assert (told(found), found.anchor, found.old_anchor) == ("{+3. (C) An epilogue was written.+}", "par3", "")
    (found,) = passages(two, new)
    assert (told(found), found.anchor, found.old_anchor) == ("{-3. (C) An epilogue was written.-}", "", "par3")
    assert passages(old, new)


def rebuilt(found: Passage, *, new: bool) -> str:
    return " ".join(filter(None, ((piece.after if new else piece.before) for piece in found.pieces)))


def test_old_and_new_can_be_rebuilt_from_every_passage():
    """No word is lost or made up, whatever was changed where."""
    rng = random.Random(7)
    vocabulary = [f"w{n}" for n in range(40)] + ["XXXXXXXXXXXX"]
    for _ in range(200):
        texts = [" ".join(rng.choices(vocabulary, k=rng.randrange(3, 40))) for _ in range(5)]
        changed = [" ".join(word for word in text.split() if rng.random() > 0.2) or "nothing" for text in texts]
        rng.shuffle(changed) if rng.random() < 0.2 else None
        old, new = blocks(*texts), blocks(*changed)
        found = passages(old, new)
        for passage in found:
            if passage.anchor:
                block = next(block for block in new if block.anchor == passage.anchor)
                printed = " ".join(f"{block.opening}{block.text}{block.closing}".split())
                assert rebuilt(passage, new=True).replace(" ", "") == printed.replace(" ", "")
        words = sum(len(words_of([block])) for block in new)
        assert words == len(words_of(new))


def test_long_texts_take_little_time():
    """40,000 words, of which every 50th changed, and two texts that have nothing in common."""
    rng = random.Random(3)
    text = [
        rng.choice(["harbour", "boat", "lamp", "the", "a", "of", "night", "in", "tower", "clock"])
        for _ in range(40_000)
    ]
    other = [word if n % 50 else f"x{n}" for n, word in enumerate(text)]

    def compare() -> None:
        assert len(passages(blocks(" ".join(text)), blocks(" ".join(other)))[0].pieces) > 700
        assert passages(blocks("a " * 40_000), blocks("b " * 40_000))
        assert passages(blocks("a " * 40_000), blocks("a b " * 20_000))

    with frozen_heap():
        assert cpu_seconds(compare) < 20
