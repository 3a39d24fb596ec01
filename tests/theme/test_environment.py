"""Jinja's environment with the quicker escape: the private hooks that it builds on are there and are used."""

from __future__ import annotations

from pathlib import Path

import jinja2
import markupsafe
import pytest
from jinja2.compiler import CodeGenerator

from cablepress import markup
from cablepress.theme.environment import Environment
from cablepress.theme.environment import _compiled as compiled_templates


def environment(template: str) -> Environment:
    """An environment with one template, ``page``."""
    return Environment(jinja2.DictLoader({"page": template}), {})


def test_templates_call_the_quicker_escape() -> None:
    """Where Jinja would write ``escape(…)``, the code of a template has ``escaped(…)``."""
    code = environment("{{ title }} {{ row.origin }}").compile("{{ title }} {{ row.origin }}", raw=True)
    assert "from cablepress.markup import escaped" in code
    assert code.count("escaped(") == 2
    assert "escape(" not in code.replace("escaped(", "")


class Cable:
    """A record as templates see them."""

    id = "07X1"
    asked = 0

    @property
    def post(self) -> dict[str, str]:
        """Counts how often it is asked for."""
        self.asked += 1
        return {"name": "Zenda", "items": "a key that is a method too"}


def test_values_are_asked_of_the_record_itself() -> None:
    """Jinja's own way is taken for what the record does not have: a key, or nothing."""
    assert "environment.getitem(asked, 'id')" in environment("").compile("{{ cable.id }}", raw=True)
    cable = Cable()
    template = environment("{{ cable.id }} {{ cable.post.name }} {{ cable.none is defined }} {{ cable['id'] }}")
    assert template.get_template("page").render(cable=cable) == "07X1 Zenda False 07X1"
    assert cable.asked == 1
    with pytest.raises(jinja2.UndefinedError, match="no attribute 'titel'"):
        environment("{{ cable.post.titel.x }}").get_template("page").render(cable=cable)


@pytest.mark.parametrize(
    "template", ["{{ d.items()|list }}", "{{ d.a.b.c }}", "{% for a in d.a if a.b %}{{ a.b }}{% endfor %}"]
)
def test_attributes_and_keys_are_found_as_jinja_finds_them(template: str) -> None:
    """What an object has as an attribute wins over its keys, at any depth, in loops, conditions and macros."""
    values: dict[str, object] = {"a": {"b": {"c": "<deep>"}}}
    plain = jinja2.Environment(autoescape=True, undefined=jinja2.ChainableUndefined)
    within = "{% macro m(d) %}" + template + "{% endmacro %}{{ m(d) }}" + template
    mine = environment(within)
    mine.undefined = jinja2.ChainableUndefined
    assert mine.get_template("page").render(d=values) == plain.from_string(within).render(d=values)


def test_the_hooks_are_those_that_jinja_calls() -> None:
    """The methods that the environment overrides exist in this version of Jinja."""
    assert callable(CodeGenerator._output_child_pre)
    assert callable(CodeGenerator.visit_Getattr)
    assert callable(CodeGenerator.visit_Template)


def test_text_is_escaped_by_the_c_function_of_markupsafe() -> None:
    """The private function that ``markup.escaped`` calls is still there, and gives what the public one does."""
    speedups = pytest.importorskip("markupsafe._speedups", reason="markupsafe without its C part")
    assert markup._escape_text is speedups._escape_inner
    hostile = "<a href=\"x\" title='&amp;'>"
    assert markup.escaped(hostile) == str(markupsafe.escape(hostile))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"),
        (markupsafe.Markup("<b>"), "<b>"),
        (7, "7"),
        (2.5, "2.5"),
        (None, "None"),
    ],
)
def test_every_kind_of_value_is_escaped(value: object, shown: str) -> None:
    """Text is escaped, markup is not, anything else by its text."""
    template = environment("{{ value }}|{{ [value]|first }}").get_template("page")
    assert template.render(value=value) == f"{shown}|{shown}"


def test_an_undefined_name_is_an_error() -> None:
    """A misspelt variable of a template is said, not left out."""
    with pytest.raises(jinja2.UndefinedError, match="titel"):
        environment("{{ titel }}").get_template("page").render(title="x")


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The names of the templates that are compiled from now on."""
    compiled: list[str | None] = []
    real = jinja2.Environment.compile

    def compile_(self: jinja2.Environment, source: str, name: str | None = None, *rest: object) -> object:
        compiled.append(name)
        return real(self, source, name, *rest)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_)
    return compiled


def test_a_template_is_compiled_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as its text, its name and what filters make of constants are the same: the words of another language."""
    compiled = counted(monkeypatch)

    def page(text: str, word: str, constants: str) -> str:
        loader = jinja2.DictLoader({"page": text})
        return Environment(loader, {"t": lambda key: f"{key} {word}"}, constants).get_template("page").render()

    assert page("{{ 'a'|t }}", "one", "once:1") == "a one"
    assert page("{{ 'a'|t }}", "one", "once:1") == "a one"
    assert compiled == ["page"]
    assert page("{{ 'b'|t }}", "one", "once:1") == "b one"
    assert page("{{ 'b'|t }}", "two", "once:2") == "b two"
    assert page("{{ 'b'|t }}", "two", "") == page("{{ 'b'|t }}", "two", "") == "b two"
    assert compiled == ["page"] * 5


def test_what_is_compiled_is_kept_within_bounds() -> None:
    """A preview of a thousand edits does not hold a thousand templates."""
    for number in range(600):
        loader = jinja2.DictLoader({"page": f"{number}"})
        assert Environment(loader, {}, "bounds").get_template("page").render() == str(number)
    assert 0 < len(compiled_templates) <= 256


def page_in(folder: Path, text: str, constants: str = "words") -> str:
    """A page made by a process that has compiled nothing yet."""
    compiled_templates.clear()
    return Environment(jinja2.DictLoader({"page": text}), {}, constants, folder).get_template("page").render()


def test_compiled_templates_are_kept_for_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another text, or other words, is compiled; what a bit has changed in is too, and what cannot be kept."""
    compiled = counted(monkeypatch)
    folder = tmp_path / "templates"
    assert [page_in(folder, "{{ 1 + 1 }}") for _ in range(3)] == ["2"] * 3
    assert len(compiled) == len(list(folder.iterdir())) == 1
    assert page_in(folder, "{{ 1 + 2 }}") == "3"
    assert page_in(folder, "{{ 1 + 2 }}", "other words") == "3"
    assert len(compiled) == 3
    for path in folder.iterdir():
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))
    assert page_in(folder, "{{ 1 + 1 }}") == "2"
    assert len(compiled) == 4
    assert page_in(folder, "{{ 1 + 1 }}") == "2"
    assert len(compiled) == 4
    assert page_in(tmp_path / "no" / "place", "{{ 1 + 1 }}") == "2"
    assert not (tmp_path / "no").exists()


def test_compiled_templates_do_not_pile_up(tmp_path: Path) -> None:
    """A folder holds some themes' worth."""
    for number in range(300):
        assert page_in(tmp_path, f"{number}") == str(number)
    assert 0 < len(list(tmp_path.iterdir())) <= 256


def test_what_a_macro_makes_of_a_value_is_kept_by_value_and_kind() -> None:
    """It is made once; what is equal and yet shown in another way is not taken for the same."""
    made: list[object] = []

    def noted(value: object) -> str:
        made.append(value)
        return ""

    source = (
        "{% macro cell(value, end='') %}{{ noted(value) }}<td>{{ value }}{{ end }}{% endmacro %}"
        "{% for value in values %}{{ value|kept(cell) }}{% endfor %}"
        "{% for value in values %}{{ value|kept(cell, '!') }}{% endfor %}"
    )
    values = ["a&b", markupsafe.Markup("a&b"), "a&b", 1, True]
    page = environment(source).get_template("page").render(values=values, noted=noted)
    plain = source.replace("value|kept(cell)", "cell(value)").replace("value|kept(cell, '!')", "cell(value, '!')")
    assert page == jinja2.Environment(autoescape=True).from_string(plain).render(values=values, noted=lambda _: "")
    assert [(value, type(value)) for value in made] == [(value, type(value)) for value in [*values[:2], 1, True]] * 2


@pytest.mark.parametrize(
    "call",
    [
        "m('<')",
        "m('<', 2)",
        "m('<', end='>')",
        "m(end='>', a='<')",
        "rest('<', 1, 2, x=3)",
        "outer()",
        "asks()",
        "plain('<')",
        "record.of('<')",
        "kind('<')",
        "stops()",
        "{% call m('<') %}{% endcall %}",
        "m('<', 1, 2)",
        "m('<', x=1)",
        "none()",
        "nothing.of()",
    ],
)
def test_calls_give_what_jinja_gives(call: str) -> None:
    """Macros and plain functions are called without Jinja's questions; all else, and what is wrong, in its way."""

    @jinja2.pass_context
    def asks(context: jinja2.runtime.Context) -> str:
        return f"{context['name']} {context.get('inner')}<"

    def stops() -> str:
        raise StopIteration

    class Record:
        def of(self, value: str) -> str:
            return value + "!"

    shown = call if call.startswith("{%") else "{{ " + call + " }}"
    source = (
        "{% macro m(a, end='&') %}{{ a }}{{ end }}{% endmacro %}"
        "{% macro rest(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}"
        "{% macro outer() %}{% set inner = 1 %}{{ m('<', inner) }}{{ asks() }}{% endmacro %}"
        "{% for inner in [1, 2] %}" + shown + "{% endfor %}"
    )
    values = {
        "name": "N",
        "asks": asks,
        "stops": stops,
        "plain": str.lower,
        "record": Record(),
        "kind": str,
        "none": None,
    }
    told = []
    mine = environment(source)
    plain = jinja2.Environment(loader=mine.loader, autoescape=True, undefined=jinja2.StrictUndefined)
    for env in (mine, plain):
        try:
            told.append(env.get_template("page").render(values))
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
    assert told[0] == told[1]
