"""Citations: every style, in Python and in the browser's script, from one record."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from cablepress import parse_cable
from cablepress.pages.citation import Citable, citable, cite, client_script, csl, structured, styles

CABLE = Citable(
    id="07ASTANA1848",
    title="OPPOSITION UNITES",
    origin="Embassy Astana",
    created="2007-07-09T00:09Z",
    released="2011-08-30T01:44Z",
    classification="CONFIDENTIAL",
    tags=("PGOV", "PHUM"),
    site="A Cable Archive",
    url="https://example.org/cable/2007/07/07ASTANA1848.html",
)
BARE = Citable("X1", "X1", "", "", "", "", (), "A Cable Archive", "")
ODD = CABLE._replace(
    id="09A_B-1.2",
    title="WHO'S NEXT? {50%} & #1_|~^\\ [sic] “x” <b>",
    origin="Embassy Côte d'Ivoire",
    created="1999-12-01T23:59Z",
    tags=(),
)
QUESTION = CABLE._replace(title="WHO IS NEXT?")
ALL = {
    "cable": CABLE,
    "bare": BARE,
    "odd": ODD,
    "question": QUESTION,
    "no address": CABLE._replace(url=""),
    "version": CABLE._replace(version="2"),
    "quotes": CABLE._replace(title='"UNHAPPY" CHINA (AND "HAPPY" ONE) “TOO”, THE MINISTERS’ 5" GUN'),
    "quoted to the end": CABLE._replace(title='THE "SECRET AGENDA"'),
    "markup": CABLE._replace(title="''LOUD'' ~~~~ A&nbsp;B ''"),
    "unsigned": CABLE._replace(origin=""),
}


ADDRESS = "https://example.org/cable/2007/07/07ASTANA1848.html#par3"
PARAGRAPH = {
    "chicago": "Embassy Astana, “OPPOSITION UNITES,” diplomatic cable 07ASTANA1848, July 9, 2007, CONFIDENTIAL, "
    f"para. 3, A Cable Archive, {ADDRESS}.",
    "mla": "Embassy Astana. “OPPOSITION UNITES.” A Cable Archive, diplomatic cable no. 07ASTANA1848, 9 July 2007, "
    f"par. 3, {ADDRESS}.",
    "apa": "Embassy Astana. (2007, July 9). OPPOSITION UNITES (Diplomatic Cable No. 07ASTANA1848, para. 3). "
    f"A Cable Archive. {ADDRESS}",
    "bluebook": "Cable from Embassy Astana, OPPOSITION UNITES, 07ASTANA1848, ¶ 3 (July 9, 2007), A Cable Archive, "
    f"{ADDRESS}.",
    "wiki": "{{cite report |author=Embassy Astana |title=OPPOSITION UNITES |type=Diplomatic cable "
    f"|number=07ASTANA1848 |date=2007-07-09 |at=para. 3 |publisher=A Cable Archive |url={ADDRESS}}}}}",
}


@pytest.mark.parametrize(("style", "expected"), PARAGRAPH.items())
def test_a_paragraph_in_each_style(style: str, expected: str) -> None:
    """The styles say who, what, which number, when, where in it, and where to find it."""
    assert cite(CABLE, style, "3", "par3") == expected


WITHIN = {
    ("quotes", "mla"): "“‘UNHAPPY’ CHINA (AND ‘HAPPY’ ONE) ‘TOO’, THE MINISTERS’ 5’ GUN.” ",
    ("quoted to the end", "chicago"): ", “THE ‘SECRET AGENDA,’” diplomatic cable",
    ("quoted to the end", "mla"): ". “THE ‘SECRET AGENDA.’” A Cable Archive",
    ("quoted to the end", "apa"): '). THE "SECRET AGENDA" (Diplomatic',
    ("markup", "wiki"): "|title=&#39;&#39;LOUD&#39;&#39; &#126;&#126;&#126;&#126; A&amp;nbsp;B &#39;&#39; |",
    ("unsigned", "apa"): "OPPOSITION UNITES. (2007, July 9). (Diplomatic Cable No. 07ASTANA1848). A Cable",
    ("question", "mla"): "“WHO IS NEXT?” A Cable Archive",
    ("question", "chicago"): "“WHO IS NEXT?,” diplomatic cable",
    ("bare", "apa"): "(n.d.). (Diplomatic Cable No. X1). A Cable Archive.",
}


@pytest.mark.parametrize(("name", "style"), WITHIN)
def test_the_rules_of_a_style_for_odd_titles(name: str, style: str) -> None:
    """Quotation marks within others are single and have the comma inside; no sign of a format is taken for markup."""
    assert WITHIN[name, style] in cite(ALL[name], style)


def test_a_record_has_no_line_breaks() -> None:
    """Front matter may hold them; in RIS a line is a field."""
    cable = parse_cable('---\nid: X1\nsubject: "A\\nER  - "\norigin: "E\\r\\nZ"\n---\nText.\n')
    made = citable(cable, title=cable.subject, site="S\nT", url="")
    assert (made.title, made.origin, made.site) == ("A ER -", "E Z", "S T")


@pytest.mark.parametrize("style", styles())
def test_nothing_is_made_up(style: str) -> None:
    """A cable of which only the ID is known is cited without empty places, and without an address."""
    text = cite(BARE, style)
    assert "X1" in text
    assert not any(trace in text for trace in ("None", "{}", ", ,", "()", "http", "“”", "%"))


def test_what_has_no_subject_has_no_title() -> None:
    """The title that a page makes of ID, post and date would say everything twice."""
    made_up = CABLE._replace(title="07ASTANA1848, Embassy Astana, 2007-07-09")
    assert cite(made_up, "chicago").startswith("Embassy Astana, diplomatic cable 07ASTANA1848, July 9, 2007")
    assert cite(made_up, "mla").startswith("Embassy Astana. A Cable Archive, diplomatic cable no. 07ASTANA1848")


def test_a_question_keeps_its_mark_and_no_full_stop() -> None:
    """“Who is next?.” is not English."""
    assert "“WHO IS NEXT?” A" in cite(QUESTION, "mla")
    assert cite(BARE, "apa") == "(n.d.). (Diplomatic Cable No. X1). A Cable Archive."


@pytest.mark.parametrize("name", ["cable", "odd", "bare"])
def test_bibtex_is_read_back(name: str) -> None:
    """An independent parser finds every field, whatever the title holds."""
    cited = ALL[name]
    library = bibtexparser.parse_string(cite(cited, "bibtex"))
    assert library.failed_blocks == []
    entry = library.entries[0]
    fields = {field.key: field.value for field in entry.fields}
    assert (entry.entry_type, entry.key, fields["number"]) == ("techreport", cited.id, cited.id)
    assert fields.get("date", "") == cited.created[:10]
    assert fields.get("year", "") == cited.created[:4]
    assert fields.get("url", "") == cited.url
    assert fields["title"].count("{") == fields["title"].count("}")
    if name == "cable":
        assert (fields["title"], fields["author"], fields["month"]) == ("{OPPOSITION UNITES}", "{Embassy Astana}", "7")
    if name == "odd":
        assert r"\{" not in fields["title"], "an escaped brace still counts for BibTeX"
        assert all(f"\\{char}" in fields["title"] for char in "&%#_")


@pytest.mark.parametrize("name", ["cable", "odd", "bare"])
def test_ris_is_read_back(name: str) -> None:
    """An independent parser finds every field; tags come as they are."""
    cited = ALL[name]
    (entry,) = rispy.loads(cite(cited, "ris"))
    assert (entry["type_of_reference"], entry["id"], entry["title"]) == ("RPRT", cited.id, cited.title)
    assert entry.get("authors", []) == ([cited.origin] if cited.origin else [])
    assert entry.get("date", "") == cited.created[:10].replace("-", "/")
    assert entry.get("keywords", []) == list(cited.tags)
    assert entry.get("urls", []) == ([cited.url] if cited.url else [])


_CSL_STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Test</title><id>test</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout suffix=".">
    <names variable="author" suffix=": "><name/></names>
    <text variable="title"/><text variable="genre" prefix=" [" suffix=" "/><text variable="number" suffix="]"/>
    <date variable="issued" prefix=" ">
      <date-part name="year"/><date-part name="month" prefix="/" form="numeric"/>
    </date>
    <text variable="URL" prefix=" "/>
  </layout></bibliography>
</style>
"""


def test_csl_is_set_by_citeproc(tmp_path: Path) -> None:
    """A citation processor accepts the items and names post, title, number and date."""
    (tmp_path / "test.csl").write_text(_CSL_STYLE)
    source = CiteProcJSON([csl(cited) for cited in (CABLE, ODD, BARE)])
    style = CitationStylesStyle(str(tmp_path / "test.csl"), validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        bibliography.register(Citation([CitationItem(key)]))
    first = str(bibliography.bibliography()[0])
    assert first == f"Embassy Astana: OPPOSITION UNITES [Diplomatic cable 07ASTANA1848] 2007/7 {CABLE.url}."
    assert len(bibliography.bibliography()) == len(source)


@pytest.mark.parametrize("cited", ALL.values(), ids=ALL)
def test_csl_is_valid_by_its_schema(cited: Citable) -> None:
    """The schema of the Citation Style Language's project (repository ``schema``, ``schemas/input``), byte for byte."""
    folder = Path(__file__).parent / "csl"
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    schema = json.loads((folder / "csl-data.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft7Validator(schema).iter_errors([csl(cited)])) == []


def test_csl_has_no_empty_field() -> None:
    """What is known of a cable, under the schema's names; nothing empty is written."""
    assert csl(CABLE) == {
        "id": "07ASTANA1848",
        "type": "report",
        "genre": "Diplomatic cable",
        "title": "OPPOSITION UNITES",
        "author": [{"literal": "Embassy Astana"}],
        "issued": {"date-parts": [[2007, 7, 9]]},
        "number": "07ASTANA1848",
        "publisher": "Embassy Astana",
        "collection-title": "A Cable Archive",
        "keyword": "PGOV, PHUM",
        "note": "CONFIDENTIAL",
        "URL": "https://example.org/cable/2007/07/07ASTANA1848.html",
    }
    assert csl(BARE) == {
        "id": "X1",
        "type": "report",
        "genre": "Diplomatic cable",
        "title": "X1",
        "number": "X1",
        "collection-title": "A Cable Archive",
    }


_TWIN = """
const fs = require('fs');
const window = {};
new Function('window', fs.readFileSync(process.argv[2], 'utf8'))(window);
const {names, cite, csl, fromStructured} = window.cablepressCitations;
const made = JSON.parse(fs.readFileSync(0, 'utf8')).map((item) => {
  const cited = fromStructured(item);
  const styles = Object.keys(names).map((name) => [name, [cite(cited, name), cite(cited, name, '3', 'par3')]]);
  return {cited, csl: csl(cited), styles: Object.fromEntries(styles)};
});
process.stdout.write(JSON.stringify(made));
"""


def in_script(items: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """What the browser's script makes of the JSON-LD of some cables."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node on this machine")
    (folder / "citations.js").write_bytes(client_script())
    (folder / "twin.cjs").write_text(_TWIN)
    command = [node, str(folder / "twin.cjs"), str(folder / "citations.js")]
    done = subprocess.run(command, input=json.dumps(items), capture_output=True, text=True, check=True)
    made: list[dict[str, Any]] = json.loads(done.stdout)
    return made


def test_the_script_says_the_same(tmp_path: Path) -> None:
    """A page's script makes the same words of the page's JSON-LD, in every style, and reads back the same record."""
    cables = [*ALL.values(), *(CABLE._replace(created=f"2001-{month:02d}-10T00:00Z") for month in range(1, 13))]
    made = in_script([structured(cited) for cited in cables], tmp_path)
    for cited, script in zip(cables, made, strict=True):
        assert script["cited"] == {**cited._asdict(), "tags": list(cited.tags)}
        assert script["csl"] == csl(cited)
        assert script["styles"] == {key: [cite(cited, key), cite(cited, key, "3", "par3")] for key in styles()}
