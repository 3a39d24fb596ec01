"""``changes.html`` and ``changes.xml``: releases, new versions and withdrawals, newest first. Pure.

All of it is read from the content, so that the same content gives the same log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cablepress.archive.archive import Archive
from cablepress.archive.permalinks import diff_url, list_url
from cablepress.archive.versions import Change, Release, change_log
from cablepress.config import SiteConfig
from cablepress.pages.change_context import ChangesView, ChangeView
from cablepress.pages.context import Row
from cablepress.pages.feeds import Entry, atom

MOST_A_DAY: Final = 500
"""Changes of one day that the page lists one by one: a release may change thousands of cables."""
FEED_LENGTH: Final = 100
"""Entries of the feed."""


def changes_view(archive: Archive, rows: Mapping[str, Row]) -> ChangesView:
    """Every change, by day."""
    log = change_log(archive.records, archive.terms["reldate"], archive.versions)
    days: dict[str, list[ChangeView]] = {}
    for release in log.releases:
        days.setdefault(release.day, []).append(_release(release, archive))
    for change in log.changes:
        days.setdefault(change.day, []).append(_change(change, rows[change.id]))
    ordered = sorted(days.items(), reverse=True)
    return ChangesView(
        groups=tuple((day, tuple(listed[:MOST_A_DAY])) for day, listed in ordered),
        more={day: len(listed) - MOST_A_DAY for day, listed in ordered if len(listed) > MOST_A_DAY},
    )


def _release(release: Release, archive: Archive) -> ChangeView:
    held = release.day and release.day in archive.terms["reldate"]
    return ChangeView(
        kind="release",
        day=release.day,
        name=release.name,
        url=list_url("reldate", archive.slugs["reldate"][release.day]) if held else "",
        new=release.new,
        changed=release.changed,
        id="",
        title="",
        number=0,
        diff_url="",
        reason="",
    )


def _change(change: Change, row: Row) -> ChangeView:
    return ChangeView(
        kind=change.kind,
        day=change.day,
        name=change.name,
        url=row.url,
        new=0,
        changed=0,
        id=row.id,
        title=row.title,
        number=change.number,
        diff_url=diff_url(row.url) if change.kind == "version" else "",
        reason=change.reason,
    )


Say = Callable[..., str]
"""A string of the interface, by its key."""


def changes_feed(config: SiteConfig, view: ChangesView, say: Say) -> bytes:
    """An Atom feed of the latest changes; ids do not depend on the address."""
    changes = [change for _, listed in view.groups for change in listed][:FEED_LENGTH]
    entries = [_entry(change, say) for change in changes]
    feed_id = config.url + "changes.xml" if config.url else "urn:cablepress:changes"
    return atom(config, f"{say('changes.title')} – {config.title}", feed_id, "changes.html", "changes.xml", entries)


def _entry(change: ChangeView, say: Say) -> Entry:
    updated = f"{change.day}T00:00Z" if change.day else ""
    if change.kind == "release":
        counts = [say("changes.new", n=change.new)] * bool(change.new)
        counts += [say("changes.changed", n=change.changed)] * bool(change.changed)
        name = change.day or change.name
        title = f"{say('changes.release')} {name}"
        return Entry(f"release:{name}", title, updated, change.url or "changes.html", ", ".join(counts))
    if change.kind == "version":
        title = f"{change.id}: {say('changes.version', number=change.number)}"
        return Entry(f"{change.id}:version:{change.number}", title, updated, change.diff_url, change.title)
    title = f"{change.id}: {say('changes.withdrawal')}"
    return Entry(f"{change.id}:withdrawal", title, updated, change.url, change.reason)
