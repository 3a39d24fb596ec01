"""Letters that stand for each other: the table by which accents are folded, on both sides of a search.

``client/folding.js`` holds the same table; a test compares both. Each line names what the letters behind it become.
Latin and Greek letters lose their accents, letters without a base of their own become what one types for them
(``ł`` ``l``, ``ß`` ``ss``, ``ə`` ``a`` as in *Əliyev*), Arabic letters lose the forms that writers leave out. Marks
that stand by themselves are dropped. Letters of full width become those of ASCII. Nothing depends on the tables of
Unicode that a machine has.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """
a àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặə
ae æǽ
b ḃḅḇ
c çćĉċčḉ
d ďḋḍḏḑḓđð
dz ǆǳ
e èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ
f ḟƒ
ff ﬀ
ffi ﬃ
ffl ﬄ
fi ﬁ
fl ﬂ
g ĝğġģǧǵḡ
h ĥȟḣḥḧḩḫẖħ
i ìíîïĩīĭįǐȉȋḭḯỉịıɨ
ij ĳ
j ĵǰⱼȷ
k ķǩḱḳḵ
l ĺļľḷḹḻḽłŀ
lj ǉ
m ḿṁṃ
n ñńņňǹṅṇṉṋŋŉ
nj ǌ
o òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ
oe œ
p ṕṗ
r ŕŗřȑȓṙṛṝṟ
s śŝşšſșṡṣṥṧṩẛ
ss ß
st ﬅﬆ
t ţťțṫṭṯṱẗŧ
th þ
u ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự
v ṽṿⱽ
w ŵẁẃẅẇẉẘ
x ẋẍ
y ýÿŷȳẏẙỳỵỷỹ
z źżžẑẓẕ
α άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ
ε έἐἑἒἓἔἕὲέ
η ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ
ι ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ
ο όὀὁὂὃὄὅὸό
ρ ῤῥ
σ ς
υ ΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ
ω ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ
е ёѐ
и ѝ
ا أإآٱ
ه ة
ي ى
"""
"""A line for each result: what it is, and the lower-case letters that become it."""

DROPPED: Final = (
    *((0x300, 0x36F), (0x64B, 0x652), (0x640, 0x640), (0x670, 0x670)),
    *((0xAD, 0xAD), (0x200C, 0x200F), (0x2060, 0x2060)),
)
"""First and last of the marks that are dropped: accents that follow their letter, Arabic vowels and stretches, and what
one does not see: soft hyphens, marks of direction, joiners."""

WIDE: Final = (0xFF10, 0xFF5A)
"""Digits and letters of full width; they lie as far from those of ASCII as the first from ``0``."""

_APOSTROPHES: Final = "\u2018\u2019\u02bc\uff07"


def _translation() -> dict[int, str | None]:
    made: dict[int, str | None] = {ord(char): "'" for char in _APOSTROPHES}
    made.update((code, None) for first, last in DROPPED for code in range(first, last + 1))
    wide = (chr(code) for code in range(WIDE[0], WIDE[1] + 1))
    made.update((ord(char), chr(ord(char) - WIDE[0] + ord("0"))) for char in wide if char.isalnum())
    for line in TABLE.split("\n"):
        base, _, letters = line.partition(" ")
        made.update((ord(letter), base) for letter in letters)
    return made


_TRANSLATION: Final = _translation()


def fold(word: str) -> str:
    """``word``, in lower case, with plain apostrophes and without accents."""
    return word if word.isascii() else word.translate(_TRANSLATION)
