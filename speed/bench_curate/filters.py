"""Filters over Python source: MB per CPU-second of each kind by itself, and of all together.

`python -m speed.bench_curate.filters [FOLDER]`: by default the packages of this interpreter. Every
filter is on, with limits that no file breaks, so that each file is looked at by every filter.
"""

from __future__ import annotations

import json
import random
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from newtongue.core.dataset import File
from newtongue.curate import filters
from newtongue.curate.filters import Filters, apply, measures
from newtongue.curate.filters.settings import limits

BYTES = 20_000_000
"""Of source that is read, at most, of files drawn with a seed."""
PARSED = 10_000_000
ROUNDS = 3

EVERY = Filters(
    preset=None,
    max_line_length=1_000_000,
    mean_line_length=100_000,
    max_lines=1_000_000,
    min_alphanumeric=0,
    min_alphabetic=0,
    min_stars=0,
    xml=True,
    max_encoded_run=1024,
    max_encoded_share=1,
    generated=True,
    check_language=True,
)
PARSING = Filters(preset=None, min_comments=0, max_comments=1, max_errors=1)


def corpus(folder: Path, most: int = BYTES, seed: int = 0) -> list[File]:
    """Files of Python source, drawn with a seed, up to so many bytes."""
    paths = sorted(folder.rglob("*.py"))
    random.Random(seed).shuffle(paths)
    found, size = [], 0
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        found.append(File(text, str(path.relative_to(folder)), language="python"))
        size += len(text)
        if size >= most:
            break
    return found


def measured(files: Sequence[File]) -> list[dict[str, Any]]:
    """A row for each filter, for the cheap ones together, for a preset, and for the parsing one."""
    texts = [measures.look(file) for file in files]
    size = sum(len(text.data) for text in texts)
    limit = limits(EVERY)(files[0])
    rows = [_row("preparing", size, files, measures.look)]
    for check in apply.CHEAP:
        rows.append(_row(check.__name__, size, texts, lambda text, c=check: c(text, limit)))
    rows.append(_row("all that don't parse", size, files, _dropped(EVERY)))
    rows.append(_row("preset stack-v2", size, files, _dropped(Filters())))
    few, total = [], 0
    for file, text in zip(files, texts, strict=True):
        if total < PARSED:
            few.append(file)
            total += len(text.data)
    rows.append(_row("parsing (comments, errors)", total, few, _dropped(PARSING)))
    return rows


def _dropped(settings: Filters) -> Callable[[File], Any]:
    step = filters.step(settings)

    def reason(file: File) -> Any:
        (one,) = step((file,))
        return None if isinstance(one, File) else one

    return reason


def _row(name: str, size: int, items: Iterable[Any], work: Callable[[Any], Any]) -> dict[str, Any]:
    best, hits = float("inf"), 0
    for _ in range(ROUNDS):
        began = time.process_time()
        found = [work(item) for item in items]
        best = min(best, time.process_time() - began)
        hits = 0 if name == "preparing" else sum(one is not None for one in found)
    row = {"filter": name, "bytes": size, "cpu_seconds": round(best, 4), "dropped": hits}
    return row | {"mb_per_cpu_second": round(size / best / 1e6, 1)}


def main(arguments: Sequence[str]) -> int:
    """Measure and print rows as JSON, one a line."""
    folder = Path(arguments[0]) if arguments else Path(sysconfig.get_path("purelib"))
    for row in measured(corpus(folder)):
        sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
