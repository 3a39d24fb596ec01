"""How long a cable takes to parse: ``python tests/cable/bench_parse.py [folder of texts]``.

``make bench-parse`` runs it with the package as installed, and with the parser compiled. Prints the median over the
cables, and per 10 KB, in milliseconds of processor time (best of 5 each).
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

from cablepress import parse_cable
from cablepress.cable import parser

ROOT = Path(__file__).parents[2]
ROUNDS = 5


def best(text: str) -> float:
    """The shortest of some runs, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        parse_cable(text, stem="x")
        times.append(time.process_time() - begin)
    return min(times) * 1000


def main() -> None:
    shared = Path(os.environ.get("CABLEPRESS_SHARED", ROOT.parent / "shared")) / "cables" / "text"
    default = shared if shared.is_dir() else ROOT / "content" / "cables"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))]
    for text in texts[:10]:
        parse_cable(text)
    found = [(best(text), len(text)) for text in texts]
    how = "as Python" if parser.__file__.endswith(".py") else "compiled"
    print(f"{how}: {len(found)} cables, median {statistics.median(size for _, size in found):.0f} characters")
    print(f"median {statistics.median(ms for ms, _ in found):.3f} ms, slowest {max(found)[0]:.3f} ms")
    print(f"per 10,000 characters {statistics.median(ms / size * 10_000 for ms, size in found):.3f} ms")


if __name__ == "__main__":
    main()
