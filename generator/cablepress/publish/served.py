"""A site as a web server gives it out."""

from __future__ import annotations

import hashlib
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Final
from urllib.parse import quote, urlsplit

from cablepress import __version__
from cablepress.errors import CablepressError
from cablepress.publish.copies import Finding, Look

_TIMEOUT: Final = 30
_TRIES: Final = 3
_GONE: Final = (403, 404, 410)
_HOST_FILES: Final = frozenset(("CNAME", "_headers", "_redirects"))
"""Files that are for the host, which may keep them to itself."""


class _RedirectedError(Exception):
    """The server sends its readers to another host."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    """A host may name its pages in another way (``/x`` for ``/x.html``); another host's bytes are not the site's."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).hostname != urlsplit(req.full_url).hostname:
            raise _RedirectedError(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_opener = urllib.request.build_opener(_SameHost)


def is_address(place: str) -> bool:
    """Whether ``place`` is an address on the web, and not a folder or file."""
    return place.lower().startswith(("http://", "https://"))


def fetch(url: str) -> bytes | None:
    """The bytes at ``url``; ``None`` when there is nothing.

    Raises:
        CablepressError: the host cannot be reached, or answers with an error.
    """
    try:
        with _open(url) as answer:
            data: bytes = answer.read()
            return data
    except urllib.error.HTTPError as error:
        if error.code in _GONE:
            return None
        raise CablepressError(f"{url}: the server answers {_answer(error)}") from error
    except _RedirectedError as error:
        raise CablepressError(f"{url}: the server sends on to another host, {error}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise CablepressError(f"{url}: {_reason(error)}") from error


def _open(url: str) -> Any:
    # An address like any other: what is read is hashed, never run.
    request = urllib.request.Request(url, headers={"User-Agent": f"Cablepress/{__version__} (verify)"})  # noqa: S310
    for left in reversed(range(_TRIES)):
        try:
            return _opener.open(request, timeout=_TIMEOUT)
        except urllib.error.HTTPError as error:
            if error.code < 500 or not left:
                raise
        except OSError:
            if not left:
                raise
        time.sleep(0.3)
    raise AssertionError("the last try returns or raises")


def _answer(error: urllib.error.HTTPError) -> str:
    """Code and reason; where a server sends on and on, urllib has several lines of it."""
    return f"{error.code} {str(error.reason).partition(chr(10))[0]}".strip()


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason)


class ServedCopy:
    """The site at an address."""

    def __init__(self, address: str) -> None:
        base = address.partition("#")[0].partition("?")[0].removesuffix("index.html")
        self._base = base if base.endswith("/") else base + "/"

    def _url(self, path: str) -> str:
        return self._base + quote(path.encode("utf-8", "surrogateescape"), safe="/")

    def read(self, path: str) -> bytes | None:
        """See ``Copy.read``."""
        return fetch(self._url(path))

    def look(self, path: str) -> Look:
        """See ``Copy.look``."""
        digest = hashlib.sha256()
        try:
            with _open(self._url(path)) as answer:
                while piece := answer.read(1 << 16):
                    digest.update(piece)
        except urllib.error.HTTPError as error:
            if error.code in _GONE:
                return Look("", "missing", f"is not there (the server answers {error.code})")
            return Look("", "unread", f"cannot be read: the server answers {_answer(error)}")
        except _RedirectedError as error:
            return Look("", "link", f"is sent on to another host, {error}")
        except (OSError, HTTPException, ValueError) as error:
            return Look("", "unread", f"cannot be read: {_reason(error)}")
        return Look(digest.hexdigest())

    def others(self, listed: Mapping[str, str]) -> Iterator[Finding]:
        """See ``Copy.others``: a server does not say what else it has."""
        return iter(())

    def unseen(self, path: str) -> bool:
        """See ``Copy.unseen``: hidden files, and those that are for the host."""
        return path in _HOST_FILES or any(part.startswith(".") for part in path.split("/"))
