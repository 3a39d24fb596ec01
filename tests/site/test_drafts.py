"""What a keeper marked as a draft is on no page of the site, however the mark is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import cable_text

from cablepress import parse_cable
from cablepress.cli.commands import main
from cablepress.drafts import is_held

MakeSite = Callable[..., Path]

SECRET = "zyzzyva"

HELD_BACK = {
    "plain": "---\ntitle: S\ndraft: true\n---\n",
    "yes": "---\ntitle: S\ndraft: yes\n---\n",
    "On": "---\ntitle: S\ndraft: On\n---\n",
    "TRUE": "---\ntitle: S\ndraft: TRUE\n---\n",
    "text": '---\ntitle: S\ndraft: "true"\n---\n',
    "quotes": "---\ntitle: S\ndraft: 'yes'\n---\n",
    "y": "---\ntitle: S\ndraft: y\n---\n",
    "one": "---\ntitle: S\ndraft: 1\n---\n",
    "empty": "---\ntitle: S\ndraft:\n---\n",
    "tilde": "---\ntitle: S\ndraft: ~\n---\n",
    "word": "---\ntitle: S\ndraft: until June\n---\n",
    "false in quotes": '---\ntitle: S\ndraft: "false"\n---\n',
    "list": "---\ntitle: S\ndraft: [true]\n---\n",
    "mapping": "---\ntitle: S\ndraft: {yes: true}\n---\n",
    "block": "---\ntitle: S\ndraft: >\n  true\n---\n",
    "next line": "---\ntitle: S\ndraft:\n  true\n---\n",
    "tag": "---\ntitle: S\ndraft: !!str true\n---\n",
    "alias": "---\ninvented: &d true\ndraft: *d\n---\n",
    "twice": "---\ntitle: S\ndraft: true\ndraft: false\n---\n",
    "twice the other way": "---\ntitle: S\ndraft: false\ndraft: true\n---\n",
    "capital": "---\ntitle: S\nDraft: true\n---\n",
    "capitals": "---\ntitle: S\nDRAFT: TRUE\n---\n",
    "plural": "---\ntitle: S\ndrafts: true\n---\n",
    "misspelt": "---\ntitle: S\ndarft: true\n---\n",
    "quoted key": '---\n"draft": true\n---\n',
    "space before the colon": "---\ntitle: S\ndraft : true\n---\n",
    "no space": "---\ntitle: S\ndraft:true\n---\n",
    "no space, alone": "---\ndraft:true\n---\n",
    "equals": "---\ntitle: S\ndraft = true\n---\n",
    "tab": "---\ntitle: S\n\tdraft: true\n---\n",
    "flow": "---\n{title: S, draft: true}\n---\n",
    "list of keys": "---\n- title: S\n- draft: true\n---\n",
    "nested": "---\ntitle: S\nparams:\n  draft: true\n---\n",
    "published: false": "---\ntitle: S\npublished: false\n---\n",
    "status": "---\ntitle: S\nstatus: draft\n---\n",
    "blank line first": "\n---\ntitle: S\ndraft: true\n---\n",
    "many blank lines": "\n \n\t\n\n---\ntitle: S\ndraft: true\n---\n",
    "byte order mark": "\ufeff---\ntitle: S\ndraft: true\n---\n",
    "byte order mark and blank line": "\ufeff\n---\ntitle: S\ndraft: true\n---\n",
    "two byte order marks": "\ufeff\ufeff---\ntitle: S\ndraft: true\n---\n",
    "zero-width space": "\u200b---\ntitle: S\ndraft: true\n---\n",
    "no-break space": "\u00a0---\ntitle: S\ndraft: true\n---\n",
    "indented": "  ---\n  title: S\n  draft: true\n  ---\n",
    "comment first": "<!-- by hand -->\n---\ntitle: S\ndraft: true\n---\n",
    "heading first": "# S\n\n---\ndraft: true\n---\n",
    "comment behind the dashes": "--- # top\ntitle: S\ndraft: true\n---\n",
    "comment line": "---\n# top\ndraft: true\n---\n",
    "four dashes": "----\ntitle: S\ndraft: true\n----\n",
    "long dash": "—\ntitle: S\ndraft: true\n—\n",
    "dots": "---\ntitle: S\ndraft: true\n...\n",
    "unclosed": "---\ntitle: S\ndraft: true\n\n",
    "no dashes": "title: S\ndraft: true\n\n",
    "code fence": "```yaml\ndraft: true\n```\n",
    "TOML": '+++\ntitle = "S"\ndraft = true\n+++\n',
    "TOML behind a blank line": '\n+++\ntitle = "S"\ndraft = true\n+++\n',
    "JSON": '{\n  "title": "S",\n  "draft": true\n}\n',
    "JSON on a line": '{"title": "S", "draft": true}\n',
    "broken": "---\ntitle: Secret: with colon\ndraft: true\n---\n",
    "broken, draft in the bad part": "---\ntitle: [\ndraft: true\n---\n",
    "broken quote": '---\ntitle: "S\ndraft: true\n---\n',
    "bomb": "---\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(10))
    + "draft: true\n---\n",
    "deep": "---\ntitle: " + "[" * 5000 + "]" * 5000 + "\ndraft: true\n---\n",
    "control character": "---\ntitle: S\x07\ndraft: true\n---\n",
    "a second block": "---\ntitle: S\n---\n---\ndraft: true\n---\n",
    "closed too early": "---\ntitle: S\n---\ndraft: true\n---\n",
    "line ends of old": "---\rtitle: S\rdraft: true\r---\r",
    "line ends of Windows": "---\r\ntitle: S\r\ndraft: true\r\n---\r\n",
    "wide letters": "---\ntitle: S\n\uff44\uff52\uff41\uff46\uff54: true\n---\n",
    "empty front matter first": "---\n---\ndraft: true\n---\n",
    "unpublished": "---\ntitle: x\nunpublished: true\n---\n",
    "private": "---\ntitle: x\nvisibility: private\n---\n",
    "merged": "---\n<<: {draft: true}\n---\n",
    "a tag before": "---\n!!map {draft: true}\n---\n",
    "sign": "---\ndraft: ✓\n---\n",
    "Org": "#+DRAFT: true\n",
    "AsciiDoc": ":draft: true\n",
    "a comment of HTML": "<!--\ndraft: true\n-->\n",
    "soft hyphen": "---\ndr\u00adaft: true\n---\n",
    "language behind the dashes": "---yaml\ndraft: true\n---\n",
    "long front matter": "---\nnote: " + "x " * 40_000 + "\ndraft: true\n---\n",
    "published: no in quotes": '---\ntitle: S\npublished: "no"\n---\n',
    "live": "---\ntitle: S\nlive: false\n---\n",
    "render": "---\ntitle: S\nbuild:\n  render: never\n---\n",
    "excluded": "---\ntitle: S\nexclude: yes\n---\n",
    "embargo": "---\ntitle: S\nembargo: 2031-05-01\n---\n",
    "day of publishing": "---\ntitle: S\npublish_date: 2031-05-01\n---\n",
    "in progress": "---\ntitle: S\nstatus: In progress\n---\n",
    "under review": "---\ntitle: S\nStage: under review\n---\n",
    "category": "---\ntitle: S\ncategories: [Drafts]\n---\n",
    "layout": "---\ntitle: S\nlayout: draft\n---\n",
    "French": "---\ntitle: S\nbrouillon: oui\n---\n",
    "Spanish": "---\ntitle: S\nBorrador: true\n---\n",
    "Russian": "---\ntitle: S\nчерновик: да\n---\n",
    "status without dashes": "Status: wip\n\n",
    "status of a post": "---\ntitle: S\npost_status: draft\n---\n",
    "status in one word": "---\ntitle: S\npublicationState: Pending\n---\n",
    "status in Spanish": "---\ntitle: S\nestado: borrador\n---\n",
    "a review": "---\ntitle: S\nreview: pending\n---\n",
    "draft in a longer key": "---\ntitle: S\ndraft_status: yes\n---\n",
    "do not publish": "---\ntitle: S\ndo_not_publish: true\n---\n",
    "on hold": "---\ntitle: S\non-hold: true\n---\n",
    "not approved": "---\ntitle: S\napproved: no\n---\n",
    "published, or not": "---\ntitle: S\npublished:\n---\n",
    "not before": "---\ntitle: S\nnot_before: 2031-05-01\n---\n",
    "publish on": "---\ntitle: S\npublish: 2031-05-01\n---\n",
    "no colon": "---\ndraft true\n---\n",
    "semicolon": "---\ntitle: S\ndraft; true\n---\n",
    "one word": "---\nDRAFT\n---\n",
    "one word above": "**DRAFT**\n\n",
    "words above": "[DRAFT - NOT FOR PUBLICATION]\n\n",
    "many lines": "---\n" + "".join(f"k{number}: x\n" for number in range(600)) + "draft: true\n---\n",
    "two colons": "status:: draft\n\n",
    "a dash": "Status – in progress\n\n",
    "number of a draft": "*Draft v2.1*\n\n",
    "day of a draft": "DRAFT, 5 May 2031\n\n",
    "not to be quoted": "(draft – do not quote or cite)\n\n",
    "until a day": "EMBARGOED UNTIL 5 MAY 2031, 10:00\n\n",
    "not for release": "NOT FOR RELEASE\n\n",
    "for the house": "For internal use only\n\n",
    "heading": "# The harbour (draft)\n\n",
    "heading with a colon": "# DRAFT: The harbour\n\n",
    "title": '---\ntitle: "[Draft] The harbour"\n---\n',
    "published later": "---\ntitle: S\npublished: not yet\n---\n",
    "is published": "---\ntitle: S\nisPublished: false\n---\n",
    "not ready": "---\ntitle: S\nready_to_publish: no\n---\n",
    "not final": "---\ntitle: S\nfinal: false\n---\n",
    "awaiting": "---\ntitle: S\nreview_status: awaiting a lawyer\n---\n",
    "by a lawyer": "---\ntitle: S\nlegal: pending\n---\n",
    "Arabic": "---\ntitle: S\nمسودة: true\n---\n",
    "Chinese": "---\ntitle: S\n草稿: true\n---\n",
    "status in Russian": "---\ntitle: S\nстатус: черновик\n---\n",
    "Dutch": "---\ntitle: S\nconcept: true\n---\n",
    "head of a page": '<head>\n<meta charset="utf-8"><meta content="true" name="draft">\n</head>\n',
    "head without a value": "<meta name=draft>\n",
    "status of a page": '<meta name="article:status" content="In review">\n',
    "explicit key": "---\n? draft\n: true\n---\n",
}

PUBLISHED = {
    "nothing": "",
    "no front matter": "# A title\n\nA draft of this text was seen: it was true.\n\n",
    "false": "---\ntitle: S\ndraft: false\n---\n",
    "no": "---\ntitle: S\ndraft: no\n---\n",
    "Off": "---\ntitle: S\ndraft: Off\n---\n",
    "other keys": "---\ntitle: Drafts of a treaty\n---\n",
    "words of a review": "---\ntitle: S\npublication: The Private Review\nreview: in the Pending Review\n---\n",
    "a draft as a subject": "Draft 1 of the treaty\n\ndraft yes, treaty no\n\n",
    "published on a day": "---\ntitle: S\npublished: 2011-05-03\n---\n",
    "of treaties": "---\ntitle: S\nkeywords: [draft treaties, private banks]\n---\n",
    "shown": "---\ntitle: S\npublished: true\nstatus: final\nlive: yes\nhidden: no\nembargo: no\n---\n",
    "a rule": "---\n\nDraft treaties are many.\n\n---\n",
    "a comment": "---\ntitle: S\n# draft: true\n---\n",
    "said and shown": "---\ntitle: S\ndraft: false\n---\ndraft: true\n\n",
    "a draft in a title": "---\ntitle: The Draft Treaty of 1907\n---\n# A Draft Treaty\n\n",
    "finished": "---\ntitle: S\nfinal: yes\ncomplete: true\nconfidential: no\n---\n",
    "words that begin so": "Draft: the horse was strong\n\n",
    "a concept": "---\ntitle: S\nconcept: The idea of a harbour\n---\n",
    "head of a page that is shown": '<meta name="draft" content="false"><meta name="status" content="final">\n',
    "an embargo": "Embargo on corn lifted\n\n",
    "a harbour's status": "Status of the harbour: it was open\n\n",
}


def build(root: Path, *options: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["-f", str(root / "site.yml"), "build", "-j1", *options])
    return int(ended.value.code or 0)


def leaks(site: Path) -> list[str]:
    """Files of the site that hold the word, or are named after its file."""
    return [
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and ("secret" in path.name.casefold() or SECRET.encode() in path.read_bytes().lower())
    ]


@pytest.mark.parametrize("name", HELD_BACK)
def test_a_draft_is_on_no_page(make_site: MakeSite, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A page, an article and a cable with the mark are not there, nor any word of theirs.

    Where the mark is not understood for certain (doubtful, misplaced, broken, in another format), that is said.
    """
    mark = HELD_BACK[name]
    text = mark + f"The word is {SECRET}.\n"
    cable = (mark + cable_text("08SECRET1", text=f"The word is {SECRET}.")).encode()
    files = {"content/pages/secret.md": text, "content/articles/secret-2.md": text}
    root = make_site({"07STRELSAU612": cable_text(), "08SECRET1": cable}, files)
    build(root)
    assert leaks(root / "public") == []
    assert (root / "public/cable/2007/07/07STRELSAU612.html").is_file()
    said = capsys.readouterr().err
    assert "Traceback" not in said
    kinds = ("pages/secret.md", "articles/secret-2.md", "cables/08SECRET1.txt")
    silent = [kind for kind in kinds if f"content/{kind}:" not in said]
    if silent:
        assert_is_plain_draft(root, silent)


def assert_is_plain_draft(root: Path, kinds: list[str]) -> None:
    """With ``--drafts`` it is there: it was understood."""
    build(root, "--drafts", "--clean")
    shown = leaks(root / "public")
    for kind in kinds:
        stem = kind.rpartition("/")[2].partition(".")[0]
        assert any(stem in path for path in shown), (kind, shown)


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_no_draft_is_published(make_site: MakeSite, name: str) -> None:
    """A plain “false”, other keys, a rule, and prose about drafts."""
    text = PUBLISHED[name] + f"The word is {SECRET}.\n"
    cable = (PUBLISHED[name] + cable_text("08SECRET1", text=f"The word is {SECRET}.")).encode()
    files = {"content/pages/secret.md": text, "content/articles/secret-2.md": text}
    root = make_site({"07STRELSAU612": cable_text(), "08SECRET1": cable}, files)
    build(root)
    found = leaks(root / "public")
    for path in ("secret.html", "articles/secret-2.html", "cable/2007/07/08SECRET1.html"):
        assert path in found


@pytest.mark.parametrize("name", sorted(HELD_BACK.keys() - {"many lines"}))
def test_a_mark_below_the_table_of_a_cable_counts(name: str) -> None:
    """Who puts front matter behind the two lines of the table means what it says."""
    table, rest = cable_text("08SECRET1").split("\n\n", 1)
    cable = parse_cable(f"{table}\n{HELD_BACK[name]}\n{rest}", stem="08SECRET1")
    assert cable.draft or cable.withdrawn


@pytest.mark.parametrize("name", sorted(PUBLISHED.keys() - {"a comment", "said and shown"}))
def test_other_words_below_the_table_are_no_mark(name: str) -> None:
    """The text begins there."""
    table, rest = cable_text("08SECRET1").split("\n\n", 1)
    assert not parse_cable(f"{table}\n{PUBLISHED[name]}\n{rest}", stem="08SECRET1").draft


WORDS_OF_CABLES = ("STATUS: PENDING", "Status: under review", "DRAFT: POL", "Withdrawn: two", "---- DRAFT: TEXT ----")


@pytest.mark.parametrize("words", WORDS_OF_CABLES)
@pytest.mark.parametrize("before", ["", "---\nid: 07STRELSAU612\n---\n"])
def test_what_a_cable_says_of_a_status_is_its_text(words: str, before: str) -> None:
    """Behind a line of its transmission, with a table, behind front matter and without either; a plain mark counts."""
    table, rest = cable_text().split("\n\n", 1)
    begun = f"UNCLAS STRELSAU 000612\nSUBJECT: A TALK\n\n{{}}\n\n{rest}"
    for head in (f"{table}\n\n{before}", before):
        assert not is_held(head + begun.format(words))
        assert is_held(head + begun.format("draft: true"))
        assert is_held(f"{head}status: pending\n{begun}")


@pytest.mark.parametrize("before", ["", "\n"])
@pytest.mark.parametrize("after", ["withdrawn: [x]", "withdrawn: yes", "withdrawn: by its owner"])
def test_a_withdrawn_text_is_on_no_page(make_site: MakeSite, before: str, after: str) -> None:
    """Its address stays; its words go, in whatever way the reason is written."""
    cable = f"{before}---\n{after}\n---\n" + cable_text("08SECRET1", text=f"The word is {SECRET}.")
    root = make_site({"07STRELSAU612": cable_text(), "08SECRET1": cable})
    build(root)
    assert (root / "public/cable/2007/07/08SECRET1.html").is_file()
    assert all("SECRET1" in path for path in leaks(root / "public"))
    assert not any(SECRET in path.read_text() for path in (root / "public").rglob("08SECRET1*"))


def test_what_is_said_of_a_withdrawn_text_does_not_quote_it(
    make_site: MakeSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its keeper is told as ever; the record has neither problems nor captions, which are words of the text."""
    text = (
        cable_text("08HELD1", tags="ECON").replace("C O N F I D E N T I A L", "S E C R E T").replace("SIPDIS", "NODIS")
    )
    root = make_site({"07STRELSAU612": cable_text(), "08HELD1": f"---\nwithdrawn: yes\n---\n{text}"})
    build(root)
    assert "content/cables/08HELD1.txt" in capsys.readouterr().err
    record = json.loads((root / "public/cable/2007/07/08HELD1.json").read_text())
    assert (record["problems"], record["captions"], record["tags"]) == ([], [], ["ECON"])
    assert not any(b"NODIS" in path.read_bytes() for path in (root / "public").rglob("08HELD1*"))


@pytest.mark.parametrize(
    "entry",
    [
        *("Withdrawn: by court order", "withdawn: yes", "withdrawal: by court order", "withdrawal_reason: a court"),
        *("withdrawn_on: 2012-01-05", "is-withdrawn: true", "retracted: yes", "taken_down: 2012-01-05"),
    ],
)
def test_what_may_mean_withdrawn_holds_a_text_back(
    make_site: MakeSite, entry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a cable and of an article; it is said where."""
    cable = f"---\n{entry}\n---\n" + cable_text("08HELD1", text=f"The word is {SECRET}.")
    article = f"---\n{entry}\n---\n{SECRET}\n"
    root = make_site({"07STRELSAU612": cable_text(), "08HELD1": cable}, {"content/articles/held.md": article})
    build(root)
    assert leaks(root / "public") == []
    said = capsys.readouterr().err
    assert "content/cables/08HELD1.txt:2:" in said
    assert "content/articles/held.md:2:" in said


@pytest.mark.parametrize("entry", ["withdrawn: no", "withdrawn: false\nwithdrawn_on: 2012-01-05", "retracted: never"])
def test_what_plainly_is_not_withdrawn_is_published(make_site: MakeSite, entry: str) -> None:
    """Somebody took it back."""
    cable = f"---\n{entry}\n---\n" + cable_text("08HELD1", text=f"The word is {SECRET}.")
    root = make_site({"07STRELSAU612": cable_text(), "08HELD1": cable})
    build(root)
    assert leaks(root / "public") != []


HELD_NAMES = [
    *("cables/_drafts/{}.txt", "cables/drafts/2008/{}.txt", "cables/2008/Drafts 2008/{}.txt", "cables/{}.draft.txt"),
    *("cables/{}-draft.txt", "cables/_{}.txt", "cables/{}.txt~", "cables/.{}.txt.swp", "cables/wip/{}.txt"),
    *("versions/_drafts/{}.txt", "articles/_drafts/{}.md", "articles/drafts/{}.md", "articles/{}.draft.md"),
    *("articles/{} (draft).md", "articles/DRAFT {}.md", "articles/draft.md", "articles/in/_drafts/{}.md"),
    *(
        "articles/drafts/{}.png",
        "articles/{}-draft.pdf",
        "pages/{}_DRAFT.md",
        "static/drafts/{}.html",
        "static/{}.draft.txt",
    ),
    *("cables/Embargoed/{}.txt", "articles/private/{}.md", "articles/not yet published/{}.md", "static/TODO/{}.txt"),
    *("articles/brouillons/{}.md", "cables/Entwürfe/{}.txt", "static/do-not-publish/{}.pdf", "articles/borrador-{}.md"),
]


@pytest.mark.parametrize("name", HELD_NAMES)
def test_what_is_named_a_draft_is_not_published(
    make_site: MakeSite, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of drafts, and a file whose name says so; with ``--drafts`` it is published, but for editors' copies."""
    kind = name.partition("/")[0]
    cable = cable_text("08SECRET1", text=f"The word is {SECRET}.")
    text = cable if kind in ("cables", "versions") else f"The word is {SECRET}.\n"
    path = f"content/{name.format('08SECRET1')}"
    root = make_site({"07STRELSAU612": cable_text()}, {path: text, "content/articles/other.md": "Nothing.\n"})
    build(root)
    assert leaks(root / "public") == []
    assert (root / "public/articles/other.html").is_file()
    if not name.endswith(("~", ".swp")):
        assert "draft-by-name" in capsys.readouterr().err


def test_a_link_to_a_draft_is_none(make_site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    """A link among cables or articles does not publish what is in a folder of drafts."""
    cable = cable_text("08SECRET1", text=f"The word is {SECRET}.")
    files = {"_drafts/08SECRET1.txt": cable, "_drafts/secret.md": f"The word is {SECRET}.\n"}
    root = make_site({"07STRELSAU612": cable_text()}, {**files, "content/articles/other.md": "Nothing.\n"})
    (root / "content/cables/08SECRET1.txt").symlink_to(root / "_drafts/08SECRET1.txt")
    (root / "content/articles/secret.md").symlink_to("../../_drafts/secret.md")
    (root / "content/articles/more").symlink_to("../../_drafts")
    build(root)
    assert leaks(root / "public") == []
    assert capsys.readouterr().err.count("draft-by-name") == 3


@pytest.mark.parametrize(
    "content",
    [
        *("static: content", "pages: content", "articles: content", "cables: content"),
        *("static: content, pages: content/static/pages", "static: ."),
        *("static: content/cables", "static: content/articles", "pages: content/../content/articles", "static: .."),
    ],
)
def test_folders_within_each_other_publish_no_draft(make_site: MakeSite, content: str) -> None:
    """What is content of one kind is no file of another; one folder for two kinds is refused, and so is the site."""
    text = f"---\ndraft: true\n---\nThe word is {SECRET}.\n"
    files = {"content/articles/secret.md": text, "content/static/a.txt": "a"}
    if "static/pages" in content:
        files["content/static/pages/secret.md"] = text
    root = make_site({"07STRELSAU612": cable_text(), "08SECRET1": f"---\ndraft: true\n---\n{SECRET}\n"}, files)
    (root / "site.yml").write_text(f"content: {{{content}}}\n")
    build(root)
    assert not (root / "public").exists() or leaks(root / "public") == []


@pytest.mark.parametrize("link", ["static/x.txt", "articles/x.txt", "pages/x.csv", "static/all"])
def test_a_link_to_content_of_another_kind_publishes_nothing(make_site: MakeSite, link: str) -> None:
    """The marks of a cable are read among cables alone."""
    root = make_site({"07STRELSAU612": cable_text(), "08SECRET1": f"---\ndraft: true\n---\n{SECRET}\n"})
    place = root / "content" / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(root / "content/cables" / ("" if link.endswith("all") else "08SECRET1.txt"))
    assert build(root) == 1
    assert leaks(root / "public") == []


@pytest.mark.parametrize("name", ["{}.txt.bak", "#{}.txt#", "{}.txt.orig", "{}.swp", "~${}.txt", "~{}.tmp"])
@pytest.mark.parametrize("kind", ["cables", "articles", "static"])
def test_what_editors_leave_is_not_published(make_site: MakeSite, kind: str, name: str) -> None:
    """An older state of a text may hold what was taken out of it; ``content/static/`` is no exception."""
    path = f"content/{kind}/{name.format('08SECRET1')}"
    root = make_site({"07STRELSAU612": cable_text()}, {path: f"The word is {SECRET}.\n"})
    build(root)
    assert leaks(root / "public") == []


@pytest.mark.parametrize("mark", ["draft: true", "published: false", "status: wip"])
def test_a_mark_at_the_end_of_a_cable_counts(
    make_site: MakeSite, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody put it there in haste; a line of a text that only has the word says nothing."""
    cable = cable_text("08SECRET1", text=f"The word is {SECRET}.") + f"\n---\n{mark}\n---\n"
    other = cable_text("07STRELSAU613", text="The draft: true to form.")
    root = make_site({"07STRELSAU613": other, "08SECRET1": cable})
    build(root)
    assert leaks(root / "public") == []
    assert "08SECRET1.txt:" in capsys.readouterr().err
    assert (root / "public/cable/2007/07/07STRELSAU613.html").is_file()


@pytest.mark.parametrize(
    "name", ["private-sector.md", "redrafting.md", "overdraft.md", "the-draft-treaty-of-1907.md", "wiping-out.md"]
)
def test_other_words_are_no_mark(make_site: MakeSite, name: str) -> None:
    """Only whole words at the ends of a file's name count."""
    root = make_site({"07STRELSAU612": cable_text()}, {f"content/articles/{name}": f"The word is {SECRET}.\n"})
    build(root)
    assert f"articles/{name[:-3]}.html" in leaks(root / "public")


def test_named_drafts_are_there_with_drafts(make_site: MakeSite) -> None:
    """``--drafts`` shows them, in whatever way they are marked."""
    files = {
        "content/cables/_drafts/08SECRET1.txt": cable_text("08SECRET1", text=f"The word is {SECRET}."),
        "content/articles/drafts/secret.md": f"The word is {SECRET}.\n",
    }
    root = make_site({"07STRELSAU612": cable_text()}, files)
    build(root, "--drafts")
    assert {"articles/drafts/secret.html", "cable/2007/07/08SECRET1.html"} <= set(leaks(root / "public"))


@pytest.mark.parametrize("mark", ["withdrawn: true", "Withdrawn: by its author", "retracted: yes"])
def test_a_withdrawn_article_is_not_published(make_site: MakeSite, mark: str) -> None:
    """Only cables keep an address once they are withdrawn; an article is held back."""
    text = f"---\ntitle: S\n{mark}\n---\nThe word is {SECRET}.\n"
    root = make_site(
        {"07STRELSAU612": cable_text()}, {"content/articles/secret.md": text, "content/pages/secret.md": text}
    )
    build(root)
    assert leaks(root / "public") == []
