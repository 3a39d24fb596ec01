"""Measure Cablepress, Hugo, and Hugo with Pagefind on the same invented cables; ``make bench`` calls this.

``python tests/benchmarks/run.py [SIZE …] [--full]``: for each size writes ``results/SIZE.json``, then the tables
and the chart of docs/performance.md from all results there are. Rounds interleave the programs, so that
a slow minute of the machine falls on all of them. Generated data goes to a temporary folder that is
removed, or to ``--workdir``, where it is kept and used again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import report
import rivals
from generate import write_archive
from measure import Measurement, measure

DEFAULT_SIZES: Final = (1_000, 10_000)
FULL_SIZES: Final = (*DEFAULT_SIZES, 50_000, 251_287)
RESULTS: Final = Path(__file__).parent / "results"
SEED: Final = 1
MOMENT: Final = 0.3
"""Seconds."""
PROGRAMS: Final = ("cablepress", "cablepress-all", "hugo", "pagefind")


class StepFailedError(Exception):
    """A measured command did not exit with 0."""


@dataclass
class Bench:
    """One size: where its files are, what to run, and the measurements so far."""

    size: int
    folder: Path
    jobs: int
    programs: list[str]
    runs: dict[str, list[dict[str, float | int]]] = field(default_factory=dict)
    outputs: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: bool = False
    _made: int = 0

    @property
    def archive(self) -> Path:
        """Folder of ``site.yml`` and the cables."""
        return self.folder / "archive"

    @property
    def hugo_site(self) -> Path:
        """Folder of Hugo's input."""
        return self.folder / "hugo"

    def prepare(self) -> None:
        """Generate what is not there yet."""
        self._once("archive", lambda: write_archive(self.size, self.archive, SEED))
        if "hugo" in self.programs:
            self._once("hugo", lambda: rivals.write_hugo_site(self.size, self.hugo_site, SEED))

    def _once(self, name: str, make: Callable[[], None]) -> None:
        done = self.folder / f"{name}.done"
        if not done.exists():
            say(f"{self.size:,} cables: generating {name}")
            make()
            done.touch()

    def round(self) -> None:
        """Run every program once."""
        steps = {
            "cablepress": self._cablepress,
            "cablepress-all": self._cablepress_all,
            "hugo": self._hugo,
        }
        for name, step in steps.items():
            if name in self.programs:
                try:
                    step()
                except StepFailedError as error:
                    say(f"  {error}")
                    self.failed = True

    def _cablepress(self) -> None:
        """Clean, then at once with one cable edited, then with that taken back, then unchanged."""
        output = self._fresh("out")
        self._run("cablepress", self._build("site.yml", output, "--clean"))
        self._count("cablepress", output)
        with edited(self._middle_cable()):
            self._run("edited-at-once", self._build("site.yml", output))
        self._run("edited", self._build("site.yml", output))
        self._run("unchanged", self._build("site.yml", output))

    def _cablepress_all(self) -> None:
        output = self._fresh("out-all")
        self._run("cablepress-all", self._build("site-all.yml", output, "--clean"))
        self._count("cablepress-all", output)

    def _hugo(self) -> None:
        """Hugo from nothing, then Pagefind over what it wrote."""
        output = self._fresh("out-hugo")
        self._run("hugo", rivals.hugo_command(_found(rivals.find_hugo(), "hugo"), self.hugo_site, output))
        self._count("hugo", output)
        if "pagefind" in self.programs:
            program = _found(rivals.find_pagefind(), "pagefind-bin")
            self._run("pagefind", rivals.pagefind_command(program, output))

    def _fresh(self, name: str) -> Path:
        """A folder for output that no program has seen; what earlier runs left is moved aside.

        Removed are all of them together, when a size is done: ext4 does not give out inodes that were freed in the
        last half minute, and looks at each of them anew for every file that is made.
        """
        cache = self.archive / ".cablepress"
        self._made += 1
        output = self.folder / f"{name}-{self._made}"
        if cache.exists():
            cache.rename(self.folder / f"cache-{self._made}")
        return output

    def clear(self) -> None:
        """Remove all that was built."""
        for made in (*self.folder.glob("out*-*"), *self.folder.glob("cache-*")):
            remove(made)

    def _build(self, config: str, output: Path, *flags: str) -> list[str]:
        program = Path(sys.executable).with_name("cablepress")
        site = ["build", "-f", os.fspath(self.archive / config), "-d", os.fspath(output)]
        return [os.fspath(program), *site, "-j", str(self.jobs), "-q", *flags]

    def _run(self, name: str, command: list[str]) -> None:
        result = measure(command)
        say(f"  {name:15} {describe(result)}")
        if result.exit_code:
            raise StepFailedError(f"{name} failed with exit code {result.exit_code}:\n{result.output}")
        self.runs.setdefault(name, []).append(result.as_dict())

    def _count(self, name: str, output: Path) -> None:
        """Files and bytes of a site; counted once, not measured."""
        if name not in self.outputs:
            files = [os.path.join(folder, file) for folder, _, names in os.walk(output) for file in names]  # noqa: PTH118
            pages = sum(file.endswith(".html") for file in files)
            size = sum(os.stat(file).st_size for file in files)  # noqa: PTH116 - a quarter of a million of them
            self.outputs[name] = {"files": len(files), "pages": pages, "bytes": size}

    def _middle_cable(self) -> Path:
        names = sorted(os.listdir(self.archive / "content" / "cables"))  # noqa: PTH208 - as above
        return self.archive / "content" / "cables" / names[len(names) // 2]

    def as_dict(self) -> dict[str, Any]:
        """What is written to ``results/SIZE.json``."""
        rows = {name: {"median": median(runs), "runs": runs} for name, runs in self.runs.items()}
        return {
            "cables": self.size,
            "seed": SEED,
            "jobs": self.jobs,
            "machine": machine(),
            "versions": versions(),
            "outputs": self.outputs,
            "rows": rows,
        }


def _found(program: Path | None, package: str) -> Path:
    if program is None:
        raise SystemExit(f"not installed: {package}; pip install -e '.[bench]'")
    return program


def median(runs: list[dict[str, float | int]]) -> dict[str, float]:
    """Median of each figure over the runs."""
    return {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}


def describe(result: Measurement) -> str:
    """One line for the terminal."""
    figures = result.as_dict()
    memory = f"{figures['peak_pss_mb']:8.1f} MB PSS {figures['peak_rss_mb']:8.1f} MB RSS"
    return f"{result.wall:8.2f} s wall {result.cpu:8.2f} s CPU {memory}"


@contextmanager
def edited(cable: Path) -> Iterator[None]:
    """While this is open, the first paragraph of a cable begins with another word.

    Whoever saves a file needs a moment until the build begins.
    """
    before = cable.read_bytes()
    head, mark, rest = before.partition(b") ")
    cable.write_bytes(head + mark + b"Amended " + rest)
    time.sleep(MOMENT)
    try:
        yield
    finally:
        cable.write_bytes(before)
        time.sleep(MOMENT)


def remove(folder: Path) -> None:
    """Remove a folder of output, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def machine() -> dict[str, str | int]:
    """What the figures depend on, without anything that names the machine."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"processor": model, "cores": os.cpu_count() or 1, "memory_gb": round(memory / 2**30)}


def versions() -> dict[str, str]:
    """Versions of what was measured; a package that is not installed is left out."""
    found = {"python": platform.python_version()}
    for package in ("cablepress", "hugo", "pagefind-bin"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent,
        check=False,
    )
    return found | ({"commit": commit.stdout.strip()} if commit.returncode == 0 else {})


def say(line: str) -> None:
    """A line of progress."""
    print(line, flush=True)


def run_size(size: int, base: Path, options: argparse.Namespace) -> bool:
    """Measure one size and write its results; says whether every command succeeded."""
    programs = [name for name in options.only if name != "pagefind" or size <= options.pagefind_up_to]
    bench = Bench(size, base / str(size), options.jobs, programs)
    bench.folder.mkdir(parents=True, exist_ok=True)
    bench.prepare()
    bench.clear()
    for number in range(options.repeat or (3 if size <= 10_000 else 1)):
        say(f"{size:,} cables, round {number + 1}")
        bench.round()
    bench.clear()
    file = RESULTS / f"{size}.json"
    results = bench.as_dict()
    if options.keep_rows and file.exists():
        before = json.loads(file.read_text(encoding="utf-8"))
        results["rows"] = before["rows"] | results["rows"]
        results["outputs"] = before["outputs"] | results["outputs"]
    RESULTS.mkdir(exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if not options.workdir:
        remove(bench.folder)
    return not bench.failed


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line; ``sizes`` and ``only`` are never empty."""
    parser = argparse.ArgumentParser(description="Measure Cablepress and its rivals.")
    parser.add_argument("sizes", nargs="*", type=int, metavar="SIZE", help="numbers of cables; default: 1000 10000")
    parser.add_argument("--full", action="store_true", help="also 50,000 and 251,287 cables")
    parser.add_argument("--only", nargs="+", choices=PROGRAMS, default=list(PROGRAMS), help="run only these")
    parser.add_argument("--repeat", type=int, default=0, help="rounds; default: 3 up to 10,000 cables, else 1")
    parser.add_argument("--jobs", "-j", type=int, default=os.cpu_count() or 1, help="our workers")
    parser.add_argument("--pagefind-up-to", type=int, default=10_000, metavar="SIZE", help="it needs 3.5 GB for 10,000")
    parser.add_argument("--workdir", type=Path, help="keep generated data here and use it again")
    parser.add_argument("--keep-rows", action="store_true", help="keep rows of earlier runs that are not run now")
    parser.add_argument("--no-report", action="store_true", help="leave docs/performance.md alone")
    options = parser.parse_args(arguments)
    options.sizes = options.sizes or list(FULL_SIZES if options.full else DEFAULT_SIZES)
    return options


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    options = parse(arguments)
    base = options.workdir or Path(tempfile.mkdtemp(prefix="cablepress-bench-"))
    try:
        succeeded = [run_size(size, base, options) for size in options.sizes]
    finally:
        if not options.workdir:
            remove(base)
    if not options.no_report:
        report.write_report(RESULTS)
    return 0 if all(succeeded) else 1


if __name__ == "__main__":
    sys.exit(main())
