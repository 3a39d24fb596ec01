"""Bring the preview up to date whenever the site's files change: the open pages first, then everything.

Two threads. :meth:`Builder.watch` sees changes, and makes the pages that are open in a browser from what the last build
learned; :meth:`Builder.run` builds the whole site once it is quiet. A failure of either ends nothing.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from cablepress.build.outcome import Options, Outcome, summary_line
from cablepress.build.pool import to_stay
from cablepress.config import SiteConfig, read_config
from cablepress.errors import CablepressError, Problem
from cablepress.preview.failure import explain
from cablepress.preview.watch import Watch
from cablepress.theme.folders import theme_homes

if TYPE_CHECKING:
    from cablepress.build.page_maker import PageMaker
    from cablepress.build.parse_pass import ParsedArchive

Say = Callable[[str], None]

SHOWN: Final = 20
"""Problems shown after one build: what someone at work on one file may want to know."""

SETTLE: Final = 0.25
"""Seconds without another change before the site is built: five saves in a burst make one build."""

PATIENCE: Final = 5.0
"""Seconds after which it is built although files keep changing."""


class Edit(NamedTuple):
    """Pages made anew after a change, before the site is built."""

    pages: Mapping[str, bytes]
    """Those that are open, by address."""
    maker: PageMaker | None
    """Makes others on request; ``None`` where only a build can."""
    sheets_only: bool = False
    """Nothing but style sheets changed: a page need not be loaded again."""
    failure: str = ""
    """Why there are none; empty when there are."""


class Rebuild(NamedTuple):
    """What became of one build."""

    changed: bool
    """Files of the site were written or removed."""
    failure: str = ""
    """Why there is no new site; empty when there is."""
    edit: Edit | None = None
    """What changed again while the site was built."""


class Screen(Protocol):
    """Where outcomes go, and which pages are looked at; called from the builder's threads."""

    def open_pages(self) -> Sequence[str]:
        """Addresses of the pages that are open in a browser."""
        ...

    def edited(self, edit: Edit) -> None:
        """Show pages that were made anew."""
        ...

    def built(self, rebuild: Rebuild) -> None:
        """Show what was built."""
        ...


class _StoppedError(Exception):
    """The preview ends while a build is under way."""


class Builder:
    """Keeps the site of ``config_file`` in ``out`` up to date.

    ``say`` (what happens) and ``complain`` (what is wrong) are called from the threads in which :meth:`run` and
    :meth:`watch` run.
    """

    def __init__(self, config_file: Path, out: Path, say: Say, complain: Say, *, drafts: bool = False) -> None:
        self._file = config_file
        self._options = Options(out, drafts=drafts)
        self._say = say
        self._complain = complain
        self._stopped = threading.Event()
        self._config: SiteConfig | None = None
        self._told: frozenset[Problem] = frozenset()
        self._lock = threading.Lock()
        """Of what follows, which both threads use."""
        self._maker: PageMaker | None = None
        self._pending: set[Path] = set()
        """What changed since the latest build began."""
        self._changed_at = 0.0
        self._changed = threading.Event()

    def run(self, screen: Screen) -> None:
        """Build, then build again after each change, until :meth:`stop`."""
        while not self._stopped.is_set():
            with self._lock:
                changed, self._pending = sorted(map(str, self._pending)), set()
                self._changed.clear()
            if changed:
                self._say(_changed(changed, self._file.parent))
            try:
                result = self._configure() or self._build()
            except _StoppedError:
                return
            # One search for cycles among the records of 251,287 cables took eight seconds, in which no page was shown.
            to_stay()
            # First the browser, then the terminal: what it says is done can be seen.
            if isinstance(result, str):
                screen.built(Rebuild(changed=False, failure=result))
                self._complain(result)
            else:
                screen.built(Rebuild(changed=result.written + result.removed > 0, edit=self._catch_up(screen)))
                self._tell(result)
            self._await_quiet()

    def watch(self, screen: Screen) -> None:
        """See changes and show their pages, until :meth:`stop`."""
        for paths in Watch(self.places, self._stopped).changed():
            changed = list(map(Path, paths))
            with self._lock:
                self._pending.update(changed)
                self._changed_at = time.monotonic()
                maker = self._maker
            # A file without a byte is about to be written: the next notice has it whole.
            whole = [path for path in changed if not _is_empty(path)]
            if maker is not None and whole:
                screen.edited(self._edit(maker, whole, screen.open_pages()))
            # Now the build may begin: what it does not see is pending for the next one.
            self._changed.set()

    def build_again(self) -> None:
        """Have the site built though nothing changed: somebody removed it."""
        self._changed.set()

    def stop(self) -> None:
        """End both threads; a build under way ends at its next step and leaves the old preview alone."""
        self._stopped.set()
        self._changed.set()

    def places(self) -> list[Path]:
        """All that a build reads: ``site.yml``, the folders it names, and the themes."""
        root = self._file.parent
        folders = [root / "content"]
        config = self._config
        if config is not None:
            folders = [root / name for name in config.content.folders]
            folders += [root / config.theme.custom_dir] if config.theme.custom_dir else []
        return [self._file, *folders, *theme_homes(root)]

    def _edit(self, maker: PageMaker, paths: Sequence[Path], urls: Iterable[str]) -> Edit:
        """The open pages after a change, or what is wrong with it."""
        try:
            if not maker.update(paths):
                return Edit({}, None)
            pages = {url: page for url in urls if (page := maker.page(url)) is not None}
        except CablepressError as error:
            return Edit({}, None, failure=explain(error, self._folders()))
        except Exception:
            return Edit({}, None)
        sheets = all(path.suffix == ".css" for path in paths)
        return Edit(pages, maker, sheets_only=sheets)

    def _catch_up(self, screen: Screen) -> Edit | None:
        """The open pages after what changed while the site was built; ``None`` where nothing did."""
        with self._lock:
            pending, maker = sorted(self._pending), self._maker
        return self._edit(maker, pending, screen.open_pages()) if pending and maker is not None else None

    def _await_quiet(self) -> None:
        """Return when something changed and nothing else did for a moment."""
        self._changed.wait()
        begun = time.monotonic()
        while not self._stopped.is_set() and time.monotonic() - begun < PATIENCE:
            with self._lock:
                left = self._changed_at + SETTLE - time.monotonic()
            if left <= 0 or self._stopped.wait(left):
                return

    def _configure(self) -> str:
        """Read ``site.yml``, which says which files there are to watch; what is wrong with it, or nothing."""
        try:
            self._config = read_config(self._file).for_preview()
        except CablepressError as error:
            return explain(error, self._folders())
        return ""

    def _build(self) -> Outcome | str:
        """What was built, or why nothing was."""
        # Pages of an earlier preview are served while all that builds is loaded.
        from cablepress.build.flow import build_site

        assert self._config is not None
        try:
            return build_site(self._config, self._options, self._go_on, self._keep)
        except CablepressError as error:
            return explain(error, self._folders())
        except _StoppedError:
            raise
        except Exception as error:  # A bug of ours, or a full disk: whoever writes must learn of it, and go on.
            self._complain(traceback.format_exc())
            return f"{type(error).__name__}: {error}\nThe terminal shows where."

    def _keep(self, parsed: ParsedArchive) -> None:
        """Make pages of the site just built from now on."""
        from cablepress.build.page_maker import PageMaker

        assert self._config is not None
        maker = PageMaker(self._config, parsed, drafts=self._options.drafts)
        with self._lock:
            before, self._maker = self._maker, maker
        # Millions of objects go with it, which takes a while: nobody is to wait for the lock meanwhile.
        del before

    def _folders(self) -> list[Path]:
        """Where a path in a problem may begin: at the site, beside a theme, beside the folder that overrides it."""
        root = self._file.parent
        custom = [(root / self._config.theme.custom_dir).parent] if self._config is not None else []
        return [root, *theme_homes(root), *custom]

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


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _changed(paths: Sequence[str], root: Path) -> str:
    """``content/cables/07ASTANA1848.txt and 2 more changed``."""
    first = Path(paths[0]) if paths else root
    shown = first.relative_to(root).as_posix() if first.is_relative_to(root) else str(first)
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{shown}{more} changed"
