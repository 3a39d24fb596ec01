"""All cables together: neighbours, citations, corrections, and names that must not meet twice."""

from __future__ import annotations

from records import archive, naming, record

from cablepress.archive.archive import lost_predecessors, unique


def test_neighbours_are_the_cables_before_and_after_of_the_same_post() -> None:
    """Previous is the older one; another post's cable in between is passed over."""
    found = archive(
        record("07STRELSAU3", created="2007-03-01 00:00"),
        record("07STRELSAU1", created="2007-01-01 00:00"),
        record("07ZENDA2", created="2007-02-01 00:00", origin="Consulate Zenda"),
        record("07STRELSAU2", created="2007-02-02 00:00"),
    )
    assert found.neighbours["07STRELSAU1"] == ("", "07STRELSAU2")
    assert found.neighbours["07STRELSAU2"] == ("07STRELSAU1", "07STRELSAU3")
    assert found.neighbours["07STRELSAU3"] == ("07STRELSAU2", "")
    assert found.neighbours["07ZENDA2"] == ("", "")


def test_a_cable_that_names_itself_does_not_cite_itself() -> None:
    """Cited by lists other cables only, the oldest first."""
    found = archive(
        record("07STRELSAU1", created="2007-01-01 00:00", citations=naming("07STRELSAU1", "06ZENDA9")),
        record("07STRELSAU3", created="2007-03-01 00:00", citations=naming("07STRELSAU1")),
        record("07STRELSAU2", created="2007-02-01 00:00", citations=naming("07STRELSAU1", "07STRELSAU2")),
    )
    assert [citing.id for citing in found.cited_by["07STRELSAU1"]] == ["07STRELSAU2", "07STRELSAU3"]
    assert "07STRELSAU2" not in found.cited_by
    assert found.missing() == ["06ZENDA9"]


def test_a_correction_of_what_is_not_held_is_said() -> None:
    """Its page can lead nowhere; a correction of a cable that is there, or of none, says nothing."""
    lost = record("08STRELSAU79", supersedes="08STRELSAU11")
    found = lost_predecessors([record("08STRELSAU77"), record("08STRELSAU78", supersedes="08STRELSAU77"), lost])
    assert [(problem.code, problem.path, problem.cable_id) for problem in found] == [
        ("supersedes-unknown", lost.path, "08STRELSAU79")
    ]
    assert "08STRELSAU11 is not in the archive" in found[0].message


def test_a_correction_is_known_from_both_sides() -> None:
    """The corrected cable leads to the one that supersedes it; nothing supersedes itself."""
    found = archive(
        record("08STRELSAU77"),
        record("08STRELSAU78", supersedes="08STRELSAU77"),
        record("08STRELSAU79", supersedes="08STRELSAU79"),
    )
    assert found.superseded_by == {"08STRELSAU77": "08STRELSAU78"}
    assert found.records["08STRELSAU78"].supersedes == "08STRELSAU77"


def test_cables_are_in_the_order_of_their_dates() -> None:
    """Oldest first in the archive, those without a date before all; newest first in lists."""
    found = archive(
        record("10STRELSAU1", created="2010-01-01 00:00"),
        record("07STRELSAU2", created=None),
        record("07STRELSAU1", created="2007-01-01 00:00"),
        record("07STRELSAU0", created="2007-01-01 00:00"),
    )
    oldest_first = ["07STRELSAU2", "07STRELSAU0", "07STRELSAU1", "10STRELSAU1"]
    assert list(found.records) == oldest_first
    assert list(found.terms["origin"]["Embassy Strelsau"]) == oldest_first[::-1]
    assert list(found.terms["date"]) == ["2007-01", "2010-01", "undated"]


def test_the_first_file_of_an_id_is_kept() -> None:
    """By path; IDs that differ only in case are one."""
    first, second = record("07STRELSAU1", path="a.txt"), record("07strelsau1", path="b.txt")
    kept, problems = unique([second, first])
    assert kept == [first]
    assert [(problem.code, problem.path) for problem in problems] == [("id-repeated", "b.txt")]


def test_a_cable_is_found_by_every_form_of_its_id() -> None:
    """Four digits of the year, zeros and a post cut to six letters are forms of one ID; two that fit name neither."""
    found = archive(
        record("1974STRELS01234", created="1974-01-01 00:00"),
        record("1974NEWDE00005", created="1974-01-02 00:00"),
        record("75ZENDA12", created="1975-01-01 00:00"),
        record(
            "1974ZENDA00009",
            created="1974-02-01 00:00",
            citations=naming("74STRELSAU1234", "1974STRELS1234", "74NEWDELHI5", "1975ZENDA00012", "74STRELSAU77"),
        ),
    )
    assert [citing.id for citing in found.cited_by["1974STRELS01234"]] == ["1974ZENDA00009", "1974ZENDA00009"]
    assert [citing.id for citing in found.cited_by["1974NEWDE00005"]] == ["1974ZENDA00009"]
    assert [citing.id for citing in found.cited_by["75ZENDA12"]] == ["1974ZENDA00009"]
    assert found.missing() == ["74STRELSAU77"]
    twice = archive(record("1974STREL00003"), record("1974STRELS00003"))
    assert twice.held("74STRELSAU3") == "74STRELSAU3"
    assert twice.held("1974STRELS00003") == "1974STRELS00003"
