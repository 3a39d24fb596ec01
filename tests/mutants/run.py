"""``make mutants``: the parser without each of its rules in turn, and which of these no test notices.

Each rule is taken out in a process of its own, forked when the tests are loaded: it reads the parser's modules anew,
one of them without the rule, and runs the parser's tests until one fails. The tests that notice most run first; what
noticed a rule the last time runs before all others. Nothing else is remembered, so that the answer is always of now.

Tests that need the real cables, that choose texts at random or that measure time are left out (one of them
took all the time that a process may take, so that every rule seemed to be noticed): a rule has a case that
everybody can read. What is said to be a quick path, and is noticed by no test, is looked at once more: all texts that
are at hand are read with it and without, the real cables too where they are, and as many invented ones as there is time
for. One that reads otherwise proves it a rule.

With ``--suggest`` a short text is looked for that each of the listed rules matters to, and written to
``tests/cable/rules/MODULE.txt`` with what is read of it: read that as you would read code.
"""

from __future__ import annotations

import argparse
import functools
import gc
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from mutants import find
from mutants.rules import FINE, Rule, read_rules, without
from mutants.texts import Writer, bases, words_of, words_of_sources

ROOT = Path(__file__).parents[2]
PACKAGE = "cablepress.cable"
FOLDER = ROOT / "generator" / "cablepress" / "cable"
TESTS = ROOT / "tests" / "cable"
MEMORY = ROOT / ".benchmarks" / "mutants.json"
"""Rule → the test that noticed it last, or ``PROVEN``."""
PROVEN = "quick path"
"""Of a quick path without which every text was read as before."""
LEFT_OUT = ("test_hostile.py", "test_pumped.py")
READ_BEFORE = ("test_case", "test_a_text_is_read_as_written")
"""Tests of one text each: all of these texts have been read by then."""
LONGEST = 20
"""Seconds that a parser without a rule may run; one that has no end is noticed."""
SEARCH = 2
"""Seconds to look for a text."""
REAL = ROOT.parent / "shared" / "cables" / "text"
"""The real cables, where they are."""
MOST_MEMORY = 2 << 30

SOURCES = {
    ".".join([PACKAGE, *(part for part in path.relative_to(FOLDER).with_suffix("").parts if part != "__init__")]): path
    for path in sorted(FOLDER.rglob("*.py"))
}
"""Module → file."""
TEXTS = {module: path.read_text(encoding="utf-8") for module, path in SOURCES.items()}


class _Without(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module without one rule."""

    def __init__(self, rule: Rule, *, watched: bool) -> None:
        self.rule = rule
        self.watched = watched
        self.path = SOURCES[rule.module]

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.rule.module:
            return None
        spec = importlib.machinery.ModuleSpec(name, self, origin=str(self.path))
        if self.path.name == "__init__.py":
            spec.submodule_search_locations = [str(self.path.parent)]
        return spec

    def exec_module(self, module: types.ModuleType) -> None:
        module.__file__ = str(self.path)
        tree = without(TEXTS[self.rule.module], self.rule, watched=self.watched)
        exec(compile(tree, str(self.path), "exec"), module.__dict__)


Modules = dict[str, types.ModuleType]


def take_out(rule: Rule, *, watched: bool = False) -> tuple[Modules, Modules]:
    """Read the parser's modules anew, one of them without ``rule``; the old modules and the new."""
    old = {name: module for name, module in sys.modules.items() if name == PACKAGE or name.startswith(f"{PACKAGE}.")}
    for name in old:
        del sys.modules[name]
    sys.meta_path.insert(0, _Without(rule, watched=watched))
    return old, {name: importlib.import_module(name) for name in old}


def parser_of(modules: Mapping[str, types.ModuleType]) -> find.Parse:
    """The parser in these modules."""
    function = modules[f"{PACKAGE}.parser"].parse_cable
    return lambda text: function(text, path="07STRELSAU612.txt", stem="07STRELSAU612")


def reader_of(modules: Mapping[str, types.ModuleType]) -> Callable[[str], object]:
    """What the tests of the cases compare of a text, read by these modules."""
    from cable.rule_cases import shown
    from cable.test_cases import record

    parse: Any = parser_of(modules)
    lost_text = modules[f"{PACKAGE}.fidelity"].lost_text

    def read(text: str) -> object:
        cable = parse(text)
        return record(cable), shown(cable), lost_text(text, cable)

    return read


def _name_of(text: str) -> str:
    return f"text {hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def put_in_place(old: Modules, new: Modules) -> None:
    """Let all who use the parser have the new one."""
    changed: dict[int, object] = {}
    for name, module in old.items():
        fresh = vars(new[name])
        changed[id(module)] = new[name]
        own = {key: value for key, value in vars(module).items() if key in fresh and _is_own(value)}
        changed.update({id(value): fresh[key] for key, value in own.items()})
    for name, module in list(sys.modules.items()):
        if name not in new and _is_ours(module):
            for key, value in list(vars(module).items()):
                if id(value) in changed:
                    setattr(module, key, changed[id(value)])
    for wrapper in [item for item in gc.get_objects() if isinstance(item, functools._lru_cache_wrapper)]:
        wrapper.cache_clear()


def _is_own(value: object) -> bool:
    """Whether a value can be told from others by its identity."""
    return not isinstance(value, int | str | bytes | float | bool | tuple | frozenset | None)


def _is_ours(module: types.ModuleType) -> bool:
    file = getattr(module, "__file__", None) or ""
    return file.startswith(str(ROOT / "tests")) or getattr(module, "__name__", "").split(".")[0] == "cablepress"


class Mutants:
    """The pytest plugin that runs everything, in place of pytest's own loop."""

    def __init__(self, rules: Sequence[Rule], jobs: int, *, suggest: bool) -> None:
        self.rules = rules
        self.jobs = jobs
        self.suggest = suggest
        self.unnoticed: list[Rule] = []
        self.quick: list[Rule] = []
        """Quick paths that no test notices."""
        self.slow: list[tuple[Rule, str]] = []
        """What is said to be a quick path, and a text that is read otherwise without it."""
        self.memory: dict[str, str] = json.loads(MEMORY.read_text()) if MEMORY.is_file() else {}
        self.noticed: Counter[str] = Counter(self.memory.values())
        self.broken: list[str] = []
        self.read: dict[str, object] = {}
        """What is read of the texts that are tried for every rule."""
        self.suggested: dict[str, list[tuple[str, str]]] = defaultdict(list)
        """Module → title and text of each suggestion."""

    def is_settled(self, rule: Rule) -> bool:
        """Whether a rule was noticed the last time, or proven to be the quick path that it is said to be."""
        known = self.memory.get(rule.name)
        return known is not None and (known != PROVEN or rule.quick)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """The tests as they are, then each rule."""
        items = {item.nodeid: item for item in session.items if not _is_left_out(item)}
        self.broken = [] if self.suggest else [name for name, item in items.items() if not passes(item)]
        if not self.broken:
            gc.collect()
            gc.freeze()
            if self.suggest:
                self._look([rule for rule in self.rules if not rule.quick], texts_of_cases(), self._take_text)
            else:
                read = reader_of(sys.modules)
                shown = {_name_of(text): (text, read(text)) for text in texts_of_cases()}
                self._each(self.rules, lambda rule, pipe: self._try(rule, items, shown, pipe), self._take)
                self._look(self.quick, [*texts_of_cases(), *real_texts()], self._take_proof)
                refuted = {rule.name for rule, _ in self.slow}
                self.memory.update({rule.name: PROVEN for rule in self.quick if rule.name not in refuted})
                MEMORY.parent.mkdir(exist_ok=True)
                MEMORY.write_text(json.dumps(self.memory, indent=0, sort_keys=True))
        return True

    def _look(self, rules: Sequence[Rule], cases: Sequence[str], take: Callable[[Rule, str, int], None]) -> None:
        """Look for a text that each of the rules matters to, and ``take`` it."""
        if rules:
            known, pieces, parse = bases(), words_of_sources(FOLDER), parser_of(sys.modules)
            self.read = {text: parse(text) for text in (*cases, *known)}
            self._each(rules, lambda rule, pipe: self._search(rule, cases, known, pieces, pipe), take)

    def _each(
        self, rules: Sequence[Rule], work: Callable[[Rule, int], int], take: Callable[[Rule, str, int], None]
    ) -> None:
        """Do ``work`` for each rule in a process of its own, and ``take`` what it writes and its exit status."""
        running: dict[int, tuple[Rule, int]] = {}
        waiting = list(reversed(rules))
        while waiting or running:
            while waiting and len(running) < self.jobs:
                rule = waiting.pop()
                child, pipe = _fork(rule, work)
                running[child] = (rule, pipe)
            child, status = os.wait()
            rule, pipe = running.pop(child)
            with os.fdopen(pipe, encoding="utf-8") as answer:
                take(rule, answer.read(), status)
            if sys.stderr.isatty():
                done = len(rules) - len(waiting) - len(running)
                print(f"\r{done} of {len(rules)}, {len(self.unnoticed)} unnoticed ", end="", file=sys.stderr)

    def _try(self, rule: Rule, items: dict[str, pytest.Item], shown: dict[str, tuple[str, object]], pipe: int) -> int:
        """Exit code 0 when all tests pass without the rule; else the name of the one that does not goes into the pipe.

        The texts of the cases are read first, since that takes a fraction of what their tests take.
        """
        try:
            old, new = take_out(rule)
        except Exception:  # such a parser cannot even be read
            os.write(pipe, b"import")
            return 1
        read = reader_of(new)

        def order(name: str) -> tuple[bool, int]:
            return name != self.memory.get(rule.name), -self.noticed[name]

        for name in sorted(shown, key=order):
            text, expected = shown[name]
            try:
                same = read(text) == expected
            except Exception:
                same = False
            if not same:
                os.write(pipe, name.encode())
                return 1
        put_in_place(old, new)
        for name in sorted((name for name, item in items.items() if not _is_read_before(item)), key=order):
            if not passes(items[name]):
                os.write(pipe, name.encode())
                return 1
        return 0

    def _take(self, rule: Rule, name: str, status: int) -> None:
        """``name`` is that of the test that failed; a process that was ended, by a signal, is one that noticed.

        One that failed without a name proves nothing.
        """
        if name:
            self.memory[rule.name] = name
            self.noticed[name] += 1
        elif not os.WIFSIGNALED(status):
            (self.quick if rule.quick else self.unnoticed).append(rule)

    def _search(self, rule: Rule, cases: Sequence[str], known: Sequence[str], pieces: Sequence[str], pipe: int) -> int:
        """Writes a text that the rule matters to into the pipe; nothing but ``=`` where a case is such a text."""
        watch = find.Watch()
        try:
            old, new = take_out(rule, watched=True)
        except Exception:  # such a parser cannot even be read
            os.write(pipe, b"=")
            return 0

        seed = find.seed_of(rule)
        own = [
            piece for name in old for piece in find.own_pieces(vars(old[name]), vars(new[name]), random.Random(seed))
        ]
        if rule.kind == "entry":
            own += words_of(rule.text)
        # What a module asks while it is read it asks of no text.
        search = find.Search(
            parser_of(old), parser_of(new), watch, rule.kind in find.WATCHED and not watch.used, self.read
        )
        already = [text for texts in self.suggested.values() for _, text in texts]
        if any(map(search.differs, [*already, *cases])):
            os.write(pipe, b"=")
            return 0
        found = search.first(find.texts(search, known, Writer(seed, pieces, own)), SEARCH)
        if found is not None:
            os.write(pipe, search.shortened(found).encode("utf-8", "surrogatepass")[:60000])
        return 0

    def _take_text(self, rule: Rule, text: str, status: int) -> None:
        if any(text == other for texts in self.suggested.values() for _, other in texts):
            return  # found for another rule at the same time
        if text not in ("", "="):
            self.suggested[rule.module].append((rule.title, text))
        elif not text:
            self.unnoticed.append(rule)

    def _take_proof(self, rule: Rule, text: str, status: int) -> None:
        """Nothing may be found for a quick path, and the search may not be ended from outside."""
        if text or status:
            self.slow.append((rule, text))


def _fork(rule: Rule, work: Callable[[Rule, int], int]) -> tuple[int, int]:
    """Start ``work`` in a quiet process of its own, with limits; its number, and the pipe to read from."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    os.close(read)
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        # Of its own time: on a busy machine the clock says nothing.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = work(rule, write)
    finally:
        os._exit(code)


def _is_left_out(item: pytest.Item) -> bool:
    return (
        item.path.name in LEFT_OUT
        or item.get_closest_marker("real") is not None
        or getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    )


def _is_read_before(item: pytest.Item) -> bool:
    return getattr(item, "originalname", item.name) in READ_BEFORE


def passes(item: pytest.Item) -> bool:
    """Run one test with all its fixtures made anew."""
    reports = runtestprotocol(item, nextitem=None, log=False)
    return not any(report.failed for report in reports)


def texts_of_cases() -> list[str]:
    """The texts whose reading is written down."""
    from cable.rule_cases import RULES, read_cases

    whole = [path.read_text(encoding="utf-8") for path in sorted((TESTS / "cases").glob("*.txt"))]
    return [*whole, *(case.text for path in sorted(RULES.glob("*.txt")) for case in read_cases(path))]


def real_texts() -> list[str]:
    """The real cables, if they are here."""
    return [path.read_text(encoding="utf-8", errors="replace") for path in sorted(REAL.glob("*.txt"))]


def write_suggested(suggested: dict[str, list[tuple[str, str]]]) -> None:
    """Add the texts to the case files, with what is read of them."""
    from cable.rule_cases import RULES, Case, read_cases, write_cases

    for module, texts in suggested.items():
        path = RULES / f"{module.rpartition('.')[2]}.txt"
        known = list(read_cases(path)) if path.is_file() else []
        write_cases(path, [*known, *(Case(title, text) for title, text in texts)])


def main() -> int:
    """Exit code 0 when every rule is noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("module", nargs="?", default="", help="part of a module's name: only its rules")
    parser.add_argument("-j", "--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--fine", action="store_true", help="also each operand of a condition, and each other branch")
    parser.add_argument("--again", action="store_true", help="only rules that were not settled the last time")
    parser.add_argument("--suggest", action="store_true", help="look for a text that each listed rule matters to")
    args = parser.parse_args()
    rules = [rule for module in SOURCES if args.module in module for rule in read_rules(TEXTS[module], module)]
    rules = [rule for rule in rules if args.fine or rule.kind not in FINE]
    mutants = Mutants(rules, args.jobs, suggest=args.suggest)
    if args.again:
        mutants.rules = [rule for rule in rules if not mutants.is_settled(rule)]
    options = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:terminal", "--rootdir", str(ROOT)]
    pytest.main([*options, "-o", "addopts=--import-mode=importlib", str(TESTS)], plugins=[mutants])
    if mutants.broken:
        print("These tests fail before any rule is taken out:", *mutants.broken, sep="\n")
        return 1
    write_suggested(mutants.suggested)
    for rule in sorted(mutants.unnoticed, key=lambda rule: (rule.module, rule.line)):
        print(place_of(rule))
    for rule, text in mutants.slow:
        print(f"{place_of(rule)}: is no quick path: {'a case' if text == '=' else repr(text[:300])} is read otherwise")
    quick = f"{len(mutants.quick) - len(mutants.slow)} quick paths without which every text is read as before"
    print(f"{len(mutants.rules)} rules: {len(mutants.unnoticed)} of which no test notices, {quick}")
    return 1 if mutants.unnoticed or mutants.slow else 0


def place_of(rule: Rule) -> str:
    """File, line and words of a rule."""
    return f"{SOURCES[rule.module].relative_to(ROOT)}:{rule.line}: {rule.kind}: {rule.text[:150]}"


if __name__ == "__main__":
    sys.exit(main())
