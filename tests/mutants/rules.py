"""Every rule of a module, from its syntax tree, and the module without it.

A rule is a condition (``if``, a conditional expression, a filter of a comprehension, each operand of ``and`` and
``or``), a predicate (a function that gives a ``bool``), a pattern and each of its alternatives and look-arounds, and an
entry of a table. What stands on a line whose comment begins with ``quick path``, or in a table or pattern that begins
there, changes how long a text takes and may change nothing else: ``make mutants`` looks for a text that says otherwise.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .alternatives import pieces

QUICK = "# quick path"
FINE = ("and without", "or without", "always", "optional")
"""Kinds that are parts of a rule rather than rules: operands, the other branch, what may be left out of a pattern."""
_HOLE = 0xE000
"""Private characters stand for the expressions in an f-string."""


def stand_in(original: ast.expr | None, value: bool) -> ast.Constant:
    """What stands in the place of a condition; it knows which, for those who look for a text where that matters."""
    constant = ast.Constant(value)
    constant.original = original  # type: ignore[attr-defined]
    return constant


class Rule(NamedTuple):
    """A rule and how to take it out."""

    module: str
    line: int
    kind: str
    text: str
    """What is taken out, as it is in the source, on one line."""
    title: str
    """What the function or pattern that holds it is for, in its own words."""
    node: int
    """Place in :func:`ast.walk`'s order."""
    remove: Callable[[ast.AST], None]
    """Changes the node in place."""
    quick: bool
    """Whether it is said to be a quick path."""
    same: int
    """How many with the same words are above it."""

    @property
    def name(self) -> str:
        """The same for the same rule, wherever in its file it stands."""
        return f"{self.module} {self.kind} {self.text}{f' ({self.same})' if self.same else ''}"


def read_rules(source: str, module: str) -> list[Rule]:
    """All rules of a module, in the order of its lines."""
    tree = ast.parse(source)
    quick = _quick_lines(source, tree)
    tables = {id(node) for statement in tree.body if not _is_code(statement) for node in _tables(statement)}
    titles = _titles(tree)
    found = []
    for index, node in enumerate(ast.walk(tree)):
        for kind, line, text, remove in _of_node(node, id(node) in tables):
            title = titles.get(line, module.rpartition(".")[2])
            found.append(Rule(module, line, kind, " ".join(text.split()), title, index, remove, line in quick, 0))
    found.sort(key=lambda rule: (rule.line, rule.node))
    above: Counter[tuple[str, str]] = Counter()
    for place, rule in enumerate(found):
        found[place] = rule._replace(same=above[rule.kind, rule.text])
        above[rule.kind, rule.text] += 1
    return found


def _quick_lines(source: str, tree: ast.Module) -> set[int]:
    """Lines with the comment, and all lines of a table or pattern whose first line has it."""
    marked = {number for number, line in enumerate(source.splitlines(), 1) if QUICK in line}
    tables = [node for node in tree.body if not _is_code(node) and node.lineno in marked]
    return marked.union(*(range(node.lineno, (node.end_lineno or node.lineno) + 1) for node in tables))


def without(source: str, rule: Rule, *, watched: bool = False) -> ast.Module:
    """A module's syntax tree without ``rule``; ``watched`` calls ``__out__(original, value)`` where it was."""
    tree = ast.parse(source)
    for index, node in enumerate(ast.walk(tree)):
        if index == rule.node:
            rule.remove(node)
            break
    return ast.fix_missing_locations(_Watched().visit(tree) if watched else tree)


class _Watched(ast.NodeTransformer):
    """Calls in the place of what stands in for a condition."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not hasattr(node, "original"):
            return node
        original = node.original or ast.Constant(None)
        return ast.Call(ast.Name("__out__", ast.Load()), [original, ast.Constant(node.value)], [])


def _titles(tree: ast.Module) -> dict[int, str]:
    """By line: the first sentence of the docstring of the function or the table it is in, else its name."""
    titles: dict[int, str] = {}
    for place, statement in enumerate(tree.body):
        following = tree.body[place + 1] if place + 1 < len(tree.body) else None
        for node in [statement, *(node for node in ast.walk(statement) if isinstance(node, ast.FunctionDef))]:
            words = ""
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                words = ast.get_docstring(node) or node.name
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                described = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
                words = str(following.value.value) if described else _target(node)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                titles[line] = " ".join(words.split("\n\n")[0].split())
    return titles


_Found = tuple[str, int, str, Callable[[ast.AST], None]]


def _tables(statement: ast.stmt) -> Iterator[ast.AST]:
    """An assignment and the tables in its value; a tuple inside of another table is a row and no table."""
    yield statement
    value = getattr(statement, "value", None)
    nodes = list(ast.walk(statement))
    rows = {id(row) for node in nodes if isinstance(node, ast.Dict) for row in node.values}
    rows |= {id(row) for node in nodes if isinstance(node, ast.Tuple | ast.List) for row in node.elts}
    rows |= {id(node.slice) for node in nodes if isinstance(node, ast.Subscript)}  # types
    for node in ast.walk(value) if value is not None else ():
        if not (isinstance(node, ast.Tuple) and id(node) in rows):
            yield node


def _is_code(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)


def _of_node(node: ast.AST, in_table: bool) -> Iterator[_Found]:
    if isinstance(node, ast.If | ast.IfExp):
        yield from _of_condition(node)
    elif isinstance(node, ast.BoolOp):
        yield from _of_operands(node)
    elif isinstance(node, ast.comprehension):
        yield from _of_filters(node)
    elif isinstance(node, ast.FunctionDef):
        yield from _of_predicate(node)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and in_table:
        yield from _of_pattern(node)
    elif isinstance(node, ast.Compare) or (in_table and isinstance(node, ast.Dict | ast.Tuple | ast.Set | ast.List)):
        yield from _of_entries(node)


def _constant(field: str, value: bool) -> Callable[[ast.AST], None]:
    def remove(node: ast.AST) -> None:
        setattr(node, field, stand_in(getattr(node, field), value))

    return remove


def _of_condition(node: ast.If | ast.IfExp) -> Iterator[_Found]:
    """A condition that never holds; where something else is done instead, also one that always does."""
    if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    text = ast.unparse(node.test)
    yield "never", node.test.lineno, text, _constant("test", False)
    if node.orelse:
        yield "always", node.test.lineno, text, _constant("test", True)


def _of_operands(node: ast.BoolOp) -> Iterator[_Found]:
    """Each operand replaced by what leaves the others as they are."""
    neutral = isinstance(node.op, ast.And)
    word = "and" if neutral else "or"
    for place, operand in enumerate(node.values):
        yield f"{word} without", operand.lineno, ast.unparse(operand), _operand("values", place, neutral)


def _operand(field: str, place: int, value: bool) -> Callable[[ast.AST], None]:
    def remove(node: ast.AST) -> None:
        operands = getattr(node, field)
        operands[place] = stand_in(operands[place], value)

    return remove


def _element(place: int) -> Callable[[ast.AST], None]:
    def remove(node: ast.AST) -> None:
        assert isinstance(node, ast.Tuple | ast.Set | ast.List)
        del node.elts[place]

    return remove


def _of_filters(node: ast.comprehension) -> Iterator[_Found]:
    for place, test in enumerate(node.ifs):
        yield "unfiltered", test.lineno, ast.unparse(test), _operand("ifs", place, True)


def _of_predicate(node: ast.FunctionDef) -> Iterator[_Found]:
    if not (isinstance(node.returns, ast.Name) and node.returns.id == "bool"):
        return
    for value in (False, True):
        if ast.unparse(node.body[-1]) == f"return {value}" and len(node.body) == 1:
            continue  # it says so itself

        def remove(node: ast.AST, value: bool = value) -> None:
            assert isinstance(node, ast.FunctionDef)
            node.body = [ast.Return(stand_in(None, value))]

        yield f"predicate is {value}", node.lineno, node.name, remove


def _of_entries(node: ast.AST) -> Iterator[_Found]:
    """Entries of a table of the module, or of the words that something is looked for in."""
    if isinstance(node, ast.Dict):
        for place, key in enumerate(node.keys):
            if key is not None:
                yield "entry", key.lineno, ast.unparse(key), _entry_of_dict(place)
    elif isinstance(node, ast.Compare):
        words = node.comparators[0]
        if isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(words, ast.Tuple | ast.Set | ast.List):
            for place, word in enumerate(words.elts):
                yield "entry", word.lineno, ast.unparse(word), _entry_of_compare(place)
    elif isinstance(node, ast.Tuple | ast.Set | ast.List) and len(node.elts) > 1:
        for place, element in enumerate(node.elts):
            yield "entry", element.lineno, ast.unparse(element), _element(place)


def _entry_of_dict(place: int) -> Callable[[ast.AST], None]:
    def remove(node: ast.AST) -> None:
        assert isinstance(node, ast.Dict)
        del node.keys[place], node.values[place]

    return remove


def _entry_of_compare(place: int) -> Callable[[ast.AST], None]:
    def remove(node: ast.AST) -> None:
        assert isinstance(node, ast.Compare)
        words = node.comparators[0]
        assert isinstance(words, ast.Tuple | ast.Set | ast.List)
        # An empty set has no literal; nothing that is looked for is None.
        words.elts[place] = ast.Constant(None)

    return remove


def _of_pattern(node: ast.Assign | ast.AnnAssign) -> Iterator[_Found]:
    """What can be taken out of the patterns in an assignment: of ``re.compile(…)``, or of text that others use."""
    for index, inner in enumerate(ast.walk(node)):
        compiled = isinstance(inner, ast.Call) and ast.unparse(inner.func) == "re.compile"
        text = inner.args[0] if compiled and isinstance(inner, ast.Call) else inner if inner is node.value else None
        if text is None:
            continue
        parts = _parts(text)
        flat = "".join(part if isinstance(part, str) else chr(_HOLE + place) for place, part in enumerate(parts))
        if not compiled and not ("|" in flat or "(?" in flat):
            continue
        if compiled:
            yield "pattern", inner.lineno, _target(node), _replaced(index, [r"(?!)"], compiled=True)
        for piece in pieces(flat):
            left = flat[: piece.begin] + flat[piece.end :]
            shown = f"{_target(node)} {_readable(flat[piece.begin : piece.end], parts)}"
            yield piece.kind, text.lineno, shown, _replaced(index, _split(left, parts), compiled=compiled)


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def _parts(node: ast.AST) -> list[str | ast.expr]:
    """A text made of texts and expressions; a hole for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [part for value in node.values for part in _parts(value)]
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_parts(node.left), *_parts(node.right)]
    return [node] if isinstance(node, ast.expr) else []


def _split(flat: str, parts: list[str | ast.expr]) -> list[str | ast.expr]:
    """``flat`` with the expressions back in their holes."""
    return [parts[ord(char) - _HOLE] if 0 <= ord(char) - _HOLE < len(parts) else char for char in flat]


def _readable(flat: str, parts: list[str | ast.expr]) -> str:
    return "".join(part if isinstance(part, str) else f"{{{ast.unparse(part)}}}" for part in _split(flat, parts))


def _replaced(index: int, parts: list[str | ast.expr], *, compiled: bool) -> Callable[[ast.AST], None]:
    """Puts a text of ``parts`` in the place of the ``index``-th node of an assignment."""
    text = ast.JoinedStr(
        [ast.Constant(part) if isinstance(part, str) else ast.FormattedValue(part, -1) for part in parts]
    )

    def remove(node: ast.AST) -> None:
        assert isinstance(node, ast.Assign | ast.AnnAssign)
        inner = next(inner for place, inner in enumerate(ast.walk(node)) if place == index)
        if compiled:
            assert isinstance(inner, ast.Call)
            inner.args[0] = copy.deepcopy(text)
        else:
            node.value = copy.deepcopy(text)

    return remove
