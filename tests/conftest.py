"""What several tests need: the shared material, small sites, Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support import cable_text

# A busy machine is no failure: what must be quick is measured by its processor time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CABLEPRESS_SHARED", ROOT / ".." / "shared")).resolve()

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


_TOGETHER = (
    "tests/search/test_exact",
    "tests/search/test_client",
    "tests/search/test_analysis",
    "tests/browser/test_pages_",
)
"""Tests whose names begin so share an index or a built archive: one process runs them, so that it is made once."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Any process takes any test, but for those that belong together."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            begins = next((name for name in _TOGETHER if nodeid.startswith(name)), nodeid)
            return begins.rpartition("/")[0] if begins in _TOGETHER else nodeid

    return Together(config, log)


def may_skip() -> bool:
    """In CI nothing is skipped for want of material, save where its configuration says so."""
    return "CI" not in os.environ or "CABLEPRESS_WITHOUT_SHARED" in os.environ


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real cables, beside the project."""
    if not (SHARED / "cables" / "expected.json").is_file():
        if may_skip():
            pytest.skip("the shared folder with the real cables is not here")
        pytest.fail(f"the real cables are missing: expected them in {SHARED}")
    return SHARED


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Path]:
    """Makes a site folder: cables by ID (text or bytes), other files by path; gives its root."""

    def make(cables: dict[str, str | bytes] | None = None, files: dict[str, str] | None = None) -> Path:
        root = tmp_path / "site"
        if root.exists():
            shutil.rmtree(root)
        for cable_id, text in ({"07STRELSAU612": cable_text()} if cables is None else cables).items():
            path = root / "content" / "cables" / f"{cable_id}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for name, text in {"site.yml": "", **(files or {})}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return make


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs that are Chromium. The first is all of it but its windows, so that a new page costs a third of the time."""


def chromium_path() -> str | None:
    """Chromium on this machine, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright; one for all tests of a worker."""
    path = chromium_path()
    if path is None:
        if "CI" in os.environ:
            pytest.fail("Chromium is missing; in CI the browser tests must run")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright

    # A busy machine is no failure: what is awaited comes in a fraction of a second where nothing else runs.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield instance
        instance.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page; anything on its console fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    messages: list[str] = []
    opened.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
    opened.on("pageerror", lambda error: messages.append(f"error: {error}"))
    yield opened
    context.close()
    assert messages == [], "the browser's console must stay empty"
