"""Which numbers begin a paragraph: lists inside paragraphs, annexes and misprints. All text is invented."""

from __future__ import annotations

import pytest

from cablepress import parse_cable
from cablepress.cable.fidelity import lost_text

TOP = "C O N F I D E N T I A L STRELSAU 000612\n\nE.O. 12958: DECL: 02/14/2018\nTAGS: PREL\nSUBJECT: A THING\n\n"


def numbers(text: str) -> list[int]:
    """The paragraph numbers of a cable with this text, as printed."""
    return [b.number for b in parse_cable(TOP + text, stem="07STRELSAU612").blocks if b.number is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1. (C) All.\n\n2. He said:\n\n1. First.\n2. Second.\n3. Third.\n\n3. Then.\n\n4. And.\n\n5. End.\n",
            [1, 2, 3, 4, 5],
        ),
        ("1. (C) One.\n\n2. He said:\n\n1. First.\n2. Second.\n\n3. The next.\n\n4. End.\n", [1, 2, 3, 4]),
        ("1. (U) One.\n\n2. (U) He wants:\n1. Peace\n2. Love\n\n3. Comment: so it is.\n\n4. Cleared.\n", [1, 2, 3, 4]),
        ("1. (U) One.\n\n2. Text:\n1. One\n2. Two\n3. Three.\n4. Four.\n5. (U) Five.\n", [1, 2, 3, 4, 5]),
        ("1. (U) One.\n\n2. (U) Text:\n\n1. One\n\n2. Two\n\n3. Three\n\n4. Four\n", [1, 2]),
        ("1. (C) Agenda:\n\n1. Wine\n2. Cheese\n\n3. (C) Then.\n\n4. (C) End.\n", [1, 3, 4]),
        (
            "1. Summary.\n\n2. Three members:\n1. Black Michael.\n2. Rupert.\n3. Sapt.\n\n3. Then.\n\n4. End.\n",
            [1, 2, 3, 4],
        ),
        ("1. Summary.\n\n2. Two members:\n   1. Michael.\n   2. Rupert.\n3. It met.\n4. End.\n", [1, 2, 3, 4]),
        (
            "1. S.\n\n2. T.\n\n3. Six:\n1. Hay.\n2. Tin.\n3. Rye.\n4. Oil.\n5. Wax.\n6. Ice.\n\n4. More.\n\n5. End.\n",
            [1, 2, 3, 4, 5],
        ),
        ("1. S.\n\n2. T.\n\n3. Note:\n\n1. A duke.\n\n2. A king.\n\n3. A spy.\n\n4. A cook.\n\n5. A dog.\n", [1, 2, 3]),
        (
            "1. S.\n\n2. Note:\n\n1. A duke.\n\n2. A king.\n\nEND TEXT.\n\n3. So it was.\n\n4. End.\n",
            [1, 2, 3, 4],
        ),
        ("1. (C) The duke asks:\n\n1. Peace.\n\n2. Love.\n\n3. Money.\n", [1]),
        ("1. (C) One.\n\n2. (C) Asks:\n1. Roads?\n2. Rails?\n\n3. Rivers?\n4. Ports?\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) Asks:\n  1. Roads?\n  2. Rails?\n3. Rivers?\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) Asks:\n\n1. Roads.\n\n2. Rails.\n\n3. " + "Rivers " * 20 + "\n", [1, 2]),
        ("1. S.\n\n2. T.\n\n1. Roads.\n\n2. Rails.\n\n3. " + "Long one. " * 20 + "\n\n4. End.\n", [1, 2, 3, 4]),
        (
            "1. Wine\n\n2. Cheese\n\n3. Bread\n\nBackground:\n\n"
            + "".join(f"{n}. {'A long text. ' * 10}\n\n" for n in range(1, 6)),
            [1, 2, 3, 4, 5],
        ),
        ("1. (C) One.\n\n2. (C) The treaty says:\n\n4. They shall\nmeet.\n\n5. They part.\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) Amended:\n\n4. On the king.\n\n9. On the duke.\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) Two.\n\n5. June: they arrive\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) Two:\n\n(3) (EU) wine\n\n(4) (see ref)\n", [1, 2]),
        ("1. (C) As section 5 and\n(c)2. of the law say.\n\n2. (C) End.\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) He named two\n1. A spy.\n2. A cook.\n3. " + "A long sentence. " * 12 + "\n", [1, 2, 3]),
    ],
)
def test_lists_inside(text: str, expected: list[int]) -> None:
    """A list that restarts at 1 numbers no paragraphs; where its next number is the paragraphs' too, its look tells."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. One.\n\n2. Two.\n\n4. Four.\n\n5. Five.\n", [1, 2, 4, 5]),
        ("1. (C) One.\n\n2. Two.\n4. Four.\n\nFive is none.\n", [1, 2]),
        ("1. (C) So there it ended.2. (C) Then.\n\n3. (C) End.\n", [1, 2, 3]),
        ("1. (C) It cost 3.2. (C) was the answer.\n\n2. (C) End.\n", [1, 2]),
        ("1. (C) One.\n\n2.) (C) Two.\n\n3- (C) Three.\n\n(C)4. Four.\n\n5.- (C) Five.\n", [1, 2, 3, 4, 5]),
        ("1.\xa0(C) One.\n\n2.\xa0(C)\xa0Two.\n", [1, 2]),
        ("(1) (C) One.\n\n(2) (C) Two.\n\n(3) (C) Three.\n", [1, 2, 3]),
        ("1. (C) One:\n\n(1) (C) A list.\n\n(2) (C) Its end.\n\n2. (C) Two.\n", [1, 2]),
    ],
)
def test_misprints(text: str, expected: list[int]) -> None:
    """A number skipped, one glued to the sentence before, one with another sign behind it."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C) One. 2.  (C) Two. 3.   (C) Three. 4.    (SBU) Four.\n", [1, 2, 3, 4]),
        ("1.  (U) One.  2.  (S//NF) Two.  3. (C/NF) Three.\n", [1, 2, 3]),
        ("1. (C) One.2.  (C) Two.\n\n3. (C) Three.\n", [1, 2, 3]),
        ("1. (C) One. \t2.\t(C) Two.\n\n3. (C) Three.\n", [1, 2, 3]),
        ("1. (C) One. ¶2.  (C) Two.\n\n¶3. (C) Three.\n", [1, 2, 3]),
        ("1. (C) One.  2.(C) Two.  3,  (C) Three.  4)  (C) Four\n\n5. (C) Five.\n", [1, 2, 3, 4, 5]),
        ("REF: STRELSAU 12  1.  (SBU) One.\n\n2.  (SBU) Two.\n", [1, 2]),
        ("1. (C) He paid 5.  (C) for the cheese.\n\n2. (C) Two.\n", [1, 2]),
    ],
)
def test_in_mid_line(text: str, expected: list[int]) -> None:
    """A marked number in mid-line that goes on with the sequence begins a paragraph, however many spaces it has."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C) One.\n\n2 (C) Two.\n\n3   (S/NF) Three.\n\n4. (C) Four.\n", [1, 2, 3, 4]),
        ("9. (C) One.\n\n10  (C) Two.\n\n11  (C) Three.\n\n12. (C) Four.\n", [9, 10, 11, 12]),
        ("1. (C) One.\n\n2. (C) Two.\n\n¶3    (SBU)  Three.\n", [1, 2, 3]),
        ("1. (C) One.\n\n2. (C) See article\n12  (C) of the law.\n\n3. (C) Three.\n", [1, 2, 3]),
    ],
)
def test_number_without_a_dot(text: str, expected: list[int]) -> None:
    """``N  (C)`` fills a gap or extends the end; out of order it is a mention."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.(SB) One.\n\n2.(SBU) Two.\n\n3.(SBUU) Three.\n\n4.(SUB) Four.\n", [1, 2, 3, 4]),
        ("1.(C One.\n\n2.(C) Two.\n\n3.(C Three.\n\n4.(C) Four.\n", [1, 2, 3, 4]),
        ("1.(C) One.\n\n2.[C] Two.\n\n3.{C} Three.\n\n4.(C) Four.\n", [1, 2, 3, 4]),
        (
            "1.(S) One.\n\n2.(S//REL USA, ISAF, AND 23 OTHERS OF THE LEAGUE OF HENTZAU) Two.\n\n3.(S) Three.\n",
            [1, 2, 3],
        ),
        ("1.(S) One.\n\n2.(S//FGI DUCHY OF STRELSAU AND ALL ITS DEPENDENCIES//NF) Two.\n\n3.(S) Three.\n", [1, 2, 3]),
    ],
)
def test_unknown_markings(text: str, expected: list[int]) -> None:
    """A number with a marking that is misprinted, or long, counts as one without."""
    assert numbers(text) == expected


def test_long_marking_is_read() -> None:
    """A list of those to whom a paragraph may be released is part of its marking, however long."""
    marking = "S//NF//REL TO USA, AUS, CAN, GBR, NZL, AND THE MEMBERS OF THE PACT OF 1907"
    cable = parse_cable(f"{TOP}1. ({marking}) One.\n\n2. (S) Two.\n", stem="07STRELSAU612")
    assert [block.portion_marking for block in cable.blocks if block.number] == [marking, "S"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REF: N/A\n\n1. One.\n\n2. Two.\n", [1, 2]),
        ("REFS: (A) N/A\n1. One.\n2. Two.\n", [1, 2]),
        ("1. One,\n\n2. Two, and all that came with it in\n\n3. Three.\n", [1, 2, 3]),
        ("1. One.\n\nWHAT THE DUKE WAITS FOR\n2. Two.\n\n3. Three.\n", [1, 2, 3]),
        ("1. One.\n\nWhere the Duke Goes To\n2. Two.\n\n3. Three.\n", [1, 2, 3]),
        ("1. The duke lives in the castle, as said in paragraph\n2. The end of it was that in May\n3. The\n", [1]),
    ],
)
def test_small_word_above(text: str, expected: list[int]) -> None:
    """A small word at the end of the line above makes a number a mention; a field, a title, a blank line do not."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUMMARY: Quiet.\n\n2.  Two.\n\n3.  Three.\n", [2, 3]),
        ("The year was good.\n\n3. Three.\n\n4. Four.\n\n5. Five.\n", [3, 4, 5]),
        ("The duke said:\n\n2. Two.\n\n3. Three.\n", []),
        ("REFTEL: ZENDA 12 1. Summary. Quiet.\n\n2. Two.\n\n3. Three.\n", [1, 2, 3]),
        ("REFTEL: ZENDA 12 1. Summary. Quiet.\n\nNo more numbers.\n", []),
        ("Classified By: Sapt, reasons 1.4 (b) and (d). 1. All.\n\n2. Two.\n\n3. Three.\n", [1, 2, 3]),
        ("1. One.\n\n4. Four.\n\n9. Nine.\n\n15. Fifteen.\n", [1, 4, 9, 15]),
        ("1. One.\n\n3. He asks for:\n1. x\n2. y\n\n8. Eight.\n\n9. Nine.\n", [1, 3, 8, 9]),
        ("1. (C) One.\n\n3. Three.\n\n5. (C) Five.\n\n7. Seven.\n\n8. Eight.\n", [1, 3, 5, 7, 8]),
        ("2. Two.\n\n5. Five.\n\n6. Six.\n", [2, 5, 6]),
    ],
)
def test_runs_with_gaps(text: str, expected: list[int]) -> None:
    """Rising numbers behind blank lines are paragraphs also where some were taken out, or the first has none."""
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. (C) One.\n\n2) (C) Two.\n\n3)(C) Three.\n", [1, 2, 3]),
        ("1. (C) One.\n\n(2) (C) Two.\n\n(3) (C) Three.\n", [1, 2, 3]),
        ("1. (C) One.\n\n2. (C) Two:\n1) (C) a\n2) (C) b\n3) (C) c\n", [1, 2]),
        ("1. (C) One.\n\n2. (C) Two.\n\n3) three.\n", [1, 2]),
    ],
)
def test_brackets_go_on(text: str, expected: list[int]) -> None:
    """``N) (C)`` goes on with the paragraphs to the end; without a marking, or in a list of its own, it does not."""
    assert numbers(text) == expected


PAGES = """1. A REVISED LIST OF THE CHEESES OF THE CASTLE WILL BE SENT TO ALL KEEP-
ERS. IN THE NEAR FUTURE IT WILL
CONFIDENTIAL

CONFIDENTIAL

PAGE 02 STRELS 00612 121302Z

ALSO BE A BOOK OF

Rupert Hentzau  Declassified/Released  US Department of State EO Systematic Review 20 Mar 2014

CONFIDENTIAL

CONFIDENTIAL
PAGE 03        STRELS  00612  01 OF 02  121302Z

THE DUKE.

Rupert Hentzau  Declassified/Released  US Department of State EO Systematic Review 20 Mar 2014

2. THE LIST SERVES TWO ENDS.
"""


def test_pages_of_old_telegrams() -> None:
    """Page lines with their banners, and stamps between pages, are cut; the sentence goes on, and pages are marked."""
    cable = parse_cable(TOP + PAGES, stem="07STRELSAU612")
    assert lost_text(TOP + PAGES, cable) == ""
    one, two = [block for block in cable.blocks if block.number]
    assert one.text.replace("\n", " ").endswith("KEEP- ERS. IN THE NEAR FUTURE IT WILL ALSO BE A BOOK OF THE DUKE.")
    assert [mark.value for mark in one.marks] == ["2", "3"]
    assert two.text == "THE LIST SERVES TWO ENDS."
    assert [cut.reason for cut in cable.cut].count("release-stamp") == 2


def test_pilcrow_before_letters() -> None:
    """The texts of 2011 have a pilcrow before each number and letter at a line start: items of lists are items."""
    text = "¶1. (C) He wants:\n\n¶A. Bread\n\n¶B. Cheese\n\n¶2. (C) And wine.\n\n¶(C) No water.\n"
    cable = parse_cable(TOP + text, stem="07STRELSAU612")
    blocks = cable.blocks[-4:]
    assert [(block.kind, block.opening) for block in blocks] == [
        ("paragraph", "¶1. (C) "),
        ("list", ""),
        ("paragraph", "¶2. (C) "),
        ("prose", "¶(C) "),
    ]
    assert [blocks[1].text[mark.start : mark.end] for mark in blocks[1].marks] == ["¶A. ", "¶B. "]
