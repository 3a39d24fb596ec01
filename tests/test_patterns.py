"""A compiled pattern that one module alone uses is in that module, beside its rule."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "generator"

Names = dict[str, set[str]]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def patterns_in(tree: ast.Module) -> set[str]:
    """The names to which a module gives compiled patterns."""
    found = set()
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if "re.compile" in ast.unparse(node.value):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def used_in(tree: ast.Module, modules: set[str]) -> Names:
    """Names of other modules that a module uses, by module: imported ones, and attributes of imported modules."""
    used: Names = defaultdict(set)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in modules:
                    known[alias.asname or alias.name] = whole
                else:
                    used[node.module].add(alias.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            used[known[node.value.id]].add(node.attr)
    return used


def misplaced(trees: dict[str, ast.Module]) -> list[str]:
    """``module.NAME`` of each pattern that its own module does not use and just one other does."""
    users: dict[str, set[str]] = defaultdict(set)
    for module, tree in trees.items():
        for other, names in used_in(tree, set(trees)).items():
            for name in names:
                users[f"{other}.{name}"].add(module)
    found = []
    for module, tree in trees.items():
        own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        found += [f"{module}.{n}" for n in patterns_in(tree) - own if len(users[f"{module}.{n}"]) == 1]
    return sorted(found)


def test_patterns_are_beside_their_rules() -> None:
    """In the whole package."""
    trees = {module_of(path): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
    assert misplaced(trees) == []


def test_a_misplaced_pattern_is_found() -> None:
    """One that is imported by name, one by its module; not one that two modules use."""
    trees = {
        "a": ast.parse("import re\nONE = re.compile('x')\nTWO = re.compile('y')\nBOTH = re.compile('z')"),
        "p.b": ast.parse("from a import ONE, BOTH"),
        "p.c": ast.parse("from a import BOTH\nfrom p import d\nd.THREE"),
        "p.d": ast.parse("import re\nTHREE: object = re.compile('w')\nOWN = re.compile('v')\nOWN.match('')"),
    }
    assert misplaced(trees) == ["a.ONE", "p.d.THREE"]
