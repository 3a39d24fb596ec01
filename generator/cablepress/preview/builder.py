"""Build the preview whenever the site's files change, in a thread of its own. A failed build ends nothing."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.build.flow import build_site
from cablepress.build.outcome import Options, Outcome, summary_line
from cablepress.config import SiteConfig, read_config
from cablepress.errors import CablepressError, Problem
from cablepress.preview.watch import Snapshot, await_change, changes, snapshot
from cablepress.theme.folders import theme_homes

Say = Callable[[str], None]

SHOWN: Final = 20
"""Problems shown after one build: what someone at work on one file may want to know."""


class Rebuild(NamedTuple):
    """What became of one build."""

    changed: bool
    """Files of the site were written or removed."""
    failure: str = ""
    """Why there is no new site; empty when there is."""


class _StoppedError(Exception):
    """The preview ends while a build is under way."""


class Builder:
    """Builds the site of ``config_file`` into ``out``, again and again.

    ``say`` (what happens) and ``complain`` (what is wrong) are called from the thread in which :meth:`run` runs.
    """

    def __init__(self, config_file: Path, out: Path, say: Say, complain: Say, *, drafts: bool = False) -> None:
        self._file = config_file
        self._options = Options(out, drafts=drafts)
        self._say = say
        self._complain = complain
        self._stopped = threading.Event()
        self._config: SiteConfig | None = None
        self._told: frozenset[Problem] = frozenset()

    def run(self, publish: Callable[[Rebuild], None]) -> None:
        """Build, then build again after each change, until :meth:`stop`; ``publish`` is given each outcome."""
        while not self._stopped.is_set():
            try:
                # What is saved after this look is seen by the next, though it be saved during the build.
                before, failure = self._look()
                result = failure or self._build()
            except _StoppedError:
                return
            # First the browser, then the terminal: what it says is done can be seen.
            if isinstance(result, str):
                publish(Rebuild(changed=False, failure=result))
                self._complain(result)
            else:
                publish(Rebuild(changed=result.written + result.removed > 0))
                self._tell(result)
            after = await_change(before, self.places(), self._stopped.wait)
            if after is not None:
                self._say(_changed(changes(before, after), self._file.parent))

    def stop(self) -> None:
        """End :meth:`run`; a build under way ends at its next step and leaves the old preview alone."""
        self._stopped.set()

    def places(self) -> list[Path]:
        """All that a build reads: ``site.yml``, the folders it names, and the themes."""
        root = self._file.parent
        folders = [root / "content"]
        if self._config is not None:
            content, theme = self._config.content, self._config.theme
            names = (content.cables, content.versions, content.pages, content.articles, content.static)
            folders = [root / name for name in names]
            folders += [root / theme.custom_dir] if theme.custom_dir else []
        return [self._file, *folders, *theme_homes(root)]

    def _look(self) -> tuple[Snapshot, str]:
        """State of all files before a build, and what is wrong with ``site.yml``, which says which files those are."""
        name = str(self._file)
        own = snapshot([self._file])
        failure = ""
        try:
            self._config = read_config(self._file).for_preview()
        except CablepressError as error:
            failure = str(error)
        others = {path: state for path, state in snapshot(self.places()).items() if path != name}
        return others | own, failure

    def _build(self) -> Outcome | str:
        """What was built, or why nothing was."""
        assert self._config is not None
        try:
            return build_site(self._config, self._options, self._go_on)
        except CablepressError as error:
            return str(error)
        except _StoppedError:
            raise
        except Exception as error:  # A bug of ours, or a full disk: whoever writes must learn of it, and go on.
            self._complain(traceback.format_exc())
            return f"{type(error).__name__}: {error}\nThe terminal shows where."

    def _go_on(self, *_: object) -> None:
        if self._stopped.is_set():
            raise _StoppedError

    def _tell(self, result: Outcome) -> None:
        """The last line of a build, after the problems that the build before did not have."""
        new = [problem for problem in result.problems if problem.level != "info" and problem not in self._told]
        for problem in new[:SHOWN]:
            (self._complain if problem.level == "error" else self._say)(str(problem))
        if len(new) > SHOWN:
            self._say(f"and {len(new) - SHOWN:,} more; cablepress check lists all")
        self._told = frozenset(result.problems)
        self._say(summary_line(result))


def _changed(paths: Sequence[str], root: Path) -> str:
    """``content/cables/07ASTANA1848.txt and 2 more changed``."""
    first = Path(paths[0]) if paths else root
    shown = first.relative_to(root).as_posix() if first.is_relative_to(root) else str(first)
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{shown}{more} changed"
