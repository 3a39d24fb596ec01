/**
 * Letters that stand for each other: accents are folded, on both sides of a search. The table is that of
 * search/folding.py, which says why; a test compares both.
 */
var Cablepress = Cablepress || {};  // eslint-disable-line no-var -- shared by the scripts of a page
Cablepress.search = Cablepress.search || {};

Cablepress.search.folding = (() => {
  'use strict';

  const TABLE = `
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
`;
  const DROPPED = [[0x300, 0x36f], [0x64b, 0x652], [0x640, 0x640], [0x670, 0x670], [0xad, 0xad], [0x200c, 0x200f], [0x2060, 0x2060]];
  const WIDE = [0xff10, 0xff5a];
  const APOSTROPHES = '\u2018\u2019\u02bc\uff07';

  /** @type {Map<string, string>} */
  const translation = new Map();
  for (const char of APOSTROPHES) translation.set(char, "'");
  for (const [first, last] of DROPPED) {
    for (let code = first; code <= last; code++) translation.set(String.fromCharCode(code), '');
  }
  for (let code = WIDE[0]; code <= WIDE[1]; code++) {
    const narrow = String.fromCharCode(code - WIDE[0] + 48);
    if (/[0-9A-Za-z]/.test(narrow)) translation.set(String.fromCharCode(code), narrow);
  }
  for (const line of TABLE.split('\n')) {
    const [base, letters = ''] = line.split(' ');
    for (const letter of letters) translation.set(letter, base);
  }

  /** A word in lower case, with plain apostrophes and without accents. @param {string} word */
  function fold(word) {
    return word.replace(/[\x80-\uffff]/g, (char) => translation.get(char) ?? char);
  }

  return {fold};
})();
