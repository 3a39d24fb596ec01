"""Jinja's environment with the quicker escape: the private hooks that it builds on are there and are used."""

from __future__ import annotations

import jinja2
import markupsafe
import pytest
from jinja2.compiler import CodeGenerator

from cablepress import markup
from cablepress.theme.environment import Environment


def environment(template: str) -> Environment:
    """An environment with one template, ``page``."""
    return Environment(jinja2.DictLoader({"page": template}), {})


def test_templates_call_the_quicker_escape() -> None:
    """Where Jinja would write ``escape(…)``, the code of a template has ``escaped(…)``."""
    code = environment("{{ title }} {{ row.origin }}").compile("{{ title }} {{ row.origin }}", raw=True)
    assert "from cablepress.markup import escaped" in code
    assert code.count("escaped(") == 2
    assert "escape(" not in code.replace("escaped(", "")


def test_the_hooks_are_those_that_jinja_calls() -> None:
    """Both methods that the environment overrides exist in this version of Jinja."""
    assert callable(CodeGenerator._output_child_pre)
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
