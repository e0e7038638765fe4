"""What went through each step, and why the rest did not: counters that add up over shards."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from newtongue.core.dataset import File
from newtongue.curate.shards import read_rows
from newtongue.curate.step import Drop

HEAD = 600
"""Characters of a dropped item that are kept to be looked at."""
LINES = 15
"""Lines of a function among them."""
EXAMPLES = 3
"""Items of each step and reason of which the head is kept: those of the smallest ids."""

DROPPED: Mapping[str, str] = {
    "id": "string",
    "step": "string",
    "reason": "string",
    "detail": "string",
    "source": "string",
    "repository": "string",
    "revision": "string",
    "path": "string",
    "language": "string",
    "name": "string",
    "line": "int64",
    "head": "string",
}
"""The columns of dropped.parquet. `name` and `line` are a function's, `head` is of a few only."""


@dataclass
class Funnel:
    """Counts what steps drop. `kept` is what passed them all."""

    steps: Sequence[str]
    kept: int = 0
    kept_bytes: int = 0
    dropped: dict[str, Counter[str]] = field(default_factory=dict)
    bytes: Counter[str] = field(default_factory=Counter)
    rows: list[dict[str, Any]] = field(default_factory=list)
    read: int | None = None
    """Characters that the first step read, where that is not the sum of what came of them."""

    def keep(self, text: str) -> None:
        self.kept += 1
        self.kept_bytes += len(text)

    def drop(self, drop: Drop) -> None:
        """Count a file, and keep a row of it."""
        self.dropped.setdefault(drop.step, Counter())[drop.reason] += 1
        self.bytes[drop.step] += len(drop.file.text)
        # the whole text till it is chosen: a secret that is cut in two is no longer found
        self.rows.append(_row(drop) | {"head": drop.file.text})

    def refuse(self, drop: Drop, name: str, line: int) -> None:
        """The same of a function that begins in that line of the file."""
        self.dropped.setdefault(drop.step, Counter())[drop.reason] += 1
        head = "".join(_lines(drop.file.text)[max(0, line - 1) :][:LINES])[:HEAD]
        self.rows.append(_row(drop) | {"name": name, "line": line, "head": head})

    def lines(self) -> list[dict[str, Any]]:
        """For each step what it saw (items, characters), kept, and dropped by reason."""
        seen, size = self.kept, self.kept_bytes
        found: list[dict[str, Any]] = []
        for step in reversed(self.steps):
            reasons = self.dropped.get(step, Counter())
            kept = seen
            seen += sum(reasons.values())
            size += self.bytes[step]
            row = {"step": step, "seen": seen, "bytes": size, "kept": kept}
            found.append(row | {"dropped": dict(sorted(reasons.items()))})
        if self.read is not None:
            found[-1]["bytes"] = self.read
        return found[::-1]


def dropped_columns() -> dict[str, Any]:
    """The columns of dropped.parquet, in pyarrow's types."""
    import pyarrow as pa

    return {name: pa.type_for_alias(kind) for name, kind in DROPPED.items()}


def added(many: Iterable[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The lines of many shards as one funnel; all have the same steps."""
    total: dict[str, dict[str, Any]] = {}
    for lines in many:
        for line in lines:
            at = total.setdefault(
                line["step"],
                {"step": line["step"], "seen": 0, "bytes": 0, "kept": 0, "dropped": {}},
            )
            for name in ("seen", "bytes", "kept"):
                at[name] += line[name]
            reasons = Counter(at["dropped"])
            reasons.update(line["dropped"])
            at["dropped"] = dict(sorted(reasons.items()))
    return list(total.values())


def examples(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Of the dropped rows in these files, those whose head is to be shown: a few of each reason."""
    rows = [row for path in paths for row in read_rows(path) if row["head"] is not None]
    names = ("step", "reason", "repository", "path", "detail", "head")
    shown = [row for row in with_heads(rows) if row["head"] is not None]
    return [{name: row[name] for name in names} for row in shown]


def with_heads(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, sorted; the head stays only where the id is among the smallest of its reason."""
    of: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in rows:
        of.setdefault((row["step"], row["reason"]), []).append((row["id"], row["line"] or 0))
    shown = {key: set(heapq.nsmallest(EXAMPLES, ids)) for key, ids in of.items()}
    for row in rows:
        if (row["id"], row["line"] or 0) not in shown[row["step"], row["reason"]]:
            row["head"] = None
    return sorted(rows, key=lambda row: (row["step"], row["reason"], row["id"], row["line"] or 0))


@lru_cache(maxsize=1)  # one file after the other, and many functions of each
def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _row(drop: Drop) -> dict[str, Any]:
    file: File = drop.file
    return {
        "id": file.id,
        "step": drop.step,
        "reason": drop.reason,
        "detail": drop.detail,
        "source": file.source,
        "repository": file.repository,
        "revision": file.revision,
        "path": file.path,
        "language": file.language,
        "name": "",
        "line": None,
    }
