"""How long a table of N rows takes to import, and how much memory: ``python tests/importers/bench_tables.py [N]``.

The table is that of the whole archive in form and size: 251,287 rows, 1.7 GB, words invented. At most 10 minutes on
two cores and 300 MB are wanted of it (docs/importing.md); for a smaller N the time is in proportion.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from samples import HEADER

ROWS = 251_287
MOST_SECONDS = 600.0
MOST_MB = 300.0
_WORDS = [
    "the",
    "of",
    "a",
    "harbour",
    "minister",
    "said",
    "boats",
    "would",
    "lie",
    "still",
    "post",
    "believes",
    "talks",
    "border",
    "grain",
    "“quiet”",
    "embassy",
]


def rows(count: int, seed: int = 1) -> Iterator[str]:
    """``count`` rows of ``cables.csv``, 6.8 kB each in the mean."""
    rng = random.Random(seed)
    lines = [" ".join(rng.choices(_WORDS, k=11)).replace("“quiet”", '\\"quiet\\"') + " \n" for _ in range(5000)]
    for number in range(1, count + 1):
        year, month, day = 1 + number % 10, 1 + number % 12, 1 + number % 28
        paragraphs = [
            f"\n{n}.  (C) " + "".join(rng.choices(lines, k=rng.randrange(4, 15)))
            for n in range(1, 2 + int(rng.expovariate(1 / 9)))
        ]
        yield (
            f'"{number}","{month}/{day}/200{year % 10} 9:15","0{year % 10}STRELSAU{number}","Embassy Strelsau",'
            f'"CONFIDENTIAL","08ZENDA9|07STRELSAU612","{HEADER}","C O N F I D E N T I A L STRELSAU {number:06d} \n \n'
            f"SIPDIS \n \nE.O. 12958: DECL: 02/14/2018 \nTAGS: PREL PGOV \nSUBJECT: INVENTED NUMBER {number} \n \n"
            f'Classified By: CDA A. Nemo, reasons 1.4 (b) and (d). \n{"".join(paragraphs)}TARLENHEIM \n"\n'
        )


def main() -> int:
    """Write the table, import it in a process of its own, say what it took; 1 when that is too much."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        table, site = Path(folder, "cables.csv"), Path(folder, "site.yml")
        site.write_text("title: Benchmark\n")
        with table.open("w", encoding="utf-8") as file:
            file.writelines(rows(count))
        size = table.stat().st_size
        start = time.monotonic()
        command = [sys.executable, "-c", _MEASURED, "-f", str(site), "import", str(table)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        seconds = time.monotonic() - start
        memory, worked = map(float, re.findall(r"peak ([0-9.]+) MB, ([0-9.]+) s of work", done.stdout)[-1])
        files = sum(1 for _ in Path(folder, "content/cables").rglob("*.txt"))
    speed = f"{seconds:.1f} s ({worked:.1f} s of work), {count / seconds:,.0f} rows/s"
    print(f"{count:,} rows, {size / 1e6:,.0f} MB: {speed}, peak {memory:.0f} MB")
    return int(files != count or seconds > MOST_SECONDS * count / ROWS or memory > MOST_MB)


_MEASURED = """
import resource, sys
from cablepress.cli.commands import main
try:
    main(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"peak {used.ru_maxrss / 1024:.0f} MB, {used.ru_utime + used.ru_stime:.1f} s of work")
"""

if __name__ == "__main__":
    sys.exit(main())
