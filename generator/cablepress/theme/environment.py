"""Jinja's environment with a faster ``escape``; the profile's largest item by far.

A cable's page puts out some 500 values. For each of them Jinja calls ``markupsafe.escape``, which makes a ``Markup``
object around the escaped text, only for the text to be joined with the rest a moment later. Joining plain strings
gives the same page in a third less time.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame

from cablepress.markup import content


class _CodeGenerator(CodeGenerator):
    """Writes ``environment.escaped(…)`` where Jinja writes ``escape(…)``; values that only go into the output."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Ask the object itself; what it does not have is looked for in Jinja's way, as a key, or is undefined.

        Rows and views have their values as attributes, and ``environment.getattr`` takes six times as long: a row of a
        list has 32 of them.
        """
        self.write("(found if (found := getattr((asked := ")
        self.visit(node.node, frame)
        name = repr(node.attr)
        self.write(f"), {name}, missing)) is not missing else environment.getattr(asked, {name}))")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        self.writeline("from cablepress.markup import escaped")
        super().visit_Template(node, frame)


_compiled: Final[dict[tuple[str, str, str], CodeType]] = {}
"""What was compiled in this process: by all that filters of constants read, name and file, and text of the template."""
_MOST_COMPILED: Final = 256
"""Several themes' worth; a preview of many edits keeps no more."""


class _Compiled(jinja2.BytecodeCache):
    """Templates that this process compiled before, for instance for the last build of a preview.

    Compiling all of a theme's templates takes longer than all else in the build of a small site.
    """

    def __init__(self, constants: str) -> None:
        self._constants = constants

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _compiled.get((self._constants, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            if len(_compiled) >= _MOST_COMPILED:
                _compiled.clear()
            _compiled[self._constants, bucket.key, bucket.checksum] = bucket.code


class Environment(jinja2.Environment):
    """Autoescape on, undefined names are errors, templates are not watched for changes."""

    code_generator_class = _CodeGenerator

    def __init__(
        self, loader: jinja2.BaseLoader, filters: dict[str, Callable[..., object]], constants: str = ""
    ) -> None:
        """``constants`` tells apart what ``filters`` make of constants; when empty, nothing compiled is kept.

        Jinja works such filters out while it compiles, so that the same template has other code with other words.
        """
        super().__init__(
            loader=loader,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
            bytecode_cache=_Compiled(constants) if constants else None,
        )
        self.filters.update(filters, content=content)
        # JSON in a page: short, in the order of its makers; what HTML would misread is escaped by Jinja.
        self.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
