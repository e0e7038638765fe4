"""What a person wants to see of a run: the funnel, sizes, shares, clusters and examples."""

from __future__ import annotations

import difflib
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from newtongue.curate import shards
from newtongue.curate.choose import Choice
from newtongue.curate.clusters import Clusters, figures, largest
from newtongue.curate.funnel import HEAD, added
from newtongue.curate.recipe import CurateRecipe

SHOWN_CLUSTERS = 5
SHOWN_KEPT = 8
DIFF_LINES = 60


def inspected(  # noqa: PLR0913 (each is a part of the run)
    recipe: CurateRecipe,
    clusters: Clusters,
    phases: Sequence[Sequence[Mapping[str, Any]]],
    gathered: Sequence[Path],
    last: Sequence[Path],
    limits: Sequence[Mapping[str, Any]],
    choice: Choice,
    dropped: Sequence[Mapping[str, Any]],
    benchmarks: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """The content of inspect.json (its fields: decision 017)."""
    rows = choice.rows
    first, *after = [added(one["steps"] for one in results) for results in phases]
    steps = [*first, *limits, *(line for lines in after for line in lines)]
    personal: Counter[str] = Counter()
    for one in (one for results in phases for one in results):
        personal.update(one["seen"])
    return {
        "schema": 1,
        "unit": _unit(recipe),
        "sources": _sources(recipe, rows),
        "steps": [*steps, *choice.steps],
        "languages": _sums(rows, [row["language"] for row in rows]),
        "licences": dict(sorted(Counter(row["licence"] or "" for row in rows).items())),
        "repositories": len({row["repository"] for row in rows}),
        "splits": _sums(rows, [choice.sides[row["id"]] for row in rows]),
        "sizes": _histogram(row["bytes"] for row in rows),
        "tokens": _histogram(row["tokens"] for row in rows),
        "tokenizer": recipe.tokenizer or "lexical",
        "pii": dict(sorted(personal.items())),
        "near_dedup": figures(recipe.near_dedup, clusters),
        "clusters": _clusters(clusters, gathered),
        "kept": _kept(last, set(choice.sides)),
        "dropped": dropped,
        "benchmarks": benchmarks,
    }


def _unit(recipe: CurateRecipe) -> str:
    """What an item of the data set is."""
    if recipe.pairs is not None:
        return "pair"
    return "file" if recipe.extract is None else "function"


def _sources(recipe: CurateRecipe, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = Counter(row["source"] for row in rows)
    return [
        {"name": source.label, "kind": source.kind, "items": found[source.label]}
        for source in recipe.sources
    ]


def _sums(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Items, bytes and tokens of the rows, by the name that each goes under."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for row, name in zip(rows, names, strict=True):
        total[name].update(items=1, bytes=row["bytes"], tokens=row["tokens"])
    return {name: dict(total[name]) for name in sorted(total)}


def _histogram(sizes: Iterable[int]) -> list[list[int]]:
    """(the power of two that a bin begins with, how many are in it); no bin between is left out."""
    found = Counter(max(size, 1).bit_length() - 1 for size in sizes)
    if not found:
        return []
    return [[1 << power, found[power]] for power in range(min(found), max(found) + 1)]


def _clusters(clusters: Clusters, gathered: Sequence[Path]) -> list[dict[str, Any]]:
    """The largest clusters, each with the difference between two members that are not equal."""
    chosen = []
    for name, rows in largest(clusters, SHOWN_CLUSTERS):
        near = [row for row in rows if row["kept_id"] != row["id"]]
        if near:
            chosen.append((name, len(rows), min(near, key=_likeness)))
    texts = _texts(gathered, {id_ for *_, row in chosen for id_ in (row["id"], row["kept_id"])})
    return [
        {
            "cluster": name,
            "members": members,
            "kept": texts[row["kept_id"]][0],
            "other": texts[row["id"]][0],
            "jaccard": row["estimate"] if row["jaccard"] is None else row["jaccard"],
            "diff": _diff(texts[row["kept_id"]][1], texts[row["id"]][1]),
        }
        for name, members, row in chosen
    ]


def _likeness(row: Mapping[str, Any]) -> tuple[float, str]:
    return row["estimate"], row["id"]


def _texts(paths: Sequence[Path], ids: set[str]) -> dict[str, tuple[str, str]]:
    """Where the files of these ids are from, and what they say."""
    names = ("id", "repository", "path", "text")
    return {
        row["id"]: (f"{row['repository']}: {row['path']}", row["text"])
        for path in (paths if ids else ())
        for row in shards.read_rows(path, names)
        if row["id"] in ids
    }


def _diff(one: str, other: str) -> str:
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=2)
    return "\n".join(line[:200] for line in islice(lines, 2, 2 + DIFF_LINES))


def _kept(paths: Sequence[Path], ids: set[str]) -> list[dict[str, Any]]:
    """A few of what the data set has: those of the smallest ids."""
    shown = set(heapq.nsmallest(SHOWN_KEPT, ids))
    names = ("repository", "path", "licence", "language", "url")
    found = {
        row["id"]: {name: row[name] or "" for name in names} | {"head": row["text"][:HEAD]}
        for path in paths
        for row in shards.read_rows(path)
        if row["id"] in shown
    }
    return [found[id_] for id_ in sorted(found)]
