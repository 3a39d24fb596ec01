"""The search page's logic without its page: queries, addresses, dates, passages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

IDLE = {"q": "", "origin": "", "classification": "", "tag": "", "year": "", "from": "", "to": "", "sort": ""}
SPLIT = "(text) => { const p = Cablepress.search; return p.query.splitPhrases(text, p.passage.analyse); }"


@pytest.fixture(scope="module")
def client(browser: Any, site: Path) -> Iterator[Any]:
    """A page with the search page's modules."""
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "search.html").as_uri())
    yield page
    context.close()


def call(client: Any, name: str, *arguments: Any) -> Any:
    """What a function of the search page's modules returns: ``call(client, "query.dayOf", "2007", True)``."""
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
    assert call(client, "query.readAddress", address) == {**IDLE, **asked}
    assert call(client, "query.writeAddress", {**IDLE, **asked}) == address


def test_what_the_page_does_not_know_is_left_out_of_the_address(client: Any) -> None:
    """A stranger's parameters and blanks fall away."""
    assert call(client, "query.readAddress", "?q=+turkey+&utm_source=x") == {**IDLE, "q": "turkey"}
    assert call(client, "query.writeAddress", {"q": "turkey", "utm_source": "x"}) == "?q=turkey"


def test_months_and_years_in_an_address_become_days(client: Any) -> None:
    """The fields of the form hold days; what is no date is left out."""
    asked = call(client, "query.readAddress", "?from=2007-07&to=2008")
    assert (asked["from"], asked["to"]) == ("2007-07-01", "2008-12-31")
    asked = call(client, "query.readAddress", "?from=July&to=2007-02-30")
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
    assert [call(client, "query.dayOf", text, False), call(client, "query.dayOf", text, True)] == [first, last]


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
    assert call(client, "query.toFilter", {**IDLE, **asked}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07ASTANA1848", True),
        (" 09state900117 ", True),
        ("7575STRELSAU318", True),
        ("astana", False),
        ("1848", False),
        ("07ASTANA1848 x", False),
    ],
)
def test_a_reference_id_is_known_by_its_shape(client: Any, text: str, expected: bool) -> None:
    """Year, post and number, in any case."""
    assert call(client, "query.isReferenceId", text) is expected


@pytest.mark.parametrize(
    ("text", "query", "phrases"),
    [
        ("plain words", "plain words", []),
        ('"administrative resources"', "+administrative +resources", [("", False, ["administr", "resourc"])]),
        (
            'before "a matter of Honor" after',
            "before +matter +Honor after",
            [("", False, ["a", "matter", "of", "honor"])],
        ),
        ('subject:"railway number"', "+subject:railway +subject:number", [("subject", False, ["railway", "number"])]),
        ('railway -"national honor"', "railway ", [("", True, ["nation", "honor"])]),
        ('"railway"', "+railway", []),
        ('-"railway"', "-railway", []),
        ('"re: the note~1"^2', "+re^2 +note\\~1^2", [("", False, ["re", "the", "note~1"])]),
        ("“curly quotes”", "+curly +quotes", [("", False, ["curli", "quot"])]),
        ('an "open quote', 'an "open quote', []),
    ],
)
def test_phrases_become_required_words(client: Any, text: str, query: str, phrases: list[Any]) -> None:
    """lunr gets the words of a phrase; the phrase itself is left to the pages."""
    found = client.evaluate(SPLIT, text)
    assert found["query"] == query
    assert [(each["field"], each["excluded"], each["keys"]) for each in found["phrases"]] == phrases


def test_a_phrase_of_stop_words_is_said_to_be_too_common(client: Any) -> None:
    """The index holds none of its words, so nothing could be found."""
    found = client.evaluate(SPLIT, '"to be or not to be"')
    assert found["tooCommon"] is True


@pytest.mark.parametrize(
    ("text", "name", "here", "unfinished"),
    [
        ("a foo:bar b", "syntaxField", "foo", False),
        ('"two words" foo:bar', "syntaxField", "foo", False),
        ("one tags:", "syntaxWord", "tags", True),
        ("one +", "syntaxWord", "+", True),
        ("word~", "syntaxDistance", "~", True),
        ("word~x", "syntaxDistance", "~x", False),
        ("word^x more", "syntaxBoost", "^x", False),
        ("~1 word", "syntaxHere", "1", False),
    ],
)
def test_a_query_that_cannot_be_read_is_explained(
    client: Any, text: str, name: str, here: str, unfinished: bool
) -> None:
    """The reader sees what is wrong and where, in the query as typed."""
    wrong = client.evaluate(
        """(text) => {
          const p = Cablepress.search, split = p.query.splitPhrases(text, p.passage.analyse);
          const query = new lunr.Query(['body', 'tags']);
          try {
            new lunr.QueryParser(split.query, query).parse();
          } catch (error) {
            return p.query.explainError(error, text, split.place);
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
    found = call(client, "query.asPrefix", query)
    assert (found and found["query"]) == expected


def test_documents_are_counted_by_month(client: Any) -> None:
    """The engine's column of dates counts days from 1; 0 is no date."""
    assert call(client, "query.countMonths", {"first": 13700, "values": [1, 0, 31, 3, 1]}, [0, 1, 2, 3]) == {
        "2007-07": 2,
        "2007-08": 1,
    }


def test_a_chart_shows_months_of_a_few_years_and_years_of_many(client: Any) -> None:
    """Bars leave no gap: a month or a year without a result is an empty bar."""
    few = call(client, "query.chartBars", {"2006-11": 2, "2007-02": 1})
    assert [(bar["name"], bar["count"]) for bar in few] == [
        ("2006-11", 2),
        ("2006-12", 0),
        ("2007-01", 0),
        ("2007-02", 1),
    ]
    many = call(client, "query.chartBars", {"2001-11": 2, "2001-12": 1, "2005-02": 1})
    assert [(bar["name"], bar["count"]) for bar in many] == [
        ("2001", 3),
        ("2002", 0),
        ("2003", 0),
        ("2004", 0),
        ("2005", 1),
    ]
    assert call(client, "query.chartBars", {}) == []


PASSAGE = """([text, terms, phrases]) => {
  const {analyse, hitsIn, excerpt, wordsToMark} = Cablepress.search.passage;
  const tokens = analyse(text), hits = hitsIn(tokens, new Set(terms), phrases);
  return {pieces: excerpt(text, tokens, hits), words: wordsToMark(tokens, hits)};
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
