"""The anchor manifest: every anchor that was ever published, so that none disappears unseen.

``anchors.json`` is kept beside the cables when the owner of a site wants it. Its text is the same for the
same anchors: ``{"version":1,"cables":{"07ASTANA1848":["par1",…]}}``, a line for each cable.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from cablepress.errors import Problem

VERSION = 1


def missing_anchors(
    published: Mapping[str, Sequence[str]], current: Mapping[str, Sequence[str]], *, path: str = ""
) -> list[Problem]:
    """A problem for each cable of which a published anchor is no more, in the order of IDs.

    A link to it would lead nowhere. ``path`` is that of the manifest.
    """
    found: list[Problem] = []
    for cable_id in sorted(published):
        if cable_id not in current:
            message = f"{cable_id} was published, and is no longer in the archive"
            found.append(Problem("warning", "cable-missing", message, path, 0, 0, cable_id))
            continue
        have = set(current[cable_id])
        gone = [anchor for anchor in published[cable_id] if anchor not in have]
        if gone:
            listed = ", ".join(gone[:8]) + (" …" if len(gone) > 8 else "")
            message = f"{cable_id}: published anchor{'s' if len(gone) > 1 else ''} {listed} would disappear"
            found.append(Problem("warning", "anchor-missing", message, path, 0, 0, cable_id))
    return found


def merge_anchors(
    published: Mapping[str, Sequence[str]], current: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """All anchors of both: the current ones first, then those published before that are no more."""
    merged = {cable_id: tuple(anchors) for cable_id, anchors in published.items()}
    for cable_id, anchors in current.items():
        have = set(anchors)
        gone = [anchor for anchor in published.get(cable_id, ()) if anchor not in have]
        merged[cable_id] = (*anchors, *gone)
    return merged


def format_anchors(anchors: Mapping[str, Sequence[str]]) -> str:
    """The text of ``anchors.json``, cables in the order of their IDs."""
    rows = [f"{json.dumps(cable_id)}:{json.dumps(list(anchors[cable_id]))}" for cable_id in sorted(anchors)]
    inside = "\n" + ",\n".join(rows) + "\n" if rows else ""
    return f'{{"version":{VERSION},"cables":{{{inside}}}}}\n'


def parse_anchors(text: str, *, path: str = "anchors.json") -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """The anchors in the text of ``anchors.json``, and what is wrong with it; a broken manifest has none."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return {}, [Problem("error", "anchors-broken", f"no JSON: {error.msg}", path, error.lineno, error.colno)]
    except RecursionError:
        return {}, [Problem("error", "anchors-broken", "no JSON: nested too deeply", path)]
    except ValueError:
        return {}, [Problem("error", "anchors-broken", "no JSON of ours: a number of thousands of digits", path)]
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("cables"), dict):
        return {}, [Problem("error", "anchors-broken", f"expected version {VERSION} and “cables”", path, 1, 1)]
    found: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for cable_id, anchors in data["cables"].items():
        if isinstance(anchors, list) and all(isinstance(anchor, str) for anchor in anchors):
            found[cable_id] = tuple(anchors)
        else:
            problems.append(Problem("error", "anchors-broken", f"{cable_id}: expected a list of anchors", path))
    return found, problems
