"""Filters and the search for personal data, as the stage has them, over files of a corpus."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from newtongue.core.dataset import File
from newtongue.curate import decontaminate, filters, pii, shards
from newtongue.curate.filters import Filters
from newtongue.curate.pii import Pii
from newtongue.curate.step import Step, run_steps

BAR = 50.0
"""MB per CPU second of filters and personal data together."""
MOST = 60_000_000
"""Characters that are read, about."""
ROUNDS = 3


def measured(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """A row for each step and for the first two together. Reading the shards is not in it."""
    files = sample(paths)
    known = decontaminate.index(decontaminate.Decontaminate())
    seen: Counter[str] = Counter()
    filtering = filters.step(Filters(preset="stack-v2"))
    redacting = pii.step(Pii(), seen)
    return [
        _row("filters (stack-v2)", files, [filtering]),
        _row("personal data", files, [redacting]),
        _row("filters and personal data", files, [filtering, redacting]),
        _row(
            "decontaminate",
            files,
            [decontaminate.step(decontaminate.Decontaminate(), known)],
            rounds=1,
        ),
        _row("filters that parse", files[::10], [filters.step(_parsing())], rounds=1),
    ]


def sample(paths: Sequence[Path]) -> list[File]:
    """Every n-th file of the corpus, so that there are about `MOST` characters."""
    everything = (file for path in paths for file in shards.read(path, File))
    step = max(1, round(sum(len(file.text) for file in everything) / MOST))
    everything = (file for path in paths for file in shards.read(path, File))
    return list(islice(everything, 0, None, step))


def _parsing() -> Filters:
    return Filters(preset=None, min_comments=0, max_comments=1, max_errors=1)


def _row(
    name: str, files: Sequence[File], chosen: Sequence[Step], rounds: int = ROUNDS
) -> dict[str, Any]:
    size = sum(len(file.text.encode("utf-8", "replace")) for file in files)
    best = min(_timed(files, chosen) for _ in range(rounds))
    row = {"step": name, "files": len(files), "mb": round(size / 1e6, 1), "cpu": round(best, 3)}
    return row | {"mb_per_cpu_second": round(size / 1e6 / best, 1)}


def _timed(files: Sequence[File], chosen: Sequence[Step]) -> float:
    run: Callable[[], int] = lambda: sum(1 for _ in run_steps(chosen, files))  # noqa: E731
    began = time.process_time()
    run()
    return time.process_time() - began
