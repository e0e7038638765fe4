"""Extraction over the installed Python: files and MB per CPU-second, the funnel, the type check.

`python -m speed.bench_curate.extract [--files N | --all] [--check]` reads a seeded sample (or all)
of the standard library and the installed packages and writes one JSON object. Times are CPU seconds
of one process (and, for the check, of its children), reading from disk not counted. Exit code 1
below the bar of 250 files a CPU second.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from newtongue.core.dataset import File, Function
from newtongue.curate import shards as shards_of
from newtongue.curate.extract import Check, Extract, Refused, check, extract

BAR = 250
"""Files a CPU second (issue 5)."""
SEED = 5
LANGUAGE = "python"


def paths() -> list[Path]:
    """Python files of the standard library and of the installed packages, each once."""
    roots = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib")}
    found = {}
    for root in sorted(roots):
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root).parts
            if root not in path.parents or "site-packages" not in inside:
                found.setdefault(path.resolve(), path)
    return sorted(found)


def read(chosen: Iterable[Path]) -> list[File]:
    """Their texts; what is not UTF-8, or above 1 MiB, is left out."""
    files = []
    for path in chosen:
        data = path.read_bytes()
        try:
            if len(data) <= 1 << 20:
                files.append(File(data.decode(), str(path), language="python"))
        except UnicodeDecodeError:
            continue
    return files


def from_shards(shards: Sequence[Path], most: int = 5000) -> list[File]:
    """Files of the standard library's language, evenly over the shards of a corpus."""
    found = [
        file
        for shard in shards
        for file in shards_of.read(shard, File)
        if file.language == LANGUAGE
    ]
    return random.Random(SEED).sample(found, min(most, len(found)))


def cpu(who: int = resource.RUSAGE_SELF) -> float:
    """CPU seconds so far."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def measure(files: list[File], checked: bool) -> dict[str, Any]:
    """The figures of one run."""
    size = sum(len(file.text.encode()) for file in files) / 1e6
    for file in files[:20]:
        list(extract([file], Extract()))  # what is loaded once
    start = time.process_time()
    found = list(extract(files, Extract()))
    seconds = time.process_time() - start
    kept = [one for one in found if isinstance(one, Function)]
    once = list({one.body_hash: one for one in reversed(kept)}.values())
    counts = Counter(one.reason for one in found if isinstance(one, Refused))
    result: dict[str, Any] = {
        "files": len(files),
        "megabytes": round(size, 1),
        "cpu_seconds": round(seconds, 2),
        "files_per_second": round(len(files) / seconds, 1),
        "megabytes_per_second": round(size / seconds, 2),
        "candidates": len(found),
        "refused": dict(counts.most_common()),
        "kept": len(kept),
        "unique": len(once),
        "with_helpers": sum(bool(one.helpers) for one in once),
        "with_imports": sum(bool(one.imports) for one in once),
    }
    return result | (_checked(once) if checked else {})


def _checked(functions: list[Function]) -> dict[str, Any]:
    start = cpu(resource.RUSAGE_CHILDREN) + cpu()
    after = list(check(functions, Check()))
    seconds = cpu(resource.RUSAGE_CHILDREN) + cpu() - start
    wrong = [one for one in after if isinstance(one, Refused)]
    kinds = Counter(one.detail.split(",")[0] for one in wrong)
    return {
        "check": {
            "cpu_seconds": round(seconds, 2),
            "functions_per_second": round(len(functions) / seconds, 1),
            "passed": len(after) - len(wrong),
            "refused": dict(kinds.most_common()),
        }
    }


def main() -> int:
    """Measure and print; 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    every = paths()
    chosen = every if given.all else random.Random(SEED).sample(every, min(given.files, len(every)))
    result = measure(read(chosen), given.check)
    sys.stdout.write(f"{json.dumps(result, indent=1)}\n")
    return int(result["files_per_second"] < BAR)


if __name__ == "__main__":
    raise SystemExit(main())
