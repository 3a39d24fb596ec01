"""The tables of codes: every entry is text, and the questions that pages ask are answered."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from cablepress.cable import codes

TABLES = sorted(path.name[:-4] for path in resources.files(codes).iterdir() if path.name.endswith(".yml"))


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in [key, *leaves(item)]]
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_text(name: str) -> None:
    """No key or meaning was taken by YAML for something else (``NO`` for false), and the source is named.

    Only positions are numbers.
    """
    kinds = (str, float) if name == "places" else str
    assert all(isinstance(leaf, kinds) and leaf != "" for leaf in leaves(dict(codes.table(name))))
    assert "# Source" in (resources.files(codes) / f"{name}.yml").read_text(encoding="utf-8")


def test_meanings() -> None:
    """Codes have meanings, unknown ones none."""
    assert codes.tag_meaning("PGOV") == "Internal governmental affairs"
    assert codes.tag_meaning("KZ") == "Kazakhstan"
    assert codes.tag_meaning("NO") == "Norway"
    assert codes.tag_meaning("AU") == "Austria"
    assert codes.tag_meaning("QQQQ") is None
    assert codes.tag_kind("PGOV") == "subjects"
    assert codes.reason_meaning("1.4(b)") == "foreign government information"
    assert codes.reason_meaning("1.4(z)") is None
    assert codes.reason_meaning("nonsense") is None
    assert "SIPRNET" in str(codes.caption_meaning("SIPDIS"))
    assert "serious damage" in str(codes.classification_meaning("SECRET"))
    assert codes.term("septel") is not None
    assert codes.term("meanings") is None


def test_all_reasons() -> None:
    """Every letter of section 1.4, a to h, is explained, and a to g of 1.5."""
    assert all(codes.reason_meaning(f"1.4({letter})") for letter in "abcdefgh")
    assert all(codes.reason_meaning(f"1.5({letter})") for letter in "abcdefg")


def test_composed_meanings() -> None:
    """Portion markings and precedences are explained in words."""
    assert codes.portion_meaning("S/NF") == "Secret; no release to foreign nationals"
    assert codes.portion_meaning("S//REL TO USA, FVEY") == "Secret; REL TO USA, FVEY"
    assert codes.portion_meaning("?") is None
    assert str(codes.precedence_meaning("O")).startswith("IMMEDIATE: ")
    assert codes.precedence_meaning("NIACT IMMEDIATE")
    assert codes.precedence_meaning("Q") is None


def test_posts() -> None:
    """Names of posts give the word in an ID; other words give none."""
    assert codes.post_token("SECSTATE") == "STATE"
    assert codes.post_token("RIO") == "RIODEJANEIRO"
    assert codes.post_token("San Jose") == "SANJOSE"
    assert codes.post_token("see Astana") == "ASTANA"
    assert codes.post_token("IIR") == ""
    assert codes.post_token("UNKNOWNPOST") == "UNKNOWNPOST"


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("UN ROME", "UNROME"),
        ("USMISSION UN ROME", "UNROME"),
        ("USUN NEW YORK", "USUNNEWYORK"),
        ("USUN", "USUNNEWYORK"),
        ("US MISSION GENEVA", "GENEVA"),
        ("USNATO", "USNATO"),
        ("USEU BRUSSELS", "USEUBRUSSELS"),
        ("BRUSSELS", "BRUSSELS"),
        ("UNVIE", "UNVIEVIENNA"),
        ("UNVIE VIENNA", "UNVIEVIENNA"),
        ("USOSCE", "USOSCE"),
        ("USMISSION USNATO", "USNATO"),
        ("AIT TAIPEI", "AITTAIPEI"),
        ("TAIPEI", "TAIPEI"),
        ("HONG KONG", "HONGKONG"),
        ("HONGKONG", "HONGKONG"),
        ("AMEMBASSY KUALA LUMPUR", "KUALALUMPUR"),
        ("PORT-AU-PRINCE", "PORTAUPRINCE"),
        ("Rio de Janeiro", "RIODEJANEIRO"),
        ("SAO PAULO", "SAOPAULO"),
        ("St. Petersburg", "STPETERSBURG"),
    ],
)
def test_special_posts(name: str, token: str) -> None:
    """Missions and posts of several words give the word of their IDs, with hyphens or without spaces too."""
    assert codes.post_token(name) == token


def test_tables_are_read_only() -> None:
    """A table cannot be changed by those who read it."""
    with pytest.raises(TypeError):
        codes.table("terms")["septel"] = "x"  # type: ignore[index]
