"""How long it takes from the save of a file to its new words in the browser.

``make bench-preview`` prints the median and the longest of 20 saves for archives of 20, 1,300 and 10,000 invented
cables, for a cable and for a style sheet, in real Chromium. ``ARGS="20 1300"`` chooses the sizes, ``--saves N`` how
many saves.
"""

from __future__ import annotations

import argparse
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests/benchmarks"), str(ROOT / "tests")]

PAUSE = 2.0
"""Seconds between two saves: whoever writes looks at what was shown."""


@contextmanager
def preview(root: Path) -> Iterator[str]:
    """The address of a preview of ``root`` whose first build is done."""
    command = [sys.executable, "-m", "cablepress", "serve", "-f", str(root / "site.yml"), "-p", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    url = ""
    for line in process.stdout:
        if line.startswith("Serving at "):
            url = line.split()[2]
        if " cables/s" in line:
            break
    reader = threading.Thread(target=process.stdout.read, daemon=True)
    reader.start()
    try:
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def timed(saves: int, save: Callable[[int], None], seen: Callable[[int], None]) -> list[float]:
    """Seconds from each save to its sight."""
    found = []
    for number in range(saves):
        start = time.monotonic()
        save(number)
        seen(number)
        found.append(time.monotonic() - start)
        time.sleep(PAUSE)
    return found


def cable_saves(page: Any, root: Path, url: str, saves: int) -> list[float]:
    """Saves of one cable: a new word at the beginning of its first paragraph."""
    path = sorted((root / "content/cables").rglob("*.txt"))[-1]
    text = path.read_text(encoding="utf-8")
    created = re.search(rf"^{path.stem}\s+(\d{{4}})-(\d\d)", text, re.MULTILINE)
    assert created is not None
    page.goto(f"{url}cable/{created[1]}/{created[2]}/{path.stem}.html")
    time.sleep(PAUSE)

    def save(number: int) -> None:
        path.write_text(re.sub(r"(1\. \([^)]*\) )", rf"\1Zebrafish{number} ", text, count=1), encoding="utf-8")

    return timed(saves, save, lambda number: page.get_by_text(f"Zebrafish{number}").first.wait_for(timeout=120_000))


def sheet_saves(page: Any, root: Path, saves: int) -> list[float]:
    """Saves of a style sheet that gives the text another colour."""
    from playwright.sync_api import expect

    def save(number: int) -> None:
        (root / "mine/static/style.extra.css").write_text(f"main {{ color: rgb({number}, 2, 3) }}", encoding="utf-8")

    def seen(number: int) -> None:
        expect(page.locator("main")).to_have_css("color", f"rgb({number}, 2, 3)", timeout=120_000)

    return timed(saves, save, seen)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Time from a save to its sight.")
    parser.add_argument("sizes", type=int, nargs="*", default=[20, 1_300, 10_000])
    parser.add_argument("--saves", type=int, default=20)
    options = parser.parse_args()
    from conftest import CHROMIUM_FLAGS, chromium_path
    from generate import write_archive
    from playwright.sync_api import sync_playwright

    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            root = Path(folder)
            write_archive(size, root)
            (root / "mine/static").mkdir(parents=True)
            (root / "mine/static/style.extra.css").write_text("main { top: 0 }")
            with (root / "site.yml").open("a") as file:
                file.write("theme: {custom_dir: mine}\n")
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
            page = browser.new_page()
            with preview(root) as url:
                for what, found in (
                    ("cable", cable_saves(page, root, url, options.saves)),
                    ("style sheet", sheet_saves(page, root, options.saves)),
                ):
                    line = f"median {statistics.median(found):.2f} s, longest {max(found):.2f} s of {len(found)}"
                    print(f"{size:>7,} cables, {what}: {line}", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
