"""A web server and built indexes for the tests of search."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from search.samples import read_document, reference_index, sample_files, write_index, write_page, written_words

from cablepress.search.document import SearchDocument
from cablepress.search.settings import SearchSettings


@pytest.fixture(scope="session")
def documents(shared: Path) -> list[SearchDocument]:
    """The sample's cables and the project's own."""
    return [read_document(path) for path in sample_files(shared)]


@pytest.fixture(scope="session")
def web_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder that the server serves; sites lie below it, under a path of their own."""
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="session")
def sample_site(documents: list[SearchDocument], web_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the index of ``documents``, the page ``test.html`` and the reference ``reference.js``."""
    site = web_root / "some" / "path"
    write_index(documents, site, tmp_path_factory.mktemp("work"), settings=SearchSettings(export=True))
    write_page(site)
    reference, words = json.dumps(reference_index(documents)), json.dumps(written_words(documents))
    (site / "reference.js").write_text(f"self.REFERENCE = {reference}; self.WRITTEN = {words};", encoding="utf-8")
    return site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def server(web_root: Path) -> Iterator[str]:
    """Address of a server of ``web_root``."""
    handler = functools.partial(_Quiet, directory=str(web_root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()
