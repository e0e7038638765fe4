"""Decontamination over this machine's Python: speed, and every file that it would drop.

`python -m speed.bench_curate.decontaminate [FOLDER ...]` reads the standard library and the
installed packages, or the folders given, and writes one JSON object. Tests of the packages are
left in. Times are CPU seconds of one process.
"""

from __future__ import annotations

import json
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

from newtongue.curate import decontaminate

LARGEST = 1 << 20
"""Bytes of a file; larger ones are generated."""


def files(folders: list[Path]) -> Iterator[tuple[Path, str]]:
    """Python files and their text, each path once."""
    seen = set()
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            real = path.resolve()
            if real in seen or not path.is_file() or path.stat().st_size > LARGEST:
                continue
            seen.add(real)
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def measure(folders: list[Path]) -> dict[str, object]:
    """Megabytes a CPU second, and all hits."""
    settings = decontaminate.Decontaminate()
    start = time.process_time()
    index = decontaminate.index(settings)
    loading = time.process_time() - start
    wanted = decontaminate.wanted(settings, index)
    spent, size, count = 0.0, 0, 0
    found = []
    for path, text in files(folders):
        size += len(text.encode())
        count += 1
        start = time.process_time()
        hits = decontaminate.hits(wanted, text)
        spent += time.process_time() - start
        found += [
            {"file": str(path), "hit": str(hit), "share": round(hit.share, 3), "text": hit.text}
            for hit in hits
        ]
    return {
        "benchmarks": dict(index.benchmarks),
        "missing": dict(index.missing),
        "index_seconds": round(loading, 2),
        "files": count,
        "megabytes": round(size / 1e6, 1),
        "cpu_seconds": round(spent, 2),
        "megabytes_a_cpu_second": round(size / 1e6 / spent, 1),
        "hits": found,
    }


def main(arguments: list[str]) -> None:
    """Print what was measured."""
    paths = sysconfig.get_paths()
    named = arguments or [paths["stdlib"], paths["purelib"], paths["platlib"]]
    sys.stdout.write(json.dumps(measure(list(map(Path, named))), indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
