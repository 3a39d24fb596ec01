"""What the person at the terminal is shown: results, problems, progress; nothing that a terminal would obey."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from cablepress.build.outcome import Progress
from cablepress.cli.progress import shown_progress
from cablepress.errors import Problem, json_printable, printable_lines

WARNINGS_SHOWN = 20
"""A build of a large archive says only so many; ``check`` says all."""


class Screen:
    """What the person at the terminal sees: progress and words on standard error, results on standard output."""

    def __init__(self, quiet: int, verbose: int) -> None:
        self.quiet = quiet
        self.verbose = verbose

    def say(self, line: str) -> None:
        """A line of what happened, unless ``-q``."""
        if not self.quiet:
            echo(line)

    def problem(self, problem: Problem) -> None:
        """One problem, at once: an error always, a warning unless ``-q``, what is only worth knowing with ``-v``."""
        if problem.level == "error" or self.verbose or (problem.level == "warning" and not self.quiet):
            click.echo(_coloured(problem), err=True)

    def problems(self, problems: Sequence[Problem]) -> None:
        """All errors, the first warnings; with ``-v`` everything, with ``-q`` errors only."""
        warnings = [problem for problem in problems if problem.level == "warning"]
        for problem in problems:
            if problem.level == "error" or self.verbose:
                click.echo(_coloured(problem), err=True)
        if self.quiet or self.verbose:
            return
        for problem in warnings[:WARNINGS_SHOWN]:
            click.echo(_coloured(problem), err=True)
        if len(warnings) > WARNINGS_SHOWN:
            more = len(warnings) - WARNINGS_SHOWN
            click.echo(f"... and {more:,} more warnings; `cablepress check` lists them all", err=True)

    def warn(self, line: str) -> None:
        """A line of what the site's owner should know, on standard error, unless ``-q``."""
        if not self.quiet:
            click.echo(line, err=True)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """How far long work is, on standard error; nothing with ``-q``."""
        if self.quiet:
            yield lambda stage, done, total: None
            return
        with shown_progress(lambda line: echo(line, err=True)) as progress:
            yield progress


def echo(text: str, *, err: bool = False) -> None:
    """Put words on the terminal, with nothing in them that it would obey."""
    click.echo(printable_lines(text), err=err)


def echo_json(value: object) -> None:
    """The same for JSON: what cannot be seen is written as an escape of JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    click.echo("\n".join(json_printable(line) for line in text.split("\n")))


def _coloured(problem: Problem) -> str:
    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return str(problem)
    colour = {"error": "red", "warning": "yellow", "info": "blue"}[problem.level]
    return str(problem).replace(f" {problem.level} ", f" {click.style(problem.level, fg=colour)} ", 1)
