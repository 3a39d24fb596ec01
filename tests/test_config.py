"""site.yml: defaults, and every error at once with its place."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from cablepress.config import SiteConfig, parse_config, read_config, schema
from cablepress.errors import ConfigError

ROOT = Path("site")


def errors(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, root=ROOT)
    return [str(problem) for problem in caught.value.problems]


def test_an_empty_file_is_a_site() -> None:
    """Every key has a default."""
    config = parse_config("", root=ROOT)
    assert config.title == "Cable archive"
    assert config.output.page_size == 50
    assert config.search.boosts["subject"] > config.search.boosts["body"]


def test_values_win_over_defaults() -> None:
    """What the file says is what the site gets, with a slash at the end of the address."""
    config = parse_config("title: Ours\nurl: https://example.org/cables\noutput: {json: false}\n", root=ROOT)
    assert (config.title, config.url, config.output.json, config.output.text) == (
        "Ours",
        "https://example.org/cables/",
        False,
        True,
    )


def test_an_unknown_key_is_told_with_its_place_and_the_nearest_valid_one() -> None:
    """A misspelt key names the key that was meant."""
    assert errors("title: x\ncolection:\n  total: 3\n") == [
        "site.yml:2:1: error config-key-unknown: unknown key 'colection'; did you mean 'collection'?"
    ]
    assert errors("output:\n  pagesize: 3\n") == [
        "site.yml:2:3: error config-key-unknown: unknown key 'output.pagesize'; did you mean 'page_size'?"
    ]


def test_all_errors_are_told_at_once_in_the_order_of_the_file() -> None:
    """Nobody has to build four times to see four mistakes."""
    found = errors("url: nowhere\noutput: {page_size: 0, json: 3}\nsearch: on\naliases: cablegat\ntitle: [x]\n")
    assert [line.split(":")[1] for line in found] == ["1", "2", "2", "3", "4", "5"]
    assert "expected true or false, found '3'" in found[2]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("title: [a\n", "site.yml:2:1:", "not valid YAML"),
        ("a: b: c\n", "site.yml:1:5:", "not valid YAML"),
        ("- one\n- two\n", "site.yml:1:1:", "expected a mapping of keys, found a list"),
        ("title: a\ntitle: b\n", "site.yml:2:1:", "a second time"),
        ("title: !!python/object/apply:os.system [ls]\n", "site.yml:1:8:", "is not allowed"),
        ("collection: {total: yes}\n", "site.yml:1:21:", "expected a whole number"),
    ],
)
def test_broken_files_are_told_with_their_place(text: str, place: str, words: str) -> None:
    """Syntax errors, wrong shapes and unsafe tags are messages, not tracebacks."""
    found = errors(text)
    assert found[0].startswith(place)
    assert words in found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('content:\n  cables: "a\\0b"\n', "2:11: error config-value: content.cables: the character U+0000 is not one"),
        ('title: "\\e]0;x\\a"\n', "1:8: error config-value: title: the character U+001B is not one of a text"),
        ("content:\n  versions: ''\n", "2:3: error config-value: content.versions: expected the name of a folder"),
        ("content:\n  static: .\n", "2:3: error config-value: content.static: holds the site itself"),
        ("publish:\n  sign: ~nobody-here/key\n", "2:3: error config-value: publish.sign: '~nobody-here/key' is in the"),
        ("url: https://../\n", "1:6: error config-value: url: 'https://../' is not valid"),
        ("publish: {cname: ..}\n", "1:18: error config-value: publish.cname: '..' is not valid"),
        ("language: no\n", "1:11: error config-type: language: expected text, found 'no'; write it in quotes"),
    ],
)
def test_values_that_cannot_be_are_told_with_their_place(text: str, said: str) -> None:
    """Before anything is made of them: a folder, an address, a title."""
    assert errors(text)[0].startswith(f"site.yml:{said}")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_configuration(tmp_path: Path) -> None:
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "site.yml")
    with pytest.raises(ConfigError, match=r"site\.yml: error config-unreadable: is not a file"):
        read_config(tmp_path / "site.yml")


def test_a_long_value_is_not_said_in_full() -> None:
    """What a message is for stands before it."""
    assert len(errors(f"collection: {{total: {'9' * 6000}}}\n")[0]) < 200


def test_a_file_that_is_not_utf8_is_told_by_its_line(tmp_path: Path) -> None:
    """And by the byte, as of any other file."""
    (tmp_path / "site.yml").write_bytes(b"title: A\ndescription: Caf\xe9\n")
    with pytest.raises(ConfigError, match=r"site\.yml:2:1: error config-unreadable: byte 0xe9 is not valid UTF-8"):
        read_config(tmp_path / "site.yml")


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    """The message says which file was expected where."""
    with pytest.raises(ConfigError, match=r"no such file; expected .*site\.yml"):
        read_config(tmp_path / "site.yml")


def test_the_schema_is_a_json_schema_and_agrees_with_the_defaults() -> None:
    """Editors and Cablepress use the same rules."""
    jsonschema.Draft202012Validator.check_schema(schema())
    config = parse_config("", root=ROOT)
    values = json.loads(json.dumps({"title": config.title, "output": {"page_size": config.output.page_size}}))
    jsonschema.validate(values, schema())
    assert isinstance(config, SiteConfig)


@pytest.mark.parametrize(
    "text",
    [
        'url: "http://[::1/"',
        'url: "http://[x/"',
        'url: "http://[:::]/"',
        'url: "https://example.org/x?y=1#z"',
        'url: "https://user:password@example.org/"',
        'url: "https://example.org:99999/"',
        'url: "https://example.org/\\n"',
        'publish: {cname: "x.example\\n"}',
        'collection: {hashtag: "x\\n"}',
        "output: {page_size: 0x" + "f" * 6000 + "}",
        "output: {page_size: " + "9" * 6000 + "}",
        "output: {page_size: 1:59:59}",
        "title: [" + "[" * 5000 + "]" * 5000 + "]",
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "theme: {settings: {accent: *i}}",
        "title: &t [*t]",
        "theme: {settings: {accent: !!python/name:os.system x}}",
    ],
)
def test_what_is_made_to_break_a_reader_is_an_error_with_its_place(text: str) -> None:
    """Hosts that are none, line ends, huge numbers, nesting without end, aliases that multiply, tags that run code."""
    with pytest.raises(ConfigError) as stop:
        parse_config(text, root=Path())
    assert all(problem.line > 0 for problem in stop.value.problems)
    assert len(str(stop.value)) < 5000


@pytest.mark.parametrize("url", ["http://[::1]/x", "https://bücher.example/", "http://127.0.0.1:8000", ""])
def test_addresses_that_are_ones(url: str) -> None:
    """Of any host, with a port, or none at all."""
    assert parse_config(f'url: "{url}"', root=Path()).url.startswith(url)


def test_a_configuration_further_up_is_named(tmp_path: Path) -> None:
    """Whoever stands in a folder below is told where it is."""
    (tmp_path / "site.yml").write_text("")
    (tmp_path / "content").mkdir()
    with pytest.raises(ConfigError, match=r"there is one above: -f \.\./site\.yml"):
        read_config(tmp_path / "content/site.yml")


@pytest.mark.parametrize(
    "text",
    [
        "[[EU, European Union], [Kiev, Kyiv, Kiew]]",
        "{EU: [European Union], Kiev: [Kyiv, Kiew]}",
        "{EU: European Union, Kiev: [Kyiv, Kiew]}",
    ],
)
def test_synonyms_are_lists_or_a_mapping(text: str) -> None:
    """A word may lead to the others; words that belong together are one group either way."""
    config = parse_config(f"search: {{synonyms: {text}}}", root=Path())
    assert config.search.synonyms == (("EU", "European Union"), ("Kiev", "Kyiv", "Kiew"))


@pytest.mark.parametrize("text", ["[EU]", "{EU: []}", "{EU: 3}", "[[EU, {a: b}]]", "EU"])
def test_synonyms_that_are_none_are_an_error(text: str) -> None:
    """A group has two words at least."""
    with pytest.raises(ConfigError, match="synonyms: expected"):
        parse_config(f"search: {{synonyms: {text}}}", root=Path())
