"""YAML that people wrote: always safe loading, and every mistake with its place."""

from __future__ import annotations

from typing import Any

import yaml

from cablepress.errors import Problem


def parse_mapping(text: str, path: str, code: str, first_line: int = 1) -> tuple[dict[str, Any], list[Problem]]:
    """The mapping that ``text`` is, and what is wrong with it; empty when it is no mapping or no YAML.

    ``code`` is that of the problem; ``first_line`` is the line of ``path`` on which ``text`` begins.
    """
    try:
        loaded = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        return {}, [Problem("error", code, f"not valid YAML: {error.problem or error.context}", path, line, column)]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, [Problem("error", code, f"not valid YAML: {error}", path, first_line, 1)]
    if loaded is None:
        return {}, []
    if not isinstance(loaded, dict):
        found = type(loaded).__name__
        return {}, [Problem("error", code, f"expected a mapping of keys, found {found}", path, first_line, 1)]
    return loaded, []
