"""The training files that are nearest to a text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from newtongue.core.errors import UsageError
from newtongue.curate.attribute.compare import Text, common, read
from newtongue.curate.attribute.lines import Lines, lines
from newtongue.curate.attribute.parts import Index
from newtongue.similarity import bm25
from newtongue.similarity.lexer import Places
from newtongue.similarity.ngrams import Runs

_LOOKED_AT = 32
"""Files of each part that are compared with the text, by words, by runs and by their share."""
_SEVERAL = 3
"""Chosen runs that both have: of one in 4.5, what 20 runs leave at least, about."""
_COMMON = 1000
"""A run that more files of a part have leads to none of them."""
_COLUMNS = ("id", "repository", "path", "test_path", "revision", "licence", "url", "name")
_LINES = ("line", "imports", "helpers")
"""What tells where in its file an item stands."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A training file, and how near the text is to it."""

    id: str
    repository: str
    path: str
    test_path: str
    """Of the test, where the data set's items are pairs of code and test."""
    revision: str
    licence: str
    url: str
    name: str
    """Of the function, where the data set's items are functions."""
    line: int
    """Where that begins in the file, from 1; 0 for a whole file."""
    score: float
    """BM25: for the order of files that share words; no unit."""
    shared: int
    """Different runs of 14 tokens, names aside, that stand in both, comments left out."""
    share: float
    """What part they are of the text's runs. 0 for a text of fewer tokens."""
    of_item: float
    """What part they are of the item's."""
    copied: bool
    """Whether the text and the item have more in common than texts have by chance
    (compare.Common.copied)."""
    short: bool
    """Not copied only because what both have is too short (compare.LEAST)."""
    lines: tuple[Lines, ...]
    """The longest stretches."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    file: int
    row: int
    score: float


def nearest(index: Index, text: str, k: int = 5) -> list[Hit]:
    """The k nearest items: those that hold a copy by its size, then the rest by their score.

    Items that share neither words nor runs are left out; one that several runs have is told once.
    Raises UsageError for a k below 1, or where the data set is not what was indexed.
    """
    if k < 1:
        raise UsageError(f"must be at least 1, not {k}", field="k")
    ours = read(text, index.keywords)
    found: list[_Candidate] = []
    for number in range(index.parts):
        found += _candidates(index.folder / f"{number:05}", ours)
    hits = [_hit(index, candidate, row, ours) for candidate, row in _read(index, found)]
    hits.sort(key=_order)
    once = {(hit.id or number): hit for number, hit in reversed(list(enumerate(hits)))}
    return list(reversed(once.values()))[:k]


def rows(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """Hits as plain rows, for --json."""
    return [dataclasses.asdict(hit) for hit in hits]


def _order(hit: Hit) -> tuple[int, float, str, str, str]:
    return -hit.shared if hit.copied else 0, -hit.score, hit.repository, hit.path, hit.id


def _candidates(folder: Path, ours: Text) -> list[_Candidate]:
    """Files of a part: those with the most words, and those with the most runs."""
    scores = bm25.scores(bm25.read(folder), ours.words)
    chosen = np.argsort(-scores, kind="stable")[:_LOOKED_AT]
    chosen = np.union1d(chosen[scores[chosen] > 0], _with_most_runs(folder, ours.counted))
    files = np.load(folder / "files.npy", mmap_mode="r", allow_pickle=False)
    places = np.load(folder / "rows.npy", mmap_mode="r", allow_pickle=False)
    return [
        _Candidate(int(files[one]), int(places[one]), float(scores[one]))
        for one in chosen.astype(np.int64)
    ]


def _with_most_runs(folder: Path, runs: Runs) -> Places:
    prints = np.load(folder / "prints.npy", mmap_mode="r", allow_pickle=False)
    owners = np.load(folder / "owners.npy", mmap_mode="r", allow_pickle=False)
    first, last = np.searchsorted(prints, runs, "left"), np.searchsorted(prints, runs, "right")
    some = (last > first) & (last - first <= _COMMON)
    found = [owners[a:b] for a, b in zip(first[some], last[some], strict=True)]
    if not found:
        return np.zeros(0, dtype=np.int64)
    numbers, counts = np.unique(np.concatenate(found), return_counts=True)
    most = np.argsort(-counts, kind="stable")[:_LOOKED_AT]
    # in a long text many files have more by chance than a short one that is copied whole
    several = np.flatnonzero(counts >= _SEVERAL)
    sizes = np.bincount(owners)[numbers[several]]
    whole = several[np.argsort(-counts[several] / sizes, kind="stable")[:_LOOKED_AT]]
    return numbers[np.union1d(most, whole)].astype(np.int64)


def _read(
    index: Index, candidates: Sequence[_Candidate]
) -> Iterator[tuple[_Candidate, dict[str, Any]]]:
    """The candidates with their rows of the data set."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for number in sorted({candidate.file for candidate in candidates}):
        path = index.files[number]
        wanted = sorted((c for c in candidates if c.file == number), key=lambda c: c.row)
        try:
            with pq.ParquetFile(path) as table:
                yield from _rows_of(table, wanted)
        except (OSError, pa.ArrowException) as error:
            raise UsageError(f"can't be read any more: {error}", file=str(path)) from None


def _rows_of(
    table: Any, wanted: Sequence[_Candidate]
) -> Iterator[tuple[_Candidate, dict[str, Any]]]:
    """Each group of rows that has a candidate is read once."""
    columns = [name for name in ("text", *_COLUMNS, *_LINES) if name in table.schema_arrow.names]
    start = 0
    for group in range(table.num_row_groups):
        end = start + table.metadata.row_group(group).num_rows
        if here := [c for c in wanted if start <= c.row < end]:
            read = table.read_row_group(group, columns=columns)
            for one in here:
                yield one, read.slice(one.row - start, 1).to_pylist()[0]
        start = end


def _hit(index: Index, candidate: _Candidate, row: dict[str, Any], ours: Text) -> Hit:
    found = common(ours, read(row["text"] or "", index.keywords))
    known = {name: str(row.get(name) or "") for name in _COLUMNS}
    return Hit(
        **known,
        line=row["line"] if isinstance(row.get("line"), int) else 0,
        score=candidate.score,
        shared=found.shared,
        share=found.share,
        of_item=found.of_item,
        copied=found.copied,
        short=found.short,
        lines=tuple(lines(one, row) for one in found.stretches),
    )
