"""The search page's logic without its page: queries, addresses, dates, passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cablepress.cable.codes import table

pytestmark = pytest.mark.browser

IDLE = {
    "q": "",
    "origin": "",
    "classification": "",
    "tag": "",
    "year": "",
    "from": "",
    "to": "",
    "marking": "",
    "sort": "",
}
UNDERSTAND = """(text) => {
  const fields = ['subject', 'body', 'ref', 'origin', 'tags', 'classification', 'year'];
  return Cablepress.search.understanding.understand(text, {fields, synonyms: [
    ['Hizballah', 'Hezbollah'], ['European Union', 'EU'], ['NATO', 'alliance', 'North Atlantic Treaty Organization']
  ]});
}"""
CHECKS = f"""(text) => ({UNDERSTAND})(text).checks.map((check) => [
  ...check.phrases.map((phrase) => (phrase.excluded ? '-' : '') + '"' + phrase.keys.join(' ') + '"'),
  ...check.sets.map(({{clauses, excluded}}) => {{
    return (excluded ? '-' : '') + clauses.map((clause) => clause.words.map((word) => word.text).join('|')).join('&');
  }})
])"""
CLAUSES = f"""(text) => ({UNDERSTAND})(text).clauses.map((clause) => {{
  const word = (each) => each.text + (each.distance ? '~' + each.distance : '');
  const sign = ['', '', '+', '-'][clause.presence], field = clause.fields.length === 1 ? clause.fields[0] + ':' : '';
  return sign + field + clause.words.map(word).join('|') + (clause.boost === 1 ? '' : '^' + clause.boost);
}})"""


@pytest.fixture(scope="module")
def client(browser: Any, site: Path) -> Iterator[Any]:
    """A page with the search page's modules."""
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "search.html").as_uri())
    yield page
    context.close()


def call(client: Any, name: str, *arguments: Any) -> Any:
    """What a function of the search page's modules returns: ``call(client, "days.dayOf", "2007", True)``."""
    return client.evaluate(f"(a) => Cablepress.search.{name}(...a)", list(arguments))


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("", {}),
        ("?q=turkey", {"q": "turkey"}),
        ("?q=%2Bnuclear+tags%3APARM", {"q": "+nuclear tags:PARM"}),
        ("?q=%22t%C3%BCrkiye+%26+iran%22&sort=newest", {"q": '"türkiye & iran"', "sort": "newest"}),
        (
            "?origin=Embassy+Astana&from=2007-07-01&to=2007-07-31",
            {"origin": "Embassy Astana", "from": "2007-07-01", "to": "2007-07-31"},
        ),
    ],
)
def test_an_address_says_what_is_asked_and_back(client: Any, address: str, asked: dict[str, str]) -> None:
    """The address holds the query and filters, and nothing else."""
    assert call(client, "address.read", address) == {**IDLE, **asked}
    assert call(client, "address.write", {**IDLE, **asked}) == address


def test_what_the_page_does_not_know_is_left_out_of_the_address(client: Any) -> None:
    """A stranger's parameters and blanks fall away."""
    assert call(client, "address.read", "?q=+turkey+&utm_source=x") == {**IDLE, "q": "turkey"}
    assert call(client, "address.write", {"q": "turkey", "utm_source": "x"}) == "?q=turkey"


def test_months_and_years_in_an_address_become_days(client: Any) -> None:
    """The fields of the form hold days; what is no date is left out."""
    asked = call(client, "address.read", "?from=2007-07&to=2008")
    assert (asked["from"], asked["to"]) == ("2007-07-01", "2008-12-31")
    asked = call(client, "address.read", "?from=July&to=2007-02-30")
    assert (asked["from"], asked["to"]) == ("", "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2007", "2007-01-01", "2007-12-31"),
        ("2008-02", "2008-02-01", "2008-02-29"),
        ("2007-07-09", "2007-07-09", "2007-07-09"),
        ("2007-13", "", ""),
        ("2007-02-31", "", ""),
        ("July", "", ""),
        ("", "", ""),
    ],
)
def test_a_year_or_month_stands_for_its_days(client: Any, text: str, first: str, last: str) -> None:
    """Dates in addresses may be whole years and months; what is no date is none."""
    assert [call(client, "days.dayOf", text, False), call(client, "days.dayOf", text, True)] == [first, last]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {}),
        ({"tag": "PGOV", "origin": "Embassy Astana"}, {"tags": ["PGOV"], "origin": ["Embassy Astana"]}),
        ({"year": "2007"}, {"from": "2007-01-01", "to": "2007-12-31"}),
        ({"from": "2007-07-01"}, {"from": "2007-07-01"}),
        ({"year": "2007", "from": "2007-05-01", "to": "2009-01-01"}, {"from": "2007-05-01", "to": "2007-12-31"}),
    ],
)
def test_a_year_and_a_range_hold_both(client: Any, asked: dict[str, str], expected: Any) -> None:
    """Filters reach the engine in its own form."""
    assert call(client, "address.toFilter", {**IDLE, **asked}) == expected


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("plain wordings", ["plain", "wordings"]),
        ("oil field", ["oil", "field", "oilfield^3"]),
        ("oil-field", ["oil", "field", "oilfield"]),
        ("counterterrorism", ["counterterrorism", "counter", "terrorism"]),
        ("women's rights", ["women|woman", "rights"]),
        ("defence minister", ["defence|defense", "minister"]),
        ("U.K. visit", ["u.k|uk", "visit"]),
        ("UK visit", ["uk|u.k", "visit"]),
        ("US policy", ["u.s", "policy"]),
        ("tell us policy", ["tell", "policy"]),
        ("human rights not iran", ["human", "rights", "-iran"]),
        ("why did he not resign", ["resign"]),
        ("cables about iran", ["iran"]),
        ("cables on", ["cables"]),
        ("cables since:2004 spain", ["spain"]),
        ("ref:MADRID", ["+origin:madrid"]),
        ("ref:ABUDHABI", ["+origin:abu", "+origin:dhabi"]),
        ("ref:constructor class:valueOf", ["+origin:constructor", "+classification:valueof"]),
        ("+corruption +elections", ["+corruption", "+elections"]),
        ("opposition -party", ["opposition", "-party"]),
        ("corruption^3 party", ["corruption^3", "party"]),
        ("turkey NOT iran", ["turkey", "-iran"]),
        ("turkey AND NOT iran", ["turkey", "-iran"]),
        ("turkey AND iran", ["+turkey", "+iran"]),
        ("turkey and iran", ["+turkey", "+iran"]),
        ("turkey OR iran", ["+turkey|iran"]),
        ("war and peace in turkey", ["war", "peace", "turkey"]),
        ("(turkey OR iran) AND nuclear NOT israel", ["+turkey|iran", "+nuclear", "-israel"]),
        ("turkey AND kurds OR iran", ["+turkey|iran", "+kurds|iran"]),
        ("NOT (turkey OR iran)", ["-turkey", "-iran"]),
        ("F-16", ["f16"]),
        ("+F-16", ["+f16"]),
        ("F 16", ["f16"]),
        ("mig 29", ["mig29"]),
        ("A/RES/1441", ["ares1441"]),
        ("Shahab-3", ["shahab3"]),
        ("shahab 3 test", ["shahab3", "test"]),
        ("TU 154", ["tu154"]),
        ("A-10", ["+a10"]),
        ("a 10", ["10", "a10^3"]),
        ("RPG 7", ["rpg", "7", "rpg7^3"]),
        ("iran may 2009", ["iran", "2009"]),
        ("UNSCR 1441", ["unscr1441|res1441|sres1441|unsc1441|unscrs1441|resolution1441|resolutions1441"]),
        (
            "iran UNSC resolution 1737",
            ["iran", "resolution1737|res1737|sres1737|unsc1737|unscr1737|unscrs1737|resolutions1737"],
        ),
        ("al-Qaeda", ["al^0", "qaeda", "alqaeda"]),
        ("turkey !iran", ["turkey", "-iran"]),
        ("--turkey", ["turkey"]),
        ("turkey & iran", ["+turkey", "+iran"]),
        ("turkey | iran", ["+turkey|iran"]),
        ("Q&A", ["q&a"]),
        ("year:09", ["+year:2009"]),
        ("ref:ASTANA1848", ["+ref:*astana1848"]),
        ("F-16*", ["f16*"]),
        ("iran 2009", ["iran", "2009"]),
        ("+long-term", ["+long", "+term"]),
        ("-long-term plans", ["plans"]),
        ("elect* *stan k*n", ["elect*", "*stan", "k*n"]),
        ("Erdoğ*", ["erdog*"]),
        ("kyrgyz~1", ["kyrgyz~1"]),
        ("中国政府", ["中国", "国政", "政府"]),
        ("政", ["政*"]),
        ("year:2009 classification:secret", ["+year:2009", "+classification:secret"]),
        ("year:2009 year:2010", ["+year:2009|2010"]),
        ("year:2008-2010", ["+year:2008|2009|2010"]),
        ("tag:PGOV post:ankara class:secret", ["+tags:pgov", "+origin:ankara", "+classification:secret"]),
        ("turkey year:2009", ["turkey", "+year:2009^0", "+turkey^0"]),
        ("-tag:PGOV", ["-tags:pgov"]),
        ("the turkey", ["turkey"]),
        ('"administrative resources"', ["+administr", "+resourc"]),
        ('before "a matter of Honor" meet', ["before", "meet", "+matter", "+honor"]),
        ('subject:"railway number"', ["+subject:railway", "+subject:number"]),
        ('railway -"national honor"', ["railway"]),
        ("“curly quotes”", ["+curli", "+quot"]),
        ("re\\: +the", ["re"]),
        ("hizballah", ["hizballah|hezbollah"]),
        ("Note: iran", ["note", "iran"]),
        ("EU", ["eu", "european", "union"]),
        ("european union summit", ["european", "eu", "union", "summit"]),
        ("+EU", ["+eu|european", "+eu|union"]),
        ('"european union"', ["+european|eu", "+union|eu"]),
        ("european union AND summit", ["+european|eu", "+union|eu", "+summit"]),
        ("-EU iran", ["iran", "-eu"]),
        ("iran and not syria", ["iran", "-syria"]),
        ("russia but not georgia", ["russia", "-georgia"]),
        ("(turkey or iran) and nuclear", ["+turkey|iran", "+nuclear"]),
        ("Turkey Or Iran", ["+turkey|iran"]),
        ("not only turkey", ["turkey"]),
        ("embassies:ankara", ["+origin:ankara"]),
        ("classifications:secret titles:salt", ["+classification:secret^0", "+subject:salt"]),
        ("subject:(turkey OR iran)", ["+subject:turkey|iran"]),
        ("-subject:(turkey OR iran) oil", ["-subject:turkey", "-subject:iran", "+oil"]),
        ("(subject:(turkey AND iran) OR oil) gas", ["+turkey|oil", "+iran|oil", "+gas"]),
        ('class:"secret noforn" iran', ["iran", "+classification:secret^0", "+classification:noforn^0", "+iran^0"]),
        ("class:C iran", ["iran", "+classification:confidential^0", "+iran^0"]),
        ('ref:"09 ANKARA 1549"', ["+ref:09ankara1549"]),
        ("col?mbia", ["col?mbia"]),
        ("?atar m?d*v", ["?atar", "m?d*v"]),
        ("who is col?mbia?", ["col?mbia"]),
        ("is it iran?", ["iran"]),
        ("A/S Campbell", ["s", "campbell"]),
        ("Shi'a", ["shia"]),
        ("don’t", ["don't"]),
        ("alliance", ["alliance|nato", "north", "atlantic", "treaty", "organization"]),
    ],
)
def test_a_query_is_understood(client: Any, text: str, clauses: list[str]) -> None:
    """Operators, signs, fields, designators and other scripts become requirements and wishes."""
    assert client.evaluate(CLAUSES, text) == clauses


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('"administrative resources"', [("", False, ["administr", "resourc"])]),
        ('"a matter of Honor" after', [("", False, ["a", "matter", "of", "honor"])]),
        ('subject:"railway number"', [("subject", False, ["railway", "number"])]),
        ('railway -"national honor"', [("", True, ["nation", "honor"])]),
        ("railway -national-honor", [("", True, ["nation", "honor"])]),
        ('"railway"', []),
        ('"re: the note"^2', [("", False, ["re", "the", "note"])]),
        ('"administrative resources', [("", False, ["administr", "resourc"])]),
        ("“administrative resources", [("", False, ["administr", "resourc"])]),
        ('honor "administrative resources AND money', [("", False, ["administr", "resourc"])]),
        ('+"national honor', [("", False, ["nation", "honor"])]),
        ('a 12" gun', []),
    ],
)
def test_phrases_are_left_to_the_pages(client: Any, text: str, phrases: list[Any]) -> None:
    """The engine gets the words of a phrase; their order is looked for in the cables' pages."""
    found = client.evaluate(UNDERSTAND, text)
    assert [(each["field"], each["excluded"], each["keys"]) for each in found["phrases"]] == phrases


def test_what_is_left_out_is_said(client: Any) -> None:
    """Stop words, and what cannot be expressed."""
    assert client.evaluate(UNDERSTAND, "minister of defense")["ignored"] == ["of"]
    assert client.evaluate(UNDERSTAND, "turkey OR date:2009")["unclear"] == ["date:2009"]
    assert client.evaluate(UNDERSTAND, "the of")["tooCommon"] is True
    assert client.evaluate(UNDERSTAND, '"')["tooCommon"] is True
    assert client.evaluate(UNDERSTAND, "")["tooCommon"] is False
    assert client.evaluate(UNDERSTAND, '"to be or not to be"')["tooCommon"] is True
    assert client.evaluate(UNDERSTAND, "A/S Campbell")["ignored"] == []
    assert client.evaluate(UNDERSTAND, '"salt tax"~2')["unclear"] == ["~2"]
    assert [client.evaluate(UNDERSTAND, text)["nothing"] for text in ("*", "()", "?", "the", "政")] == [True] * 3 + [
        False
    ] * 2


def test_a_missing_quotation_mark_is_said(client: Any) -> None:
    """It is added, and the chip says so; while one types the phrase is not at its end, and its words count."""
    [chip] = client.evaluate(UNDERSTAND, '"salt tax')["chips"]
    assert (chip["text"], chip["open"]) == ("“salt tax”", True)
    assert client.evaluate(UNDERSTAND, '"salt tax"')["chips"][0]["open"] is False
    typing = UNDERSTAND.replace("{fields, ", "{typing: true, fields, ")
    assert client.evaluate(typing, '"salt tax')["phrases"] == []


def test_chips_can_be_taken_off(client: Any) -> None:
    """Each chip knows its place in the query; with it goes the operator before it."""
    found = client.evaluate(UNDERSTAND, "turkey AND iran NOT israel year:2009")
    assert [(chip["kind"], chip["text"]) for chip in found["chips"]] == [
        ("all", "turkey"),
        ("all", "iran"),
        ("not", "israel"),
        ("all", "2009"),
    ]
    left = [call(client, "understanding.without", found["text"], chip) for chip in found["chips"]]
    assert left == [
        "iran NOT israel year:2009",
        "turkey NOT israel year:2009",
        "turkey AND iran year:2009",
        "turkey AND iran NOT israel",
    ]
    assert client.evaluate(UNDERSTAND, "plain words")["chips"] == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("before:2000", {"from": "", "to": "1999-12-31"}),
        ("after:2007-07", {"from": "2007-08-01", "to": ""}),
        ("date:2009-05", {"from": "2009-05-01", "to": "2009-05-31"}),
        ("date:2009-05 date:2009-03", {"from": "2009-03-01", "to": "2009-05-31"}),
        ("since:2001 until:2002", {"from": "2001-01-01", "to": "2002-12-31"}),
        ("from:2001 to:2002-02", {"from": "2001-01-01", "to": "2002-02-28"}),
        ("year:>2008", {"from": "2009-01-01", "to": ""}),
        ("year:>=2008 date:<2009-05", {"from": "2008-01-01", "to": "2009-04-30"}),
        ("iran 2009-05", {"from": "2009-05-01", "to": "2009-05-31"}),
        ("May 2009", {"from": "2009-05-01", "to": "2009-05-31"}),
        ("12 May 2009", {"from": "2009-05-12", "to": "2009-05-12"}),
        ("sept. 3rd, 2009", {"from": "2009-09-03", "to": "2009-09-03"}),
        ("date:2004-03..2004-05", {"from": "2004-03-01", "to": "2004-05-31"}),
        ("ankara 2009", {"from": "", "to": ""}),
    ],
)
def test_days_narrow(client: Any, text: str, days: dict[str, str]) -> None:
    """Days can be typed too."""
    assert client.evaluate(UNDERSTAND, text)["days"] == days


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("09 ANKARA 1549", {"year": "09", "post": "ankara", "number": "1549"}),
        ("1549 Ankara 2009", {"year": "2009", "post": "ankara", "number": "1549"}),
        ("ANKARA 251", {"year": "", "post": "ankara", "number": "251"}),
        ("Ankara 09-1549", {"year": "09", "post": "ankara", "number": "1549"}),
        ("05STRELSAU001", {"year": "05", "post": "strelsau", "number": "1"}),
        ("09 Mexico City 12", {"year": "09", "post": "mexicocity", "number": "12"}),
        ("ref: 09 ANKARA 1549", {"year": "09", "post": "ankara", "number": "1549"}),
        ("cable 09 ANKARA 1549", {"year": "09", "post": "ankara", "number": "1549"}),
        ("Embassy Ankara 1549", {"year": "", "post": "ankara", "number": "1549"}),
        ("09 AmEmbassy Ankara 1549", {"year": "09", "post": "ankara", "number": "1549"}),
        ("U.S. Mission Geneva 12", {"year": "", "post": "geneva", "number": "12"}),
        ("Ankara no. 251", {"year": "", "post": "ankara", "number": "251"}),
        ("ANKARA 00000251", {"year": "", "post": "ankara", "number": "251"}),
        ("09/ANKARA/1549", {"year": "09", "post": "ankara", "number": "1549"}),
        ("Sana'a 14", {"year": "", "post": "sanaa", "number": "14"}),
        ("09 SECSTATE 12", {"year": "09", "post": "state", "number": "12"}),
        ("Secretary of State 12", {"year": "", "post": "state", "number": "12"}),
        ("the Embassy Kiev 7", {"year": "", "post": "kyiv", "number": "7"}),
        ("09TLV457", {"year": "09", "post": "telaviv", "number": "457"}),
    ],
)
def test_a_reference_is_known_in_any_form(client: Any, text: str, reference: dict[str, str]) -> None:
    """Year, post and number in any order; the index says whether there is such a cable."""
    found = call(client, "references.inText", text)
    assert reference in [{key: each[key] for key in ("year", "post", "number")} for each in found]


def test_names_that_objects_have_are_words_like_others(client: Any) -> None:
    """No table knows names that are not its own."""
    assert [each["post"] for each in call(client, "references.inText", "constructor 12")] == ["constructor"]


def test_other_names_of_posts_are_those_of_the_parser(client: Any) -> None:
    """What the parser's table calls another name of a post is one in a query too."""
    for name, post in table("posts")["aliases"].items():
        plain = "".join(filter(str.isalnum, name)).lower()
        found = call(client, "references.inText", f"{name} 12")
        assert {"post": post.lower()} in [{"post": each["post"]} for each in found], plain


def test_posts_of_several_words_are_those_of_the_parser(client: Any) -> None:
    """An ID has them as one word."""
    apart = client.evaluate("Cablepress.search.references.APART")
    assert apart == {name.replace(" ", "").lower(): name.lower() for name in table("posts")["names"] if " " in name}


def test_short_names_of_levels_are_those_of_the_parser(client: Any) -> None:
    """Every portion marking is a name of a level, or a word of one; every name stands for such a word."""
    levels = client.evaluate("Cablepress.search.fieldNames.LEVELS")
    known = {**table("classifications")["levels"], **table("classifications")["printed"]}
    words = set(re.findall(r"\w+", " ".join(known).lower()))
    assert set(levels.values()) <= words
    assert {marking.lower() for marking in table("classifications")["portions"]} <= {*levels, *words}


@pytest.mark.parametrize("text", ["A/HRC/12/48", "S/RES/1701", "A/63/100"])
def test_a_document_of_the_united_nations_is_no_reference(client: Any, text: str) -> None:
    """Nobody is told that such a cable is not in the archive."""
    assert [each for each in call(client, "references.inText", text) if each["plain"]] == []


def test_six_words_are_a_quotation(client: Any) -> None:
    """Nothing but words, in quotes or without; signs and fields are a query."""
    words = "the secretary said that nothing would change"
    assert [len(part["tokens"]) for part in client.evaluate(UNDERSTAND, words)["quotation"]] == [7]
    assert [len(part["tokens"]) for part in client.evaluate(UNDERSTAND, f'"{words}"')["quotation"]] == [7]
    assert client.evaluate(UNDERSTAND, f"{words} year:2009")["quotation"] == []
    assert client.evaluate(UNDERSTAND, "five words are no quotation")["quotation"] == []


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("5. (C) the secretary said that nothing would change", [7]),
        ("¶5. (S/NF) the secretary said that nothing would change", [7]),
        ("the secretary said that nothing would change. 6. (SBU) He left.", [9]),
        ("ANKARA 00000251 002 OF 004 the secretary said that nothing would change", [7]),
        ("“the secretary […] said that nothing ... would change”", [2, 3, 2]),
        ("the secretary (...) said that nothing would change…", [2, 5]),
        ("THE SECRETARY AND THE MINISTER DID NOT AGREE", [8]),
        ("The secretary said -- on Monday - that nothing: nothing! would (ever) change", [11]),
        ('The secretary said that "nothing at all" would ever change', [10]),
        ("the work*operations at the facility had been suspended and the costs were lower", [13]),
        ("turkey iran iraq syria AND nuclear -israel", []),
        ("turkey iran iraq syria lebanon OR jordan", []),
        ("turkey iran iraq syria lebanon jordan", []),
        ('"turkey iran iraq syria lebanon jordan"', [6]),
        ("turkey iran iraq syria lebanon elect*", []),
        ("turkey iran iraq syria lebanon jordan~1", []),
        ('"prime minister" said on monday', []),
        ("what did the embassy say about corruption", []),
        ("Who is the prime minister of Turkey?", []),
        ("cables about the war that were sent from Ankara", []),
        ("show me all that is known of the strait", []),
        ("What the minister wants is a treaty that nobody else in the cabinet would ever sign", [16]),
        ("Is it not clear that the treaty was signed. He left.", [11]),
    ],
)
def test_what_is_pasted_is_a_quotation(client: Any, text: str, stretches: list[int]) -> None:
    """Numbers, markings and heads of pages do not count; where words are left out, it is in several stretches."""
    found = client.evaluate(UNDERSTAND, text)["quotation"]
    assert [len(part["tokens"]) for part in found] == stretches


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>some <b>words</b></p>", "some  words"),
        ("a < b and c > d", "a < b and c > d"),
        ("Azer\u00adbaijan, Azer\u00ad\nbaijan", "Azerbaijan, Azerbaijan"),
        ("«european union»", '"european union"'),
        ("„Außen Minister“", "„Außen Minister“"),
        ("'european union' don't", '"european union" don\'t'),
        ("the ministers' plan isn't 'the king's own'", "the ministers' plan isn't \"the king's own\""),
        ("Qa'ida and al-Qa'ida", "Qa'ida and al-Qa'ida"),
        ("fish &amp; chips&nbsp;&unknown;", "fish & chips &unknown;"),
        ("&constructor; x", "&constructor; x"),
        ("before 2005", "before:2005"),
        ("corruption since the year 2006", "corruption since:2006"),
        ("Iran after 28 October 2009", "Iran after:2009-10-28"),
        ("until may 3, 2009 oil", "until:2009-05-03 oil"),
        ("before:may 2008 oil", "before:2008-05 oil"),
        ('since:"May 2008"', "since:2008-05"),
        ("between 2004 and 2006", "since:2004 until:2006"),
        ("oil from March 2004 to May 2006", "oil since:2004-03 until:2006-05"),
        ("2004-2006", "year:2004-2006"),
        ("spain 2004–2006", "spain year:2004-2006"),
        ("2009/5/3", "2009-05-03"),
        ("28.10.2009", "2009-10-28"),
        ("10/28/2009", "2009-10-28"),
        ("28/10/2009 oil", "2009-10-28 oil"),
        ("3/4/2009", "3/4/2009"),
        ("2006-2004", "2006-2004"),
        ("31.2.2009", "31.2.2009"),
        ("after 1984", "after:1984"),
        ("after 12", "after 12"),
        ("before 2005mm", "before 2005mm"),
        ("iran May 2006", "iran date:2006-05"),
        ("in May 2006", "date:2006-05"),
        ("cables of 12 May 2006 on iran", "cables date:2006-05-12 on iran"),
        ("oil in 2008", "oil date:2008"),
        ("oil in 2008 and 2009", "oil year:2008 year:2009"),
        ("June-July 2009 oil", "since:2009-06 until:2009-07 oil"),
        ("between June and August 2009", "since:2009-06 until:2009-08"),
        ("june to may 2009", "june to date:2009-05"),
        ("spring 2004", "date:2004-03..2004-05"),
        ("oil, winter of 2008", "oil, date:2008-12..2009-02"),
        ("late 2009 oil", "date:2009-09..2009-12 oil"),
        ("mid-2009", "date:2009-05..2009-08"),
        ("elections 2008", "elections 2008"),
        ('"in May 2006"', '"in May 2006"'),
        (
            "he had come to town in May 2006 and left with an army",
            "he had come to town in May 2006 and left with an army",
        ),
        ('"before 2005"', '"before 2005"'),
        ('since 2005 AND "nuclear fuel', 'since:2005 AND "nuclear fuel'),
        ('"held from 2004 to 2006" after 2009', '"held from 2004 to 2006" after:2009'),
        ("the note “of before 2005” before May 2009", "the note “of before 2005” before:2009-05"),
        ("he had served from 2004 to 2006 in the army", "he had served from 2004 to 2006 in the army"),
        ("iran+iraq", "+iran +iraq"),
        ("P5+1", "P5+1"),
        ("C++ code", "C++ code"),
    ],
)
def test_what_pasting_brings_along_is_taken_off(client: Any, text: str, expected: str) -> None:
    """Tags, soft hyphens and quotation marks of other languages say nothing; apostrophes stay."""
    assert call(client, "wording.clean", text) == expected


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ('"national security" OR turkey', [['"nation secur"', "turkey"]]),
        ('("national security" OR turkey) AND iran', [['"nation secur"', "turkey"]]),
        ("turkey OR NOT iran", [["turkey", "-iran"]]),
        ("NOT (turkey AND iran)", [["-turkey", "-iran"]]),
        ("turkey OR iran", []),
        ("long-term OR iran", []),
        ('"european union"', [['"european union"', "eu"]]),
        ("EU summit", [["eu|summit", "european&union"]]),
        ("EU +summit", []),
        ("al-Qaeda", [["alqaeda", "al&qaeda"]]),
        ("al-Qaeda yemen", [["alqaeda|yemen", "al&qaeda"]]),
    ],
)
def test_what_the_index_cannot_tell_is_checked(client: Any, text: str, checks: list[list[str]]) -> None:
    """A phrase among alternatives, what may be absent, and words of several parts."""
    assert client.evaluate(CHECKS, text) == checks


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("tagg:PGOV", "tags"),
        ("clasification:secret", "classification"),
        ("contry:turkey", "origin"),
        ("country:turkey", "origin"),
        ("orgin:ankara", "origin"),
        ("subjcet:iran", "subject"),
        ("yaer:2009", "year"),
        ("befor:2009", "before"),
        ("xyzzy:iran", ""),
    ],
)
def test_the_nearest_field_is_offered(client: Any, text: str, near: str) -> None:
    """Also for names that are none of a field, such as the country."""
    find = "(text) => { try { (" + UNDERSTAND + ")(text); } catch (error) { return error.place.near; } }"
    assert client.evaluate(find, text) == near


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("07ASTANA1848", ("07ASTANA1848", "")),
        (" 09state900117 ", ("09state900117", "")),
        ("7575STRELSAU318", ("7575STRELSAU318", "")),
        ("astana", None),
        ("1848", None),
        ("07ASTANA1848#par3", ("07ASTANA1848", "#par3")),
        ("https://example.org/a/cable/2007/07/07ASTANA1848.html#par3", ("07ASTANA1848", "#par3")),
        ("http://example.org/plusd/cables/07ASTANA1848_a.html", ("07ASTANA1848", "")),
        ("example.org/cable/2007/07/07ASTANA1848.html", ("07ASTANA1848", "")),
        ("cable/2007/07/07ASTANA1848.v1.html#par3", ("07ASTANA1848", "#par3")),
        ("file:///media/stick/cable/2007/07/07ASTANA1848.diff.html", ("07ASTANA1848", "")),
        ("https://example.org/about.html", None),
        ("iran and/or 07ASTANA1848", None),
        ("07ASTANA1848 and more", None),
    ],
)
def test_an_address_names_a_cable(client: Any, text: str, named: tuple[str, str] | None) -> None:
    """Who pastes a link, of this site or another, is led to the cable."""
    found = call(client, "references.cableNamed", text)
    assert (found and (found["id"], found["anchor"])) == named


@pytest.mark.parametrize(
    ("words", "text", "differing", "same"),
    [
        ("a b c d", "x a b c d y", 0, [1, 2, 3, 4]),
        ("a b c d", "x a b e d y", 1, [1, 2, 4]),
        ("a b c d", "x a b d y", 1, [1, 2, 3]),
        ("a b c d", "a b z c d", 1, [0, 1, 3, 4]),
        ("a b … c d", "a b z y c d x", 0, [0, 1, 4, 5]),
        ("a b … c d", "c d z y a b", 2, [0, 1]),
        ("a no- vember c", "a november c", 0, [0, 1, 2]),
        ("a november c", "a no- vember c", 0, [0, 1, 2, 3]),
        ("a no vember c", "a november c", 2, [0, 2]),
    ],
)
def test_a_quotation_is_compared_word_by_word(
    client: Any, words: str, text: str, differing: int, same: list[int]
) -> None:
    """Words put in, left out or exchanged are counted; those that agree are known."""
    found = client.evaluate(
        """([words, text]) => {
          const tiedIn = (list) => new Set(list.flatMap((word, i) => word.endsWith('-') ? [i] : []));
          const bare = (list) => list.map((word) => word.replace('-', ''));
          const stretches = words.split(' … ').map((part) => part.split(' ')), all = stretches.flat();
          const gaps = new Set(stretches.slice(0, -1).map((_, i) => stretches.slice(0, i + 1).flat().length));
          const tied = tiedIn(all), tiedText = tiedIn(text.split(' '));
          const found = Cablepress.search.quotation.align(bare(all), bare(text.split(' ')), {gaps, tied, tiedText});
          return {differing: found.differing, same: Array.from(found.same).sort((a, b) => a - b)};
        }""",
        [words, text],
    )
    assert found == {"differing": differing, "same": same}


@pytest.mark.parametrize(
    ("text", "name", "here", "unfinished"),
    [
        ("a foo:bar b", "syntaxField", "foo", False),
        ("date:may", "syntaxDate", "may", True),
        ("since:2009-13 iran", "syntaxDate", "2009-13", False),
        ('"two words" foo:bar', "syntaxField", "foo", False),
        ("one tags:", "syntaxWord", ":", True),
        ("one +", "syntaxWord", "+", True),
        ("word~", "syntaxDistance", "~", True),
        ("word~x", "syntaxDistance", "~x", False),
        ("a~300000", "syntaxDistance", "~300000", False),
        ("word^x more", "syntaxBoost", "^x", False),
        ("~1 word", "syntaxHere", "~1", False),
    ],
)
def test_a_query_that_cannot_be_read_is_explained(
    client: Any, text: str, name: str, here: str, unfinished: bool
) -> None:
    """The reader sees what is wrong and where, in the query as typed."""
    wrong = client.evaluate(
        """(text) => {
          const {syntax, understanding} = Cablepress.search;
          const fields = ['subject', 'body', 'ref', 'origin', 'tags', 'classification', 'year'];
          try {
            understanding.understand(text, {fields, synonyms: []});
          } catch (error) {
            return syntax.explain(error.place, text);
          }
        }""",
        text,
    )
    assert (wrong["name"], wrong["here"]) == (name, here)
    assert wrong["unfinished"] is unfinished
    assert wrong["before"] + wrong["here"] + wrong["after"] == text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("elec", "elec*"),
        ("corruption elec", "corruption elec*"),
        ("+elec", "+elec*"),
        ("elec*", None),
        ("a", None),
        ("tags:PG", None),
    ],
)
def test_the_last_word_can_be_a_beginning(client: Any, query: str, expected: str | None) -> None:
    """While someone types, a plain last word may be half of one."""
    found = call(client, "syntax.asPrefix", query)
    assert (found and found["query"]) == expected


def test_documents_are_counted_by_month(client: Any) -> None:
    """The engine's column of dates counts days from 1; 0 is no date."""
    assert call(client, "chart.countMonths", {"first": 13700, "values": [1, 0, 31, 3, 1]}, [0, 1, 2, 3]) == {
        "2007-07": 2,
        "2007-08": 1,
    }


def test_a_chart_shows_months_of_a_few_years_and_years_of_many(client: Any) -> None:
    """Bars leave no gap: a month or a year without a result is an empty bar."""
    few = call(client, "chart.bars", {"2006-11": 2, "2007-02": 1})
    assert [(bar["name"], bar["count"]) for bar in few] == [
        ("2006-11", 2),
        ("2006-12", 0),
        ("2007-01", 0),
        ("2007-02", 1),
    ]
    many = call(client, "chart.bars", {"2001-11": 2, "2001-12": 1, "2005-02": 1})
    assert [(bar["name"], bar["count"]) for bar in many] == [
        ("2001", 3),
        ("2002", 0),
        ("2003", 0),
        ("2004", 0),
        ("2005", 1),
    ]
    assert call(client, "chart.bars", {}) == []


PASSAGE = """([text, terms, phrases]) => {
  const {analyse, hitsIn, excerpt, wordsToMark} = Cablepress.search.passage;
  const tokens = analyse(text), hits = hitsIn(tokens, new Set(terms), phrases);
  return {pieces: excerpt(text, tokens, hits), words: wordsToMark({anchor: '', text, tokens}, hits)};
}"""


def test_words_are_marked_in_all_their_forms(client: Any) -> None:
    """A form is marked if the index takes it for the query's word; punctuation around it is not."""
    text = "Elections (elected, ELECTION's) were select."
    found = client.evaluate(PASSAGE, [text, ["elect"], []])
    assert [each["text"] for each in found["pieces"] if each["marked"]] == ["Elections", "elected", "ELECTION's"]
    assert "".join(each["text"] for each in found["pieces"]) == text
    assert found["words"] == ["elections", "elected", "election's"]


def test_a_phrase_is_marked_only_where_its_words_stand_in_order(client: Any) -> None:
    """Words of a phrase elsewhere in the paragraph are not marked."""
    text = "National honor is not an honor of the nation; national\nhonor is."
    found = client.evaluate(PASSAGE, [text, [], [["nation", "honor"]]])
    assert [each["text"] for each in found["pieces"] if each["marked"]] == ["National", "honor", "national", "honor"]


def test_an_excerpt_is_cut_around_the_words(client: Any) -> None:
    """Of a long paragraph one sees the part with most words of the query, cut between words."""
    text = "railway " + "filler words " * 80 + "railway and honor meet " + "more filler " * 80
    found = client.evaluate(PASSAGE, [text, ["railway", "honor"], []])
    shown = "".join(each["text"] for each in found["pieces"])
    assert [each["text"] for each in found["pieces"] if each["marked"]] == ["railway", "honor"]
    assert (shown[:2], shown[-2:]) == ("… ", " …")
    assert len(shown) < 340
    assert shown.strip("… ") in text


def test_words_that_differ_from_a_quotation_are_marked_otherwise(client: Any) -> None:
    """In an excerpt too that begins with words which stand earlier in the text."""
    found = client.evaluate(
        """(text) => {
          const {passage, quotation} = Cablepress.search, tokens = passage.analyse(text);
          const at = (word) => tokens.findIndex((token) => token.surface === word);
          const same = [at('minister'), at('treaty')], other = [at('refused')];
          return quotation.pieces({block: {text, tokens}, same, other});
        }""",
        "more filler " * 60 + "the minister refused the treaty " + "more filler " * 60,
    )
    marked = [(each["text"], each.get("differs", False)) for each in found if each["marked"]]
    assert marked == [("minister", False), ("refused", True), ("treaty", False)]
    assert found[0]["text"].startswith("… ")


def test_the_best_block_has_most_of_the_words(client: Any) -> None:
    """Different words count more than one word often; the first of equals wins; none is null."""
    best = """([texts, terms]) => {
      const {analyse, bestBlock} = Cablepress.search.passage;
      const blocks = texts.map((text) => ({anchor: text, text: text, tokens: analyse(text)}));
      const found = bestBlock(blocks, new Set(terms), []);
      return found && found.anchor;
    }"""
    assert (
        client.evaluate(best, [["honor honor honor", "railway honor", "honor railway"], ["honor", "railway"]])
        == "railway honor"
    )
    assert client.evaluate(best, [["nothing"], ["honor"]]) is None
