"""Incremental builds: whatever was edited, the site is byte for byte what a clean build gives."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import cable_text, tree_digests

from cablepress.build.cache import Cache, unchanged_build
from cablepress.build.edits import Edits
from cablepress.build.flow import build_site
from cablepress.build.index_ahead import IndexAhead
from cablepress.build.outcome import Options, Outcome
from cablepress.build.pool import Pool, start_apart
from cablepress.build.search_task import SearchTask
from cablepress.config import read_config
from cablepress.pages.context import PageView
from cablepress.publish.site_folder import Written

MakeSite = Callable[..., Path]
STEPS = 25
TAGS = ("PGOV", "PREL, RZ", "PGOV PREL KDEM", "ECON")
WORDS = ("election", "cheese", "bridge", "clock", "lease", "heir")


class Editor:
    """Edits a site at random."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.count = 0

    def cables(self) -> list[Path]:
        return sorted(self.root.glob("content/cables/*.txt"))

    def write_cable(self, path: Path, cable_id: str) -> None:
        others = [other.stem for other in self.cables()] or [cable_id]
        named = self.chance.choice(others)
        text = cable_text(
            cable_id,
            subject=f"{self.chance.choice(WORDS).upper()} {self.chance.randrange(9)}",
            tags=self.chance.choice(TAGS),
            origin=self.chance.choice(("Embassy Strelsau", "Consulate Zenda")),
            ref=f"{named[:2]} STRELSAU {named[-3:]}",
            created=self.chance.choice(("2007-07-09 00:09", "2008-02-01 10:00")),
            text=" ".join(self.chance.choices(WORDS, k=self.chance.randrange(3, 60))) + ".",
        )
        path.write_text(text)

    def edit_cable(self) -> None:
        path = self.chance.choice(self.cables())
        self.write_cable(path, path.stem)

    def edit_text(self) -> None:
        """The words of a cable, so that it is to all others what it was."""
        path = self.chance.choice(self.cables())
        head, _, _ = path.read_text().partition("\n1. (C) ")
        words = " ".join(self.chance.choices(WORDS, k=self.chance.randrange(3, 60)))
        subject = f"SUBJECT: {self.chance.choice(WORDS).upper()} {self.chance.randrange(9)}"
        path.write_text(f"{re.sub('SUBJECT: .*', subject, head)}\n1. (C) {words}.\nNEMO\n")

    def add_cable(self) -> None:
        self.count += 1
        cable_id = f"09STRELSAU{100 + self.count}"
        self.write_cable(self.root / f"content/cables/{cable_id}.txt", cable_id)

    def remove_cable(self) -> None:
        if len(self.cables()) > 2:
            self.chance.choice(self.cables()).unlink()

    def rename_file(self) -> None:
        path = self.chance.choice(self.cables())
        path.rename(path.with_name(f"moved-{self.chance.randrange(99)}-{path.name}"))

    def repeat_an_id(self) -> None:
        path = self.chance.choice(self.cables())
        shutil.copy(path, path.with_name(f"copy-{path.name}"))

    def edit_template(self) -> None:
        part = self.root / "custom/templates/cited.html"
        part.parent.mkdir(parents=True, exist_ok=True)
        name = self.chance.choice(("cited.html", "cable.html", "list.html"))
        (part.parent / name).write_text(f'{{% extends "dossier:{name}" %}}{{# {self.chance.random()} #}}')

    def add_version(self) -> None:
        cable = self.chance.choice(self.cables())
        path = self.root / f"content/versions/20{self.chance.randrange(10, 13)}-01-01/{cable.name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.write_cable(path, cable.stem)

    def remove_version(self) -> None:
        for path in sorted(self.root.glob("content/versions/*/*.txt"))[:1]:
            path.unlink()

    def edit_words(self) -> None:
        path = self.root / "custom/strings/en.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"cable:\n  created: Created {self.chance.randrange(5)}\n")

    def edit_page(self) -> None:
        (self.root / "content/pages/about.md").write_text(
            f"---\ntitle: About {self.chance.randrange(4)}\n---\nWords.\n"
        )

    def edit_article(self) -> None:
        named = self.chance.choice(self.cables()).stem
        (self.root / "content/articles/one.md").write_text(f"---\ntitle: One\n---\nSee {named}#par1.\n")

    def edit_config(self) -> None:
        size, text, boost = (
            self.chance.choice((2, 50)),
            self.chance.choice(("true", "false")),
            self.chance.randint(1, 3),
        )
        (self.root / "site.yml").write_text(
            f"title: Site {self.chance.randrange(3)}\ntheme: {{custom_dir: custom}}\n"
            f"output: {{page_size: {size}, text: {text}}}\nsearch: {{boosts: {{subject: {boost}}}}}\n"
        )

    def harm_the_site(self) -> None:
        pages = sorted(path for path in (self.root / "public").rglob("*.html"))
        path = self.chance.choice(pages)
        self.chance.choice((path.unlink, lambda: path.write_text("harm"), lambda: path.write_text("")))()

    def harm_the_cache(self) -> None:
        for path in sorted((self.root / ".cablepress").rglob("*")):
            if path.is_file() and self.chance.random() < 0.5:
                self.chance.choice((path.unlink, lambda path=path: path.write_bytes(b"harm")))()

    def edit(self) -> str:
        actions = [
            name
            for name in vars(Editor)
            if name.startswith(("edit_", "add_", "remove_", "rename_", "repeat_", "harm_"))
        ]
        action = self.chance.choice([*actions, "edit_cable", "edit_text", "edit_text", "edit_text", "add_cable"])
        getattr(self, action)()
        return action


def build(root: Path, out: Path | None = None, *, clean: bool = False, jobs: int = 1) -> Outcome:
    return build_site(read_config(root / "site.yml"), Options(out or root / "public", jobs=jobs, clean=clean))


@pytest.fixture
def site(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose files count as left alone for long enough; a build between two edits takes longer than a tick."""
    monkeypatch.setattr("cablepress.build.cache.RACY_NS", -(10**18))
    monkeypatch.setattr("cablepress.build.cache.TICK_NS", -(10**18))
    cables = {f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}") for number in range(601, 607)}
    files = {
        "site.yml": "theme: {custom_dir: custom}\n",
        "content/pages/about.md": "About.\n",
        "content/articles/one.md": "See 07STRELSAU601.\n",
        "custom/strings/en.yml": "",
    }
    return make_site(cables, files)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_the_site_is_what_a_clean_build_gives(
    site: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """25 random edits of cables, templates, words, pages, configuration, site and cache, a build after each."""
    if seed % 2:  # as in an archive of many chunks, most of which are as before
        monkeypatch.setattr("cablepress.build.parse_pass.CHUNKS", ((10_000_000, 1),))
        monkeypatch.setattr("cablepress.search.vocabulary._MOST_CHANGED", 1)
        monkeypatch.setattr("cablepress.search.vocabulary._MOST_DEAD", 1)
    editor = Editor(site, seed)
    build(site)
    done = []
    for _ in range(STEPS):
        done.append(editor.edit())
        build(site)
        shutil.rmtree(tmp_path / "clean", ignore_errors=True)
        build(site, tmp_path / "clean", clean=True)
        assert tree_digests(site / "public") == tree_digests(tmp_path / "clean"), done


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[Edits | None]:
    """What each build from now on looks at; ``None`` where that is everything."""
    from cablepress.build import render_pass as module

    found: list[Edits | None] = []
    real = module.RenderPass

    def render_pass(*values: Any) -> Any:
        found.append(values[-1])
        return real(*values)

    monkeypatch.setattr(module, "RenderPass", render_pass)
    return found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The second paragraph", "It"),
        ("The first paragraph of", "What begins"),
        ("SUBJECT: SUBJECT OF", "SUBJECT: WORDS OF"),
        ("SUBJECT: SUBJECT OF 07STRELSAU603", "SUBJECT:"),
        ("\n2. (U)", "\n2. (U) As 07 STRELSAU 604 says.\n\n3. (U)"),
        ("As 07 STRELSAU 604 says.", "So does 07 STRELSAU 604."),
        ("\n1. (C)", "\n1. (C) Before.\n\n2. (C)"),
    ],
)
@pytest.mark.parametrize("number", [603, 606])
def test_after_an_edit_of_words_little_is_looked_at(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, old: str, new: str
) -> None:
    """All that shows them is made anew: cables beside it and behind citations, lists, pages that exist once."""
    monkeypatch.setattr("cablepress.build.parse_pass.CHUNKS", ((10_000_000, 1),))
    (site / "site.yml").write_text("theme: {custom_dir: custom}\noutput: {page_size: 2}\n")
    for each in range(601, 607):
        text = f"The first paragraph of. As 07 STRELSAU 604 says. So does 07 STRELSAU 60{each % 5 + 1}."
        (site / f"content/cables/07STRELSAU{each}.txt").write_text(
            cable_text(f"07STRELSAU{each}", ref="06 ZENDA 9, 07 STRELSAU 605", text=text)
        )
    build(site)
    looked = looked_at(monkeypatch)
    path = site / f"content/cables/07STRELSAU{number}.txt"
    for before, after in ((old, new), (new, old)):
        path.write_text(path.read_text().replace(before, after))
        build(site)
        shutil.rmtree(tmp_path / "clean", ignore_errors=True)
        build(site, tmp_path / "clean", clean=True)
        assert tree_digests(site / "public") == tree_digests(tmp_path / "clean")
    assert any(looked)
    assert all(edits.cables <= {path.stem} for edits in looked if edits)


def test_an_index_begun_early_is_what_a_clean_build_gives(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an edit of a large archive: also where what it was begun with turns out to be another."""
    monkeypatch.setattr("cablepress.build.workers.APART", (1, 0))
    monkeypatch.setattr("cablepress.build.parse_pass.CHUNKS", ((10_000_000, 1),))
    events: list[str] = []
    result_of = IndexAhead.result_of

    def begun(pool: Pool, function: Callable[[SearchTask], list[Written]], task: SearchTask) -> object:
        events.append("begun")
        return start_apart(pool, function, task)

    def taken(self: IndexAhead, task: SearchTask) -> list[Written] | None:
        written = result_of(self, task)
        events.extend(["taken"] if written is not None else [])
        return written

    monkeypatch.setattr("cablepress.build.index_ahead.start_apart", begun)
    monkeypatch.setattr(IndexAhead, "result_of", taken)
    editor = Editor(site, 7)
    first, *_, last = editor.cables()
    copy = first.with_name(f"copy-{first.name}")
    steps: list[tuple[list[Callable[[], object]], list[str]]] = [
        ([], []),
        ([lambda: editor.write_cable(first, first.stem)], ["begun", "taken"]),
        ([lambda: editor.write_cable(last, last.stem), editor.edit_article], ["begun"]),
        ([editor.edit_page], []),
        ([last.unlink, editor.add_cable], ["begun", "taken"]),
        ([lambda: shutil.copy(first, copy)], ["begun"]),
        ([lambda: editor.write_cable(first, first.stem)], []),
        ([copy.unlink], []),
        ([lambda: editor.write_cable(first, first.stem)], ["begun", "taken"]),
    ]
    for number, (edits, expected) in enumerate(steps):
        for edit in edits:
            edit()
        events.clear()
        build(site, jobs=2)
        assert events == expected, number
        shutil.rmtree(tmp_path / "clean", ignore_errors=True)
        build(site, tmp_path / "clean", clean=True)
        assert tree_digests(site / "public") == tree_digests(tmp_path / "clean"), number


def test_nothing_is_made_again_when_nothing_changed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cable is parsed, no page rendered, no index written, even where the quick way is barred."""
    first = build(site)
    for name in ("parse_pass.parse_chunk", "render_task.render_chunk", "render_task.render_lists"):
        monkeypatch.setattr(f"cablepress.build.{name}", lambda task: pytest.fail("made again"))
    monkeypatch.setattr("cablepress.search.merge.merge_runs", lambda *_: pytest.fail("made again"))
    again = build(site)
    assert (again.written, again.removed, again.unchanged) == (0, 0, first.written)


def test_one_edit_makes_few_pages_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of one paragraph: one cable is rendered, and no list but those that show its beginning."""
    path = site / "content/cables/07STRELSAU603.txt"
    path.write_text(cable_text("07STRELSAU603").replace("The second paragraph says no more.", "It says more."))
    build(site)
    path.write_text(cable_text("07STRELSAU603").replace("The second paragraph says no more.", "It says less."))
    made: list[str] = []
    from cablepress.build import render_task

    real = render_task.render_chunk

    def render(task: render_task.RenderTask) -> list[tuple[str, list[render_task.Written]]]:
        made.extend(task.pages)
        return real(task)

    monkeypatch.setattr(render_task, "render_chunk", render)
    monkeypatch.setattr(render_task, "render_lists", lambda task: pytest.fail("no list shows that paragraph"))
    build(site)
    assert made == ["content/cables/07STRELSAU603.txt"]


def test_the_quick_way_knows_that_nothing_changed(site: Path) -> None:
    """Its result has the cables and problems of the last build, and no file written."""
    options = Options(site / "public", jobs=1)
    config = read_config(site / "site.yml")
    assert unchanged_build(config, options) is None
    first = build(site)
    quick = unchanged_build(config, options)
    assert quick is not None
    assert (quick.cables, quick.problems, quick.written, quick.unchanged) == (6, first.problems, 0, first.written)


@pytest.mark.parametrize(
    "harm", ["page", "foreign", "moved", "cable", "theme", "prose", "config", "marker", "drafts", "clean"]
)
def test_the_quick_way_is_not_taken_when_anything_changed(site: Path, harm: str) -> None:
    """A page, a file that is not ours, a source, a word of the theme, a Markdown page, a key, a flag."""
    build(site)
    config, options = read_config(site / "site.yml"), Options(site / "public", jobs=1)
    page = next((site / "public").rglob("cable/**/*.html"))
    changes: dict[str, Callable[[], object]] = {
        "page": lambda: page.write_bytes(page.read_bytes() + b" "),
        "foreign": lambda: (site / "public" / "left.html").write_text("x"),
        "cable": lambda: os.utime(site / "content/cables/07STRELSAU601.txt", (5, 5)),
        "theme": lambda: (site / "custom/strings/en.yml").write_text("a: b\n"),
        "prose": lambda: (site / "content/pages/about.md").write_text("Changed.\n"),
        "moved": lambda: (site / "content/articles/one.md").rename(site / "content/pages/one.md"),
        "marker": lambda: (site / "public" / ".cablepress").write_text("state: building"),
    }
    changes.get(harm, lambda: None)()
    if harm == "config":
        config = config.with_url("https://example.org/")
    options = options._replace(drafts=harm == "drafts", clean=harm == "clean")
    assert unchanged_build(config, options) is None


def test_files_that_changed_a_moment_ago_are_not_trusted(make_site: MakeSite) -> None:
    """Two edits of the same length within one tick of the clock are both seen."""
    root = make_site({"07STRELSAU601": cable_text("07STRELSAU601", text="First words.")})
    path = root / "content/cables/07STRELSAU601.txt"
    build(root)
    status = path.stat()
    path.write_text(cable_text("07STRELSAU601", text="Other words."))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    build(root)
    assert "Other words." in (root / "public/cable/2007/07/07STRELSAU601.html").read_text()


def test_another_version_of_the_program_trusts_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older Cablepress left is made anew."""
    build(site)
    monkeypatch.setattr("cablepress.build.cache.code_digest", lambda: b"other")
    assert Cache(site, Options(site / "public")).last() is None


@pytest.mark.parametrize("table", ["made", "parsed", "meta"])
def test_a_broken_value_in_the_cache_is_made_anew(site: Path, table: str) -> None:
    """Half a disk block of nonsense costs time, nothing else."""
    first = build(site)
    (cache,) = (site / ".cablepress").glob("cache-*/cache.sqlite")
    with sqlite3.connect(cache) as database:
        column = "units" if table == "made" else "value"
        database.execute(
            f"UPDATE {table} SET {column} = x'00ff00'" + (" WHERE name = 'last'" if table == "meta" else "")
        )
    options = Options(site / "public", jobs=1)
    quick = unchanged_build(read_config(site / "site.yml"), options)
    assert (quick is None) == (table == "meta")
    again = build(site)
    assert (again.written, again.unchanged, again.problems) == (0, first.written, first.problems)


def parsed_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all files that are parsed from now on."""
    from cablepress.build import parse_pass

    parsed: list[str] = []
    real = parse_pass.parse_chunk

    def parse(task: parse_pass.ParseTask) -> bytes:
        parsed.extend(task.paths)
        return real(task)

    monkeypatch.setattr(parse_pass, "parse_chunk", parse)
    return parsed


def test_young_files_cost_their_own_chunk(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build straight after the first one, and the one after that: what files hold is looked at, not their times."""
    monkeypatch.setattr("cablepress.build.parse_pass.CHUNKS", ((10_000_000, 1),))
    monkeypatch.setattr("cablepress.build.cache.TICK_NS", 10**18)
    root = make_site({f"07STRELSAU{number}": cable_text(f"07STRELSAU{number}") for number in range(601, 607)})
    build(root)
    parsed = parsed_in(monkeypatch)
    again = build(root)
    assert (parsed, again.written, again.removed) == ([], 0, 0)
    path = root / "content/cables/07STRELSAU603.txt"
    status = path.stat()
    path.write_text(path.read_text().replace("The second", "The Second"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    build(root)
    assert parsed == ["content/cables/07STRELSAU603.txt"]
    assert "The Second" in (root / "public/cable/2007/07/07STRELSAU603.html").read_text()
    monkeypatch.setattr("cablepress.search.merge.merge_runs", lambda *_, **__: pytest.fail("made again"))
    assert (build(root).written, len(parsed)) == (0, 1)


def test_a_new_checkout_of_the_same_files_is_not_parsed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their times are others, what they hold is the same; after that their times are known."""
    build(site)
    parsed = parsed_in(monkeypatch)
    read: list[str] = []
    from cablepress.build import parse_pass

    real = parse_pass.source_digest
    monkeypatch.setattr(parse_pass, "source_digest", lambda root, path: read.append(path) or real(root, path))
    for path in site.glob("content/cables/*.txt"):
        os.utime(path, (5, 5))
    assert (build(site).written, parsed, len(read)) == (0, [], 6)
    assert (build(site).written, parsed, len(read)) == (0, [], 6)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"harm")])
def test_a_harmed_run_costs_its_chunk(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], object]
) -> None:
    """What a chunk left for later builds is not there any more, or is not what it left."""
    monkeypatch.setattr("cablepress.build.parse_pass.CHUNKS", ((10_000_000, 1),))
    build(site)
    (cache,) = (site / ".cablepress").glob("cache-*")
    runs = sorted((cache / "runs").iterdir())
    assert len(runs) == 12  # the rows of the data too
    harm(runs[2])
    parsed = parsed_in(monkeypatch)
    path = site / "content/cables/07STRELSAU603.txt"
    path.write_text(path.read_text().replace("The second", "The Second"))
    build(site)
    assert len(parsed) in (1, 2)
    build(site, tmp_path / "clean", clean=True)
    assert tree_digests(site / "public") == tree_digests(tmp_path / "clean")


def test_a_changed_group_of_pages_is_made_unit_by_unit(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that goes changes the first of its chunk, so the chunk's name; its other cables are not rendered again."""
    build(site)
    made: list[str] = []
    from cablepress.build import render_task

    real = render_task.render_chunk

    def render(task: render_task.RenderTask) -> list[tuple[str, list[render_task.Written]]]:
        made.extend(task.pages)
        return real(task)

    monkeypatch.setattr(render_task, "render_chunk", render)
    (site / "content/cables/07STRELSAU601.txt").unlink()
    build(site)
    assert len(made) < 5


def test_pages_that_exist_once_are_made_of_what_they_show(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit behind the beginning of a text makes its page alone; another title the pages that show it too."""
    from cablepress.pages.render import Renderer

    path = site / "content/cables/07STRELSAU603.txt"
    path.write_text(cable_text("07STRELSAU603", ref="07 STRELSAU 1").replace("The second paragraph", "It"))
    build(site)
    made: list[str] = []
    real = Renderer.render

    def render(self: Renderer, template: str, page: PageView, **records: object) -> bytes:
        made.append(page.url)
        return real(self, template, page, **records)

    monkeypatch.setattr(Renderer, "render", render)
    path.write_text(cable_text("07STRELSAU603", ref="07 STRELSAU 1"))
    build(site)
    assert sorted(made) == ["cable/2007/07/07STRELSAU603.html", "data/index.html"]
    made.clear()
    path.write_text(cable_text("07STRELSAU603", ref="07 STRELSAU 1", subject="ANOTHER TITLE"))
    build(site)
    assert {"index.html", "cited/07STRELSAU1.html"} <= set(made)
    assert not {"about.html", "404.html", "search.html", "tag/index.html"} & set(made)
