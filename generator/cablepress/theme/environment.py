"""Jinja's environment with a faster ``escape``; the profile's largest item by far.

A cable's page puts out some 500 values. For each of them Jinja calls ``markupsafe.escape``, which makes a ``Markup``
object around the escaped text, only for the text to be joined with the rest a moment later. Joining plain strings
gives the same page in a third less time.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket, bc_magic
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

from cablepress.markup import content, safe
from cablepress.sealing import seal, unseal


class _CodeGenerator(CodeGenerator):
    """Writes ``environment.escaped(…)`` where Jinja writes ``escape(…)``; values that only go into the output."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Ask the object itself; what it does not have is looked for as a key, as Jinja does, or is undefined.

        Rows and views have their values as attributes, and ``environment.getattr`` takes six times as long: a row of a
        list has 32 of them. For a setting of the theme, which is a key, it would also raise an error each time.
        """
        self.write("(found if (found := getattr((asked := ")
        self.visit(node.node, frame)
        name = repr(node.attr)
        self.write(f"), {name}, missing)) is not missing else environment.getitem(asked, {name}))")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        self.writeline("from cablepress.markup import escaped")
        super().visit_Template(node, frame)


_compiled: Final[dict[tuple[str, str, str], CodeType]] = {}
"""What was compiled in this process: by all that filters of constants read, name and file, and text of the template."""
_MOST_COMPILED: Final = 256
"""Several themes' worth; a preview of many edits keeps no more."""


class _Compiled(jinja2.BytecodeCache):
    """Templates that were compiled before, by this process or the last build.

    Compiling all of a theme's templates takes longer than all else in the build of a small site.
    """

    def __init__(self, constants: str, folder: Path | None) -> None:
        self._constants = constants
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        code = _compiled.get((self._constants, bucket.key, bucket.checksum))
        bucket.code = code or self._read(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            if len(_compiled) >= _MOST_COMPILED:
                _compiled.clear()
            _compiled[self._constants, bucket.key, bucket.checksum] = bucket.code
            with suppress(OSError):  # a full disk, or none at all
                self._keep(bucket, bucket.code)

    def _place(self, bucket: Bucket) -> Path | None:
        """The file of a template; another one for whatever its code depends on."""
        parts = self._constants, bucket.key, bucket.checksum
        name = hashlib.sha256(bc_magic + "\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name if self._folder else None

    def _read(self, bucket: Bucket) -> CodeType | None:
        place = self._place(bucket)
        try:
            data = unseal(place.read_bytes(), place.name) if place else None
        except OSError:
            return None
        return marshal.loads(data) if data is not None else None  # noqa: S302 - ours, by its digest

    def _keep(self, bucket: Bucket, code: CodeType) -> None:
        """Write it, whole or not at all: several workers may do so at once."""
        place = self._place(bucket)
        if place is None:
            return
        place.parent.mkdir(exist_ok=True)  # nowhere but in the cache, on whatever machine
        kept = list(place.parent.iterdir())
        for path in kept if len(kept) >= _MOST_COMPILED else ():
            path.unlink(missing_ok=True)
        unfinished = place.with_name(f"{place.name}-{os.urandom(6).hex()}")
        unfinished.write_bytes(seal(marshal.dumps(code), place.name))
        unfinished.replace(place)


_KEPT: Final = 1 << 14
"""What :func:`_made_by` made last: the rows of an archive of some ten thousand cables."""


def _made_by(value: Any, macro: Callable[..., str], *more: Any) -> str:
    """For templates: ``{{ row|kept(m.row_start, root) }}`` is ``{{ m.row_start(row, root) }}``, made once for a row."""
    return macro(value, *more)


_PLAIN: Final = (MethodType, FunctionType, BuiltinMethodType)
"""What needs no look at how it wants to be called, unless it says so."""


class _Context(Context):
    """Calls macros and functions without asking each time what they might be: a list calls some fifty."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in Jinja: a macro may have "self"
        """See ``jinja2.runtime.Context.call``; macros that take just these values, and plain functions, come first."""
        kind = type(__obj)
        if kind is Macro and not __obj.catch_kwargs and not __obj.catch_varargs and not __obj.caller:
            left_out = len(__obj.arguments) - len(args)
            if left_out >= 0 and kwargs.keys() <= _SCOPES:
                made = __obj._func(*args, *[missing] * left_out)
                return safe(made) if __self.eval_ctx.autoescape else made
        elif kind in _PLAIN and not hasattr(__obj, "jinja_pass_arg"):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            try:
                return __obj(*args, **kwargs)
            except StopIteration:  # would end the template, which is an iterator
                told = "value was undefined because a callable raised a StopIteration exception"
                return __self.environment.undefined(told)
        return super().call(__obj, *args, **kwargs)


_SCOPES: Final = frozenset(("_block_vars", "_loop_vars"))
"""What Jinja hands on with each call, for functions that ask for their context."""


_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: ``json.dumps`` would make one for each page, which takes longer than the text of most."""


def _to_json(value: Any, **wanted: Any) -> str:
    """JSON in a page, short and in the order of its makers; ``wanted`` is what a template asks for, such as indent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **wanted) if wanted else _JSON.encode(value)


class Environment(jinja2.Environment):
    """Autoescape on, undefined names are errors, templates are not watched for changes."""

    code_generator_class = _CodeGenerator
    context_class = _Context

    def __init__(
        self,
        loader: jinja2.BaseLoader,
        filters: dict[str, Callable[..., object]],
        constants: str = "",
        folder: Path | None = None,
    ) -> None:
        """``constants`` tells apart what ``filters`` make of constants; when empty, nothing compiled is kept.

        ``folder`` is where that is kept for other processes and later builds; it is as private as the templates.

        Jinja works such filters out while it compiles, so that the same template has other code with other words.
        """
        super().__init__(
            loader=loader,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
            cache_size=-1,  # a dict: of a theme's few templates none is ever forgotten
            bytecode_cache=_Compiled(constants, folder) if constants else None,
        )
        # With types, since Markup is as equal to a plain string as True is to 1, and is not shown like it.
        self.filters.update(filters, content=content, kept=lru_cache(_KEPT, typed=True)(_made_by))
        # What HTML would misread is escaped by Jinja.
        self.policies["json.dumps_function"] = _to_json
        self.policies["json.dumps_kwargs"] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """In a plain dict what Jinja looks up in two mappings, for each page and each macro; ours are set before."""
        return {**self.globals, **(d or {})}
