"""Compare a site, in a folder or served, with the list of its files: ``cablepress verify``.

What is looked for is what a reader would not see: a byte changed, a page that is gone, a file that nobody listed, a
link where a page should be, a list or a signature that was tampered with. Nothing is ever written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from cablepress.errors import CablepressError
from cablepress.publish.copies import Copy, Finding, FolderCopy, what_is
from cablepress.publish.served import ServedCopy, fetch, is_address
from cablepress.publish.signature import check, check_any
from cablepress.publish.sums import SIGNATURE, SUMS, Sums, parse_sums

Progress = Callable[[str, int, int], None]

_AHEAD: Final = 2048
"""Files in hand at once: a large site's list is never queued as a whole."""


class Report(NamedTuple):
    """What became of comparing a site with its list."""

    files: int
    """How many the list names."""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    """What the reader should know besides; no fault of the site."""


def verify_site(place: str, *, against: str = "", key: str = "", progress: Progress = lambda *_: None) -> Report:
    """Compare the site at ``place``, a folder or an address, with a list of its files.

    ``against`` is a list from elsewhere, a file or an address, in place of the site's own; ``key`` a file with the SSH
    public key by which the list must be signed.

    Raises:
        CablepressError: there is no such folder, host, list or key to compare with.
    """
    copy = _open_copy(place)
    own = copy.read(SUMS)
    data = own if not against else _given(against, "--against")
    if data is None:
        return Report(0, (_without_list(copy, place),), ())
    sums = parse_sums(data)
    findings = [*_list_findings(sums, own, data)]
    signed, notes = _signature_findings(copy, data, key=key, against=against)
    findings += signed
    if sums.digests:
        findings += sorted([*_compare(copy, sums, progress), *copy.others(sums.digests)], key=lambda found: found.path)
    absent = [found.path for found in findings if found.kind == "missing" and copy.unseen(found.path)]
    if absent:
        notes.append(f"not served, as is usual for such files: {', '.join(absent)}")
        findings = [found for found in findings if found.path not in absent]
    return Report(len(sums.digests), tuple(findings), tuple(notes))


def _without_list(copy: Copy, place: str) -> Finding:
    """What stands where the list should be: mostly nothing."""
    look = copy.look(SUMS)
    if look.trouble in ("link", "changed"):
        return Finding(look.trouble, SUMS, f"the list of files {look.message}, so nothing can be compared")
    return Finding("missing", SUMS, f"no list of files, so nothing can be compared{_hint(place)}")


def _hint(place: str) -> str:
    """Where the list is, when somebody gave the folder of the sources."""
    built = [path.parent for path in sorted(Path(place).glob(f"*/{SUMS}"))] if not is_address(place) else []
    return f"; did you mean {built[0]}?" if built else ""


def _open_copy(place: str) -> Copy:
    if is_address(place):
        return ServedCopy(place)
    folder = Path(place)
    if not (place and folder.is_dir()):
        raise CablepressError(
            f"{place or repr(place)}: no such folder; expected the folder of a site, or its address (https://...)"
        )
    return FolderCopy(folder)


def _given(name: str, option: str) -> bytes:
    """The bytes of a file or address on the command line."""
    data = fetch(name) if is_address(name) else None
    if data is None and not is_address(name):
        try:
            data = Path(name).read_bytes()
        except OSError as error:
            raise CablepressError(f"{option} {name}: {error.strerror}") from error
    if data is None:
        raise CablepressError(f"{option} {name}: there is nothing at this address")
    return data


def _list_findings(sums: Sums, own: bytes | None, data: bytes) -> Iterator[Finding]:
    for fault in sums.faults:
        yield Finding("list", SUMS, fault)
    if own is None:
        yield Finding("missing", SUMS, "the site has no list of its files")
    elif own != data:
        yield Finding("list", SUMS, "the list in the site is not the one given with --against")


def _signature_findings(copy: Copy, data: bytes, *, key: str, against: str) -> tuple[list[Finding], list[str]]:
    """What the signature says of the list ``data``, and what is to be said besides."""
    keys = _given(key, "--key").decode("utf-8", "replace") if key else ""
    signature = copy.read(SIGNATURE)
    if isinstance(copy, ServedCopy) and signature is not None and signature.lstrip().startswith(b"<"):
        signature = None  # some hosts give out a page of theirs, and no error, where there is nothing
    if signature is None and not key:
        return [], [] if against else [_UNPROVEN]
    if signature is None:
        return [Finding("missing", SIGNATURE, "the list is not signed, and a key was given to check its signature")], []
    try:
        signed = check(data, signature, keys) if key else check_any(data, signature)
    except CablepressError as error:
        if key:
            raise CablepressError(f"--key {key}: {error}") from error
        return [], [f"the signature was not checked: {error}"]
    if not signed.valid:
        return [Finding("signature", SIGNATURE, signed.message)], []
    return [], [f"the list is {signed.message}" if key else f"the list is {signed.message}; {_UNKNOWN}"]


_UNPROVEN: Final = (
    "the list is the site's own and not signed: whoever changed a page may have changed the list too; "
    "compare with a list from elsewhere (--against)"
)
_UNKNOWN: Final = "whose key that is, only its owner can say; with --key it must be the one you expect"


def _compare(copy: Copy, sums: Sums, progress: Progress) -> Iterator[Finding]:
    """Every listed file, beside what stands in its place."""
    paths = iter(sums.digests)
    done = 0
    with ThreadPoolExecutor(8) as threads:
        while batch := list(islice(paths, _AHEAD)):
            for path, look in zip(batch, threads.map(copy.look, batch), strict=True):
                if look.trouble:
                    yield Finding(look.trouble, path, f"{what_is(path)} {look.message}")
                elif look.digest != sums.digests[path]:
                    yield Finding("changed", path, f"{what_is(path)} is not as it was published")
            done += len(batch)
            progress("Verifying", done, len(sums.digests))


def as_data(report: Report) -> dict[str, object]:
    """The report for other programs (``--format json``)."""
    findings = [found._asdict() for found in report.findings]
    return {"files": report.files, "findings": findings, "notes": list(report.notes)}


def summary(report: Report) -> str:
    """``412 files are as listed.``, or how many are not."""
    count = len(report.findings)
    if not report.files and [found[:2] for found in report.findings] == [("missing", SUMS)]:
        return f"Not a published site: it has no {SUMS}, the list of its files."
    if not count:
        return f"{report.files:,} files, all as listed."
    return f"{report.files:,} files listed; {count:,} {'thing is' if count == 1 else 'things are'} not as published."
